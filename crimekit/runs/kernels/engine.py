"""The papermill engine: ``papermill --engine crimekit IN OUT`` runs a notebook on a forked kernel.

papermill loads every registered engine while it is itself being imported. The class is therefore made when it is first
asked for: a module that imported papermill at its top would be asked for its engine before it had one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from crimekit.runs.kernels.provisioner import Manager


@cache
def _engine() -> type:
    from papermill.engines import NBClientEngine

    class Engine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
        """papermill's own engine with crimekit's kernels."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            """Execute the cells; the options are those of papermill's engine and nbclient's client."""
            return super().execute_managed_notebook(nb_man, kernel_name, **{"kernel_manager_class": Manager, **options})

    return Engine


def __getattr__(name: str) -> Any:
    if name != "Engine":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    import papermill.engines  # noqa: F401 - which asks for the engine in turn, so that there is only ever one

    return _engine()
