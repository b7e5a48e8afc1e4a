"""Whether the texts of a report may be published: each there, approved, and written for this quarter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.errors import RunError, cut
from crimekit.parameters import read_commentaries
from crimekit.parameters.values import Commentary, Parameters, Report, Run

_NO_TEXT = re.compile(r"(?:tb[acd]|todo|to follow|to be (?:added|confirmed|written)|lorem ipsum.*|x+)?\W*")
UNNAMED = "To be named"  # as `crimekit new` writes it
_SHOWN, _LONGEST = 8, 40


def unready(report: Report, commentary: Commentary | None, others: Sequence[Commentary] = ()) -> tuple[str, ...]:
    """What keeps the texts of `report` from being published, a phrase each; nothing, where they may be.

    `others` hold the texts of other quarters and forces: a text that is the same has not been written for this one. A
    register has no texts but its own, so that its state is all that counts.

    Examples
    --------
    >>> from crimekit.parameters.values import SectionSpec
    >>> from crimekit.periods import Quarter
    >>> report = Report("r", "R", (SectionSpec("homicide", "Homicide", "measure"),), Quarter.parse("2023-24 Q1"))
    >>> unready(report, None)[1:3]
    ('overview: priorities: no text', 'homicide: force_action: no text')
    """
    if report.kind == "register":
        shown = commentary.state if commentary else "draft"
        return () if shown == "approved" else (f"{report.key}: {shown}, not approved",)
    written: dict[tuple[str, str, str], Commentary] = {}
    for other in others:
        for section, name, typed, _ in _texts(report, other):
            if name != "priorities" or not commentary or other.force != commentary.force:  # they may stay as they were
                written.setdefault((section, name, _bare(typed)), other)
    problems = []
    for section, name, typed, state in _texts(report, commentary):
        if not typed:
            problems.append(f"{section}: {name}: no text")
        elif _NO_TEXT.fullmatch(_bare(typed)):
            problems.append(f"{section}: {name}: found {cut(typed, _LONGEST)!a}; expected a text")
        elif state != "approved":
            problems.append(f"{section}: {name}: {state}, not approved")
        elif same := written.get((section, name, _bare(typed))):
            problems.append(f"{section}: {name}: the same as that of {same.force} in {same.quarter}; write its own")
    if commentary and commentary.note.casefold().startswith(("example", "testun enghreifftiol")):
        problems.append(f"note: found '{commentary.note}'; remove it when the texts are the force's own")
    if commentary and commentary.author == UNNAMED:
        problems.append(f"author: found '{UNNAMED}'; expected a role, such as Head of performance")
    return tuple(problems)


def missing_texts(report: Report, commentary: Commentary | None) -> tuple[tuple[str, str], ...]:
    """The section and the name of each text of `report` that nobody has written."""
    if report.kind == "register":  # its words stand in its own file
        return ()
    return tuple((section, name) for section, name, typed, _ in _texts(report, commentary) if not typed)


def refuse_unready(
    run: Run, report: Report, commentary: Commentary | None, parameters: Parameters, welsh: Commentary | None = None
) -> None:
    """Stop a run that is to be published while its texts, and those in Welsh where it has any, may not be.

    Raises
    ------
    RunError
        With every text that is missing, not approved, or the same as another force's or quarter's, a note that says
        that they are examples, and a publication of which nothing is said.
    """
    others = () if report.kind == "register" or commentary is None else read_commentaries(parameters)
    here = (run.force, run.quarter)
    elsewhere = [each for each in others if (each.force, each.quarter) != here]
    problems = [*unready(report, commentary, elsewhere), *_undescribed(commentary, run)]
    if run.language == "cy":
        problems += [f"in Welsh: {each}" for each in (*unready(report, welsh, elsewhere), *_undescribed(welsh, run))]
        if welsh is None or not welsh.reviewed_by:
            problems.append(
                "in Welsh: reviewed_by: missing; expected the role of who has reviewed the Welsh of the page"
            )
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise RunError(f"{run.key}: not ready to publish: {'; '.join(problems[:_SHOWN])}{more}")


def _undescribed(commentary: Commentary | None, run: Run) -> Iterator[str]:
    if commentary is None or commentary.publication is None:
        yield "publication: missing beside the texts; expected contact, date, next and status"
    elif (day := commentary.publication.date).isoformat() < (run.quarter + 1).start:
        yield f"publication.date: found {day}; expected a day after {run.quarter.words}"


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
    states = [state if typed else "not written" for _, _, typed, state in _texts(report, commentary)]
    if set(states) <= {"approved"}:
        return ""
    counted = [(state, number) for state, number in Counter(states).most_common() if state != "approved"]
    state, number = counted[0]
    if number == len(states):
        return f"The texts of this report are {state}{'' if state == 'not written' else ', not approved'}."
    parts = [f"{number} {'is' if number == 1 else 'are'} {state}" for state, number in counted]
    return f"Of the {len(states)} texts of this report, {words.joined(parts)}."


def _texts(report: Report, commentary: Commentary | None) -> Iterator[tuple[str, str, str, str]]:
    """Each text of a report: its section, its name, what is typed, its state (its own, else that of the file)."""
    for section, names in report.texts.items():
        typed = commentary.sections.get(section) if commentary else None
        for name in names:
            state = commentary.state if commentary else "draft"
            yield section, name, getattr(typed, name, "").strip(), typed.states.get(name, state) if typed else state


def _bare(typed: str) -> str:
    """A text without what a copy may differ in: capitals and breaks of lines."""
    return " ".join(typed.casefold().split())
