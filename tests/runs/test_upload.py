"""Reports copied to another place: whole, the record last, and nothing that is there already."""

import subprocess
import sys

import fsspec
import pytest

from crimekit.errors import RunError
from crimekit.runs.upload import opened, uploaded
from crimekit.runs.verify import differences

FILES = {"report.html": "<p>1</p>", "tables/rates.csv": "Rate\n2\n", "run.json": "{}"}


def written(outputs, **changed):
    report = outputs / "gwent" / "2023-24-q1"
    for name, text in {**FILES, **changed}.items():
        (report / name).parent.mkdir(parents=True, exist_ok=True)
        (report / name).write_text(text, encoding="utf-8")
    (outputs / "index.html").write_text("all", encoding="utf-8")
    return report


@pytest.fixture(params=["memory", "file"])
def url(request, tmp_path):
    place = {"memory": "memory://reports", "file": (tmp_path / "there").as_uri()}[request.param]
    yield place
    fsspec.filesystem("memory").store.clear()


def there(url):
    system, folder = fsspec.core.url_to_fs(url)
    return {path.removeprefix(f"{folder}/"): system.cat_file(path).decode() for path in system.find(folder)}


def test_a_report_is_copied_once_with_the_list_of_all(tmp_path, url):
    outputs = tmp_path / "outputs"
    report = written(outputs)
    assert list(uploaded([report], outputs, opened(url))) == ["gwent/2023-24-q1: uploaded"]
    assert there(url) == {**{f"gwent/2023-24-q1/{name}": text for name, text in FILES.items()}, "index.html": "all"}
    assert list(uploaded([report], outputs, opened(url))) == []


def test_a_newer_report_replaces_it_and_leaves_nothing_of_it(tmp_path, url):
    outputs = tmp_path / "outputs"
    report = written(outputs, **{"tables/old.csv": "Rate\n"})
    assert list(uploaded([report], outputs, opened(url)))
    (report / "tables" / "old.csv").unlink()
    written(outputs, **{"report.html": "<p>2</p>", "run.json": '{"new": 1}'})
    assert list(uploaded([report], outputs, opened(url)))
    found = there(url)
    assert found["gwent/2023-24-q1/report.html"] == "<p>2</p>"
    assert found["gwent/2023-24-q1/run.json"] == '{"new": 1}'
    assert "gwent/2023-24-q1/tables/old.csv" not in found


def test_an_upload_that_stops_half_way_leaves_no_record_and_the_next_completes_it(tmp_path):
    outputs, place = tmp_path / "outputs", tmp_path / "there"
    report = written(outputs)
    there_already = place / "gwent" / "2023-24-q1"
    (there_already / "tables").mkdir(parents=True)
    (there_already / "tables" / "rates.csv").mkdir()  # a folder where a file is to be
    (there_already / "run.json").write_text("of before", encoding="utf-8")
    with pytest.raises(
        RunError, match=r"^--upload: gwent/2023-24-q1: file refused \(Is a directory\); the report here"
    ):
        list(uploaded([report], outputs, opened(place.as_uri())))
    assert not (there_already / "run.json").exists()
    (there_already / "tables" / "rates.csv").rmdir()
    assert list(uploaded([report], outputs, opened(place.as_uri()))) == ["gwent/2023-24-q1: uploaded"]
    assert (there_already / "run.json").read_text(encoding="utf-8") == "{}"


def test_what_is_no_url_is_refused():
    with pytest.raises(RunError, match=r"--upload: found 'outputs'; expected a URL, such as s3://bucket/reports"):
        opened("outputs")


def test_a_kind_of_place_that_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(RunError, match="--upload: no kind of place 'memori'; did you mean 'memory'"):
        opened("memori://reports")


def test_a_kind_of_place_whose_package_is_not_installed_is_refused():
    with pytest.raises(RunError, match="--upload: cannot use 'oci': "):
        opened("oci://bucket@space/reports")


def test_without_fsspec_the_extra_is_named(tmp_path):
    (tmp_path / "fsspec.py").write_text("raise ImportError", encoding="utf-8")
    code = "import sys; sys.path.insert(0, sys.argv[1]); from crimekit.runs.upload import opened; opened('s3://b')"
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True).stderr
    assert "RunError: --upload: needs the package fsspec: pip install 'crimekit[cloud]'" in said


def test_a_published_report_is_whole_where_it_was_copied_to(published, tmp_path):
    place = tmp_path / "there"
    assert list(uploaded([published.report], published.outputs, opened(place.as_uri())))
    assert differences(place / "kent" / "2025-26-q3") == ()
