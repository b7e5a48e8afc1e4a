"""The texts that people typed for a section: their figures filled in, as blocks of a page, and checked beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from crimekit import words
from crimekit.blocks import Blocks, Prose, Table
from crimekit.errors import ParameterError, nearest
from crimekit.parameters.values import Commentary, Words
from crimekit.parameters.yaml import file_name
from crimekit.reports.cases.case import Case
from crimekit.reports.commentary.guard import numbers

if TYPE_CHECKING:
    from crimekit.reports.cases.assessment import Assessment

_HEADINGS = {
    "summary": "{publisher}: summary",
    "priorities": "Which national priorities apply here, and why",
    "force_action": "What {police} is doing",
    "planned_action": "Planned action",
    "context": "Context",
    "comments": "{publisher}: comments",
}


def typed_texts(
    section: str,
    names: Sequence[str],
    case: Case,
    figures: Callable[[], Figures],
    welsh: Commentary | None = None,
) -> Blocks:
    """The texts of a section called `names`, such as ``comments``; those that nobody wrote are left out.

    The `figures` are worked out only where a text asks for one. The texts are those of the
    case or, where they are given, those in `welsh`.

    Raises
    ------
    ParameterError
        If a text asks for a figure that the section does not have.
    """
    commentary = welsh or case.commentary
    if commentary is None or section not in commentary.sections:
        return Blocks(())
    named = {"police": case.force.police, "publisher": case.force.publisher}
    blocks = []
    for name in names:
        markdown, problems = filled(getattr(commentary.sections[section], name), figures)
        if problems:
            raise ParameterError(f"{file_name(commentary.path)}: {section}, {name}: {'; '.join(problems)}")
        if markdown:
            key, heading = f"{section}-{name.replace('_', '-')}", _HEADINGS[name].format(**named)
            blocks.append(
                Prose(key, heading, markdown, quotation=name in ("comments", "summary"), note=commentary.note)
            )
    return Blocks(tuple(blocks))


def text_problems(section: str, names: Sequence[str], typed: Words, figures: Callable[[], Figures]) -> list[str]:
    """What is wrong with the texts of a section before it is made: unknown figures, own figures that no text has."""
    there = {number.typed for name in _HEADINGS for number in numbers(getattr(typed, name))}
    gone = [own for own in typed.own_figures if own not in there]
    return [
        *(f"{section}, {name}: {said}" for name in names for said in filled(getattr(typed, name), figures)[1]),
        *(f"{section}, own_figures: no text has the number '{own}'{nearest(own, there)}" for own in gone),
    ]


Figures = Mapping[str, str]
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_MARKUP = re.compile(r"[-+](?!\w)|\.(?!\d)|[!\"#$&()*:;<=>?@\[\\\]^_`{|}~]")  # what Markdown might not print as it is
_LONGEST = 80  # letters of a name that are quoted


def measure_figures(assessments: Iterable[Assessment]) -> dict[str, str]:
    """The figures of some measures as they are printed, by name; only those that there are, and which are hidden."""
    return {
        f"{found.measure.key}.{name}": text
        for found in assessments
        for name, text in _of_measure(found).items()
        if text not in ("", words.NOT_AVAILABLE)
    }


def _of_measure(found: Assessment) -> dict[str, str]:
    named = {"*": words.HIDDEN} if found.absent == words.HIDDEN else {}
    named |= {"count": words.number(found.count), "rate": found.printed(found.rate_value)}
    changes = {"": found.same_quarter, "-year": found.twelve_months, "-to-date": found.to_date}
    for of, change in changes.items():
        if change is not None and change.difference is not None:
            named |= {f"now{of}": words.number(change.now), f"then{of}": words.number(change.then)}
            named |= _said(words.change(change.difference, change.percent), change.difference, of)
    if found.counts:
        labels = {"quarter": found.trend.quarter, "year": found.trend.year, "three-years": found.trend.three_years}
        named |= {f"label-{horizon}": label.label for horizon, label in labels.items()}
    if found.benchmark and found.benchmark.rank:
        named["rank"] = words.rank(found.benchmark.rank.position, found.benchmark.rank.of).replace("/", " of ")
        named["average"] = words.rate(found.benchmark.average, found.rate_values)
        if (above := found.benchmark.difference) is not None:
            named["from-average"] = f"{words.percent(abs(100 * above))} {'below' if above < 0 else 'above'}"
    named["stated"] = found.local.stated
    if found.measure.statistic == "percent" and not found.hidden:  # else too few were asked for the page to print it
        named["percentage"] = words.percent(found.local.value, 0)
    elif found.measure.statistic != "percent" and found.count is None:
        named["count"] = words.number(found.local.value)
    survey = found.survey_change
    if survey and survey.difference is not None:
        points = 100 * survey.difference
        named["points"] = f"{words.number(abs(points), 1)} points"
        named |= _said(named["points"], points)
        if survey.then.share is not None and survey.then.shown:
            named["percentage-then"] = words.percent(100 * survey.then.share, 0)
    return named


def table_figures(tables: Iterable[Table]) -> dict[str, str]:
    """The numbers of some tables as they are printed: each named by its table, its row and its column.

    Examples
    --------
    >>> from crimekit.blocks import Cell, Column
    >>> row = (Cell("All strands"), Cell("991", 991), Cell("−70 (−6.6%)", -70))
    >>> columns = (Column("Strand"), Column("2019-20", "number"), Column("Change on 2018-19", "number"))
    >>> for name, text in table_figures([Table("hate-crime", "Hate crime", "", columns, (row,))]).items():
    ...     print(f"{name}: {text}")
    hate-crime.all-strands.2019-20: 991
    hate-crime.all-strands.change: 70 fewer
    hate-crime.all-strands.percent: 6.6%
    hate-crime.all-strands.way: a reduction of 6.6%
    """
    found: dict[str, str] = {}
    for table in tables:
        for title, *cells in table.rows:
            for column, cell in zip(table.columns[1:], cells, strict=True):
                if not isinstance(cell.value, int | float):
                    continue
                name = _slug(column.title)
                of = name.removeprefix("change") if "-since-" in name else ""  # any other is on the period before
                named = _said(cell.text, cell.value, of) if name.startswith("change") else {name: cell.text}
                found |= {f"{table.key}.{_slug(title.text)}.{last}": text for last, text in named.items() if text}
    return found


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")


def _said(text: str, difference: float, of: str = "") -> dict[str, str]:
    """A printed change, ``−70 (−6.6%)``, as a sentence says it; `of` is what it is over, ``-year``."""
    if not difference:
        return {f"change{of}": "no change", f"way{of}": "no change"}
    by, _, percent = text.rstrip(")").partition(" (")
    by, percent = by.lstrip(f"+{words.MINUS}"), percent.lstrip(f"+{words.MINUS}")
    sides = ("lower", "higher") if "points" in by else ("fewer", "more")
    return {
        f"change{of}": f"{by} {sides[difference > 0]}",
        f"percent{of}": percent,
        f"way{of}": f"{words.way(difference)} of {percent or by}",
    }


def filled(text: str, figures: Callable[[], Figures]) -> tuple[str, list[str]]:
    """The text with its figures, each as plain words of the Markdown around it; and what is wrong with the names in it.

    The figures are worked out only where it asks for one.

    Examples
    --------
    >>> filled("Vehicle crime: {{ vehicle-crime.change }}.", lambda: {"vehicle-crime.change": "120 more"})
    ('Vehicle crime: 120 more.', [])
    """
    if not _BRACES.search(text):
        return text, []
    known = figures()
    asked = (name.strip() for name in _PLACEHOLDER.findall(text))
    problems = [_lacking(name[:_LONGEST], known) for name in asked if known.get(name, words.HIDDEN) == words.HIDDEN]
    if _BRACES.search(_PLACEHOLDER.sub("", text)):
        problems.append("found '{{' or '}}' by itself; expected a figure such as '{{ vehicle-crime.change }}'")
    return _PLACEHOLDER.sub(lambda found: _plain(known.get(found[1].strip(), "")), text), problems


def _lacking(name: str, known: Figures) -> str:
    if f"{name.partition('.')[0]}.*" in known:
        return f"the figure '{name}' is hidden"
    return f"no figure '{name}' in this section{nearest(name, known)}"


def _plain(figure: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", " ".join(figure.split()))
