"""The connection to the scheduler of a dask cluster, and whether its machines would make the same bytes as this one."""

from __future__ import annotations

import asyncio
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from crimekit.errors import RunError

_ADDRESS = re.compile(r"(tcp|tls)://[^/@\s]+:[0-9]+")
_QUIET = dict.fromkeys(("distributed", "distributed.client", "distributed.gc", "tornado.application"), "critical")


def checked_address(scheduler: str) -> str:
    """The address of a scheduler as it is given, if it can be one.

    Examples
    --------
    >>> checked_address("10.0.0.1:8786")
    Traceback (most recent call last):
    crimekit.errors.RunError: --scheduler: found '10.0.0.1:8786'; expected an address such as tcp://10.0.0.1:8786
    """
    if not _ADDRESS.fullmatch(scheduler):
        raise RunError(f"--scheduler: found '{scheduler}'; expected an address such as tcp://10.0.0.1:8786")
    return scheduler


@contextmanager
def connected(scheduler: str, *, seconds: float = 8) -> Iterator[Any]:
    """A client of the cluster of `scheduler`, of which every machine has the same packages as this one.

    `seconds` is how long to wait for an answer.

    Raises
    ------
    RunError
        If dask.distributed is not installed, no scheduler answers, it has no worker, or a machine differs.
    """
    checked_address(scheduler)
    distributed = _distributed()
    try:
        with ThreadPoolExecutor(1) as thread:  # where there may be an event loop already
            thread.submit(asyncio.run, _answers(scheduler, seconds)).result()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", distributed.versions.VersionMismatchWarning)  # it is refused below
            client = distributed.Client(
                scheduler, timeout=seconds, set_as_default=False, direct_to_workers=False, name="crimekit"
            )
    except (OSError, ValueError, TypeError) as error:
        if isinstance(error, OSError):
            raise RunError(f"--scheduler: no scheduler answers at {scheduler}") from None
        raise RunError(f"--scheduler: cannot connect to {scheduler}: {error}") from None
    try:
        _check(client, scheduler)
        yield client
    finally:
        client.close(timeout=5)


async def _answers(scheduler: str, seconds: float) -> None:
    """Exchange greetings once: dask's client would wait for ever for those of something that accepts and is silent."""
    from distributed.comm import connect
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    connection = await asyncio.wait_for(connect(scheduler, timeout=seconds, **arguments), seconds)
    await connection.close()


def _distributed() -> Any:
    try:
        import dask

        with dask.config.set({"logging": _QUIET}):  # read once, when it is imported
            import distributed
    except ImportError:
        raise RunError(
            "--scheduler: needs the package distributed: pip install 'crimekit[cluster]'; "
            "without --scheduler this machine does the work"
        ) from None
    return distributed


def _check(client: Any, scheduler: str) -> None:
    from crimekit.runs.remote import environment

    own = environment()
    try:
        refuse_others("the scheduler", [client.run_on_scheduler(environment)], own)
    except ImportError as error:
        refuse_others("the scheduler", [error], own)
    workers = list(client.run(environment, on_error="return").values())
    if not workers:
        raise RunError(f"--scheduler: no worker at {scheduler}; start one with: dask worker {scheduler}")
    refuse_others("workers", workers, own)


def refuse_others(kind: str, found: Sequence[Mapping[str, str] | Exception], own: Mapping[str, str]) -> None:
    """Refuse machines that might not make the same bytes; `found` are their environments, or what was in the way.

    Raises
    ------
    RunError
        With how many there are, what the first one has, and what is expected; no machine is named.

    Examples
    --------
    >>> refuse_others("workers", [{"pandas": "3.0.1"}, {"pandas": "2.3.0"}], {"pandas": "3.0.1"})
    Traceback (most recent call last):
    crimekit.errors.RunError: --scheduler: 1 of 2 workers: found pandas 2.3.0; expected 3.0.1, as here
    """
    said = list(filter(None, (_difference(environment, own) for environment in found)))
    if said:
        who = f"{len(said)} of {len(found)} {kind}" if kind == "workers" else kind
        raise RunError(f"--scheduler: {who}: {said[0]}, as here")


def _difference(found: Mapping[str, str] | Exception, own: Mapping[str, str]) -> str:
    from crimekit.runs.remote import differing

    if isinstance(found, Exception):
        return f"found no crimekit that can be used; expected crimekit {own['crimekit']}"
    return differing(found, own)
