"""What a register's run reads, found and checked before any notebook starts."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from crimekit.errors import ParameterError, nearest
from crimekit.loaders.files import read_file
from crimekit.loaders.inputs import Source
from crimekit.parameters.values import Commentary, Parameters, Run, SectionSpec
from crimekit.reports.registers.inspections import Inspections, inspections
from crimekit.reports.registers.recommendations import Recommendations, recommendations

_REGISTERS: dict[str, Callable[..., Recommendations | Inspections]] = {
    "recommendations": recommendations,
    "inspections": inspections,
}


def check_register(run: Run, section: SectionSpec, parameters: Parameters) -> tuple[Source, Commentary]:
    """Open the register that a section shows: its file, and who answers for its words."""
    if section.key not in _REGISTERS:
        raise ParameterError(f"{run.report}: sections: no register '{section.key}'{nearest(section.key, _REGISTERS)}")
    head = _REGISTERS[section.key](force=run.force, quarter=run.quarter.label).register
    path = parameters.folder / section.key / f"{run.force}.yml"
    said = (head.author, head.date, head.state, head.note, head.publication)
    answers = Commentary(run.force, run.quarter, MappingProxyType({}), *said, path=path)
    return Source(f"{section.key}/{path.name}", read_file(path).sha256), answers
