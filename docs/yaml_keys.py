"""The keys of every YAML file, from the classes that they are read into: `crimekit.parameters.values` says it once."""

import dataclasses
import datetime as dt
import inspect
import tokenize
import types
import typing
from collections.abc import Mapping
from io import StringIO

from pydantic import AfterValidator, BeforeValidator

from crimekit.loaders.names import Force
from crimekit.parameters import values
from crimekit.periods import Quarter

FILES = {
    "A run: `parameters/runs/*.yml`": values.Run,
    "The texts of a quarter: `parameters/commentary/FORCE/QUARTER.yml`": values.Commentary,
    "One section of the texts": values.Words,
    "A measure: `parameters/measures.yml`": values.Measure,
    "A group of offence codes: `parameters/offences.yml`": values.OffenceGroup,
    "A report: `parameters/reports/*.yml`": values.Report,
    "One section of a report": values.SectionSpec,
    "One table or chart of a section": values.Titled,
    "One definition of a report": values.Definition,
    "A group of forces: `parameters/peer_groups.yml`": values.PeerGroup,
    "A break: `parameters/breaks.yml`": values.Break,
    "A term: `parameters/glossary.yml`": values.Term,
    "A force: `parameters/forces.yml`": Force,
    "The labels: `parameters/labels.yml`": values.Labels,
}
NOT_WRITTEN = {"key", "path"}  # they come from where a thing stands
PLAIN = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Quarter: "quarter",
    dt.date: "date",
}


def keys_of_files() -> str:
    """A table for each kind of file: its keys, what each may hold and is for, what it is unless given."""
    parts = []
    for title, read_into in FILES.items():
        said, hints = comments(read_into), typing.get_type_hints(read_into, include_extras=True)
        fields = {field.name: field for field in dataclasses.fields(read_into)}
        rows = [
            f"| `{name}` | {kind(hint)} | {said.get(name, '')} | {unless_given(fields.get(name))} |"
            for name, hint in hints.items()
            if name not in NOT_WRITTEN or read_into is values.SectionSpec
        ]
        table = "\n".join(["| key | holds | | unless given |", "|---|---|---|---|", *rows])
        parts.append(f"## {title}\n\n{inspect.getdoc(read_into)}\n\n{table}\n")
    return "\n".join(parts)


def comments(read_into: type) -> dict[str, str]:
    """What the comment beside each field says."""
    found, name = {}, ""
    for token in tokenize.generate_tokens(StringIO(inspect.getsource(read_into)).readline):
        if token.type == tokenize.NAME and token.start[1] == 4:
            name = token.string
        elif token.type == tokenize.COMMENT:
            found[name] = token.string.lstrip("# ").replace("|", "\\|").replace("``", "`")
    return found


def kind(hint: object) -> str:
    """What may stand there, in words."""
    if hint in PLAIN:
        return PLAIN[hint]
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        for each in inside[1:]:
            if isinstance(each, AfterValidator) and "kind" in (named := inspect.getclosurevars(each.func).nonlocals):
                return f"a known {named['kind']}"
        one = any(isinstance(each, BeforeValidator) for each in inside[1:])  # one text, which is read as a list of one
        return "text" if one else kind(inside[0])
    if origin is typing.ClassVar:
        return kind(inside[0])
    if origin is typing.Literal:
        return ", ".join(f"`{choice}`" for choice in inside)
    if origin in (typing.Union, types.UnionType):
        return kind(next(each for each in inside if each is not type(None)))
    if origin is tuple:
        return f"list: {kind(inside[0])}"
    if origin is Mapping:
        return f"a `key: value` line each: {kind(inside[1])}"
    return "see below"


def unless_given(field: dataclasses.Field | None) -> str:
    """Its value where the file has none."""
    if field is None:
        return "none"
    if field.default_factory is not dataclasses.MISSING:
        return "none"
    if field.default is dataclasses.MISSING:
        return "needed"
    if field.default in ("", None, ()):
        return "none"
    given = ", ".join(field.default) if isinstance(field.default, tuple) else str(field.default)
    return f"`{given.lower() if isinstance(field.default, bool) else given}`"
