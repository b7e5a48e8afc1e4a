"""The shipped quarterly reports as they are published, in real Chromium: the numbers that a page must hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crimekit.page.check import check

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
RUNS = ("gwent-2023-24-q1", "avon-and-somerset-2021-22-q2", "west-yorkshire-2025-26-q3", "gwent-outturn-2019-20")
FOLDERS = ("gwent/2023-24-q1", "avon-and-somerset/2021-22-q2", "west-yorkshire/2025-26-q3", "gwent/outturn-2019-20")
QUARTERLY = FOLDERS[:3]
SETTINGS = {"desktop": (1280, "light"), "phone": (320, "light"), "dark": (1280, "dark")}
KB = 1000


def run(outputs, *runs):
    files = [PROJECT / "parameters" / "runs" / f"{name}.yml" for name in runs]
    command = [sys.executable, "-m", "crimekit", "run", *files, "--outputs", outputs]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    """The three shipped quarterly reports and an outturn, made once."""
    folder = tmp_path_factory.mktemp("outputs")
    assert "note:" not in run(folder, *RUNS).stderr  # nothing typed in the shipped texts differs from the figures
    return folder


def pages(outputs, folder):
    return [outputs / folder / "report.html", *sorted((outputs / folder / "sections").glob("*.html"))]


@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing(show, axe, outputs, setting):
    width, scheme = SETTINGS[setting]
    chosen = [outputs / folder / "report.html" for folder in FOLDERS]
    for path in (*chosen, outputs / FOLDERS[0] / "sections" / "neighbourhood-crime.html", outputs / "index.html"):
        show(path, width=width, scheme=scheme)
        assert axe() == [], path.relative_to(outputs)


@pytest.mark.parametrize("width", [320, 761, 1025])  # a phone, and the narrowest of the two kinds of table
def test_there_is_no_sideways_scroll(browser, show, outputs, width):
    for path in (*(outputs / folder / "report.html" for folder in FOLDERS), outputs / "index.html"):
        show(path, width=width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path


def test_the_pages_ask_for_nothing(show, asked, outputs):
    for path in (*pages(outputs, FOLDERS[0]), outputs / "index.html"):
        show(path)
        assert asked() == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_report_is_at_most_400_kb_and_a_section_66(outputs, folder):
    report, *sections = pages(outputs, folder)
    assert report.stat().st_size <= 400 * KB
    assert len(sections) >= 6
    assert {path.name: path.stat().st_size for path in sections if path.stat().st_size > 66 * KB} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_page_may_be_published_and_every_chart_says_its_latest_value(outputs, folder):
    for path in pages(outputs, folder):
        html = path.read_text(encoding="utf-8")
        assert check(html) == ()
        for chart in BeautifulSoup(html, "html.parser")("figure"):
            (label,) = {drawing["aria-label"] for drawing in chart("svg")}  # the wide and the narrow one say the same
            assert len(label) >= 40
            assert re.search(r"\d", label)
            assert "latest quarter" in label or not label.startswith("Line chart")
            assert chart.find("details")


def test_every_link_leads_to_a_file_that_is_there(outputs):
    for path in outputs.rglob("*.html"):
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")("a"):
            address = link["href"].partition("#")[0]
            if address and not address.startswith(("https:", "mailto:")):
                assert (path.parent / address).exists(), (path.relative_to(outputs), address)


def test_a_report_prints_on_few_sheets_with_every_figure_described(browser, show, printed, outputs):
    for folder in QUARTERLY:
        show(outputs / folder / "report.html")
        drawn = browser.execute_script("return document.querySelectorAll('figure').length")
        paper = printed()
        assert len(re.findall(rb"/Type ?/Page\b", paper)) <= 12, folder
        assert len(re.findall(rb"/Alt ?[(<]", paper)) >= drawn


def test_the_same_figures_give_the_same_bytes(outputs, tmp_path):
    run(tmp_path, RUNS[0])
    made = outputs / FOLDERS[0]
    names = [path.relative_to(outputs) for kind in ("html", "csv", "xlsx") for path in made.rglob(f"*.{kind}")]
    assert len(names) > 30
    for name in names:
        assert (tmp_path / name).read_bytes() == (outputs / name).read_bytes(), name
