"""The figures under the public functions: those of a release with the parameters, and frames as an analyst has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from crimekit import words
from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.names import Force, force_reader
from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import read_parameters
from crimekit.parameters.project import working_folder
from crimekit.parameters.values import Break, Measure, Parameters
from crimekit.periods import Quarter, parse_month, quarters_between
from crimekit.statistics.panel import Panel, panel_of
from crimekit.statistics.rates import count_table
from crimekit.statistics.settings import Settings

Figures: TypeAlias = "pd.DataFrame | pd.Series[float]"
NAME = "series"  # the column of a panel of one series that has no force


@dataclass(frozen=True, repr=False)
class Opened:
    """The figures up to a quarter, and what the parameters say of them."""

    parameters: Parameters
    inputs: Inputs
    quarter: Quarter

    @property
    def settings(self) -> Settings:
        """The thresholds of the labels."""
        return self.parameters.settings

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """Every quarter of the release up to the one reported."""
        alike = [quarter for quarter in self.inputs.release.quarters if (quarter.month - self.quarter.month) % 3 == 0]
        return quarters_between(min(alike), self.quarter)

    def counts(self, measure: Measure) -> pd.DataFrame:
        """Offences of a measure: a row for each quarter, a column for each force; NaN where there is none.

        Forces that an analyst's own file does not hold have the figures of the newest published table, in its quarters
        nearest to these.
        """
        table = self.held(measure.series, self.quarters).reindex(columns=list(self.parameters.forces))
        if self.own_crime:
            others = list(self.inputs.lacking)
            published = count_table(published_counts(measure.series, self.quarters))
            table[others] = published.reindex(index=table.index, columns=others)
        return table

    def held(self, codes: Sequence[str], quarters: Sequence[Quarter]) -> pd.DataFrame:
        """Offences of some codes by quarter and force, as the release holds them.

        A sum without what it lacks of the offences recorded elsewhere is no sum.
        """
        parts = recorded_anywhere(published_counts(codes, quarters)) if self.own_crime else None
        return count_table(self.inputs.observations(codes), parts).reindex([quarter.label for quarter in quarters])

    @property
    def own_crime(self) -> bool:
        """Whether recorded crime comes from an analyst's own file."""
        return not self.inputs.sources[0].shipped

    def panel(self, measure: Measure, counts: pd.DataFrame) -> Panel:
        """A table of counts of these quarters with residents, masked quarters and recording changes.

        There are no residents of a measure without a rate, of a force with too few, of a quarter before the oldest
        estimate.
        """
        rated, years = measure.statistic == "rate", [quarter.mid_year for quarter in self.quarters]
        forces = list(counts.columns)
        residents = {
            force: [self.population.get((force, year)) for year in years]
            for force in forces
            if rated and self.parameters.forces[force].resident_rates
        }
        known = pd.DataFrame(residents, index=counts.index, columns=forces, dtype=float)
        return marked(counts, known, self.quarters, self.parameters.breaks.values(), measure.key)

    @cached_property
    def population(self) -> dict[tuple[str, int], int]:
        """Residents by force and mid-year."""
        return estimates(self.inputs.population)

    def residents(self, force: str, quarter: Quarter) -> int | None:
        """Residents that a rate of `quarter` is divided by; None for a quarter older than the oldest estimate."""
        return residents_of(self.population, force, quarter)


def estimates(population: pd.DataFrame) -> dict[tuple[str, int], int]:
    """The estimates of a frame by force and mid-year; one that is there twice is refused."""
    given = population.set_index(["force", "year"])["population"]
    numbers(given, "population")
    for force, year in given.index[given.index.duplicated()]:
        raise DataError(f"population: found {force}, {year} twice; expected one estimate for each force and year")
    return dict(given.items())  # type: ignore[arg-type]  # the index is of pairs


def residents_of(population: Mapping[tuple[str, int], int], force: str, quarter: Quarter) -> int | None:
    """The estimate that a rate of `quarter` is divided by; None for a quarter older than the oldest of its force."""
    if (found := population.get((force, quarter.mid_year), 0)) > 0:
        return found
    held = [name_and_year for name_and_year, number in population.items() if number > 0]
    years = sorted(year for name, year in held if name == force)
    if years and quarter.mid_year < years[0]:
        return None
    raise DataError(
        f"population: no mid-{quarter.mid_year} estimate for '{force}', which the rate of '{quarter}' needs; "
        f"found {f'{years[0]} to {years[-1]}' if years else f'none{nearest(force, {name for name, _ in held})}'}"
    )


