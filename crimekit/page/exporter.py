"""The nbconvert exporter: ``jupyter nbconvert --to crimekit NOTEBOOK`` gives the page. Never loaded in a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.exporters import Exporter

from crimekit.blocks import Heading, Page
from crimekit.errors import RunError
from crimekit.page.document import render
from crimekit.page.notebooks import results


class CrimekitExporter(Exporter):  # type: ignore[misc]  # nbconvert has no types
    """An executed notebook as a page that can be published: no code, no script, nothing loaded."""

    export_from_notebook = "crimekit"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: Mapping[str, Any], resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed notebook (or of one that ``--execute`` runs), a draft headed by its first heading.

        Refused with a `RunError` where a cell failed or none has a result.
        """
        name = str((resources or {}).get("metadata", {}).get("name", "notebook"))
        executed, kept = super().from_notebook_node(nb, resources, **options)
        found = results(executed, name=name)
        if not found or not any(cell.get("outputs") for cell in executed["cells"]):
            raise RunError(f"{name}: found no results; expected a notebook that has been run, with crimekit's results")
        heading = next((block for block in found if isinstance(block, Heading)), Heading("", name))
        page = Page(heading.title, "", "", heading.subtitle, draft="Made from a single notebook.")
        return render(page, found), kept
