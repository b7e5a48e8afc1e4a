"""What the fork server and its clients share: the request for a kernel, and the environment of every kernel."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass

SERVER = "CRIMEKIT_KERNEL_SERVER"  # the address of a running server
MEMORY = "CRIMEKIT_KERNEL_MEMORY"  # bytes that a kernel may use; none or 0: as many as there are
FOLDER = "CRIMEKIT_KERNEL_FOLDER"  # where the sockets of kernels lie; none: in the system's temporary folder
BACKEND = "module://matplotlib_inline.backend_inline"

_OURS = (SERVER, FOLDER)
_HEADER = 8  # bytes: the length of what follows
_LONGEST = 10_000_000  # bytes
_FILES = 2  # standard output and standard error of the kernel
_MATTERS = ("PYTHON", "MPL", "LC_", "LANG", "TZ", "OPENBLAS", "OMP_", "MKL_", "ARROW_", "JE_ARROW", "CRIMEKIT_HOME")
_DEFAULTS = {
    "MPLBACKEND": BACKEND,  # as ipykernel sets it, but before matplotlib is imported
    "OPENBLAS_NUM_THREADS": "1",  # as many kernels as workers run at once; and a fork must have one thread
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own pool holds some 60 MB more in each kernel
}


@dataclass(frozen=True, slots=True)
class Request:
    """A kernel to start."""

    arguments: tuple[str, ...]  # of ipykernel: "-f", the connection file
    environment: Mapping[str, str]
    folder: str  # its working directory


def kernel_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a kernel, forked or not, and of the server."""
    return {**_DEFAULTS, **{name: value for name, value in environment.items() if name not in _OURS}}


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that decide how Python and the packages behave from their import on.

    A kernel that wants others than the server was started with cannot be forked from it.

    Examples
    --------
    >>> settings({"TZ": "Europe/London", "JPY_PARENT_PID": "12"})
    {'TZ': 'Europe/London'}
    """
    return {name: value for name, value in environment.items() if name.startswith(_MATTERS)}


def send_request(connection: socket.socket, request: Request, files: tuple[int, int]) -> None:
    """Ask for a kernel that prints into `files`."""
    content = json.dumps(asdict(request)).encode()
    socket.send_fds(connection, [len(content).to_bytes(_HEADER, "big")], files)
    connection.sendall(content)


def receive_request(connection: socket.socket) -> tuple[Request, list[int]]:
    """What a client asks for and the open files it sent; a `ConnectionError` where it asks for nothing."""
    header, files, _, _ = socket.recv_fds(connection, _HEADER, _FILES)
    try:
        found = json.loads(_received(connection, int.from_bytes(header, "big")))
        if len(files) != _FILES:
            raise ValueError
        return Request(tuple(found["arguments"]), found["environment"], found["folder"]), files
    except (ValueError, KeyError, TypeError, OSError):
        for file in files:
            os.close(file)
        raise ConnectionError("found no request for a kernel") from None


def _received(connection: socket.socket, length: int) -> bytes:
    if length > _LONGEST:
        raise ValueError
    content = b""
    while len(content) < length and (part := connection.recv(length - len(content))):
        content += part
    return content
