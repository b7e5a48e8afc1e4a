"""What a reader of a report, or whoever checks a run, should know of its figures before trusting them."""

from __future__ import annotations

from crimekit.loaders.codes import code_notes
from crimekit.loaders.inputs import SHIPPED, Inputs
from crimekit.loaders.jumps import jump_warnings
from crimekit.loaders.store import read_offences, releases
from crimekit.model import Parameters, Run


def figure_notes(inputs: Inputs, run: Run, parameters: Parameters) -> tuple[str, ...]:
    """What the release itself is odd in, and where the totals of the force and its peers jump."""
    peers = parameters.peer_groups[run.peer_group].members if run.peer_group else ()
    forces = list(dict.fromkeys([run.force, *peers]))
    observations = inputs.observations(list(inputs.offences()), forces)
    names = {key: parameters.forces[key].name for key in forces}
    jumps = jump_warnings(observations, tuple(parameters.breaks.values()), names=names)
    return (*inputs.release.warnings, *jumps)


def code_notes_of(inputs: Inputs, parameters: Parameters) -> tuple[str, ...]:
    """Offence codes that are new, unclaimed or named in vain; new is what the store's oldest release lacks."""
    known = read_offences(SHIPPED, release=releases(SHIPPED)[0].key)
    return code_notes(inputs.offences(), parameters.measures.values(), known=known)
