"""How `make docs` builds these pages: offline, each cell of Python run, a warning an error."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

from pygments.lexers.special import TextLexer

import crimekit

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

project = "crimekit"
author = copyright = "The crimekit founders"  # noqa: A001 - Sphinx calls it so
version = release = crimekit.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "_generated"]
default_role = "py:obj"

html_theme = "furo"
html_title = "crimekit"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
python_maximum_signature_line_length = 80
napoleon_google_docstring = False

myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_ipywidgets_js = {}  # they would come from elsewhere
nb_merge_streams = True
nb_output_stderr = "error"
suppress_warnings = ["mystnb.unknown_mime_type"]  # the data of a block, beside the HTML that is shown
logging.getLogger("traitlets").setLevel(logging.WARNING)

os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # for cells that type crimekit
os.environ.update(COLUMNS="100", TTY_COMPATIBLE="0")  # no bars that move in what they print

_ELSEWHERE = re.compile(
    r"""<(?:script|img|iframe|link|source)\b[^>]*?\b(?:src|href)=["'](?:https?:)?//[^"']+|url\(["']?(?:https?:)?//"""
)
_MOVED = {"crimekit/data/README.md": "../reference/figures.md"}  # files of the repository that are a page here


def generate(app):
    """Write what the pages include: the help of every command, the keys of every file of parameters."""
    from yaml_keys import keys_of_files

    folder = DOCS / "_generated"
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "typer", "crimekit.cli", "utils", "docs", "--name", "crimekit"]
    commands = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    for name, text in {
        "commands.md": commands.replace("# `crimekit`", "# Commands", 1),
        "yaml-keys.md": keys_of_files(),
    }.items():
        (folder / name).write_text(text, encoding="utf-8")


def point_here(app, path, page, content):
    """Let an included part of a file of the repository link to the pages here."""
    for file, target in _MOVED.items():
        content[0] = content[0].replace(f"]({file}", f"]({target}")


def refuse_requests(app, error):
    """Fail where a page would load anything from another site."""
    if error:
        return
    for page in Path(app.outdir).rglob("*"):
        if page.suffix in {".html", ".css"} and (found := _ELSEWHERE.search(page.read_text(encoding="utf-8"))):
            raise RuntimeError(
                f"{page.relative_to(app.outdir)}: found {found[0]!r}; expected nothing from another site"
            )


def setup(app):
    """Sphinx calls this."""
    app.add_lexer("csv", TextLexer)
    app.connect("builder-inited", generate)
    app.connect("include-read", point_here)
    app.connect("build-finished", refuse_requests)
