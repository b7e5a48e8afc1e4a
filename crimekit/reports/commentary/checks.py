"""Typed figures against those of the report, or against each other where both ends are given.

1. text to sentences: `sentences_of`; the numbers in words of each as digits: `numerals`.
2. What a sentence names, from a `vocabulary`: `mentions`; when: `periods`, as `windows` of quarters.
3. What a figure of it is about: `subjects`; which percentages of a survey: `surveyed`.
4. Its figures, each a `claim`: `claims`, from `counts`, `percentages` and `rates`.
5. The figures of the report, its `series`, that a claim can be: `meant`, told by `expected` and `expected_rates`.
6. A claim that `agrees` with none is a difference, as are wrong `ends` of a change and wrong `records`.

What nothing can be held against is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crimekit.parameters.model import Commentary
from crimekit.reports.cases.case import Case
from crimekit.reports.commentary.claim import Claim, agrees
from crimekit.reports.commentary.claims import read_claims
from crimekit.reports.commentary.ends import between_ends, wrong_end
from crimekit.reports.commentary.expected import Expected
from crimekit.reports.commentary.meant import meant
from crimekit.reports.commentary.numerals import in_digits
from crimekit.reports.commentary.records import record_problem
from crimekit.reports.commentary.series import report_series
from crimekit.reports.commentary.subjects import Sentence, read_sentence
from crimekit.reports.commentary.vocabulary import Vocabulary, vocabulary_of

_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\([^()\s]{0,300}\)")  # a link, its text kept
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S{1,300}|\b[\w.]{1,60}@[\w.]{1,60}")  # of the web or of mail
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|^[ \t]*\|.*$", re.MULTILINE)  # or a row of a table
_EMPHASIS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")  # and code
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n\s*\n")
_TOLD = 4  # figures of the report
_LONGEST = 1000  # characters; more than that is no sentence, and takes long to read
_BEGINNING = 60  # characters of it that are quoted


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
        typed, vocabulary = commentary.sections.get(spec.key), vocabulary_of(spec, case, known)
        for text in spec.texts if typed else ():
            for sentence, figure, figures in text_differences(getattr(typed, text), vocabulary):
                found.append(Difference(spec.key, text, sentence, figure, figures))
    return tuple(found)


def text_differences(markdown: str, vocabulary: Vocabulary) -> tuple[tuple[str, str, str], ...]:
    """The figures of one text that do not hold: the sentence, what is typed there, what the figures say.

    What goes on for more than 1,000 characters is not read; where it has figures, that is said in place of them.

    Examples
    --------
    >>> text_differences("Offences went from 48 to 65, an increase of 27%.", Vocabulary())
    (('Offences went from 48 to 65, an increase of 27%.', '27%', 'from 48 to 65 is an increase of 35.4%'),)
    """
    previous, found = vocabulary.section, []
    for typed in sentences_of(markdown):
        if len(typed) > _LONGEST:
            found += _unread(typed)
            continue
        reading = in_digits(typed)
        sentence = read_sentence(reading.text, vocabulary, previous)
        claims = read_claims(reading, vocabulary.nouns)
        found += [(typed, quoted, figures) for quoted, figures in _problems(sentence, claims)]
        previous = sentence.subject
    return tuple(found)


def sentences_of(markdown: str) -> tuple[str, ...]:
    r"""The sentences of a text in Markdown; bullets, emphasis, tables and the addresses of links gone.

    Examples
    --------
    >>> sentences_of("- **Robbery** rose.\n- Burglary\n  fell by 5.8%.")
    ('Robbery rose.', 'Burglary fell by 5.8%.')
    """
    bare = _ADDRESS.sub("", _LINK.sub(r"\1", _BULLET.sub("\n\n", markdown)))
    parts = (" ".join(part.split()) for part in _SENTENCE_END.split(_EMPHASIS.sub("", bare)))
    return tuple(part for part in parts if part)


def _unread(typed: str) -> list[tuple[str, str, str]]:
    """What is said of a sentence that is too long, where it has figures."""
    said = f"more than {_LONGEST:,} characters without a full stop, so that its figures were not compared"
    beginning = f"{typed[:_BEGINNING]}…"
    return [(beginning, beginning, said)] if re.search(r"\d", typed) else []


def _problems(sentence: Sentence, found: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """What is typed and what is wrong with it; a figure that nothing can be held against is passed over."""
    for claim in found:
        ends = between_ends(claim, found, sentence)
        expected = (*ends, *meant(claim, sentence))
        if expected and not any(agrees(claim, figure.value) for figure in expected):
            yield claim.typed, _told(ends or expected)
        elif claim.kind == "pair" and claim.side and (wrong := wrong_end(claim, sentence)):
            yield claim.typed, wrong
    if not sentence.mentions.strange:
        problem = record_problem(sentence.text, sentence.subject, sure=bool(sentence.mentions.series))
        yield from (problem,) if problem else ()


def _told(expected: Sequence[Expected]) -> str:
    """What the report has, the first four of it, each measure named once."""
    said, last = [], ""
    for figure in expected[:_TOLD]:
        title, colon, rest = figure.said.partition(": ")
        said.append(rest if colon and title == last else figure.said)
        last = title
    return "; ".join(said)
