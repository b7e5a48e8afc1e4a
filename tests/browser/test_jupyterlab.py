"""A shipped notebook in the JupyterLab that is installed, as an analyst opens it."""

import os
import re
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
    options = ["--no-browser", "--allow-root", f"--port={port}", f"--notebook-dir={folder}"]
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


def test_every_cell_runs_the_form_answers_and_a_misspelt_force_is_one_line(lab, browser):
    wait = WebDriverWait(browser, 180, ignored_exceptions=[Exception])

    def found(selector):
        return browser.find_elements(By.CSS_SELECTOR, selector)

    def ran():
        """The number of the newest cell that has run."""
        return max((int(at) for each in found(".jp-InputPrompt") for at in re.findall(r"\d+", each.text)), default=0)

    def run_all():
        before = ran()
        for selector, label in ((".lm-MenuBar-itemLabel", "Run"), (".lm-Menu-itemLabel", "Run All Cells")):
            wait.until(lambda _, s=selector, text=label: [each for each in found(s) if each.text == text])[0].click()
        wait.until(lambda _: ran() > before)
        wait.until(lambda _: not any("*" in prompt.text for prompt in found(".jp-InputPrompt")))

    browser.get(f"{lab}/explore.ipynb")
    wait.until(lambda _: found(".jp-Notebook-ExecutionIndicator[data-status=idle]"))
    run_all()
    assert not found(ERRORS)
    assert len(found(".jp-Notebook .jp-RenderedImage img")) == 3  # in the form, seaborn's, and in the house style

    force = Select(found(".widget-dropdown select")[0])
    force.select_by_visible_text("kent")
    wait.until(lambda _: "kent" in found(".widget-output")[0].text)

    first = found(".jp-CodeCell .cm-content")[0]
    text = first.text.replace('"gwent"', '"gwnet"')
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", first)
    first.click()
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
    browser.execute_cdp_cmd("Input.insertText", {"text": text})
    run_all()
    assert [error.text for error in found(ERRORS)] == ["ParameterError: forces: no 'gwnet'; did you mean 'gwent'?"]
