"""The last line of a run."""

import pytest

from crimekit.runs.conclusion import SectionsFailedError, conclusion
from crimekit.runs.execute import Outcome
from crimekit.runs.run import Result

GOOD, BAD = Outcome("one", "One"), Outcome("two", "Two", 1.0, 3, "ValueError: no")


def test_one_report_is_named_with_its_place(project, monkeypatch):
    monkeypatch.chdir(project.folder)
    assert conclusion([Result(project.plan(), "done")], refused=False) == (
        "The report is at outputs/kent/2025-26-q3/report.html"
    )
    assert conclusion([Result(project.plan(), "unchanged")], refused=False).endswith(" (nothing had changed)")
    assert conclusion([Result(project.plan(), "done")] * 2, refused=False) == ""


def test_failed_sections_are_counted_and_their_notebooks_named(project, monkeypatch):
    monkeypatch.chdir(project.folder)
    with pytest.raises(SectionsFailedError, match=r"^1 of 2 sections failed; nothing was published\. The notebooks "):
        conclusion([Result(project.plan(), "failed", (GOOD, BAD))], refused=False)


@pytest.mark.parametrize(("states", "refused"), [(["done"], True), (["done", "failed"], False), (["failed"], False)])
def test_a_missing_report_is_a_failure(project, states, refused):
    with pytest.raises(SectionsFailedError, match="not every report was made; what was published before stands"):
        conclusion([Result(project.plan(), state) for state in states], refused=refused)
