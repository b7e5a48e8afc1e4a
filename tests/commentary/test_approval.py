"""Texts that may not be published stop a run that is to be; otherwise the page says why it is a draft."""

import datetime as dt
from dataclasses import replace

import pytest

from crimekit.errors import RunError
from crimekit.parameters import read_commentary
from crimekit.parameters.values import Commentary, Publication, Report, Run, SectionSpec, Words
from crimekit.periods import Quarter
from crimekit.reports.commentary.approval import draft_reason, refuse_unready, unready

QUARTER = Quarter.parse("2023-24 Q1")
REPORT = Report("r", "R", (SectionSpec("homicide", "Homicide", "measure"),), QUARTER, kind="outturn")
QUARTERLY = replace(REPORT, kind="measures")
PUBLICATION = Publication("pcc@example.org", dt.date(2023, 12, 5), "March 2024", "provisional")


def texts(quarter=QUARTER, state="approved", **typed):
    words = Words(**({"force_action": "Patrols.", "comments": "Fewer."} | typed))
    sections, day = {"homicide": words}, dt.date(2023, 7, 1)
    return Commentary("gwent", quarter, sections, "Analyst", day, state, publication=PUBLICATION)


def headed(quarter=QUARTER, summary="Burglary fell.", **typed):
    commentary = texts(quarter, **typed)
    head = Words(summary=summary, priorities="All six apply.")
    return replace(commentary, sections={"overview": head, **commentary.sections})


BEFORE = texts(QUARTER - 1, force_action="PATROLS.\n", comments="More.")
KENT = replace(texts(QUARTER - 8, force_action="Other."), force="kent")
REGISTER = replace(REPORT, key="inspections", kind="register")


OWN, AGREED = "; write its own", "agreed, not approved"
EXAMPLE = "found 'Example text.'; remove it when the texts are the force's own"
NOBODY = "found 'To be named'; expected a role, such as Head of performance"
NEAR = headed(QUARTER - 1, force_action="Other.", comments="More.")
AWAY = replace(headed(force_action="Other.", comments="More.", summary="Its own."), force="kent")
SAME = (
    f"force_action: the same as that of gwent in 2022-23 Q4{OWN}",
    f"comments: the same as that of kent in 2021-22 Q1{OWN}",
)


@pytest.mark.parametrize(
    ("report", "commentary", "others", "problems"),
    [
        (REPORT, texts(), (), []),
        (REPORT, None, (), ["homicide: force_action: no text", "homicide: comments: no text"]),
        (REPORT, texts(comments="  "), (), ["homicide: comments: no text"]),
        (REPORT, texts(state="agreed"), (), [f"homicide: {text}: {AGREED}" for text in ("force_action", "comments")]),
        (REPORT, texts(states={"comments": "draft"}), (), ["homicide: comments: draft, not approved"]),
        (REPORT, texts(), (BEFORE, KENT), [f"homicide: {same}" for same in SAME]),
        (REPORT, replace(texts(), note="Example text."), (), [f"note: {EXAMPLE}"]),
        (REPORT, replace(texts(), author="To be named"), (), [f"author: {NOBODY}"]),
        (QUARTERLY, headed(), (), []),
        (QUARTERLY, texts(), (), ["overview: summary: no text", "overview: priorities: no text"]),
        (QUARTERLY, headed(), (NEAR,), [f"overview: summary: the same as that of gwent in 2022-23 Q4{OWN}"]),
        (QUARTERLY, headed(), (AWAY,), [f"overview: priorities: the same as that of kent in 2023-24 Q1{OWN}"]),
        (REGISTER, texts(state="agreed", comments=""), (), [f"inspections: {AGREED}"]),
        (REGISTER, texts(comments=""), (), []),
    ],
)
def test_what_keeps_texts_from_being_published_is_named(report, commentary, others, problems):
    """The priorities of the force itself may stay as they were."""
    assert list(unready(report, commentary, others)) == problems


@pytest.mark.parametrize(
    ("report", "commentary", "said"),
    [
        (REPORT, texts(), ""),
        (REGISTER, texts(), ""),
        (REGISTER, texts(state="agreed"), "This register is agreed, not approved."),
        (REPORT, None, "The texts of this report are not written."),
        (REPORT, texts(state="draft"), "The texts of this report are draft, not approved."),
        (REPORT, texts(states={"comments": "agreed"}), "Of the 2 texts of this report, 1 is agreed."),
        (REPORT, texts(state="draft", comments=""), "Of the 2 texts of this report, 1 is draft and 1 is not written."),
    ],
)
def test_the_draft_strip_says_why(report, commentary, said):
    assert draft_reason(report, commentary) == said


def test_a_run_to_be_published_stops_with_every_text_and_those_of_all_files_are_held_against_it(gwent, tmp_path):
    place = tmp_path / "commentary" / "gwent"
    place.mkdir(parents=True)
    lines = ["force: gwent", "author: Analyst", "date: 2023-07-01", "state: approved"]
    lines += ["publication: {contact: pcc@example.org, date: 2023-12-05, next: March 2024, status: provisional}"]
    lines += ["sections: {homicide: {force_action: Patrols., comments: Fewer., states: {comments: agreed}}}"]
    for quarter in (QUARTER, QUARTER - 1):
        (place / f"{quarter.slug}.yml").write_text("\n".join([*lines, f"quarter: {quarter}"]), encoding="utf-8")
    parameters = replace(gwent.parameters, folder=tmp_path)
    commentary, run = read_commentary(parameters, "gwent", QUARTER), Run("gwent-q1", "r", "gwent", QUARTER)
    with pytest.raises(RunError) as stopped:
        refuse_unready(run, REPORT, commentary, parameters)
    assert str(stopped.value) == f"gwent-q1: not ready to publish: homicide: {SAME[0]}; homicide: comments: {AGREED}"
