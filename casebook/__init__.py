"""casebook turns reports on local governance into records people can trust, search and report from."""

__version__ = "0.1.0"
