"""What a section rests on: whatever could change its page changes its hash, and nothing else does."""

from dataclasses import replace

import pytest

from crimekit.parameters.model import Commentary, Words
from crimekit.runs.fingerprints import fingerprints, page_fingerprint


def commentary(**sections):
    import datetime as dt

    from crimekit.quarters import Quarter

    words = {key: Words(force_action=text) for key, text in sections.items()}
    return Commentary("kent", Quarter.parse("2025-26 Q3"), words, "analyst", dt.date(2026, 1, 5), "draft")


def changed(project, plan=None, before=None):
    """The sections whose hash is no longer as before."""
    old = before or fingerprints(project.plan(), project.parameters())
    new = fingerprints(plan or project.plan(), project.parameters())
    return [key for key in new if old[key] != new[key]]


@pytest.fixture
def before(project):
    return fingerprints(project.plan(), project.parameters())


def test_the_same_plan_in_another_folder_has_the_same_hashes(project, before, tmp_path):
    project.folder.rename(tmp_path / "elsewhere")
    moved = replace(project, folder=tmp_path / "elsewhere")
    assert fingerprints(moved.plan(), moved.parameters()) == before


def test_a_notebook_changes_the_sections_that_use_it(project, before):
    project.write("one", "print()")
    assert changed(project, before=before) == ["one"]


def test_any_parameters_file_changes_every_section(project, before):
    path = project.folder / "parameters" / "glossary.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    assert changed(project, before=before) == ["overview", "one", "two"]


def test_a_run_file_changes_nothing(project, before):
    (project.folder / "parameters" / "runs" / "other.yml").write_text("x", encoding="utf-8")
    assert changed(project, before=before) == []


def test_an_input_changes_every_section(project, before):
    plan = project.plan()
    source = replace(plan.inputs.sources[0], sha256="0" * 64)
    other = replace(plan, inputs=replace(plan.inputs, sources=(source, *plan.inputs.sources[1:])))
    assert changed(project, other, before) == ["overview", "one", "two"]


def test_a_text_changes_its_section_and_the_notebooks_that_may_show_any_text(project):
    first = replace(project.plan(), commentary=commentary(one="a", two="b"))
    second = replace(project.plan(), commentary=commentary(one="a", two="c"))
    old = fingerprints(first, project.parameters())
    assert changed(project, second, old) == ["overview", "two"]


def test_an_approval_changes_the_page_and_no_section(project, before):
    draft = replace(project.plan(), commentary=commentary(one="a"))
    approved = replace(draft, commentary=replace(commentary(one="a"), state="approved"))
    sections = [fingerprints(plan, project.parameters()) for plan in (draft, approved)]
    assert sections[0] == sections[1]
    assert page_fingerprint(draft, sections[0]) != page_fingerprint(approved, sections[1])


@pytest.mark.parametrize("field", ["marking", "previous_release", "key"])
def test_anything_in_the_run_changes_the_page(project, before, field):
    plan = project.plan()
    other = replace(plan, run=replace(plan.run, **{field: "other"}))
    assert page_fingerprint(plan, before) != page_fingerprint(other, before)