def open_figures(
    parameters: Parameters, *, release: str | dt.date = "latest", inputs: str | Path = "bundled"
) -> Opened:
    """The figures up to their newest quarter."""
    found = open_inputs(located(inputs, parameters), release=release_key(release), forces=parameters.forces)
    return Opened(parameters, found, max(found.release.quarters))


def published_counts(series: Sequence[str], quarters: Iterable[Quarter]) -> pd.DataFrame:
    """The newest published table of some codes, its quarters by the names of those of `quarters` nearest to them."""
    names = {quarter.nearest_financial.label: quarter.label for quarter in quarters}
    published = read_observations(SHIPPED, series=series)
    return published.assign(period=published["period"].map(names)).dropna(subset=["period"])


def recorded_anywhere(observations: pd.DataFrame) -> pd.DataFrame:
    """The periods and series with an offence in any force: what a whole sum needs."""
    sums = observations.groupby(["period", "series"], observed=True)["value"].sum()
    return sums[sums > 0].reset_index()


def places(known: Break, quarters: Sequence[Quarter]) -> tuple[int, ...]:
    """Where a break lies among these quarters: every one that a mask leaves out, or the first of a new level."""
    last = known.last if known.kind == "mask" else known.first
    return tuple(at for at, quarter in enumerate(quarters) if known.first <= quarter <= last)


def located(inputs: str | Path, parameters: Parameters) -> str:
    """``bundled``, or the folder of inputs: a relative one lies in the working folder."""
    return "bundled" if inputs == "bundled" else str(working_folder(parameters.folder) / inputs)


def release_key(release: str | dt.date) -> str:
    """A release as it is known: by its date as text, or ``latest``.

    Examples
    --------
    >>> release_key(dt.date(2023, 10, 19)), release_key("latest")
    ('2023-10-19', 'latest')
    """
    return release if isinstance(release, str) else f"{release:%Y-%m-%d}"


def marked(
    counts: pd.DataFrame, residents: pd.DataFrame, quarters: Sequence[Quarter], breaks: Iterable[Break], measure: str
) -> Panel:
    """The panel of a table of counts, with what known breaks leave out of it, and where a new level begins.

    They are those of this measure; where none is named, those of every measure.
    """
    masked, new = (np.zeros(counts.shape, dtype=bool) for _ in range(2))
    for known in breaks:
        columns = [known.touches(str(force), measure) for force in counts]
        (masked if known.kind == "mask" else new)[np.ix_(places(known, quarters), columns)] = True
    return panel_of(counts, residents=residents, masked=masked, breaks=new)


def several(given: object) -> Iterable[object]:
    """One name or value, or a list of them, as a list."""
    return given if isinstance(given, Iterable) and not isinstance(given, str) else [given]


def forces_named(forces: str | Iterable[str], key: str = "forces") -> list[str]:
    """The keys of one force or several, each by its key, name or ONS code."""
    parameters = read_parameters()
    return [force_named(force, parameters, key=key).key for force in several(forces)]


def force_named(name: object, parameters: Parameters, *, key: str = "force") -> Force:
    """The force of a key, a name or an ONS code, as people write them; another is refused with the nearest.

    Examples
    --------
    >>> parameters = read_parameters()
    >>> [force_named(name, parameters).key for name in ("Gwent", "heddlu gwent police", "W15000002")]
    ['gwent', 'gwent', 'gwent']
    """
    try:
        return parameters.forces[force_reader(parameters.forces)(name)]
    except DataError:
        raise ParameterError(f"{key}: no '{name}'{nearest(name, parameters.forces)}") from None


def starts(periods: pd.Series[Any] | Sequence[object]) -> pd.Series[pd.Timestamp]:
    """The first day of each quarter or month; not a date for any other period."""
    codes, labels = pd.factorize(pd.Series(periods), use_na_sentinel=False)  # many rows have few periods
    return pd.Series(pd.DatetimeIndex([_start(label) for label in labels])[codes])


def _start(label: object) -> str | None:
    with suppress(ParameterError):
        return Quarter.parse(label).start
    with suppress(ParameterError):
        return f"{parse_month(label)}-01"
    return None


def dated(frame: pd.DataFrame, attrs: Mapping[Any, Any]) -> pd.DataFrame:
    """The frame with the first day of each period beside it, where it has periods, and what it came from."""
    if "period" in frame:
        frame.insert(list(frame).index("period") + 1, "start", starts(frame["period"]).to_numpy())
    frame.attrs = attrs
    return frame


