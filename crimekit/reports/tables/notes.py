"""What stands below a table: caveats, forces that do not compare, sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit import words
from crimekit.loaders.store import SHIPPED, ReleaseInfo, find_release
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case

_MANY = 3  # so many measures are told together what all of them share
_END = re.compile(r"(?<=\.) (?=[A-Z])")  # where one sentence ends and the next begins


def caveats(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Why figures are missing, what their sources say of them, and what a reader must know; each once."""
    of: dict[str, list[str]] = {}  # a sentence: the measures it is about
    for assessment in assessments:
        for text in _sentences(assessment):
            of.setdefault(text, []).append(assessment.measure.title)
    said: dict[tuple[str, ...], list[str]] = {}  # some measures: what is said of just them
    for text, names in of.items():
        of_all = len(names) == len(assessments) >= _MANY
        said.setdefault(() if of_all else tuple(names), []).append(text)
    ordered = sorted(said.items(), key=lambda pair: bool(pair[0]))  # of all first
    about = (" ".join([*([f"{'; '.join(names)}."] if names else []), *texts]) for names, texts in ordered)
    return tuple(dict.fromkeys((*about, *(caveat for a in assessments for caveat in a.measure.caveats))))


def _sentences(assessment: Assessment) -> tuple[str, ...]:
    """Why a figure is missing and what its source says of it, a sentence each."""
    parts = [assessment.reason, assessment.local.note if assessment.local else ""]
    return tuple(each for part in parts if part for each in _END.split(words.sentence(part)))


def base_notes(year: str, three_years: str = "") -> tuple[str, ...]:
    """What all labels of a horizon are against."""
    against = {"Past year": year, "Past three years": three_years}
    return tuple(f"{horizon}: against {base}." for horizon, base in against.items() if base)


def label_notes(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Changes that may be of recording, and labels that the force itself printed otherwise."""
    otherwise = [found.measure.title for found in assessments if _stated_otherwise(found)]
    said = f"The force stated another direction than its figures bear out: {'; '.join(otherwise)}." if otherwise else ""
    return tuple(filter(None, (*map(_apart, assessments), said)))


def _apart(found: Assessment) -> str:
    if found.apart is None:
        return ""
    on = "the quarter before" if found.apart.back == 1 else "the same quarter of the year before"
    own, others = (words.number(ratio, 2) for ratio in (found.apart.times, found.apart.others))
    return (
        f"{found.measure.title}: {own} times the number of {on}, where the other forces had {others} times theirs (the "
        "median): this may be a change of recording, not of crime."
    )


def _stated_otherwise(found: Assessment) -> bool:
    """Whether the force's label names another direction than ours for the past year."""
    way = _way(found.local.stated) if found.local and found.trend else None
    return found.trend is not None and way is not None and way != found.trend.year.direction


def _way(stated: str) -> int | None:
    """The direction that a force's words name for the short term; None where they name none."""
    said = stated.casefold().rsplit("short term", 1)[-1]
    ways = {1: ("incr", "rising"), -1: ("decr", "redu", "fall"), 0: ("stable", "similar")}
    return next((way for way, stems in ways.items() if any(stem in said for stem in stems)), None)


def group_notes(assessments: Sequence[Assessment], case: Case) -> tuple[str, ...]:
    """Which forces of the group have no figures, and which have a known break in the twelve months; each once."""
    names, members = case.parameters.forces, case.peers.members if case.peers else ()
    compared = [assessment for assessment in assessments if assessment.benchmark and assessment.benchmark.rank]
    gone = [
        f"{assessment.measure.title}: ranked among {assessment.benchmark.rank.of} of {len(members)}; no figures for "
        f"{words.joined([names[force].name for force in assessment.benchmark.missing])}."
        for assessment in compared
        if assessment.benchmark and assessment.benchmark.rank and assessment.benchmark.missing
    ]
    found = [pair for assessment in compared for pair in _peer_breaks(assessment, case)]
    others = [names[force].name for force in members if force in case.inputs.lacking]
    if compared and others:
        release = release_text(find_release(SHIPPED, "latest"))
        which = (
            "The other forces' figures" if len(others) == len(members) - 1 else f"The figures of {words.joined(others)}"
        )
        gone.append(
            f"{which} are those of the published table ({release}), in its quarters nearest to the force's own: the "
            f"newest is {case.quarter.nearest_financial}."
        )
    broken = [f"{name}: figures of the twelve months may not be comparable ({reason})." for name, reason in found]
    return tuple(dict.fromkeys((*gone, *broken)))


def _peer_breaks(assessment: Assessment, case: Case) -> list[tuple[str, str]]:
    """The forces of the group, the force itself included, with a break of their own in the twelve months compared."""
    names, members = case.parameters.forces, case.peers.members if case.peers else ()
    first, last = case.quarter - 3, case.quarter
    return [
        (names[force].name, f"{known.name}, {known.first} to {known.last}")
        for known in case.parameters.breaks.values()
        for force in members
        if force in known.forces
        and (not known.measures or assessment.measure.key in known.measures)
        and known.first <= last
        and known.last >= first
    ]


def release_text(release: ReleaseInfo) -> str:
    """A release as a reader knows it: by its date, or by its file where it has none."""
    return f"release of {words.date(release.released)}" if release.released else release.source


def source_text(assessments: Sequence[Assessment], case: Case) -> str:
    """Where the figures of these measures come from."""
    sources = []
    if any(a.measure.source == "recorded-crime" for a in assessments):
        table, own = f"Home Office, police recorded crime, {release_text(case.inputs.release)}", case.inputs.sources[0]
        sources.append(table if own.shipped else f"{case.force.name}, {own.name}")
        if case.force.resident_rates:
            sources.append(f"Office for National Statistics, mid-{case.quarter.mid_year} population estimates")
    sources += [a.local.source for a in assessments if a.local]
    return "; ".join(dict.fromkeys(sources))
