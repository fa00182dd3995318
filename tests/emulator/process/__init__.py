"""The processes: one that seeds and waits, and a fork of it for each test."""
