"""The tables of a report, as data: measures, an overview, survey results."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.assessments import Assessment
from crimekit.cases import Case
from crimekit.loaders.releases import ReleaseInfo
from crimekit.model import SectionSpec
from crimekit.page.blocks import Arrow, Cell, Column, Table, Tone
from crimekit.results import Benchmark, Change, Outlook

TONES: dict[str, Tone] = {"improving": "better", "worsening": "worse", "neither": "neutral", "not known": "unknown"}


def measures_table(key: str, caption: str, assessments: Sequence[Assessment], case: Case) -> Table:
    """A row for each measure: latest quarter, rate, changes, outlook and, where the report has one, benchmark."""
    to_date = case.quarter.is_financial and case.quarter.number > 1
    per = words.number(assessments[0].measure.per)
    titles = [
        Column("Measure"),
        Column("Latest quarter", "number"),
        Column(f"Rate per {per} residents", "number"),
        Column("Change on same quarter", "number"),
        *([Column("Change, year to date", "number")] if to_date else []),
        Column("Trend / outlook"),
        *([Column("Benchmark")] if case.report.benchmark else []),
    ]
    return Table(
        key,
        caption,
        f"{case.force.name}, {case.quarter.title}",
        tuple(titles),
        tuple(_row(assessment, case, to_date=to_date) for assessment in assessments),
        notes=(*caveats(assessments), *(group_notes(assessments, case) if case.report.benchmark else ())),
        source=source_text(assessments, case),
    )


def _row(assessment: Assessment, case: Case, *, to_date: bool) -> tuple[Cell, ...]:
    cells = [
        Cell(assessment.measure.title),
        _latest(assessment),
        _rate(assessment),
        change_cell(assessment.same_quarter),
        *([change_cell(assessment.to_date)] if to_date else []),
        outlook_cell(assessment),
        *([benchmark_cell(assessment.benchmark)] if case.report.benchmark else []),
    ]
    return tuple(cells)


def _latest(assessment: Assessment) -> Cell:
    local = assessment.local
    if local is not None and local.value is not None:
        percentage = assessment.measure.statistic == "percent"
        text = words.percent(local.value, 0) if percentage else words.number(local.value)
        return Cell(text, local.value, note=local.period)
    if assessment.count is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.number(assessment.count), assessment.count)


def _rate(assessment: Assessment) -> Cell:
    if assessment.rate is None:
        return Cell("Not applicable" if assessment.count is not None or assessment.local else words.NOT_AVAILABLE)
    return Cell(words.rate(assessment.rate_value, assessment.rate_values), assessment.rate_value)


def change_cell(change: Change | None) -> Cell:
    """A change, with its count as the number behind it."""
    if change is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.change(change.difference, change.percent), change.difference)


def outlook_cell(assessment: Assessment) -> Cell:
    """The label, whether it is good news, and the reason where there is none."""
    outlook, local = assessment.outlook, assessment.local
    if outlook is None:
        if local is not None and local.stated:
            return Cell(f"As stated: {local.stated}", local.stated, tone="neutral")
        return Cell("Not known", note="no series of figures", tone="unknown")
    return Cell(
        outlook.text, outlook.text, note=_outlook_note(outlook), tone=TONES[outlook.direction], arrow=_arrow(outlook)
    )


def _outlook_note(outlook: Outlook) -> str:
    parts: list[str] = [outlook.direction] if outlook.direction in ("improving", "worsening") else []
    if outlook.short.reason == outlook.medium.reason:
        parts += [outlook.short.reason]
    else:
        terms = (("short term", outlook.short.reason), ("medium term", outlook.medium.reason))
        parts += [f"{term}: {reason}" for term, reason in terms if reason]
    return "; ".join(part for part in parts if part)


def _arrow(outlook: Outlook) -> Arrow:
    label = outlook.short.label
    if label == "Increasing":
        return "up"
    if label == "Decreasing":
        return "down"
    return "level" if label.startswith("Stable") else ""


def benchmark_cell(benchmark: Benchmark | None) -> Cell:
    """The rank with its range, and how the rate stands to the average."""
    if benchmark is None:
        return Cell(words.NOT_AVAILABLE)
    if benchmark.rank is None:
        return Cell("Not known", note=benchmark.reason, tone="unknown")
    rank = benchmark.rank
    note = benchmark.label if not benchmark.reason else f"{benchmark.label}: {benchmark.reason}"
    note += "" if rank.informative else "; rank not informative"
    return Cell(words.rank(rank.position, rank.of, rank.low, rank.high), rank.position, note=note)


def overview_table(key: str, assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]], case: Case) -> Table:
    """The measures of a report at a glance: of each section the headline, and all that have a series, once each."""
    columns = [
        Column("Measure"),
        Column("Latest quarter", "number"),
        Column("Change on same quarter", "number"),
        Column("Trend / outlook"),
        *([Column("Benchmark")] if case.report.benchmark else []),
        Column("Last 4 years"),
    ]
    rows = _at_a_glance(assessed)
    left_out = {a.measure.key: a.measure.title for _, shown in assessed for a in shown}
    titles = [title for measure, title in left_out.items() if measure not in {a.measure.key for _, a in rows}]
    return Table(
        key,
        "Measures at a glance",
        f"{case.force.name}, {case.quarter.title}",
        tuple(columns),
        tuple(_overview_row(section, assessment, case) for section, assessment in rows),
        notes=(f"Measures without a series of figures stand in their sections: {'; '.join(titles)}.",)
        if titles
        else (),
        source=source_text([assessment for _, assessment in rows], case),
    )


def _at_a_glance(
    assessed: Sequence[tuple[SectionSpec, tuple[Assessment, ...]]],
) -> tuple[tuple[SectionSpec, Assessment], ...]:
    chosen = {
        assessment.measure.key: (section, assessment)
        for section, shown in reversed(assessed)
        for assessment in reversed(shown)
        if assessment.counts or assessment.measure.key == section.headline
    }
    return tuple(reversed(chosen.values()))


def _overview_row(section: SectionSpec, assessment: Assessment, case: Case) -> tuple[Cell, ...]:
    return (
        Cell(assessment.measure.title, link=section.key),
        _latest(assessment),
        change_cell(assessment.same_quarter),
        outlook_cell(assessment),
        *([benchmark_cell(assessment.benchmark)] if case.report.benchmark else []),
        _sparkline(assessment),
    )


def _sparkline(assessment: Assessment) -> Cell:
    counts = assessment.counts[-16:]
    if sum(count is not None for count in counts) < 2:
        return Cell("No series")
    return Cell("", sparkline=counts)


def caveats(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Why figures are missing, what their sources say of them, and what a reader must know; each once."""
    said: dict[str, list[str]] = {}
    for assessment in assessments:
        parts = [assessment.reason, assessment.local.note if assessment.local else ""]
        text = " ".join(words.sentence(part) for part in parts if part)
        if text:
            said.setdefault(text, []).append(assessment.measure.title)
    about = [f"{'; '.join(titles)}. {text}" for text, titles in said.items()]
    return tuple(dict.fromkeys((*about, *(caveat for a in assessments for caveat in a.measure.caveats))))


