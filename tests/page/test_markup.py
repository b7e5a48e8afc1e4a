"""What becomes markup of a page: cells, addresses, typed Markdown, drawings; hostile parts go or stay text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.blocks import Cell, Column, Table
from crimekit.errors import DataError
from crimekit.page.html import Place, address, clean, fragment, from_markdown, stylesheet

TAG = re.compile(r"<(/?\w+)([^>]*)>")
DRAWN = 'd="{}"/><circle class="f-main" fill="#12436d" cx="{}" cy="{}"'.format  # a dot on the newest value


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Cell("0.13"), '<td data-c="Column 1" class="ck-t">0.13</td>'),  # its heading beside it, for a phone
        (Cell("Stable / Short term up", tone="neutral"), ">Stable\u00a0/\nShort term up</span>"),
        (Cell("Cyber", link="cyber"), '<a href="#cyber-2">Cyber</a>'),
        (Cell("Gwent", link="gwent/index.html"), '<a href="gwent/index.html">Gwent</a>'),
        (Cell("Elsewhere", link="elsewhere"), ">Elsewhere</td>"),
        (Cell("Elsewhere", link="https://example.org/a.html"), ">Elsewhere</td>"),
        (Cell("", sparkline=(1.0, 2.0)), 'role="img" aria-label="A line of 2 values"'),
        (Cell("", note="Falling", sparkline=(1.0, 2.0)), 'role="img" aria-label="Falling"'),
        (Cell("", note='"><script>', sparkline=(1.0, 2.0)), 'aria-label="&#34;&gt;&lt;script&gt;"'),
        (Cell("2.0", sparkline=(1.0, 2.0)), 'aria-hidden="true"'),
        (Cell("", sparkline=(None, None)), '<td data-c="Column 1" class="ck-t"></td>'),
        (Cell("", sparkline=(5.0,)), DRAWN("M4.0 12.0", "4.0", "12.0")),
        (Cell("", sparkline=(1.0, 3.0, 2.0)), DRAWN("M4.0 20.0L52.0 4.0L100.0 12.0", "100.0", "12.0")),  # 1 is lowest
        (Cell("", sparkline=(1.0, None, 3.0, 2.0, None)), DRAWN("M4.0 20.0M52.0 4.0L76.0 12.0", "76.0", "12.0")),
    ],
)
def test_a_cell_is_written_as_what_it_says(cell, written):
    titles = tuple(Column(f"Column {number}") for number in range(3))
    table = Table("rates", "Rates", "Gwent", titles, ((Cell("Robbery"), cell, Cell("")),))
    assert written in fragment(table, Place("rates", links={"cyber": "cyber-2"}))


@pytest.mark.parametrize("text", ["https://example.org", "a b.html", "data:text/html,x", "/etc/passwd", "a?b"])
def test_an_address_leads_nowhere_but_to_a_file_beside(text):
    assert address(text) == ""


def test_the_stylesheet_keeps_the_space_before_a_pseudo_class():
    assert re.search(r"\.ck-pill\{[^}]*white-space:pre-line", stylesheet())  # each term of a label on its own line
    assert ".ck :focus-visible" in stylesheet()  # without the space every focus ring is lost
    assert not {"/*", "<"} & set(re.findall(r"/\*|<", stylesheet()))


def test_what_a_person_writes_comes_through():
    assert from_markdown("{{ 7*7 }} $5 and $6 \x00\x1b") == "<p>{{ 7*7 }} $5 and $6</p>"
    assert from_markdown("`2*3` is 6, 2*3*4 is 24 `") == "<p><code>2*3</code> is 6, 2*3*4 is 24 `</p>"
    letter = '<p><a href="mailto:a@example.org" rel="noopener noreferrer">write</a></p>'
    assert from_markdown("[write](mailto:a@example.org)") == letter
    assert from_markdown("A *new* **plan**:\n\n- one\n- two\n\n> said `so`") == (
        "<p>A <em>new</em> <strong>plan</strong>:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<blockquote>\n<p>said <code>so</code></p>\n</blockquote>"
    )
    levels = re.findall(r"<h(\d)>", from_markdown("# a\n\n### b\n\n## c\n\n###### d", level=4))
    assert levels == ["4", "5", "5", "6"]  # none skipped


@pytest.mark.parametrize(
    "text",
    [
        *("[click](javascript:alert(1))", "[click](JaVaScRiPt:alert(1))", "[click](data:text/html;base64,PHNj)"),
        *("[click](//example.org)", "[click](a.html)", "[click](http://a.org)"),
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![picture](https://example.org/x.png)"),
        *('<https://example.org" onmouseover=alert(1)>', "</style><style>*{display:none}</style>"),
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_nothing_hostile_that_is_typed_becomes_markup(text):
    found = r"<(script|img|style|iframe)|<[^>]*\son\w+=|href=\"(?!https://|mailto:)"
    assert not re.search(found, from_markdown(text), re.IGNORECASE)


@settings(max_examples=100)
@given(st.text(alphabet="<>&\"'()[]!*_`#=:/ \n\\javscriptonel", max_size=60))
def test_no_text_at_all_becomes_a_script_or_an_attribute(text):
    tags = TAG.findall(from_markdown(text))
    allowed = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr", "h4", "h5", "h6"}
    assert {name.strip("/") for name, _ in tags} <= allowed
    assert all(name == "a" or not attributes.strip(" /") for name, attributes in tags)


def inside(parts):
    """What remains of these parts of an SVG."""
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    made = clean(f'<svg {spaces} viewBox="0 0 9 9">{parts}</svg>', "A drawing")
    return made.partition(">")[2].removesuffix("</svg>")


@pytest.mark.parametrize(
    "parts",
    [
        '<path d="M0 0L9 9" class="f-main s-edge" fill="#12436d" stroke-width="2" stroke-dasharray="5,3"/>',
        '<g font-size="12" text-anchor="end"><text x="1" y="2" transform="rotate(-90 1 2)">3.09 &amp; more</text></g>',
    ],
)
def test_shapes_text_and_their_looks_stay(parts):
    assert inside(parts) == parts


@pytest.mark.parametrize(
    "parts",
    [
        *("<script>alert(1)</script>", "<style>*{display:none}</style>", "<foreignObject><p>x</p></foreignObject>"),
        *('<image href="https://example.org/x.png"/>', '<a href="https://example.org"><path d="M0 0"/></a>'),
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        *("<!-- a comment --><?php echo ?>", "<metadata>made by a person</metadata>"),
        '<rect width="3" height="2"/><use href="#m0"/><use href="https://example.org/x.svg#a"/>',
    ],
)
def test_elements_that_could_do_harm_go_with_all_in_them(parts):
    assert inside(parts) == ""


@pytest.mark.parametrize(
    "attribute",
    [
        *('onclick="alert(1)"', 'onload="alert(1)"', 'style="fill: url(https://example.org)"', 'fill="URL(#paint)"'),
        *('fill="url(https://example.org/x)"', 'href="https://example.org"', 'xlink:href="javascript:alert(1)"'),
        *('class="ck-skip"', 'transform="rotate(1);x"', "stroke='&quot;&gt;&lt;script&gt;'", 'id="a b"'),
        *('tabindex="0"', 'id="m0"', 'href="#m0"'),
    ],
)
def test_attributes_that_could_do_harm_go(attribute):
    assert inside(f'<path d="M0 0" {attribute}/>') == '<path d="M0 0"/>'


def test_the_label_is_what_a_screen_reader_says():
    assert clean('<svg viewBox="0 0 9 9"/>', '3 > 2 "and" <b>') == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="3 &gt; 2 &#34;and&#34; &lt;b&gt;"></svg>'
    )


@pytest.mark.parametrize(
    "svg",
    [
        *('<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9">&a;</svg>', "<svg", "<html/>", "<svg/>"),
        *('<svg><path viewBox="0 0 9 9"/></svg>', '<svg viewBox="0 0 9 9"/><svg viewBox="0 0 9 9"/>'),
        '<svg viewBox="0 0 9 9"><p>out of the drawing</p></svg>',
    ],
)
def test_what_is_not_one_drawing_is_refused(svg):
    with pytest.raises(DataError) as error:
        clean(svg, "A drawing")
    assert str(error.value).startswith(f"drawing: found '{svg[:40]}'; expected one svg element with a viewBox")


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from([*"<>/\"'= \n", "svg", "path", "text", "g", "p", "script", "style", "x", "href", "on"]))
)
def test_no_drawing_at_all_becomes_anything_but_shapes_and_text(parts):
    try:
        tags = TAG.findall(clean(f'<svg viewBox="0 0 9 9">{"".join(parts)}', "A drawing"))
    except DataError:
        return
    assert {name.strip("/") for name, _ in tags} <= {"svg", "path", "text", "g"}
    assert not re.search(r"\b(on|style|script|href)\b", " ".join(attributes for _, attributes in tags))
