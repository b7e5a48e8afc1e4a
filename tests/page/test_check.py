import re

import pytest

from crimekit.blocks import Cell, Column, Figure, Heading, Page, Prose, Table
from crimekit.page.check import check
from crimekit.page.document import render

SVG = '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>'
TABLE = Table("rates", "Rates", "", (Column("Measure"), Column("Rate")), ((Cell("Robbery"), Cell("0.13")),))
ALT = "Line chart of robbery; the latest rate is 0.13 per 1,000."
FIGURE = Figure("trend", "Down", "Rate", ALT, SVG, SVG, TABLE)
BLOCKS = [Heading("a", "Robbery"), TABLE, FIGURE, Prose("p", "Action", "None of it is in vain; nan said -0 so.")]
GOOD = render(Page("Measures", "Gwent", "Commissioner", "Q1", provenance=(("Recorded crime", "Home Office"),)), BLOCKS)


def put(markup):
    return GOOD.replace("</main>", f"{markup}</main>")


def test_a_page_made_here_may_be_published():
    assert check(GOOD) == ()


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


@pytest.mark.parametrize(
    "markup",
    [
        "<p>None of the six measures is improving; none were assessed.</p>",
        "<p>A fall of −0.5 to 2023-04, and 10-0 in the match.</p>",
        "<p>It costs $5 and $6, or 7_000.</p>",
        "<p>See the website, /homepage and and/or.</p>",
        "<p>Finance, nano, NaNoWriMo</p>",
        "<br><hr>",
    ],
)
def test_innocent_text_passes(markup):
    assert check(put(markup)) == ()


def test_a_problem_is_told_once_with_its_line():
    problems = check(put("<p>nan nan</p>"))
    assert len(problems) == 1
    assert re.match(r"line \d+, p: ", problems[0])
