"""YAML files read with the surprises taken out: text stays text, and a key is written once.

YAML turns ``no`` into false, ``010`` into eight, ``2023-10-19`` into a date and ``4.10`` into 4.1, keeps the last of
two equal keys without a word, and lets a few lines of aliases grow into gigabytes. Here only null, true, false,
decimal whole numbers and decimal fractions are anything but text; everything else above is text or an error. The file
is read event by event, so nothing in it can grow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from crimekit.errors import ParameterError, nearest

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_TEXT = "tag:yaml.org,2002:str"
_TEXTS = frozenset({"codes"})  # keys whose values are text however they look
_PASTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]|(?<=:)\u00a0")
_DEPTH = 50
_DIGITS = 30
_LARGEST = 10_000_000  # bytes: a file without end is refused, not read

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]


def read_yaml(path: Path) -> dict[str, Value]:
    r"""Read the mapping that a YAML file holds; a `ParameterError` names the file and the line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "example.yml"
    ...     _ = file.write_text("country: no\nreleased: 2023-10-19\nquarters: 4", encoding="utf-8")
    ...     read_yaml(file)
    {'country': 'no', 'released': '2023-10-19', 'quarters': 4}
    """
    shown = file_name(path)
    text = _text(path, shown)
    for number, line in enumerate(text.split("\n"), start=1):
        if found_there := _PASTED.search(line):
            name = unicodedata.name(found_there[0], "a control character").lower()
            raise ParameterError(
                f"{shown}, line {number}: found an invisible character ({name}), as text pasted from a word processor "
                "or slides has; expected it typed"
            )
    try:
        events = _events(text)
        found = [_value(event, events) for event in events if isinstance(event, yaml.NodeEvent)]
    except _FileError as error:
        raise ParameterError(f"{shown}, {error}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        raise ParameterError(f"{shown}{place}: this is not YAML: {one_line(str(problem))}") from None
    match found:
        case [dict(content)]:
            return content
        case [] | [None]:
            what = "the file is empty"
        case [list()]:
            what = "found a list"
        case [value]:
            what = f"found the text '{one_line(str(value))}'"
        case _:
            what = f"found {len(found)} documents with '---' between"
    raise ParameterError(f"{shown}: {what}; expected 'key: value' lines")


def file_name(path: Path) -> str:
    """Name a file as messages do: from ``parameters`` on, where it stands in such a folder.

    Examples
    --------
    >>> file_name(Path("/home/analyst/crimekit/parameters/runs/gwent.yml"))
    'parameters/runs/gwent.yml'
    """
    parts = path.parts
    if "parameters" in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("parameters") :])
    return str(path)


def one_line(text: str) -> str:
    r"""Put a text into one printable line, whatever a file may hold.

    Examples
    --------
    >>> one_line("two\nlines\x1b[31m")
    'two lines [31m'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class _FileError(Exception):
    """What is wrong at an event of the file."""

    def __init__(self, event: Any, message: str) -> None:
        super().__init__(f"line {event.start_mark.line + 1}: {one_line(message)}")


def _text(path: Path, shown: str) -> str:
    """Read the text of the file, without the byte order mark some editors leave."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ParameterError(f"{shown}: found more than {_LARGEST // 1_000_000} MB; expected some lines of YAML")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ParameterError(f"{shown}: byte {error.start + 1} is not UTF-8; save the file as UTF-8 text") from None
    except FileNotFoundError:
        hint = nearest(path.stem, [other.stem for other in path.parent.glob("*.yml")])
        raise ParameterError(f"{shown}: there is no such file{hint}") from None
    except OSError as error:
        raise ParameterError(f"{shown}: the file cannot be read: {error.strerror}") from None


def _events(text: str) -> Iterator[Any]:
    """Read the events of a YAML text, but no alias, with which a few lines could grow into gigabytes."""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _FileError(event, "found an alias (*name); write the value out where it is used")
        yield event


def _value(event: Any, events: Iterator[Any], depth: int = 0, key: str = "") -> Value:
    """Read what begins with `event`, the value of `key`, and take its other events from `events`."""
    if event.tag not in (None, _TEXT):
        raise _FileError(event, f"found the tag '{event.tag}'; expected plain values")
    if isinstance(event, yaml.ScalarEvent):
        value = _scalar(event)
        if key in _TEXTS and isinstance(value, int | float):  # as which 4.10 would be 4.1
            wanted = f"codes are text: write '{event.value}' in quotes"
            raise _FileError(event, f"{key}: found {event.value} without quotes; {wanted}")
        return value
    if depth > _DEPTH:
        raise _FileError(event, f"found lists or mappings more than {_DEPTH} deep")
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(item, events, depth + 1, key) for item in _until(yaml.SequenceEndEvent, events)]
    found: dict[str, Value] = {}
    for item in _until(yaml.MappingEndEvent, events):
        name = _key(item, found)
        found[name] = _value(next(events), events, depth + 1, name)
    return found


def _until(end: type[yaml.Event], events: Iterator[Any]) -> Iterator[Any]:
    while not isinstance(event := next(events), end):
        yield event


def _key(event: Any, found: dict[str, Value]) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        what = "a list" if isinstance(event, yaml.SequenceStartEvent) else "a mapping"
        raise _FileError(event, f"found {what} as a key; expected a word")
    if event.value == "<<" or event.tag not in (None, _TEXT):
        raise _FileError(event, f"found the key '{event.value}'; expected a plain word")
    if event.value in found:
        raise _FileError(event, f"the key '{event.value}' is written twice")
    return str(event.value)


def _scalar(event: Any) -> Value:
    """Read null, a truth or a number, and all else as text."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()]
    if len(text) > _DIGITS or not (number := _NUMBER.fullmatch(text)):
        return text
    return float(text) if number[2] else int(text)
