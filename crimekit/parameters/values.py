"""From checked entries to the values of `crimekit.parameters.model`, with every name that points elsewhere resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import get_args

from crimekit.errors import ParameterError
from crimekit.loaders.names import Force
from crimekit.parameters import schema
from crimekit.parameters.door import refuse, unknown
from crimekit.parameters.model import (
    Break,
    ChartSpec,
    Measure,
    OffenceGroup,
    PeerGroup,
    Report,
    ReportKind,
    SectionSpec,
    TableSpec,
)
from crimekit.statistics.results import TrendLabel
from crimekit.statistics.settings import Settings

_LABELS: tuple[str, ...] = get_args(TrendLabel)

Terms = Mapping[str, tuple[str, str]]


def forces(entries: Mapping[str, schema.ForceEntry], name: str) -> dict[str, Force]:
    """Check the forces: no code and no name (or alias) may belong to two of them."""
    refuse(name, _shared(entries))
    return {key: Force(key=key, **dict(entry)) for key, entry in entries.items()}


def _shared(entries: Mapping[str, schema.ForceEntry]) -> Iterable[str]:
    owners: dict[str, str] = {}
    for key, entry in entries.items():
        for word in dict.fromkeys(text.casefold() for text in (entry.code, entry.name, *entry.aliases)):
            if word in owners:
                yield f"{key}: found '{word}', which is also {owners[word]}'s; expected each name and code once"
            owners[word] = key


def peer_groups(
    entries: Mapping[str, schema.PeerGroupEntry], name: str, *, known: Mapping[str, Force]
) -> dict[str, PeerGroup]:
    """Check the groups: each member is a force with residents, named once."""
    problems = []
    for key, entry in entries.items():
        problems += _unknown(f"{key}.members", "force", entry.members, known)
        problems += _twice(f"{key}.members", entry.members)
        problems += [
            f"{key}.members: '{member}' has almost no residents, so its rate cannot be compared"
            for member in entry.members
            if member in known and not known[member].resident_rates
        ]
        if entry.valid_to and entry.valid_to < entry.valid_from:
            problems.append(f"{key}.valid_to: found {entry.valid_to}; expected a day from {entry.valid_from}")
    refuse(name, problems)
    return {key: PeerGroup(key=key, **dict(entry)) for key, entry in entries.items()}


def offence_groups(entries: Mapping[str, schema.OffenceGroupEntry], name: str) -> dict[str, OffenceGroup]:
    """Gather the codes of each group; a group of groups holds the codes of its parts, none of them twice."""
    with_codes = {key: entry.codes for key, entry in entries.items() if not entry.groups}
    problems, found = [], {}
    for key, entry in entries.items():
        if bool(entry.codes) == bool(entry.groups):
            problems.append(f"{key}: found codes and groups, or neither; expected one of the two")
        problems += _unknown(f"{key}.groups", "group with codes", entry.groups, with_codes)
        codes = entry.codes + tuple(code for part in entry.groups for code in with_codes.get(part, ()))
        problems += _twice(f"{key}.groups" if entry.groups else f"{key}.codes", codes)
        found[key] = OffenceGroup(key, entry.title, codes, entry.source)
    refuse(name, problems)
    return found


def measures(
    entries: Mapping[str, schema.MeasureEntry], name: str, *, offences: Mapping[str, OffenceGroup]
) -> dict[str, Measure]:
    """Give a recorded crime measure its offence codes and a local one the name of its series."""
    problems: list[str] = []
    found = {}
    for key, entry in entries.items():
        problems += _mismatched(key, entry)
        problems += _unknown(f"{key}.offences", "offence group", entry.offences, offences)
        codes = tuple(code for group in entry.offences if group in offences for code in offences[group].codes)
        problems += _twice(f"{key}.offences", codes)
        values = {**dict(entry), "series": codes or (entry.series or key,)}
        del values["offences"]
        found[key] = Measure(key=key, **values)
    refuse(name, problems)
    return found


def _mismatched(key: str, entry: schema.MeasureEntry) -> Iterable[str]:
    """List what does not go with the measure's source."""
    if entry.source == "local" and entry.offences:
        yield f"{key}.offences: found offence groups; expected none where the source is local"
    if entry.source == "recorded-crime" and not entry.offences:
        yield f"{key}.offences: missing; expected the offence groups that are counted"
    if entry.source == "recorded-crime" and entry.series:
        yield f"{key}.series: found '{entry.series}'; expected offences where the source is recorded-crime"
    if entry.source == "recorded-crime" and entry.statistic == "percent":
        yield f"{key}.statistic: found 'percent'; expected 'rate' or 'count' where the source is recorded-crime"


