"""A project of its own, with small registers to break in one place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crimekit.parameters import find_project

RECOMMENDATIONS = """
force: gwent
author: an analyst
date: 2021-07-01
state: agreed
report:
  - {title: Purpose, text: To inform.}
approvals:
  - {role: Chief officer, decision: Approved, date: 2021-06-20}
  - {role: Commissioner, decision: Approval}
recommendations:
  - number: "1"
    title: Lead
    text: Appoint a lead.
    source: The review
    made: 2020-01-01
    owner: Chief Superintendent
    due: 2021-05-31
    updates:
      - {date: 2020-06-01, state: in progress, text: Advertised.}
      - {date: 2021-07-15, state: complete, text: Appointed.}
  - number: "2"
    title: Panels
    text: Guide the panels.
    source: The review
    made: 2020-01-01
    owner: Inspector
    updates:
      - {date: 2021-02-01, state: superseded, text: Panels ended.}
  - number: "3"
    title: Messages
    text: Plan messages.
    source: The review
    made: 2021-06-30
    owner: Communications manager
    due: 2021-06-30
  - {number: "4", title: Later, text: Not yet made., source: The review, made: 2021-07-01, owner: Inspector}
"""

INSPECTIONS = """
force: gwent
author: an analyst
date: 2023-01-01
state: draft
grades:
  - {inspection: "2016", pillar: Effectiveness, grade: Requires improvement, published: 2017-03-02, source: PEEL 2016}
  - {inspection: 2018-19, pillar: Effectiveness, grade: Good, published: 2020-02-07, source: PEEL 2018-19}
  - {inspection: 2018-19, pillar: Legitimacy, grade: Good, source: PEEL 2018-19}
  - inspection: 2021-22
    pillar: Effectiveness
    scale: five tiers
    grade: Adequate
    published: 2022-10-01
    source: PEEL 2022
areas:
  - number: "1"
    title: Wanted people
    text: Find them sooner.
    inspection: "2016"
    pillar: Effectiveness
    source: PEEL 2016
    made: 2017-03-02
    owner: Head of crime
"""


@pytest.fixture
def registers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of parameters of a project whose registers are those above."""
    folder = tmp_path / "parameters"
    shutil.copytree(find_project() / "parameters", folder)
    (folder / "recommendations" / "gwent.yml").write_text(RECOMMENDATIONS, encoding="utf-8")
    (folder / "inspections" / "gwent.yml").write_text(INSPECTIONS, encoding="utf-8")
    monkeypatch.setenv("CRIMEKIT_HOME", str(tmp_path))
    return folder


@pytest.fixture
def change(registers: Path):
    """Put one text of a register in place of another."""

    def changed(register: str, old: str, new: str) -> None:
        path = registers / register / "gwent.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return changed


@pytest.fixture
def texts():
    return lambda table: [[cell.text for cell in row] for row in table.rows]