def with_quarters(given: pd.DataFrame, *, needs: Iterable[str] = ("count",)) -> pd.DataFrame:
    """A frame with keys of forces, the printed period and its first day; its quarters stand in `period` or `start`."""
    dated = "start" if "start" in given and "period" not in given else "period"
    need(given, *needs, dated)
    given = given.reset_index(drop=True)
    codes, labels = pd.factorize(given[dated], use_na_sentinel=False)
    quarters = [Quarter.parse(label) for label in labels]
    periods = np.array([quarter.label for quarter in quarters], dtype=object)
    first_days = pd.DatetimeIndex([quarter.start for quarter in quarters])
    frame = given.assign(period=periods[codes], start=first_days[codes])
    if "force" in frame:
        read, keys = force_reader(read_parameters().forces), {}
        for name in frame["force"].unique():
            if pd.isna(name):
                raise DataError("frame: found a row without a force; expected one in every row")
            keys[name] = str(name)  # an area that is no force keeps its own name
            with suppress(DataError):
                keys[name] = read(name)
        frame["force"] = frame["force"].astype(object).map(keys)
    front = [name for name in ("force", "period", "start") if name in frame]
    return frame[[*front, *(name for name in frame if name not in front)]]


def need(given: pd.DataFrame, *names: str) -> None:
    """Refuse a frame that lacks one of these columns; quarters and months may stand in `start` in place of `period`."""
    if lacking := [name for name in names if name not in given]:
        named = words.joined(lacking).replace("period", "period (or start)")
        found = words.listed([*map(str, given.columns)], 8) or "none"
        raise DataError(f"frame: found no column {named} among {found}")


def by_quarter(given: Figures) -> pd.DataFrame:
    """Counts by quarter, of one series or of several forces: each in time order and without a gap, or refused."""
    frame = with_quarters(as_frame(given))
    frame["count"] = numbers(frame["count"])
    if frame.empty:
        raise DataError("counts: found no rows; expected at least one quarter")
    for force, part in frame.groupby("force", sort=False) if "force" in frame else [("the series", frame)]:
        for before, after in pairwise(map(Quarter.parse, part["period"])):
            if found := _problem(before, after):
                raise DataError(f"counts: {force}: found {found}")
    return frame


def as_frame(given: Figures) -> pd.DataFrame:
    """A Series as a frame: its index are periods or dates, its values the counts."""
    if not isinstance(given, pd.Series):
        return given
    return pd.DataFrame({"period": list(given.index), "count": given.to_numpy()})


def numbers(given: pd.Series[float], what: str = "counts") -> pd.Series[float]:
    """What is given as numbers; a `DataError` names what is none."""
    read = pd.to_numeric(given, errors="coerce").astype(float)
    for wrong in given[read.isna() & given.notna()]:
        raise DataError(f"{what}: found '{wrong}'; expected a number, or nothing where there is no figure")
    return read


def number(given: object, what: str = "counts") -> float:
    """What is given as a number, NaN where there is none; a `DataError` where it is no number."""
    return float(numbers(pd.Series([given], dtype=object), what).item())


def _problem(before: Quarter, after: Quarter) -> str:
    """What is wrong with two rows that follow each other, and what helps."""
    if after == before + 1:
        return ""
    if after == before:
        return f"'{after}' twice; expected one row a quarter: ck.quarterly adds months up, .query() chooses one series"
    if after < before:
        return f"'{after}' after '{before}'; expected time order: .sort_values('start'), or .sort_index() of a Series"
    return f"'{after}' after '{before}'; expected every quarter between: give NaN where there is no figure"


def one_series(given: Figures) -> pd.DataFrame:
    """The counts of one force or area by quarter; several are refused."""
    frame = by_quarter(given)
    if "force" in frame and frame["force"].nunique() > 1:
        names = words.listed(sorted(frame["force"].unique()), 3)
        raise DataError(f"counts: found {names}; expected one series: .query(\"force == 'gwent'\") chooses one")
    return frame


def panel(frame: pd.DataFrame) -> Panel:
    """The counts of `by_quarter` with the known breaks of every measure, and residents where the frame has them."""
    given = pd.DataFrame({"force": NAME, "population": np.nan} | dict(frame.items()))
    found = [Quarter.parse(label) for label in given["period"].unique()]
    quarters = quarters_between(min(found), max(found))
    counts, residents = (
        given.pivot(index="period", columns="force", values=name).reindex([quarter.label for quarter in quarters])
        for name in ("count", "population")
    )
    return marked(counts, residents, quarters, read_parameters().breaks.values(), "")
