"""The seal of an executed notebook."""

import json

from crimekit.runs.seals import is_sealed, sealed

NOTEBOOK = {"cells": [{"source": "1 + 1", "outputs": [{"text": "2"}]}], "metadata": {"kernelspec": {}}}


def written(path, notebook):
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_sealed_notebook_is_known_wherever_it_lies(tmp_path):
    assert is_sealed(written(tmp_path / "any.ipynb", sealed(NOTEBOOK, "f")), "f")


def test_another_fingerprint_is_no_seal(tmp_path):
    assert not is_sealed(written(tmp_path / "any.ipynb", sealed(NOTEBOOK, "f")), "g")


def test_an_output_changed_by_hand_breaks_the_seal(tmp_path):
    changed = sealed(NOTEBOOK, "f") | {"cells": [{"source": "1 + 1", "outputs": [{"text": "3"}]}]}
    assert not is_sealed(written(tmp_path / "any.ipynb", changed), "f")


def test_what_is_cut_off_absent_or_no_notebook_has_no_seal(tmp_path):
    path = written(tmp_path / "any.ipynb", sealed(NOTEBOOK, "f"))
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    assert not is_sealed(path, "f")
    assert not is_sealed(written(path, ["a list"]), "f")
    assert not is_sealed(tmp_path / "absent.ipynb", "f")
