"""Keys for tests, and signatures of DSSE envelopes checked by a library that the program does not use."""

import base64
import json
import pathlib
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

PLAIN = serialization.NoEncryption()
PKCS8, SEC1 = serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL


def write_keys(folder):
    """Private keys as `NAME.pem` and their public halves as `NAME.pub.pem`."""
    ed, p256 = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    kinds = {
        "ed25519": (ed, PKCS8, PLAIN),
        "other": (ed25519.Ed25519PrivateKey.generate(), PKCS8, PLAIN),
        "p256": (p256, PKCS8, PLAIN),
        "sec1": (p256, SEC1, PLAIN),
        "p384": (ec.generate_private_key(ec.SECP384R1()), PKCS8, PLAIN),
        "rsa": (rsa.generate_private_key(65537, 2048), PKCS8, PLAIN),
        "encrypted": (ed, PKCS8, serialization.BestAvailableEncryption(b"secret")),
    }
    for name, (key, form, encryption) in kinds.items():
        private = key.private_bytes(serialization.Encoding.PEM, form, encryption)
        public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        (folder / f"{name}.pem").write_bytes(private)
        (folder / f"{name}.pub.pem").write_bytes(public)


def check(envelope, key):
    """Writes the payload to stdout if the key has signed it, after the id of the key that the envelope names."""
    envelope = json.loads(envelope.read_bytes())
    public = serialization.load_pem_public_key(key.read_bytes())
    payload = base64.b64decode(envelope["payload"], validate=True)
    kind = envelope["payloadType"].encode()
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    [signature] = envelope["signatures"]
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    assert signature["keyid"] == "sha256:" + digest.finalize().hex(), signature["keyid"]
    more = [] if isinstance(public, ed25519.Ed25519PublicKey) else [ec.ECDSA(hashes.SHA256())]
    public.verify(base64.b64decode(signature["sig"], validate=True), signed, *more)
    sys.stdout.buffer.write(payload)


if __name__ == "__main__":
    command, *paths = sys.argv[1:]
    {"keys": write_keys, "check": check}[command](*map(pathlib.Path, paths))
