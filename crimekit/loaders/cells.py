"""One cell of a table into one value, or a `DataError` that says what was found and what was expected.

Workbooks, CSV and Parquet deliver the same figure as ``12``, ``12.0``, ``' 12 '`` or ``'1,234 [r]'``. A repair is made
only where one reading is possible; anything else is refused.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal

from crimekit.errors import DataError, ParameterError
from crimekit.periods import Quarter, parse_month

ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z/0]{3,12}[!?])|Err:[0-9]{3}")  # as spreadsheets show it
_NOTE = re.compile(r"(?:\s?\[[^\[\]]{1,20}\]){1,5}$")  # "Gwent [note 4]", "1,234 [r]"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")  # and of no width
_MISSING = frozenset({"", "n/a", "na", ".."})
_NUMBER = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_EITHER = re.compile(r"-?[0-9]+,[0-9]{3}")  # a thousand and more, or three decimals after a comma
_CODE = re.compile(r"[0-9]{1,3}[A-Z]?(?:\.[0-9]{1,2})?(?:/[0-9]{1,3}[A-Z]?(?:\.[0-9]{1,2})?)*")
_LONG_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{10,}")  # what a workbook makes of 37.2: 37.200000000000003
_YEAR = re.compile(r"((?:19|20|21)[0-9]{2})\s*[/_–-]\s*([0-9]{2}|[0-9]{4})")
_QUARTER = re.compile(r"[Qq]?([1-4])(?:\.0+)?")
_FORMULA = re.compile(r"=[\w(+@'\"-]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_SHOWN = 200  # characters of a cell
_LARGEST = 2**31 - 1  # of any figure: the store keeps 32 bits; a country records some two million offences a quarter


def text(cell: object) -> str:
    """The words of a cell without padding, doubled blanks, footnote markers and what nobody sees; empty where it is.

    Examples
    --------
    >>> text("  Devon &  Cornwall [note 4] ")
    'Devon & Cornwall'
    """
    if cell is None or (isinstance(cell, float | Decimal) and math.isnan(cell)):
        return ""
    said = str(cell)
    return _NOTE.sub("", " ".join((said if said.isascii() else _INVISIBLE.sub("", said)).split()))


def name_key(cell: object) -> str:
    """A name as names are compared: without case, ``&``, dashes and underscores, footnote markers.

    Examples
    --------
    >>> name_key("Dyfed-Powys ") == name_key("dyfed powys")
    True
    """
    plain = re.sub("[\u2010-\u2015\u2212_-]", " ", text(cell).replace("&", " and "))
    return " ".join(plain.split()).casefold()


def is_missing(cell: object) -> bool:
    """Whether a cell is empty or says that there is no figure: ``N/a``, ``..``, ``[x]``."""
    return text(cell).casefold() in _MISSING


def refuse_unreadable(cells: Iterable[object]) -> None:
    """Refuse what no kind of column can hold, whichever kind of file it comes from."""
    for cell in (cell for cell in cells if isinstance(cell, str)):
        if ERROR.fullmatch(said := cell.strip()):
            raise DataError(f"found a formula that ends in an error ({said}); expected what it should say: mend it")
        if _FORMULA.match(cell):
            expected = "expected the value: open it in a spreadsheet, save it"
            raise DataError(f"found a formula without its value ({cell}); {expected}")
        if wrong := _CONTROL.search(cell):
            found = f"the invisible character U+{ord(wrong[0]):04X} in {cell[:_SHOWN]!r}"
            raise DataError(f"found {found}; expected none: type the cell again")


def some_text(cell: object, expected: str = "some text") -> str:
    """The words of a cell that may not be empty; `expected` says what they are."""
    if not text(cell):
        raise DataError(f"found nothing; expected {expected}")
    return text(cell)


def decimal_number(cell: object) -> float | None:
    """A figure with or without decimals; None where there is none.

    Examples
    --------
    >>> decimal_number("84.3"), decimal_number("")
    (84.3, None)
    """
    expected = "a number without its unit"
    if isinstance(cell, str) and _EITHER.fullmatch(text(cell)):
        raise DataError(f"found {cell!r}; expected {expected} or comma, which may be of thousands or of decimals")
    return _number(cell, expected)


def _number(cell: object, expected: str) -> float | None:
    if is_missing(cell):
        return None
    written = text(cell).replace("−", "-")
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        number = float(cell)
    elif isinstance(cell, str) and _NUMBER.fullmatch(written):
        number = float(written.replace(",", ""))
    else:
        raise DataError(f"found {cell!r}; expected {expected}")
    if not abs(number) <= _LARGEST:
        raise DataError(f"found {cell!r}; expected {expected}, at most {_LARGEST:,}")
    return number


def whole_number(cell: object) -> int | None:
    """A count, which may be negative where records were transferred or cancelled; None where there is none.

    A text with three noughts after its point is refused: it may be a number of thousands.

    Examples
    --------
    >>> whole_number(" 1,234 "), whole_number(12.0), whole_number("-00"), whole_number("N/a")
    (1234, 12, 0, None)
    """
    expected = "a whole number"
    number = _number(cell, expected)
    if number is None:
        return None
    if number != int(number) or (isinstance(cell, str) and text(cell).endswith(".000")):
        raise DataError(f"found {cell!r}; expected {expected}")
    return int(number)


def financial_year(cell: object) -> str:
    """A financial year as crimekit writes it.

    Examples
    --------
    >>> financial_year("2012/13")
    '2012-13'
    """
    start = _YEAR.fullmatch(text(cell))
    if not start or (int(start[1]) + 1) % 10 ** len(start[2]) != int(start[2]):
        raise DataError(f"found {cell!r}; expected a financial year such as '2023/24'")
    return f"{start[1]}-{(int(start[1]) + 1) % 100:02d}"


def financial_quarter(cell: object) -> str:
    """The quarter of a financial year.

    Examples
    --------
    >>> financial_quarter(1.0)
    'Q1'
    """
    number = _QUARTER.fullmatch(text(cell))
    if not number:
        raise DataError(f"found {cell!r}; expected the financial quarter 1, 2, 3 or 4")
    return f"Q{number[1]}"


def month(cell: object) -> str:
    """A month as crimekit writes it; a spreadsheet turns ``2021-11`` into a day of that month.

    Examples
    --------
    >>> month(dt.date(2021, 11, 1)), month(" 2021-11 ")
    ('2021-11', '2021-11')
    """
    label = f"{cell:%Y-%m}" if isinstance(cell, dt.date) else text(cell)
    with suppress(ParameterError):
        if label.isascii():
            return parse_month(label)
    raise DataError(f"found {cell!r}; expected a month such as '2021-11'")


def quarter_or_month(cell: object) -> str:
    """A quarter or a month as crimekit writes it; a day within a month may stand for either.

    Examples
    --------
    >>> quarter_or_month(dt.date(2021, 11, 1)), quarter_or_month(" 2023-24 Q1 ")
    ('2021-11', '2023-24 Q1')
    """
    with suppress(ParameterError):
        if text(cell).isascii():
            return Quarter.parse(text(cell), strict=True).label
    if not isinstance(cell, dt.date) or cell.day == 1:
        with suppress(DataError):
            return month(cell)
    raise DataError(
        f"found {cell!r}; expected a quarter ('2023-24 Q1', 'quarter ending November 2021') or a month ('2021-11')"
    )


def offence_code(cell: object, description: object) -> str:
    """A Home Office offence code as text, mended where a workbook turned it into a number.

    Only one code ends in a nought after the point, corporate manslaughter (4.10), so 4.1 is the one number that can
    mean two codes; the description decides, and where it cannot the code is refused.

    Examples
    --------
    >>> offence_code("37.200000000000003", "Aggravated vehicle taking"), offence_code(126.0, "")
    ('37.2', '126')
    >>> offence_code(4.1, "Corporate manslaughter"), offence_code(4.1, "Manslaughter")
    ('4.10', '4.1')
    """
    written = text(cell).upper()
    was_number = isinstance(cell, int | float | Decimal) or _LONG_DECIMAL.fullmatch(written) is not None
    if was_number and not isinstance(cell, bool) and written:
        written = repr(float(written)).removesuffix(".0")
    if not _CODE.fullmatch(written):
        raise DataError(f"found {cell!r}; expected an offence code such as '28A' or '4.10'")
    offence = text(description).casefold()
    if written == "4.1" and offence.startswith("corporate manslaughter"):
        return "4.10"
    if written == "4.1" and was_number and not offence.startswith("manslaughter"):
        raise DataError(
            f"found {cell!r} as a number, described as '{text(description)}'; it may be '4.1' (manslaughter) or '4.10' "
            "(corporate manslaughter); expected the code as text"
        )
    return written
