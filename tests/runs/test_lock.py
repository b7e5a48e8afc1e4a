"""One run at a time for each report."""

import os
import stat

import pytest

from crimekit.errors import RunError
from crimekit.runs.lock import held


def test_a_second_run_of_the_same_report_says_so(tmp_path):
    folder = tmp_path / "gwent" / "2023-24-q1"
    with held(folder), pytest.raises(RunError, match="another run is making 'gwent/2023-24-q1' now"), held(folder):
        pass


def test_reports_side_by_side_do_not_wait_for_each_other(tmp_path):
    with held(tmp_path / "2023-24-q1"), held(tmp_path / "2023-24-q2"):
        assert len(list(tmp_path.iterdir())) == 2


def test_nothing_is_left_and_the_lock_can_be_held_again(tmp_path):
    for _ in range(2):
        with held(tmp_path / "2023-24-q1"):
            pass
        assert list(tmp_path.iterdir()) == []


def test_a_lock_file_of_a_run_that_was_killed_is_no_hindrance(tmp_path):
    (tmp_path / ".2023-24-q1.lock").write_text("", encoding="utf-8")
    with held(tmp_path / "2023-24-q1"):
        assert stat.S_ISREG((tmp_path / ".2023-24-q1.lock").stat().st_mode)


def test_a_place_that_cannot_be_written_is_one_clear_message(tmp_path):
    (tmp_path / "outputs").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(RunError, match="outputs: cannot write to 'gwent'"), held(tmp_path / "outputs" / "gwent" / "q"):
        pass


def test_the_lock_is_not_inherited_by_what_the_run_starts(tmp_path):
    with held(tmp_path / "q"):
        inheritable = [number for number in map(int, os.listdir("/proc/self/fd")) if _inheritable(number)]  # noqa: PTH208
        assert all(os.readlink(f"/proc/self/fd/{number}") != str(tmp_path / ".q.lock") for number in inheritable)  # noqa: PTH115


def _inheritable(number):
    try:
        return os.get_inheritable(number)
    except OSError:
        return False
