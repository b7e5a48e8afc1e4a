"""The headline and the alternative text of a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crimekit import words
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.phrases import in_a_sentence, quarter_name
from crimekit.statistics.results import Benchmark, Rank


def trend_headline(assessments: Sequence[Assessment], title: str) -> str:
    """What a trend chart shows, in one line: no direction but that of its labels of the past year."""
    if len(assessments) > 1:
        return f"{title}: {_directions(assessments)}"
    (assessment,) = assessments
    label = assessment.trend.year if assessment.trend else None
    if label is None or label.label in ("Not known", "Not comparable"):
        return f"{title}: no label for the past year"
    word = in_a_sentence(label.label)
    if label.change is None or label.then is None or label.then < assessment.percent_base:
        return f"{title}: {word} over the past year"
    return f"{title}: {word} over the past year ({words.percent(100 * label.change, signed=True)})"


def _directions(assessments: Sequence[Assessment]) -> str:
    """How many of some measures have each label."""
    labels = [found.trend.year.label if found.trend else "Not known" for found in assessments]
    if len(set(labels)) == 1:
        return f"{'both' if len(labels) == 2 else 'all'} {in_a_sentence(labels[0])} over the past year"
    counted = Counter(labels)
    shown = [f"{counted[label]} {in_a_sentence(label)}" for label in _SHORTEST if label in counted]
    rest = len(labels) - sum(counted[label] for label in _SHORTEST)
    return ", ".join([*shown, *([f"{rest} unclear"] if rest else [])])


_SHORTEST = ("Increasing", "Decreasing", "Stable")  # labels that a title of several measures counts


def trend_alt(assessments: Sequence[Assessment], first: Quarter) -> str:
    """The alternative text of a trend chart: what is drawn, and where each line ends."""
    quarters = assessments[0].quarters
    start = assessments[0].since(first)
    ends = []
    for assessment in assessments:
        shown = [value for value in assessment.drawn[start:] if value is not None]
        newest, low, high = map(assessment.printed, (assessment.drawn[-1], min(shown), max(shown)))
        ends.append(
            f"{assessment.measure.title}: {newest} in the latest quarter, between {low} and {high} over the years shown"
        )
    span = f"{quarter_name(quarters[start])} to {quarter_name(quarters[-1])}"
    unit = in_a_sentence(shared_unit(assessments))
    return f"Line chart of {unit} by quarter from {span}. {'. '.join(ends)}.{_seen(assessments, start)}"


def shared_unit(assessments: Sequence[Assessment]) -> str:
    """The unit of what is drawn of some measures."""
    units = {found.unit for found in assessments}
    return units.pop() if len(units) == 1 else "Offences"


def _seen(assessments: Sequence[Assessment], start: int) -> str:
    """What the picture shows of the label: the years compared."""
    text, quarters = "", assessments[0].quarters
    if compared := years_compared(assessments, start):
        then, now = (f"{quarter_name(quarters[at[0]])} to {quarter_name(quarters[at[-1]])}" for at in compared)
        text = f" The years compared are {now} and {then}."
    return text


def years_compared(assessments: Sequence[Assessment], start: int) -> tuple[tuple[int, ...], ...]:
    """The positions of the earlier and of the newest year that the labels compare, where all compare the same ones.

    Nothing, where they differ or the earlier year begins before `start`.
    """
    labels = [a.trend.year for a in assessments if a.trend and a.trend.year.change is not None]
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
    return f"{assessment.measure.title}: {case.force.name} {_place(found.rank)}"


def _place(rank: Rank) -> str:
    """A rank with the range that chance leaves open."""
    span = f" ({rank.low} to {rank.high})" if rank.low is not None and rank.low != rank.high else ""
    return f"{words.ordinal(rank.position)}{span} of {rank.of}"


def _ranks(assessments: Sequence[Assessment], case: Case) -> str:
    """What the ranks of several measures span; each stands in its panel's alternative text and in the table."""
    ranked = [each.benchmark.rank for each in assessments if each.benchmark and each.benchmark.rank]
    if not ranked:
        return f"{case.force.name}: no comparison"
    low, high = min(rank.low or rank.position for rank in ranked), max(rank.high or rank.position for rank in ranked)
    return f"{case.force.name} among {max(rank.of for rank in ranked)} forces: places {low} to {high}"


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
