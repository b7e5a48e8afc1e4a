"""Write the small workbooks that the loaders are tested with, in the layout the Home Office publishes.

They are committed, because the packages that write them (openpyxl, odfpy, xlwt) are no dependency of crimekit::

    pip install openpyxl odfpy xlwt && python tests/data/make_workbooks.py
"""

import datetime
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
HEADER = ["Financial Year", "Financial Quarter", "Force Name", "Offence Description", "Offence Group"]
HEADER += ["Offence Subgroup", "Offence Code", "Number of Offences"]
COVER = ("Cover", [["Police recorded crime"], ["Released by the Home Office"]])
NOTES = ("Notes", [["Note", "Text"], [4, "The force changed its systems."]])
THEFT = ["Theft offences", "Theft of a motor vehicle"]
INTERFERING = ["Interfering with a motor vehicle", "Theft offences", "Vehicle interference"]
VIOLENCE = ["Violence against the person", "Homicide"]
BURGLARY = ["Theft offences", "Domestic burglary"]

OFFICIAL = [
    COVER,
    NOTES,
    (
        "2012-13",
        [
            ["Police recorded crime, year ending March 2013"],
            [],
            [*HEADER, "", "Offence Code", ""],  # a stray and a repeated header, both without cells
            ["2012/13", 1, "Action Fraud", "Fraud offences", "Fraud offences", "Fraud: Action Fraud", "AF", 20323],
            ["2012/13", 1, "British Transport Police", *INTERFERING, 126, 5],
            ["2012/13", 1, "Devon & Cornwall", *INTERFERING, 126, 0],
            ["2012/13", 1, "Gwent [note 4]", "Aggravated vehicle taking", *THEFT, 37.2, 12],
            ["2012/13", 1, "Gwent", *INTERFERING, 126, " 1,034 "],
            ["2012/13", 2, "Gwent ", *INTERFERING, 126, -3],
            ["2012/13", 2, "Gwent", "Bigamy", "Miscellaneous", "Miscellaneous", 26, "N/a"],
        ],
    ),
    (
        "2013_14",
        [
            HEADER,
            ["2013/14", 1, "Devon and Cornwall", "Murder", *VIOLENCE, 1, 3],
            ["2013/14", 1, "Gwent", "Manslaughter", *VIOLENCE, 4.1, 1],
            ["2013/14", 1, "Gwent", "Corporate manslaughter", *VIOLENCE, 4.1, 2],
            ["2013/14", 1, "Gwent", "Burglary in a dwelling", *BURGLARY, "28A", 5],
            ["2013/14", 1, "Gwent", "Burglary in a dwelling (outcome only)", *BURGLARY, "28A", 2],
            [],
            ["Source: Home Office"],
        ],
    ),
]
LOCAL = [
    COVER,
    (
        "Figures",
        [
            ["force", "measure", "period", "value", "base", "stated", "source", "note"],
            ["Gwent", "satisfaction", "2023-24 Q1", 59.5, 312, None, "Own survey", None],
            ["gwent", "disruptions", datetime.date(2023, 4, 1), 4, None, None, "Own system", None],
            ["gwent", "disruptions", "2023-05", "0", None, None, "Own system", None],
            ["gwent", "disruptions", datetime.date(2023, 6, 1), 3, None, None, "Own system", None],
        ],
    ),
]
POPULATION = [
    COVER,
    (
        "Police force areas",
        [
            ["Mid-year population estimates"],
            [],
            ["Area code", "Area", "Mid-2022", "mid 2023", "Change"],
            ["K04000001", "England and Wales", 60236700, 60854700, 1.0],
            ["W15000002", "Gwent", 590051, 594164, 0.7],
            ["E23000035", "Devon & Cornwall", " 1,804,298 ", 1823400.0, 1.1],
            [],
            ["Source: Office for National Statistics"],
        ],
    ),
]


def write(path, sheets):
    with pd.ExcelWriter(path, engine={".ods": "odf", ".xlsx": "openpyxl"}[path.suffix]) as book:
        for name, rows in sheets:
            table = pd.DataFrame([dict(enumerate(row)) for row in rows], dtype=object)
            table.to_excel(book, sheet_name=name, header=False, index=False)


def write_xls(path, sheets):
    from xlwt import Workbook

    book = Workbook()
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                sheet.write(down, across, cell)
    book.save(str(path))


if __name__ == "__main__":
    write(HERE / "official.xlsx", OFFICIAL)
    write(HERE / "official.ods", OFFICIAL)
    write_xls(HERE / "official.xls", OFFICIAL)
    write(HERE / "local.xlsx", LOCAL)
    write(HERE / "population-wide.xlsx", POPULATION)
