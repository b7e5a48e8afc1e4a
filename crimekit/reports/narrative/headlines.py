"""The headline and the alternative text of a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crimekit import words
from crimekit.charts.data import Comparison, Trend
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.cases.labels import compared
from crimekit.reports.narrative.phrases import in_a_sentence, quarter_name

_SHORTEST = ("Increasing", "Decreasing", "Stable")  # labels that a title of several measures counts


def trend_headline(assessments: Sequence[Assessment], title: str) -> str:
    """What a trend chart shows, in one line: no direction but that of its labels of the past year."""
    if len(assessments) > 1:
        return f"{title}: {_directions([found.trend.year.label for found in assessments])}"
    (assessment,) = assessments
    label = assessment.trend.year
    if label.label in ("Not known", "Not comparable"):
        return f"{title}: no label for the past year"
    said = f"{title}: {in_a_sentence(label.label)} over the past year"
    if label.change is None or label.then is None or label.then < assessment.percent_base:
        return said
    return f"{said} ({words.percent(100 * label.change, signed=True)})"


def _directions(labels: Sequence[str]) -> str:
    """How many of some measures have each label."""
    if len(set(labels)) == 1:
        return f"{'both' if len(labels) == 2 else 'all'} {in_a_sentence(labels[0])} over the past year"
    counted = Counter(label if label in _SHORTEST else "unclear" for label in labels)
    return ", ".join(f"{counted[label]} {in_a_sentence(label)}" for label in (*_SHORTEST, "unclear") if counted[label])


def trend_alt(trend: Trend) -> str:
    """The alternative text of a trend chart: what is drawn, where each line ends, the years that its label compares."""
    ends = []
    for line in trend.lines:
        number, shown = line.number or trend.number, [value for value in line.values if value is not None]
        newest = words.NOT_AVAILABLE if line.values[-1] is None else number(line.values[-1])
        low, high = number(min(shown)), number(max(shown))
        ends.append(f"{line.name}: {newest} in the latest quarter, between {low} and {high} over the years shown")
    compared = [_span(trend, span.places) for span in reversed(trend.spans)]
    seen = f" The years compared are {words.joined(compared)}." if compared else ""
    span = _span(trend, range(len(trend.quarters)))
    return f"Line chart of {in_a_sentence(trend.unit)} by quarter from {span}. {'. '.join(ends)}.{seen}"


def _span(trend: Trend, places: Sequence[int]) -> str:
    return f"{quarter_name(trend.quarters[places[0]])} to {quarter_name(trend.quarters[places[-1]])}"


def benchmark_headline(assessments: Sequence[Assessment], case: Case) -> str:
    """What a comparison with other forces shows, in one line: the rank or, of several measures, what their ranks span.

    Each rank has the places that chance leaves open.
    """
    ranks = [found.rank for each in assessments if (found := compared(each, case)) and found.rank]
    title = case.force.name if len(assessments) > 1 else assessments[0].measure.title
    if not ranks:
        return f"{title}: no comparison"
    low, high = min(rank.low or rank.position for rank in ranks), max(rank.high or rank.position for rank in ranks)
    of = max(rank.of for rank in ranks)
    if len(assessments) > 1:
        return f"{title} among {of} forces: places {low} to {high}"
    span = f" ({low} to {high})" if low != high else ""
    return f"{title}: {case.force.name} {words.ordinal(ranks[0].position)}{span} of {of}"


def benchmark_alt(shown: Sequence[Comparison], own: str, per: str) -> str:
    """The alternative text of a comparison: the force's own rate, the average, the ends of the list."""
    what = f"per {per} residents over twelve months in"
    forces = max(sum(bar.value is not None for bar in (*one.bars, *one.others)) for one in shown)
    chart, charts = ("Strip of dots", "Strips of dots") if shown[0].others else ("Bar chart", "Bar charts")
    if len(shown) > 1:
        said = (f"{one.title}: {_ends(one, own)}." for one in shown)
        return f"{charts} of offences {what} {forces} forces. {' '.join(said)}"
    return f"{chart} of {in_a_sentence(shown[0].title)} {what} {forces} forces: {_ends(shown[0], own)}."


def _ends(shown: Comparison, own: str) -> str:
    """The force's own rate, the average, and the forces with the lowest and the highest one."""
    rates = {bar.name: bar.value for bar in (*shown.bars, *shown.others) if bar.value is not None}
    printed = {name: shown.number(rates[name]) for name in sorted(rates, key=rates.__getitem__)}
    least, *_, most = printed
    average = words.NOT_AVAILABLE if shown.average is None else shown.number(shown.average)
    return (
        f"{printed[own]} in {own}; average {average}; lowest {printed[least]} in {least}; "
        f"highest {printed[most]} in {most}"
    )
