"""Offence codes of a release against those that the measures name, both ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from crimekit.loaders.releases import Offence
from crimekit.parameters.model import Measure

_SHOWN = 8


def code_notes(
    offences: Mapping[str, Offence], measures: Iterable[Measure], *, known: Collection[str] = ()
) -> tuple[str, ...]:
    """What somebody should look at: codes nobody has seen, codes no measure claims, codes that a measure names in vain.

    `known` are the codes of an earlier release; without them no code is new.

    Examples
    --------
    >>> held = {code: Offence(code, "Theft", "Theft offences", "Theft") for code in ("45", "46")}
    >>> theft = Measure("theft", "Theft", "recorded-crime", "rate", "lower", series=("45", "48"))
    >>> for note in code_notes(held, [theft]): print(note)
    codes of the release that no measure claims: 46 (Theft)
    codes of measures that the release does not hold: 48 (theft)
    """
    counted = [measure for measure in measures if measure.source == "recorded-crime"]
    claimed: dict[str, list[str]] = {}
    for measure in counted:
        for code in measure.series:
            claimed.setdefault(code, []).append(measure.key)
    new = [_described(offences[code]) for code in offences if known and code not in known]
    unclaimed = [_described(offence) for code, offence in offences.items() if code not in claimed]
    absent = [f"{code} ({', '.join(keys)})" for code, keys in claimed.items() if code not in offences]
    notes = {
        "codes that no earlier release holds": new,
        "codes of the release that no measure claims": unclaimed,
        "codes of measures that the release does not hold": absent,
    }
    return tuple(f"{what}: {_listed(codes)}" for what, codes in notes.items() if codes)


def _described(offence: Offence) -> str:
    return f"{offence.code} ({offence.description})"


def _listed(codes: Sequence[str]) -> str:
    more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
    return ", ".join(codes[:_SHOWN]) + more
