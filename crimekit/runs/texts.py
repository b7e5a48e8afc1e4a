"""The texts of a run: checked before it, their numbers held against its own; and its pages in Welsh."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from typing import Any

from crimekit.blocks import Block, Page, Prose
from crimekit.errors import ParameterError
from crimekit.page.document import render, section_pages
from crimekit.page.welsh import Catalogue, finished, welsh_page
from crimekit.parameters.checks import refuse
from crimekit.parameters.values import HEAD, Commentary, Parameters, Run, Words
from crimekit.parameters.yaml import file_name, read_yaml
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.commentary.guard import not_printed, printed_by, printed_in
from crimekit.reports.commentary.texts import Figures, text_problems, typed_texts
from crimekit.runs.plan import Plan


def check_texts(plan: Plan, *, made: Collection[str] = ()) -> None:
    """Refuse a text that asks for a figure that its section does not have, or of which a page would not show all.

    The sections in `made` were executed with the same texts and figures, so nothing need be worked out for them again.

    Raises
    ------
    ParameterError
        With the file, and for each such thing the section and the text; for a figure the nearest name.
    """
    from crimekit.page.html import dropped  # loaded when there is a text to check

    for texts in filter(None, (plan.commentary, plan.welsh)):
        problems = []
        for section, names, typed in _typed(plan, texts):
            if section not in made or texts is plan.welsh:
                figures = cache(partial(figures_of, section, plan.case, plan.run))
                problems += text_problems(section, names, typed, figures)
                problems += [f"{section}, {name}: {lost}" for name in names for lost in dropped(getattr(typed, name))]
        if "{{" in texts.note:
            problems.append("note: found '{{'; expected a note without figures: they are filled in in the texts alone")
        refuse(texts.path, problems)


def figure_lines(run: Run, parameters: Parameters) -> Iterator[str]:
    """The name and the text of every figure that the texts of a report can ask for, section by section."""
    report = parameters.reports[run.report]
    if report.kind == "register":
        yield f"{run.key}: a register has no figures to ask for; its texts stand in its own file"
        return
    given = {name: getattr(run, name) for name in ("force", "report", "release", "peer_group", "inputs")}
    case = open_case(quarter=run.quarter.label, **given)
    if HEAD in report.texts:
        yield f"{HEAD}: every figure of the sections below"
    for section in (each.key for each in report.sections):
        figures = figures_of(section, case, run)
        width = max(map(len, figures), default=0)
        yield section if figures else f"{section}: no figures"
        yield from (f"  {name:<{width}}  {' '.join(text.split())}" for name, text in figures.items())


def typed_figures(plan: Plan, shown: Mapping[str, Iterable[Block]]) -> list[dict[str, str]]:
    """The numbers typed in the texts of a report that its sections do not print, but those that are the author's own.

    `shown` is what each section prints.
    """
    listed = []
    for section, names, typed in _typed(plan, plan.commentary):
        texts = {name: getattr(typed, name) for name in names}
        printed = printed_by(shown[section])
        if any(not_printed(text, printed) for text in texts.values()):
            printed |= printed_in("; ".join(figures_of(section, plan.case, plan.run).values()))
        listed += [
            {"section": section, "text": name, "sentence": number.beside, "typed": number.typed}
            for name, text in texts.items()
            for number in not_printed(text, printed)
            if number.typed not in typed.own_figures
        ]
    return listed


def _typed(plan: Plan, texts: Commentary | None) -> list[tuple[str, tuple[str, ...], Words]]:
    """The sections that somebody typed a text for, with the names of their texts; a register's are no part of this."""
    if texts is None or plan.report.kind == "register":
        return []
    typed = texts.sections
    return [(section, names, typed[section]) for section, names in plan.report.texts.items() if section in typed]


def figures_of(section: str, case: Case, run: Run) -> Figures:
    """The figures that the texts of a section can ask for; the section is worked out, so only where it must be."""
    if case.report.kind == "outturn":
        from crimekit.reports.outturn.section import open_section

        return open_section(case.report.section(section), case, run.inputs).named_figures
    from crimekit.reports.measures.overview import work_out_all
    from crimekit.reports.measures.section import work_out

    made = work_out_all(case) if section == HEAD else work_out(case.report.section(section), case)
    return made.named_figures


_ONLY_ENGLISH = "In English only: the page of methods, the tables as CSV, the spreadsheet and the data files."
_NOT_REVIEWED = "No Welsh speaker has reviewed the words of this page yet."


