"""Which force a cell means: sources spell the 43 in many ways, and list bodies that are no territorial force."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class ForceNames:
    """Every spelling under which a force or a national body is known."""

    forces: Mapping[str, str]  # spelling, as names are compared → key
    bodies: Mapping[str, str]  # spelling, as names are compared → name
    spellings: tuple[str, ...]  # as people write them, for a hint

    def key(self, cell: object) -> str:
        """The key of the force that `cell` names or whose ONS code it is; a `DataError` where there is none.

        Examples
        --------
        >>> force_names({}).key("Gwent")
        Traceback (most recent call last):
        crimekit.errors.DataError: found 'Gwent'; expected the name or the code of a police force
        """
        try:
            return self.forces[name_key(cell)]
        except KeyError:
            hint = nearest(text(cell), self.spellings)
            raise DataError(f"found {cell!r}; expected the name or the code of a police force{hint}") from None

    def body(self, cell: object) -> str:
        """The national body that `cell` names; empty where it names none."""
        return self.bodies.get(name_key(cell), "")


def force_names(forces: Mapping[str, Force]) -> ForceNames:
    """The spellings of `forces`: key, name, ONS code, the force's own name and its aliases."""
    spelt = {
        name_key(spelling): force.key
        for force in forces.values()
        for spelling in (force.key, force.name, force.code, force.police, *force.aliases)
    }
    hints = tuple(spelling for force in forces.values() for spelling in (force.name, *force.aliases))
    return ForceNames(spelt, {name_key(body): body for body in NATIONAL_BODIES}, hints)
