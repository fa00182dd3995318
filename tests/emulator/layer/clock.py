"""The emulator's time. Resources are made in the past; ages count back from the moment of the fork."""

from datetime import datetime, timedelta, timezone

#: How long ago the organization was set up.
STANDING = timedelta(days=60)

_now = datetime.now(timezone.utc)
_seeding = True


def now():
    """The moment that ages count from: that of the fork."""
    return _now


def ago(**amount):
    """A time that long ago: `ago(hours=3)`."""
    return _now - timedelta(**amount)


def start():
    """The seeding is over: the fork begins to serve."""
    global _now, _seeding
    _now, _seeding = datetime.now(timezone.utc), False


def moto_now():
    """What moto takes for the current time, without a zone as moto has it."""
    moment = _now - STANDING if _seeding else datetime.now(timezone.utc)
    return moment.replace(tzinfo=None)
