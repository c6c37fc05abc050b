"""The page's LLM switch in a real browser, over a server that speaks the protocol."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from llm_server import REPLY, FakeChecker, LlmServer, refusing, saying
from playwright.sync_api import Browser, expect

from yinwen.index.library import Library
from yinwen.qa.assistant import Assistant

from browser import launched, served, visiting

QUESTION = "长江十年禁渔从什么时候开始？"
SWITCH = "#yw-llm input"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def assistant(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr("yinwen.qa.llm.checker.default_checker", lambda *_: FakeChecker())
    library.add([folder])
    return Assistant(library)


def test_without_an_llm_there_is_no_switch(browser: Browser, assistant: Assistant) -> None:
    with served(assistant) as address, visiting(browser, address) as visit:
        expect(visit.page.locator(SWITCH)).to_have_count(0)


def test_it_is_off_until_it_is_switched_on_and_names_the_host(browser: Browser, assistant: Assistant) -> None:
    with LlmServer(saying(REPLY + "渔民领两千元。[1]")) as server:
        assistant.llm = server.settings()
        with served(assistant) as address, visiting(browser, address) as visit:
            page = visit.page
            expect(page.locator("#yw-llm")).to_contain_text(server.host)
            expect(page.locator(SWITCH)).not_to_be_checked()
            visit.ask(QUESTION)
            assert server.requests == []
            page.locator(SWITCH).check()
            visit.ask(QUESTION)
            expect(page.locator(".turn").nth(1).locator(".verdict")).to_have_text("〔未在原文找到〕")
            assert len(server.requests) == 1
            page.locator(".turn").nth(1).locator(".cite").first.click()
            expect(page.locator('#yw-pane mark[data-marker~="1"]')).to_have_text(REPLY[:-3])
            assert visit.outside == []
            assert visit.errors == []


def test_a_server_that_fails_is_told_above_the_answer(browser: Browser, assistant: Assistant) -> None:
    with LlmServer(refusing(500)) as server:
        assistant.llm = server.settings()
        with served(assistant) as address, visiting(browser, address) as visit:
            visit.page.locator(SWITCH).check()
            visit.ask(QUESTION)
            expect(visit.page.locator(".answer .note")).to_contain_text("HTTP 500")
            expect(visit.page.locator(".answer")).to_contain_text("2021年1月1日")