def group_notes(assessments: Sequence[Assessment], case: Case) -> tuple[str, ...]:
    """Which forces of the group have no figures, and which have a known break in the twelve months; each once."""
    names, members = case.parameters.forces, case.peers.members if case.peers else ()
    compared = [assessment for assessment in assessments if assessment.benchmark and assessment.benchmark.rank]
    gone = [
        f"{assessment.measure.title}: ranked among {assessment.benchmark.rank.of} of {len(members)}; no figures for "
        f"{words.joined([names[force].name for force in assessment.benchmark.missing])}."
        for assessment in compared
        if assessment.benchmark and assessment.benchmark.rank and assessment.benchmark.missing
    ]
    found = [pair for assessment in compared for pair in _peer_breaks(assessment, case)]
    broken = [f"{name}: figures of the twelve months may not compare ({reason})." for name, reason in found]
    return tuple(dict.fromkeys((*gone, *broken)))


def _peer_breaks(assessment: Assessment, case: Case) -> list[tuple[str, str]]:
    """The forces of the group, the force itself included, with a break of their own in the twelve months compared."""
    names, members = case.parameters.forces, case.peers.members if case.peers else ()
    first, last = case.quarter - 3, case.quarter
    return [
        (names[force].name, f"{known.name}, {known.first} to {known.last}")
        for known in case.parameters.breaks.values()
        for force in members
        if force in known.forces
        and (not known.measures or assessment.measure.key in known.measures)
        and known.first <= last
        and known.last >= first
    ]


def release_text(release: ReleaseInfo) -> str:
    """A release as a reader knows it: by its date, or by its file where it has none."""
    return f"release of {words.date(release.released)}" if release.released else release.source


def source_text(assessments: Sequence[Assessment], case: Case) -> str:
    """Where the figures of these measures come from."""
    sources = []
    if any(a.measure.source == "recorded-crime" for a in assessments):
        sources.append(f"Home Office, police recorded crime, {release_text(case.inputs.release)}")
        if case.force.resident_rates:
            sources.append(f"Office for National Statistics, mid-{case.quarter.mid_year} population estimates")
    sources += [a.local.source for a in assessments if a.local]
    return "; ".join(dict.fromkeys(sources))
