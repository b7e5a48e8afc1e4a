"""Text that a person typed, from Markdown to the few elements that a page allows."""

from __future__ import annotations

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6"}
_DEEPEST = 6


def html(text: str, level: int = 4) -> Markup:
    r"""The text as HTML that is safe in any page.

    HTML in the text stays text. Headings begin at `level` and never skip one, so that they fit the outline of the
    page. Links may go to ``https`` and ``mailto`` only; pictures are left out.

    Examples
    --------
    >>> print(html("# Plan\n\nA **safer** <b>Gwent</b>"))
    <h4>Plan</h4>
    <p>A <strong>safer</strong> &lt;b&gt;Gwent&lt;/b&gt;</p>
    >>> print(html("[a](javascript:alert) [b](https://example.org)"))
    <p>[a](javascript:alert) <a href="https://example.org" rel="noopener noreferrer">b</a></p>
    """
    parser = _parser()
    tokens = parser.parse(_without_controls(text))
    _demote(tokens, level)
    cleaned = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        attribute_filter=_only_absolute,
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned.strip())  # noqa: S704 - just cleaned


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _without_controls(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _only_absolute(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or value.casefold().startswith(("https://", "mailto:")) else None


def _demote(tokens: list[Token], level: int) -> None:
    """Give the headings of these tokens their new levels."""
    deepest_next = level
    for token in tokens:
        if token.type == "heading_open":
            typed = int(token.tag[1])
            now = min(level + typed - 1, deepest_next, _DEEPEST)
            deepest_next = now + 1
            token.tag = f"h{now}"
        elif token.type == "heading_close":
            token.tag = f"h{min(deepest_next - 1, _DEEPEST)}"
