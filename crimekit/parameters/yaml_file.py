"""YAML files read with the surprises taken out: text stays text, and a key is written once.

YAML turns ``no`` into false, ``010`` into eight, ``2023-10-19`` into a date and ``4.10`` into 4.1, keeps the last of
two equal keys without a word, and lets a few lines of aliases grow into gigabytes. Here only null, true, false,
decimal whole numbers and decimal fractions are anything but text; everything else above is text or an error.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from crimekit.errors import ParameterError

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_TAG = "tag:yaml.org,2002:"
_MAPPING, _SEQUENCE, _TEXT = _TAG + "map", _TAG + "seq", _TAG + "str"
_PLAIN = {_TAG + name for name in ("str", "null", "bool", "int", "float", "timestamp", "merge", "value")}
_QUOTED_KEYS = frozenset({"codes"})  # what stands under these keys is text, and must be written as text
_DEPTH = 50
_DIGITS = 30
_LARGEST = 10_000_000  # bytes

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]


def read_yaml(path: Path, *, name: str = "") -> dict[str, Value]:
    r"""Read the mapping that a YAML file holds.

    `name` stands for the file in messages. A `ParameterError` names the file, the line and the column.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "example.yml"
    ...     _ = file.write_text("country: no\nreleased: 2023-10-19\nquarters: 4", encoding="utf-8")
    ...     read_yaml(file)
    {'country': 'no', 'released': '2023-10-19', 'quarters': 4}
    """
    shown = name or str(path)
    text = _text(path, shown)
    try:
        _check_shape(text, shown)
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise ParameterError(f"{shown}{_place(error)}: this is not YAML: {_problem(error)}") from None
    if node is None:
        raise ParameterError(f"{shown}: the file is empty; expected 'key: value' lines")
    if not isinstance(node, yaml.MappingNode):
        raise ParameterError(f"{shown}: found {_kind(node)}; expected 'key: value' lines")
    return _Reader(shown).mapping(node)


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
        raise ParameterError(f"{shown}: there is no such file") from None
    except OSError as error:
        raise ParameterError(f"{shown}: the file cannot be read: {error.strerror}") from None


def _check_shape(text: str, shown: str) -> None:
    """Refuse aliases and deep nesting while the text is still a flat run of events, before anything can grow."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            problem = "found an alias (*name); write the value out where it is used"
        elif depth > _DEPTH:
            problem = f"found lists or mappings more than {_DEPTH} deep"
        else:
            opened = isinstance(event, yaml.CollectionStartEvent)
            depth += opened - isinstance(event, yaml.CollectionEndEvent)
            continue
        raise _error(shown, event.start_mark, problem)


class _Reader:
    """Turns the nodes of one file into values, and knows what to call that file."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def value(self, node: yaml.Node) -> Value:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode) and node.tag == _SEQUENCE:
            return [self.value(item) for item in node.value]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode) -> dict[str, Value]:
        if node.tag != _MAPPING:
            raise self.error(node, f"found the tag '{node.tag}'; expected plain values")
        values: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = self.key(key_node)
            if key in values:
                raise self.error(key_node, f"the key '{key}' is written twice")
            if key in _QUOTED_KEYS:
                self.check_quoted(key, value_node)
            values[key] = self.value(value_node)
        return values

    def key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, f"found {_kind(node)} as a key; expected a word")
        if node.value == "<<" or node.tag not in _PLAIN:
            raise self.error(node, f"found the key '{node.value}'; expected a plain word")
        return str(node.value)

    def check_quoted(self, key: str, node: yaml.Node) -> None:
        for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if isinstance(item, yaml.ScalarNode) and not item.style:
                raise self.error(
                    item, f"{key}: found {item.value} without quotes; codes are text: write '{item.value}' in quotes"
                )

    def scalar(self, node: yaml.Node) -> Value:
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN:
            raise self.error(node, f"found the tag '{node.tag}'; expected plain values")
        text = str(node.value)
        if node.style or node.tag == _TEXT:
            return text
        if text.casefold() in _WORDS:
            return _WORDS[text.casefold()]
        if len(text) <= _DIGITS and _WHOLE.fullmatch(text):
            return int(text)
        if len(text) <= _DIGITS and _FRACTION.fullmatch(text):
            return float(text)
        return text

    def error(self, node: yaml.Node, message: str) -> ParameterError:
        return _error(self.shown, node.start_mark, message)


def _error(shown: str, mark: Any, message: str) -> ParameterError:
    return ParameterError(f"{shown}, line {mark.line + 1}: {one_line(message)}")


def one_line(text: str) -> str:
    r"""Put a text into one printable line, whatever a file may hold.

    Examples
    --------
    >>> one_line("two\nlines\x1b[31m")
    'two lines [31m'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _kind(node: yaml.Node) -> str:
    """Say what a person would call the node."""
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "a mapping" if isinstance(node, yaml.MappingNode) else f"the text '{one_line(str(node.value)[:40])}'"


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _problem(error: Exception) -> str:
    """Say what the YAML reader stumbled over, on one line."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return one_line(str(problem))
