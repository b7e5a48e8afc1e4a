import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.page.markdown import html


def test_what_a_person_writes_comes_through():
    assert html("{{ 7*7 }} $5 and $6 \x00\x1b") == "<p>{{ 7*7 }} $5 and $6</p>"
    assert html("[write](mailto:a@example.org) [plan](https://example.org/plan)") == (
        '<p><a href="mailto:a@example.org" rel="noopener noreferrer">write</a> '
        '<a href="https://example.org/plan" rel="noopener noreferrer">plan</a></p>'
    )
    assert html("A *new* **plan**:\n\n- one\n- two\n\n> said `so`") == (
        "<p>A <em>new</em> <strong>plan</strong>:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<blockquote>\n<p>said <code>so</code></p>\n</blockquote>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](//example.org)",
        "[click](page.html)",
        "[click](http://example.org)",
        "![picture](https://example.org/x.png)",
        '<https://example.org" onmouseover=alert(1)>',
        "</style><style>*{display:none}</style>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_nothing_hostile_becomes_markup(text):
    made = html(text)
    assert not re.search(r"<(script|img|style|iframe)|<[^>]*\son\w+=|href=\"(?!https://|mailto:)", made, re.IGNORECASE)


def test_headings_begin_below_the_section_and_never_skip():
    assert re.findall(r"<h(\d)>", html("# a\n\n### b\n\n## c\n\n###### d", level=4)) == ["4", "5", "5", "6"]
    assert html("Setext\n===", level=3) == "<h3>Setext</h3>"


@settings(max_examples=100)
@given(st.text(alphabet="<>&\"'()[]!*_`#=:/ \n\\javscriptonel", max_size=60))
def test_no_text_at_all_becomes_a_script_or_an_attribute(text):
    tags = re.findall(r"<(/?\w+)([^>]*)>", html(text))
    allowed = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr", "h4", "h5", "h6"}
    assert {name.strip("/") for name, _ in tags} <= allowed
    assert all(name == "a" or not attributes.strip(" /") for name, attributes in tags)
