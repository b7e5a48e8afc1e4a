"""How long a whole recorded crime workbook takes to read, against `pandas.read_excel`, and once its store is kept.

Run it with ``python tests/benchmarks/loading.py``. The workbooks are made from the shipped figures in the published
layout: one sheet a financial year. pandas reads XLSX with openpyxl and ODS with odfpy, which are no dependency of
crimekit: what is not installed is left out, and the output says so.
"""

import importlib.util
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from crimekit.loaders.inputs import own_store
from crimekit.loaders.store import SHIPPED, read_observations, read_offences
from crimekit.parameters import read_parameters

ALLOWED = 4  # pandas must take at least this many times as long
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def sheets():
    """The shipped release as published: by financial year, the rows under the official header."""
    observations, offences = read_observations(SHIPPED), read_offences(SHIPPED)
    names = {force.key: force.name for force in read_parameters().forces.values()}
    header = ("Financial Year", "Financial Quarter", "Force Name", "Offence Description", "Offence Group")
    header += ("Offence Subgroup", "Offence Code", "Number of Offences")
    years = {}
    for force, period, code, value in observations.itertuples(index=False, name=None):
        year, quarter = period.split(" Q")
        said = offences[code]
        row = (f"{year[:4]}/{year[5:]}", int(quarter), names[force], said.description, said.group, said.subgroup, code)
        years.setdefault(year.replace("-", "_"), [header]).append((*row, int(value)))
    return dict(sorted(years.items()))


def write_xlsx(path, tables):
    texts = {}

    def cell(value):
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number, rows in enumerate(tables.values(), 1):
            lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
            book.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        _write_parts(book, list(tables))


def _write_parts(book, names):
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(names, 1)
    )
    strings = f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    document = f'<Relationship Id="d" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{sheet}.{kind}+xml"/>'
        for part, kind in [
            ("workbook.xml", "sheet.main"),
            ("sharedStrings.xml", "sharedStrings"),
            *((f"worksheets/sheet{n}.xml", "worksheet") for n, _ in enumerate(names, 1)),
        ]
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    book.writestr(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    book.writestr(
        "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}{strings}</Relationships>'
    )
    book.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{document}</Relationships>')
    book.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{default}{kinds}</Types>')


def write_ods(path, tables):
    def cell(value):
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    names = "".join(f' xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        entry = '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{OPEN}:manifest:1.0">{entry}</m:manifest>')
        with book.open("content.xml", "w", force_zip64=True) as content:
            content.write(f"<office:document-content{names}><office:body><office:spreadsheet>".encode())
            for name, rows in tables.items():
                content.write(f"<table:table table:name={quoteattr(name)}>".encode())
                for row in rows:
                    content.write(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>".encode())
                content.write(b"</table:table>")
            content.write(b"</office:spreadsheet></office:body></office:document-content>")


def seconds(action):
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def compare(path, engine, package):
    """Time one workbook three ways and print the ratios; whether the bound holds."""
    forces = read_parameters().forces
    first = seconds(lambda: own_store(path, forces))
    again = seconds(lambda: own_store(path, forces))
    size = path.stat().st_size / 1e6
    print(f"{path.name} ({size:.1f} MB): crimekit {first:.1f} s, once kept {again:.2f} s ({first / again:.0f} times)")
    if importlib.util.find_spec(package) is None:
        print(f"  pandas with {engine}: left out, {package} is not installed")
        return True
    theirs = seconds(lambda: pd.read_excel(path, sheet_name=None, engine=engine))
    print(f"  pandas with {engine}: {theirs:.1f} s, {theirs / first:.1f} times crimekit's (at least {ALLOWED} wanted)")
    return theirs >= ALLOWED * first


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CRIMEKIT_CACHE"] = str(Path(folder) / "cache")
        tables = sheets()
        rows = sum(map(len, tables.values())) - len(tables)
        print(f"{len(tables)} sheets, {rows:,} rows")
        write_xlsx(Path(folder) / "prc.xlsx", tables)
        write_ods(Path(folder) / "prc.ods", tables)
        held = [
            compare(Path(folder) / "prc.xlsx", "openpyxl", "openpyxl"),
            compare(Path(folder) / "prc.ods", "odf", "odf"),
        ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
