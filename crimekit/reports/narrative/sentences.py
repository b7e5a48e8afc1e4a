"""What an analyst would write of one measure, written from its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.parameters.values import Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.phrases import difference, first_place, in_a_sentence, quarter_name
from crimekit.reports.tables.cells import change_text, quarter_text, reason_text

_FEWEST = 10  # offences
_MOST = 0.5  # of everything that moved the same way
_TOLD = {"worse": 2, "better": 1, "neither better nor worse": 1}  # so many key points of each; the others are named


def key_points(moved: Sequence[Assessment], assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """At most five points: what got worse, then better, then neither, and what cannot be told.

    `moved` are those of `assessments` with a direction over the past year or a quarter that is not as expected.
    """
    points = []
    for way, most in _TOLD.items():
        found = [one for one in moved if _way(one) == way]
        told, rest = [_point(one) for one in found[:most]], [in_a_sentence(one.measure.title) for one in found[most:]]
        points += [*told[:-1], f"{told[-1]} Also {way}: {words.joined(rest)}."] if rest else told
    named: dict[str, list[str]] = {}
    for one in assessments:
        if one.trend and one not in moved and not one.trend.year.direction:
            named.setdefault(one.trend.year.label, []).append(in_a_sentence(one.measure.title))
    stable, unclear = named.pop("Stable", []), named.pop("No clear change", [])
    others = [title for titles in named.values() for title in titles]
    parts = [
        f"Stable over the past year, a large change ruled out: {words.joined(stable)}." if stable else "",
        f"Cannot be told: which way {words.joined(unclear)} went over the past year." if unclear else "",
        f"Too few or unlike figures for any label: {words.joined(others)}." if others else "",
    ]
    if without := sum(one.trend is None for one in assessments):
        parts.append(f"{words.counted(without, 'measure has', 'measures have')} no series of figures.")
    return (*points, *([" ".join(filter(None, parts))] if any(parts) else []))


def _way(found: Assessment) -> str:
    """Whether what moved is worse or better: over the past year or, where that has no direction, in the quarter."""
    if found.course in ("worsening", "improving"):
        return "worse" if found.course == "worsening" else "better"
    direction = found.trend.quarter.direction if found.trend else 0
    if found.measure.better == "neither" or not direction or (found.trend and found.trend.year.direction):
        return "neither better nor worse"
    return "worse" if (direction > 0) == (found.measure.better == "lower") else "better"


def _point(found: Assessment) -> str:
    """One measure: its year or, where that has no direction, its quarter, with the numbers and what they mean."""
    trend, change, measure = found.trend, found.same_quarter, found.measure
    if trend is None or found.count is None:
        return ""
    way, moved = _way(found), change is not None and change.difference is not None
    one, many = ("offence", "offences") if measure.source == "recorded-crime" else (measure.noun, measure.nouns)
    before = f"{words.change(change.difference, change.percent)} on a year before" if change and moved else ""
    quarter = ", ".join(
        filter(None, (f"{words.counted(found.count, one, many)} this quarter", quarter_text(found), before))
    )
    year = change_text(trend.year, found) or reason_text(trend.year, found)
    verb = "rose" if (trend.year.direction or trend.quarter.direction) > 0 else "fell"
    if not trend.year.direction:
        label = in_a_sentence(trend.year.label)
        return f"{measure.title} {verb}: {quarter}; {way} in this quarter alone. Past year: {label}, {year}."
    mixed = found.course == "neither" and measure.better != "neither"
    meaning = "but this quarter goes the other way" if mixed else way if found.course == "neither" else found.course
    return f"{measure.title} {verb} over the past year, {year}: {meaning}. {quarter[:1].upper()}{quarter[1:]}."


def sentences(assessment: Assessment, case: Case, parts: Sequence[Assessment] = ()) -> tuple[str, ...]:
    """What an analyst would write of one measure beside its key figures; without a figure, the reason.

    Of `parts`, the measures it stands among, the one that drives the change is named, where one does, and each whose
    latest quarter is not as expected.
    """
    if assessment.count is None:
        return (_stated(assessment),)
    return tuple(
        words.sentence(text)
        for text in (
            driver(assessment, parts),
            _to_date(assessment),
            _twelve_months(assessment),
            _among_forces(assessment),
            _extreme(assessment, case.report.first_quarter),
            *(_unexpected(part) for part in parts if part.measure.key != assessment.measure.key),
        )
        if text
    )


def _stated(assessment: Assessment) -> str:
    """A figure without a series: what its source gives, or why there is none."""
    measure, local = assessment.measure, assessment.local
    if local is None or local.value is None:
        return f"{measure.title}: no figure is available. {words.sentence(assessment.reason)}"
    if measure.statistic != "percent":
        return f"{measure.title}: {words.counted(local.value, measure.noun, measure.nouns)} ({local.period})."
    if assessment.survey is not None and not assessment.survey.shown:
        return f"{measure.title}: too few {measure.nouns} to give a percentage."
    of = f"The number of {measure.nouns} is not stated, so no interval can be given."
    if local.base is not None:
        of = f"It is of {words.counted(local.base, measure.noun, measure.nouns)}."
    return f"{measure.title}: {words.percent(local.value, 0)} ({local.period}). {of}"


def _to_date(assessment: Assessment) -> str:
    change, quarter = assessment.to_date, assessment.quarters[-1]
    if change is None or change.then is None or change.now is None or quarter.number == 1:
        return ""
    nouns = _counted(change.now, assessment.measure)
    return (
        f"In the financial year {quarter.financial_year} to date there {_were(change.now)} {nouns}, "
        f"{difference(change)} in the same part of the year before ({words.number(change.then)})"
    )


def _twelve_months(assessment: Assessment) -> str:
    change = assessment.twelve_months
    if change is None or change.then is None or change.now is None:
        return ""
    end = assessment.quarters[-1].words.rsplit(" to ", 1)[-1]
    nouns = _counted(change.now, assessment.measure)
    return (
        f"In the twelve months to {end} there {_were(change.now)} {nouns}, {difference(change)} "
        f"in the twelve months before ({words.number(change.then)})"
    )


def _among_forces(assessment: Assessment) -> str:
    found = assessment.among_forces
    if found is None:
        return ""
    best = "rise" if first_place(assessment) == "the highest rate" else "fall"
    return (
        f"Over the twelve months, {words.number(found.increased)} of {words.number(found.rank.of)} forces had an "
        f"increase; by percentage change this force is {words.ordinal(found.rank.position)} of "
        f"{words.number(found.rank.of)}, where 1st is the largest {best}"
    )


def _were(count: float) -> str:
    return "was" if count == 1 else "were"


def _counted(count: float, measure: Measure) -> str:
    return words.counted(count, measure.noun, measure.nouns) if count else f"no {measure.nouns}"


def _extreme(assessment: Assessment, first: Quarter) -> str:
    start = assessment.since(first)
    window = [count for count in assessment.counts[start:-1] if count is not None]
    count = assessment.count
    if count is None or len(window) < 8 or max(window) == min(window):
        return ""
    since = quarter_name(assessment.quarters[start])
    if count > max(window):
        return f"The count of the quarter is the highest since at least {since}"
    if count < min(window):
        return f"The count of the quarter is the lowest since at least {since}"
    return ""


def _unexpected(assessment: Assessment) -> str:
    label = assessment.trend.quarter if assessment.trend else None
    if label is None or not label.direction or label.expected is None:
        return ""
    return f"{assessment.measure.title}: {words.number(label.now)} in this quarter alone is {quarter_text(assessment)}"


def driver(whole: Assessment, parts: Sequence[Assessment]) -> str:
    """The part that accounts for most of the change on the same quarter; empty where none does.

    A part is a measure of some of the offences of `whole`; what no part holds counts as one more part, never named.
    A part accounts for most of an increase where it holds more than half of all that increased. Nothing is said of a
    change of fewer than ten offences, or of one whose earlier count is too small for a percentage.
    """
    change = whole.same_quarter
    if change is None or change.difference is None or change.percent is None or abs(change.difference) < _FEWEST:
        return ""
    moves = tuple(_moves(whole, parts))
    if not moves:
        return ""
    rest = change.difference - sum(by for _, by in moves)
    sign = 1 if change.difference > 0 else -1
    with_it = sum(abs(by) for by in (*(by for _, by in moves), rest) if by * sign > 0)
    part, by = max(moves, key=lambda move: move[1] * sign)
    if by * sign <= _MOST * with_it:
        return ""
    return _drives(part, by, [move for move in moves if move[1] * sign < 0], net=change.difference)


def _moves(whole: Assessment, parts: Sequence[Assessment]) -> Iterator[tuple[Assessment, float]]:
    """The parts that share no offence with each other, the first named first, each with its change."""
    left = set(whole.measure.series)
    for part in parts:
        codes, change = set(part.measure.series), part.same_quarter
        known = change is not None and change.difference is not None and part.measure.source == whole.measure.source
        if known and codes and codes <= left and codes != set(whole.measure.series):
            left -= codes
            yield part, (change.difference or 0.0) if change else 0.0


def _drives(part: Assessment, by: float, against: Sequence[tuple[Assessment, float]], *, net: float) -> str:
    kind, way = ("increase", "more") if net > 0 else ("reduction", "fewer")
    most = f"{part.measure.title} accounts for most of the {kind}"
    if abs(by) <= abs(net) and not against:
        return f"{most}: {words.number(abs(by))} of the {words.number(abs(net))} {way}"
    amount = f"{words.number(abs(by))} {way}, in a net change of {words.number(abs(net))} {way}"
    if not against:
        return f"{most}: {amount}"
    other = "fewer" if net > 0 else "more"
    listed = [f"{in_a_sentence(one.measure.title)} ({words.number(abs(change))} {other})" for one, change in against]
    return f"{most}: {amount}; {words.joined(listed)} went the other way"
