"""Texts that may not be published stop a run that is to be; otherwise the page says why it is a draft."""

import datetime as dt
from dataclasses import replace

import pytest

from crimekit.errors import RunError
from crimekit.parameters import read_commentary
from crimekit.parameters.values import Commentary, Report, Run, SectionSpec, Words
from crimekit.periods import Quarter
from crimekit.reports.commentary import draft_reason, refuse_unready, unready

QUARTER = Quarter.parse("2023-24 Q1")
REPORT = Report("r", "R", (SectionSpec("homicide", "Homicide", "measure"),), QUARTER)


def texts(quarter=QUARTER, state="approved", **typed):
    words = Words(**({"force_action": "Patrols.", "comments": "Fewer."} | typed))
    return Commentary("gwent", quarter, {"homicide": words}, "Analyst", dt.date(2023, 7, 1), state)


def test_approved_texts_may_be_published():
    assert unready(REPORT, texts()) == ()
    assert draft_reason(REPORT, texts()) == ""


def test_a_text_has_the_state_of_its_file_or_its_own():
    assert unready(REPORT, texts(state="agreed")) == (
        "homicide: force_action: agreed, not approved",
        "homicide: comments: agreed, not approved",
    )
    assert unready(REPORT, texts(state="draft", states=(("force_action", "approved"),))) == (
        "homicide: comments: draft, not approved",
    )


def test_a_missing_text_is_named():
    assert unready(REPORT, texts(comments="  ")) == ("homicide: comments: no text",)
    assert unready(REPORT, None) == ("homicide: force_action: no text", "homicide: comments: no text")


def test_a_text_copied_from_another_quarter_or_force_is_named():
    before = texts(QUARTER - 1, force_action="PATROLS.\n", comments="More.")
    other = replace(texts(QUARTER - 8, force_action="Other."), force="kent")
    assert unready(REPORT, texts(), [before, other]) == (
        "homicide: force_action: the same as that of gwent in 2022-23 Q4; write its own",
        "homicide: comments: the same as that of kent in 2021-22 Q1; write its own",
    )


def test_a_note_that_texts_are_examples_stops_a_publication():
    example = replace(texts(), note="Example text written for crimekit.")
    assert unready(REPORT, example) == (
        "note: found 'Example text written for crimekit.'; remove it when the texts are the force's own",
    )


@pytest.mark.parametrize(
    ("commentary", "said"),
    [
        (None, "The texts of this report are not written."),
        (texts(state="draft"), "The texts of this report are draft, not approved."),
        (texts(states=(("comments", "agreed"),)), "Of the 2 texts of this report, 1 is agreed."),
        (texts(state="draft", comments=""), "Of the 2 texts of this report, 1 is draft and 1 is not written."),
    ],
)
def test_the_draft_strip_says_why(commentary, said):
    assert draft_reason(REPORT, commentary) == said


def commentary_file(folder, quarter, text, state):
    place = folder / "commentary" / "gwent"
    place.mkdir(parents=True, exist_ok=True)
    lines = ["force: gwent", f"quarter: {quarter}", "author: Analyst", "date: 2023-07-01", f"state: {state}"]
    lines += ["sections:", "  homicide:", f"    force_action: {text}", "    comments: Fewer.", "    states:"]
    lines += ["      comments: agreed", ""]
    (place / f"{quarter.slug}.yml").write_text("\n".join(lines), encoding="utf-8")


def test_a_run_to_be_published_stops_with_every_text(gwent, tmp_path):
    for quarter in (QUARTER, QUARTER - 1):
        commentary_file(tmp_path, quarter, "Patrols.", "approved")
    parameters = replace(gwent.parameters, folder=tmp_path)
    commentary = read_commentary(parameters, "gwent", QUARTER)
    with pytest.raises(RunError) as stopped:
        refuse_unready(Run("gwent-q1", "r", "gwent", QUARTER), REPORT, commentary, parameters)
    assert str(stopped.value) == (
        "gwent-q1: not ready to publish: homicide: force_action: the same as that of gwent in 2022-23 "
        "Q4; write its own; "
        "homicide: comments: agreed, not approved"
    )


def test_a_run_without_any_text_stops_with_the_first_of_many(gwent, tmp_path):
    parameters = replace(gwent.parameters, folder=tmp_path)
    run = Run("gwent", "national-measures", "gwent", QUARTER)
    with pytest.raises(
        RunError, match=r"gwent: not ready to publish: homicide: force_action: no text; .*; and 4 more$"
    ):
        refuse_unready(run, gwent.report, None, parameters)


def test_a_run_with_approved_texts_goes_on(gwent, tmp_path):
    commentary_file(tmp_path, QUARTER, "Patrols.", "approved")
    path = tmp_path / "commentary" / "gwent" / "2023-24-q1.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("comments: agreed", "comments: approved"))
    parameters = replace(gwent.parameters, folder=tmp_path)
    commentary = read_commentary(parameters, "gwent", QUARTER)
    assert commentary.sections["homicide"].states == {"comments": "approved"}
    refuse_unready(Run("r", "r", "gwent", QUARTER), REPORT, commentary, parameters)


def test_of_a_register_its_state_is_all_that_counts():
    register = replace(REPORT, key="inspections", kind="register")
    assert unready(register, texts(state="agreed", comments="")) == ("inspections: agreed, not approved",)
    assert unready(register, texts(comments="")) == ()
    assert draft_reason(register, texts(state="agreed")) == "This register is agreed, not approved."
    assert draft_reason(register, texts()) == ""
