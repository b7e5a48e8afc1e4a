"""All measures of a report at a glance, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from crimekit import words
from crimekit.blocks import Blocks, Brief, Cell, Column, Heading, Sentences, Table
from crimekit.parameters.values import HEAD, HEAD_TEXTS
from crimekit.reports.cases.assessing import LabelChange, assess, label_change
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case, open_case
from crimekit.reports.commentary.texts import measure_figures, typed_texts
from crimekit.reports.measures.tables import MEASURE, SAME_QUARTER, Part, benchmark_part, body, leading, table_of
from crimekit.reports.tables import cells
from crimekit.reports.tables.notes import base_notes

_NEITHER = "neither better nor worse"
_TOLD = {"worse": 3, "better": 4, _NEITHER: 4}  # so many key points up to and with these; the others are named
_ORDER = ("worsening", "improving", "neither", "not known")


@dataclass(frozen=True, repr=False)
class Overview(Brief):
    """All measures of a report."""

    case: Case
    assessments: tuple[Assessment, ...]  # every measure of its tables, once

    def __repr__(self) -> str:
        return f"At a glance, {self.case.force.name}, {self.case.quarter}: {len(self.assessments)} measures"

    def _shown(self) -> Blocks:
        return self.table

    @property
    def heading(self) -> Blocks:
        """The title of the part."""
        return Blocks((Heading("at-a-glance", "At a glance", f"{self.case.force.name}, {self.case.quarter.title}"),))

    @property
    def sentences(self) -> Blocks:
        """The key points: what got worse, then better, with its numbers, and what cannot be told; at most five."""
        points: list[str] = []
        for way, until in _TOLD.items():
            found, most = [each for each in self._moved if _way(each) == way], until - len(points)
            points += [_point(each) for each in found[:most]]
            rest = words.joined([words.in_a_sentence(each.measure.title) for each in found[most:]])
            if rest and way != _NEITHER:
                points[-1] += f" Also {way}: {rest}."
        points += filter(None, [self._not_told(rest)])
        return Blocks((Sentences("at-a-glance-sentences", "Key points", tuple(points)),) if points else ())

    def _not_told(self, moved: str) -> str:
        """What has no key point of its own: what `moved` neither way, what did not move, what cannot be told."""
        still = words.gathered(
            (each.trend.year.label, words.in_a_sentence(each.measure.title))
            for each in self.assessments
            if each.counts and each not in self._moved and not each.trend.year.direction
        )
        stable, unclear = (words.joined(still.pop(label, [])) for label in ("Stable", "No clear change"))
        others = words.joined([title for titles in still.values() for title in titles])
        hidden = sum(each.absent == words.HIDDEN for each in self.assessments)
        without = sum(not each.counts for each in self.assessments) - hidden
        withheld = words.counted(hidden, "measure is", "measures are")
        parts = (
            f"Moved, {_NEITHER}: {moved}." if moved else "",
            f"Stable over the past year, a large change ruled out: {stable}." if stable else "",
            f"Cannot be told: which way {unclear} went over the past year." if unclear else "",
            f"Too few or unlike figures for any label: {others}." if others else "",
            f"{words.counted(without, 'measure has', 'measures have')} no series of figures." if without else "",
            f"{withheld} hidden: a small number could be worked out." if hidden else "",
        )
        return " ".join(filter(None, parts))

    @cached_property
    def named_figures(self) -> dict[str, str]:
        """The figures of every measure as they are printed, by the names that texts ask for them with."""
        return measure_figures(self.assessments)

    @property
    def texts(self) -> Blocks:
        """The commissioner's summary, and which national priorities apply here."""
        return typed_texts(HEAD, HEAD_TEXTS, self.case, lambda: self.named_figures)

    @property
    def headlines(self) -> Blocks:
        """The measures that moved, or whose label differs from that of the quarter before: worsening first."""
        case, before = self.case, self.case.quarter - 1
        if not any(each.counts for each in self.assessments):
            return Blocks(())
        renamed = [each for each in self.assessments if (found := self._before[each.measure.key]) and found.cause]
        shown = [*self._moved, *(each for each in counted_once([*self._moved, *renamed]) if each not in self._moved)]
        if not shown:
            text = (
                "No measure has a direction over the past year, and no quarter lies outside what was expected. "
                f"No label of the past year differs from that of {before}."
            )
            return Blocks((Sentences("at-a-glance-headlines-sentence", "What changed", (text,)),))
        base = cells.shared_base(shown, "year")
        parts: list[Part] = [
            MEASURE,
            (Column("Past year"), lambda each: cells.year_cell(each, base, stated=False)),
            (Column(f"In {before}"), lambda each: _label_cell(self._before[each.measure.key], case)),
            (Column("Latest quarter", "number"), cells.latest_cell),
        ]
        note = (
            f"Measures with a direction over the past year, a quarter not as expected, or another label than in "
            f"{before}; of a sum and its parts with the same label, the parts."
        )
        notes = (*base_notes(base), note, *(_positions(self.assessments) if case.report.benchmark else ()))
        subtitle = f"{case.force.name}, {case.quarter.title}"
        return Blocks((Table("at-a-glance-headlines", "What changed", subtitle, *body(parts, shown), notes),))

    @cached_property
    def _moved(self) -> list[Assessment]:
        """Those with a direction over the past year or a quarter that is not as expected, once: worsening first.

        In each the clearest change first.
        """
        found = [each for each in self.assessments if each.trend.year.direction or each.trend.quarter.direction]
        clearest = sorted(counted_once(found), key=lambda each: -abs(each.trend.year.statistic or 0.0))
        return sorted(clearest, key=lambda each: _ORDER.index(each.course))

    @cached_property
    def _before(self) -> dict[str, LabelChange | None]:
        """The label of each measure beside that of the quarter before, by key; None without a series."""
        return {each.measure.key: label_change(each, self.case) for each in self.assessments}

    @property
    def table(self) -> Blocks:
        """Every measure, with its labels and its last four years: each section's headline, and all with a series."""
        of, sections = {each.measure.key: each for each in self.assessments}, {}
        for spec in reversed(self.case.report.sections):  # one of several is a row of the last, leads to the first
            chosen = [of[measure] for measure in spec.measures]
            lead = leading(spec, chosen)
            sections.update({each.measure.key: spec.key for each in reversed(chosen) if each.counts or each is lead})
        shown = [of[measure] for measure in reversed(sections)]
        year, three = cells.shared_base(shown, "year"), cells.shared_base(shown, "three_years")
        parts: list[Part] = [
            (Column("Measure"), lambda each: Cell(each.measure.title, link=sections[each.measure.key])),
            (Column("Latest quarter", "number"), lambda each: cells.latest_cell(each, brief=True)),
            SAME_QUARTER,
            (Column("Past year"), lambda each: _with_before(each, self._before[each.measure.key], year)),
            (Column("Past three years"), lambda each: cells.three_years_cell(each, three, brief=True)),
            *benchmark_part(self.case),
            (Column("Last 4 years"), _sparkline),
        ]
        notes = base_notes(year, three)
        return Blocks((table_of("at-a-glance-measures", "Measures at a glance", parts, shown, self.case, notes),))


