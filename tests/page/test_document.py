"""The whole page and each section as a page of its own, and the rules that stop one from being published."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from crimekit.blocks import Cell, Column, Figure, Heading, Page, Prose, Table
from crimekit.page.check import check
from crimekit.page.document import render, section_pages

PAGE = Page("Measures", "Gwent", "Commissioner for Gwent", "Q1 2023-24 (April to June 2023)")
ALT = "A chart of robbery; the latest value is 0.21 offences per 1,000 population."
SVG = '<svg viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0" onclick="alert(1)"/></svg>'


def table(key="rates"):
    row = (Cell("Robbery", link="robbery"), Cell("0.13"))
    return Table(key, f"Rates of {key}", "", (Column("Measure"), Column("Rate")), (row,))


def figure(key="trend"):
    return Figure(key, "Robbery rose", "Offences", ALT, SVG, SVG, table())


def test_the_policy_allows_the_one_stylesheet_and_nothing_else():
    html = render(PAGE, [table(), figure()])
    (style,) = re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy.replace("&#39;", "'") == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    assert "<script" not in html
    assert " style=" not in html
    assert "alert" not in html  # the drawing was cleaned on its way
    assert check(html) == ()


@pytest.mark.parametrize(
    ("marking", "draft", "shown"),
    [
        ("", "", ""),
        ("OFFICIAL", "", "OFFICIAL"),
        ("OFFICIAL-SENSITIVE", "Texts are draft.", r"OFFICIAL\00002dSENSITIVE\000020\00002d\000020DRAFT"),
        ('"}</style><script>x', "", r"\000022\00007d\00003c\00002fstyle\00003e\00003cscript\00003ex"),
        ("SWYDDOGOL Ŵ", "", r"SWYDDOGOL\000020\000174"),
    ],
)
def test_any_marking_stands_on_every_printed_page_and_the_policy_lets_it_in(marking, draft, shown):
    html = render(Page("Measures", "Gwent", "C", "Q1", marking=marking, draft=draft), [])
    assert (f'@page{{@top-right{{content:"{shown}";' in html) == bool(marking)
    assert ("@top-right" in html) == bool(marking)
    assert check(html) == ()


def test_a_section_page_leads_from_its_folder_to_other_reports_and_one_of_nothing_is_not_made_and_none_leads_there():
    beside = Table("t", "T", "", (Column("A"),), ((Cell("Grade", link="../register/report.html"),),))
    whole = replace(PAGE, csv_folder="tables", pages=(("a", "sections/a.html"), ("gone", "sections/gone.html")))
    blocks = [Heading("a", "A"), beside, Heading("b", "B")]
    led = re.findall(r'href="((?:sections|\.\./register)[^"]*)"', render(whole, blocks))
    assert sorted(led) == ["../register/report.html", "sections/a.html"]
    own = section_pages(whole, blocks, name="report.html")
    assert list(own) == ["sections/a.html"]
    assert 'href="../../register/report.html"' in own["sections/a.html"]


TITLES = Column("Measure"), Column("Rate", "number"), Column("Survey", "number"), Column("Label")
GONE = "Not available"


def row(*texts):
    return tuple(map(Cell, texts))


ROBBERY, COUNTED = row("Robbery", "0.13", GONE, "Stable"), row("Robbery", "0.13", "1", "2")
FRAUD, NONE = row("Fraud", GONE, "Not stated", "Not applicable"), row("Arson", GONE, GONE, GONE)
ARSON = row("Arson", GONE, GONE, "As stated: up")
STATED = (*row("Arson", GONE, GONE), Cell("As stated: Stable", "Stable"))
REASON = (*row("Robbery", "0.13", GONE), Cell("Not known", note="fewer than 10 offences a year"))


@pytest.mark.parametrize(
    ("rows", "shown", "without", "said"),
    [
        ([ROBBERY, FRAUD, ARSON], ["Robbery", "Arson"], ["Survey"], "No figures of: Fraud. Why."),
        ([COUNTED, STATED], ["Robbery"], [], "Without figures: Arson (As stated: Stable). Why."),
        ([REASON], ["Robbery"], ["Survey"], "Not known fewer than 10 offences a year"),
        ([FRAUD, NONE], [], ["Measure", "Rate", "Survey", "Label"], "Gwent, Q1 No figures of: Fraud; Arson. Why."),
    ],
)
def test_rows_and_columns_without_a_figure_are_told_and_not_shown_and_a_table_of_none_is_a_sentence(
    rows, shown, without, said
):
    html = render(PAGE, [Heading("a", "A"), Table("m", "Measured", "Gwent, Q1", TITLES, tuple(rows), ("Why.",))])
    assert re.findall(r'<th scope="row">([^<]*)', html) == shown
    titles = [column.title for column in TITLES if column.title not in without]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', html) == titles
    assert ("<table" in html) == bool(shown)
    assert said in " ".join(re.sub("<[^>]*>", " ", html).split())
    assert check(html) == ()


def test_what_is_misread_without_it_stands_below_its_table_and_caveats_and_sources_are_folded_once_at_the_end():
    said = Table("m", "M", "", TITLES, (COUNTED,), ("Shaded.",), "Home Office", ("Counted since 2017.",))
    page = BeautifulSoup(render(PAGE, [Heading("a", "A"), said, said]), "html.parser")
    (folded,) = page("details")
    assert folded.extract().get_text(" ", strip=True) == "Notes and sources Counted since 2017. Sources: Home Office"
    assert page.get_text().count("Shaded.") == 1
    assert "Counted" not in page.get_text()


def test_keys_that_repeat_get_their_own_anchors_and_nothing_repeats():
    html = render(PAGE, [Heading("a", "A"), table("a"), figure("a"), figure("a"), table("main"), table("a-2")])
    assert {"a", "a-2", "a-3", "a-4", "main-2", "a-2-2"} <= set(re.findall(r'id="([^"]+)"', html))
    assert check(html) == ()


BLOCKS = [Heading("a", "Robbery"), table(), figure(), Prose("p", "Action", "None of it is in vain; nan said -0 so.")]
GOOD = render(replace(PAGE, provenance=(("Recorded crime", "Home Office"),)), BLOCKS)


def put(markup):
    return GOOD.replace("</main>", f"{markup}</main>")


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (GOOD.replace(' lang="en-GB"', ""), "the page does not say its language"),
        (re.sub("<title>.*?</title>", "<title> </title>", GOOD), "the page has no title"),
        (re.sub("<meta http-equiv.*?>", "", GOOD), "the page has no Content-Security-Policy"),
        (GOOD.replace("sha256-", "sha256-A"), "the Content-Security-Policy does not fit the page"),
        (GOOD.replace("</style>", "x{}</style>"), "the Content-Security-Policy does not fit the page"),
        (put("<style>p{}</style>"), "the Content-Security-Policy does not fit the page"),
        (put("<script>1</script>"), "found a script; expected none"),
        (put('<p onclick="x()">a</p>'), "found the attribute onclick, which would run a script"),
        (put('<p style="color:red">a</p>'), "found a style attribute"),
        (put('<a href=" java\nscript:x()">a</a>'), "href: found an address that would run a script"),
        (put('<img src="https://example.org/x.png" alt="a">'), "img: loads https://example.org/x.png"),
        (put('<img src="x.png" alt="a">'), "img: loads x.png"),
        (put('<img srcset="x.png 2x" alt="a">'), "img: loads x.png 2x"),
        (put('<link rel="stylesheet" href="//example.org/x.css">'), "link: loads //example.org/x.css"),
        (put('<iframe src="x.html"></iframe>'), "iframe: loads x.html"),
        (put('<form action="x"></form>'), "form: loads x"),
        (put('<svg aria-hidden="true"><use href="x.svg#a"/></svg>'), "use: loads x.svg#a"),
        (put('<meta http-equiv="refresh" content="0">'), "meta: found a refresh"),
        (GOOD.replace("</style>", "@import 'x.css';</style>"), "the stylesheet loads something"),
        (GOOD.replace("</style>", "p{background:url(x.png)}</style>"), "the stylesheet loads something"),
        (put('<img src="data:,">'), "img: found no alternative text"),
        (put('<svg viewBox="0 0 9 9"></svg>'), "svg: found a drawing without alternative text"),
        (GOOD.replace(ALT, "Chart"), "expected 40 letters"),
        (put('<figure><figcaption>A</figcaption><svg aria-hidden="true"></svg></figure>'), "hidden from screen"),
        (put("<figure></figure>"), "figure: found no caption"),
        (put("<table><tr><td>1</td></tr></table>"), "table: found no caption"),
        (put("<table><caption> </caption></table>"), "table: found no caption"),
        (put("<table><caption>A</caption><tr><th>A</th></tr></table>"), "th: found a header without a scope"),
        (put('<table><caption>A</caption><tr><th scope="col"></th></tr></table>'), "th: found an empty header"),
        (put("<h5>A</h5>"), "found a heading of level 5 after one of level 3"),
        (put("<h1>A</h1>"), "the page has not one heading of level 1 before all others"),
        (put("<h3> </h3>"), "found an empty heading"),
        (put('<p id="main">a</p>'), "found the id 'main' 2 times; expected once"),
        (put('<a href="#nowhere">a</a>'), "leads to #nowhere, which is not on the page"),
        (put("<p>nan%</p>"), "found 'nan' where a number or a word was meant"),
        (put("<p>a rate of NaN</p>"), "found 'NaN'"),
        (put("<p>None</p>"), "found 'None'"),
        (put("<p>&lt;NA&gt;</p>"), "found '<NA>'"),
        (put("<p>a change of −0.0%</p>"), "found '−0.0'"),
        (put("<p>-0</p>"), "found '-0'"),
        (put('<svg role="img" aria-label="The latest value is nan."></svg>'), "found 'nan'"),
        (put(r"<p>$\frac{1}{2}$</p>"), "found LaTeX left raw"),
        (put("<p>$x^2$</p>"), "found LaTeX left raw"),
        (put(r"<p>\(a\)</p>"), "found LaTeX left raw"),
        (put("<p>read /home/analyst/x.csv</p>"), "found a path of a machine, '/home/a…'"),
        (put(r"<p>read C:\Users\x</p>"), "found a path of a machine"),
    ],
)
def test_each_rule_stops_the_page(html, message):
    found = check(html)
    assert any(message in problem for problem in found), found


def test_innocent_text_passes():
    text = (
        "None of the six measures is improving; none were assessed. A fall of −0.5 to 2023-04, and 10-0 in the match. "
        "It costs $5 and $6, or 7_000. See the website, /homepage and and/or. Finance, nano, NaNoWriMo"
    )
    assert check(put(f"<p>{text}</p><br><hr>")) == ()


def test_a_problem_is_told_once_with_its_line():
    (problem,) = check(put("<p>nan nan</p>"))
    assert re.match(r"line \d+, p: ", problem)
