"""Which recorded crime workbook GOV.UK publishes now, by its content API."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

from crimekit.errors import DataError
from crimekit.loaders.updates.requests import Site, opened

_ANSWER = 5 * 1024**2  # bytes of an answer of the content API; the page has some hundred thousand
_WORKBOOK = re.compile(r"prc-pfa-.*onwards.*\.(?:ods|xlsx)", re.IGNORECASE)
_LINK = re.compile(r"""href=["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Publication:
    """A workbook that can be downloaded."""

    name: str
    url: str
    released: dt.date  # the day on which the page says it was updated
    size: int | None = None  # in bytes, where the page says so


def newest(site: Site) -> Publication:
    """The newest table of recorded crime by police force area.

    Raises
    ------
    RunError
        The site cannot be reached or does not answer as it should.
    DataError
        Its answer names no such table or no date.
    """
    with opened(site.page, site) as answer:
        content = answer.read(_ANSWER)
    try:
        page = json.loads(content)
        released = dt.datetime.fromisoformat(page["public_updated_at"]).date()
        found = dict(_attachments(page, site))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{site.page}: found an answer that is not as documented ({type(error).__name__})") from error
    for url, size in found.items():
        name = PurePosixPath(urlsplit(url).path).name
        if _WORKBOOK.fullmatch(name):
            return Publication(name, url, released, size)
    raise DataError(f"{site.page}: found no workbook 'prc-pfa-…-onwards…' of .ods or .xlsx among {len(found)} links")


def _attachments(page: Mapping[str, Any], site: Site) -> list[tuple[str, int | None]]:
    """The address and size of each file: those listed, then those only linked in the text."""
    details = page["details"]
    listed = [(urljoin(site.page, file["url"]), file.get("file_size")) for file in details.get("attachments", ())]
    linked = [(urljoin(site.page, url), None) for url in _LINK.findall(str(details.get("body", "")))]
    return [*[pair for pair in linked if pair[0] not in dict(listed)], *listed]
