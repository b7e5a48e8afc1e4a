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
from crimekit.loaders.names import Force
from crimekit.loaders.store import releases

WORKBOOK = (Path(__file__).parent / "data" / "official.ods").read_bytes()
SIZE = len(WORKBOOK)
NAME = "prc-pfa-mar2013-onwards-tables-140717.ods"
FORCES = {
    "devon-and-cornwall": Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", ""),
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
}


class Answers(BaseHTTPRequestHandler):
    """Answers by path, from what the test put into `server.pages`."""

    def do_GET(self):
        self.server.asked.append(self.path)
        answer = self.server.pages.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def send(self, content, *, status=200, kind="application/octet-stream", length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.pages, running.asked, running.wait = {}, [], threading.Event()
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.wait.set()
        running.shutdown()
        thread.join()


def address(server, path=""):
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def serve_page(server, **details):
    page = {"public_updated_at": "2014-07-17T09:30:00+01:00", "details": details}
    server.pages["/tables"] = lambda asked: asked.send(json.dumps(page).encode(), kind="application/json")


def attached(server, name=NAME):
    return {"url": address(server, f"/media/{name}"), "file_size": SIZE, "content_type": "application/ods"}


@pytest.fixture
def add(server, tmp_path):
    """Serve a page with the workbook and ask for it, with what a test changes; nothing is added where it fails."""

    def asked(answer=None, *, forces=FORCES, seconds=5.0, **more):
        if "/tables" not in server.pages:
            serve_page(server, attachments=[attached(server)])
        server.pages[f"/media/{NAME}"] = answer or (lambda asked: asked.send(WORKBOOK))
        site = Site(address(server, "/tables"), (address(server, "/"),), seconds)
        try:
            return update(forces, to=tmp_path / "store", site=site, **more)
        except Exception:
            assert not (tmp_path / "store").is_dir()
            raise

    return asked


def test_a_release_is_added_with_its_address_day_and_hash(server, tmp_path, add):
    """Of all tables of the page, the newest by police force area."""
    names = ("prc-csp-mar2013-onwards.ods", "prc-pfa-mar2003-mar2007.ods", "a.pdf", NAME)
    serve_page(server, attachments=[attached(server, name) for name in names])
    told, where = add(), address(server, f"/media/{NAME}")
    assert told == f"Added the release of 2014-07-17: 2012-13 Q1 to 2013-14 Q1, from {where}"
    (info,) = releases(tmp_path / "store")
    (entry,) = json.loads((tmp_path / "store" / "downloads.json").read_text(encoding="utf-8"))
    assert (entry["released"], entry["sha256"], entry["bytes"]) == ("2014-07-17", info.sha256, len(WORKBOOK))
    assert info.sha256 == hashlib.sha256(WORKBOOK).hexdigest()
    assert dt.date.fromisoformat(entry["downloaded"]) >= dt.date(2024, 1, 1)
    server.asked.clear()
    assert add() == "The store already holds the release of 2014-07-17; nothing was downloaded"
    assert server.asked == ["/tables"]


def test_a_workbook_that_is_only_linked_and_elsewhere_on_the_site(server, add):
    serve_page(server, body=f'<p><a href="/media/{NAME}">Recorded crime</a></p>')
    server.pages["/elsewhere"] = lambda asked: asked.send(WORKBOOK)
    assert add(lambda asked: asked.send(b"", status=302, Location="/elsewhere")).startswith("Added")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html>", r"tables: found an answer that is not as documented \(JSONDecodeError\)"),
        (b"[]", r"tables: found an answer that is not as documented \(TypeError\)"),
        (b'{"public_updated_at": "soon", "details": {}}', r"not as documented \(ValueError\)"),
        (b'{"public_updated_at": "2014-07-17", "details": {}}', "found no workbook 'prc-pfa-…-onwards…' .* 0 links"),
        (b" " * 6_000_000, "tables: found more than 5,242,880 bytes; expected at most that"),
    ],
    ids=["web page", "list", "no date", "no table", "endless"],
)
def test_a_page_that_is_none(server, add, content, message):
    server.pages["/tables"] = lambda asked: asked.send(content)
    with pytest.raises(DataError, match=message):
        add()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"length": SIZE + 7}, r"ods: IncompleteRead\(.* 7 more expected\); check the connection and try"),
        ({"status": 404}, f"{NAME}: the site answered 404 Not Found; try again later"),
        ({"status": 206}, "the site answered 206 Partial Content; try again later"),
        ({"content": WORKBOOK[:1000]}, f"found 1,000 bytes; expected {SIZE:,}, as the site announces"),
        ({"length": 10**12}, "found more than 209,715,200 bytes; expected at most that"),
        ({"content": b"<html>".ljust(SIZE), "kind": "text/html"}, f"{NAME}: found a web page; expected the file"),
        ({"content": b"Sorry".ljust(SIZE)}, f"{NAME}: found no workbook that can be read"),
        ({"content": WORKBOOK[:1500] + bytes(SIZE - 1500)}, f"{NAME}: found no workbook that can be"),
        ({"status": 302, "Location": f"/media/{NAME}"}, "the site answered 302"),
        ({"status": 302, "Location": "http://localhost:9/x.ods"}, "x.ods: found an address elsewhere; expected"),
        ({"status": 302, "Location": "file:///etc/passwd"}, "file:///etc/passwd: found an address elsewhere"),
    ],
    ids=str,
)
def test_what_is_no_workbook_is_not_added_and_the_next_attempt_is(add, answer, message):
    with pytest.raises((DataError, RunError), match=message):
        add(lambda asked: asked.send(**{"content": WORKBOOK, **answer}))
    assert add().startswith("Added")


def test_a_site_that_stops_answering(add):
    def stall(asked):
        asked.send(WORKBOOK[:1000], length=len(WORKBOOK))
        asked.server.wait.wait(5)

    with pytest.raises(RunError, match="ods: Read timed out; check the connection and try again"):
        add(stall, seconds=0.3)


def test_nobody_there(tmp_path):
    nobody = Site("http://127.0.0.1:9/", ("http://127.0.0.1:9/",), 1.0)
    with pytest.raises(RunError, match=r"127.0.0.1:9/: \[Errno \d+\] .*refused; check the connection and try again"):
        update(FORCES, to=tmp_path, site=nobody)


def test_a_release_without_one_of_the_forces_and_a_store_that_cannot_be_written(tmp_path, add):
    kent = Force("kent", "Kent", "E23000032", "England", "Kent Police", "")
    with pytest.raises(DataError, match="found no figures of kent; expected every force"):
        add(forces={**FORCES, "kent": kent})
    (tmp_path / "store").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(RunError, match=r"store: cannot be written .*; nothing was added"):
        add()


def test_the_site_is_gov_uk_and_only_over_tls():
    assert GOV_UK.page.startswith("https://www.gov.uk/api/content/")
    assert all(address.startswith("https://") for address in GOV_UK.allowed)
    assert LARGEST > 50_000_000
