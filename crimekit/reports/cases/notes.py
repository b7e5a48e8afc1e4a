"""What a reader of a report, or whoever checks a run, should know of its figures before trusting them."""

from __future__ import annotations

from crimekit.errors import DataError
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.store import SHIPPED, read_offences, releases
from crimekit.parameters.model import Parameters, Run
from crimekit.reports.cases.codes import code_notes
from crimekit.reports.cases.jumps import jump_warnings


def figure_notes(inputs: Inputs, run: Run, parameters: Parameters) -> tuple[str, ...]:
    """What the release itself is odd in, and where the totals of the force and its peers jump."""
    peers = parameters.peer_groups[run.peer_group].members if run.peer_group else ()
    forces = list(dict.fromkeys([run.force, *peers]))
    observations = inputs.observations(list(inputs.offences()), forces)
    names = {key: parameters.forces[key].name for key in forces}
    jumps = jump_warnings(observations, tuple(parameters.breaks.values()), names=names)
    return (*inputs.release.warnings, *jumps)


def check_force_quarter(inputs: Inputs, run: Run, parameters: Parameters) -> None:
    """Refuse a release that has no figure at all of the force in the quarter reported: it is missing, not nought."""
    held = inputs.observations(list(inputs.offences()), [run.force])
    if run.quarter.label not in set(held["period"]):
        force = parameters.forces[run.force].name
        raise DataError(
            f"{inputs.release.source}: found no figures of {force} in {run.quarter}, which {run.key} reports; expected "
            "some: ask the supplier, or report an earlier quarter"
        )


def code_notes_of(inputs: Inputs, parameters: Parameters) -> tuple[str, ...]:
    """Offence codes that are new, unclaimed or named in vain; new is what the store's oldest release lacks."""
    known = read_offences(SHIPPED, release=releases(SHIPPED)[0].key)
    return code_notes(inputs.offences(), parameters.measures.values(), known=known)
