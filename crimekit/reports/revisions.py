"""What a newer release, or a newer report, changed: every figure that both hold and give differently."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Heading, Sentences, Table
from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.files import read_file
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.store import SHIPPED, ReleaseInfo, releases
from crimekit.parameters.values import Parameters, Run
from crimekit.periods import Quarter
from crimekit.reports.cases.assessing import assess
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case, case_of, chosen
from crimekit.reports.tables.cells import benchmark_cell, change_cell, three_years_cell, year_cell
from crimekit.reports.tables.notes import release_text
from crimekit.statistics.rates import count_table, year_on_year
from crimekit.statistics.results import Change
from crimekit.statistics.settings import DEFAULTS

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHORT = 8  # rows of a table in a report
Both = tuple[Assessment, Assessment]  # one measure and one quarter, from the older release and from the newer one


class Revision(NamedTuple):
    """One count of one quarter that two releases give differently."""

    of: str  # the key of a force, for all recorded crime, or that of a measure
    quarter: Quarter
    change: Change  # `then` is the older release's count, `now` the newer one's


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a newer release changed for one force; both cases are of the newest quarter that both releases hold."""

    old: Case
    new: Case
    compared: int  # the force's quarters that both hold
    totals: tuple[Revision, ...]  # of the force and its peers, the largest first
    measures: tuple[Revision, ...]  # of the force's measures, the largest first
    reassessed: tuple[Both, ...]
    withdrawn: tuple[tuple[str, Quarter], ...]  # force and quarter that only the older one holds

    @property
    def own(self) -> tuple[Revision, ...]:
        """The revisions of all recorded crime of the force itself."""
        return tuple(revision for revision in self.totals if revision.of == self.new.force.key)

    @property
    def releases(self) -> tuple[ReleaseInfo, ReleaseInfo]:
        """The older release and the newer one."""
        return self.old.inputs.release, self.new.inputs.release

    def moved(self, *printed: Callable[[Assessment], object]) -> list[Both]:
        """The measures of which any of what is `printed` differs."""
        return [(then, now) for then, now in self.reassessed if any(of(then) != of(now) for of in printed)]

    def name(self, key: str) -> str:
        """What a force or a measure is called."""
        forces = self.new.parameters.forces
        return forces[key].name if key in forces else self.new.measures[key].title


def compare_references(
    old: str, new: str, parameters: Parameters, *, force: str, report: str, peer_group: str = ""
) -> Comparison:
    """Compare two releases, each the date of one in the store, ``latest``, or the path of a file or folder.

    Raises
    ------
    ParameterError
        A name is not known.
    DataError
        A release cannot be read, or the two hold no quarter of the force in common.
    """
    named = chosen(parameters, force=force, report=report, peer_group=peer_group)
    then, now = (_opened(reference, parameters) for reference in (old, new))
    return compare(then, Case(parameters, now, max(now.release.quarters), *named))


def _opened(reference: str, parameters: Parameters) -> Inputs:
    """The inputs that a date, ``latest`` or the path of a file or folder stands for."""
    if reference == "latest" or (_DATE.fullmatch(reference) and not Path(reference).exists()):
        return open_inputs("bundled", release=reference, forces=parameters.forces)
    if not Path(reference).exists():
        known = [info.key for info in releases(SHIPPED)]
        raise ParameterError(
            f"compare: found no release and no file '{reference}'; expected 'latest', the date of a release, or a file "
            f"of recorded crime{nearest(reference, known)}"
        )
    return open_inputs(str(Path(reference).resolve()), forces=parameters.forces)


