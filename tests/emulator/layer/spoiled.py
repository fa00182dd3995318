"""Answers that are right until they are on the wire: cut off, or garbage."""

KEY = "emulator.spoil"


def mark(kind, call):
    """Has the answer to this call spoiled when its bytes are known."""
    call.environ[KEY] = kind


def spoil(environ, status, data):
    """The status, the bytes whose length is told, and those that are sent."""
    kind = environ.get(KEY)
    if kind == "corrupt":
        status, data = 200, garbage(data)
    return status, data, data[: len(data) // 2] if kind == "truncate" else data


def garbage(data):
    """Every second byte, from the first on, is one that UTF-8 does not have and that ends in CBOR what has not begun."""
    bad = bytearray(data)
    bad[::2] = b"\xff" * len(bad[::2])
    return bytes(bad)
