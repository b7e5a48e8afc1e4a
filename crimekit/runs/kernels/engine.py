"""The papermill engine: ``papermill --engine crimekit IN OUT`` runs a notebook on a forked kernel."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

from crimekit.runs.kernels.provisioner import Manager


class Engine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """papermill's own engine with crimekit's kernels."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute the cells; the options are those of papermill's engine and nbclient's client."""
        return super().execute_managed_notebook(nb_man, kernel_name, **{"kernel_manager_class": Manager, **options})
