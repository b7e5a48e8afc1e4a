"""The error tree: what went wrong, and who can mend it.

Every message names the file, the key, what was found, what was expected and, where there is one, the nearest
spelling. The command line prints the message and never a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CrimekitError(Exception):
    """Anything crimekit can explain; `code` is what the command line ends with."""

    code = 2

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


def short(value: object) -> str:
    """A wrong value as a message quotes it: its first 60 characters.

    Examples
    --------
    >>> short("x" * 100) == "x" * 59 + "…", short("gwnet")
    (True, 'gwnet')
    """
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


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
    close = difflib.get_close_matches(str(word).casefold(), [name.casefold() for name in names], n=1)
    if close:
        return f"; did you mean '{next(name for name in names if name.casefold() == close[0])}'?"
    if not names:
        return ""
    shown = ", ".join(names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"; known: {shown}{more}"
