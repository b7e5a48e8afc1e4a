"""The error tree: what went wrong, and who can mend it.

Every message names the file, the key, what was found, what was expected and, where there is one, the nearest
spelling. The command line prints the message and never a traceback.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

_Known = TypeVar("_Known")
_QUOTED = re.compile(r"(?<!\w)'(.+?)'(?!\w)")
_LONGEST_VALUE, _LONGEST = 60, 2_000  # letters of what was found, and of a whole message: a screen


def readable(text: str) -> str:
    r"""A message that fits a screen: a value in quotes cut, nothing in it that a terminal would obey.

    Examples
    --------
    >>> readable("force: no '" + "k" * 900 + "'; did you mean 'kent'?")
    "force: no 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…'; did you mean 'kent'?"
    >>> readable("inputs: 'a\0b'")
    "inputs: 'a b'"
    """
    printable = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    short = _QUOTED.sub(lambda found: f"'{cut(found[1], _LONGEST_VALUE, path='/' in found[1])}'", printable)
    return cut(short, _LONGEST)


def cut(text: str, most: int, *, path: bool = False) -> str:
    """The beginning of a text, or the end of a path, where it is longer than that.

    Examples
    --------
    >>> cut("a long word", 7), cut("a/long/path", 7, path=True)
    ('a long…', '…g/path')
    """
    if len(text) <= most:
        return text
    return f"…{text[1 - most :]}" if path else f"{text[: most - 1]}…"


class CrimekitError(Exception):
    """Anything crimekit can explain; `code` is what the command line ends with."""

    code = 2

    def __init__(self, message: str = "") -> None:
        super().__init__(readable(message))

    def _render_traceback_(self) -> list[str]:
        """What JupyterLab shows in place of sixty lines of traceback."""
        return [f"{type(self).__name__}: {self}"]


class ParameterError(CrimekitError, ValueError):
    """A YAML file or a notebook parameter is wrong: mend the file."""


class DataError(CrimekitError):
    """An input file is wrong: ask its supplier."""


class RunError(CrimekitError):
    """The command cannot be carried out: mend the command or the place it writes to."""


class SectionsFailedError(RunError):
    """The command was right, what it made or looked at is not."""

    code = 1


class StoppedError(RunError):
    """Ctrl-C."""

    code = 130


def closest(word: object, known: Iterable[str]) -> str:
    """The name that is spelled most like a word; empty where none is near."""
    names = {name.casefold(): name for name in reversed(list(known))}
    return "".join(names[near] for near in difflib.get_close_matches(str(word).casefold(), names, n=1))


def nearest(word: object, known: Iterable[str]) -> str:
    """Say what might have been meant, to close a message.

    Examples
    --------
    >>> nearest("robery", ["robbery", "homicide"])
    "; did you mean 'robbery'?"
    >>> nearest("xyz", ["robbery", "homicide"])
    '; known: homicide, robbery'
    """
    names = sorted(known)
    if close := closest(word, names):
        return f"; did you mean '{close}'?"
    if not names:
        return ""
    shown = ", ".join(names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"; known: {shown}{more}"


def find(word: str, known: Mapping[str, _Known], key: str) -> _Known:
    """What a word stands for; one that stands for nothing is refused with the nearest.

    Examples
    --------
    >>> find("robery", {"robbery": 1, "homicide": 2}, "measure")
    Traceback (most recent call last):
    crimekit.errors.ParameterError: measure: no 'robery'; did you mean 'robbery'?
    """
    if word not in known:
        raise ParameterError(f"{key}: no '{word}'{nearest(word, known)}")
    return known[word]
