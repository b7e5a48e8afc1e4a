import pytest

from crimekit.errors import DataError
from crimekit.page.drawing import clean

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def inside(parts, **options):
    """What remains of these parts of an SVG."""
    made = clean(f'<svg {XMLNS} viewBox="0 0 9 9">{parts}</svg>', **options)
    return made.partition(">")[2].removesuffix("</svg>")


def test_shapes_text_and_their_looks_stay():
    path = '<path d="M0 0L9 9" class="f-main s-edge" fill="#12436d" stroke-width="2" stroke-dasharray="5,3"/>'
    text = '<text x="1" y="2" font-size="12" text-anchor="end">3.09 &amp; <tspan x="1">more</tspan> after</text>'
    assert inside(path) == path
    assert inside(text) == text
    assert (
        inside("<g opacity='0.5'><rect width='3' height='2'/></g>")
        == '<g opacity="0.5"><rect width="3" height="2"/></g>'
    )


@pytest.mark.parametrize(
    "parts",
    [
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.org/x.png"/>',
        '<a href="https://example.org"><path d="M0 0"/></a>',
        '<animate attributeName="x"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        "<!-- a comment --><?php echo ?>",
        "<metadata>made by a person</metadata>",
        "<filter id='f'/>",
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
        'fill="url(#paint)"',
        'href="https://example.org"',
        'xlink:href="javascript:alert(1)"',
        'class="ck-skip"',
        'transform="rotate(1);x"',
        "stroke='&quot;&gt;&lt;script&gt;'",
        'id="a b"',
        'tabindex="0"',
    ],
)
def test_attributes_that_could_do_harm_go(attribute):
    assert inside(f'<path d="M0 0" {attribute}/>') == '<path d="M0 0"/>'


def test_ids_and_what_refers_to_them_get_the_prefix_of_their_figure():
    parts = '<defs><path id="m0" d="M0 0"/></defs><use xlink:href="#m0" x="1"/><use href="#m0"/>'
    assert inside(parts, prefix="trend-") == (
        '<defs><path id="trend-m0" d="M0 0"/></defs><use href="#trend-m0" x="1"/><use href="#trend-m0"/>'
    )


def test_the_label_is_what_a_screen_reader_says():
    assert clean('<svg viewBox="0 0 9 9"/>', label='3 > 2 "and" <b>') == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="3 &gt; 2 &#34;and&#34; &lt;b&gt;"></svg>'
    )
    assert 'aria-hidden="true"' in clean('<svg viewBox="0 0 9 9"/>')


@pytest.mark.parametrize(
    ("svg", "message"),
    [
        (
            '<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9">&a;</svg>',
            "drawing: found a document type or an entity",
        ),
        ("<svg", "drawing: found what is not well-formed"),
        ("<html/>", "drawing: found an element 'html'; expected 'svg'"),
        ("<svg/>", "drawing: found no viewBox"),
    ],
)
def test_what_is_no_drawing_is_refused(svg, message):
    with pytest.raises(DataError) as error:
        clean(svg)
    assert str(error.value).startswith(message)
