"""The report as a PDF: tagged, with language, title, outline and descriptions; a clear word where it cannot be."""

import os
import re
import shutil
import zlib

import pytest

from crimekit.blocks import Cell, Column, Figure, Heading, Page, Table
from crimekit.errors import RunError
from crimekit.page.document import render
from crimekit.runs.pdf import BROWSERS, write_pdf
from crimekit.runs.record import differences, write_record
from crimekit.runs.seal import hashes, sealed

ALT = "A line chart of forty letters or more; the latest value is 2.13."


def published(folder):
    data = Table("d", "Data", "", (Column("Quarter"), Column("Rate", "number")), ((Cell("Q1"), Cell("2.13", 2.13)),))
    drawing = '<svg viewBox="0 0 90 90"><path d="M0 0L9 9"/></svg>'
    figure = Figure("f", "Level", "by quarter", ALT, drawing, drawing, data)
    page = Page("Measures", "Gwent Police", "Commissioner", "Q1 2023-24", marking="OFFICIAL - LOCAL")
    folder.mkdir()
    html = render(page, [Heading("one", "First section"), figure, Heading("two", "Second section"), data])
    (folder / "report.html").write_text(html, encoding="utf-8")
    write_record(folder, sealed(folder, {"run": {}, "files": hashes(folder)}))
    return folder


def needs_browser():
    if not any(map(shutil.which, BROWSERS)):
        if os.environ.get("CI"):
            pytest.fail("no Chromium here; the tests need it")
        pytest.skip("no Chromium here")


@pytest.mark.browser
def test_it_is_tagged_with_language_title_outline_and_descriptions(tmp_path):
    needs_browser()
    document = write_pdf(published(tmp_path / "q1")).read_bytes()
    assert b"/StructTreeRoot" in document
    assert b"/Lang (en-GB)" in document
    assert re.search(rb"/Title (\(Measures|<FEFF004D0065)", document)
    assert b"/Outlines" in document
    for title in (b"First section", b"Second section"):
        assert b"/Title (" + title in document
    assert len(re.findall(rb"/Alt ?[(<]", document)) == 1


@pytest.mark.browser
def test_links_lead_beside_it_and_no_folder_of_this_machine_is_in_it(tmp_path):
    needs_browser()
    folder = published(tmp_path / "Ann's (own) quarter é")
    html = (folder / "report.html").read_text(encoding="utf-8")
    links = '<a href="methods.html">Methods</a> <a href="../../index.html">All</a> <a href="tables/a.csv">A</a>'
    (folder / "report.html").write_text(html.replace("</main>", f"<p>{links}</p></main>"), encoding="utf-8")
    document = write_pdf(folder).read_bytes()
    assert [b"/URI (%s)" % name in document for name in (b"methods.html", b"tables/a.csv", b"")] == [True] * 3
    streams = re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL)
    for content in (document, *(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")):
        assert b"file:" not in content
        assert b"quarter" not in content
    table = int(document.rsplit(b"startxref", 1)[1].split()[0])
    assert document[table:].startswith((b"xref", *(b"%d" % digit for digit in range(1, 10))))


@pytest.mark.slow
@pytest.mark.browser
def test_the_record_knows_it_and_the_same_page_gives_the_same_bytes(tmp_path):
    needs_browser()
    folder = published(tmp_path / "q1")
    first = write_pdf(folder).read_bytes()
    assert differences(folder) == ()
    assert write_pdf(folder).read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q1"]


@pytest.mark.skipif(os.name != "posix", reason="the program of this test is a shell script")
@pytest.mark.parametrize(("line", "said"), [("exit 3", ": it ended with the code 3"), ("exit 0", "")])
def test_a_browser_that_prints_nothing_is_named_and_the_report_stands(monkeypatch, tmp_path, line, said):
    program = tmp_path / "bin" / "chromium"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    program.chmod(0o755)
    folder = published(tmp_path / "q1")
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(RunError) as stopped:
        write_pdf(folder)
    assert str(stopped.value) == f"--pdf: chromium printed no tagged PDF of q1/report.html{said}"
    assert differences(folder) == ()
