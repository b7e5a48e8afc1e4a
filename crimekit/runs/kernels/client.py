"""Start the fork server, and ask it for kernels."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crimekit.runs.kernels.processes import end_with_children
from crimekit.runs.kernels.wire import SERVER, Request, kernel_environment, send_request

SWITCH = "CRIMEKIT_KERNELS"
_START = "import sys; del sys.path[0]; from crimekit.runs.kernels.server import main; main()"
_WAIT = 120.0  # seconds for the server to have imported everything


class ForkedKernel:
    """A kernel's process as the server's client sees it; speaks as `subprocess.Popen` does."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, process: int) -> None:
        self.pid = process
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """The exit code, or None while it runs. Where the server is gone, what it left running is killed."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._hear()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit code."""
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            self._hear()
        return self.returncode or 0

    def _hear(self) -> None:
        line = _line(self._connection)
        if not line:
            end_with_children(self.pid)
        self.returncode = int(line or -signal.SIGKILL)
        self._connection.close()

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def _line(connection: socket.socket) -> str:
    """The next line; empty where the other side let go."""
    content = b""
    with contextlib.suppress(OSError):
        while not content.endswith(b"\n") and (letter := connection.recv(1)):
            content += letter
    return content.decode().strip()


def forked_kernel(request: Request) -> ForkedKernel | None:
    """A kernel from the fork server; None where there is none, or where it cannot serve this request."""
    connection = _connected(server_address())
    if connection is None:
        return None
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        connection.settimeout(_WAIT)
        send_request(connection, request, (nothing, nothing))
        line = _line(connection)
    except OSError:
        line = ""
    finally:
        os.close(nothing)
    if not line:
        connection.close()
        return None
    connection.settimeout(None)
    return ForkedKernel(connection, int(line))


def server_address() -> str:
    """Where a server listens: the run's, or else one that this process starts for itself; empty: nowhere."""
    if not possible():
        return ""
    return os.environ.get(SERVER) or _own_server()


def server_answers() -> bool:
    """Whether the run's server is there."""
    connection = _connected(os.environ.get(SERVER, "")) if possible() else None
    if connection is None:
        return False
    connection.close()
    return True


def _connected(address: str) -> socket.socket | None:
    if not address:
        return None
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        return None
    return connection


@functools.cache
def _own_server() -> str:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(kernel_server())


def possible() -> bool:
    """Whether kernels may be forked here."""
    return sys.platform.startswith("linux") and os.environ.get(SWITCH) != "ordinary"


@contextmanager
def kernel_server(folder: str = "") -> Iterator[str]:
    """Run a fork server; the address it listens at, or an empty one where kernels cannot be forked.

    Inside another run, its server serves this one too. Its socket lies in `folder`, or in a new temporary one.
    """
    if not possible() or server_answers():
        yield os.environ.get(SERVER, "") if possible() else ""
        return
    with ExitStack() as stack:
        if not folder:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="crimekit-", ignore_cleanup_errors=True))
        address = str(Path(folder) / "server")
        process = _started(address)
        try:
            yield address if process else ""
        finally:
            _stop(process)


def _started(address: str) -> subprocess.Popen[bytes] | None:
    """Start a server that listens at `address`; None where the path is too long for a socket."""
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(address)
        except OSError:
            return None
        listener.listen(64)
        return subprocess.Popen(  # noqa: S603 - this Python, this package
            [sys.executable, "-c", _START, str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
            start_new_session=True,
            env=kernel_environment(os.environ),
        )


def _stop(process: subprocess.Popen[bytes] | None) -> None:
    """Cut the lifeline: the server kills its kernels and ends; one that still imports is told to end at once."""
    if process is None:
        return
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
