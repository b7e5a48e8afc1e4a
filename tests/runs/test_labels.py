"""The labels of a report in its record."""

import pytest

from crimekit.runs.labels import labels_of, since_last_report

GLANCE = "Measure,Latest quarter,Trend / outlook\nRobbery,62,Stable\nRape,148,Short term increasing\n"
CHANGES = 'Measure,2022-23 Q4,2023-24 Q1,Why it differs\nRape,Stable,Short term increasing,"A new quarter: +30.3%."\n'


@pytest.fixture
def report(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "at-a-glance-measures.csv").write_text(GLANCE, encoding="utf-8")
    return tmp_path


def test_each_label_stands_with_its_measure_and_each_change_with_its_reason(report):
    (report / "tables" / "at-a-glance-label-changes.csv").write_text(CHANGES, encoding="utf-8")
    assert labels_of(report) == {
        "printed": {"Robbery": "Stable", "Rape": "Short term increasing"},
        "changed": [
            {
                "measure": "Rape",
                "before": "Stable",
                "now": "Short term increasing",
                "why": "A new quarter: +30.3%.",
            }
        ],
    }


def test_labels_that_stayed_leave_nothing_changed(report):
    assert labels_of(report)["changed"] == []


def test_a_report_without_labels_has_none(tmp_path, report):
    assert labels_of(tmp_path / "elsewhere") == {}
    (report / "tables" / "at-a-glance-measures.csv").write_text("Force,State\nGwent,done\n", encoding="utf-8")
    assert labels_of(report) == {}


LAST = {"labels": {"printed": {"Robbery": "Stable", "Rape": "No clear change"}}, "inputs": [{"sha256": "ab"}]}
NOW = {
    "printed": {"Robbery": "Stable", "Rape": "Short term increasing"},
    "changed": [{"measure": "Rape", "before": "Stable"}],
}


@pytest.mark.parametrize(
    ("sources", "why"),
    [(["ab"], "method: the inputs are the same"), (["cd"], "revision or method: the inputs are others")],
)
def test_a_label_that_the_last_report_printed_otherwise_is_held_against_its_cause(sources, why):
    assert since_last_report(NOW, LAST, sources) == [
        {"measure": "Rape", "recorded": "No clear change", "worked out now": "Stable", "why": why}
    ]


def test_without_a_last_report_there_is_nothing_to_hold_against():
    assert since_last_report(NOW, {}, ["ab"]) == []
