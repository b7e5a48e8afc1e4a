"""The headline and the alternative text of a chart."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.quarters import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.phrases import first_place, in_a_sentence, quarter_name
from crimekit.statistics.results import Benchmark


def trend_headline(assessments: Sequence[Assessment], title: str) -> str:
    """What a trend chart shows, in one line."""
    if len(assessments) > 1:
        return f"{title}: {_directions(assessments)}"
    (assessment,) = assessments
    change = assessment.same_quarter
    if change is None or change.difference is None:
        return f"{title}: no figure for the same quarter a year before"
    if change.difference == 0:
        return f"{title}: the same number as in the same quarter a year before"
    amount = words.percent(abs(change.percent)) if change.percent is not None else words.number(abs(change.difference))
    way = "up" if change.difference > 0 else "down"
    return f"{title}: {way} {amount} on the same quarter a year before"


def _directions(assessments: Sequence[Assessment]) -> str:
    changes = [(a.measure.title, a.same_quarter.difference if a.same_quarter else None) for a in assessments]
    groups = {
        "up": [name for name, by in changes if by is not None and by > 0],
        "down": [name for name, by in changes if by is not None and by < 0],
        "unchanged": [name for name, by in changes if by == 0],
    }
    parts = [_way(names, way, of=len(changes)) for way, names in groups.items() if names]
    return f"{', '.join(parts)} on the same quarter a year before" if parts else "no comparison a year before"


def _way(names: Sequence[str], way: str, *, of: int) -> str:
    if len(names) == of:
        return f"{'both' if of == 2 else 'all'} {way}"
    return f"{words.joined([in_a_sentence(name) for name in names])} {way}"


def trend_alt(assessments: Sequence[Assessment], first: Quarter) -> str:
    """The alternative text of a trend chart: what is drawn, and where each line ends."""
    quarters = assessments[0].quarters
    start = assessments[0].since(first)
    measure = assessments[0].measure
    ends = []
    for assessment in assessments:
        shown, among = [rate for rate in assessment.rate_values[start:] if rate is not None], assessment.rate_values
        ends.append(
            f"{assessment.measure.title}: {words.rate(assessment.rate_value, among)} in the latest quarter, "
            f"between {words.rate(min(shown), among)} and {words.rate(max(shown), among)} over the years shown"
        )
    seen = _seen(assessments, start)
    return (
        f"Line chart of quarterly offences per {words.number(measure.per)} residents from "
        f"{quarter_name(quarters[start])} to {quarter_name(quarters[-1])}. {'. '.join(ends)}.{seen}"
    )


def _seen(assessments: Sequence[Assessment], start: int) -> str:
    """What the picture shows of the label: the years compared and, of a measure alone, the line of its trend."""
    text, quarters = "", assessments[0].quarters
    if compared := years_compared(assessments, start):
        then, now = (f"{quarter_name(quarters[at[0]])} to {quarter_name(quarters[at[-1]])}" for at in compared)
        text = f" The years compared are {now} and {then}."
    if len(assessments) != 1 or assessments[0].path is None:
        return text
    line = [value for value in assessments[0].path[0][start:] if value is not None]
    among = assessments[0].rate_values
    ends = f"{words.rate(line[0], among)} to {words.rate(line[-1], among)}"
    return f"{text} The line of the medium-term trend runs from {ends}."


def years_compared(assessments: Sequence[Assessment], start: int) -> tuple[tuple[int, ...], ...]:
    """The positions of the earlier and of the newest year of the short-term label, where all compare the same ones.

    Nothing, where they differ or the earlier year begins before `start`.
    """
    labels = [a.outlook.short for a in assessments if a.outlook and a.outlook.short.label != "Not known"]
    compared = {(label.then_quarters, label.now_quarters) for label in labels}
    if len(compared) != 1:
        return ()
    (years,) = compared
    return years if min(years[0]) >= start else ()


def benchmark_headline(assessments: Sequence[Assessment], case: Case) -> str:
    """What a comparison with other forces shows, in one line."""
    if len(assessments) > 1:
        return _ranks(assessments, case)
    (assessment,) = assessments
    found = assessment.benchmark
    if found is None or found.rank is None:
        return f"{assessment.measure.title}: no comparison"
    place = f"{words.ordinal(found.rank.position)} of {found.rank.of}"
    first = first_place(assessment)
    return f"{assessment.measure.title}: {case.force.name} is {place} over twelve months, where 1st is {first}"


def _ranks(assessments: Sequence[Assessment], case: Case) -> str:
    """The ranks of several measures: measures of one rank together, and what 1st is, once where it is the same."""
    ranked = [(each, each.benchmark.rank) for each in assessments if each.benchmark and each.benchmark.rank]
    if not ranked:
        return f"{case.force.name}: no comparison"
    firsts = {first_place(each) for each, _ in ranked}
    places: dict[str, list[str]] = {}
    for each, rank in ranked:
        apart = f" (1st: {first_place(each)})" if len(firsts) > 1 else ""
        place = f"{words.ordinal(rank.position)} of {rank.of}{apart}"
        places.setdefault(place, []).append(in_a_sentence(each.measure.title))
    said = "; ".join(f"{place} in {words.joined(names)}" for place, names in places.items())
    end = f", where 1st is {firsts.pop()}" if len(firsts) == 1 else ""
    return f"{case.force.name} over twelve months: {said}{end}"


def benchmark_alt(assessments: Sequence[Assessment], case: Case) -> str:
    """The alternative text of a comparison: the force's own rate, the average, the ends of the list."""
    shown = [(each, each.benchmark) for each in assessments if each.benchmark and each.benchmark.rates]
    if not shown:
        return ""
    what = f"per {words.number(shown[0][1].per)} residents over twelve months in"
    if len(shown) > 1:
        said = (f"{each.measure.title}: {_ends(found, case)}." for each, found in shown)
        return f"Bar charts of offences {what} {max(len(found.rates) for _, found in shown)} forces. {' '.join(said)}"
    assessment, found = shown[0]
    title = in_a_sentence(assessment.measure.title)
    return f"Bar chart of {title} {what} {len(found.rates)} forces: {_ends(found, case)}."


def _ends(found: Benchmark, case: Case) -> str:
    """The force's own rate, the average, and the forces with the lowest and the highest one."""
    names, places = case.parameters.forces, words.rate_decimals([rate for _, rate in found.rates])
    ordered = sorted(found.rates, key=lambda pair: pair[1])
    (least, low), (most, high) = ordered[0], ordered[-1]
    return (
        f"{words.number(found.rate, places)} in {case.force.name}; average {words.number(found.average, places)}; "
        f"lowest {words.number(low, places)} in {names[least].name}; highest {words.number(high, places)} in "
        f"{names[most].name}"
    )
