"""The documented organization, made once before the first fork."""
