"""Whether a run can be compared with the release before it; light, because every plan asks."""

from __future__ import annotations

from crimekit.errors import ParameterError
from crimekit.loaders.inputs import Inputs
from crimekit.loaders.store import SHIPPED, find_release
from crimekit.parameters.model import Run


def check_previous(run: Run, inputs: Inputs) -> None:
    """Refuse a previous release that the store does not hold, or that is not older than the one reported from."""
    if not run.previous_release:
        return
    previous = find_release(SHIPPED, run.previous_release)
    reported = inputs.release.released
    if previous.released is None or (reported is not None and previous.released >= reported):
        raise ParameterError(
            f"{run.key}: previous_release: found '{run.previous_release}'; expected a release before the one "
            f"reported from, '{inputs.release.key}'"
        )
