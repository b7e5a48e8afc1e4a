"""Which two releases are compared: of the store, by date; or files, folders and zips of recorded crime."""

from __future__ import annotations

import re
from pathlib import Path

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.loaders.store import SHIPPED, releases
from crimekit.parameters.model import Parameters, PeerGroup, Report, Run
from crimekit.quarters import Quarter
from crimekit.reports.cases.case import Case
from crimekit.reports.revisions.comparison import Comparison, compare

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def compare_references(
    old: str, new: str, parameters: Parameters, *, force: str, report: str, peer_group: str = ""
) -> Comparison:
    """Compare two releases, each the date of one in the store, ``latest``, or the path of a file or folder.

    Raises
    ------
    ParameterError
        A name is not known, or the second release is not the newer one.
    DataError
        A release cannot be read, or the two hold no quarter of the force in common.
    """
    known = {"force": parameters.forces, "report": parameters.reports, "peer_group": parameters.peer_groups}
    for name, value in {"force": force, "report": report, "peer_group": peer_group}.items():
        if value not in known[name] and not (name == "peer_group" and not value):
            raise ParameterError(f"{name}: no '{value}'{nearest(value, known[name])}")
    then, now = (_opened(reference, parameters) for reference in (old, new))
    peers = parameters.peer_groups[peer_group] if peer_group else None
    chosen = parameters.reports[report]
    quarter = common_quarter(then, now, max(now.quarters()))
    cases = [
        _case(inputs, parameters, force=force, report=chosen, peers=peers, quarter=quarter) for inputs in (then, now)
    ]
    return compare(cases[0], cases[1])


def compare_run(run: Run, inputs: Inputs, parameters: Parameters) -> Comparison:
    """Compare the release that `run` names as the previous one with the one it reports from."""
    then = open_inputs("bundled", release=run.previous_release, forces=parameters.forces)
    peers = parameters.peer_groups[run.peer_group] if run.peer_group else None
    quarter = common_quarter(then, inputs, run.quarter)
    cases = [
        _case(held, parameters, force=run.force, report=parameters.reports[run.report], peers=peers, quarter=quarter)
        for held in (then, inputs)
    ]
    return compare(cases[0], cases[1])


def common_quarter(old: Inputs, new: Inputs, reported: Quarter) -> Quarter:
    """The newest quarter that both hold, not after the one reported."""
    both = [quarter for quarter in set(old.quarters()) & set(new.quarters()) if quarter <= reported]
    if not both:
        raise DataError(
            f"{old.release.key} and {new.release.key}: found no quarter up to '{reported}' in both; expected one"
        )
    return max(both)


def _opened(reference: str, parameters: Parameters) -> Inputs:
    if reference == "latest" or (_DATE.fullmatch(reference) and not Path(reference).exists()):
        return open_inputs("bundled", release=reference, forces=parameters.forces)
    if not Path(reference).exists():
        known = [info.key for info in releases(SHIPPED)]
        raise ParameterError(
            f"compare: found no release and no file '{reference}'; expected 'latest', the date of a release, or a file "
            f"of recorded crime{nearest(reference, known)}"
        )
    return open_inputs(str(Path(reference).resolve()), forces=parameters.forces)


def _case(
    inputs: Inputs, parameters: Parameters, *, force: str, report: Report, peers: PeerGroup | None, quarter: Quarter
) -> Case:
    return Case(parameters, report, parameters.forces[force], quarter, inputs, peers)
