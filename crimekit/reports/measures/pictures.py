"""The pictures of a section - rates over time, the force among its peers, a survey - and what is said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from crimekit import words
from crimekit.blocks import Figure
from crimekit.charts.data import Bar, Caption, Comparison, Line, Span, Trend, break_marks
from crimekit.charts.figures import comparison_figure, survey_figure, trend_figure
from crimekit.parameters.values import PeerGroup
from crimekit.reports.cases.assessing import compared
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.measures.sentences import first_place
from crimekit.reports.tables.cells import benchmark_cell
from crimekit.reports.tables.notes import compared_notes, hidden_notes, source_text
from crimekit.statistics.results import Rank

_TOGETHER = 3  # so many measures share a picture of comparisons


def trend_picture(key: str, title: str, assessments: Sequence[Assessment], case: Case) -> Figure | None:
    """The rates of some measures by quarter, or counts where there are no rates; None where not one has a figure."""
    known_of = [each for each in assessments if any(each.drawn)]
    shown = [each for each in known_of if each.rates] or known_of
    if not shown:
        return None
    start, units = shown[0].since(case.report.first_quarter), {each.unit for each in shown}
    quarters, unit = shown[0].quarters[start:], units.pop() if len(units) == 1 else "Offences"
    known = {found.key: found for each in shown for found in each.breaks}
    trend = Trend(
        quarters,
        tuple(Line(each.measure.title, each.drawn[start:], number=each.printed) for each in shown),
        unit,
        shown[0].printed,
        break_marks(known.values(), quarters),
        _years_compared(shown, start),
        _expected(shown),
    )
    caption = Caption(
        key,
        headline=trend_headline(shown, title),
        subtitle=f"{unit} by quarter, {case.force.name}, {quarters[0].label} to {quarters[-1].label}",
        alt=_trend_alt(trend),
        notes=hidden_notes(shown, case),
        source=source_text(shown, case),
    )
    return trend_figure(trend, caption)


def _years_compared(shown: Sequence[Assessment], start: int) -> tuple[Span, ...]:
    """The earlier and the newest year that the labels compare, where all compare the same ones.

    Nothing, where they differ or the earlier year begins before `start`.
    """
    labels = [each.trend.year for each in shown if each.trend.year.change is not None]
    compared = {(label.then_quarters, label.now_quarters) for label in labels}
    if len(compared) != 1 or min(labels[0].then_quarters) < start:
        return ()
    named = zip(*compared, ("year before", "newest year"), strict=True)
    return tuple(Span(tuple(at - start for at in places), name) for places, name in named)


def _expected(shown: Sequence[Assessment]) -> tuple[float, float] | None:
    """The range of rates that was expected of the quarter, for a chart of one measure."""
    found, expected = shown[0], shown[0].trend.quarter.expected
    if len(shown) > 1 or expected is None:
        return None
    scale = found.measure.per / found.rate.denominator if found.rate and found.rate.denominator else 1
    return expected[0] * scale, expected[1] * scale


def benchmark_pictures(key: str, assessments: Sequence[Assessment], case: Case) -> tuple[Figure, ...]:
    """The force among its peers over twelve months; three or more measures of one unit share a picture.

    Among all forces, with the group marked, where it is small or none is configured. A measure that nobody has figures
    of is left out.
    """
    found = [(each, bars) for each in assessments if (bars := _comparison(each, case))]
    if len(found) >= _TOGETHER and len({each.measure.per for each, _ in found}) == 1:
        return (_benchmark_picture(f"{key}-benchmarks", found, case),)
    return tuple(_benchmark_picture(f"{key}-{one[0].measure.key}-benchmark", [one], case) for one in found)


def _benchmark_picture(key: str, found: Sequence[tuple[Assessment, Comparison]], case: Case) -> Figure:
    shown, bars = [each for each, _ in found], [comparison for _, comparison in found]
    ranked = [(each, of.rank) for each in shown if (of := compared(each, case)) and of.rank]
    peers, per = case.peers, words.number(shown[0].measure.per)
    unit, group, average = f"Offences per {per} residents", "all forces with residents", "Average"
    notes = list(_first_places(ranked))
    if peers and case.few_peers:
        group = f"{group}, {peers.name} marked"
        notes += [] if case.report.benchmark else _in_group(shown, peers)
    elif peers:
        group, average = peers.name, f"{peers.short} average"
    breaks, lacking = compared_notes(shown, case, nation=case.few_peers)
    caption = Caption(
        key,
        headline=_benchmark_headline(shown, [rank for _, rank in ranked], case.force.name),
        subtitle=f"{unit}, twelve months to the end of {case.quarter.label}, {group}",
        alt=_benchmark_alt(bars, case.force.name, per),
        notes=(*notes, *breaks),
        caveats=lacking,
        source="; group: ".join(filter(None, (source_text(shown, case), peers.source if peers else ""))),
    )
    return comparison_figure(bars, caption, own=case.force.name, average_name=average, unit=unit)


def _in_group(shown: Sequence[Assessment], peers: PeerGroup) -> Iterator[str]:
    """The rank in a group that is too small for a picture of its own, where no table gives it."""
    for each in shown:
        if found := each.benchmark:
            cell, average = benchmark_cell(found), words.rate(found.average, each.rate_values)
            told = f"{cell.text}; {cell.note}; {peers.short} average {average}."
            yield f"{each.measure.title}, {peers.name}: {told}"


def _first_places(ranked: Sequence[tuple[Assessment, Rank]]) -> tuple[str, ...]:
    """What rank 1 stands for, once where it is the same for all."""
    if len({first_place(each) for each, _ in ranked}) == 1:
        little = len(ranked) == 1 and not ranked[0][1].informative
        return (f"1st is {first_place(ranked[0][0])}{'; rank not informative' if little else ''}.",)
    return tuple(f"{each.measure.title}: 1st is {first_place(each)}." for each, _ in ranked)


def _comparison(assessment: Assessment, case: Case) -> Comparison | None:
    """The forces of the group, or all with the group named, and their average; None where nobody has figures."""
    found, names = compared(assessment, case), case.parameters.forces
    if found is None or not found.rates or found.average is None:
        return None
    rates = dict(found.rates)
    bars = {force: Bar(names[force].name, rates.get(force)) for force in (*rates, *found.missing)}
    named = {case.force.key, *(case.peers.members if case.peers else ())} if case.few_peers else set(bars)
    return Comparison(
        assessment.measure.title,
        tuple(bar for force, bar in bars.items() if force in named),
        found.average,
        partial(words.rate, among=list(rates.values())),
        tuple(bar for force, bar in bars.items() if force not in named),
    )


def survey_picture(key: str, title: str, assessments: Sequence[Assessment], case: Case) -> Figure | None:
    """Bars of the percentages, with intervals where what they are of is known; None where none may be shown."""
    shown = [each for each in assessments if each.local.value is not None and not each.hidden]
    if not shown or any(each.measure.statistic != "percent" for each in assessments):
        return None
    names = _without_shared([assessment.measure.title for assessment in shown])
    bars = [assessment.bar(name) for assessment, name in zip(shown, names, strict=True)]
    nouns = words.joined(list(dict.fromkeys(each.measure.nouns for each in shown)))
    low, high = (choose(bars, key=lambda bar: bar.value or 0.0) for choose in (min, max))
    span = " to ".join(f"{words.percent(bar.value, 0)} ({words.in_a_sentence(bar.name)})" for bar in (low, high))
    caption = Caption(
        key,
        headline=f"{title}: from {span}",
        subtitle=f"Percentage of {nouns}, {case.force.name}, {case.quarter.title}",
        alt=f"Bar chart of percentages of {nouns} in {case.quarter.title}: {title}, from {span}.",
        source=source_text(shown, case),
    )
    return survey_figure(bars, caption, number=lambda value: words.percent(value, 0))


def _without_shared(titles: Sequence[str]) -> list[str]:
    """The titles without what stands before a colon in all of them."""
    start = titles[0].partition(": ")[0] + ": "
    if not all(title.startswith(start) for title in titles):
        return list(titles)
    return [title[len(start) :][:1].upper() + title[len(start) + 1 :] for title in titles]


_SHORTEST = ("Increasing", "Decreasing", "Stable")  # labels that a title of several measures counts


def trend_headline(assessments: Sequence[Assessment], title: str) -> str:
    """What a trend chart shows, in one line: no direction but that of its labels of the past year."""
    if len(assessments) > 1:
        return f"{title}: {_directions([found.trend.year.label for found in assessments])}"
    (assessment,) = assessments
    label = assessment.trend.year
    if label.label in ("Not known", "Not comparable"):
        return f"{title}: no label for the past year"
    said = f"{title}: {words.in_a_sentence(label.label)} over the past year"
    if label.change is None or label.then is None or label.then < assessment.percent_base:
        return said
    return f"{said} ({words.percent(100 * label.change, signed=True)})"


def _directions(labels: Sequence[str]) -> str:
    """How many of some measures have each label."""
    if len(set(labels)) == 1:
        return f"{'both' if len(labels) == 2 else 'all'} {words.in_a_sentence(labels[0])} over the past year"
    counted = Counter(label if label in _SHORTEST else "unclear" for label in labels)
    return ", ".join(
        f"{counted[label]} {words.in_a_sentence(label)}" for label in (*_SHORTEST, "unclear") if counted[label]
    )


def _trend_alt(trend: Trend) -> str:
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
    return f"Line chart of {words.in_a_sentence(trend.unit)} by quarter from {span}. {'. '.join(ends)}.{seen}"


def _span(trend: Trend, places: Sequence[int]) -> str:
    return f"{trend.quarters[places[0]].name} to {trend.quarters[places[-1]].name}"


def _benchmark_headline(assessments: Sequence[Assessment], ranks: Sequence[Rank], own: str) -> str:
    """What a comparison with other forces shows, in one line: the rank or, of several measures, what their ranks span.

    Each rank has the places that chance leaves open.
    """
    title = own if len(assessments) > 1 else assessments[0].measure.title
    if not ranks:
        return f"{title}: no comparison"
    low, high = min(rank.low or rank.position for rank in ranks), max(rank.high or rank.position for rank in ranks)
    of = max(rank.of for rank in ranks)
    if len(assessments) > 1:
        return f"{title} among {of} forces: places {low} to {high}"
    span = f" ({low} to {high})" if low != high else ""
    return f"{title}: {own} {words.ordinal(ranks[0].position)}{span} of {of}"


def _benchmark_alt(shown: Sequence[Comparison], own: str, per: str) -> str:
    """The alternative text of a comparison: the force's own rate, the average, the ends of the list."""
    what = f"per {per} residents over twelve months in"
    forces = max(sum(bar.value is not None for bar in (*one.bars, *one.others)) for one in shown)
    chart, charts = ("Strip of dots", "Strips of dots") if shown[0].others else ("Bar chart", "Bar charts")
    if len(shown) > 1:
        said = (f"{one.title}: {_ends(one, own)}." for one in shown)
        return f"{charts} of offences {what} {forces} forces. {' '.join(said)}"
    return f"{chart} of {words.in_a_sentence(shown[0].title)} {what} {forces} forces: {_ends(shown[0], own)}."


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
