"""A real Chromium that all browser tests share, and axe-core in it."""

import base64
import importlib.util
import json
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


@pytest.fixture
def show(browser):
    """Open a page at a width and in a colour scheme and unfold everything; the log begins with it."""

    def opened(path, *, width=1280, scheme="light", folded=False):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        browser.get("about:blank")
        for log in ("performance", "browser"):
            browser.get_log(log)
        browser.get(path.as_uri())
        if not folded:
            browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")

    return opened


@pytest.fixture
def asked(browser):
    """The addresses asked for since the page was opened, its own aside."""

    def addresses():
        messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
        sent = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if url != browser.current_url and not url.startswith("data:")]

    return addresses


@pytest.fixture
def printed(browser):
    """The page that is open as a tagged PDF on paper of its own size."""

    def pdf():
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        options = {"preferCSSPageSize": True, "generateTaggedPDF": True}
        return base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", options)["data"])

    return pdf
