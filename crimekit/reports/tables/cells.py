"""The cells of a measure: its latest figure, its changes, its label with the reason, its rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from crimekit import words
from crimekit.blocks import Arrow, Cell, Tone
from crimekit.reports.cases.assessment import Assessment
from crimekit.statistics.results import Benchmark, Change, Label

TONES: dict[str, Tone] = {"improving": "better", "worsening": "worse", "neither": "neutral", "not known": "unknown"}


def in_percent(share: float | None) -> float | None:
    """A fraction as a percentage."""
    return None if share is None else 100 * share


def latest_cell(found: Assessment, *, brief: bool = False, at: str = "") -> Cell:
    """The newest figure: with what was expected of it (a `brief` one, only where it lies outside), or its period.

    A period that is `at` is said elsewhere.
    """
    local, survey, label = found.local, found.survey, found.trend.quarter
    if found.measure.source == "local" and local.value is not None:
        if survey and not survey.shown:  # so few that one answer would be seen
            return Cell("Not shown", note=survey.reason)
        text = words.percent(local.value, 0) if found.measure.statistic == "percent" else words.number(local.value)
        period = "" if local.period == at else local.period
        return Cell(text, local.value, note=_together([period, survey.note if survey else ""]))
    if found.count is None:
        return Cell(found.absent)
    low, high = label.expected or (None, None)
    behind = (("label", label.label), ("expected from", low), ("expected to", high))
    note = "" if brief and not label.direction else quarter_text(found)
    return Cell(words.number(found.count), found.count, note=note, behind=behind)


def quarter_text(found: Assessment) -> str:
    """What this quarter's label says, with the counts that were expected; empty where it has none."""
    label = found.trend.quarter
    if label.expected is None:
        return ""
    low, high = map(words.number, label.expected)
    return f"{words.in_a_sentence(label.label)} ({low} to {high})"


def rate_cell(assessment: Assessment) -> Cell:
    """The rate of the latest quarter."""
    if assessment.rate is None:
        applies = assessment.measure.statistic == "rate" and assessment.count is None
        return Cell(assessment.absent if applies else "Not applicable")
    return Cell(assessment.printed(assessment.rate_value), assessment.rate_value)


def change_cell(change: Change | None) -> Cell:
    """A change, with its count as the number behind it."""
    if change is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(words.change(change.difference, change.percent), change.difference)


def since_text(change: Change) -> str:
    """A change in percent, where there is one, and the earlier count: ``+8.0%, from 1,165``."""
    share = "" if change.percent is None else f"{words.percent(change.percent, signed=True)}, "
    return f"{share}from {words.number(change.then)}"


def same_quarter_cell(found: Assessment) -> Cell:
    """The change on the same quarter of the year before: of a percentage in points."""
    change = found.survey_change
    if found.measure.statistic != "percent":
        return change_cell(found.same_quarter)
    if change is None or change.difference is None:
        return Cell("Not known")
    points = 100 * change.difference
    return Cell(f"{words.number(points, 1, signed=True)} points", points, note=change.label)


def year_cell(found: Assessment, shared: str = "", *, stated: bool = True, brief: bool = False) -> Cell:
    """The past year: its label, the change with its range, whether that is good news, what the force said of it.

    The latter not where `stated` is false, unless there is nothing else; nor the year compared where it is `shared`.
    A `brief` one says why it names nothing only where it has no change.
    """
    label, local = found.trend.year, found.local
    if not found.counts:
        if local.stated:
            return Cell(f"As stated: {local.stated}", local.stated, tone="neutral")
        return Cell("Not known", note=label.reason, tone="unknown")
    change, reason = change_text(label, found, shared), reason_text(label, found)
    meaning = meaning_text(found)
    mixed = found.course == "neither"
    notes = [change or reason, "" if mixed else meaning] if brief else [change, meaning, reason]
    notes.append("may be a change of recording" if found.apart else "")
    if stated and local.stated:
        other = "" if local.period == found.quarters[-1].label else f", {local.period}"
        notes.append(f"stated by the force: “{local.stated}”{other}")
    level: Arrow = "level" if label.label == "Stable" else ""
    arrow: Arrow = "up" if label.direction > 0 else "down" if label.direction < 0 else level
    return Cell(label.label, label.label, _together(notes), TONES[found.course], arrow, behind=_behind(label))


def meaning_text(found: Assessment) -> str:
    """What the direction of the past year means; empty where there is none, or it is neither good nor bad news."""
    if found.course in ("improving", "worsening"):
        return found.course
    mixed = found.trend.year.direction and found.measure.better != "neither"
    return "but this quarter goes the other way" if mixed else ""


