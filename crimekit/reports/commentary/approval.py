"""Whether the texts of a report may be published: each there, approved, and written for this quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.errors import RunError
from crimekit.parameters import read_commentaries
from crimekit.parameters.values import Commentary, Parameters, Report, Run

_SHOWN = 8


def unready(report: Report, commentary: Commentary | None, others: Sequence[Commentary] = ()) -> tuple[str, ...]:
    """What keeps the texts of `report` from being published, a phrase each; nothing, where they may be.

    `others` hold the texts of other quarters and forces: a text that is the same has not been written for this one. A
    register has no texts but its own, so that its state is all that counts.

    Examples
    --------
    >>> from crimekit.parameters.values import SectionSpec
    >>> from crimekit.periods import Quarter
    >>> report = Report("r", "R", (SectionSpec("homicide", "Homicide", "measure"),), Quarter.parse("2023-24 Q1"))
    >>> unready(report, None)
    ('homicide: force_action: no text', 'homicide: comments: no text')
    """
    if report.kind == "register":
        shown = commentary.state if commentary else "draft"
        return () if shown == "approved" else (f"{report.key}: {shown}, not approved",)
    problems = []
    for section, text in _required(report):
        typed, state = _typed(commentary, section, text), _state(commentary, section, text)
        if not typed:
            problems.append(f"{section}: {text}: no text")
        elif state != "approved":
            problems.append(f"{section}: {text}: {state}, not approved")
        elif same := next((other for other in others if _same(typed, _typed(other, section, text))), None):
            problems.append(f"{section}: {text}: the same as that of {same.force} in {same.quarter}; write its own")
    if commentary and commentary.note.casefold().startswith("example"):
        problems.append(f"note: found '{commentary.note}'; remove it when the texts are the force's own")
    return tuple(problems)


def refuse_unready(run: Run, report: Report, commentary: Commentary | None, parameters: Parameters) -> None:
    """Stop a run that is to be published while its texts may not be.

    Raises
    ------
    RunError
        With every text that is missing, not approved, or the same as another force's or quarter's, and a note that says
        that they are examples.
    """
    others = () if report.kind == "register" or commentary is None else read_commentaries(parameters)
    here = (run.force, run.quarter)
    problems = unready(report, commentary, [each for each in others if (each.force, each.quarter) != here])
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise RunError(f"{run.key}: not ready to publish: {'; '.join(problems[:_SHOWN])}{more}")


def draft_reason(report: Report, commentary: Commentary | None) -> str:
    """Why a report is a draft, as a sentence; nothing where every text is approved.

    Examples
    --------
    >>> from crimekit.parameters.values import SectionSpec
    >>> from crimekit.periods import Quarter
    >>> report = Report("r", "R", (SectionSpec("homicide", "Homicide", "measure"),), Quarter.parse("2023-24 Q1"))
    >>> draft_reason(report, None)
    'The texts of this report are not written.'
    """
    if report.kind == "register":
        return "; ".join(f"This register is {problem.rsplit(': ')[-1]}." for problem in unready(report, commentary))
    required = tuple(_required(report))
    states = Counter(
        _state(commentary, section, text) if _typed(commentary, section, text) else "not written"
        for section, text in required
    )
    if set(states) <= {"approved"}:
        return ""
    (state, number), *others = [pair for pair in states.most_common() if pair[0] != "approved"]
    if number == len(required):
        return f"The texts of this report are {state}{'' if state == 'not written' else ', not approved'}."
    parts = [f"{count} {'is' if count == 1 else 'are'} {name}" for name, count in ((state, number), *others)]
    return f"Of the {len(required)} texts of this report, {words.joined(parts)}."


def _required(report: Report) -> Iterator[tuple[str, str]]:
    return ((section.key, text) for section in report.sections for text in section.texts)


def _typed(commentary: Commentary | None, section: str, text: str) -> str:
    typed = commentary.sections.get(section) if commentary else None
    return str(getattr(typed, text)).strip() if typed else ""


def _state(commentary: Commentary | None, section: str, text: str) -> str:
    """The state of one text: its own, else that of the file."""
    if commentary is None:
        return "draft"
    typed = commentary.sections.get(section)
    return dict(typed.states).get(text, commentary.state) if typed else commentary.state


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
