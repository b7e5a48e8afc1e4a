"""What stands below a table: caveats, forces that do not compare, sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit import words
from crimekit.loaders.store import SHIPPED, ReleaseInfo, find_release
from crimekit.parameters.values import Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.statistics.panel import Apart

_MANY = 3  # so many measures are told together what all of them share
_END = re.compile(r"(?<=\.) (?=[A-Z])")  # where one sentence ends and the next begins


def caveats(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Why figures are missing, what their sources say of them, and what a reader must know; each once."""
    of = words.gathered((text, each.measure.title) for each in assessments for text in _sentences(each))
    every = len(assessments) if len(assessments) >= _MANY else 0
    said = words.gathered((() if len(names) == every else tuple(names), text) for text, names in of.items())
    ordered = sorted(said.items(), key=lambda pair: bool(pair[0]))  # of all first
    about = (" ".join([*([f"{'; '.join(names)}."] if names else []), *texts]) for names, texts in ordered)
    return tuple(dict.fromkeys((*about, *(caveat for a in assessments for caveat in a.measure.caveats))))


def _sentences(assessment: Assessment) -> tuple[str, ...]:
    """Why a figure is missing and what its source says of it, a sentence each."""
    parts = [assessment.reason, assessment.local.note]
    return tuple(each for part in parts if part for each in _END.split(words.sentence(part)))


def base_notes(year: str, three_years: str = "") -> tuple[str, ...]:
    """What all labels of a horizon are against."""
    against = {"Past year": year, "Past three years": three_years}
    return tuple(f"{horizon}: against {base}." for horizon, base in against.items() if base)


def hidden_notes(assessments: Sequence[Assessment], case: Case) -> tuple[str, ...]:
    """Which numbers of these measures are hidden, and why; nothing where none may be."""

    def why(measure: Measure) -> str:
        if measure.hide_below > 1:
            return f"a quarter's number from 1 to {measure.hide_below - 1} is hidden, as is one that would give it away"
        small = "hidden in some quarters, as a small number that is hidden elsewhere could be worked out from it"
        return small if case.hidden(measure) else ""

    said = words.gathered((why(each.measure), each.measure.title) for each in assessments)
    return tuple(f"{'; '.join(titles)}: {text}." for text, titles in said.items() if text)


def apart_notes(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Changes that may be of recording."""
    return tuple(_apart(found.measure.title, found.apart) for found in assessments if found.apart)


def stated_notes(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Labels that the force itself printed otherwise."""
    otherwise = [
        found.measure.title
        for found in assessments
        if found.counts and _way(found.local.stated) not in (None, found.trend.year.direction)
    ]
    said = "The force stated another direction than its figures bear out"
    return (f"{said}: {'; '.join(otherwise)}.",) if otherwise else ()


def national_notes(assessments: Sequence[Assessment], case: Case) -> tuple[str, ...]:
    """The change of all forces together, but of headlines: a sentence gives theirs."""
    headlines = {section.headline for section in case.report.sections}
    told = [
        f"{each.measure.title} {words.percent(each.national.percent, signed=True)}"
        for each in assessments
        if each.national and each.national.percent is not None and each.measure.key not in headlines
    ]
    what = "Comparable forces together, twelve months on the twelve before"
    return (f"{what}: {'; '.join(told)}.",) if told else ()


def _apart(title: str, apart: Apart) -> str:
    on = "the quarter before" if apart.back == 1 else "the same quarter of the year before"
    own, others = words.number(apart.times, 2), words.number(apart.others, 2)
    return (
        f"{title}: {own} times the number of {on}, where the other forces had {others} times theirs (the median): this "
        "may be a change of recording, not of crime."
    )


def _way(stated: str) -> int | None:
    """The direction that a force's words name for the short term; None where they name none."""
    said = stated.casefold().rsplit("short term", 1)[-1]
    ways = {1: ("incr", "rising"), -1: ("decr", "redu", "fall"), 0: ("stable", "similar")}
    return next((way for way, stems in ways.items() if any(stem in said for stem in stems)), None)


def compared_notes(
    assessments: Sequence[Assessment], case: Case, *, nation: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which forces of the group have a known break in the twelve months; which have no figures, or not this release's.

    Of the nation, the group is all forces, and those that do not compare are without too.
    """
    of_each = [(each.measure, each.nation if nation else each.benchmark) for each in assessments]
    compared = [(measure, found, found.rank) for measure, found in of_each if found and found.rank]
    of_nation = (force for _, found, _ in compared for force in (*dict(found.rates), *found.missing))
    members = of_nation if nation else case.peers.members if case.peers else ()
    names = {force: case.parameters.forces[force].name for force in members}
    breaks = [
        f"{name}: figures of the twelve months may not be comparable ({known.name}, {known.first} to {known.last})."
        for measure, _, _ in compared
        for known in case.parameters.breaks.values()
        for force, name in names.items()
        if known.forces
        and known.touches(force, measure.key)
        and (known.kind == "step" or not nation)
        and known.first <= case.quarter
        and known.last >= case.quarter - 3
    ]
    lacking = "no comparable figures" if nation else "no figures"
    without = [
        f"{measure.title}: ranked among {rank.of} of {len(names)}; {lacking} for "
        f"{words.joined([names[force] for force in found.missing])}."
        for measure, found, rank in compared
        if found.missing
    ]
    others = [name for force, name in names.items() if force in case.inputs.lacking]
    if compared and others:
        every = len(others) == len(names) - 1
        whose = "The other forces' figures" if every else f"The figures of {words.joined(others)}"
        without.append(
            f"{whose} are those of the published table ({release_text(find_release(SHIPPED, 'latest'))}), in its "
            f"quarters nearest to the force's own: the newest is {case.quarter.nearest_financial}."
        )
    return tuple(dict.fromkeys(breaks)), tuple(dict.fromkeys(without))


def release_text(release: ReleaseInfo) -> str:
    """A release as a reader knows it: by its date, or by its file where it has none."""
    return f"release of {words.date(release.released)}" if release.released else release.source


def crime_source(case: Case) -> str:
    """Where recorded crime comes from: the published table, or an analyst's own file."""
    if case.own_crime:
        return f"{case.force.name}, {case.inputs.sources[0].name}"
    return f"Home Office, police recorded crime, {release_text(case.inputs.release)}"


def residents_source(quarter: Quarter) -> str:
    """Where the residents come from that a rate of this quarter is divided by."""
    return f"Office for National Statistics, mid-{quarter.mid_year} population estimates"


def source_text(assessments: Sequence[Assessment], case: Case) -> str:
    """Where the figures of these measures come from."""
    sources = [each.local.source for each in assessments if each.local.source]
    if any(each.measure.source == "recorded-crime" for each in assessments):
        rated = [residents_source(case.quarter)] if case.force.resident_rates else []
        sources = [crime_source(case), *rated, *sources]
    return "; ".join(dict.fromkeys(sources))
