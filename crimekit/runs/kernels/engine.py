"""The papermill engine: ``papermill --engine crimekit IN OUT`` runs a notebook on a forked kernel.

papermill loads every registered engine while it is itself being imported. The class is therefore made when it is first
asked for: a module that imported papermill at its top would be asked for its engine before it had one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from crimekit.runs.kernels.printing import Printed
from crimekit.runs.kernels.provisioner import Manager


@cache
def _client() -> type:
    from papermill.clientwrap import PapermillNotebookClient

    class Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
        """papermill's own client, which can keep less of what a cell prints than all of it."""

        def __init__(self, manager: Any, *, most_printed: int = 0, **options: Any) -> None:
            super().__init__(manager, **options)
            self._printed = Printed(most_printed)

        def execute_cell(self, *cell: Any, **options: Any) -> Any:
            """Run a cell; one whose results are too many to be kept has failed."""
            done = super().execute_cell(*cell, **options)
            self._printed.check()
            return done

        def output(self, outputs: list[Any], message: dict[str, Any], *where: Any) -> Any:
            """Take what a cell shows into its outputs; what it prints beyond the limit is only counted."""
            if self.clear_before_next_output:
                self._printed.forget()
            kept = self._printed.kept(message)
            shown = None if kept is None else super().output(outputs, kept, *where)
            self._printed.note(outputs)
            return shown

        def clear_output(self, outputs: list[Any], *message: Any) -> None:
            """Clear the outputs of a cell; what it printed before counts no more."""
            super().clear_output(outputs, *message)
            if not outputs:
                self._printed.forget()

    return Client


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine
    from papermill.log import logger

    class Engine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
        """papermill's own engine with crimekit's kernels."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            """Execute the cells; the options are those of papermill's engine and nbclient's client.

            One is added: `most_printed`, the letters of each stream of a cell that are kept. Without it, all of them
            are, and as many results as a cell shows.
            """
            given = {"kernel_manager_class": Manager, **options}
            given.pop("input_path", None)
            given["timeout"] = given.pop("execution_timeout", None) or given.get("timeout")
            given["startup_timeout"] = given.pop("start_timeout", 60)
            return _client()(nb_man, kernel_name=kernel_name, log=logger, **given).execute()

    return Engine


def __getattr__(name: str) -> Any:
    if name != "Engine":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    import papermill.engines  # noqa: F401 - which asks for the engine in turn, so that there is only ever one

    return _engine()
