"""The cells of a measure: its latest figure, its changes, its label with the reason, its rank."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Arrow, Cell, Tone
from crimekit.reports.cases.assessment import Assessment
from crimekit.statistics.results import Benchmark, Change, Outlook

TONES: dict[str, Tone] = {"improving": "better", "worsening": "worse", "neither": "neutral", "not known": "unknown"}


def latest_cell(assessment: Assessment) -> Cell:
    """The newest figure, with the period of a local one."""
    local = assessment.local
    if local is not None and local.value is not None:
        percentage = assessment.measure.statistic == "percent"
        text = words.percent(local.value, 0) if percentage else words.number(local.value)
        return Cell(text, local.value, note=local.period)
    if assessment.count is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.number(assessment.count), assessment.count)


def rate_cell(assessment: Assessment) -> Cell:
    """The rate of the latest quarter."""
    if assessment.rate is None:
        return Cell("Not applicable" if assessment.count is not None or assessment.local else words.NOT_AVAILABLE)
    return Cell(words.rate(assessment.rate_value, assessment.rate_values), assessment.rate_value)


def change_cell(change: Change | None) -> Cell:
    """A change, with its count as the number behind it."""
    if change is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.change(change.difference, change.percent), change.difference)


def outlook_cell(assessment: Assessment, *, told: Sequence[str] = ()) -> Cell:
    """The label, whether it is good news, and the reason where there is none, unless it was `told` of the table."""
    outlook, local = assessment.outlook, assessment.local
    if outlook is None:
        if local is not None and local.stated:
            return Cell(f"As stated: {local.stated}", local.stated, tone="neutral")
        return Cell("Not known", note="no series of figures", tone="unknown")
    course = [outlook.direction] if outlook.direction in ("improving", "worsening") else []
    note = "; ".join([*course, *(reason for reason in _reasons(outlook) if reason not in told)])
    return Cell(outlook.text, outlook.text, note=note, tone=TONES[outlook.direction], arrow=_arrow(outlook))


def shared_reasons(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """The reasons that every label of a table has, where it has two or more: told once, below it."""
    outlooks = [assessment.outlook for assessment in assessments if assessment.outlook]
    if len(outlooks) < 2:
        return ()
    return tuple(reason for reason in _reasons(outlooks[0]) if all(reason in _reasons(each) for each in outlooks))


def _reasons(outlook: Outlook) -> tuple[str, ...]:
    """Why a term has no label, each term with its name where they differ."""
    if outlook.short.reason == outlook.medium.reason:
        return tuple(filter(None, [outlook.short.reason]))
    terms = (("short term", outlook.short.reason), ("medium term", outlook.medium.reason))
    return tuple(f"{term}: {reason}" for term, reason in terms if reason)


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
    side = benchmark.label[:1].lower() + benchmark.label[1:]
    note = side if not benchmark.reason else f"{side}: {benchmark.reason}"
    note += "" if rank.informative else "; rank not informative"
    return Cell(words.rank(rank.position, rank.of, rank.low, rank.high), rank.position, note=note)