def compare(then: Inputs, case: Case) -> Comparison:
    """What a case changes of an older release, worked out at its own quarter or the newest before it that both hold."""
    now, own = case.inputs, case.force.key
    both = [quarter for quarter in set(then.release.quarters) & set(now.release.quarters) if quarter <= case.quarter]
    if not both:
        raise DataError(
            f"{then.release.key} and {now.release.key}: found no quarter up to '{case.quarter}' in both; expected one"
        )
    cases = old, new = [replace(case, inputs=inputs, quarter=max(both)) for inputs in (then, now)]
    keys = dict.fromkeys(key for section in case.report.sections for key in section.measures)
    measures = [measure for key in keys if (measure := new.measures[key]).source == "recorded-crime"]
    known = list(dict.fromkeys([own, *(case.peers.members if case.peers else ())]))
    counted = [inputs.observations(list(inputs.offences()), known) for inputs in (then, now)]
    before, after = ({*zip(counts["force"], counts["period"], strict=True)} for counts in counted)
    base = new.settings.percent_base
    return Comparison(
        old,
        new,
        compared=sum(force == own for force, _ in before & after),
        totals=revisions(*map(count_table, counted), base=base),
        measures=revisions(
            *(pd.DataFrame({measure.key: each.counts(measure)[own] for measure in measures}) for each in cases),
            base=base,
        ),
        reassessed=tuple(
            (assess(measure, old), assess(measure, new))
            for measure in measures
            if new.quarter.label not in old.hidden(measure) | new.hidden(measure)
        ),
        withdrawn=tuple((force, Quarter.parse(period)) for force, period in sorted(before - after)),
    )


def revisions(old: pd.DataFrame, new: pd.DataFrame, *, base: float = DEFAULTS.percent_base) -> tuple[Revision, ...]:
    """Every count that differs between two tables, a row for each quarter, the largest difference first.

    What only one of them holds is no revision.

    Examples
    --------
    >>> old = pd.DataFrame({"gwent": [40.0]}, index=["2023-24 Q1"])
    >>> [(str(one.quarter), one.change.difference) for one in revisions(old, old - 3)]
    [('2023-24 Q1', -3.0)]
    """
    found = [
        Revision(of, Quarter.parse(period), year_on_year(now, then, base=base))
        for (of, period), then, now in _differing(*(table.unstack().dropna().to_dict() for table in (old, new)))
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.change.difference or 0), one.quarter, one.of)))


def _differing(then: Mapping[Any, Any], now: Mapping[Any, Any]) -> list[tuple[Any, Any, Any]]:
    """What two reports or releases both hold and give differently: its name, and what the older and the newer give."""
    return [(name, then[name], now[name]) for name in sorted(then.keys() & now.keys()) if then[name] != now[name]]


def revisions_of(run: Run, inputs: Inputs, parameters: Parameters) -> tuple[Block, ...]:
    """The section for a run that names the release of the last report; nothing for one that does not."""
    if not run.previous_release:
        return ()
    then = open_inputs("bundled", release=run.previous_release, forces=parameters.forces)
    return revision_section(compare(then, case_of(run, inputs, parameters)))


def revision_section(compared: Comparison) -> tuple[Block, ...]:
    """The section *Revisions since the last report*: short, about the force alone."""
    old, new = (release_text(release) for release in compared.releases)
    return (
        Heading("revisions", "Revisions since the last report", f"{compared.new.force.name}, {old} and {new}"),
        Sentences("revisions-sentences", "", revision_sentences(compared)),
        *_revised("totals", "Largest revisions of all recorded crime", compared.own[:_SHORT], compared),
        *_at_the_quarter(compared.moved(_count, _labels, _place), compared),
    )


def comparison_blocks(compared: Comparison, *, rows: int = 20) -> tuple[Block, ...]:
    """Everything that changed for the force, its peers and its measures, as many rows a table as asked for."""
    old, new = (release_text(release) for release in compared.releases)
    held = [(then, now) for then, now in compared.reassessed if now.count is not None or then.count is not None]
    return (
        Heading("revisions", f"{compared.new.force.name}: {new} against {old}"),
        Sentences("revisions-sentences", "", revision_sentences(compared)),
        *_revised("totals", "All recorded crime: the largest revisions", compared.totals[:rows], compared),
        *_revised("measures", "Measures: the largest revisions", compared.measures[:rows], compared),
        *_at_the_quarter(held, compared),
    )


