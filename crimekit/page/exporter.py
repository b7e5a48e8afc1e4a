"""The nbconvert exporter: ``jupyter nbconvert --to crimekit NOTEBOOK`` gives the page. Never loaded in a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.exporters import Exporter

from crimekit.blocks import Heading, Page
from crimekit.errors import RunError
from crimekit.page.document import render
from crimekit.page.notebooks import Results, results


class CrimekitExporter(Exporter):  # type: ignore[misc]  # nbconvert has no types
    """An executed notebook as a page that can be published: no code, no script, nothing loaded."""

    export_from_notebook = "crimekit"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: Mapping[str, Any], resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed notebook; refused with a `RunError` where a cell failed or none has a result."""
        name = str((resources or {}).get("metadata", {}).get("name", "notebook"))
        found = results(nb, name=name)
        if not found.blocks:
            raise RunError(f"{name}: found no results; expected a notebook that has been run, with crimekit's results")
        _, kept = super().from_notebook_node(nb, resources, **options)
        return render(found.page or _page(found, name), found.blocks), kept


def _page(found: Results, name: str) -> Page:
    """The frame of a page whose notebook says nothing about it: its first heading, and that it is a draft."""
    heading = next((block for block in found.blocks if isinstance(block, Heading)), None)
    title = heading.title if heading else name
    return Page(title, "", "", heading.subtitle if heading else "", draft="Made from a single notebook.")
