from crimekit.charts.svg import compact

HEAD = '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'


def test_a_colour_of_the_palette_gets_its_role_and_keeps_its_fallback():
    drawing = compact(HEAD + '<path d="M 0.04 1.26 L 2 -0.01 z" style="fill: #12436d; stroke: #ff00ff"/></svg>')
    assert drawing == (
        '<svg viewBox="0 0 10 10"><path d="m0 1.3 2-1.3z" class="f-main" fill="#12436d" stroke="#ff00ff"/></svg>'
    )


def test_metadata_styles_ids_of_groups_and_what_cannot_be_seen_go():
    drawing = compact(
        HEAD + "<metadata>made on a machine</metadata><defs><style>*{}</style></defs>"
        '<g id="figure_1"><path d="M 0 0" style="fill: none"/></g></svg>'
    )
    assert drawing == '<svg viewBox="0 0 10 10"/>'


def test_neighbours_that_look_alike_share_one_group():
    text = '<text style="font-size: 12px; fill: #4b5157" x="{x}" y="1" transform="rotate(-0 1 1)">{x}</text>'
    drawing = compact(HEAD + text.format(x=1) + text.format(x=2) + "</svg>")
    assert drawing == (
        '<svg viewBox="0 0 10 10"><g class="f-soft" fill="#4b5157" font-size="12">'
        '<text x="1" y="1">1</text><text x="2" y="1">2</text></g></svg>'
    )


def test_markers_keep_their_definition_under_a_short_name_and_look_like_their_user():
    shape = '<defs><path id="mc887e47d38" d="M 0 3 z" style="stroke: #ffffff"/></defs>'
    drawing = compact(HEAD + shape + '<use xlink:href="#mc887e47d38" x="1" y="2" style="stroke: #ffffff"/></svg>')
    assert '<path id="m0" d="m0 3z"/>' in drawing
    assert '<use href="#m0" x="1" y="2" class="s-paper" stroke="#ffffff"/>' in drawing


def test_outlines_that_look_alike_become_one_and_texts_lie_over_everything():
    line, text = '<path d="M 1 1 L 3 1" style="fill: none; stroke: #d0d5da"/>', '<text x="1" y="1">1</text>'
    drawing = compact(HEAD + line + text + line.replace("3 1", "1 4") + "</svg>")
    assert drawing == (
        '<svg viewBox="0 0 10 10"><path d="m1 1h2m-2 0v3" class="s-grid" fill="none" stroke="#d0d5da"/>'
        '<text x="1" y="1">1</text></svg>'
    )