def revision_sentences(compared: Comparison) -> tuple[str, ...]:
    """How many quarters were revised, the largest of them, and which labels and ranks change."""
    own, case = compared.own, compared.new
    told = [
        f"Of the {words.counted(compared.compared, 'quarter', 'quarters')} of {case.force.name} that both releases "
        f"hold, {words.number(len(own))} {'was' if len(own) == 1 else 'were'} revised"
    ]
    old, new = (f"the {release_text(one)}" if one.released else release_text(one) for one in compared.releases)
    told += [
        f"All recorded crime in {quarter.label} was {words.number(change.then)} in {old} and is "
        f"{words.number(change.now)} in {new}: {words.change(change.difference, change.percent)}"
        for at, (_, quarter, change) in enumerate(own)
        if at == 0 or quarter == case.quarter
    ]
    told.append(_told("label", compared.moved(_labels), case))
    if any(now.benchmark for _, now in compared.reassessed):
        told.append(_told("rank or benchmark", compared.moved(_place), case))
    if compared.withdrawn:
        gone = [f"{compared.name(force)} in {quarter}" for force, quarter in compared.withdrawn[:_SHORT]]
        told.append(f"The newer release no longer holds {words.joined(gone)}")
    return tuple(map(words.sentence, told))


def _told(what: str, moved: Sequence[Both], case: Case) -> str:
    place = f"worked out again at {case.quarter.label}"
    if not moved:
        return f"No {what} changes, {place}"
    titles = words.joined([now.measure.title for _, now in moved])
    return f"The {what} changes, {place}, for {words.counted(len(moved), 'measure', 'measures')}: {titles}"


def _revised(key: str, caption: str, revised: Sequence[Revision], compared: Comparison) -> tuple[Block, ...]:
    """A row for each revision; no table where there is none."""
    if not revised:
        return ()
    rows = tuple(
        (Cell(quarter.label), Cell(compared.name(of)), *_counts(change.then, change.now), change_cell(change))
        for of, quarter, change in revised
    )
    columns = (
        Column("Quarter"),
        Column("Force" if key == "totals" else "Measure"),
        *_columns(compared),
        Column("Revision", "number"),
    )
    subtitle = f"{compared.new.force.name}, offences by quarter"
    notes = ("Fraud that national bodies record is left out.",) if key == "totals" else ()
    return (Table(f"revisions-{key}", caption, subtitle, columns, rows, notes=notes, source=_source(compared)),)


def _at_the_quarter(shown: Sequence[Both], compared: Comparison) -> tuple[Block, ...]:
    """Each measure at the newest quarter in both: the count, rate, labels and rank of either release."""
    if not shown:
        return ()
    printed: dict[str, Callable[[Assessment], str]]
    printed = {
        "Rate": lambda one: one.printed(one.rate_value),
        "Past year": lambda one: year_cell(one).text,
        "Past three years": lambda one: three_years_cell(one).text,
    }
    if any(now.benchmark for _, now in shown):
        printed["Benchmark"] = _rank
    rows = tuple(
        (
            Cell(now.measure.title),
            *_counts(then.count, now.count),
            *(_pair(text(then), text(now)) for text in printed.values()),
        )
        for then, now in shown
    )
    case = compared.new
    caption = f"Measures at {case.quarter.label}, from either release"
    columns = (Column("Measure"), *_columns(compared), *map(Column, printed))
    subtitle = f"{case.force.name}, {case.quarter.title}"
    return (Table("revisions-at-the-quarter", caption, subtitle, columns, rows, source=_source(compared)),)


def _count(assessment: Assessment) -> float | None:
    """What the rate moves with."""
    return assessment.count


def _labels(assessment: Assessment) -> tuple[str, str]:
    return assessment.trend.year.label, assessment.trend.three_years.label


