"""YAML files read with the surprises taken out: text stays text, and a key is written once.

YAML turns ``no`` into false, ``010`` into eight, ``2023-10-19`` into a date and ``4.10`` into 4.1, keeps the last of
two equal keys without a word, and lets a few lines of aliases grow into gigabytes. Here only null, true, false,
decimal whole numbers and decimal fractions are anything but text; everything else above is text or an error.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any, ClassVar

import yaml

from crimekit.errors import ParameterError, nearest

_BASE: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_WHOLE = r"[-+]?(?:0|[1-9][0-9]*)"
_PLAIN = {"null": "~|null|", "bool": "true|false", "int": _WHOLE, "float": rf"{_WHOLE}\.[0-9]+"}
_PASTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]|(?<=:)\u00a0")
_DEPTH = 50
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
        _refuse_hostile(text)
        found = list(yaml.load_all(text, Loader=_Loader))
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


def _refuse_hostile(text: str) -> None:
    """Refuse an alias, with which a few lines grow into gigabytes, endless depth, and tags, before anything is made."""
    depth = 0
    for event in yaml.parse(text, Loader=_BASE):
        if isinstance(event, yaml.AliasEvent):
            raise _FileError(event, "found an alias (*name); write the value out where it is used")
        if (tag := getattr(event, "tag", None)) not in (None, f"{_TAG}str"):
            raise _FileError(event, f"found the tag '{tag}'; expected plain values")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            raise _FileError(event, f"found lists or mappings more than {_DEPTH} deep")


class _Loader(_BASE):  # type: ignore[misc, valid-type]
    """Makes the values: of what is plain only `_PLAIN` is no text; a key is a word, however it looks, written once."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                what = "a list" if isinstance(key, yaml.SequenceNode) else "a mapping"
                raise _FileError(key, f"found {what} as a key; expected a word")
            if key.value == "<<":
                raise _FileError(key, "found the key '<<'; expected a plain word")
            if key.value in found:
                raise _FileError(key, f"the key '{key.value}' is written twice")
            listed = key.value == "codes" and isinstance(value, yaml.SequenceNode)
            for code in value.value if listed else []:  # a number 4.10 would be 4.1
                if code.tag in (f"{_TAG}int", f"{_TAG}float"):
                    told = f"codes: found {code.value} without quotes; codes are text: write '{code.value}' in quotes"
                    raise _FileError(code, told)
            found[key.value] = self.construct_object(value, deep=True)
        return found


for _name, _form in _PLAIN.items():
    _Loader.add_implicit_resolver(f"{_TAG}{_name}", re.compile(rf"(?ai)(?=.{{0,30}}\Z)(?:{_form})\Z"), None)
