"""The whole page: banner, contents, sections, footer, in one file that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count, groupby, pairwise
from pathlib import Path

from markupsafe import Markup

from crimekit import words
from crimekit.blocks import Block, Cell, Figure, Heading, Page, Picture, Table
from crimekit.page.html import TEMPLATES, Place, address, anchor, fragment, stylesheet

SHORTHAND = {  # words that stand for no figure, and what a spreadsheet has for them
    "Not available": "[x]",
    "Not known": "[x]",
    "Not stated": "[x]",
    "Not applicable": "[z]",
    "No series": "[z]",
    words.HIDDEN: "[c]",
}
_FEW = 3  # columns
_TUDALEN = '@page{@bottom-right{content:"Tudalen " counter(page) " o " counter(pages)}}.ck figure svg{overflow:visible}'
_MARGINS = {"en-GB": ("DRAFT", ""), "cy": ("DRAFFT", _TUDALEN)}  # a draft, and what else differs from the stylesheet
_RESERVED = ("main", "contents", "contents-title", "provenance")
_PART = re.compile(r"(.+?(?:, slide|, section|:))s? (.+)")  # a document, and which part of it


@dataclass(slots=True)
class Section:
    """A part of the page under one heading; the part before the first heading has none.

    What tables and figures say again is said once: their force and quarter above them, a note at the first that has
    it, and all their caveats and sources at the end.
    """

    anchor: str
    heading: Heading  # of the part before the first one: nothing
    said: set[str]
    fragments: list[Markup] = field(default_factory=list)
    caveats: dict[str, None] = field(default_factory=dict)  # in order, each once
    sources: list[str] = field(default_factory=list)

    def once(self, block: Table | Figure) -> Table | Figure:
        """The block without what the section has said."""
        shown = _with_figures(block) if isinstance(block, Table) else block
        self.caveats |= dict.fromkeys(shown.caveats)
        self.sources.extend(shown.source.split("; "))
        notes = tuple(note for note in shown.notes if note not in self.said)
        subtitle = "" if shown.subtitle in self.said else shown.subtitle
        self.said.update((*notes, block.subtitle) if isinstance(block, Table) else notes)
        return replace(shown, notes=notes, caveats=(), source="", subtitle=subtitle)


def joined_sources(sources: Iterable[str]) -> list[str]:
    """Each source once; the slides, sections or chapters of one document together.

    Examples
    --------
    >>> joined_sources(["Report, slide 2", "ONS", "Report, slides 3 and 4", "ONS", "Report, slide 6", "Plan: Crime"])
    ['Report, slides 2 to 4 and 6', 'ONS', 'Plan: Crime']
    >>> joined_sources(["Plan, section 4 (children)", "Plan, section 6 (roads)"])
    ['Plan, section 4 (children), 6 (roads)']
    """
    parts: dict[str, list[str]] = {}
    for source in sources:
        name, part = found.groups() if (found := _PART.fullmatch(source)) else (source, "")
        parts.setdefault(name, []).append(part)
    return [
        f"{name}{_runs(found)}" if name.endswith(", slide") else f"{name} {', '.join(dict.fromkeys(found))}".rstrip()
        for name, found in parts.items()
    ]


def _runs(parts: Iterable[str]) -> str:
    """The numbers in some parts of a document: three or more that follow each other as first to last."""
    numbers = sorted({int(number) for part in parts for number in re.findall(r"\d+", part)})
    runs = [[at for _, at in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    told = [f"{run[0]} to {run[-1]}" if len(run) > 2 else words.joined([str(at) for at in run]) for run in runs]
    return f"{'s' if len(numbers) > 1 else ''} {words.joined(told)}"


def _with_figures(table: Table) -> Table:
    """The table without the rows and the columns that hold nothing; the rows are named in a note.

    A row in a table of figures that holds none, but a word, is told in another. They stand in its CSV and its sheet.
    """
    if len(table.columns) == 1:
        return table
    rows = [row for row in table.rows if _said(row)]
    worded = [row for row in rows if not row[0].link and _is_a_word(row)]
    told = worded if len(worded) < len(rows) else []
    rows = [row for row in rows if row not in told]
    columns = enumerate(zip(*rows, strict=True))
    kept = [at for at, cells in columns if at == 0 or any(cell.note or not _is_nothing(cell) for cell in cells)]
    left_out = {
        "No figures of": [row[0].text for row in table.rows if not _said(row)],
        "Without figures": [f"{row[0].text} ({_said(row)[0].text})" for row in told],
    }
    return replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in rows),
        notes=(*(f"{what}: {'; '.join(named)}." for what, named in left_out.items() if named), *table.notes),
    )


def _said(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row[1:] if not _is_nothing(cell)]


def _is_a_word(row: Sequence[Cell]) -> bool:
    """Whether all that three cells or more say is a word in one of them."""
    said = _said(row)
    return len(row) > _FEW and len(said) == 1 and isinstance(said[0].value, str) and not said[0].note


def _is_nothing(cell: Cell) -> bool:
    return cell.text in SHORTHAND and cell.text != words.HIDDEN and cell.value is None


def render(page: Page, blocks: Sequence[Block], before: Sequence[Block] = (), up: str = "") -> str:
    """The published page as HTML; the same page and blocks give the same text.

    Tables and figures are numbered through the page, on from those of `before`. A block's key is its anchor; where
    keys repeat, the later ones get a number. Addresses are those from the folder of the report: `up` is the way there.

    Examples
    --------
    >>> page = Page("National Police and Crime Measures", "Gwent", "Police and Crime Commissioner for Gwent", "Q1")
    >>> html = render(page, [Heading("cyber", "Tackle cyber crime")])
    >>> html.splitlines()[0], "<script" in html
    ('<!doctype html>', False)
    """
    style = Markup(f"{stylesheet()}\n{_margin(page)}")  # noqa: S704 - our own file, and an escaped string
    script = search() if page.search else ""
    head = {"style": style, "script": script, "policy": policy(style, script)}
    charts = any(isinstance(block, Figure) for block in blocks)
    sections = _sections(page, blocks, before, up)
    return TEMPLATES.get_template("page.html.j2").render(page=page, sections=sections, charts=charts, up=up, **head)


def policy(style: str, script: str = "") -> str:
    """The Content-Security-Policy that allows this one stylesheet, a script where there is one, and nothing else.

    Examples
    --------
    >>> policy("")
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src data:"
    """
    allowed = {"style-src": style, **({"script-src": script} if script else {})}
    digests = {part: base64.b64encode(hashlib.sha256(text.encode()).digest()) for part, text in allowed.items()}
    sources = "".join(f"{part} 'sha256-{digest.decode()}'; " for part, digest in digests.items())
    return f"default-src 'none'; {sources}img-src data:"


@cache
def search() -> Markup:
    """The script of the search box: the only one that a page may hold, and no report does."""
    return Markup(Path(__file__).with_name("search.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _margin(page: Page) -> str:
    """What stands in the margin of every printed page: the marking, whatever it is, and that this is a draft."""
    draft, more = _MARGINS[page.language]
    shown = " - ".join(part for part in (page.marking, draft if page.draft else "") if part)
    letters = "".join(letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):06x}" for letter in shown)
    more += ".ck .ck-banner a:not(:focus-visible){color:inherit}" if page.twins else ""
    return (f'@page{{@top-right{{content:"{letters}";font:bold 9pt Arial,sans-serif}}}}' if shown else "") + more


def _sections(page: Page, blocks: Sequence[Block], before: Sequence[Block], up: str) -> list[Section]:
    anchors = list(_anchors(blocks))
    links = {block.key: name for block, name in reversed(list(zip(blocks, anchors, strict=True)))}
    labels = [*numbered([*before, *blocks])][len(before) :]
    sections = [Section("", Heading("", ""), {block.subtitle for block in before[-1:] if isinstance(block, Heading)})]
    for block, name, label in zip(blocks, anchors, labels, strict=True):
        csv = ""
        if isinstance(block, Heading):
            sections.append(Section(name, block, {block.subtitle}))
            if page.period and block.subtitle.endswith(page.period):  # the page says it above
                block = replace(block, subtitle="")
        elif isinstance(block, Table | Figure):
            block = sections[-1].once(block)
            key = block.data.key if isinstance(block, Figure) else block.key
            csv = address(f"{up}{page.csv_folder}/{anchor(key)}.csv") if page.csv_folder else ""
        elif isinstance(block, Picture):
            sections[-1].sources.append(block.source)
        place = Place(name, level=3 if len(sections) > 1 else 2, label=label, links=links, csv=csv, up=up)
        sections[-1].fragments.append(fragment(block, place))
    told: set[str] = set()
    for section in sections:
        parts = [source.partition(". ") for source in joined_sources(filter(None, section.sources))]
        section.sources = [name if remark in told else name + stop + remark for name, stop, remark in parts]
        told.update(remark for *_, remark in parts if remark)  # what is said of a source, once on the page
    return [section for section in sections if section.fragments]


def numbered(blocks: Iterable[Block]) -> Iterator[str]:
    """The number of each block in a report, nothing where it has none; a picture with a headline is a figure."""
    counted: Counter[str] = Counter()
    for block in blocks:
        kind = "figure" if isinstance(block, Picture) and block.headline else block.kind
        counted[kind] += 1
        yield f"{kind.capitalize()} {counted[kind]}" if kind in ("table", "figure") else ""


def _anchors(blocks: Sequence[Block]) -> Iterator[str]:
    taken = set(_RESERVED)
    for wanted in (anchor(block.key) for block in blocks):
        names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        yield (name := next(name for name in names if name not in taken))
        taken.add(name)


def section_pages(page: Page, blocks: Sequence[Block], *, name: str) -> dict[str, str]:
    """The pages that `page.pages` promises, by their addresses; `name` is the file of the whole page.

    Each section is a page of its own that leads to the whole and back. Its tables and figures have the numbers that
    they have on the whole page. A section that is not among `blocks` has no page.

    Examples
    --------
    >>> whole = Page("Measures", "Gwent", "", "Q1", pages=(("cyber", "sections/cyber.html"),))
    >>> (address, html), *_ = section_pages(whole, [Heading("cyber", "Cyber crime")], name="report.html").items()
    >>> address, "<h1>Cyber crime</h1>" in html, 'href="../report.html"' in html
    ('sections/cyber.html', True, True)
    """
    addresses, made = dict(page.pages), {}
    starts = [place for place, block in enumerate(blocks) if isinstance(block, Heading)]
    for start, end in pairwise([*starts, len(blocks)]):
        heading = blocks[start]
        if isinstance(heading, Heading) and (to := addresses.get(heading.key)):
            trail, twins = (*page.trail, (page.title, name)), tuple(twin for twin in page.twins if twin[0] == to)
            own = replace(page, title=heading.title, trail=trail, pages=(), twins=twins)
            made[to] = render(own, blocks[start + 1 : end], blocks[: start + 1], "../" * to.count("/"))
    return made
