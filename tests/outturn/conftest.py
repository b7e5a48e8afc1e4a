"""A case of the shipped figures, and figures files written in the test."""

import pytest

from crimekit.reports.cases.case import open_case
from crimekit.reports.outturn.figures import read_local

HEADER = "force,table,row,period,value,unit,rounded,base,stated,source,note"


@pytest.fixture(scope="session")
def case():
    return open_case(
        force="gwent", quarter="2019-20 Q4", report="outturn", release="2023-10-19", peer_group="welsh-forces"
    )


@pytest.fixture
def figures_of(tmp_path):
    """The figures of a file of Gwent with these rows."""

    def read(*rows, folder=tmp_path):
        (folder / "gwent-figures.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return read_local(folder, "gwent")

    return read


@pytest.fixture
def changed(project):
    """Change one file of the outturn's parameters."""

    def change(file, old="", new=""):
        path = project / "parameters" / "outturn" / file
        text = path.read_text(encoding="utf-8") if old else ""
        assert old in text
        path.write_text(text.replace(old, new) if old else new, encoding="utf-8")

    return change
