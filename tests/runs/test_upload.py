"""Reports copied to a URL: whole, the record last, nothing twice, and listed with what others copied."""

import os
import re
import sys

import fsspec
import pytest

from crimekit.errors import RunError
from crimekit.runs.pdf import write_pdf
from crimekit.runs.record import compared, differences, write_record
from crimekit.runs.seal import hashes, sealed
from crimekit.runs.upload import contents_at, opened, uploaded


def written(outputs, force="gwent", quarter="2023-24 Q1", title="Measures", **files):
    """A report with these files beside its page and a table."""
    report = outputs / force / quarter.lower().replace(" ", "-")
    for name, text in {"report.html": "<p>1</p>", "tables/rates.csv": "Rate\n2\n", **files}.items():
        (report / name).parent.mkdir(parents=True, exist_ok=True)
        (report / name).write_text(text, encoding="utf-8")
    page = {"title": title, "force": force.title(), "period": quarter, "draft": "", "marking": "OFFICIAL"}
    record = {"run": {"quarter": quarter}, "page": page, "files": hashes(report)}
    write_record(report, sealed(report, record))
    return report


@pytest.fixture(params=["memory", "file"])
def url(request, tmp_path):
    place = {"memory": "memory://reports", "file": (tmp_path / "there").as_uri()}[request.param]
    yield place
    fsspec.filesystem("memory").store.clear()


def there(url):
    system, folder = fsspec.core.url_to_fs(url)
    return {
        path.removeprefix(f"{folder}/"): system.cat_file(path).decode(errors="replace") for path in system.find(folder)
    }


def listed(url):
    return re.findall(r'<a href="([^"]+report\.html)"', there(url)["index.html"])


@pytest.fixture
def here(published, monkeypatch):
    """The published project, and this a terminal in its folder."""
    monkeypatch.setenv("CRIMEKIT_HOME", str(published.folder))
    monkeypatch.chdir(published.folder)
    return published


def test_a_report_is_copied_once_and_listed_with_what_others_copied(tmp_path, url):
    mine, hers = tmp_path / "mine", tmp_path / "hers"
    written(mine, "kent")  # made here, never copied
    list(uploaded([written(hers, "essex", "2023-24 Q2")], hers, opened(url)))
    report = written(mine)
    assert list(uploaded([report], mine, opened(url))) == ["gwent/2023-24-q1: uploaded"]
    found = {name: text for name, text in there(url).items() if name.startswith("gwent")}
    names = ("report.html", "tables/rates.csv", "run.json")
    assert found == {f"gwent/2023-24-q1/{name}": (report / name).read_text(encoding="utf-8") for name in names}
    assert list(uploaded([report], mine, opened(url))) == []
    assert listed(url) == ["essex/2023-24-q2/report.html", "gwent/2023-24-q1/report.html"]


def test_what_is_not_whole_or_no_report_is_not_listed_or_verified(tmp_path, url):
    system, folder = fsspec.core.url_to_fs(url)
    for name in ("kent/2023-24-q1/report.html", "run.json", "essex/2023-24-q1/run.json", "surrey/q1/old/run.json"):
        system.makedirs(f"{folder}/{name}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{folder}/{name}", b"[]")
    outputs = tmp_path / "outputs"
    list(uploaded([written(outputs)], outputs, opened(url)))
    assert listed(url) == ["gwent/2023-24-q1/report.html"]
    with pytest.raises(RunError, match=r"^q1: found no run.json with the hashes of a report; expected a published"):
        compared(contents_at(f"{url}/surrey/q1"), name="q1")


def test_a_newer_report_replaces_it_and_leaves_nothing_of_it(tmp_path, url):
    outputs = tmp_path / "outputs"
    report = written(outputs, **{"tables/old.csv": "Rate\n"})
    assert list(uploaded([report], outputs, opened(url)))
    (report / "tables" / "old.csv").unlink()
    written(outputs, **{"report.html": "<p>2</p>"})
    assert list(uploaded([report], outputs, opened(url)))
    found = there(url)
    assert found["gwent/2023-24-q1/report.html"] == "<p>2</p>"
    assert found["gwent/2023-24-q1/run.json"] == (report / "run.json").read_text(encoding="utf-8")
    assert "gwent/2023-24-q1/tables/old.csv" not in found


