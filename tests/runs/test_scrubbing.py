"""What is kept of an executed notebook."""

import sys
import tempfile
from pathlib import Path

from crimekit.runs.scrubbing import one_line, scrubbed

PROJECT = Path("/srv/Ann O'Neill/force")


def cell(*outputs, **fields):
    return {"cell_type": "code", "source": "", "metadata": {}, "outputs": list(outputs), **fields}


def kept(*cells):
    return scrubbed({"cells": list(cells), "metadata": {"papermill": {"input_path": "/srv/x"}}}, PROJECT)


def test_times_and_places_of_papermill_go():
    timed = cell(metadata={"papermill": {"duration": 2.0}, "execution": {"iopub": "now"}, "tags": ["x"]})
    assert kept(timed) == {"cells": [cell(metadata={"tags": ["x"]})], "metadata": {}}


def test_paths_of_this_machine_are_shortened_in_whatever_a_cell_says():
    failure = {"output_type": "error", "evalue": f"no {PROJECT}/a.csv", "traceback": [f"{sys.prefix}/lib/x.py"]}
    shown = {"output_type": "execute_result", "data": {"text/plain": [f"'{tempfile.gettempdir()}/b'"]}}
    outputs = kept(cell(failure, shown, {"output_type": "stream", "name": "stdout", "text": f"{PROJECT}/c"}))["cells"][
        0
    ]["outputs"]
    assert (outputs[1]["evalue"], outputs[1]["traceback"]) == ("no <crimekit>/a.csv", ["<python>/lib/x.py"])
    assert outputs[2]["data"]["text/plain"] == ["'<temporary>/b'"]
    assert outputs[0]["text"] == ["<crimekit>/c"]


def test_the_number_of_the_process_goes():
    shown = {
        "output_type": "stream",
        "name": "stdout",
        "text": ["/x/ipykernel_4413/1353273249.py:1: DeprecationWarning"],
    }
    assert kept(cell(shown))["cells"][0]["outputs"][0]["text"] == ["/x/ipykernel/1353273249.py:1: DeprecationWarning"]


def test_the_data_of_a_result_is_left_alone():
    shown = {"output_type": "execute_result", "data": {"application/vnd.crimekit+json": {"text": str(PROJECT)}}}
    assert kept(cell(shown))["cells"][0]["outputs"] == [shown]


def test_what_was_printed_is_one_text_for_each_stream_however_it_was_cut_up():
    parts = [("stderr", "warned\n"), ("stdout", "a"), ("stdout", "b\n")]
    shown = [{"output_type": "stream", "name": name, "text": text} for name, text in parts]
    assert [(part["name"], part["text"]) for part in kept(cell(*shown))["cells"][0]["outputs"]] == [
        ("stdout", ["ab\n"]),
        ("stderr", ["warned\n"]),
    ]


def test_the_injected_cell_has_the_same_id_in_every_run():
    injected = cell(id="8f3a", metadata={"tags": ["injected-parameters"]})
    assert kept(injected)["cells"][0]["id"] == "injected-parameters"


def test_one_line_of_a_message_without_colours():
    assert one_line("\x1b[31mValueError\x1b[0m: no\nmore") == "ValueError: no"
    assert one_line("") == ""
