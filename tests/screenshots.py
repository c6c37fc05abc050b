"""Retakes the pictures under docs/: ``python tests/screenshots.py [FOLDER]``."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from playwright.sync_api import Browser

from yinwen.qa import Assistant

from browser import launched, served, visiting

QUESTIONS = {
    "page": ("2020年湖北全省地区生产总值恢复到2019年的百分之多少？", {}),
    "page-dark": ("有多少名80岁以上的老年患者被治愈？", {"color_scheme": "dark"}),
    "page-refused": ("北京奥运会是哪一年举办的？", {}),
    "page-overview": ("这篇文章主要讲什么？", {}),
    "page-narrow": ("有多少名80岁以上的老年患者被治愈？", {"width": 375}),
}


def take(folder: Path) -> None:
    """Asks each question on the shipped article and keeps what the page shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        Assistant.open(home) as assistant,
        launched() as browser,
        served(assistant) as address,
    ):
        for name, (question, options) in QUESTIONS.items():
            with visiting(browser, address, **options) as visit:
                visit.ask(question)
                if name == "page-narrow":
                    visit.page.locator(".cite").first.click()
                visit.page.screenshot(path=folder / f"{name}.png")
        _files(Path(home), browser, address, folder)


def _files(home: Path, browser: Browser, address: str, folder: Path) -> None:
    """Documents brought to the page, one of which can't be read."""
    (home / "坏文件.txt").write_bytes(b"\0\1\2" * 40)
    documents = Path(__file__).parent / "benchmarks" / "kinds" / "documents"
    mine = [documents / "租房合同.txt", home / "坏文件.txt", documents / "养犬条例.txt", documents / "药品说明书.txt"]
    with visiting(browser, address) as visit:
        visit.page.locator('.open-drawer[data-drawer="files"]').click()
        visit.page.locator("#yw-upload input[type=file]").set_input_files([str(path) for path in mine])
        visit.page.locator("#yw-list li").nth(2).wait_for()
        visit.page.screenshot(path=folder / "page-files.png")


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs")
