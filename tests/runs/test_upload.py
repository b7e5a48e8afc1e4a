"""Reports copied to a URL: whole, the record last, nothing twice, and listed with what others copied."""

import re
import sys

import fsspec
import pytest

from crimekit.errors import RunError
from crimekit.runs.record import differences
from crimekit.runs.upload import opened, uploaded


@pytest.fixture(params=["memory", "file"])
def url(request, tmp_path):
    yield {"memory": "memory://reports", "file": (tmp_path / "there").as_uri()}[request.param]
    fsspec.filesystem("memory").store.clear()


def there(url):
    return {name: content.decode(errors="replace") for name, content in fsspec.get_mapper(url).items()}


def listed(url):
    """The reports of the list, each once: it has them by year and by force."""
    return list(dict.fromkeys(re.findall(r'<a href="([^"]+report\.html)"', there(url)["index.html"])))


def test_a_report_is_copied_once_listed_with_what_others_copied_and_replaced_whole(tmp_path, url, sealed):
    mine, hers = tmp_path / "mine", tmp_path / "hers"
    sealed(mine, "kent")  # made here, never copied
    list(uploaded([sealed(hers, "essex", "2023-24 Q2")], hers, opened(url)))
    report = sealed(mine, files={"tables/old.csv": "Rate\n"})
    assert list(uploaded([report], mine, opened(url))) == ["gwent/2023-24-q1: uploaded"]
    assert there(url)["gwent/2023-24-q1/tables/old.csv"] == "Rate\n"
    assert list(uploaded([report], mine, opened(url))) == []
    assert listed(url) == ["essex/2023-24-q2/report.html", "gwent/2023-24-q1/report.html"]
    (report / "tables" / "old.csv").unlink()
    (report / "run.json").unlink()
    (report / "empty").mkdir()  # by somebody, and not copied
    sealed(mine, files={"report.html": "<p>2</p>", "report.pdf": "%PDF"})
    assert list(uploaded([report], mine, opened(url))) == ["gwent/2023-24-q1: uploaded"]
    found = {name: text for name, text in there(url).items() if name.startswith("gwent")}
    names = ("report.html", "report.pdf", "tables/rates.csv", "run.json")
    assert found == {f"gwent/2023-24-q1/{name}": (report / name).read_text(encoding="utf-8") for name in names}


def test_what_is_not_whole_or_no_report_is_not_listed_or_verified(tmp_path, url, sealed, typed):
    place = fsspec.get_mapper(url)
    for name in ("kent/2023-24-q1/report.html", "run.json", "essex/2023-24-q1/run.json", "surrey/q1/old/run.json"):
        place[name] = b"[]"
    outputs = tmp_path / "outputs"
    list(uploaded([sealed(outputs)], outputs, opened(url)))
    assert listed(url) == ["gwent/2023-24-q1/report.html"]
    refused = "crimekit: q1: found no run.json with the hashes of a report; expected a published report\n"
    assert typed("verify", f"{url}/surrey/q1") == (2, "", refused)


def test_outputs_at_a_url_are_made_here_and_copied_there_and_verified_there(command, typed, tmp_path):
    place = (tmp_path / "there").as_uri()
    report = tmp_path / "there" / "kent" / "2025-26-q3"
    at = "The report is at outputs/kent/2025-26-q3/report.html (nothing had changed)\n"
    assert command("--outputs", place) == (0, at, "note: kent/2025-26-q3: uploaded\n")
    assert differences(report) == ()
    assert listed(place) == ["kent/2025-26-q3/report.html"]
    code, said, _ = typed("verify", f"{place}/kent/2025-26-q3")
    assert (code, said.partition(";")[0]) == (0, "2025-26-q3: every file is as it was published")
    (report / "report.html").write_text("other", encoding="utf-8")
    (report / "tables.xlsx").unlink()
    code, said, _ = typed("verify", f"{place}/kent/2025-26-q3")
    assert (code, said[:31], said.splitlines()[1:]) == (1, "report.html: changed: SHA-256 d", ["tables.xlsx: missing"])


def test_an_upload_that_stops_half_way_leaves_no_record_and_the_next_completes_it(published, command, tmp_path):
    place = tmp_path / "there" / "kent" / "2025-26-q3"
    (place / "tables.xlsx").mkdir(parents=True)  # a folder where a file is to be
    (place / "run.json").write_text("of before", encoding="utf-8")
    options = ("--outputs", (tmp_path / "there").as_uri())
    refused = "file refused (Is a directory); the report is whole in outputs/kent/2025-26-q3"
    assert command(*options) == (2, "", f"crimekit: outputs: kent/2025-26-q3: {refused}\n")
    assert differences(published.report) == ()
    assert not (place / "run.json").exists()
    (place / "tables.xlsx").rmdir()
    (tmp_path / "there" / "index.html").mkdir()
    refused = "the list of reports: file refused (Is a directory); the reports are whole in outputs"
    assert command(*options)[::2] == (2, f"note: kent/2025-26-q3: uploaded\ncrimekit: outputs: {refused}\n")
    assert differences(place) == ()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3:/bucket", "outputs: found 's3:/bucket'; expected a folder, or a URL such as s3://bucket"),
        ("://bucket", "outputs: found '://bucket'; expected a folder, or a URL such as s3://bucket"),
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
