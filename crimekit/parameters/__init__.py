"""Rung 2: the YAML under ``parameters/``, read into checked, frozen values.

`yaml` reads the text and `checks` what it holds, into the classes of `values`; here a file is read with those that it
points to, and `project` finds the folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from crimekit.errors import ParameterError
from crimekit.loaders.names import Force
from crimekit.parameters.checks import entries, entry, refuse, twice
from crimekit.parameters.project import find_project
from crimekit.parameters.values import (
    Break,
    Commentary,
    Labels,
    Measure,
    OffenceGroup,
    Parameters,
    PeerGroup,
    Report,
    Run,
    Term,
    codes_of,
)
from crimekit.parameters.yaml import file_name, read_yaml
from crimekit.periods import Quarter
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
    forces, offences = _forces(place / "forces.yml"), _offence_groups(place / "offences.yml")
    read: dict[str, Mapping[str, Any]] = {"force": forces, "offence group": offences}
    counted = entries(place / "measures.yml", Measure, read)
    measures = {
        key: replace(measure, series=codes_of(measure.offences, offences) or measure.series or (key,))
        for key, measure in counted.items()
    }
    glossary, labels = entries(place / "glossary.yml", Term), entry(place / "labels.yml", Labels)
    read |= {"measure": measures, "term": glossary}
    read["benchmarked measure"] = {key: measure for key, measure in measures.items() if measure.benchmark}
    read["measure of recorded crime"] = {key: one for key, one in measures.items() if one.source == "recorded-crime"}
    return Parameters(
        folder=place,
        forces=forces,
        peer_groups=entries(place / "peer_groups.yml", PeerGroup, read),
        offences=offences,
        measures=measures,
        breaks=entries(place / "breaks.yml", Break, read),
        reports={path.stem: entry(path, Report, read) for path in _files(place / "reports")},
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
    read = {"report": parameters.reports, "force": parameters.forces, "peer group": parameters.peer_groups}
    content = read_yaml(path)
    content["quarter"] = [content.get("quarter"), content.pop("year", None)]
    return entry(path, Run, read, content)


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
    told = (("force", found.force, force, "folder"), ("quarter", found.quarter, quarter, "file"))
    wrong = (each for each in told if each[1] != each[2])
    refuse(
        path, (f"{key}: found '{said}'; expected '{meant}', as the {it} is called" for key, said, meant, it in wrong)
    )
    return found


def commentary_path(parameters: Parameters, force: str, quarter: Quarter, language: str = "en") -> Path:
    """The file that people write about a force's quarter in."""
    return parameters.folder / "commentary" / force / f"{quarter.slug}{'.cy' if language == 'cy' else ''}.yml"


def read_commentaries(parameters: Parameters) -> list[Commentary]:
    """Read what people wrote about every force and quarter."""
    return [_commentary(path, parameters) for path in sorted(parameters.folder.glob("commentary/*/[!.]*.yml"))]


def _commentary(path: Path, parameters: Parameters) -> Commentary:
    texts: dict[str, set[str]] = {}  # that some report shows, by section
    for report in parameters.reports.values():
        for section, names in report.texts.items():
            if names:
                texts.setdefault(section, set()).update(names)
    return entry(path, Commentary, {"section": texts})


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


def _offence_groups(path: Path) -> dict[str, OffenceGroup]:
    """Gather the codes of each group; a group of groups holds the codes of its parts, none of them twice."""
    content = read_yaml(path)
    simple = [key for key, group in content.items() if isinstance(group, dict) and not group.get("groups")]
    found = entries(path, OffenceGroup, {"group with codes": simple}, content=content)
    problems = []
    for key, group in found.items():
        if bool(group.codes) == bool(group.groups):
            problems.append(f"{key}: found codes and groups, or neither; expected one of the two")
        codes = group.codes + codes_of(group.groups, found)
        problems += [f"{key}.{'groups' if group.groups else 'codes'}: {problem}" for problem in twice(codes)]
        found[key] = replace(group, codes=codes)
    refuse(path, problems)
    return found


def _files(folder: Path) -> list[Path]:
    """List the YAML files of a folder; one with the other ending would go unread, so it is an error."""
    for path in sorted(folder.glob("*.yaml")):
        raise ParameterError(f"{file_name(path)}: found the ending '.yaml'; expected '{path.stem}.yml'")
    return sorted(folder.glob("[!.]*.yml"))  # not what an operating system leaves beside a file
