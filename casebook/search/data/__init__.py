"""The vocabularies and tables of the search, as text files of words; lines that begin with ``#`` are comments."""

from __future__ import annotations

from importlib.resources import files

_HERE = files("casebook.search.data")


def read_lines(name: str) -> list[list[str]]:
    """The words of each line of a file of this folder."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def read_words(name: str) -> list[str]:
    """All words of a file of this folder."""
    return [word for line in read_lines(name) for word in line]
