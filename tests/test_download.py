"""New figures from a site on this machine, which behaves and misbehaves; nothing here leaves it."""

import contextlib
import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crimekit.errors import DataError, RunError
from crimekit.loaders.fetch import GOV_UK, LARGEST, Publication, Site, fetch, newest, update
from crimekit.loaders.names import Force
from crimekit.loaders.store import releases

WORKBOOK = (Path(__file__).parent / "data" / "official.ods").read_bytes()
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


def site(server, seconds=5.0):
    return Site(address(server, "/api/content/tables"), (address(server, "/"),), seconds)


def file(server, size=None):
    return Publication(NAME, address(server, f"/media/{NAME}"), dt.date(2014, 7, 17), size)


def serve(server, answer):
    server.pages[f"/media/{NAME}"] = answer


def serve_page(server, **details):
    page = {"public_updated_at": "2014-07-17T09:30:00+01:00", "details": details}
    server.pages["/api/content/tables"] = lambda asked: asked.send(json.dumps(page).encode(), kind="application/json")


def attached(server, name=NAME):
    return {"url": address(server, f"/media/{name}"), "file_size": len(WORKBOOK), "content_type": "application/ods"}


def test_the_newest_workbook_is_the_one_of_police_force_areas(server):
    others = [
        attached(server, name) for name in ("prc-csp-mar2013-onwards.ods", "prc-pfa-mar2003-mar2007.ods", "a.pdf")
    ]
    serve_page(server, attachments=[*others, attached(server)])
    assert newest(site(server)) == file(server, len(WORKBOOK))


def test_a_workbook_that_is_only_linked(server):
    serve_page(server, body=f'<p><a href="/media/{NAME}">Recorded crime</a></p>')
    assert newest(site(server)) == file(server)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html>", r"tables: found an answer that is not as documented \(JSONDecodeError\)"),
        (b"[]", r"tables: found an answer that is not as documented \(TypeError\)"),
        (b'{"public_updated_at": "soon", "details": {}}', r"not as documented \(ValueError\)"),
        (
            b'{"public_updated_at": "2014-07-17", "details": {}}',
            r"found no workbook 'prc-pfa-…-onwards…' .* among 0 links",
        ),
    ],
)
def test_an_answer_that_is_none(server, content, message):
    server.pages["/api/content/tables"] = lambda asked: asked.send(content)
    with pytest.raises(DataError, match=message):
        newest(site(server))


def test_a_download_tells_how_far_it_is(server, tmp_path):
    heard = []
    serve(server, lambda asked: asked.send(WORKBOOK))
    path = fetch(file(server), tmp_path, site(server), told=lambda *so_far: heard.append(so_far))
    assert path.read_bytes() == WORKBOOK
    assert heard[-1] == (len(WORKBOOK), len(WORKBOOK))
    assert [item.name for item in tmp_path.iterdir() if item.is_file()] == [NAME]


@pytest.mark.parametrize(
    ("size", "answer", "message"),
    [
        (
            None,
            {"length": len(WORKBOOK) + 7},
            r"ods: IncompleteRead\(.* 7 more expected\); check the connection and try again",
        ),
        (None, {"status": 404}, f"{NAME}: the site answered 404 Not Found; try again later"),
        (None, {"status": 206}, "the site answered 206 Partial Content; try again later"),
        (1000, {}, rf"found {len(WORKBOOK):,} bytes; expected 1,000, as the site announces"),
        (10**6, {}, rf"found {len(WORKBOOK):,} bytes; expected 1,000,000, as the site announces"),
        (None, {"length": 10**12}, "found more than 209,715,200 bytes; expected a workbook of at most that"),
        (None, {"content": b"<html>Sorry</html>", "kind": "text/html; charset=utf-8"}, "found a web page; expected a"),
        (None, {"content": b"<html>Sorry</html>"}, "found something else than an ODS or XLSX workbook; expected one"),
        (None, {"status": 302, "Location": f"/media/{NAME}"}, "the site answered 302"),
        (None, {"status": 302, "Location": "http://localhost:9/x.ods"}, "x.ods: found an address elsewhere; expected"),
        (None, {"status": 302, "Location": "file:///etc/passwd"}, "file:///etc/passwd: found an address elsewhere"),
    ],
    ids=str,
)
def test_what_is_no_workbook(server, tmp_path, size, answer, message):
    serve(server, lambda asked: asked.send(**{"content": WORKBOOK, **answer}))
    with pytest.raises((DataError, RunError), match=message):
        fetch(file(server, size), tmp_path, site(server))


