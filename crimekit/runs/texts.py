"""The texts of a run: the figures they ask for checked before it, the numbers typed in them held against its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial

from crimekit.blocks import Block
from crimekit.parameters.checks import refuse
from crimekit.parameters.values import HEAD, Commentary, Parameters, Run, Words
from crimekit.reports.cases.case import Case, case_of, open_case
from crimekit.reports.commentary.guard import not_printed, printed_by, printed_in
from crimekit.reports.commentary.texts import Figures, text_problems
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

    case = case_of(plan.run, plan.inputs, plan.parameters)
    for texts in filter(None, (plan.commentary, plan.welsh)):
        problems = []
        for section, names, typed in _typed(plan, texts):
            if section not in made or texts is plan.welsh:
                problems += text_problems(section, names, typed, cache(partial(figures_of, section, case, plan.run)))
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
    case = case_of(plan.run, plan.inputs, plan.parameters)
    listed = []
    for section, names, typed in _typed(plan, plan.commentary):
        texts = {name: getattr(typed, name) for name in names}
        printed = printed_by(shown[section])
        if any(not_printed(text, printed) for text in texts.values()):
            printed |= printed_in("; ".join(figures_of(section, case, plan.run).values()))
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
