"""The shipped reports and a small page in real Chromium: accessible, silent, harmless, on a phone and on paper."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crimekit.blocks import Cell, Column, Heading, KeyFigure, KeyFigures, Page, Prose, Table
from crimekit.charts.data import Bar, Caption
from crimekit.charts.figures import survey_figure
from crimekit.page.check import check
from crimekit.page.document import render

pytestmark = pytest.mark.browser
slow = pytest.mark.slow  # what needs the reports

PROJECT = Path(__file__).parents[2]
RUNS = ("gwent-2023-24-q1", "avon-and-somerset-2021-22-q2", "west-yorkshire-2025-26-q3", "gwent-outturn-2019-20")
FOLDERS = ("gwent/2023-24-q1", "avon-and-somerset/2021-22-q2", "west-yorkshire/2025-26-q3", "gwent/outturn-2019-20")
SECTION = f"{FOLDERS[0]}/sections/neighbourhood-crime.html"
WELSH = f"{FOLDERS[0]}/adroddiad.html"
ADDRESSES = (*(f"{folder}/report.html" for folder in FOLDERS), SECTION, WELSH, "index.html")
SETTINGS = {"desktop": (1280, "light"), "phone": (320, "light"), "dark": (1280, "dark"), "dark phone": (320, "dark")}
PLANTED = "<script>planted=1</script><img src=x onerror=planted=1><a href='javascript:planted=1'>x</a>"
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
KB = 1000


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    """The three shipped quarterly reports and an outturn, made once."""
    folder = tmp_path_factory.mktemp("outputs")
    files = [PROJECT / "parameters" / "runs" / f"{name}.yml" for name in RUNS]
    command = [sys.executable, "-m", "crimekit", "run", *files, "--outputs", folder]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "note:" not in done.stderr  # nothing typed in the shipped texts differs from the figures
    return folder


@pytest.fixture
def show_text(show, tmp_path):
    """Open a page with this text in every place, or other HTML in its place."""

    def opened(text, change=lambda html: html, **options):
        titles = ("Measure", "Rate", "Change on the same quarter a year earlier", "Outlook", text)
        row = (Cell(LONG), Cell("2.00", 2.0), Cell(text, note=text), Cell(text, tone="worse", arrow="up"), Cell(text))
        caption = Caption("survey", text, text, f"A chart of forty letters, the latest is 68.3%: {text}", source=text)
        blocks = [
            Heading("glance", text, text),
            Table("all", text, text, tuple(map(Column, titles)), (row,), (text,), text),
            KeyFigures("keys", text, (KeyFigure(text, text, text),) * 3),
            Prose("action", text, text),
            survey_figure([Bar(text, 68.3, 64.9, 71.5)], caption, number="{:.1f}%".format),
            Prose("comments", text, text, quotation=True, note=text),
        ]
        page = Page(text, text, text, text, provenance=((text, "SHA-256 " + "9f86d081884c7d65" * 4),))
        (tmp_path / "page.html").write_text(change(render(page, blocks)), encoding="utf-8")
        show(tmp_path / "page.html", **options)

    return opened


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_small_page_is_accessible_and_has_no_sideways_scroll(browser, show_text, axe, setting):
    width, scheme = SETTINGS[setting]
    show_text("Dyfed-Powys a Gogledd Cymru gyda'i gilydd", width=width, scheme=scheme)
    assert axe() == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_axe_finds_nothing(show, axe, outputs, setting):
    width, scheme = SETTINGS[setting]
    for address in ADDRESSES if setting == "dark phone" else ADDRESSES[:1]:  # one report in every setting
        show(outputs / address, width=width, scheme=scheme)
        assert axe() == [], address


@slow
def test_the_list_of_reports_is_searched_without_a_request(browser, show, asked, outputs):
    show(outputs / "index.html")
    browser.find_element("css selector", "[type=search]").send_keys("gwent q1")
    shown = [row for row in browser.find_elements("css selector", "tbody tr") if row.is_displayed()]
    addresses = {row.find_element("tag name", "a").get_attribute("href") for row in shown}
    assert addresses == {browser.current_url.replace("index.html", f"{FOLDERS[0]}/report.html")}
    assert browser.find_element("css selector", "output").text == "1 found"
    contents = [link.text for link in browser.find_elements("css selector", "#contents a") if link.is_displayed()]
    assert contents == ["Financial year 2023-24", "By force"]
    assert asked() == []


@slow
@pytest.mark.parametrize("width", [320, 640, 761, 1025])  # a phone, and the narrowest of the two kinds of table
def test_there_is_no_sideways_scroll(browser, show, outputs, width):
    for address in ADDRESSES:
        show(outputs / address, width=width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, address


def parts_of_tables(browser):
    """The names of the tables in the accessibility tree, and how many parts of each role they have."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    counted = Counter(role for role, _ in heard)
    names = sorted(name for role, name in heard if role == "table")
    return names, [counted[role] for role in ("row", "columnheader", "rowheader", "cell")]


