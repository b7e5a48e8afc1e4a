"""What is kept of an executed notebook."""

import sys
import tempfile
from pathlib import Path

from crimekit.runs.scrubbing import one_line, scrubbed

PROJECT = Path("/srv/Ann O'Neill/force")


def cell(*outputs, **fields):
    return {"cell_type": "code", "source": "", "metadata": {}, "outputs": list(outputs), **fields}


def printed(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def kept(*outputs, **fields):
    notebook = {"cells": [cell(*outputs, **fields)], "metadata": {"papermill": {"input_path": "/srv/x"}}}
    found = scrubbed(notebook, PROJECT)
    assert found["metadata"] == {}
    return found["cells"][0]


def test_times_and_places_of_papermill_go_and_the_injected_cell_has_the_same_id_in_every_run():
    metadata = {"papermill": {"duration": 2.0}, "execution": {"iopub": "now"}, "tags": ["x"]}
    assert kept(metadata=metadata) == cell(metadata={"tags": ["x"]})
    assert kept(id="8f3a", metadata={"tags": ["injected-parameters"]})["id"] == "injected-parameters"


def test_paths_of_this_machine_are_shortened_in_whatever_a_cell_says_but_not_in_its_data():
    data = {"application/vnd.crimekit+json": {"text": str(PROJECT)}}
    failure = {"output_type": "error", "evalue": f"no {PROJECT}/a.csv", "traceback": [f"{sys.prefix}/lib/x.py"]}
    result = {"output_type": "execute_result", "data": {"text/plain": [f"'{tempfile.gettempdir()}/b'"], **data}}
    stream, failure, result = kept(failure, result, printed(f"{PROJECT}/c"))["outputs"]
    assert (failure["evalue"], failure["traceback"]) == ("no <crimekit>/a.csv", ["<python>/lib/x.py"])
    assert result["data"] == {"text/plain": ["'<temporary>/b'"], **data}
    assert stream["text"] == ["<crimekit>/c"]


def test_the_number_of_the_process_goes():
    shown = kept(printed(["/x/ipykernel_4413/1353273249.py:1: DeprecationWarning"]))
    assert shown["outputs"][0]["text"] == ["/x/ipykernel/1353273249.py:1: DeprecationWarning"]


def test_what_was_printed_is_one_text_for_each_stream_however_it_was_cut_up():
    parts = kept(printed("warned\n", "stderr"), printed("a"), printed("b\n"))["outputs"]
    assert [(part["name"], part["text"]) for part in parts] == [("stdout", ["ab\n"]), ("stderr", ["warned\n"])]


def test_one_line_of_a_message_without_colours():
    assert one_line("\x1b[31mValueError\x1b[0m: no\nmore") == "ValueError: no"
    assert one_line("") == ""
