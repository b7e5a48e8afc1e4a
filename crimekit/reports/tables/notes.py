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
from crimekit.statistics.results import Benchmark

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
    said: dict[str, list[str]] = {}
    for measure in (assessment.measure for assessment in assessments):
        if measure.hide_below > 1:
            why = f"a quarter's number from 1 to {measure.hide_below - 1} is hidden, as is one that would give it away"
        elif case.hidden(measure):
            why = "hidden in some quarters, as a small number that is hidden elsewhere could be worked out from it"
        else:
            continue
        said.setdefault(why, []).append(measure.title)
    return tuple(f"{'; '.join(titles)}: {why}." for why, titles in said.items())


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


def group_notes(assessments: Sequence[Assessment], case: Case, *, nation: bool = False) -> tuple[str, ...]:
    """Which forces of the group have no figures, and whose are not of this release; each once.

    Of the nation, the group is all forces, and those that do not compare are without too.
    """
    compared, names = _group(assessments, case, nation=nation)
    lacking = "no comparable figures" if nation else "no figures"
    notes = [
        f"{measure.title}: ranked among {found.rank.of} of {len(names)}; {lacking} for "
        f"{words.joined([names[force] for force in found.missing])}."
        for measure, found in compared
        if found.rank and found.missing
    ]
    others = [name for force, name in names.items() if force in case.inputs.lacking]
    if compared and others:
        which = (
            "The other forces' figures" if len(others) == len(names) - 1 else f"The figures of {words.joined(others)}"
        )
        notes.append(
            f"{which} are those of the published table ({release_text(find_release(SHIPPED, 'latest'))}), in its "
            f"quarters nearest to the force's own: the newest is {case.quarter.nearest_financial}."
        )
    return tuple(dict.fromkeys(notes))


def break_notes(assessments: Sequence[Assessment], case: Case, *, nation: bool = False) -> tuple[str, ...]:
    """Which forces of the group have a known break in the twelve months; of the nation, one of recording."""
    compared, names = _group(assessments, case, nation=nation)
    notes = [
        f"{names[force]}: figures of the twelve months may not be comparable ({known.name}, {known.first} to "
        f"{known.last})."
        for measure, _ in compared
        for known in case.parameters.breaks.values()
        for force in names
        if known.forces
        and known.touches(force, measure.key)
        and (known.kind == "step" or not nation)
        and known.first <= case.quarter
        and known.last >= case.quarter - 3
    ]
    return tuple(dict.fromkeys(notes))


def _group(
    assessments: Sequence[Assessment], case: Case, *, nation: bool
) -> tuple[list[tuple[Measure, Benchmark]], dict[str, str]]:
    """The measures that are ranked in the group, or among all forces, and the names of its forces."""
    of_each = [(each.measure, each.nation if nation else each.benchmark) for each in assessments]
    compared = [(measure, found) for measure, found in of_each if found and found.rank]
    members = case.peers.members if case.peers else ()
    if nation:
        members = tuple(dict.fromkeys(force for _, found in compared for force in (*dict(found.rates), *found.missing)))
    return compared, {force: case.parameters.forces[force].name for force in members}


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
    sources = []
    if any(a.measure.source == "recorded-crime" for a in assessments):
        sources.append(crime_source(case))
        if case.force.resident_rates:
            sources.append(residents_source(case.quarter))
    sources += [a.local.source for a in assessments if a.local.source]
    return "; ".join(dict.fromkeys(sources))
