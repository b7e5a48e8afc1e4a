"""How Jupyter starts and stops a kernel of crimekit's: forked where that is possible, launched where it is not."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from crimekit.runs.kernels.client import forked_kernel
from crimekit.runs.kernels.wire import FOLDER, MEMORY, Request, kernel_environment

if sys.platform != "win32":
    import resource

_LONGEST_ADDRESS = 90  # a Unix socket's path may have 107 letters


class Provisioner(LocalProvisioner):
    """Forks the kernel from the server that has imported everything; ends it with all that it started."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel; the connection that was prepared for it."""
        environment = kernel_environment(kwargs.get("env") or os.environ)
        folder = str(kwargs.get("cwd") or Path.cwd())
        arguments = _arguments(cmd)
        kernel = None if arguments is None else forked_kernel(Request(arguments, environment, folder))
        if kernel is None:
            connection = await super().launch_kernel(cmd, **{**kwargs, "env": environment})
            _limit(self.pid)
            return connection
        _limit(kernel.pid)
        self.process = kernel  # type: ignore[assignment]  # it speaks as Popen does
        self.pid = self.pgid = kernel.pid
        self.cwd = folder
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Leave nothing behind: what the kernel started ends with it."""
        if self.pgid and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)
        await super().cleanup(restart=restart)


def _limit(process: int | None) -> None:
    """Let the kernel have no more memory than the environment says; Linux only."""
    most = int(os.environ.get(MEMORY) or 0)
    if most and process and sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):  # it has ended, as whoever waits for it will say
            resource.prlimit(process, resource.RLIMIT_AS, (most, most))


def _arguments(command: list[str]) -> tuple[str, ...] | None:
    """What this Python's ipykernel is launched with; None for another kernel."""
    words = [word for word in command[1:] if word != "-Xfrozen_modules=off"]
    if command[:1] == [sys.executable] and words[:2] == ["-m", "ipykernel_launcher"]:
        return tuple(words[2:])
    return None


class Manager(AsyncKernelManager):
    """A kernel manager with a `Provisioner`, and with sockets in a private folder instead of network ports.

    jupyter_client's own default address for such sockets is the same for every kernel started in a folder: two that
    start at once would wait for each other until they time out.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._folder = Path(tempfile.mkdtemp(prefix="crimekit-", dir=os.environ.get(FOLDER)))
        self.connection_file = str(self._folder / "kernel.json")
        if os.name == "posix" and len(str(self._folder)) < _LONGEST_ADDRESS:
            self.transport, self.ip = "ipc", str(self._folder / "kernel")

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # as in AsyncKernelManager
        """Start the kernel; one that has a provisioner of its own, on another machine perhaps, keeps it."""
        spec = self.kernel_spec
        if self.provisioner is None and not (spec and "kernel_provisioner" in spec.metadata):
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = Provisioner(kernel_id=self.kernel_id, kernel_spec=spec, parent=self)
        await super().start_kernel(**kwargs)

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Remove the private folder with the kernel."""
        await super().cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
