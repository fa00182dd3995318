"""The emulator's time. Resources are made in the past; ages count back from the moment of the fork."""

from datetime import datetime, timedelta, timezone

#: How long ago the organization was set up.
STANDING = timedelta(days=60)


def _look():
    """The real time, in milliseconds as AWS has it: some of moto's answers tell more, and lose it when they are written again."""
    moment = datetime.now(timezone.utc)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


_now = _look()
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
    _now, _seeding = _look(), False


def moto_now():
    """What moto takes for the current time, without a zone as moto has it."""
    moment = _now - STANDING if _seeding else _look()
    return moment.replace(tzinfo=None)
