"""New figures from a site on this machine, which behaves and misbehaves; nothing here leaves it."""

import contextlib
import datetime as dt
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crimekit.errors import DataError, RunError
from crimekit.loaders.build import GOV_UK, LARGEST, Site, update
from crimekit.loaders.store import releases
from crimekit.parameters import read_parameters

WORKBOOK = (Path(__file__).parent / "data" / "official.ods").read_bytes()
SIZE = len(WORKBOOK)
NAME = "prc-pfa-mar2013-onwards-tables-140717.ods"
NOT_SO = "tables: found an answer that is not as documented"
TABLES, FILE = "/tables", f"/media/{NAME}"
FORCES = {key: read_parameters().forces[key] for key in ("devon-and-cornwall", "gwent")}


class Answers(BaseHTTPRequestHandler):
    """Answers by path, as `server.pages` says."""

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send(**self.server.pages.get(self.path, {"status": 404}))

    def send(self, content=WORKBOOK, *, status=200, length=None, stalls=False, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)
        if stalls:
            self.server.wait.wait(5)

    def log_message(self, *_):
        pass


def page(**details):
    content = {"public_updated_at": "2014-07-17T09:30:00+01:00", "details": details}
    return {"content": json.dumps(content).encode(), "Content_Type": "application/json"}


@pytest.fixture
def server(monkeypatch):
    """A site with the page of the tables and a workbook."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.address = f"http://127.0.0.1:{running.server_address[1]}"
        names = ("prc-csp-mar2013-onwards.ods", "prc-pfa-mar2003-mar2007.ods", "a.pdf", NAME)
        attached = [{"url": f"{running.address}/media/{name}", "file_size": SIZE} for name in names]
        running.pages, running.asked = {TABLES: page(attachments=attached), FILE: {}}, []
        running.wait = threading.Event()
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.wait.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def add(server, tmp_path):
    """Ask for the newest release; nothing is added where it fails."""

    def asked(*, forces=FORCES, seconds=5.0):
        site = Site(f"{server.address}{TABLES}", (f"{server.address}/",), seconds)
        try:
            return update(forces, to=tmp_path / "store", site=site)
        except Exception:
            assert not (tmp_path / "store").is_dir()
            raise

    return asked


def test_a_release_is_added_with_its_address_day_and_hash(server, tmp_path, add):
    """Of all tables of the page, the newest by police force area."""
    assert add() == f"Added the release of 2014-07-17: 2012-13 Q1 to 2013-14 Q1, from {server.address}{FILE}"
    (info,) = releases(tmp_path / "store")
    (entry,) = json.loads((tmp_path / "store" / "downloads.json").read_text(encoding="utf-8"))
    assert (entry["released"], entry["sha256"], entry["bytes"]) == ("2014-07-17", info.sha256, len(WORKBOOK))
    assert info.sha256 == hashlib.sha256(WORKBOOK).hexdigest()
    assert dt.date.fromisoformat(entry["downloaded"]) >= dt.date(2024, 1, 1)
    server.asked.clear()
    assert add() == "The store already holds the release of 2014-07-17; nothing was downloaded"
    assert server.asked == [TABLES]


def test_a_workbook_that_is_only_linked_and_elsewhere_on_the_site(server, add):
    linked, moved = page(body=f'<p><a href="{FILE}">Recorded crime</a></p>'), {"status": 302, "Location": "/elsewhere"}
    server.pages |= {TABLES: linked, FILE: moved, "/elsewhere": {}}
    assert add().startswith("Added")


@pytest.mark.parametrize(
    ("at", "answer", "message"),
    [
        (TABLES, {"content": b"<!DOCTYPE html>"}, rf"{NOT_SO} \(JSONDecodeError\)"),
        (TABLES, {"content": b"[]"}, rf"{NOT_SO} \(TypeError\)"),
        (TABLES, {"content": b'{"public_updated_at": "soon", "details": {}}'}, rf"{NOT_SO} \(ValueError\)"),
        (TABLES, page(), "found no workbook 'prc-pfa-…-onwards…' .* 0 links"),
        (TABLES, {"content": b" " * 6_000_000}, "tables: found more than 5,242,880 bytes; expected at most that"),
        (FILE, {"length": SIZE + 7}, r"ods: IncompleteRead\(.* 7 more expected\); check the connection and try"),
        (FILE, {"status": 404}, f"{NAME}: the site answered 404 Not Found; try again later"),
        (FILE, {"status": 206}, "the site answered 206 Partial Content; try again later"),
        (FILE, {"content": WORKBOOK[:1000]}, f"found 1,000 bytes; expected {SIZE:,}, as the site announces"),
        (FILE, {"length": 10**12}, "found more than 209,715,200 bytes; expected at most that"),
        (FILE, {"content": b"<html>".ljust(SIZE)}, f"{NAME}: found a web page; expected the file"),
        (FILE, {"content": b"Sorry".ljust(SIZE)}, f"{NAME}: found no workbook that can be read"),
        (FILE, {"content": WORKBOOK[:1500] + bytes(SIZE - 1500)}, f"{NAME}: found no workbook that can be"),
        (FILE, {"status": 302, "Location": FILE}, "the site answered 302"),
        (FILE, {"status": 302, "Location": "http://localhost:9/x.ods"}, "x.ods: found an address elsewhere; expected"),
        (FILE, {"status": 302, "Location": "file:///etc/passwd"}, "file:///etc/passwd: found an address elsewhere"),
        (
            FILE,
            {"content": WORKBOOK[:1000], "length": SIZE, "stalls": True},
            "ods: Read timed out; check the connection",
        ),
    ],
)
def test_what_is_no_page_or_no_workbook_is_not_added_and_the_next_attempt_is(server, add, at, answer, message):
    whole = server.pages[at]
    server.pages[at] = answer
    with pytest.raises(DataError if at == TABLES else (DataError, RunError), match=message):
        add(seconds=0.3 if "stalls" in answer else 5)
    server.pages[at] = whole
    assert add().startswith("Added")


def test_nobody_there(tmp_path):
    nobody = Site("http://127.0.0.1:9/", ("http://127.0.0.1:9/",), 1.0)
    with pytest.raises(RunError, match=r"127.0.0.1:9/: \[Errno \d+\] .*refused; check the connection and try again"):
        update(FORCES, to=tmp_path, site=nobody)


def test_a_release_without_one_of_the_forces_and_a_store_that_cannot_be_written(tmp_path, add):
    with pytest.raises(DataError, match="found no figures of kent; expected every force"):
        add(forces={**FORCES, "kent": read_parameters().forces["kent"]})
    (tmp_path / "store").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(RunError, match=r"store: cannot be written .*; nothing was added"):
        add()


def test_the_site_is_gov_uk_and_only_over_tls():
    assert GOV_UK.page.startswith("https://www.gov.uk/api/content/")
    assert all(address.startswith("https://") for address in GOV_UK.allowed)
    assert LARGEST > 50_000_000
