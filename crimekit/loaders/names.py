"""Which force a cell means: sources spell the 43 in many ways, and list bodies that are no territorial force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from crimekit.errors import DataError, nearest
from crimekit.loaders.cells import name_key, text


@dataclass(frozen=True, slots=True)
class Force:
    """A territorial police force and the body that publishes for it."""

    key: str
    name: str
    code: str  # the Office for National Statistics' code of the police force area
    country: Literal["England", "Wales"]
    police: str  # "Gwent Police"
    publisher: str  # "Police and Crime Commissioner for Gwent"
    aliases: tuple[str, ...] = ()
    resident_rates: bool = True  # False: almost no residents, so no rate, no rank, no group


NATIONAL_BODIES = {  # and what else they are called
    "Action Fraud": (),
    "British Transport Police": ("BTP",),
    "CIFAS": (),
    "Civil Nuclear Constabulary": (),
    "Financial Fraud Action UK": ("FFA UK",),
    "Ministry of Defence Police": (),
    "National Crime Agency": ("NCA",),
    "National Fraud Intelligence Bureau": (),
    "Police Scotland": (),
    "Police Service of Northern Ireland": ("Northern Ireland", "PSNI"),
    "Report Fraud": (),  # the successor of Action Fraud
    "UK Finance": (),
}
_TITLES = {"area", "constabulary", "district", "force", "heddlu", "police", "service", "the"}


def _plain(cell: object) -> str:
    """The name of a body without what it calls itself: Avon and Somerset Constabulary, Heddlu Gwent Police."""
    return " ".join(word for word in name_key(cell).split() if word not in _TITLES)


_BODIES = {_plain(name): body for body, others in NATIONAL_BODIES.items() for name in (body, *others)}


def national_body(cell: object) -> str:
    """The body that a cell names, where it is no territorial force of England and Wales; else empty.

    Examples
    --------
    >>> national_body("Cifas [note 2]"), national_body("BTP"), national_body("Gwent")
    ('CIFAS', 'British Transport Police', '')
    """
    return _BODIES.get(_plain(cell), "")


def force_reader(forces: Mapping[str, Force]) -> Callable[[object], str]:
    """What reads the key of a force from a cell with its key, name, ONS code, own name or an alias.

    Whether it calls itself police, constabulary or police service makes no difference.

    Examples
    --------
    >>> read = force_reader({"kent": Force("kent", "Kent", "E23000032", "England", "Kent Police", "")})
    >>> read("KENT [note 1]"), read("E23000032"), read("Kent Constabulary")
    ('kent', 'kent', 'kent')
    """
    keys = {
        _plain(spelling): force.key
        for force in forces.values()
        for spelling in (force.key, force.name, force.code, force.police, *force.aliases)
    }
    hints = [spelling for force in forces.values() for spelling in (force.name, force.code, *force.aliases)]

    def read(cell: object) -> str:
        key = keys.get(_plain(cell))
        if key is None:
            hint = nearest(text(cell), hints)
            raise DataError(f"found {cell!r}; expected the name or the code of a police force{hint}")
        return key

    return read
