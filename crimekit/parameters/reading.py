"""The files under ``parameters/``, read into the values of `crimekit.parameters.model`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from crimekit.errors import ParameterError, nearest
from crimekit.loaders.names import Force
from crimekit.parameters import schema, values
from crimekit.parameters.door import AnEntry, entries, entry, refuse, unknown
from crimekit.parameters.model import Commentary, Measure, Parameters, PeerGroup, Report, Run, Words
from crimekit.parameters.project import find_project
from crimekit.parameters.yaml_file import read_yaml
from crimekit.quarters import Quarter
from crimekit.statistics.settings import Settings

_Value = TypeVar("_Value")


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
    forces = values.forces(*_entries(place, "forces.yml", schema.ForceEntry))
    offences = values.offence_groups(*_entries(place, "offences.yml", schema.OffenceGroupEntry))
    measures = values.measures(*_entries(place, "measures.yml", schema.MeasureEntry), offences=offences)
    groups = values.peer_groups(*_entries(place, "peer_groups.yml", schema.PeerGroupEntry), known=forces)
    breaks = values.breaks(*_entries(place, "breaks.yml", schema.BreakEntry), forces=forces, measures=measures)
    terms, _ = _entries(place, "glossary.yml", schema.TermEntry)
    glossary = {key: (term.term, term.meaning) for key, term in terms.items()}
    labels, settings = _outlook(place / "outlook.yml")
    return Parameters(
        folder=place,
        forces=_frozen(forces),
        peer_groups=_frozen(groups),
        offences=_frozen(offences),
        measures=_frozen(measures),
        breaks=_frozen(breaks),
        reports=_frozen({path.stem: _report(path, measures, glossary) for path in _files(place / "reports")}),
        glossary=_frozen(glossary),
        labels=labels,
        settings=settings,
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
    name = _name(path)
    if not path.exists():
        runs = [run.stem for run in _files(path.parent)]
        raise ParameterError(f"{name}: there is no such file{nearest(path.stem, runs)}")
    found = entry(read_yaml(path, name=name), schema.RunEntry, name)
    problems = unknown("report", "report", found.report, parameters.reports)
    problems += unknown("force", "force", found.force, parameters.forces)
    if found.peer_group:
        problems += unknown("peer_group", "peer group", found.peer_group, parameters.peer_groups)
    quarter, wrong = _period(found)
    problems += wrong
    if not problems and found.peer_group and quarter:
        group, force = parameters.peer_groups[found.peer_group], parameters.forces[found.force]
        problems += _group_problems(group, force, quarter)
    if found.release != "latest":
        problems += _release_problems(found.release)
    if found.previous_release:
        problems += _previous_problems(found.previous_release)
    refuse(name, problems)
    given = {key: value for key, value in dict(found).items() if key != "year"}
    return Run(key=path.stem, path=path, **{**given, "quarter": quarter})


def read_runs(parameters: Parameters) -> list[Run]:
    """Read every run in the folder of runs."""
    return [read_run(path, parameters) for path in _files(parameters.folder / "runs")]


def _period(found: schema.RunEntry) -> tuple[Quarter | None, list[str]]:
    """Read the quarter, or the last quarter of the year; a run has one of the two."""
    if (found.quarter is None) == (found.year is None):
        both = "found a quarter and a year" if found.year else "missing"
        return None, [f"quarter: {both}; expected one of quarter ('2023-24 Q1') and year ('2023-24')"]
    if found.year is None:
        return found.quarter, []
    try:
        return Quarter.parse(f"{found.year} Q4"), []
    except ParameterError:
        return None, [f"year: found '{found.year}'; expected a financial year such as '2023-24'"]


def read_commentary(parameters: Parameters, force: str, quarter: Quarter) -> Commentary | None:
    """Read what people wrote about a force's quarter, or return None where no file stands for it.

    Examples
    --------
    >>> words = read_commentary(read_parameters(), "gwent", Quarter.parse("2023-24 Q1"))
    >>> words.state, sorted(words.sections)[0]
    ('draft', 'cybercrime')
    """
    path = parameters.folder / "commentary" / force / f"{quarter.slug}.yml"
    if not path.exists():
        return None
    name = _name(path)
    found = entry(read_yaml(path, name=name), schema.CommentaryEntry, name)
    sections = {section.key for report in parameters.reports.values() for section in report.sections}
    problems = [line for key in found.sections for line in unknown("sections", "section", key, sections)]
    if found.force != force:
        problems.append(f"force: found '{found.force}'; expected '{force}', as the folder is called")
    if found.quarter != quarter:
        problems.append(f"quarter: found '{found.quarter}'; expected '{quarter}', as the file is called")
    refuse(name, problems)
    words = {
        key: Words(**{**dict(texts), "states": tuple(texts.states.items())}) for key, texts in found.sections.items()
    }
    return Commentary(**{**dict(found), "sections": MappingProxyType(words)})


def _entries(place: Path, file: str, model: type[AnEntry]) -> tuple[dict[str, AnEntry], str]:
    """Read the entries of one file by key, and say what to call that file."""
    name = _name(place / file)
    return entries(read_yaml(place / file, name=name), model, name), name


def _report(path: Path, measures: Mapping[str, Measure], glossary: values.Terms) -> Report:
    name = _name(path)
    found = entry(read_yaml(path, name=name), schema.ReportEntry, name)
    return values.report(path.stem, found, name, measures=measures, glossary=glossary)


def _outlook(path: Path) -> tuple[Mapping[str, str], Settings]:
    name = _name(path)
    return values.outlook(entry(read_yaml(path, name=name), schema.OutlookEntry, name), name)


def _files(folder: Path) -> list[Path]:
    """List the YAML files of a folder; one with the other ending would go unread, so it is an error."""
    for path in sorted(folder.glob("*.yaml")):
        raise ParameterError(f"{_name(path)}: found the ending '.yaml'; expected '{path.stem}.yml'")
    return sorted(folder.glob("*.yml"))


def _group_problems(group: PeerGroup, force: Force, quarter: Quarter) -> list[str]:
    """Say why the force's quarter cannot be compared with the group."""
    if force.key not in group.members:
        return [f"peer_group: '{group.key}' has no member '{force.key}'; its members: {', '.join(group.members)}"]
    last = quarter.months[-1]
    if last < group.valid_from.isoformat()[:7] or (group.valid_to and last > group.valid_to.isoformat()[:7]):
        until = f" to {group.valid_to}" if group.valid_to else ""
        return [f"peer_group: '{group.key}' holds from {group.valid_from}{until}, not for '{quarter}'"]
    return []


def _release_problems(release: str) -> list[str]:
    try:
        schema.read_date(release)
    except ValueError:
        return [f"release: found '{release}'; expected 'latest' or the date of a release such as 2023-10-19"]
    return []


def _previous_problems(release: str) -> list[str]:
    try:
        schema.read_date(release)
    except ValueError:
        return [f"previous_release: found '{release}'; expected the date of a release such as 2023-10-19"]
    return []


def _name(path: Path) -> str:
    """Name a file as messages do: from ``parameters`` on, where it stands in such a folder."""
    parts = path.parts
    if "parameters" in parts:
        start = len(parts) - 1 - parts[::-1].index("parameters")
        return "/".join(parts[start:])
    return str(path)


def _frozen(found: dict[str, _Value]) -> Mapping[str, _Value]:
    return MappingProxyType(found)
