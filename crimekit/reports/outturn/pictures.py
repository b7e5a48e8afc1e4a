"""The key figures and the pictures of an outturn's recorded crime."""

from __future__ import annotations

from crimekit import words
from crimekit.blocks import Figure, KeyFigure, KeyFigures
from crimekit.charts.data import Caption, Line, Trend, break_marks
from crimekit.charts.figures import trend_figure
from crimekit.quarters import quarters_between, year_to_date
from crimekit.reports.outturn.recorded import Group, Recorded, source, year_label, years_back
from crimekit.reports.outturn.spec import Chart
from crimekit.statistics.rates import poisson_rate
from crimekit.statistics.results import Change


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
    years = [year for year in years_back(case.quarter, 5) if year[0] in case.inputs.quarters()]
    if len(years) > 2:
        items.append(_changed(f"Change since {year_label(years[0][-1])}", group.between(now, years[0])))
    return KeyFigures(key, group.title, tuple(items))


def _changed(label: str, change: Change) -> KeyFigure:
    share = "" if change.percent is None else f"{words.percent(change.percent, signed=True)}, "
    return KeyFigure(label, words.number(change.difference, signed=True), f"{share}from {words.number(change.then)}")


def quarters_picture(spec: Chart, recorded: Recorded) -> Figure:
    """Offences by quarter, from the report's first quarter to the one the year ends with."""
    case = recorded.case
    first = max(case.report.first_quarter, min(case.inputs.quarters()))
    quarters = quarters_between(first, case.quarter)
    groups = [recorded.groups[key] for key in spec.offences]
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