def test_a_redirect_to_a_known_address_is_followed(server, tmp_path):
    server.pages["/elsewhere"] = lambda asked: asked.send(WORKBOOK)
    serve(server, lambda asked: asked.send(b"", status=302, Location="/elsewhere"))
    assert fetch(file(server), tmp_path, site(server)).read_bytes() == WORKBOOK


def test_a_site_that_stops_answering(server, tmp_path):
    def stall(asked):
        asked.send(WORKBOOK[:1000], length=len(WORKBOOK))
        asked.server.wait.wait(5)

    serve(server, stall)
    with pytest.raises(RunError, match="ods: Read timed out; check the connection and try again"):
        fetch(file(server), tmp_path, site(server, seconds=0.3))


def test_nobody_there(tmp_path):
    nobody = Site("http://127.0.0.1:9/", ("http://127.0.0.1:9/",), 1.0)
    with pytest.raises(RunError, match=r"127.0.0.1:9/: \[Errno \d+\] .*refused; check the connection and try again"):
        newest(nobody)


def test_a_release_is_added_with_its_address_day_and_hash(server, tmp_path):
    serve_page(server, attachments=[attached(server)])
    serve(server, lambda asked: asked.send(WORKBOOK))
    told = update(FORCES, to=tmp_path / "store", site=site(server))
    assert (
        told == f"Added the release of 2014-07-17: 2012-13 Q1 to 2013-14 Q1, from {address(server, f'/media/{NAME}')}"
    )
    (info,) = releases(tmp_path / "store")
    (entry,) = json.loads((tmp_path / "store" / "downloads.json").read_text(encoding="utf-8"))
    assert (entry["released"], entry["sha256"], entry["bytes"]) == ("2014-07-17", info.sha256, len(WORKBOOK))
    assert dt.date.fromisoformat(entry["downloaded"]) >= dt.date(2024, 1, 1)
    asked = len(server.asked)
    again = update(FORCES, to=tmp_path / "store", site=site(server))
    assert again == "The store already holds the release of 2014-07-17; nothing was downloaded"
    assert len(server.asked) == asked + 1


def test_a_workbook_that_is_no_release_is_not_added(server, tmp_path):
    content = WORKBOOK[:1500] + bytes(len(WORKBOOK) - 1500)
    serve_page(server, attachments=[attached(server)])
    serve(server, lambda asked: asked.send(content))
    with pytest.raises(DataError, match="found no workbook that can be read"):
        update(FORCES, to=tmp_path / "store", site=site(server))
    assert not (tmp_path / "store").exists()
    serve(server, lambda asked: asked.send(WORKBOOK))
    assert update(FORCES, to=tmp_path / "store", site=site(server)).startswith("Added")


def test_a_release_without_one_of_the_forces_is_not_added(server, tmp_path):
    serve_page(server, attachments=[attached(server)])
    serve(server, lambda asked: asked.send(WORKBOOK))
    kent = Force("kent", "Kent", "E23000032", "England", "Kent Police", "")
    with pytest.raises(DataError, match="found no figures of kent; expected every force"):
        update({**FORCES, "kent": kent}, to=tmp_path / "store", site=site(server))
    assert not (tmp_path / "store").exists()


def test_a_store_that_cannot_be_written(server, tmp_path):
    (tmp_path / "store").write_text("a file in the way", encoding="utf-8")
    serve_page(server, attachments=[attached(server)])
    serve(server, lambda asked: asked.send(WORKBOOK))
    with pytest.raises(RunError, match=r"store: cannot be written .*; nothing was added"):
        update(FORCES, to=tmp_path / "store", site=site(server))


def test_the_site_is_gov_uk_and_only_over_tls():
    assert GOV_UK.page.startswith("https://www.gov.uk/api/content/")
    assert all(address.startswith("https://") for address in GOV_UK.allowed)
    assert LARGEST > 50_000_000