@pytest.mark.skipif(os.name != "posix", reason="the browser of this test is a shell script")
def test_a_pdf_that_is_printed_later_is_copied_too(tmp_path, url, monkeypatch):
    outputs = tmp_path / "outputs"
    report = written(outputs)
    assert list(uploaded([report], outputs, opened(url)))
    browser = tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    prints = 'for given; do case $given in --print-to-pdf=*) echo "%PDF /StructTreeRoot" > "${given#*=}";; esac; done'
    browser.write_text(f"#!/bin/sh\n{prints}\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(browser.parent))
    write_pdf(report)
    assert list(uploaded([report], outputs, opened(url))) == ["gwent/2023-24-q1: uploaded"]
    assert there(url)["gwent/2023-24-q1/report.pdf"] == "%PDF /StructTreeRoot\n"
    assert compared(contents_at(f"{url}/gwent/2023-24-q1"), name="") == ()


def test_an_upload_that_stops_half_way_leaves_no_record_and_the_next_completes_it(here, typed, tmp_path):
    place = tmp_path / "there" / "kent" / "2025-26-q3"
    (place / "tables.xlsx").mkdir(parents=True)  # a folder where a file is to be
    (place / "run.json").write_text("of before", encoding="utf-8")
    command = (*here.command, "--outputs", (tmp_path / "there").as_uri())
    assert typed(*command) == (
        2,
        "",
        "crimekit: outputs: kent/2025-26-q3: file refused (Is a directory); the report is whole in "
        "outputs/kent/2025-26-q3\n",
    )
    assert differences(here.report) == ()
    assert not (place / "run.json").exists()
    (place / "tables.xlsx").rmdir()
    assert typed(*command)[0] == 0
    assert differences(place) == ()


def test_a_list_that_cannot_be_written_is_told_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outputs, place = tmp_path / "outputs", tmp_path / "there"
    (place / "index.html").mkdir(parents=True)
    refused = r"^outputs: the list of reports: file refused .*the reports are whole in outputs$"
    with pytest.raises(RunError, match=refused):
        list(uploaded([written(outputs)], outputs, opened(place.as_uri())))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3:/bucket", "outputs: found 's3:/bucket'; expected a folder, or a URL such as s3://bucket"),
        ("://bucket", "outputs: found '://bucket'; expected a folder, or a URL such as s3://bucket"),
        ("memori://reports", "outputs: no kind of place 'memori'; did you mean 'memory'"),
        ("oci://bucket@space/reports", "outputs: cannot use 'oci': "),  # its package is not installed
        ("ftp:/ann:secret@host/x", "outputs: found 'ftp:/…@host/x'; expected a folder"),
        ("ftp://ann:sec/ret@host/x", "outputs: cannot use 'ftp' (ValueError): ftp://…@host/x"),
        ("ftp://ann:secret@host:port/x", "outputs: cannot use 'ftp' (ValueError): ftp://…@host:port/x"),
        ("ftp://ann:secret@[host/x", "outputs: cannot use 'ftp' (ValueError): ftp://…@[host/x"),
    ],
)
def test_what_is_no_place_is_refused_and_no_password_is_told(url, told):
    with pytest.raises(RunError) as stopped:
        opened(url)
    assert str(stopped.value).startswith(told)
    assert "sec" not in str(stopped.value)


def test_without_fsspec_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(RunError, match=r"outputs: a URL needs the package fsspec: pip install 'crimekit\[cloud\]'"):
        opened("memory://reports")


def test_outputs_at_a_url_are_made_here_and_copied_there(here, typed, tmp_path):
    place = tmp_path / "there"
    assert typed(*here.command, "--outputs", place.as_uri()) == (
        0,
        "The report is at outputs/kent/2025-26-q3/report.html (nothing had changed)\n",
        "note: kent/2025-26-q3: uploaded\n",
    )
    assert differences(place / "kent" / "2025-26-q3") == ()
    assert listed(place.as_uri()) == ["kent/2025-26-q3/report.html"]
    there = f"{place.as_uri()}/kent/2025-26-q3"
    code, said, _ = typed("verify", there)
    assert (code, said.partition(";")[0]) == (0, "2025-26-q3: every file is as it was published")
    (place / "kent" / "2025-26-q3" / "report.html").write_text("other", encoding="utf-8")
    (place / "kent" / "2025-26-q3" / "tables.xlsx").unlink()
    changed, missing = compared(contents_at(there), name="")
    assert changed.startswith("report.html: changed: SHA-256 ")
    assert missing == "tables.xlsx: missing"
