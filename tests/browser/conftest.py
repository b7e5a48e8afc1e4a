"""A real Chromium that all browser tests share, and axe-core in it."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def missing(what):
    """Skip where a tool is missing; in CI nothing may be."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser():
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        missing("no Chromium with its driver here; the tests need both: apt-get install chromium chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"):
        options.add_argument(argument)
    for argument in ("--disable-background-networking", "--disable-component-update", "--disable-sync"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as opened:
        yield opened


@pytest.fixture
def axe(browser):
    """What axe-core finds on the page that is open: the rule and the first element of each violation."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        missing("axe-playwright-python, which carries axe-core, is not installed")
    source = Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")

    def violations():
        browser.execute_script(source)
        run = "axe.run({runOnly: arguments[0]}).then(arguments[arguments.length - 1])"
        found = browser.execute_async_script(run, STANDARDS)["violations"]
        return [(one["id"], one["nodes"][0]["html"]) for one in found]

    return violations
