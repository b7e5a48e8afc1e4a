"""Forked kernels: the same outputs as ordinary ones, and nothing shared that should not be."""

import asyncio
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import psutil
import pytest

from crimekit.runs.execute import Job, execute
from crimekit.runs.kernels.client import SWITCH, _started, _stop, forked_kernel, kernel_server, server_answers
from crimekit.runs.kernels.provisioner import Manager, Provisioner
from crimekit.runs.kernels.server import threads
from crimekit.runs.kernels.wire import SERVER, Request, kernel_environment
from crimekit.runs.plan import Task

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux")


def executed(folder, *sources):
    """Execute a notebook of these cells; its outputs as text, cell by cell."""
    from nbformat import v4

    cells = [v4.new_code_cell("", metadata={"tags": ["parameters"]}), *map(v4.new_code_cell, sources)]
    kernel = {
        "kernelspec": {"name": "python3", "display_name": "", "language": "python"},
        "language_info": {"name": "python"},
    }
    (folder / "notebooks").mkdir(exist_ok=True)
    path = folder / "notebooks" / "any.ipynb"
    path.write_text(json.dumps(v4.new_notebook(cells=cells, metadata=kernel)), encoding="utf-8")
    outcome = execute(Job(Task("any", "Any", path, ()), folder / "out.ipynb", "f"))
    assert outcome.error == ""
    shown = json.loads((folder / "out.ipynb").read_text(encoding="utf-8"))["cells"][1:]
    return [cell["outputs"] for cell in shown]


def printed(folder, source):
    return "".join(executed(folder, source)[0][0]["text"]).strip()


CELLS = (
    "import warnings, signal, sys, os\nwarnings.filters",
    "signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD)",
    "import matplotlib.pyplot as plt\nplt.get_backend(), plt.plot([1, 2])[0].get_color()",
    "warnings.warn('a deprecated thing', DeprecationWarning)",
    "import subprocess\nsubprocess.run(['echo', 'from a child process'], check=True).returncode",
    "sys.argv[0], sys.path, os.getcwd(), sys.flags, __name__, sys.modules['__main__'].__dict__ is globals()",
    "import threading\nthreading.current_thread() is threading.main_thread()",
    "'zmq' in sys.modules, 'nbconvert' in sys.modules, 'papermill' in sys.modules",
    "sorted(name for name in os.environ if not name.startswith(('JPY', 'CRIMEKIT')))",
    "sys.gettrace(), sys.getprofile(), threading.active_count(), threading.Thread().name",
    "import pandas as pd\npd.DataFrame({'rate': [1.5, None]})",
    "await __import__('asyncio').sleep(0, 'top-level await')",
)


