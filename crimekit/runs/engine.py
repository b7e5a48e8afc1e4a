"""The papermill engine: ``papermill --engine crimekit IN OUT`` runs the cells in this very process, without a kernel.

The process belongs to the notebook. What a cell shows is what it would show in a kernel; what a program that it starts
prints past Python is not kept, and ``input()`` finds nothing to read.
"""

from __future__ import annotations

import asyncio
import json
import sys
from base64 import b64encode
from collections.abc import Mapping
from io import TextIOBase
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from traitlets.config import Config

from crimekit.runs.notebooks import SKIPPED

_MOST_PRINTED = 100_000  # letters of one stream of one cell
_MOST_SHOWN = 1_000  # results and pictures of a cell


class _Stream(TextIOBase):
    """Standard output or standard error of the cell that runs."""

    encoding = "utf-8"

    def __init__(self, name: str, shell: Shell) -> None:
        self.name, self._shell = name, shell

    def write(self, text: str) -> int:
        self._shell.printed(self.name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, *_: Any, **more: Any) -> None:
        key = (more.get("transient") or {}).get("display_id")
        self.shell.displayed(data, metadata or {}, key=key, update=more.get("update", False))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear()
        self.shell.letters.clear()
        self.shell.results = 0


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        """Nothing: the number is in the output."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.added("execute_result", format_dict, md_dict or {}, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing: there is no line to end."""


class Shell(InteractiveShell):
    """IPython as a kernel has it, with the outputs of the cell that runs in a list."""

    display_pub_class = _Publisher
    displayhook_class = _Hook

    def begin(self) -> list[Any]:
        """Begin a cell; the list that its outputs will be in."""
        self.outputs: list[Any] = []
        self.letters: dict[str, int] = {}  # printed so far, by stream
        self.results = 0
        return self.outputs

    def end(self) -> None:
        """Say among the outputs what of them is not kept; a cell of which results are missing has failed."""
        for name, letters in self.letters.items():
            if letters > _MOST_PRINTED:
                text = f"\n… {letters - _MOST_PRINTED:,} more characters, not kept\n"
                self.outputs.append(new_output("stream", name=name, text=text))
        if self.results > _MOST_SHOWN:
            text = f"the cell showed {self.results:,} results; expected at most {_MOST_SHOWN:,}"
            self.outputs.append(new_output("error", ename="RunError", evalue=text, traceback=[text]))

    def printed(self, name: str, text: str) -> None:
        """Keep what is printed, up to a limit; what goes beyond it is only counted."""
        room = max(0, _MOST_PRINTED - self.letters.get(name, 0))
        self.letters[name] = self.letters.get(name, 0) + len(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"] += text[:room]
        elif room and text:
            self.outputs.append(new_output("stream", name=name, text=text[:room]))

    def displayed(self, data: Any, metadata: Any, *, key: str | None, update: bool) -> None:
        """Add something displayed, or change what was displayed under the same key, in an earlier cell perhaps."""
        by_key: dict[str, list[Any]] = self.__dict__.setdefault("by_key", {})
        if update:
            for output in by_key.get(key or "", ()):
                output.update(data=_encoded(data), metadata=metadata)
        elif (output := self.added("display_data", data, metadata)) and key:
            by_key.setdefault(key, []).append(output)

    def added(self, kind: str, data: Mapping[str, Any], metadata: Any, **more: Any) -> Any:
        """Keep a result, up to a limit; None beyond it."""
        self.results += 1
        if self.results > _MOST_SHOWN:
            return None
        self.outputs.append(new_output(kind, _encoded(data), metadata=metadata, **more))
        return self.outputs[-1]

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.outputs.append(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb))

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: there is no window to wait for."""


def _encoded(data: Mapping[str, Any]) -> dict[str, Any]:
    """Results as a notebook holds them: pictures as text."""
    return {kind: b64encode(value).decode() if isinstance(value, bytes) else value for kind, value in data.items()}


def run(manager: Any, _kernel: str, **_options: Any) -> None:
    """Run the cells of papermill's notebook one after the other, until one fails.

    It is saved before each cell, but not as papermill does, which takes longer than most cells; at the end papermill
    saves it once more.
    """
    from papermill.iorw import papermill_io

    path, manager.output_path = manager.output_path, None
    InteractiveShell.clear_instance()  # of the process that this one is forked from
    shell: Any = Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    standard = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", shell), _Stream("stderr", shell)
    asyncio.set_event_loop(asyncio.new_event_loop())
    try:
        for index, cell in enumerate(manager.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip() or SKIPPED in cell.metadata.get("tags", ()):
                continue
            manager.cell_start(cell, index)
            if path:
                papermill_io.write(json.dumps(manager.nb), path)
            cell.outputs = shell.begin()
            cell.execution_count = shell.run_cell(cell.source, store_history=True).execution_count
            shell.end()
            if any(output.output_type == "error" for output in cell.outputs):
                manager.cell_exception(cell, index)
                break
            manager.cell_complete(cell, index)
    finally:
        sys.stdout, sys.stderr = standard
        asyncio.get_event_loop().close()
        Shell.clear_instance()


def __getattr__(name: str) -> Any:
    """The class that papermill knows as ``crimekit``.

    papermill loads every registered engine while it is itself being imported, so this module cannot import it before.
    """
    if name != "Engine":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from papermill.engines import Engine

    return type(name, (Engine,), {"execute_managed_notebook": staticmethod(run)})
