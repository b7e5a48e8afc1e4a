"""One request to a site that crimekit knows; every other address is refused, redirects too."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from importlib.metadata import version
from typing import IO, Any

from crimekit.errors import DataError, RunError


@dataclass(frozen=True, slots=True)
class Site:
    """Where figures may be asked for, and how long to wait."""

    page: str  # the content API's address of the page that lists the tables
    allowed: tuple[str, ...]  # how every address must begin
    seconds: float = 30.0  # without a single byte


GOV_UK = Site(
    "https://www.gov.uk/api/content/government/statistical-data-sets/"
    "police-recorded-crime-and-outcomes-open-data-tables",
    ("https://www.gov.uk/", "https://assets.publishing.service.gov.uk/"),
)


@contextmanager
def opened(url: str, site: Site, *, headers: Mapping[str, str] | None = None) -> Iterator[Any]:
    """The answer to a request; whatever goes wrong on the way is one `RunError`."""
    _check(url, site)
    request = urllib.request.Request(url, headers={"User-Agent": f"crimekit/{version('crimekit')}", **(headers or {})})  # noqa: S310
    opener = urllib.request.build_opener(_Redirects(site))
    try:
        with opener.open(request, timeout=site.seconds) as answer:
            yield answer
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:
            raise DataError(f"{url}: the site has another file now; run it again to begin afresh") from None
        raise RunError(f"{url}: the site answered {error.code} {_reason(error)}; try again later") from None
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise RunError(f"{url}: {_reason(error)}; check the connection and try again") from None


class _Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, site: Site) -> None:
        self.site = site

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        _check(newurl, self.site)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check(url: str, site: Site) -> None:
    if not url.startswith(site.allowed):
        raise RunError(f"{url}: found an address elsewhere; expected one that begins with {' or '.join(site.allowed)}")


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return " ".join(str(reason).split())[:200] or type(error).__name__
