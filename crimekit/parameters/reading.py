"""The files under ``parameters/``, read into the values of `crimekit.parameters.values`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from crimekit.errors import ParameterError, nearest
from crimekit.loaders.names import Force
from crimekit.parameters.checks import Names, entries, entry, refuse, twice
from crimekit.parameters.project import find_project
from crimekit.parameters.values import (
    HEAD,
    HEAD_TEXTS,
    Break,
    Commentary,
    Labels,
    Measure,
    OffenceGroup,
    Parameters,
    PeerGroup,
    Report,
    Run,
    SectionSpec,
    Term,
    TextName,
)
from crimekit.parameters.yaml import file_name, read_yaml
from crimekit.periods import Quarter
from crimekit.statistics.labels import LABELS
from crimekit.statistics.settings import DEFAULTS


def read_parameters(folder: Path | None = None) -> Parameters:
    """Read and check everything under `folder`, the project's ``parameters`` unless told otherwise.

    Commentary and runs are read when they are needed: see `read_commentary` and `read_run`.

    Raises
    ------
    ParameterError
        If a file is not what it should be, with all that is wrong with that file.

    Examples
    --------
    >>> parameters = read_parameters()
    >>> parameters.measures["personal-robbery"].series
    ('34B',)
    >>> len(parameters.forces)
    43
    """
    place = folder or find_project() / "parameters"
    forces = _forces(place / "forces.yml")
    offences = _offence_groups(place / "offences.yml")
    measures = _measures(place / "measures.yml", offences)
    names: Names = {"force": forces, "measure": measures}
    glossary = entries(place / "glossary.yml", Term)
    labels = entry(place / "labels.yml", Labels, {"label": LABELS})
    refuse(place / "labels.yml", (f"labels.{label}: missing" for label in LABELS if label not in labels.labels))
    return Parameters(
        folder=place,
        forces=forces,
        peer_groups=_peer_groups(place / "peer_groups.yml", forces),
        offences=offences,
        measures=measures,
        breaks=entries(place / "breaks.yml", Break, names),
        reports={path.stem: _report(path, measures, offences, glossary) for path in _files(place / "reports")},
        glossary=glossary,
        labels=labels.labels,
        settings=labels.rules or DEFAULTS,
    )


def read_run(path: Path, parameters: Parameters) -> Run:
    """Read the run that the file at `path` describes; its key is the file's name.

    A key alone means the file of that name in the folder of runs.

    Examples
    --------
    >>> parameters = read_parameters()
    >>> run = read_run(Path("gwent-2023-24-q1"), parameters)
    >>> run.force, run.quarter.label, run.peer_group
    ('gwent', '2023-24 Q1', 'welsh-forces')
    >>> run == read_run(parameters.folder / "runs" / "gwent-2023-24-q1.yml", parameters)
    True
    """
    if path == Path(path.stem) and not path.exists():
        path = parameters.folder / "runs" / f"{path}.yml"
    names = {"report": parameters.reports, "force": parameters.forces, "peer group": parameters.peer_groups}
    content = read_yaml(path)
    content["quarter"] = [content.get("quarter"), content.pop("year", None)]
    run = entry(path, Run, names, content=content)
    if run.peer_group:
        refuse(path, _group_problems(parameters.peer_groups[run.peer_group], run))
    if run.language == "cy":
        refuse(path, _welsh_problems(parameters.forces[run.force], parameters.reports[run.report]))
    return run


def read_runs(parameters: Parameters) -> list[Run]:
    """Read every run in the folder of runs."""
    return [read_run(path, parameters) for path in _files(parameters.folder / "runs")]


def read_commentary(parameters: Parameters, force: str, quarter: Quarter, language: str = "en") -> Commentary | None:
    """Read what people wrote about a force's quarter, or return None where no file stands for it.

    Texts in Welsh (`language` cy) stand in a file beside the others: ``2023-24-q1.cy.yml``.

    Examples
    --------
    >>> words = read_commentary(read_parameters(), "gwent", Quarter.parse("2023-24 Q1"))
    >>> words.state, sorted(words.sections)[0]
    ('draft', 'cybercrime')
    """
    path = commentary_path(parameters, force, quarter, language)
    if not path.exists():
        return None
    found = _commentary(path, parameters)
    told = {"force": (found.force, force, "folder"), "quarter": (found.quarter, quarter, "file")}
    wrong = ((key, *each) for key, each in told.items() if each[0] != each[1])
    refuse(
        path, [f"{key}: found '{said}'; expected '{meant}', as the {it} is called" for key, said, meant, it in wrong]
    )
    return replace(found, sections=MappingProxyType(found.sections))


def commentary_path(parameters: Parameters, force: str, quarter: Quarter, language: str = "en") -> Path:
    """The file that people write about a force's quarter in."""
    return parameters.folder / "commentary" / force / f"{quarter.slug}{'.cy' if language == 'cy' else ''}.yml"


