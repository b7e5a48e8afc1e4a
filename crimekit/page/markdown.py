"""Text that a person typed, from Markdown to the few elements that a page allows."""

from __future__ import annotations

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr"}
_TAGS |= {"h2", "h3", "h4", "h5", "h6"}
_DEEPEST = 6
_NESTED = 100  # lists and quotes in one another, a list being two; the parser drops what is deeper
_TIMES = re.compile(r"(?<=[0-9])\*+(?=[0-9])")
_LINKS = ("https://", "mailto:")


def html(text: str, level: int = 4) -> Markup:
    r"""The text as HTML that is safe in any page.

    HTML in the text stays text. Headings begin at `level` and never skip one, so that they fit the outline of the
    page. Links may go to ``https`` and ``mailto`` only; pictures are left out: `dropped` says so beforehand.

    Examples
    --------
    >>> print(html("# Plan\n\nA **safer** <b>Gwent</b>"))
    <h4>Plan</h4>
    <p>A <strong>safer</strong> &lt;b&gt;Gwent&lt;/b&gt;</p>
    >>> print(html("[a](javascript:alert) [b](https://example.org)"))
    <p>[a](javascript:alert) <a href="https://example.org" rel="noopener noreferrer">b</a></p>
    """
    parser, tokens = _parser(), _tokens(text)
    _demote(tokens, level)
    cleaned = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "mailto"},
        attribute_filter=_only_absolute,
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned.strip())  # noqa: S704 - just cleaned


def dropped(text: str) -> list[str]:
    """What of a text its page would not show, so that it can be refused where it is typed.

    Examples
    --------
    >>> dropped("![a map](map.png) and [a page](http://example.org)")
    ["found the picture 'map.png'; expected text", "found a link to 'http://example.org'; expected https:// or mailto:"]
    """
    found = []
    for token in _tokens(text):
        if token.level >= _NESTED - 1:
            found.append("found lists or quotes too deep in one another")
        for inner in token.children or ():
            to = str(inner.attrGet("href" if inner.type == "link_open" else "src"))
            if inner.type == "image":
                found.append(f"found the picture '{to}'; expected text")
            elif inner.type == "link_open" and not _allowed(to):
                found.append(f"found a link to '{to}'; expected {' or '.join(_LINKS)}")
    return list(dict.fromkeys(found))


def _tokens(text: str) -> list[Token]:
    printable = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    return _parser().parse(printable)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTED})
    parser.inline.ruler.before("emphasis", "times", _times)
    return parser


def _times(state: StateInline, silent: bool) -> bool:
    """Leave a star between figures as it is: it is no emphasis."""
    if found := _TIMES.match(state.src, state.pos):
        state.pending += "" if silent else found[0]
        state.pos = found.end()
    return bool(found)


def _allowed(address: str) -> bool:
    return address.casefold().startswith(_LINKS)


def _only_absolute(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _allowed(value) else None


def _demote(tokens: list[Token], level: int) -> None:
    """Give the headings of these tokens their new levels."""
    now = level - 1
    for token in tokens:
        if token.type == "heading_open":
            now = min(level + int(token.tag[1]) - 1, now + 1, _DEEPEST)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{now}"
