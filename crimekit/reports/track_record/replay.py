"""Replay the labels over past report dates, and see which the next year bore out.

A label of one date compares a year with the year before it. It **held** where the four quarters *after* that date lie
on the side it named of the year before both: none of the figures it was made from take part, so on pure noise half
of all labels hold. It **flipped** where it went from up to down, or back, between two quarters that follow each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from crimekit.parameters.model import Measure
from crimekit.reports.cases.assessment import outlook_of
from crimekit.reports.cases.case import Case
from crimekit.reports.track_record.rules import EVERYDAY, Counts

HISTORY = 21  # the fewest quarters before a date, and those an everyday rule is shown
_SIGNS = {"Increasing": 1, "Decreasing": -1}
LEVELS = ((3, "below 3"), (15, "3 to 15"), (60, "15 to 60"), (300, "60 to 300"), (np.inf, "above 300"))  # a quarter


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule was asked, printed a direction, could be judged, held; and how often it flipped."""

    dates: int = 0
    printed: int = 0
    judged: int = 0
    held: int = 0
    pairs: int = 0
    flips: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


def track_record(measures: Sequence[Measure], forces: Sequence[str], case: Case) -> dict[tuple[str, str, str], Tally]:
    """The tally of every rule over all, by level, by measure and by force: keys are rule, kind and name.

    The last quarter of `case` is the last figure used; its own force does not matter.
    """
    tallies: defaultdict[tuple[str, str, str], Tally] = defaultdict(Tally)
    for measure in measures:
        table = case.counts(measure, forces)
        for force in forces:
            own = replace(case, force=case.parameters.forces[force], peers=None)
            series = table[force].to_numpy(dtype=float)
            for rule, level, tally in _replayed(series, measure, own):
                for kind, name in (("all", ""), ("level", level), ("measure", measure.key), ("force", force)):
                    tallies[rule, kind, name] += tally
    return dict(tallies)


def _replayed(series: Counts, measure: Measure, case: Case) -> Iterator[tuple[str, str, Tally]]:
    """One tally for each rule and report date, with the level of the series then."""
    residents = np.array([case.exposure(quarter) for quarter in case.quarters], dtype=float)
    dates = report_dates(case)
    signs = {at: _signs(series, residents, at=at, measure=measure, case=case) for at in dates}
    rates = series / residents
    for at in dates:
        if np.isnan(series[at]):
            continue
        mean = np.nanmean(series[at - HISTORY + 1 : at + 1])
        level = next(name for below, name in LEVELS if mean < below)
        truth = np.sign(rates[at + 1 : at + 5].sum() - rates[at - 11 : at - 7].sum())
        for rule, sign in signs[at].items():
            yield rule, level, _tally(sign, truth=truth, before=signs.get(at - 1, {}).get(rule))


def _tally(sign: int, *, truth: float, before: int | None) -> Tally:
    """One date of one rule; a year that came out as before, or is not known, judges nothing."""
    judged = sign != 0 and truth in (1, -1)
    flipped = before is not None and sign * before == -1
    parts = (sign != 0, judged, judged and sign == truth, before is not None, flipped)
    return Tally(1, *map(int, parts))


def report_dates(case: Case) -> tuple[int, ...]:
    """The positions at which there is history enough, a year after, and no quarter masked for all forces near by."""
    everywhere = [known for known in case.parameters.breaks.values() if known.kind == "mask" and not known.forces]
    masked = [any(known.first <= quarter <= known.last for known in everywhere) for quarter in case.quarters]
    return tuple(at for at in range(HISTORY - 1, len(case.quarters) - 4) if not any(masked[at - 11 : at + 5]))


def _signs(series: Counts, residents: Counts, *, at: int, measure: Measure, case: Case) -> Mapping[str, int]:
    """What each label says at one date of all quarters until then, and each everyday rule of the last ones."""
    told = (series[: at + 1].tolist(), residents[: at + 1].tolist())
    label = outlook_of(*told, breaks=case.breaks(measure), case=case, measure=measure)
    labels = {"short term": _SIGNS.get(label.short.label, 0), "medium term": _SIGNS.get(label.medium.label, 0)}
    return labels | {name: rule(series[at - HISTORY + 1 : at + 1]) for name, rule in EVERYDAY.items()}
