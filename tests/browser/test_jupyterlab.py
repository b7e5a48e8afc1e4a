"""A shipped notebook in the JupyterLab that is installed, as an analyst opens it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
ERRORS = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab that shows a copy of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "explore.ipynb").write_bytes((PROJECT / "notebooks" / "explore.ipynb").read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--expose-app-in-browser", f"--port={port}", f"--notebook-dir={folder}"]
    home = {**os.environ, "CRIMEKIT_HOME": str(PROJECT), "JUPYTER_CONFIG_DIR": str(folder / ".config")}
    command = [sys.executable, "-m", "jupyterlab", "--IdentityProvider.token=", *options]
    with subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api")
                    break
                except OSError:
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/lab/tree"
        finally:
            server.terminate()


RUN_ALL = """
const done = arguments[arguments.length - 1], app = window.jupyterapp;
app.restored
  .then(() => app.shell.currentWidget.sessionContext.ready)
  .then(() => app.commands.execute("notebook:run-all-cells"))
  .then(done, problem => done(String(problem)));
"""


def test_every_cell_runs_the_form_answers_and_a_misspelt_force_is_one_line(lab, browser):
    browser.set_script_timeout(180)
    wait = WebDriverWait(browser, 60, ignored_exceptions=[Exception])

    def found(selector):
        return browser.find_elements(By.CSS_SELECTOR, selector)

    def first_cell():
        return found(".jp-CodeCell .cm-content")[0]

    browser.get(f"{lab}/explore.ipynb")
    wait.until(lambda _: first_cell().text)
    assert browser.execute_async_script(RUN_ALL) is True
    wait.until(lambda _: len(found(".jp-Notebook .jp-RenderedImage img")) == 3)  # the form's, seaborn's, the house's
    assert not found(ERRORS)

    wait.until(lambda _: Select(found(".widget-dropdown select")[0]).select_by_visible_text("kent") is None)
    wait.until(lambda _: "kent" in found(".widget-output")[0].text)

    text = first_cell().text.replace('"gwent"', '"gwnet"')
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", first_cell())
    first_cell().click()
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
    browser.execute_cdp_cmd("Input.insertText", {"text": text})
    assert browser.execute_async_script(RUN_ALL) is False
    wait.until(lambda _: found(ERRORS))
    assert [error.text for error in found(ERRORS)] == ["ParameterError: forces: no 'gwnet'; did you mean 'gwent'?"]
