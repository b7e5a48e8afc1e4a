"""The report as a PDF: tagged, with language, title, outline and descriptions; a clear word where it cannot be."""

import os
import re
import shutil
import zlib

import pytest

from crimekit.blocks import Cell, Column, Figure, Heading, Page, Table
from crimekit.page.document import render
from crimekit.runs.pdf import BROWSERS, write_pdf

ALT = "A line chart of forty letters or more; the latest value is 2.13."
LINKS = '<a href="methods.html">Methods</a> <a href="../../index.html">All</a> <a href="tables/a.csv">A</a>'
PRINTS = 'for given; do case $given in --print-to-pdf=*) echo "%PDF /StructTreeRoot" > "${given#*=}";; esac; done'


@pytest.mark.browser
def test_it_is_tagged_its_links_lead_beside_it_and_no_folder_of_this_machine_is_in_it(tmp_path, monkeypatch):
    if not any(map(shutil.which, BROWSERS)):
        if os.environ.get("CI"):
            pytest.fail("no Chromium here; the tests need it")
        pytest.skip("no Chromium here")
    data = Table("d", "Data", "", (Column("Quarter"), Column("Rate", "number")), ((Cell("Q1"), Cell("2.13", 2.13)),))
    drawing = '<svg viewBox="0 0 90 90"><path d="M0 0L9 9"/></svg>'
    figure = Figure("f", "Level", "by quarter", ALT, drawing, drawing, data)
    page = Page("Measures", "Gwent Police", "Commissioner", "Q1 2023-24", marking="OFFICIAL - LOCAL")
    html = render(page, [Heading("one", "First section"), figure, Heading("two", "Second section"), data])
    (tmp_path / "report.html").write_text(html.replace("</main>", f"<p>{LINKS}</p></main>"), encoding="utf-8")
    folder = tmp_path / "Ann's (own) quarter é"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    write_pdf(tmp_path)
    document = (tmp_path / "report.pdf").read_bytes()
    write_pdf(tmp_path)
    assert (tmp_path / "report.pdf").read_bytes() == document
    outline = (b"/Outlines", b"/Title (First section", b"/Title (Second section")
    assert all(text in document for text in (b"/StructTreeRoot", b"/Lang (en-GB)", *outline))
    assert re.search(rb"/Title (\(Measures|<FEFF004D0065)", document)
    assert len(re.findall(rb"/Alt ?[(<]", document)) == 1
    assert [b"/URI (%s)" % name in document for name in (b"methods.html", b"tables/a.csv", b"")] == [True] * 3
    streams = re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL)
    for content in (document, *(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")):
        assert b"file:" not in content
        assert b"quarter" not in content
    table = int(document.rsplit(b"startxref", 1)[1].split()[0])
    assert document[table:].startswith((b"xref", *(b"%d" % digit for digit in range(1, 10))))


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """Let this be the only browser here: a shell script of one line."""
    if os.name != "posix":
        pytest.skip("the program of this test is a shell script")
    program = tmp_path / "bin" / "chromium"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", str(program.parent))

    def written(line):
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(0o755)

    return written


def test_it_is_a_part_of_the_report_that_the_seal_stands_for(published, command, typed, browser):
    browser(PRINTS)
    path, same = published.report / "report.pdf", "The report is at outputs/kent/2025-26-q3/report.html"
    assert command("--pdf") == (0, f"{same}\n", "")
    assert command("--pdf") == command() == (0, f"{same} (nothing had changed)\n", "")
    assert path.read_bytes() == b"%PDF /StructTreeRoot\n"
    assert typed("verify", str(published.report))[0] == 0
    path.write_bytes(b"%PDF of somebody else")
    assert typed("verify", str(published.report))[1].startswith("report.pdf: changed: SHA-256 ")


@pytest.mark.parametrize(("line", "said"), [("exit 3", ": it ended with the code 3"), ("exit 0", "")])
def test_a_browser_that_prints_nothing_is_named_and_what_was_published_stands(published, command, browser, line, said):
    published.write("two", "'changed'")
    browser(line)
    named = f"--pdf: chromium printed no tagged PDF of 2025-26-q3/report.html{said}; nothing was published"
    with published.untouched():
        code, _, err = command("--pdf")
    assert (code, err.splitlines()[0]) == (1, f"crimekit: kent-2025-26-q3: {named}")
    assert all(outcome.reused for outcome in published.run().outcomes)  # what ran need not run again


def test_without_a_browser_nothing_runs(published, command, browser):
    published.write("two", "'changed'")
    told = "found no browser that can print; expected one of chromium, chromium-browser, google-chrome, "
    told += "google-chrome-stable, chrome, msedge. The report is not affected: open report.html in any browser and "
    assert command("--pdf")[::2] == (2, f"crimekit: --pdf: {told}print it\n")
