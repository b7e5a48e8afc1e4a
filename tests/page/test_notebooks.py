import pytest

from crimekit.blocks import MIME, Heading, Page, Prose, data
from crimekit.errors import DataError, RunError
from crimekit.page.group import Blocks
from crimekit.page.notebooks import results

HEADING = Heading("cyber", "Tackle cyber crime")
PAGE = Page("Measures", "Gwent", "Commissioner", "Q1")


def shows(block):
    return {"output_type": "execute_result", "data": {MIME: data(block), "text/plain": "…"}, "metadata": {}}


def code(*outputs):
    return {"cell_type": "code", "source": "secret()", "outputs": list(outputs), "metadata": {}}


def test_results_come_in_order_with_the_page_apart():
    found = results({"cells": [code(shows(PAGE)), code(shows(HEADING)), code(shows(Heading("b", "B")))]})
    assert found.blocks == (HEADING, Heading("b", "B"))
    assert found.page == PAGE


def test_printed_text_warnings_and_other_outputs_stay_behind():
    stream = {"output_type": "stream", "name": "stderr", "text": "/home/analyst/x.py:1: UserWarning"}
    picture = {"output_type": "display_data", "data": {"image/png": "…"}}
    assert results({"cells": [code(stream, picture), code(shows(HEADING), stream)]}).blocks == (HEADING,)


def test_markdown_goes_onto_the_page_only_where_it_is_tagged():
    cells = [
        {"cell_type": "markdown", "source": "For the analyst", "metadata": {}},
        {"cell_type": "markdown", "source": ["For ", "*everyone*"], "metadata": {"tags": ["publish"]}},
    ]
    assert results({"cells": cells}).blocks == (Prose("text-2", "", "For *everyone*"),)


def test_a_notebook_that_failed_is_refused_with_its_cell_and_error():
    error = {"output_type": "error", "ename": "DataError", "evalue": "no figures", "traceback": []}
    with pytest.raises(RunError) as raised:
        results({"cells": [code(shows(HEADING)), code(error)]}, name="cyber.ipynb")
    assert str(raised.value) == (
        "cyber.ipynb: cell 2 failed with DataError: no figures; a page is made of a notebook that ran"
    )


@pytest.mark.parametrize(
    "payload", [{"kind": "evil"}, {"kind": "blocks"}, {"kind": "blocks", "items": [{"kind": "evil"}]}, 3]
)
def test_a_result_that_is_not_ours_is_refused(payload):
    with pytest.raises(DataError, match="kind: found"):
        results({"cells": [code({"output_type": "display_data", "data": {MIME: payload}})]})


def test_one_cell_may_show_several_blocks():
    shown = Blocks((HEADING, Heading("b", "B")))._repr_mimebundle_()
    cell = code({"output_type": "execute_result", "data": shown})
    assert results({"cells": [cell]}).blocks == (HEADING, Heading("b", "B"))
    assert shown["text/html"].count("<style>") == 1
    assert shown["text/plain"] == "Tackle cyber crime\n\nB"
