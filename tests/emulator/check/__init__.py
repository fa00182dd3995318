"""The emulator's own check: that what it answers is what AWS would."""

from .run import self_check

__all__ = ["self_check"]
