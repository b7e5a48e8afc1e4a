"""A cluster that is not there, or not like this machine, is refused in one line before anything runs."""

import socket
import sys
import time

import pytest

from crimekit.errors import RunError
from crimekit.runs.remote import SOURCE, environment
from crimekit.runs.scheduler import checked_address, connected, refuse_others


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://cluster.example:8786", "tcp://[::1]:8786"])
def test_an_address_is_taken_as_it_is(address):
    assert checked_address(address) == address


@pytest.mark.parametrize("address", ["10.0.0.1:8786", "tcp://10.0.0.1", "http://10.0.0.1:8786", "tcp://me@host:1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(RunError) as stopped:
        checked_address(address)
    assert str(stopped.value) == f"--scheduler: found '{address}'; expected an address such as tcp://10.0.0.1:8786"


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(
            RunError, match=r"^--scheduler: needs the package distributed: pip install 'crimekit\[cluster\]'"
        ),
        connected("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_scheduler_that_does_not_answer_is_not_waited_for_long():
    started = time.monotonic()
    with (
        pytest.raises(RunError, match=r"^--scheduler: no scheduler answers at tcp://127\.0\.0\.1:1$"),
        connected("tcp://127.0.0.1:1", seconds=0.5),
    ):
        pass
    assert time.monotonic() - started < 5


def test_what_accepts_and_says_nothing_is_not_waited_for_long():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with (
            pytest.raises(RunError, match=rf"^--scheduler: no scheduler answers at {address}$"),
            connected(address, seconds=0.5),
        ):
            pass
    assert time.monotonic() - started < 10


def test_tls_without_its_keys_is_told():
    with (
        pytest.raises(RunError, match=r"^--scheduler: cannot connect to tls://127\.0\.0\.1:1: TLS"),
        connected("tls://127.0.0.1:1", seconds=0.5),
    ):
        pass


def test_machines_like_this_one_are_taken():
    own = environment()
    refuse_others("workers", [own, dict(own)], own)
    assert {"crimekit", "python", "pandas", "matplotlib", "distributed", SOURCE} <= set(own)


def test_a_worker_with_other_versions_is_refused_with_both():
    own = {**environment(), "crimekit": "0.1.0", "pandas": "3.0.1"}
    other = {**own, "crimekit": "0.0.9", "pandas": "2.3.3", SOURCE: "0" * 64}
    with pytest.raises(RunError) as stopped:
        refuse_others("workers", [own, other, own], own)
    assert str(stopped.value) == (
        "--scheduler: 1 of 3 workers: found crimekit 0.0.9, pandas 2.3.3; expected 0.1.0, 3.0.1, as here"
    )


def test_the_same_version_with_another_source_or_other_figures_is_refused():
    own = {**environment(), "crimekit": "0.1.0"}
    with pytest.raises(RunError) as stopped:
        refuse_others("the scheduler", [{**own, SOURCE: "0" * 64}], own)
    assert str(stopped.value) == (
        "--scheduler: the scheduler: found another source of crimekit 0.1.0, or other shipped figures; "
        "expected the same, as here"
    )


def test_a_machine_without_crimekit_is_refused():
    with pytest.raises(RunError) as stopped:
        refuse_others("workers", [ModuleNotFoundError("No module named 'crimekit'")], {"crimekit": "0.1.0"})
    assert str(stopped.value) == (
        "--scheduler: 1 of 1 workers: found no crimekit that can be used; expected crimekit 0.1.0, as here"
    )