def welsh_addresses(*addresses: str) -> tuple[tuple[str, str], ...]:
    """Each address of an English page with that of the same page in Welsh.

    Examples
    --------
    >>> welsh_addresses("report.html", "sections/homicide.html")
    (('report.html', 'adroddiad.html'), ('sections/homicide.html', 'adrannau/homicide.html'))
    """
    return tuple(
        (each, each.replace("report.html", "adroddiad.html").replace("sections/", "adrannau/")) for each in addresses
    )


def welsh_pages(plan: Plan, page: Page, blocks: Sequence[Block]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The pages in Welsh by their addresses, and what they lack, with the place of each.

    `page` is what surrounds the English one, but says of drafts and the publication what the Welsh texts do.
    """
    texts = plan.welsh
    reviewed, said = texts.reviewed_by if texts else "", texts and texts.publication
    catalogue = _catalogue(plan, reviewed, *((said.contact, said.next, said.formats) if said else ()))
    typed = _in_welsh(plan, catalogue)
    told = [typed.get(block.key, block) if isinstance(block, Prose) else block for block in blocks]
    address, twins = page.twins[0][1], dict(page.twins)
    made = replace(
        page,
        language="cy",
        marking=catalogue.say(page.marking) or page.marking,
        draft=page.draft if reviewed else f"{page.draft} {_NOT_REVIEWED}".lstrip(),
        about=(*page.about, ("Reviewed by", reviewed), ("Language", _ONLY_ENGLISH)),
        pages=tuple((key, twins[to]) for key, to in page.pages),
        twins=tuple((other, own) for own, other in page.twins),
    )

    def drawn(page: Page) -> dict[str, tuple[str, tuple[str, ...]]]:
        pages = {address: render(page, told), **section_pages(page, told, name=address)}
        return {to: welsh_page(html, catalogue, typed) for to, html in pages.items()}

    pages = drawn(made)
    lacking = tuple(dict.fromkeys(chain(_unlike(blocks, typed), *(found for _, found in pages.values()))))
    if lacking:
        count = "1 text of this report is" if len(lacking) == 1 else f"{len(lacking)} texts of this report are"
        pages = drawn(replace(made, draft=f"{made.draft} {count} not in Welsh as in English.".lstrip()))
    return {to: html for to, (html, _) in pages.items()}, lacking


def _catalogue(plan: Plan, *as_typed: str) -> Catalogue:
    """The words of the project, with texts that are in Welsh already."""
    path = plan.parameters.folder / "cy.yml"
    kinds: dict[str, Any] = read_yaml(path)
    kinds.pop("uncertain", None)
    for kind, patterns in kinds.items():
        if not isinstance(patterns, dict) or not all(isinstance(welsh, str) for welsh in patterns.values()):
            raise ParameterError(f"{file_name(path)}: {kind}: expected lines of text, 'English: Welsh'")
    try:
        return Catalogue(kinds, [text for text in as_typed if text])
    except ParameterError as error:
        raise ParameterError(f"{file_name(path)}: {error}") from None


def _in_welsh(plan: Plan, catalogue: Catalogue) -> dict[str, Prose]:
    """The texts that somebody has typed in Welsh, by their anchors; a figure in them that has no Welsh is refused."""
    found: dict[str, Prose] = {}

    def figures(section: str) -> Mapping[str, str]:
        named = {name: catalogue.say(text) for name, text in figures_of(section, plan.case, plan.run).items()}
        return {name: finished(said, marked=False) for name, said in named.items() if said is not None}

    for section, names in plan.report.texts.items() if plan.welsh else ():
        blocks = typed_texts(section, names, plan.case, partial(figures, section), plan.welsh)
        found |= {block.key: block for block in blocks if isinstance(block, Prose)}
    return found


def _unlike(blocks: Sequence[Block], typed: Mapping[str, Prose]) -> Iterator[str]:
    """Texts in Welsh without one in English, or with other numbers in it."""
    english = {block.key: block.markdown for block in blocks if isinstance(block, Prose)}
    for key, block in typed.items():
        welsh, other = (sorted(re.findall(r"\d+(?:[.,]\d+)*", text)) for text in (block.markdown, english.get(key, "")))
        if key not in english:
            yield f"{key}: a text in Welsh, and none in English"
        elif welsh != other:
            yield f"{key}: found the numbers {', '.join(welsh) or 'none'}; in English {', '.join(other) or 'none'}"