@linux
def test_forked_and_ordinary_kernels_give_the_same_outputs(tmp_path, forked, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel leaves the output of child processes alone
    from_server = executed(tmp_path, *CELLS)
    monkeypatch.setenv(SWITCH, "ordinary")
    assert from_server == executed(tmp_path, *CELLS)
    assert "image/png" in str(from_server[2])  # a chart is not silently missing
    assert "default_int_handler" in str(from_server[1])
    assert "from a child process" in str(from_server[4])


@linux
def test_each_fork_draws_its_own_random_numbers(tmp_path, forked):
    source = "import numpy, random\nprint(numpy.random.random(), random.random())"
    assert printed(tmp_path, source) != printed(tmp_path, source)


@linux
def test_the_server_has_one_thread_and_no_data_file_open(tmp_path, forked):
    server = psutil.Process(int(printed(tmp_path, "import os\nprint(os.getppid())")))
    assert server.num_threads() == 1
    assert [file.path for file in server.open_files() if file.path.endswith((".parquet", ".csv"))] == []


LEFT = """
import sys, warnings, zmq
from crimekit.runs.kernels.server import KERNEL, preload, threads
import importlib
for name in KERNEL:
    importlib.import_module(name)
before = list(warnings.filters)
added = preload()
assert "seaborn" in sys.modules and "pyarrow.dataset" in sys.modules
print(zmq.Context._instance, "matplotlib_inline" in sys.modules, warnings.filters == before, threads())
"""


GRAMMAR = """
import sys
from crimekit.runs.kernels.lean import papermill
print(papermill.execute_notebook.__name__, [name for name in sys.modules if name.startswith("rfc3987_syntax")])
import rfc3987_syntax
"""


def test_workers_do_not_build_a_grammar_that_no_notebook_needs():
    done = subprocess.run([sys.executable, "-c", GRAMMAR], capture_output=True, text=True, check=True)
    assert done.stdout == "execute_notebook []\n"


@linux
def test_what_the_server_imports_leaves_no_trace_but_modules():
    command = [sys.executable, "-c", LEFT]
    done = subprocess.run(command, env=kernel_environment(os.environ), capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False", "True", "1"]


@linux
def test_a_server_that_is_not_wanted_any_more_while_it_imports_ends_at_once(tmp_path):
    process = _started(str(tmp_path / "server"))
    _stop(process)
    assert process.returncode == -signal.SIGTERM


async def ready(folder):
    manager = Manager(kernel_name="python3")
    await manager.start_kernel(cwd=str(folder))
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=30)
    client.stop_channels()
    await manager.shutdown_kernel(now=True)
    return manager.ip


def test_two_kernels_that_start_at_once_in_a_folder_do_not_wait_for_each_other(tmp_path, forked):
    async def both():
        return await asyncio.gather(ready(tmp_path), ready(tmp_path))

    assert len(set(asyncio.run(both()))) == 2


@pytest.mark.parametrize("wait", [True, False])
def test_printed_text_that_was_cleared_does_not_count(tmp_path, forked, wait):
    source = (
        f"from IPython.display import clear_output\nprint('x' * 120_000)\nclear_output({wait})\nprint('y' * 99_000)"
    )
    assert printed(tmp_path, source) == "y" * 99_000


def test_each_cell_may_print_as_much_again(tmp_path, forked):
    flood = "print('x' * 100_001, end='')"
    both = executed(tmp_path, flood, flood)
    shown = ["".join("".join(output["text"]) for output in outputs) for outputs in both]
    assert shown == ["x" * 100_000 + "\n… 1 more characters, not kept\n"] * 2


@linux
def test_an_interrupted_cell_gets_a_keyboard_interrupt(tmp_path, forked):
    source = (
        "import os, signal\ntry:\n    os.kill(os.getpid(), signal.SIGINT)\nexcept KeyboardInterrupt:\n    print('told')"
    )
    assert printed(tmp_path, source) == "told"


@linux
def test_other_settings_than_the_server_has_are_given_by_an_ordinary_kernel(tmp_path, forked, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert printed(tmp_path, "import os, time\nprint(time.tzname[0], os.getppid())") == f"JST {os.getpid()}"


@linux
def test_a_dead_server_is_replaced_by_ordinary_kernels(tmp_path, monkeypatch):
    monkeypatch.setenv(SERVER, str(tmp_path / "gone"))
    assert not server_answers()
    assert printed(tmp_path, "import os\nprint(os.getppid())") == str(os.getpid())


@linux
def test_the_server_ends_when_its_owner_lets_go_and_takes_its_kernels_with_it(tmp_path, monkeypatch):
    monkeypatch.delenv(SERVER, raising=False)
    monkeypatch.setenv("PYTHONSTARTUP", "")  # settings that the shared server does not have
    with kernel_server() as address:
        monkeypatch.setenv(SERVER, address)
        arguments = ("-f", str(tmp_path / "kernel.json"))
        kernel = forked_kernel(Request(arguments, kernel_environment(os.environ), str(tmp_path)))
        assert kernel is not None
        server = psutil.Process(kernel.pid).ppid()
        assert kernel.poll() is None
    assert kernel.wait(10) == -signal.SIGKILL
    assert not psutil.pid_exists(server)


@linux
def test_a_client_that_lets_go_ends_its_kernel(tmp_path, forked):
    arguments = ("-f", str(tmp_path / "kernel.json"))
    kernel = forked_kernel(Request(arguments, kernel_environment(os.environ), str(tmp_path)))
    process = psutil.Process(kernel.pid)
    kernel._connection.close()
    process.wait(10)


@linux
def test_a_kernel_that_ends_leaves_no_child_behind(tmp_path, forked):
    child = int(printed(tmp_path, "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)"))
    psutil.wait_procs([psutil.Process(child)] if psutil.pid_exists(child) else [], timeout=5)
    assert not psutil.pid_exists(child)


@linux
def test_what_is_no_request_does_not_disturb_the_server(forked):
    import socket

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(forked)
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert stranger.recv(1) == b""
    assert server_answers()


@linux
def test_a_second_thread_is_seen():
    before = threads()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    assert threads() == before + 1
    done.set()
    thread.join()


@linux
@pytest.mark.slow
def test_a_server_with_a_second_thread_refuses_to_serve():
    command = "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); "
    command += "from crimekit.runs.kernels.server import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", command, "0"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert ended.returncode != 0


def test_each_kernel_has_sockets_in_a_folder_of_its_own():
    one, two = Manager(), Manager()
    assert one.ip != two.ip
    assert {one.transport, two.transport} == {"ipc" if os.name == "posix" else "tcp"}
    assert Path(one.connection_file).parent.stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_falls_back_to_a_port(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    assert Manager().transport == "tcp"
    with kernel_server() as address:
        assert address == "" or address == os.environ.get(SERVER)


def test_the_switch_forces_ordinary_kernels(monkeypatch):
    monkeypatch.setenv(SWITCH, "ordinary")
    with kernel_server() as address:
        assert address == ""
    assert forked_kernel(Request((), {}, ".")) is None


def test_another_kernel_than_this_pythons_is_launched_as_ever():
    from crimekit.runs.kernels.provisioner import _arguments

    assert _arguments([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "x"]) == ("-f", "x")
    assert _arguments(["/opt/other/bin/python", "-m", "ipykernel_launcher", "-f", "x"]) is None
    assert _arguments(["R", "--slave"]) is None


def test_the_entry_points_name_what_there_is():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [
        project["entry-points"][group]["crimekit"]
        for group in ("papermill.engine", "jupyter_client.kernel_provisioners")
    ]
    found = [getattr(importlib.import_module(name.partition(":")[0]), name.partition(":")[2]) for name in named]
    assert [thing.__name__ for thing in found] == ["Engine", "Provisioner"]
    assert found[1] is Provisioner