def overview(
    *,
    force: str,
    quarter: object,
    report: str = "national-measures",
    release: str | dt.date = "latest",
    peer_group: str = "",
    inputs: str | Path = "bundled",
) -> Overview:
    """All measures of a report for a force and a quarter; the parameters are those of `measure_section`."""
    case = open_case(force=force, quarter=quarter, report=report, release=release, peer_group=peer_group, inputs=inputs)
    return work_out_all(case)


def work_out_all(case: Case) -> Overview:
    """All measures of a case that is already open."""
    keys = dict.fromkeys(key for section in case.report.sections for key in section.measures)
    return Overview(case, tuple(assess(case.measures[key], case) for key in keys))


def counted_once(assessments: Sequence[Assessment]) -> list[Assessment]:
    """The measures with labels, without a sum of others of them that has the same label: it would count twice."""
    shown = [found for found in assessments if found.counts]

    def is_part(part: Assessment, whole: Assessment) -> bool:
        one, other = part.measure, whole.measure
        within = one.source == other.source and set(one.series) < set(other.series)
        return within and part.trend.year.label == whole.trend.year.label

    return [whole for whole in shown if not any(is_part(part, whole) for part in shown)]


def _way(found: Assessment) -> str:
    """Whether what moved is worse or better: over the past year or, where that has no direction, in the quarter."""
    if found.trend.year.direction:
        return {"worsening": "worse", "improving": "better"}.get(found.course, _NEITHER)
    good = {"lower": -1, "higher": 1, "neither": 0}[found.measure.better] * found.trend.quarter.direction
    return "better" if good > 0 else "worse" if good else _NEITHER


