"""The pictures of a section: rates over time, the force among its peers, the percentages of a survey."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Figure
from crimekit.charts.data import Bar, Caption, Comparison, Line, Span, Trend, break_marks
from crimekit.charts.figures import comparison_figure, survey_figure, trend_figure
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.headlines import (
    benchmark_alt,
    benchmark_headline,
    shared_unit,
    trend_alt,
    trend_headline,
    years_compared,
)
from crimekit.reports.narrative.phrases import first_place, in_a_sentence
from crimekit.reports.tables.notes import group_notes, source_text

_TOGETHER = 3  # so many measures share a picture of comparisons


def trend_picture(key: str, title: str, assessments: Sequence[Assessment], case: Case) -> Figure | None:
    """The rates of some measures by quarter, or counts where there are no rates; None where not one has a figure."""
    known_of = [assessment for assessment in assessments if any(assessment.drawn)]
    shown = [each for each in known_of if each.rates] or known_of
    if not shown:
        return None
    first = case.report.first_quarter
    start, quarters = shown[0].since(first), shown[0].quarters
    unit = shared_unit(shown)
    known = {found.key: found for assessment in shown for found in assessment.breaks}
    compared = zip(years_compared(shown, start), ("year before", "newest year"), strict=False)
    trend = Trend(
        quarters[start:],
        tuple(_line(assessment, start) for assessment in shown),
        unit,
        shown[0].printed,
        break_marks(known.values(), quarters[start:]),
        tuple(Span(tuple(at - start for at in places), name) for places, name in compared),
        _expected(shown),
    )
    caption = Caption(
        key,
        headline=trend_headline(shown, title),
        subtitle=f"{unit} by quarter, {case.force.name}, {quarters[start].label} to {quarters[-1].label}",
        alt=trend_alt(shown, first),
        source=source_text(shown, case),
    )
    return trend_figure(trend, caption)


def _line(assessment: Assessment, start: int) -> Line:
    """The values of one measure, printed as in its tables."""
    return Line(assessment.measure.title, assessment.drawn[start:], number=assessment.printed)


def _expected(shown: Sequence[Assessment]) -> tuple[float, float] | None:
    """The range of rates that was expected of the quarter, for a chart of one measure."""
    found = shown[0]
    label = found.trend.quarter if found.trend else None
    if len(shown) > 1 or label is None or label.expected is None:
        return None
    scale = found.measure.per / found.rate.denominator if found.rate and found.rate.denominator else 1
    low, high = (count * scale for count in label.expected)
    return low, high


def benchmark_pictures(key: str, assessments: Sequence[Assessment], case: Case) -> tuple[Figure, ...]:
    """The force among its peers over twelve months; three or more measures of one unit share a picture.

    A measure that nobody has figures of is left out; there is no picture where no group is configured.
    """
    found = [(assessment, bars) for assessment in assessments if (bars := _comparison(assessment, case))]
    if len(found) >= _TOGETHER and len({assessment.measure.per for assessment, _ in found}) == 1:
        return (_benchmark_picture(f"{key}-benchmarks", found, case),)
    return tuple(_benchmark_picture(f"{key}-{one[0].measure.key}-benchmark", [one], case) for one in found)


def _benchmark_picture(key: str, found: Sequence[tuple[Assessment, Comparison]], case: Case) -> Figure:
    shown, bars = [assessment for assessment, _ in found], [comparison for _, comparison in found]
    unit = f"Offences per {words.number(shown[0].measure.per)} residents"
    group, short, source = (case.peers.name, case.peers.short, case.peers.source) if case.peers else ("", "", "")
    caption = Caption(
        key,
        headline=benchmark_headline(shown, case),
        subtitle=f"{unit}, twelve months to the end of {case.quarter.label}, {group}",
        alt=benchmark_alt(shown, case),
        notes=(*_first_places(shown), *group_notes(shown, case)),
        source=f"{source_text(shown, case)}; group: {source}",
    )
    return comparison_figure(bars, caption, own=case.force.name, average_name=f"{short} average", unit=unit)


def _first_places(shown: Sequence[Assessment]) -> tuple[str, ...]:
    """What rank 1 stands for, once where it is the same for all."""
    ranked = [each for each in shown if each.benchmark and each.benchmark.rank]
    places = {first_place(each) for each in ranked}
    if len(places) == 1:
        alone = ranked[0].benchmark if len(ranked) == 1 else None
        little = alone is not None and alone.rank is not None and not alone.rank.informative
        return (f"1st is {places.pop()}{'; rank not informative' if little else ''}.",)
    return tuple(f"{each.measure.title}: 1st is {first_place(each)}." for each in ranked)


def _comparison(assessment: Assessment, case: Case) -> Comparison | None:
    """The forces of the group and their average; None where no group is configured or nobody has figures."""
    found, names = assessment.benchmark, case.parameters.forces
    if found is None or case.peers is None or not found.rates or found.average is None:
        return None
    rates = [rate for _, rate in found.rates]
    bars = [
        *(Bar(names[force].name, rate) for force, rate in found.rates),
        *(Bar(names[force].name, None) for force in found.missing),
    ]
    return Comparison(
        assessment.measure.title, tuple(bars), found.average, number=lambda value: words.rate(value, rates)
    )


def survey_picture(key: str, title: str, assessments: Sequence[Assessment], case: Case) -> Figure | None:
    """Bars of the percentages, with intervals where what they are of is known; None where none may be shown."""
    shown = [a for a in assessments if a.local and a.local.value is not None and not (a.survey and not a.survey.shown)]
    if not shown:
        return None
    names = _without_shared([assessment.measure.title for assessment in shown])
    bars = [_bar(assessment, name) for assessment, name in zip(shown, names, strict=True)]
    nouns = words.joined(list(dict.fromkeys(each.measure.nouns for each in shown)))
    low, high = (choose(bars, key=lambda bar: bar.value or 0.0) for choose in (min, max))
    span = " to ".join(f"{words.percent(bar.value, 0)} ({in_a_sentence(bar.name)})" for bar in (low, high))
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


def _bar(assessment: Assessment, name: str) -> Bar:
    survey, value = assessment.survey, assessment.local.value if assessment.local else None
    if survey is None or survey.lower is None or survey.upper is None:
        return Bar(name, value)
    return Bar(name, value, 100 * survey.lower, 100 * survey.upper)
