"""The fork server: imports everything once, then forks a fresh, real ipykernel for each request. Linux only.

`main` is run by a Python without the working directory in its path, as ipykernel's own launcher is; its argument is
the number of a listening Unix socket. Standard input is its lifeline: when that ends, the owner is gone, and so are
the server and every kernel of it.

A fork must have nothing in it that a fresh kernel would not: no thread, no shell, no socket of ZeroMQ, no open data
file, no changed warnings filter. The server refuses to serve where it finds a second thread.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import selectors
import signal
import socket
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crimekit.runs.kernels.processes import adopt_orphans, end_orphans
from crimekit.runs.kernels.wire import Request, kernel_environment, receive_request, settings

KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger")  # the last for each kernel, used or not
PRELOADED = (
    *("numpy", "pandas", "pandas.io.formats.html", "pandas.core.reshape.reshape", "scipy.stats"),
    *("pyarrow.dataset", "pyarrow.parquet", "matplotlib.pyplot", "seaborn"),
    *("crimekit.reports.measures.pictures", "crimekit.reports.outturn", "crimekit.page.show"),
)
_WAIT = 10.0  # seconds for a client to say what it wants


@dataclass(frozen=True, slots=True)
class _Kernel:
    process: int
    ended: int  # a file descriptor that can be read when the process has ended
    client: socket.socket


def preload() -> dict[str, str]:
    """Import what notebooks use, leaving no trace but the modules themselves; what they set in the environment.

    Warnings filters that the packages set at import go again; those of ipykernel stay, as every kernel has them.
    """
    before = dict(os.environ)
    for name in KERNEL:
        importlib.import_module(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in PRELOADED:
            if importlib.util.find_spec(name.partition(".")[0]) and importlib.util.find_spec(name):
                importlib.import_module(name)
        importlib.import_module("crimekit.page.html").environment().get_template("blocks.html.j2")  # compiled once
    gc.collect()
    gc.freeze()
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def threads() -> int:
    """How many threads this process has, Python's or not."""
    return len(list(Path("/proc/self/task").iterdir()))


def serve(listener: socket.socket) -> tuple[Request, list[int]] | None:
    """Answer requests until the owner is gone; **in a forked child** return what the child is to become.

    None means that the server itself has come to its end.
    """
    kernels: set[_Kernel] = set()
    with listener, selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ, "request")
        selector.register(0, selectors.EVENT_READ, "lifeline")
        while True:
            for key, _ in selector.select():
                if key.data == "lifeline":
                    end_orphans()
                    return None
                if key.data == "request":
                    child = _fork(listener, kernels, selector)
                    if child:
                        return child
                elif key.data in kernels:
                    _heard(key.data, key.fileobj == key.data.ended, kernels, selector)


def _fork(
    listener: socket.socket, kernels: set[_Kernel], selector: selectors.BaseSelector
) -> tuple[Request, list[int]] | None:
    """Fork a kernel for the next client, who is told its process; the child gets its request."""
    client, _ = listener.accept()
    client.settimeout(_WAIT)
    try:
        request, files = receive_request(client)
    except OSError:
        client.close()
        return None
    if settings(request.environment) != settings(os.environ):
        client.close()  # it wants other settings than these modules were imported with
        process = -1
    else:
        process = os.fork()
    if process == 0:
        os.setpgid(0, 0)
        for other in kernels:
            os.close(other.ended)
            other.client.close()
        client.close()
        return request, files
    for file in files:
        os.close(file)
    if process > 0:
        with contextlib.suppress(OSError):  # the child did it first
            os.setpgid(process, process)
        kernel = _Kernel(process, os.pidfd_open(process), client)
        kernels.add(kernel)
        selector.register(kernel.ended, selectors.EVENT_READ, kernel)
        selector.register(client, selectors.EVENT_READ, kernel)
        _tell(client, f"{process}\n")
    return None


def _heard(kernel: _Kernel, ended: bool, kernels: set[_Kernel], selector: selectors.BaseSelector) -> None:
    """A client that lets go wants its kernel gone; a kernel that ends takes what it started with it.

    Each kernel adopts its orphans as long as it lives, so those of the server come from kernels that have ended.
    """
    with contextlib.suppress(OSError):
        os.killpg(kernel.process, signal.SIGKILL)
    if not ended:
        selector.unregister(kernel.client)
        return
    _, status = os.waitpid(kernel.process, 0)
    kernels.discard(kernel)
    end_orphans({other.process for other in kernels})
    _tell(kernel.client, f"{os.waitstatus_to_exitcode(status)}\n")
    selector.unregister(kernel.ended)
    if kernel.client in selector.get_map():
        selector.unregister(kernel.client)
    os.close(kernel.ended)
    kernel.client.close()


def _tell(client: socket.socket, line: str) -> None:
    with contextlib.suppress(OSError):  # it let go; its kernel goes when the selector says so
        client.sendall(line.encode())


def become_kernel(request: Request, files: list[int], *, server: int, added: Mapping[str, str]) -> None:
    """Be a kernel from here on, as if Jupyter had launched it; `added` is what `preload` set in the environment."""
    adopt_orphans()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, file in enumerate((nothing, *files)):
        os.dup2(file, place)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update({**added, **request.environment})
    os.environ["JPY_PARENT_PID"] = str(server)
    os.chdir(request.folder)
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher.origin if launcher else ""), *request.arguments]
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    np.random.seed()  # Python reseeds its own generator in a fork, NumPy does not
    IPKernelApp.launch_instance(argv=[*request.arguments, f"--IPKernelApp.parent_handle={server}"])


def main() -> None:
    """Serve, if this process is fit to be forked; the forked child goes on as a kernel."""
    os.environ.update(kernel_environment(os.environ))
    listener = socket.socket(fileno=int(sys.argv[1]))
    server = os.getpid()
    adopt_orphans()
    added = preload()
    if threads() != 1:
        sys.exit("a thread is running, and a fork would lose it")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # up to here it ended the server at once; now there may be kernels
    asked = serve(listener)
    if asked is not None:
        become_kernel(*asked, server=server, added=added)
