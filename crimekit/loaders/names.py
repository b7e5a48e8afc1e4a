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


NATIONAL_BODIES = (
    "Action Fraud",
    "British Transport Police",
    "CIFAS",
    "Financial Fraud Action UK",
    "Report Fraud",  # the successor of Action Fraud
    "UK Finance",
)
_BODIES = {name_key(body): body for body in NATIONAL_BODIES}


def national_body(cell: object) -> str:
    """The national body that a cell names; empty where it names none.

    Examples
    --------
    >>> national_body("Cifas [note 2]"), national_body("Gwent")
    ('CIFAS', '')
    """
    return _BODIES.get(name_key(cell), "")


def force_reader(forces: Mapping[str, Force]) -> Callable[[object], str]:
    """What reads the key of a force from a cell with its key, name, ONS code, own name or an alias.

    Examples
    --------
    >>> read = force_reader({"kent": Force("kent", "Kent", "E23000032", "England", "Kent Police", "")})
    >>> read("KENT [note 1]"), read("E23000032")
    ('kent', 'kent')
    """
    keys = {
        name_key(spelling): force.key
        for force in forces.values()
        for spelling in (force.key, force.name, force.code, force.police, *force.aliases)
    }
    hints = [spelling for force in forces.values() for spelling in (force.name, *force.aliases)]

    def read(cell: object) -> str:
        key = keys.get(name_key(cell))
        if key is None:
            hint = nearest(text(cell), hints)
            raise DataError(f"found {cell!r}; expected the name or the code of a police force{hint}")
        return key

    return read
