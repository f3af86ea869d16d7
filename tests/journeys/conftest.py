"""A real browser for the tests of this folder: the machine's own Chromium, kept away from everything but this site.

Where there is no Chromium these tests are skipped by name; ``CHROME`` names another one than the first on the path.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

# The browser's own loop runs in the thread in which the tests speak to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROME = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey, and needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")
            if not CHROME:
                item.add_marker(pytest.mark.skip(reason="no chromium here: install it, or name one in CHROME"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How the browser is started: never one that Playwright would fetch."""
    return {"executable_path": CHROME, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Journeys write addresses out in full; the library's own fixture of this name is deprecated by pytest."""


@pytest.fixture
def elsewhere(page: Page, live_server) -> Iterator[list[str]]:
    """Every address outside the site that a page asked for; there must be none."""
    asked: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(live_server.url) else asked.append(request.url))
    yield asked
    assert asked == []


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of, such as a breach of the security policy or a script that failed."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Breaches of WCAG 2.2 AA that a machine can find on a page, each with where it is."""
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def found(page: Page) -> list[str]:
        page.evaluate(script)  # not a script tag: the security policy would rightly refuse that
        run = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
        violations = page.evaluate(run, RULES)["violations"]
        return [f"{fault['id']}: {node['html']}" for fault in violations for node in fault["nodes"]]

    return found
