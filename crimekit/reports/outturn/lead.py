"""What a section says of recorded crime beside its tables: key figures, sentences, pictures by quarter."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.blocks import Figure, KeyFigure, KeyFigures
from crimekit.charts.data import Caption, Line, Trend, break_marks
from crimekit.charts.figures import trend_figure
from crimekit.quarters import quarters_between, year_to_date
from crimekit.reports.cases.case import Case
from crimekit.reports.narrative.phrases import difference
from crimekit.reports.outturn.periods import months_of_year, year_label
from crimekit.reports.outturn.recorded import Group, Recorded, held_years, source
from crimekit.reports.outturn.spec import Chart
from crimekit.statistics.rates import poisson_rate
from crimekit.statistics.results import Change

_YEARS = 5  # looked back on


def lead_figures(key: str, group: Group) -> KeyFigures:
    """The year's offences, their rate, and their change on the year before and since the first year shown."""
    case = group.case
    now = year_to_date(case.quarter)
    change = group.change(now)
    items = [KeyFigure(f"Offences, {year_label(case.quarter)}", words.number(change.now), "recorded")]
    if case.force.resident_rates and change.now is not None and case.quarter.number == 4:
        rate = poisson_rate(change.now, case.residents(case.force.key, case.quarter)).value
        items.append(KeyFigure("Rate", words.number(rate, 1), f"per 1,000 residents, mid-{case.quarter.mid_year}"))
    items.append(_changed(f"Change on {year_label(case.quarter - 4)}", change))
    years = held_years(case, _YEARS)
    if len(years) > 2:
        items.append(_changed(f"Change since {years[0].label}", group.change(now, years[0].quarters)))
    return KeyFigures(key, group.title, tuple(items))


def _changed(label: str, change: Change) -> KeyFigure:
    share = "" if change.percent is None else f"{words.percent(change.percent, signed=True)}, "
    return KeyFigure(label, words.number(change.difference, signed=True), f"{share}from {words.number(change.then)}")


def lead_sentences(group: Group | None, case: Case, absent: Sequence[str]) -> tuple[str, ...]:
    """The year of one group of offences, the part-year said, and the tables that have no figure for it."""
    texts = []
    if case.quarter.number != 4:
        texts.append(
            f"The year has not ended: these are the figures of {months_of_year(case.quarter)}, set beside the same "
            "months of the years before."
        )
    texts += _year(group) if group else []
    if absent:
        texts.append(f"No local figure of {case.quarter.financial_year} was supplied of: {'; '.join(absent)}.")
    return tuple(texts)


def _year(group: Group) -> list[str]:
    """The offences of the year against the year before and, of three years or more, against the first."""
    quarter = group.case.quarter
    now, before = year_label(quarter), year_label(quarter - 4)
    change = group.change(year_to_date(quarter))
    if change.now is None:
        return [f"{group.title}: no figure is available for {now}."]
    compared = "with no figure for" if change.difference is None else f"{difference(change)} in"
    texts = [
        f"{group.title}: {words.number(change.now)} offences were recorded in {now}, {compared} {before} "
        f"({words.number(change.then)})."
    ]
    years = held_years(group.case, _YEARS)
    base = group.change(years[-1].quarters, years[0].quarters)
    if len(years) > 2 and base.difference is not None:
        share = "" if base.percent is None else f" ({words.percent(abs(base.percent))})"
        moved = f"{words.way(base.difference)} of {words.number(abs(base.difference))}{share}"
        texts.append(
            f"Since {years[0].label} the number has gone from {words.number(base.then)} to "
            f"{words.number(base.now)}, {moved if base.difference else 'no change'}."
        )
    return texts


def quarters_picture(spec: Chart, recorded: Recorded) -> Figure:
    """Offences by quarter, from the report's first quarter to the one the year ends with."""
    case = recorded.case
    first = max(case.report.first_quarter, min(case.inputs.quarters()))
    quarters = quarters_between(first, case.quarter)
    groups = [recorded.group(key) for key in spec.offences]
    lines = tuple(Line(group.title, tuple(group.total([quarter]) for quarter in quarters)) for group in groups)
    named = [f"{line.name} {words.number(line.values[-1])}" for line in lines]
    latest = "; ".join(named) if len(lines) > 1 else words.number(lines[0].values[-1])
    trend = Trend(quarters, lines, "Offences", words.number, break_marks(case.breaks(), quarters))
    caption = Caption(
        spec.key,
        headline=f"{spec.title}: {latest} in {quarters[-1].label}",
        subtitle=f"Offences recorded by quarter, {case.force.name}, {quarters[0].label} to {quarters[-1].label}",
        alt=f"Line chart of offences by quarter, {quarters[0].label} to {quarters[-1].label}; latest quarter: {latest}",
        source=source(case),
    )
    return trend_figure(trend, caption)