@slow
def test_the_cards_of_a_phone_are_as_wide_as_it_and_still_a_table_with_rows_headers_and_cells(browser, show, outputs):
    show(outputs / SECTION, folded=True)
    desk = parts_of_tables(browser)
    assert len(desk[0]) >= 2
    assert all(desk[1])
    show(outputs / SECTION, width=320, folded=True)
    assert parts_of_tables(browser) == desk
    widths = "return [...document.querySelectorAll('.ck-cards td, .ck-cards tbody tr')].map(one => one.offsetWidth)"
    assert set(browser.execute_script(widths)) == {288}


@slow
def test_labels_can_be_read_stay_within_their_drawing_and_do_not_overlap(browser, show, outputs):
    """A phone gets the narrow drawing with text of 11 pixels, a desk the wide one."""
    boxes = (
        "return [...document.querySelectorAll('figure svg')].filter(s => s.getClientRects().length).map(s => ({"
        "name: s.parentElement.className, size: Math.min(...[...s.querySelectorAll('text')].map(t =>"
        "parseFloat(getComputedStyle(t).fontSize) * s.getScreenCTM().a)),"
        "box: (({left, right, top, bottom}) => [left, right, top, bottom])(s.getBoundingClientRect()),"
        "texts: [...s.querySelectorAll('text')].map(t => { const r = t.getBoundingClientRect();"
        "return [t.textContent, r.left, r.right, r.top + 3, r.bottom - 3] })}))"
    )
    for width, name in ((320, "ck-narrow"), (1280, "ck-wide")):
        for address in ADDRESSES[:4]:
            show(outputs / address, width=width)
            for drawing in browser.execute_script(boxes):
                assert drawing["name"] == name
                assert drawing["size"] >= 11
                left, right, top, bottom = drawing["box"]
                texts = drawing["texts"]
                for place, (one, a0, a1, b0, b1) in enumerate(texts):
                    assert left - 1 <= a0 <= a1 <= right + 1, (address, width, one)
                    assert top - 1 <= b0 <= b1 <= bottom + 1, (address, width, one)
                    for other, c0, c1, d0, d1 in texts[place + 1 :]:
                        assert a1 <= c0 or c1 <= a0 or b1 <= d0 or d1 <= b0, (address, width, one, other)


@slow
def test_the_pages_ask_for_nothing_and_their_policy_lets_their_style_in(browser, show, asked, outputs):
    for path in (*sorted(outputs.glob(f"{FOLDERS[0]}/**/*.html")), outputs / "index.html"):
        show(path)
        assert asked() == []
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
        colour = browser.execute_script("return getComputedStyle(document.querySelector('.ck-banner')).backgroundColor")
        assert colour == "rgb(18, 67, 109)"


@pytest.mark.parametrize("policy", ["with", "without"])
def test_nothing_planted_runs_with_or_without_the_policy(browser, show_text, asked, policy):
    show_text(PLANTED, lambda html: html if policy == "with" else re.sub(r"<meta http-equiv[^>]*>", "", html))
    assert browser.execute_script("return typeof planted") == "undefined"
    assert asked() == []


def test_a_planted_script_would_have_been_seen(browser, show_text, asked):
    show_text("", lambda _: f"<!doctype html><title>x</title>{PLANTED}")
    assert browser.execute_script("return typeof planted") == "number"
    assert asked() != []


@slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_page_is_small_may_be_published_and_every_chart_says_its_latest_value(outputs, folder):
    report, sections = outputs / folder / "report.html", sorted((outputs / folder / "sections").glob("*.html"))
    assert report.stat().st_size <= 400 * KB
    assert len(sections) >= 6
    assert {path.name: path.stat().st_size for path in sections if path.stat().st_size > 67 * KB} == {}
    for path in (report, *sections):
        html = path.read_text(encoding="utf-8")
        assert check(html) == ()
        for chart in BeautifulSoup(html, "html.parser")("figure"):
            (label,) = {drawing["aria-label"] for drawing in chart("svg")}  # the wide and the narrow one say the same
            assert len(label) >= 40
            assert re.search(r"\d", label)
            assert "latest quarter" in label or not label.startswith("Line chart")
            assert chart.find("details")


@slow
def test_every_link_leads_to_a_file_that_is_there(outputs):
    for path in outputs.rglob("*.html"):
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")("a"):
            address = link["href"].partition("#")[0]
            if address and not address.startswith(("https:", "mailto:")):
                assert (path.parent / address).exists(), (path.relative_to(outputs), address)


@slow
def test_a_report_prints_on_few_sheets_as_a_tagged_document_with_every_figure_described(
    browser, show, printed, outputs
):
    for address in ADDRESSES[:3]:
        show(outputs / address, folded=True)
        drawn = browser.execute_script("return document.querySelectorAll('figure').length")
        caveats = "getComputedStyle(document.querySelector('.ck-more'), '::details-content').contentVisibility"
        assert browser.execute_script(f"return {caveats}") == "hidden"
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        assert browser.execute_script(f"return {caveats}") == "visible"  # what is folded on the screen is not on paper
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        paper = printed()
        assert b"/StructTreeRoot" in paper
        assert b"/Lang (en-GB)" in paper
        assert len(re.findall(rb"/Type ?/Page\b", paper)) <= 12, address
        assert len(re.findall(rb"/Alt ?[(<]", paper)) >= drawn
