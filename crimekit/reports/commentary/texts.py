"""The texts that people typed for a section: their figures filled in, as blocks of a page, and checked beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crimekit.blocks import Blocks, Prose
from crimekit.errors import ParameterError, nearest
from crimekit.parameters.values import Commentary, Words
from crimekit.parameters.yaml import file_name
from crimekit.reports.cases.case import Case
from crimekit.reports.commentary.figures import Figures, filled
from crimekit.reports.commentary.guard import numbers

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
