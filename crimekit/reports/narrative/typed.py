"""The texts that people typed for a section, as blocks of a page."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit.blocks import Blocks, Prose
from crimekit.reports.cases.case import Case

_HEADINGS = {
    "force_action": "What {police} is doing",
    "planned_action": "Planned action",
    "context": "Context",
    "comments": "{publisher}: comments",
}


def typed_texts(section: str, names: Sequence[str], case: Case) -> Blocks:
    """The texts of a section called `names`, such as ``comments``; those that nobody wrote are left out."""
    typed = case.words(section)
    note = case.commentary.note if case.commentary else ""
    named = {"police": case.force.police, "publisher": case.force.publisher}
    return Blocks(
        tuple(
            Prose(
                f"{section}-{name.replace('_', '-')}",
                _HEADINGS[name].format(**named),
                getattr(typed, name),
                quotation=name == "comments",
                note=note,
            )
            for name in names
            if getattr(typed, name)
        )
    )
