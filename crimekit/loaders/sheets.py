"""A file of any kind as sheets of cells: workbooks, CSV and Parquet alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from crimekit.errors import DataError
from crimekit.loaders.files import SourceFile
from crimekit.loaders.workbook_limits import check_workbook

WORKBOOKS = (".ods", ".xlsx", ".xls", ".xlsm")
KINDS = (".csv", ".parquet", *WORKBOOKS)

MOST_ROWS = 20_000_000  # of a Parquet file, which can announce any number in a few bytes
_BROKEN_WORKBOOK = (CalamineError, PasswordError, WorksheetNotFound, XmlError, ZipError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (empty for CSV and Parquet) and its cells, row by row."""

    name: str
    rows: Sequence[Sequence[object]] = field(repr=False)
    first_row: int = 1  # the number of the first of `rows` as the reader of the file counts


def read_sheets(file: SourceFile) -> Iterator[Sheet]:
    """The sheets of a file in their order, or a `DataError` where it is not what its name promises."""
    if file.content[:512].lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise DataError(f"{file.name}: found a web page; expected the file itself, so download it again")
    if file.kind == ".csv":
        yield _csv(file)
    elif file.kind == ".parquet":
        yield _parquet(file)
    elif file.kind in WORKBOOKS:
        yield from _workbook(file)
    else:
        raise DataError(f"{file.name}: found a file of the kind '{file.kind}'; expected one of {', '.join(KINDS)}")


def _csv(file: SourceFile) -> Sheet:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            written = file.content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return Sheet("", list(csv.reader(io.StringIO(written, newline=""), strict=True)))
        except csv.Error as error:
            raise DataError(f"{file.name}: found no CSV that can be read ({error}); expected rows of cells") from error
    raise DataError(f"{file.name}: found text in neither UTF-8 nor Windows-1252; expected one of them")


def _parquet(file: SourceFile) -> Sheet:
    try:
        rows = pq.read_metadata(pa.BufferReader(file.content)).num_rows
        if rows > MOST_ROWS:
            raise DataError(f"{file.name}: found {rows:,} rows; expected at most {MOST_ROWS:,}")
        table = pq.read_table(pa.BufferReader(file.content), page_checksum_verification=True)
        columns = [column.to_pylist() for column in table.itercolumns()]
    except (pa.ArrowException, OSError, ValueError, MemoryError, NotImplementedError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(
            f"{file.name}: found no Parquet file that can be read ({reason}); expected a whole one"
        ) from error
    return Sheet("", [table.column_names, *zip(*columns, strict=True)], first_row=0)


def _workbook(file: SourceFile) -> Iterator[Sheet]:
    check_workbook(file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(file.content)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet:  # and no chart
                    cells = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    yield Sheet(sheet.name, cells)
    except _BROKEN_WORKBOOK as error:
        raise _no_workbook(file, error) from error
    except BaseException as error:  # a Rust panic is no Exception; anything else is not ours to catch
        if type(error).__name__ != "PanicException":
            raise
        raise _no_workbook(file, error) from None


def _no_workbook(file: SourceFile, error: BaseException) -> DataError:
    reason = " ".join(str(error).split())[:200]
    return DataError(
        f"{file.name}: found no workbook that can be read ({reason}); expected a whole {file.kind} file without a "
        "password, so download it again"
    )