def read_commentaries(parameters: Parameters) -> list[Commentary]:
    """Read what people wrote about every force and quarter."""
    return [_commentary(path, parameters) for path in sorted(parameters.folder.glob("commentary/*/[!.]*.yml"))]


def _commentary(path: Path, parameters: Parameters) -> Commentary:
    sections = {section for report in parameters.reports.values() for section in report.texts}
    found = entry(path, Commentary, {"section": sections, "text": (*HEAD_TEXTS, *get_args(TextName))})
    problems = []
    for section, typed in found.sections.items():
        own, other = (HEAD_TEXTS, get_args(TextName)) if section == HEAD else (get_args(TextName), HEAD_TEXTS)
        expected = f"expected one of {', '.join(own)}"
        problems += [f"sections.{section}: found '{name}'; {expected}" for name in other if getattr(typed, name)]
    refuse(path, problems)
    return found


def _forces(path: Path) -> dict[str, Force]:
    """Read the forces: no code and no name (or alias) may belong to two of them."""
    forces = entries(path, Force)
    owners: dict[str, str] = {}
    problems = []
    for key, force in forces.items():
        if not re.fullmatch(r"[EW]\d{8}", force.code):
            problems.append(f"{key}.code: found '{force.code}'; expected E or W and eight digits")
        for word in dict.fromkeys(text.casefold() for text in (force.code, force.name, *force.aliases)):
            if word in owners:
                problems.append(
                    f"{key}: found '{word}', which is also {owners[word]}'s; expected each name and code once"
                )
            owners[word] = key
    refuse(path, problems)
    return forces


def _peer_groups(path: Path, forces: Mapping[str, Force]) -> dict[str, PeerGroup]:
    groups = entries(path, PeerGroup, {"force": forces})
    without = {key for key, force in forces.items() if not force.resident_rates}
    problems = [
        f"{key}.members: '{member}' has almost no residents, so its rate cannot be compared"
        for key, group in groups.items()
        for member in without.intersection(group.members)
    ]
    refuse(path, problems)
    return groups


def _offence_groups(path: Path) -> dict[str, OffenceGroup]:
    """Gather the codes of each group; a group of groups holds the codes of its parts, none of them twice."""
    content = read_yaml(path)
    simple = [key for key, group in content.items() if isinstance(group, dict) and not group.get("groups")]
    found = entries(path, OffenceGroup, {"group with codes": simple}, content=content)
    problems = []
    for key, group in found.items():
        if bool(group.codes) == bool(group.groups):
            problems.append(f"{key}: found codes and groups, or neither; expected one of the two")
        codes = group.codes + tuple(code for part in group.groups for code in found[part].codes)
        problems += [f"{key}.{'groups' if group.groups else 'codes'}: {problem}" for problem in twice(codes)]
        found[key] = replace(group, codes=codes)
    refuse(path, problems)
    return found


def _measures(path: Path, offences: Mapping[str, OffenceGroup]) -> dict[str, Measure]:
    """Give a recorded crime measure its offence codes and a local one the name of its series."""
    found = entries(path, Measure, {"offence group": offences})
    problems = []
    for key, measure in found.items():
        problems += [f"{key}.{problem}" for problem in _mismatched(measure)]
        codes = tuple(code for group in measure.offences for code in offences[group].codes)
        problems += [f"{key}.offences: {problem}" for problem in twice(codes)]
        found[key] = replace(measure, series=codes or measure.series or (key,))
    refuse(path, problems)
    return found


