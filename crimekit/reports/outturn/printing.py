"""Annual figures in the words of their units, tables of them by period, and those of a force's own figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crimekit import words
from crimekit.blocks import Cell, Column, Datum, Figure, Table
from crimekit.charts.data import Bar, Caption
from crimekit.charts.figures import survey_figure
from crimekit.page.document import joined_sources
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.figures import Described, LocalFigure, LocalTable, Period, Shown
from crimekit.reports.tables.cells import change_cell
from crimekit.statistics.rates import survey_difference, survey_result, year_on_year

_UNITS = {"percent": "{}%", "points": "{} points", "per month": "{} a month", "seconds": "{} seconds", "pounds": "£{}"}
_BESIDE = {
    "change": "Change on {before}",
    "share": "Share of the total",
    "since-first": "Change since {first}",
    "monthly": "Monthly average",
}
_TEXTS = ("Offences", "Figure", "Period")  # columns of words
Row = dict[str, Cell]  # by the columns, which all rows of a table have in common
Rows = Sequence[tuple[str, Mapping[Period, LocalFigure]]]  # with their titles


def decimals(step: float) -> int:
    """The decimal places of a figure rounded to a step.

    Examples
    --------
    >>> decimals(0.1), decimals(1), decimals(0)
    (1, 0, 0)
    """
    return len(f"{step:.6f}".rstrip("0").partition(".")[2])


def in_unit(value: float | None, unit: str, places: int = 0) -> str:
    """A figure with its unit.

    Examples
    --------
    >>> in_unit(48.6, "percent", 1), in_unit(16027, "per month"), in_unit(10260, "pounds"), in_unit(None, "count")
    ('48.6%', '16,027 a month', '£10,260', 'Not available')
    >>> in_unit(13, "rank"), in_unit(-2.6, "points", 1), in_unit(1.72, "percent", 2), in_unit(6, "seconds")
    ('13th', '−2.6 points', '1.72%', '6 seconds')
    """
    if unit == "rank" and value is not None:
        return words.ordinal(round(value))
    text = words.number(value, places)
    return text if text == words.NOT_AVAILABLE else _UNITS.get(unit, "{}").format(text)


def figure_cell(figure: LocalFigure | None) -> Cell:
    """One figure of a table, in the words of its source where it is given some: 'over 1,300', 'Worsened'."""
    if figure is None:
        return Cell(words.NOT_AVAILABLE)
    return Cell(figure.stated or in_unit(figure.value, figure.unit, decimals(figure.rounded)), figure.value)


def count_cell(value: float | None) -> Cell:
    """A count."""
    return Cell(words.number(value), value)


def percent_cell(value: float | None, places: int = 1, *, signed: bool = False) -> Cell:
    """A percentage."""
    return Cell(words.percent(value, places, signed=signed), value)


def between(low: float | None, high: float | None) -> str:
    """A range of counts, which may be open on a side.

    Examples
    --------
    >>> between(900, 1100), between(None, 265), between(10, None), between(None, None)
    ('900 to 1,100', 'at most 265', 'at least 10', 'Not available')
    """
    if low is None and high is None:
        return words.NOT_AVAILABLE
    if low is None:
        return f"at most {words.number(high)}"
    return f"at least {words.number(low)}" if high is None else f"{words.number(low)} to {words.number(high)}"


def share_cell(part: float | None, whole: float | None) -> Cell:
    """A part in percent of its whole, a place finer where it is something and would be printed as nothing.

    Examples
    --------
    >>> share_cell(303, 56674).text, share_cell(6, 20095).text, share_cell(0, 20095).text
    ('0.5%', '0.03%', '0.0%')
    """
    share = part / whole * 100 if part is not None and whole else None
    return percent_cell(share, 2 if share is not None and 0 < abs(share) < 0.05 else 1)


def average_cell(total: float | None, months: int) -> Cell:
    """A total for each month, to a tenth where it is below ten.

    Examples
    --------
    >>> average_cell(5773, 12).text, average_cell(6, 12).text, average_cell(None, 12).text
    ('481', '0.5', 'Not available')
    """
    average = None if total is None else total / months
    return Cell(words.number(average, 1 if average is not None and abs(average) < 10 else 0), average)


def difference_cell(now: LocalFigure | None, then: LocalFigure | None, case: Case) -> Cell:
    """In points for a percentage (tested where both bases are known), in the unit and percent for all else."""
    if now is None or then is None or now.value is None or then.value is None:
        return Cell(words.NOT_AVAILABLE)
    if now.unit != "percent":
        return change_cell(year_on_year(now.value, then.value, base=case.settings.percent_base))
    points, tested = now.value - then.value, ""
    if now.base is not None and then.base is not None:
        asked = ((now.value, now.base), (then.value, then.base))
        this, earlier = (survey_result(value / 100 * base, base, settings=case.settings) for value, base in asked)
        tested = survey_difference(this, earlier, settings=case.settings).label
    places = decimals(max(now.rounded, then.rounded))
    return Cell(f"{words.number(points, places, signed=True)} points", points, note=tested)


def rows_of(figures: Iterable[LocalFigure]) -> Rows:
    """The figures of a table by its rows, in the order of the file."""
    found: dict[str, dict[Period, LocalFigure]] = {}
    for figure in figures:
        found.setdefault(figure.item, {})[figure.period] = figure
    return list(found.items())


def added(rows: Rows, periods: Sequence[Period]) -> dict[Period, LocalFigure]:
    """The sum of all rows in each period as a figure of its own; none where a row has no figure."""
    sums = {}
    units = {figure.unit for _, row in rows for figure in row.values()}
    unit = units.pop() if len(units) == 1 else "count"
    for period in periods:
        found = [row[period] for _, row in rows if period in row and row[period].value is not None]
        if found and len(found) == len(rows):
            value, rounded = sum(each.value or 0.0 for each in found), sum(each.rounded for each in found)
            sums[period] = found[0]._replace(value=value, unit=unit, rounded=rounded, base=None, stated="")
    return sums


def by_period(
    head: str, rows: Rows, case: Case, *, show: Sequence[Shown], total: str = "", most: int = 5, before: str = ""
) -> list[Row]:
    """A column for each of the newest periods, at `most` so many, and what was asked of change, share and average.

    `total` names a last row that adds up the others, if any; `before` is what the last period but one is called.
    """
    periods = sorted({period for _, row in rows for period in row})[-most:]
    first, last = periods[0], periods[-1]
    then = periods[-2:][0]
    based = any(figure.base is not None for _, row in rows for figure in row.values())
    shown = [name for name in show if len(periods) > 1 or name in ("share", "monthly")]
    sums = added(rows, periods)
    found = []
    for title, row in [*rows, *([(total, sums)] if total else [])]:
        now = row.get(last)
        value, base = (now.value, now.base) if now else (None, None)
        beside = {
            "change": difference_cell(now, row.get(then), case),
            "since-first": difference_cell(now, row.get(first), case),
            "share": share_cell(value, sums[last].value if last in sums else None),
            "monthly": average_cell(value, last.months),
        }
        asked = {"People asked": Cell("Not stated") if base is None else count_cell(base)} if based else {}
        figures = {period.label: figure_cell(row.get(period)) for period in periods}
        others = {_BESIDE[name].format(before=before or then, first=first): beside[name] for name in shown}
        found.append({head: Cell(title), **figures, **asked, **others})
    return found


def table_of(
    spec: Described, subtitle: str, rows: Sequence[Row], notes: Iterable[str], source: str, caption: str = ""
) -> Table:
    """The table of some rows."""
    columns = tuple(Column(title, "text" if title in _TEXTS else "number") for title in rows[0])
    cells = tuple(tuple(row.values()) for row in rows)
    return Table(spec.key, caption or spec.title, subtitle, columns, cells, tuple(notes), source)


def current(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> tuple[LocalFigure, ...]:
    """The figures of a table that a report on this year prints: those that end by three months after it.

    None where all of them are too old: they end before the year, or the years that the table allows, began.
    """
    last, began = case.quarter + 1, case.quarter - 4 * (spec.years_old + 1)
    chosen = tuple(figure for figure in figures if figure.table == spec.key and figure.period.end <= last)
    return chosen if any(figure.period.end > began for figure in chosen) else ()


def local_table(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Table:
    """One table; `figures` are those of `current`."""
    rows = rows_of(figures)
    hidden = [f"A count from 1 to {spec.hide_below - 1} is hidden."] if spec.hide_below > 1 else []
    return table_of(
        spec,
        f"{case.force.name}, the force's own figures",
        by_period("Figure", rows, case, show=spec.show, total=spec.total)
        if spec.layout == "years"
        else _as_list(rows, case, spec.link.format(quarter=case.quarter.slug)),
        [*spec.notes, *_notes(figures), *hidden],
        "; ".join(joined_sources(figure.source for figure in figures)),
    )


def _notes(figures: Sequence[LocalFigure]) -> tuple[str, ...]:
    """What the file says of its figures; each remark once, with the rows it is about."""
    said = words.gathered(dict.fromkeys((figure.note, figure.item) for figure in figures if figure.note))
    everything = {figure.item for figure in figures}
    return tuple(note if everything <= set(rows) else f"{'; '.join(rows)}: {note}" for note, rows in said.items())


def _as_list(rows: Rows, case: Case, link: str) -> list[Row]:
    """The newest figure of each row with its period and, where any has one, the figure before and those before it."""
    compared = any(len(row) > 1 for _, row in rows)
    found = []
    for title, row in rows:
        now, *earlier = (row[period] for period in sorted(row, reverse=True))
        cells = {"Figure": Cell(title, link=link), "Latest": figure_cell(now), "Period": Cell(now.period.label)}
        if earlier:
            then = earlier[0]
            older = [f"{figure_cell(figure).text} ({figure.period})" for figure in earlier[1:]]
            cells["Earlier"] = replace(figure_cell(then), note="; ".join([then.period.label, *older]))
            cells["Change"] = difference_cell(now, then, case)
        elif compared:
            cells |= {"Earlier": Cell("Not given"), "Change": Cell("Not known")}
        found.append(cells)
    return found


def local_picture(spec: LocalTable, figures: Sequence[LocalFigure], case: Case) -> Figure | None:
    """The newest percentages of a table that has a picture as bars; None where there are none."""
    newest = {figure.item: figure for figure in sorted(figures, key=lambda figure: figure.period)}
    shown = [newest[row] for row in dict.fromkeys(figure.item for figure in figures)]
    shown = [figure for figure in shown if figure.unit == "percent" and figure.value is not None]
    if not (spec.picture and shown):
        return None
    ordered = sorted(shown, key=lambda figure: figure.value or 0.0)
    low, high = (
        f"{figure_cell(figure).text} ({words.in_a_sentence(figure.item)})" for figure in (ordered[0], ordered[-1])
    )
    period, places = shown[0].period.label, decimals(max(figure.rounded for figure in shown))
    caption = Caption(
        f"{spec.key}-picture",
        headline=f"{spec.title}: from {low} to {high}",
        subtitle=f"Percentage, {case.force.name}, {period}",
        alt=f"Bar chart of percentages, {case.force.name}, {period}: {spec.title}, from {low} to {high}.",
        source="; ".join(joined_sources(figure.source for figure in shown)),
    )
    bars = [Bar(figure.item, figure.value) for figure in shown]
    return survey_figure(bars, caption, number=lambda value: in_unit(value, "percent", places))


def local_rows(figures: Sequence[LocalFigure]) -> Iterator[Datum]:
    """The figures of a table for the data file, what the source says in words as the label."""
    for each in figures:
        named = (each.force, each.period.label, f"{each.table}: {each.item}", "local figure")
        label = each.stated or ("" if each.value is not None else words.NOT_AVAILABLE)
        yield Datum(*named, each.value, None, None, each.unit, label, each.source)