def _place(assessment: Assessment) -> object:
    """The place among the peers, and how it stands to their average."""
    found = assessment.benchmark
    return found and (found.rank and found.rank.position, found.label)


def _counts(*counts: float | None) -> tuple[Cell, ...]:
    return tuple(Cell(words.number(count), count) for count in counts)


def _pair(then: str, now: str) -> Cell:
    return Cell(f"{now}, as before") if then == now else Cell(now, note=f"before: {then}")


def _rank(assessment: Assessment) -> str:
    cell = benchmark_cell(assessment.benchmark)
    return f"{cell.text}, {assessment.benchmark.label}" if assessment.benchmark else cell.text


def _columns(compared: Comparison) -> tuple[Column, ...]:
    return tuple(
        Column(f"Release of {words.date(one.released)}" if one.released else one.source, "number")
        for one in compared.releases
    )


def _source(compared: Comparison) -> str:
    old, new = (release_text(release) for release in compared.releases)
    return f"Home Office, police recorded crime, {old} and {new}"


def is_report(place: Path) -> bool:
    """Whether `place` is the folder of a finished report."""
    return (place / "run.json").is_file()


def report_blocks(old: Path, new: Path, *, rows: int = 40) -> tuple[Block, ...]:
    """The figures of two reports' tables that differ, and the releases that they rest on.

    Raises
    ------
    DataError
        A folder is no finished report, or one of its files cannot be read.
    """
    before, after = (_run(place) for place in (old, new))
    then, now = (_printed(place / "tables") for place in (old, new))
    differing, both, only = _differing(then, now), len(then.keys() & now.keys()), len(then.keys() ^ now.keys())
    told = (
        f"{words.counted(len(differing), 'figure differs', 'figures differ')} of {words.number(both)} "
        f"that both reports print; {words.number(only)} {'is' if only == 1 else 'are'} in one of them only",
        f"The older rests on {_rests_on(before)}, the newer on {_rests_on(after)}",
    )
    new_name, old_name = (f"{run.get('force', '')} {run.get('quarter', '')}" for run in (after, before))
    heading = Heading("revisions", f"{new_name} against {old_name}")
    sentences = Sentences("revisions-sentences", "", tuple(map(words.sentence, told)))
    if not differing:
        return heading, sentences
    columns = tuple(map(Column, ("Table", "Row", "Column", "Before", "Now")))
    shown = tuple(tuple(map(Cell, (*name, *printed))) for name, *printed in differing[:rows])
    notes = (f"And {words.number(len(differing) - rows)} more.",) if len(differing) > rows else ()
    return heading, sentences, Table("revisions-figures", "Figures that differ", "", columns, shown, notes=notes)


def _printed(folder: Path) -> dict[tuple[str, ...], str]:
    """Every cell of the tables in a folder of CSV, by table, row and column; a repeated row counts its repeats."""
    found: dict[tuple[str, ...], str] = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            rows = list(csv.reader(io.StringIO(read_file(path).content.decode("utf-8"), newline="")))
        except (UnicodeDecodeError, csv.Error) as error:
            raise DataError(f"{path.name}: found no table of a report ({error}); expected CSV in UTF-8") from error
        seen: Counter[str] = Counter()
        for name, *cells in filter(None, rows[1:]):
            seen[name] += 1
            row = name if seen[name] == 1 else f"{name} ({seen[name]})"
            found |= {(path.stem, row, column): cell for column, cell in zip(rows[0][1:], cells, strict=False)}
    return found


def _run(place: Path) -> dict[str, Any]:
    path = place / "run.json"
    try:
        record = json.loads(read_file(path).content)
        return {**record["run"], "inputs": record["inputs"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path}: found no record of a run; expected the folder of a finished report") from error


def _rests_on(run: dict[str, Any]) -> str:
    names = [source.get("released") or source.get("name", "") for source in run["inputs"][:1]]
    return f"the release of {names[0]}" if names else "no recorded crime"
