"""A real headless Chromium for the page's tests, and a server in a thread for it to open."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from yinwen.webui.room import Assistant
from yinwen.webui.server import bind, build_app

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk")
# Offline, without a sandbox of its own (tests may run as root), and quiet about updates.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def find_chromium() -> str:
    """The path of a Chromium; installs Debian's where that may be done, else skips with the line that brings it."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {"check": False, "capture_output": True, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update"], **quiet)
        subprocess.run(INSTALL, **quiet)
        found = shutil.which("chromium")
    if found is None:
        pytest.skip(f"no Chromium: sudo {' '.join(INSTALL)}")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(assistant: Assistant, language: str = "zh") -> Iterator[str]:
    """The page's address while it is served from a thread, on a free port."""
    with bind("127.0.0.1", 0) as listening:
        config = uvicorn.Config(build_app(assistant, language=language), log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


class Visit:
    """One opened page, and what it did that it should not: ``outside`` requests, ``dialogs``, ``errors``."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.outside, self.dialogs, self.errors = page, [], [], []
        self.accepts = False
        page.on("request", lambda request: self._seen(request.url, address))
        page.on("pageerror", lambda error: self.errors.append(error))
        page.on("dialog", self._dialog)
        page.goto(address)
        page.locator("article.document").wait_for(state="attached")
        page.locator("#yw-conversation .welcome").wait_for()

    def _seen(self, url: str, address: str) -> None:
        if not url.startswith((address.split("?")[0], "data:", "blob:")):
            self.outside.append(url)

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(dialog.message)
        (dialog.accept if self.accepts else dialog.dismiss)()

    def ask(self, question: str) -> None:
        """Types a question, sends it with Enter and waits for the reply."""
        turns = self.page.locator(".turn").count()
        self.page.locator("#yw-question textarea").fill(question)
        self.page.locator("#yw-question textarea").press("Enter")
        self.page.locator(f'.turn[data-turn="{turns}"] .answer').wait_for()


@contextmanager
def visiting(
    browser: Browser, address: str, *, path: str = "", width: int = 1440, **context: object
) -> Iterator[Visit]:
    """A fresh visit, without motion, closed at the end."""
    options = {"viewport": {"width": width, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce", **context}
    opened = browser.new_context(**options)
    opened.set_default_timeout(30_000)
    try:
        yield Visit(opened.new_page(), address + path)
    finally:
        opened.close()