def three_years_cell(found: Assessment, shared: str = "", *, brief: bool = False) -> Cell:
    """The past three years: the label, the change with its range, and the year it is compared with, unless `shared`."""
    label = found.trend.three_years
    if not found.counts:
        return Cell(words.NOT_AVAILABLE)
    change, reason = change_text(label, found, shared), reason_text(label, found)
    if label.then_quarters and label.then_quarters == found.trend.year.then_quarters:
        return Cell("As the past year", note=change if brief else "", tone="neutral")
    tone: Tone = "unknown" if label.label in ("Not known", "Not comparable") else "neutral"
    note = change or reason if brief else _together([change, reason])
    return Cell(label.label, label.label, note=note, tone=tone, behind=_behind(label))


def _together(notes: Iterable[str]) -> str:
    return "; ".join(filter(None, notes))


def _behind(label: Label) -> tuple[tuple[str, str | float | None], ...]:
    """The change of a label and its range as percentages, unrounded, and the two counts that it compares."""
    percent = {"change %": label.change, "from %": label.lower, "to %": label.upper}
    return (*((name, in_percent(share)) for name, share in percent.items()), ("now", label.now), ("then", label.then))


def shared_base(assessments: Sequence[Assessment], horizon: Literal["year", "three_years"]) -> str:
    """What the labels of a horizon compare with, where it is the same for two measures or more; else nothing."""
    bases = []
    for each in assessments:
        label, year = getattr(each.trend, horizon), each.trend.year
        if " on " in change_text(label, each) and (label is year or label.then_quarters != year.then_quarters):
            bases.append(base_text(each, label.then_quarters))
    return bases[0] if len(bases) > 1 and len(set(bases)) == 1 else ""


def change_text(label: Label, found: Assessment, shared: str = "") -> str:
    """The change that a label rests on, with its range and, where it is not the year before, what it is a change on.

    Without a percentage where the earlier count is too small for one; a base that is `shared` is said elsewhere.
    """
    if label.change is None or label.then is None or label.now is None or label.lower is None or label.upper is None:
        return ""
    then = label.then_quarters
    year_before = then == tuple(range(len(found.quarters) - 8, len(found.quarters) - 4))
    on = "" if year_before or base_text(found, then) == shared else f" on {base_text(found, then)}"
    if label.then < found.percent_base:
        return f"{words.number(label.now - label.then, signed=True)}, from {words.number(label.then)}{on}"
    change, low, high = (words.percent(100 * part, signed=True) for part in (label.change, label.lower, label.upper))
    return f"{change} ({low} to {high}){on}"


def base_text(found: Assessment, places: Sequence[int]) -> str:
    """What a label compares with: a financial year, or twelve months, or the quarters of it that can be used."""
    last = found.quarters[places[-1]]
    text = words.joined([found.quarters[place].label for place in places])
    if len(places) == places[-1] - places[0] + 1:  # no quarter between them is left out
        text = f"{found.quarters[places[0]].words.split(' to ')[0]} to {last.end}"
    if len(places) == 4:
        text = last.financial_year if last.is_financial and last.number == 4 else f"the year to {last.end}"
    known = [each for each in found.breaks if each.kind == "mask" and last < each.first <= found.quarters[-1]]
    return f"{text}, before {known[0].name}" if known else text


def reason_text(label: Label, found: Assessment) -> str:
    """Why a label names no direction, with the recording changes that stand in between by name."""
    if label.reason != "recording change":
        return label.reason
    first, last = found.quarters[min(label.then_quarters, default=0)], found.quarters[-1]
    steps = [known.name for known in found.breaks if known.kind == "step" and first < known.first <= last]
    return f"recording change: {'; '.join(dict.fromkeys(steps))}" if steps else label.reason


def benchmark_cell(benchmark: Benchmark | None) -> Cell:
    """The rank with its range, and how the rate stands to the average."""
    if benchmark is None:
        return Cell(words.NOT_AVAILABLE)
    if benchmark.rank is None:
        return Cell("Not known", note=benchmark.reason, tone="unknown")
    rank = benchmark.rank
    note = ": ".join(filter(None, (words.in_a_sentence(benchmark.label), benchmark.reason)))
    note += "" if rank.informative else "; rank not informative"
    return Cell(words.rank(rank.position, rank.of, rank.low, rank.high), rank.position, note=note)
