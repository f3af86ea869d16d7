"""Stub."""


def record(*, by, what, about="", details=None):
    pass
