"""Typed figures against those of the report, or against each other where both ends are given.

A figure is told of only where the text says clearly enough what it is about and when; else nothing can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crimekit.cases import Case
from crimekit.commentary.claim import Claim, agrees
from crimekit.commentary.claims import read_claims
from crimekit.commentary.expected import Figure
from crimekit.commentary.figures import Series, names, report_series, section_series
from crimekit.commentary.held import between_ends, figures_of, wrong_end
from crimekit.commentary.numerals import in_digits
from crimekit.commentary.periods import periods
from crimekit.commentary.records import record_problem
from crimekit.commentary.subjects import Sentence, Vocabulary, read_sentence
from crimekit.model import Commentary, SectionSpec

_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\([^()\s]{0,300}\)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S{1,300}|\b[\w.]{1,60}@[\w.]{1,60}")
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|^[ \t]*\|.*$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n")
_TOLD = 4  # figures of the report
_LONGEST = 1000  # characters; more than that is no sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """A typed figure that is not what the figures say."""

    section: str
    text: str  # "comments"
    sentence: str
    typed: str
    figures: str  # what the figures say

    def __str__(self) -> str:
        return f"{self.section}, {self.text}: found '{self.typed}'; {self.figures}"


def typed_differences(commentary: Commentary | None, case: Case) -> tuple[Difference, ...]:
    """Every typed figure of a report's texts that its figures do not bear out; no text is changed."""
    if commentary is None or not any(spec.key in commentary.sections for spec in case.report.sections):
        return ()
    known = report_series(case)
    found = []
    for spec in case.report.sections:
        typed, words = commentary.sections.get(spec.key), vocabulary(spec, case, known)
        for text in spec.texts if typed else ():
            for sentence, typed_figure, figures in text_differences(getattr(typed, text), words):
                found.append(Difference(spec.key, text, sentence, typed_figure, figures))
    return tuple(found)


def vocabulary(spec: SectionSpec, case: Case, known: dict[str, Series]) -> Vocabulary:
    """What a text of a section can name, with the figures of `report_series`."""
    section = section_series(spec, known)
    others = tuple(one for one in known.values() if one not in section)
    named = {name.casefold() for one in known.values() for name in one.names}
    without = (one for key, one in case.parameters.measures.items() if key not in known)
    foreign = tuple(name for one in without for name in names(one) if name.casefold() not in named)
    group = f"{case.peers.name} {case.peers.short}" if case.peers else ""
    own = f"{case.force.name} {case.force.police} {case.force.publisher} {group}".casefold().split()
    return Vocabulary(section, others, foreign, frozenset(own))


def text_differences(markdown: str, known: Vocabulary | Sequence[Series]) -> tuple[tuple[str, str, str], ...]:
    """The figures of one text that do not hold: the sentence, what is typed there, what the figures say.

    Examples
    --------
    >>> text_differences("Offences went from 48 to 65, an increase of 27%.", ())
    (('Offences went from 48 to 65, an increase of 27%.', '27%', 'from 48 to 65 is an increase of 35.4%'),)
    """
    words = known if isinstance(known, Vocabulary) else Vocabulary(tuple(known))
    previous, found = words.section, []
    for typed in sentences_of(markdown):
        reading = in_digits(typed)
        sentence = read_sentence(reading.text, words, previous)
        claimed = read_claims(reading, words.nouns)
        found += [(typed, quoted, figures) for quoted, figures in _problems(sentence, claimed)]
        previous = sentence.subject
    return tuple(found)


def sentences_of(markdown: str) -> tuple[str, ...]:
    r"""The sentences of a text in Markdown; bullets, emphasis, tables and the addresses of links gone.

    What goes on for more than 1,000 characters is no sentence, and is passed over.

    Examples
    --------
    >>> sentences_of("- **Robbery** rose.\n- Burglary\n  fell by 5.8%.")
    ('Robbery rose.', 'Burglary fell by 5.8%.')
    """
    bare = _ADDRESS.sub("", _LINK.sub(r"\1", _BULLET.sub("\n\n", markdown)))
    plain = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", bare)
    parts = (" ".join(part.split()) for part in _SENTENCE.split(plain))
    return tuple(part for part in parts if 0 < len(part) <= _LONGEST)


def _problems(sentence: Sentence, found: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """What is typed and what is wrong with it; a figure that nothing can be held against is passed over."""
    reported = next((one.quarters[-1] for one in (*sentence.section, *sentence.series)), None)
    named = periods(sentence.text, reported) if reported else ()
    for claim in found:
        ends = between_ends(claim, found, sentence)
        held = (*ends, *figures_of(claim, sentence, named))
        if held and not any(agrees(claim, figure.value) for figure in held):
            yield claim.typed, _told(ends or held)
        elif claim.kind == "pair" and claim.side and (wrong := wrong_end(claim, sentence, named)):
            yield claim.typed, wrong
    sure = bool(sentence.series)
    if not sentence.strange and (problem := record_problem(sentence.text, sentence.subject, sure=sure)):
        yield problem


def _told(held: Sequence[Figure]) -> str:
    """What the report has, the first four of it, each measure named once."""
    said, last = [], ""
    for figure in held[:_TOLD]:
        title, colon, rest = figure.said.partition(": ")
        said.append(rest if colon and title == last else figure.said)
        last = title
    return "; ".join(said)
