"""The engine shows what a kernel shows, and a section finds nothing in its process that it should not."""

import json
import os
import re
import subprocess
import sys

import pytest

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sections are forked on Linux")


ALONE = """
import sys
from pathlib import Path
from crimekit.runs.execute import Job, Options, execute
from crimekit.runs.plan import Task
import io, pyarrow.csv
pyarrow.csv.read_csv(io.BytesIO(b"a\\n1"))  # it leaves a pipe open, which it closes in every fork
notebook, target = map(Path, sys.argv[1:3])
((_, outcome),) = execute(iter([Job(Task("any", "Any", notebook, ()), target, "f", Options(engine=sys.argv[3]))]))
sys.exit(f"cell {outcome.cell}: {outcome.error}" if outcome.error else None)
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory, notebook):
    """The code cells of a notebook of these, executed as a section of a program of its own, which says this."""

    def run(sources, engine="crimekit", said=""):
        path = tmp_path_factory.mktemp("executed") / "any.ipynb"
        path.write_text(notebook(*sources), encoding="utf-8")
        there = {key: value for key, value in os.environ.items() if key != "CRIMEKIT_START"}
        command = [sys.executable, "-c", ALONE, path, path.with_name("made.ipynb"), engine]
        done = subprocess.run(command, env=there, capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("", said)
        cells = json.loads(path.with_name("made.ipynb").read_text(encoding="utf-8"))["cells"]
        return [cell for cell in cells if cell["cell_type"] == "code"]  # papermill adds others

    return run


def printed(outputs):
    return "".join("".join(output.get("text", "")) for output in outputs).strip()


SAME = (
    "import logging, sys, threading, warnings\nprint('one', end='')\nprint(' line')\nprint('err', file=sys.stderr)",
    "5;",
    "6",
    "_ + 1, In[4], Out[4]",
    "",
    "import pandas as pd\npd.DataFrame({'rate': [1.5, None], 'force': ['Gwent', '<b>']})",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1))\nplt.plot([1, 2]);",
    "from IPython.display import SVG, Image, HTML, clear_output, display\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "class Dot:\n    __repr__ = lambda self: 'dot'\n    _repr_png_ = lambda self: b'\\x89PNG\\r\\n\\x1a\\n'\nDot()",
    "handle = display(HTML('before'), display_id='here')\nprint('between')\ndisplay({'text/plain': 'raw'}, raw=True)",
    "handle.update(HTML('after'));",
    "print('gone')\ndisplay(1)\nclear_output()\nprint('kept')",
    "await __import__('asyncio').sleep(0, 'awaited')",
    "!echo from a shell",
    "def work():\n    print('a thread')\nthread = threading.Thread(target=work)\nthread.start()\nthread.join()",
    "logging.getLogger('x').error('logged')\nsys.stdout.write('x')",
    "%%capture held\nprint('held')",
    "held.stdout, __name__, sys.modules['__main__'].__dict__ is globals(), get_ipython().execution_count",
    "sys.stdout.close()\n'shown'",
    "raise ValueError('two\\nlines')",
    "'never reached'",
)


@pytest.mark.slow
def test_cells_show_what_they_show_in_a_kernel(executed):
    found, said = {}, f"cell {len(SAME)}: ValueError: two\n"
    for engine in ("crimekit", "nbclient"):
        found[engine] = executed(SAME, engine, said)
        for output in (output for cell in found[engine] for output in cell["outputs"]):
            output.pop("traceback", None)  # coloured otherwise
    for ours, of_a_kernel in zip(*found.values(), strict=True):
        assert ours == of_a_kernel
    failed = [cell for cell in found["crimekit"] if "'error'" in str(cell.get("outputs"))]
    assert [cell["source"] for cell in failed] == [["raise ValueError('two\\nlines')"]]


@pytest.fixture(scope="module")
def shown(executed):
    """What each of these cells showed, in one section."""
    cells = {
        "threads": "from pathlib import Path\nprint(len(list(Path('/proc/self/task').iterdir())))",
        "chart": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "input": "try:\n    input('?')\nexcept EOFError:\n    print('nothing to read')",
        "warning": "import warnings\nwarnings.warn('a deprecated thing', DeprecationWarning)",
        "interrupted": "import os, signal\ntry:\n    os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    print('told')",
        "flood": "import sys\nprint('x' * 5_000_000)\nfor _ in range(3):\n    sys.stderr.write('y' * 50_000)",
        "flood again": "print('x' * 100_001, end='')",
        "cleared": "import IPython\nprint('x' * 120_000)\nIPython.display.clear_output()\nprint('y' * 99_000)",
        "random": "import numpy, random\nprint(numpy.random.random(), random.random())",
    }
    _, *shown = executed(cells.values())
    return {name: cell["outputs"] for name, cell in zip(cells, shown, strict=True)}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param("threads", "1", marks=linux),
        ("input", r"\?nothing to read"),
        ("warning", ".*DeprecationWarning: a deprecated thing.*"),
        pytest.param("interrupted", "told", marks=linux),
        ("cleared", "y{99000}"),  # what was cleared does not count as printed
    ],
)
def test_a_cell_finds_what_it_would_find_in_a_fresh_process(shown, cell, text):
    assert re.fullmatch(text, printed(shown[cell]), re.DOTALL)


def test_a_chart_is_not_silently_missing_and_a_flood_is_cut_and_counted_by_stream_and_cell(shown):
    assert "image/png" in shown["chart"][0]["data"]
    assert {output["name"]: "".join(output["text"]) for output in shown["flood"]} == {
        "stdout": "x" * 100_000 + "\n… 4,900,001 more characters, not kept\n",
        "stderr": "y" * 100_000 + "\n… 50,000 more characters, not kept\n",
    }
    assert printed(shown["flood again"]) == "x" * 100_000 + "\n… 1 more characters, not kept"


def test_each_section_draws_its_own_random_numbers(shown, executed):
    _, other = executed(["import numpy, random\nprint(numpy.random.random(), random.random())"])
    ours, others = (text.split() for text in (printed(shown["random"]), printed(other["outputs"])))
    assert ours[0] != others[0]
    assert ours[1] != others[1]


def test_papermill_knows_the_engine_by_its_entry_point_whichever_is_imported_first():
    for first in ("crimekit.runs.engine", "papermill.engines"):
        code = f"import {first}, papermill.engines as p; print(p.papermill_engines.get_engine('crimekit').__name__)"
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "Engine\n"
