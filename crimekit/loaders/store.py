"""A release of recorded crime, and the compact store of releases: one Parquet file each, with what is known inside.

Rows are sorted by offence code, then force, then quarter. The same figures give the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.loaders.files import read_file
from crimekit.loaders.problems import readable
from crimekit.periods import Quarter

OBSERVATIONS = ("force", "period", "series", "value")  # a count without a value, or without a row, is missing
SHIPPED = Path(__file__).resolve().parents[1] / "data"
_PREFIX = "recorded-crime-"
_METADATA = b"crimekit"
_BROKEN = (pa.ArrowException, OSError, ValueError, KeyError)
_ROWS_IN_GROUP = 16_384
_WRITTEN = pa.schema({"series": pa.string(), "force": pa.string(), "period": pa.string(), "value": pa.int32()})


@dataclass(frozen=True, slots=True)
class Offence:
    """What a release says of an offence code, in its newest quarter."""

    code: str
    description: str
    group: str
    subgroup: str


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """Where a release comes from and what it covers, known without reading its figures."""

    source: str  # the name of its file, without the folder
    sha256: str  # of that file
    released: dt.date | None  # None: the file does not say
    periods: tuple[str, ...]  # the quarters it covers, in time order
    forces: tuple[str, ...]  # the keys of the forces in it
    excluded: Mapping[str, int] = field(default_factory=dict)  # bodies left out, and their rows
    warnings: tuple[str, ...] = ()  # of the figures
    notes: tuple[str, ...] = ()  # of the file, for whoever handed it in

    @property
    def key(self) -> str:
        """How a run asks for it: its date, or the name of its file where it has none."""
        return str(self.released or self.source)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters it covers, in time order."""
        return tuple(Quarter.parse(period) for period in self.periods)


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """The figures of a release: observations by force, quarter and offence code, and the meaning of each code."""

    info: ReleaseInfo
    observations: pd.DataFrame = field(repr=False)
    offences: Mapping[str, Offence] = field(repr=False)


_INFO = TypeAdapter(ReleaseInfo)


def write_store(releases: Iterable[Release], folder: Path) -> tuple[Path, ...]:
    """Write each release into `folder`, over one of the same date; the files written.

    Other releases in the folder stay as they are, and whoever reads one meanwhile has all of the old or of the new.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".writing-", ignore_cleanup_errors=True) as beside:
        written = [path for release in releases for path in _write(release, *_paths(Path(beside), release.info))]
        return tuple(path.replace(folder / path.name) for path in written)


def _write(release: Release, figures: Path, offences: Path) -> tuple[Path, Path]:
    ordered = release.observations.sort_values(["series", "force", "period"], kind="stable")
    table = pa.Table.from_pandas(ordered, _WRITTEN, preserve_index=False)
    with pq.ParquetWriter(
        figures, _WRITTEN, compression="zstd", compression_level=19, write_page_checksum=True, store_schema=False
    ) as written:
        written.write_table(table, row_group_size=_ROWS_IN_GROUP)
        written.add_key_value_metadata({_METADATA: json.dumps(asdict(release.info), sort_keys=True, default=str)})
    said = pd.DataFrame([asdict(offence) for _, offence in sorted(release.offences.items())])
    said.to_csv(offences, index=False, encoding="utf-8", lineterminator="\n")
    return figures, offences


def _paths(folder: Path, info: ReleaseInfo) -> tuple[Path, Path]:
    date = info.released or ""
    return folder / f"{_PREFIX}{date}.parquet", folder / f"offences-{date}.csv"


def releases(folder: Path) -> tuple[ReleaseInfo, ...]:
    """What the store in `folder` holds, oldest first, without reading any figure."""
    return tuple(_info(path) for path in sorted(folder.glob(f"{_PREFIX}*.parquet")))


def find_release(folder: Path, release: str) -> ReleaseInfo:
    """The release of a date such as ``2026-04-23``, or the newest for ``latest``."""
    held = {info.key: info for info in releases(folder)}
    if not held:
        raise DataError(f"{folder}: found no release of recorded crime; write one with 'crimekit data build'")
    if release == "latest":
        return held[max(held)]
    if release not in held:
        raise ParameterError(f"release: no '{release}'; expected 'latest' or a date{nearest(release, held)}")
    return held[release]


def read_observations(
    folder: Path,
    *,
    release: str = "latest",
    forces: Sequence[str] | None = None,
    series: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The observations of a release, of some forces and offence codes only where these are given.

    Values are whole numbers, or NaN for a count that the release should hold and does not.
    """
    path, _ = _paths(folder, find_release(folder, release))
    asked = {"series": series, "force": forces}
    chosen = [(name, "in", pa.array(keys, pa.string())) for name, keys in asked.items() if keys is not None]
    with _whole(path):
        table = pq.read_table(path, columns=[*OBSERVATIONS], filters=chosen or None, page_checksum_verification=True)
    return with_whole_numbers(table.to_pandas())


def with_whole_numbers(observations: pd.DataFrame) -> pd.DataFrame:
    """The same, with whole numbers as values where none is missing."""
    return observations if observations["value"].isna().any() else observations.astype({"value": "int64"})


def read_offences(folder: Path, *, release: str = "latest") -> Mapping[str, Offence]:
    """The meaning of each offence code in a release."""
    _, path = _paths(folder, find_release(folder, release))
    rows = csv.DictReader(io.StringIO(read_file(path).content.decode("utf-8"), newline=""))
    return {row["code"]: Offence(**row) for row in rows}


def _whole(path: Path) -> AbstractContextManager[None]:
    return readable(path.name, "release", "write it with 'crimekit data build'", _BROKEN)


def _info(path: Path) -> ReleaseInfo:
    with _whole(path):
        return _INFO.validate_json((pq.read_metadata(path).metadata or {})[_METADATA])