def _point(found: Assessment) -> str:
    """One measure: its year or, where that has no direction, its quarter, with the numbers and what they mean."""
    trend, change, measure = found.trend, found.same_quarter, found.measure
    if found.count is None or change is None:
        return ""
    way = _way(found)
    one, many = ("offence", "offences") if measure.source == "recorded-crime" else (measure.noun, measure.nouns)
    counted = f"{words.counted(found.count, one, many)} this quarter"
    by, apart = change.difference, cells.quarter_text(found) if trend.quarter.direction else ""
    other = by is not None and by * trend.year.direction <= 0  # than the year, which does not go without saying
    before = f"{words.change(by, change.percent)} on a year before" if other else ""
    quarter = ", ".join(filter(None, (counted, apart, before)))
    year = cells.change_text(trend.year, found) or cells.reason_text(trend.year, found)
    verb = "rose" if (trend.year.direction or trend.quarter.direction) > 0 else "fell"
    if not trend.year.direction:
        label = words.in_a_sentence(trend.year.label)
        return f"{measure.title} {verb}: {quarter}; {way} in this quarter alone. Past year: {label}, {year}."
    meaning = cells.meaning_text(found) or way
    return f"{measure.title} {verb} over the past year, {year}: {meaning}. {words.sentence(quarter)}"


def _positions(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """The measures whose rate over twelve months is clearly on one side of the group's average, by side."""
    stands = [(found.benchmark.label, found.measure.title) for found in assessments if found.benchmark]
    sides = words.gathered(pair for pair in stands if pair[0].startswith(("higher than", "below")))
    return tuple(f"{words.sentence(side).removesuffix('.')}: {'; '.join(names)}." for side, names in sides.items())


def _label_cell(change: LabelChange | None, case: Case) -> Cell:
    """The label of the past year a quarter ago with its change, and whether revised figures made it another."""
    if change is None:
        return Cell(words.NOT_AVAILABLE)
    notes, then = [], change.recomputed
    if "new quarter" in change.cause:
        notes.append(then.reason if then.change is None else words.percent(100 * then.change, signed=True))
    if "revision" in change.cause and case.earlier and case.earlier.inputs.release.released:
        released = words.date(case.earlier.inputs.release.released)
        notes.append(f"as the release of {released} gave it; revised since: {then.label}")
    return Cell(change.before.label, change.before.label, "; ".join(notes), cells.TONES[change.course_before])


def _with_before(found: Assessment, change: LabelChange | None, shared: str) -> Cell:
    """The past year; behind it the label of the quarter before."""
    cell = cells.year_cell(found, shared, stated=False, brief=True)
    before = (("quarter before", change.before.label), ("why it differs", change.cause or None)) if change else ()
    return replace(cell, behind=(*cell.behind, *before))


def _sparkline(found: Assessment) -> Cell:
    counts = found.counts[-16:]
    return Cell("", sparkline=counts) if sum(count is not None for count in counts) > 1 else Cell("No series")
