"""What a newer release changed, as sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Heading, Sentences, Table
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.releases import ReleaseInfo
from crimekit.parameters.model import Parameters, Run
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.revisions.comparison import Comparison, Reassessment, Revision
from crimekit.reports.revisions.opening import compare_run
from crimekit.reports.tables.cells import benchmark_cell, change_cell, outlook_cell
from crimekit.reports.tables.notes import release_text

_SHORT = 8  # rows of a table in a report


def revision_section(compared: Comparison) -> tuple[Block, ...]:
    """The section *Revisions since the last report*: short, about the force alone."""
    own = [revision for revision in compared.totals if revision.force == compared.force.key]
    subtitle = f"{compared.force.name}, {release_text(compared.old)} and {release_text(compared.new)}"
    return (
        Heading("revisions", "Revisions since the last report", subtitle),
        Sentences("revisions-sentences", "", revision_sentences(compared)),
        *_table("revisions-totals", "Largest revisions of all recorded crime", own[:_SHORT], compared),
        *_measures(compared, moved_only=True),
    )


def revisions_of(run: Run, inputs: Inputs, parameters: Parameters) -> tuple[Block, ...]:
    """The section for a run that names the release of the last report; nothing for one that does not."""
    return revision_section(compare_run(run, inputs, parameters)) if run.previous_release else ()


def comparison_blocks(compared: Comparison, *, rows: int = 20) -> tuple[Block, ...]:
    """Everything that changed for the force, its peers and its measures, as many rows a table as asked for."""
    old, new = release_text(compared.old), release_text(compared.new)
    return (
        Heading("revisions", f"{compared.force.name}: {new} against {old}"),
        Sentences("revisions-sentences", "", revision_sentences(compared)),
        *_table("revisions-totals", "All recorded crime: the largest revisions", compared.totals[:rows], compared),
        *_table("revisions-measures", "Measures: the largest revisions", compared.measures[:rows], compared),
        *_measures(compared, moved_only=False),
    )


def revision_sentences(compared: Comparison) -> tuple[str, ...]:
    """How many quarters were revised, the largest of them, and which outlooks and ranks change."""
    own = [revision for revision in compared.totals if revision.force == compared.force.key]
    quarters = words.counted(compared.compared, "quarter", "quarters")
    told = [
        f"Of the {quarters} of {compared.force.name} that both releases hold, {words.number(len(own))} "
        f"{'was' if len(own) == 1 else 'were'} revised"
    ]
    told += [_one(revision, compared) for revision in own[:1]]
    told += [_one(revision, compared) for revision in own[1:] if revision.quarter == compared.quarter]
    told.append(_moved("outlook", [one for one in compared.reassessed if one.outlook_moved], compared))
    if any(one.now.benchmark for one in compared.reassessed):
        told.append(_moved("rank or benchmark", [one for one in compared.reassessed if one.rank_moved], compared))
    if compared.withdrawn:
        gone = [f"{compared.names[force]} in {quarter}" for force, quarter in compared.withdrawn[:_SHORT]]
        told.append(f"The newer release no longer holds {words.joined(gone)}")
    return tuple(words.sentence(text) for text in told)


def _one(revision: Revision, compared: Comparison) -> str:
    change = revision.change
    return (
        f"All recorded crime in {revision.quarter.label} was {words.number(change.then)} in {_called(compared.old)} "
        f"and is {words.number(change.now)} in {_called(compared.new)}: "
        f"{words.change(change.difference, change.percent)}"
    )


def _called(release: ReleaseInfo) -> str:
    return f"the {release_text(release)}" if release.released else release_text(release)


def _moved(what: str, moved: Sequence[Reassessment], compared: Comparison) -> str:
    place = f"worked out again at {compared.quarter.label}"
    if not moved:
        return f"No {what} changes, {place}"
    titles = words.joined([one.measure.title for one in moved])
    return f"The {what} changes, {place}, for {words.counted(len(moved), 'measure', 'measures')}: {titles}"


def _table(key: str, caption: str, revised: Sequence[Revision], compared: Comparison) -> tuple[Block, ...]:
    """A row for each revision; no table where there is none."""
    if not revised:
        return ()
    rows = tuple(
        (
            Cell(revision.quarter.label),
            Cell(revision.measure.title if revision.measure else compared.names[revision.force]),
            Cell(words.number(revision.change.then), revision.change.then),
            Cell(words.number(revision.change.now), revision.change.now),
            change_cell(revision.change),
        )
        for revision in revised
    )
    what = Column("Measure" if revised[0].measure else "Force")
    columns = (Column("Quarter"), what, *_releases(compared), Column("Revision", "number"))
    subtitle = f"{compared.force.name}, offences by quarter"
    notes = () if revised[0].measure else ("Fraud that national bodies record is left out.",)
    return (Table(key, caption, subtitle, columns, rows, notes=notes, source=_source(compared)),)


def _measures(compared: Comparison, *, moved_only: bool) -> tuple[Block, ...]:
    """Each measure at the newest quarter in both: the count, rate, outlook and rank of either release."""
    shown = [
        one
        for one in compared.reassessed
        if one.count_moved or one.outlook_moved or one.rank_moved or (not moved_only and one.now.count is not None)
    ]
    if not shown:
        return ()
    ranked = any(one.now.benchmark for one in shown)
    columns = [Column("Measure"), *_releases(compared), *(Column(name) for name in ("Rate", "Trend / outlook"))]
    columns += [Column("Benchmark")] if ranked else []
    return (
        Table(
            "revisions-at-the-quarter",
            f"Measures at {compared.quarter.label}, from either release",
            f"{compared.force.name}, {compared.quarter.title}",
            tuple(columns),
            tuple(_row(one, ranked=ranked) for one in shown),
            source=_source(compared),
        ),
    )


def _row(one: Reassessment, *, ranked: bool) -> tuple[Cell, ...]:
    cells = [
        Cell(one.measure.title),
        *(Cell(words.number(held.count), held.count) for held in (one.then, one.now)),
        _pair(_rate(one.then), _rate(one.now)),
        _pair(outlook_cell(one.then).text, outlook_cell(one.now).text),
        *([_pair(_rank(one.then), _rank(one.now))] if ranked else []),
    ]
    return tuple(cells)


def _pair(then: str, now: str) -> Cell:
    return Cell(f"{now}, as before") if then == now else Cell(now, note=f"before: {then}")


def _rate(assessment: Assessment) -> str:
    return words.rate(assessment.rate_value, assessment.rate_values) if assessment.rate else words.NOT_AVAILABLE


def _rank(assessment: Assessment) -> str:
    cell = benchmark_cell(assessment.benchmark)
    return f"{cell.text}, {assessment.benchmark.label}" if assessment.benchmark else cell.text


def _releases(compared: Comparison) -> tuple[Column, Column]:
    old, new = (
        f"Release of {words.date(held.released)}" if held.released else held.source
        for held in (compared.old, compared.new)
    )
    return Column(old, "number"), Column(new, "number")


def _source(compared: Comparison) -> str:
    return f"Home Office, police recorded crime, {release_text(compared.old)} and {release_text(compared.new)}"
