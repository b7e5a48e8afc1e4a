"""A quarter of a minute of damaged and hostile files of every kind; tests/benchmarks/fuzz.py does more, on demand."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "fuzz.py"


@pytest.mark.slow
def test_no_damaged_file_ends_in_a_traceback_or_a_hang():
    done = subprocess.run([sys.executable, SCRIPT, "--minutes", "0.25", "--seed", "11"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