def breaks(
    entries: Mapping[str, schema.BreakEntry],
    name: str,
    *,
    forces: Mapping[str, Force],
    measures: Mapping[str, Measure],
) -> dict[str, Break]:
    """Check the breaks: each has forces and measures that are known."""
    problems = []
    for key, entry in entries.items():
        problems += _unknown(f"{key}.forces", "force", entry.forces, forces)
        problems += _unknown(f"{key}.measures", "measure", entry.measures, measures)
        if entry.last < entry.first:
            problems.append(f"{key}.last: found '{entry.last}'; expected a quarter from '{entry.first}'")
    refuse(name, problems)
    return {key: Break(key=key, **dict(entry)) for key, entry in entries.items()}


def report(
    key: str, entry: schema.ReportEntry, name: str, *, measures: Mapping[str, Measure], glossary: Terms
) -> Report:
    """Check the report called `key`: its sections in order, with measures and terms that are known."""
    problems = _unknown("glossary", "term", entry.glossary, glossary) + _twice("glossary", entry.glossary)
    problems += _twice("sections", [section.key for section in entry.sections])
    for section in entry.sections:
        problems += _kind_problems(section, entry.kind) or _section_problems(section, measures)
    refuse(name, problems)
    sections = tuple(_section(section) for section in entry.sections)
    return Report(key, entry.title, sections, entry.first_quarter, entry.benchmark, entry.glossary, entry.kind)


def _kind_problems(section: schema.SectionEntry, kind: ReportKind) -> list[str]:
    """List what a section of a report of measures lacks, or what a section of another report may not have."""
    given = {"headline": section.headline, "tables": section.tables}
    if kind == "measures":
        return [f"{section.key}.{name}: missing" for name, value in given.items() if not value]
    given |= {"charts": section.charts, "benchmark_charts": section.benchmark_charts}
    return [
        f"{section.key}.{name}: found measures; expected none in a report of the kind '{kind}'"
        for name, value in given.items()
        if value
    ]


def _section_problems(section: schema.SectionEntry, measures: Mapping[str, Measure]) -> list[str]:
    listed = [measure for table in section.tables for measure in table.measures]
    problems = []
    for part in (*section.tables, *section.charts):
        problems += _unknown(f"{section.key}: '{part.title}'", "measure", part.measures, measures)
        problems += _twice(f"{section.key}: '{part.title}'", part.measures)
    if listed:
        problems += unknown(f"{section.key}.headline", "listed measure", section.headline, listed)
    problems += _twice(f"{section.key}.texts", section.texts)
    compared = {measure for measure in measures if measures[measure].benchmark}
    return problems + _unknown(
        f"{section.key}.benchmark_charts", "benchmarked measure", section.benchmark_charts, compared
    )


def _section(section: schema.SectionEntry) -> SectionSpec:
    return SectionSpec(
        section.key,
        section.title,
        section.notebook,
        section.headline,
        tables=tuple(TableSpec(table.title, table.measures) for table in section.tables),
        charts=tuple(ChartSpec(chart.title, chart.measures) for chart in section.charts),
        benchmark_charts=section.benchmark_charts,
        texts=section.texts,
    )


def outlook(entry: schema.OutlookEntry, name: str) -> tuple[Mapping[str, str], Settings]:
    """Check the `labels` with their meanings, and the `settings` behind them."""
    problems = _unknown("labels", "label", entry.labels, _LABELS)
    problems += [f"labels.{label}: missing" for label in _LABELS if label not in entry.labels]
    types = {field.name: field.type for field in fields(Settings)}
    problems += _unknown("rules", "rule", entry.rules, types)
    problems += [
        f"rules.{rule}: found {value}; expected a whole number"
        for rule, value in entry.rules.items()
        if types.get(rule) in (int, "int") and not isinstance(value, int)
    ]
    refuse(name, problems)
    try:
        settings = Settings(**entry.rules)
    except ParameterError as error:
        raise ParameterError(f"{name}: rules: {str(error).removeprefix('settings: ')}") from None
    return MappingProxyType(entry.labels), settings


def _unknown(place: str, kind: str, words: Iterable[str], known: Iterable[str]) -> list[str]:
    names = list(known)
    return [problem for word in words for problem in unknown(place, kind, word, names)]


def _twice(place: str, words: Iterable[str]) -> list[str]:
    listed = list(words)
    return [f"{place}: found '{word}' twice" for word in dict.fromkeys(listed) if listed.count(word) > 1]