def _mismatched(measure: Measure) -> Iterator[str]:
    """List what does not go with the measure's source, or with its statistic."""
    if measure.hide_below > 1 and measure.statistic == "percent":
        yield f"hide_below: found {measure.hide_below}; expected none where the statistic is percent"
    if measure.source == "local":
        if measure.offences:
            yield "offences: found offence groups; expected none where the source is local"
        return
    if not measure.offences:
        yield "offences: missing; expected the offence groups that are counted"
    if measure.series:
        yield f"series: found '{measure.series[0]}'; expected offences where the source is recorded-crime"
    if measure.statistic == "percent":
        yield "statistic: found 'percent'; expected 'rate' or 'count' where the source is recorded-crime"


def _report(
    path: Path, measures: Mapping[str, Measure], offences: Mapping[str, OffenceGroup], glossary: Mapping[str, Term]
) -> Report:
    """Read a report: its sections in order, with measures and terms that are known."""
    compared = {key for key, measure in measures.items() if measure.benchmark}
    recorded = {"measure of recorded crime": [key for key, one in measures.items() if one.source == "recorded-crime"]}
    known = {"term": glossary, "measure": measures, "benchmarked measure": compared, "offence group": offences}
    report = entry(path, Report, {**known, **recorded})
    problems = [f"sections: {problem}" for problem in twice(section.key for section in report.sections)]
    for section in report.sections:
        problems += [f"{section.key}.{problem}" for problem in _misplaced(section, report)]
    for key, counted in report.definitions.items():
        codes = (code for group in counted.offences for code in offences[group].codes)
        problems += [f"definitions.{key}.offences: {problem}" for problem in twice(codes)]
    refuse(path, problems)
    return report


def _misplaced(section: SectionSpec, report: Report) -> Iterator[str]:
    """List what a section of a report of measures lacks, or what a section of another report may not have."""
    measured = {name: getattr(section, name) for name in ("headline", "tables", "charts", "benchmark_charts")}
    if report.kind != "measures":
        expected = f"expected none in a report of the kind '{report.kind}'"
        yield from (f"{name}: found measures; {expected}" for name, value in measured.items() if value)
        return
    yield from (f"{name}: missing" for name in ("headline", "tables") if not measured[name])
    if section.tables and section.headline and section.headline not in section.measures:
        hint = nearest(section.headline, section.measures)
        yield f"headline: no listed measure '{section.headline}'{hint}"


def _files(folder: Path) -> list[Path]:
    """List the YAML files of a folder; one with the other ending would go unread, so it is an error."""
    for path in sorted(folder.glob("*.yaml")):
        raise ParameterError(f"{file_name(path)}: found the ending '.yaml'; expected '{path.stem}.yml'")
    return sorted(folder.glob("[!.]*.yml"))  # not what an operating system leaves beside a file


def _welsh_problems(force: Force, report: Report) -> list[str]:
    """Say why there is no page in Welsh."""
    problems = [] if force.country == "Wales" else [f"found 'cy' for {force.police}; expected a force of Wales"]
    if report.kind != "measures":
        problems.append(f"found 'cy' for '{report.key}'; only a report of measures has its words in Welsh")
    return [f"language: {problem}" for problem in problems]


def _group_problems(group: PeerGroup, run: Run) -> list[str]:
    """Say why the force's quarter cannot be compared with the group."""
    if run.force not in group.members:
        return [f"peer_group: '{group.key}' has no member '{run.force}'; its members: {', '.join(group.members)}"]
    last = run.quarter.months[-1]
    if last < group.valid_from.isoformat()[:7] or (group.valid_to and last > group.valid_to.isoformat()[:7]):
        until = f" to {group.valid_to}" if group.valid_to else ""
        return [f"peer_group: '{group.key}' holds from {group.valid_from}{until}, not for '{run.quarter}'"]
    return []
