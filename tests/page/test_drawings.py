"""Drawings: what a notebook drew goes onto a page as shapes and text and nothing else; lines the size of a word."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.page.drawings import clean, sparkline

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def inside(parts, **options):
    """What remains of these parts of an SVG."""
    made = clean(f'<svg {XMLNS} viewBox="0 0 9 9">{parts}</svg>', **options)
    return made.partition(">")[2].removesuffix("</svg>")


@pytest.mark.parametrize(
    "parts",
    [
        '<path d="M0 0L9 9" class="f-main s-edge" fill="#12436d" stroke-width="2" stroke-dasharray="5,3"/>',
        '<text x="1" y="2" font-size="12" text-anchor="end">3.09 &amp; <tspan x="1">more</tspan> after</text>',
        '<g opacity="0.5"><rect width="3" height="2"/><circle r="1"/></g>',
    ],
)
def test_shapes_text_and_their_looks_stay(parts):
    assert inside(parts) == parts


@pytest.mark.parametrize(
    "parts",
    [
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.org/x.png"/>',
        '<a href="https://example.org"><path d="M0 0"/></a>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        "<!-- a comment --><?php echo ?>",
        "<metadata>made by a person</metadata>",
    ],
)
def test_elements_that_could_do_harm_go_with_all_in_them(parts):
    assert inside(parts) == ""


@pytest.mark.parametrize(
    "attribute",
    [
        'onclick="alert(1)"',
        'onload="alert(1)"',
        'style="fill: url(https://example.org)"',
        'fill="url(https://example.org/x)"',
        'fill="URL(#paint)"',
        'href="https://example.org"',
        'xlink:href="javascript:alert(1)"',
        'class="ck-skip"',
        'transform="rotate(1);x"',
        "stroke='&quot;&gt;&lt;script&gt;'",
        'id="a b"',
        'tabindex="0"',
    ],
)
@pytest.mark.parametrize("element", ["path", "use"])
def test_attributes_that_could_do_harm_go(element, attribute):
    assert inside(f'<{element} d="M0 0" {attribute}/>') == f'<{element} d="M0 0"/>'


def test_ids_and_what_refers_to_them_get_the_prefix_of_their_figure():
    parts = '<defs><path id="m0" d="M0 0"/></defs><use href="#m0" x="1"/>'
    prefixed = '<defs><path id="trend-m0" d="M0 0"/></defs><use href="#trend-m0" x="1"/>'
    assert inside(parts, prefix="trend-") == prefixed


def test_the_label_is_what_a_screen_reader_says():
    assert clean('<svg viewBox="0 0 9 9"/>', label='3 > 2 "and" <b>') == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="3 &gt; 2 &#34;and&#34; &lt;b&gt;"></svg>'
    )
    assert 'aria-hidden="true"' in clean('<svg viewBox="0 0 9 9"/>')


@pytest.mark.parametrize(
    "svg",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9">&a;</svg>',
        "<svg",
        "<html/>",
        "<svg/>",
        '<svg><path viewBox="0 0 9 9"/></svg>',
        '<svg viewBox="0 0 9 9"/><svg viewBox="0 0 9 9"/>',
        '<svg viewBox="0 0 9 9"><p>out of the drawing</p></svg>',
    ],
)
def test_what_is_not_one_drawing_is_refused(svg):
    with pytest.raises(DataError) as error:
        clean(svg)
    assert str(error.value).startswith(f"drawing: found '{svg[:40]}'; expected one svg element with a viewBox")


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from([*"<>/\"'= \n", "svg", "path", "text", "g", "p", "script", "style", "x", "href", "on"]))
)
def test_no_text_at_all_becomes_anything_but_shapes_and_text(parts):
    try:
        made = clean(f'<svg viewBox="0 0 9 9">{"".join(parts)}')
    except DataError:
        return
    tags = re.findall(r"<(/?\w+)([^>]*)>", made)
    assert {name.strip("/") for name, _ in tags} <= {"svg", "path", "text", "g"}
    assert not re.search(r"\b(on|style|script|href)\b", " ".join(attributes for _, attributes in tags))


@pytest.mark.parametrize(
    ("values", "path", "dot"),
    [
        ((1.0, 3.0, 2.0), "M4.0 20.0L52.0 4.0L100.0 12.0", ("100.0", "12.0")),  # lowest at the bottom
        ((1.0, None, 3.0, 2.0, None), "M4.0 20.0M52.0 4.0L76.0 12.0", ("76.0", "12.0")),  # what is missing is a gap
        ((5.0,), "M4.0 12.0", ("4.0", "12.0")),
    ],
)
def test_a_line_has_its_lowest_value_at_the_bottom_and_a_dot_on_the_newest(values, path, dot):
    svg = sparkline(values, label='"><script>')
    assert re.findall(r' d="([^"]+)"', svg) == [path]
    assert re.findall(r'cx="([^"]+)" cy="([^"]+)"', svg) == [dot]
    assert 'role="img" aria-label="&#34;&gt;&lt;script&gt;"' in svg
    assert 'aria-hidden="true"' in sparkline(values)
    assert sparkline((None, None)) == ""
