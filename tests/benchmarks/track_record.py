"""Replay the labels over past report dates of every force and measure, and see which the next year bore out.

    python tests/benchmarks/track_record.py                             # a minute or two; prints the table over all
    python tests/benchmarks/track_record.py --write track-record.csv    # the same, as the table of the methods page

The table of the methods page is ``crimekit/data/methods/track-record.csv``. A label of one date compares a year with
the year before it. It **held** where the four quarters *after* that date lie on the side it named of the year before
both: none of the figures it was made from take part, so on pure noise half of all labels hold. It **flipped** where it
went from up to down, or back, between two quarters that follow each other. Beside the labels stand the rules of
everyday practice, which read a direction off a quarterly series: 1 up, -1 down, 0 none. A series may hold NaN where a
quarter is missing; a rule that needs that quarter then names no direction.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from crimekit import __version__
from crimekit.errors import DataError
from crimekit.loaders.store import SHIPPED
from crimekit.parameters import read_parameters
from crimekit.parameters.values import Measure
from crimekit.reports.cases.assessment import counts_of, outlook_of
from crimekit.reports.cases.case import Case, places, shipped_case
from crimekit.statistics.results import Outlook

Counts = NDArray[np.float64]
Rule = Callable[[Counts], int]

CALIBRATION = SHIPPED / "methods" / "calibration.csv"
TRACK_RECORD = SHIPPED / "methods" / "track-record.csv"
Made = TypeVar("Made", bound="Measured | Row")


@dataclass(frozen=True, slots=True)
class Measured:
    """One rule, one kind of simulated series, over the settings of one level or of all; shares are fractions."""

    rule: str
    change: str  # "stable": any direction is a false alarm; otherwise the share that named the right one
    level: str  # a mean count a quarter, or "all"
    settings: int
    replicates: int  # series drawn for each setting
    mean: float
    worst: float  # the highest share of any setting where stable, else the lowest
    version: str = ""
    measured: str = ""  # the day


@dataclass(frozen=True, slots=True)
class Row:
    """One rule on past figures: how often it was asked, printed a direction, could be judged, held; and flipped."""

    rule: str
    by: str  # "all", "level", "measure" or "force"
    name: str
    dates: int
    printed: int
    judged: int
    held: int
    pairs: int  # of neighbouring report dates
    flips: int
    release: str
    version: str


def read_table(path: Path, kind: type[Made]) -> tuple[Made, ...]:
    """The rows of one of the tables, whose columns are the fields of a `Measured` or a `Row`.

    Raises
    ------
    DataError
        If the file has other columns, or a number that is none.
    """
    types: Mapping[str, Callable[[str], Any]] = get_type_hints(kind)
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    found, expected = tuple(reader.fieldnames or ()), tuple(field.name for field in fields(kind))
    if found != expected:
        raise DataError(f"{path.name}: found the columns {', '.join(found)}; expected {', '.join(expected)}")
    try:
        return tuple(kind(**{name: types[name](row[name]) for name in expected}) for row in reader)
    except (TypeError, ValueError) as error:
        raise DataError(f"{path.name}: found a number that is none ({error})") from None


HISTORY = 21  # the fewest quarters before a date, and those an everyday rule is shown
LEVELS = ((3, "below 3"), (15, "3 to 15"), (60, "15 to 60"), (300, "60 to 300"), (np.inf, "above 300"))  # a quarter
_SIGNS = {"Increasing": 1, "Decreasing": -1}
_LIMIT = 2.66  # mean moving ranges from the centre to a limit of an individuals chart
_SCREEN = 3.267  # moving ranges above this many means are left out of the mean
_RUN = 7  # points


def beyond_ten_percent(now: float, then: float) -> int:
    """More or less by a tenth; from nothing to something is up."""
    return int(now > 1.1 * then) - int(now < 0.9 * then)


def poisson_year(counts: Counts) -> int:
    """The usual test of two Poisson counts: the last year against the one before."""
    now, then = counts[-4:].sum(), counts[-8:-4].sum()
    return int(np.sign(now - then)) if abs(now - then) > 1.96 * np.sqrt(now + then) else 0


def control_chart(counts: Counts) -> int:
    """The rules of an individuals chart (XmR) at its newest point: limits, runs, drifts, two of three near a limit."""
    given = counts[np.isfinite(counts)]
    moves = np.abs(np.diff(given))
    typical = moves[moves <= _SCREEN * moves.mean()].mean() if moves.any() else 0.0
    off, near = given - given.mean(), 2 / 3 * _LIMIT * typical
    for sign in (1, -1):
        beyond = sign * off
        outside = beyond[-1] > _LIMIT * typical
        run = len(given) >= _RUN and (beyond[-_RUN:] > 0).all()
        drift = len(given) >= _RUN and (sign * np.diff(given[-_RUN:]) > 0).all()
        pair = beyond[-1] > near and (beyond[-3:] > near).sum() >= 2
        if outside or run or drift or pair:
            return sign
    return 0


EVERYDAY: dict[str, Rule] = {
    "year on year, 10 % either way": lambda counts: beyond_ten_percent(counts[-4:].sum(), counts[-8:-4].sum()),
    "same quarter last year, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-5]),
    "last quarter, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-2]),
    "year on year, Poisson z": poisson_year,
    "control chart (XmR), all rules": control_chart,
}


def track_record(measures: Sequence[Measure], forces: Sequence[str], case: Case, version: str = "") -> tuple[Row, ...]:
    """The tally of every rule over all, by level, by measure and by force.

    The last quarter of `case` is the last figure used; its own force does not matter.
    """
    tallies: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for measure in measures:
        table = case.counts(measure, forces)
        for force in forces:
            own = replace(case, force=case.parameters.forces[force], peers=None)
            for rule, level, tally in _replayed(table[force].to_numpy(dtype=float), measure, own):
                for by, name in (("all", ""), ("level", level), ("measure", measure.key), ("force", force)):
                    tallies[rule, by, name].update(tally)
    counted = [field.name for field in fields(Row) if field.type == "int"]
    return tuple(
        Row(*key, *(tally[name] for name in counted), case.inputs.release.key, version)
        for key, tally in tallies.items()
    )


def _replayed(counts: Counts, measure: Measure, case: Case) -> Iterator[tuple[str, str, dict[str, int]]]:
    """One tally for each rule and report date, with the level of the series then."""
    series = case.series(measure, counts_of(counts))
    dates = report_dates(case)
    signs = {at: _signs(outlook_of(series.until(at + 1), measure, case.settings), counts, at) for at in dates}
    rates = counts / series.population
    for at in dates:
        if np.isnan(counts[at]):
            continue
        mean = np.nanmean(counts[at - HISTORY + 1 : at + 1])
        level = next(name for below, name in LEVELS if mean < below)
        truth = np.sign(rates[at + 1 : at + 5].sum() - rates[at - 11 : at - 7].sum())
        for rule, sign in signs[at].items():
            yield rule, level, _tally(sign, truth=truth, before=signs.get(at - 1, {}).get(rule))


def _tally(sign: int, *, truth: float, before: int | None) -> dict[str, int]:
    """One date of one rule; a year that came out as before, or is not known, judges nothing."""
    judged = sign != 0 and truth in (1, -1)
    found = {
        "dates": True,
        "printed": sign != 0,
        "judged": judged,
        "held": judged and sign == truth,
        "pairs": before is not None,
        "flips": before is not None and sign * before == -1,
    }
    return {name: int(true) for name, true in found.items()}


def report_dates(case: Case) -> tuple[int, ...]:
    """The positions at which there is history enough, a year after, and no quarter masked for all forces near by."""
    everywhere = [known for known in case.parameters.breaks.values() if known.kind == "mask" and not known.forces]
    masked = {at for known in everywhere for at in places(known, case.quarters)}
    return tuple(at for at in range(HISTORY - 1, len(case.quarters) - 4) if masked.isdisjoint(range(at - 11, at + 5)))


def _signs(label: Outlook, counts: Counts, at: int) -> Mapping[str, int]:
    """What each label says at one date of all quarters until then, and each everyday rule of the last ones."""
    labels = {"short term": _SIGNS.get(label.short.label, 0), "medium term": _SIGNS.get(label.medium.label, 0)}
    return labels | {name: rule(counts[at - HISTORY + 1 : at + 1]) for name, rule in EVERYDAY.items()}


def write_table(rows: Iterable[Measured | Row], path: Path) -> None:
    """Write rows of one kind as the CSV that `crimekit.reports.track_record.read_table` reads."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(rows[0]))
        writer.writerows(map(astuple, rows))


def main() -> None:
    """Replay a shipped release and print the table over all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", default="latest", help="the date of a shipped release")
    parser.add_argument("--write", type=Path, help="the CSV to write")
    given = parser.parse_args()
    parameters = read_parameters()
    measures = [measure for measure in parameters.measures.values() if measure.source == "recorded-crime"]
    case = shipped_case(parameters, release=given.release)
    rows = track_record(measures, list(parameters.forces), case, version=__version__)
    for row in rows:
        if row.by == "all":
            print(f"{row.rule:34}{row.dates:8}{row.printed:8}{row.judged:8}{row.held:8}{row.pairs:8}{row.flips:8}")
    if given.write:
        write_table(rows, given.write)


if __name__ == "__main__":
    main()
