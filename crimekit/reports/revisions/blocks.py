"""What a newer release, or a newer report, changed, as sentences and tables."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Heading, Sentences, Table
from crimekit.errors import DataError
from crimekit.loaders.files import read_file
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.parameters.values import Parameters, Run
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import case_of
from crimekit.reports.revisions.comparison import Comparison, Reassessment, Revision, compare
from crimekit.reports.tables.cells import benchmark_cell, change_cell, three_years_cell, year_cell
from crimekit.reports.tables.notes import release_text

_SHORT = 8  # rows of a table in a report


def revisions_of(run: Run, inputs: Inputs, parameters: Parameters) -> tuple[Block, ...]:
    """The section for a run that names the release of the last report; nothing for one that does not."""
    if not run.previous_release:
        return ()
    then = open_inputs("bundled", release=run.previous_release, forces=parameters.forces)
    return revision_section(compare(then, case_of(run, inputs, parameters)))


def revision_section(compared: Comparison) -> tuple[Block, ...]:
    """The section *Revisions since the last report*: short, about the force alone."""
    old, new = (release_text(release) for release in compared.releases)
    moved = [one for one in compared.reassessed if one.count_moved or one.label_moved or one.rank_moved]
    return (
        Heading("revisions", "Revisions since the last report", f"{compared.new.force.name}, {old} and {new}"),
        Sentences("revisions-sentences", "", revision_sentences(compared)),
        *_revised("revisions-totals", "Largest revisions of all recorded crime", compared.own[:_SHORT], compared),
        *_at_the_quarter(moved, compared),
    )


def comparison_blocks(compared: Comparison, *, rows: int = 20) -> tuple[Block, ...]:
    """Everything that changed for the force, its peers and its measures, as many rows a table as asked for."""
    old, new = (release_text(release) for release in compared.releases)
    held = [one for one in compared.reassessed if one.now.count is not None or one.then.count is not None]
    return (
        Heading("revisions", f"{compared.new.force.name}: {new} against {old}"),
        Sentences("revisions-sentences", "", revision_sentences(compared)),
        *_revised("revisions-totals", "All recorded crime: the largest revisions", compared.totals[:rows], compared),
        *_revised("revisions-measures", "Measures: the largest revisions", compared.measures[:rows], compared),
        *_at_the_quarter(held, compared),
    )


def revision_sentences(compared: Comparison) -> tuple[str, ...]:
    """How many quarters were revised, the largest of them, and which labels and ranks change."""
    own, case = compared.own, compared.new
    told = [
        f"Of the {words.counted(compared.compared, 'quarter', 'quarters')} of {case.force.name} that both releases "
        f"hold, {words.number(len(own))} {'was' if len(own) == 1 else 'were'} revised"
    ]
    told += [_one(revision, compared) for at, revision in enumerate(own) if at == 0 or revision.quarter == case.quarter]
    told.append(_moved("label", [one for one in compared.reassessed if one.label_moved], compared))
    if any(one.now.benchmark for one in compared.reassessed):
        told.append(_moved("rank or benchmark", [one for one in compared.reassessed if one.rank_moved], compared))
    if compared.withdrawn:
        gone = [f"{compared.name(force)} in {quarter}" for force, quarter in compared.withdrawn[:_SHORT]]
        told.append(f"The newer release no longer holds {words.joined(gone)}")
    return tuple(words.sentence(text) for text in told)


def _one(revision: Revision, compared: Comparison) -> str:
    change = revision.change
    old, new = (f"the {release_text(one)}" if one.released else release_text(one) for one in compared.releases)
    return (
        f"All recorded crime in {revision.quarter.label} was {words.number(change.then)} in {old} "
        f"and is {words.number(change.now)} in {new}: {words.change(change.difference, change.percent)}"
    )


def _moved(what: str, moved: Sequence[Reassessment], compared: Comparison) -> str:
    place = f"worked out again at {compared.new.quarter.label}"
    if not moved:
        return f"No {what} changes, {place}"
    titles = words.joined([one.now.measure.title for one in moved])
    return f"The {what} changes, {place}, for {words.counted(len(moved), 'measure', 'measures')}: {titles}"


def _revised(key: str, caption: str, revised: Sequence[Revision], compared: Comparison) -> tuple[Block, ...]:
    """A row for each revision; no table where there is none."""
    if not revised:
        return ()
    rows = tuple(
        (
            Cell(revision.quarter.label),
            Cell(revision.measure.title if revision.measure else compared.name(revision.force)),
            *_counts(revision.change.then, revision.change.now),
            change_cell(revision.change),
        )
        for revision in revised
    )
    what = Column("Measure" if revised[0].measure else "Force")
    columns = (Column("Quarter"), what, *_columns(compared), Column("Revision", "number"))
    subtitle = f"{compared.new.force.name}, offences by quarter"
    notes = () if revised[0].measure else ("Fraud that national bodies record is left out.",)
    return (Table(key, caption, subtitle, columns, rows, notes=notes, source=_source(compared)),)


def _at_the_quarter(shown: Sequence[Reassessment], compared: Comparison) -> tuple[Block, ...]:
    """Each measure at the newest quarter in both: the count, rate, labels and rank of either release."""
    if not shown:
        return ()
    printed: dict[str, Callable[[Assessment], str]]
    printed = {
        "Rate": lambda one: one.printed(one.rate_value),
        "Past year": lambda one: year_cell(one).text,
        "Past three years": lambda one: three_years_cell(one).text,
    }
    if any(one.now.benchmark for one in shown):
        printed["Benchmark"] = _rank
    rows = tuple(
        (
            Cell(one.now.measure.title),
            *_counts(one.then.count, one.now.count),
            *(_pair(text(one.then), text(one.now)) for text in printed.values()),
        )
        for one in shown
    )
    case = compared.new
    caption = f"Measures at {case.quarter.label}, from either release"
    columns = (Column("Measure"), *_columns(compared), *map(Column, printed))
    subtitle = f"{case.force.name}, {case.quarter.title}"
    return (Table("revisions-at-the-quarter", caption, subtitle, columns, rows, source=_source(compared)),)


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


Figures = dict[tuple[str, str, str], str]


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
    then, now = figures(old / "tables"), figures(new / "tables")
    differing = [key for key in sorted(then.keys() & now.keys()) if then[key] != now[key]]
    only, both = len(then.keys() ^ now.keys()), len(then.keys() & now.keys())
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
    columns = tuple(Column(title) for title in ("Table", "Row", "Column", "Before", "Now"))
    shown = tuple(tuple(map(Cell, (*key, then[key], now[key]))) for key in differing[:rows])
    notes = (f"And {words.number(len(differing) - rows)} more.",) if len(differing) > rows else ()
    return heading, sentences, Table("revisions-figures", "Figures that differ", "", columns, shown, notes=notes)


def figures(folder: Path) -> Figures:
    """Every cell of the tables in a folder of CSV, by table, row and column; a repeated row counts its repeats."""
    found: Figures = {}
    for path in sorted(folder.glob("*.csv")):
        header, *body = _rows(path)
        seen: Counter[str] = Counter()
        for name, *cells in filter(None, body):
            seen[name] += 1
            row = name if seen[name] == 1 else f"{name} ({seen[name]})"
            found |= {(path.stem, row, column): cell for column, cell in zip(header[1:], cells, strict=False)}
    return found


def _rows(path: Path) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(read_file(path).content.decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path.name}: found no table of a report ({error}); expected CSV in UTF-8") from error
    return rows or [[]]


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
