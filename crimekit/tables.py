"""The tables of a report, as data: measures, an overview, survey results."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.assessments import Assessment
from crimekit.cases import Case
from crimekit.loaders.releases import ReleaseInfo
from crimekit.page.blocks import Arrow, Cell, Column, Table, Tone
from crimekit.results import Benchmark, Change, Outlook

_TONES: dict[str, Tone] = {"improving": "better", "worsening": "worse", "neither": "neutral", "not known": "unknown"}


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
        notes=caveats(assessments),
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
        return Cell("Not known", tone="unknown")
    return Cell(
        outlook.text, outlook.text, note=_outlook_note(outlook), tone=_TONES[outlook.direction], arrow=_arrow(outlook)
    )


def _outlook_note(outlook: Outlook) -> str:
    reason = outlook.short.reason or outlook.medium.reason
    if outlook.direction in ("improving", "worsening"):
        return outlook.direction
    return reason if "Not known" in (outlook.short.label, outlook.medium.label) else ""


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
    return Cell(words.rank(rank.position, rank.of, rank.low, rank.high), rank.position, note=note)


def overview_table(key: str, assessed: Sequence[tuple[str, str, Assessment]], case: Case) -> Table:
    """Every measure of a report, each under its section: (section key, section title, assessment)."""
    columns = [
        Column("Measure"),
        Column("Latest quarter", "number"),
        Column("Change on same quarter", "number"),
        Column("Trend / outlook"),
        *([Column("Benchmark")] if case.report.benchmark else []),
        Column("Last 4 years"),
    ]
    rows = tuple(
        (
            Cell(assessment.measure.title, note=title, link=section),
            _latest(assessment),
            change_cell(assessment.same_quarter),
            outlook_cell(assessment),
            *([benchmark_cell(assessment.benchmark)] if case.report.benchmark else []),
            _sparkline(assessment),
        )
        for section, title, assessment in assessed
    )
    shown = [assessment for _, _, assessment in assessed]
    return Table(
        key,
        "All measures at a glance",
        f"{case.force.name}, {case.quarter.title}",
        tuple(columns),
        rows,
        source=source_text(shown, case),
    )


def _sparkline(assessment: Assessment) -> Cell:
    counts = assessment.counts[-16:]
    if sum(count is not None for count in counts) < 2:
        return Cell("No series")
    return Cell("", sparkline=counts)


def caveats(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Why figures are missing, what their sources say of them, and what a reader must know; each once."""
    reasons = [f"{a.measure.title}: {a.reason}" for a in assessments if a.reason]
    local = [f"{a.measure.title}: {a.local.note}" for a in assessments if a.local and a.local.note]
    caveats = [caveat for a in assessments for caveat in a.measure.caveats]
    return tuple(dict.fromkeys((*reasons, *local, *caveats)))


def release_text(release: ReleaseInfo) -> str:
    """A release as a reader knows it: by its date, or by its file where it has none."""
    return f"release of {words.date(release.released)}" if release.released else release.source


def source_text(assessments: Sequence[Assessment], case: Case) -> str:
    """Where the figures of these measures come from."""
    sources = []
    if any(a.measure.source == "recorded-crime" for a in assessments):
        sources.append(f"Home Office, police recorded crime, {release_text(case.inputs.release)}")
        sources.append(f"Office for National Statistics, mid-{case.quarter.mid_year} population estimates")
    sources += [a.local.source for a in assessments if a.local]
    return "; ".join(dict.fromkeys(sources))
