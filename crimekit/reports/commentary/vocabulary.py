"""What a text of a section can name: the section's measures, the report's others, those without figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from crimekit.parameters.model import SectionSpec
from crimekit.reports.cases.case import Case
from crimekit.reports.commentary.series import Series, names_of, section_series


@dataclass(frozen=True)
class Vocabulary:
    """The measures that a text can name, those without figures among them, and the force's own name."""

    section: tuple[Series, ...] = ()
    others: tuple[Series, ...] = ()
    foreign: tuple[str, ...] = ()  # names of measures without figures
    own: frozenset[str] = frozenset()  # words of the force's and its publisher's names

    @cached_property
    def named(self) -> dict[str, tuple[Series, ...]]:
        """Each name with the measure it stands for; none for one without figures."""
        found: dict[str, tuple[Series, ...]] = {name.casefold(): () for name in self.foreign}
        for one in (*self.others, *self.section):
            for name in one.names:
                found[name.casefold()] = (one,)
        return found

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """What measures with figures count."""
        return tuple(name for name, series in self.named.items() if series)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the names, the longest where several begin alike, and “offences” after it."""
        names = "|".join(re.escape(name) for name in sorted(self.named, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{names or '(?!)'})\b(?:\soffences?\b)?", re.IGNORECASE)

    def meaning(self, name: str) -> tuple[Series, ...]:
        """What a match of `pattern` stands for.

        Examples
        --------
        >>> robbery = Series("Robbery", ("robbery",), ())
        >>> Vocabulary((robbery,)).meaning("Robbery offences") == (robbery,)
        True
        """
        plain = name.casefold()
        return self.named.get(plain, self.named.get(re.sub(r"\soffences?$", "", plain), ()))


def vocabulary_of(spec: SectionSpec, case: Case, known: Mapping[str, Series]) -> Vocabulary:
    """What a text of a section can name, `known` being the report's measures by key."""
    section = section_series(spec, known)
    others = tuple(one for one in known.values() if one not in section)
    named = {name.casefold() for one in known.values() for name in one.names}
    without = (one for key, one in case.parameters.measures.items() if key not in known)
    foreign = tuple(name for one in without for name in names_of(one) if name.casefold() not in named)
    group = f"{case.peers.name} {case.peers.short}" if case.peers else ""
    own = f"{case.force.name} {case.force.police} {case.force.publisher} {group}".casefold().split()
    return Vocabulary(section, others, foreign, frozenset(own))
