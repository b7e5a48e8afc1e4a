"""Some runs killed at random moments; tests/benchmarks/kill_points.py does more, on demand."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kill_points.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_runs_killed_at_random_moments_leave_what_is_published_whole_and_the_next_ends_well():
    done = subprocess.run([sys.executable, SCRIPT, "--points", "4", "--seed", "3"], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1].startswith("4 kills (")
    assert done.stdout.splitlines()[-1].endswith(": 0 left something wrong")
    assert done.returncode == 0
