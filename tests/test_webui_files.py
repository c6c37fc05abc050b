"""Documents of one's own on the page, in a real browser: added, asked, chosen, removed."""

import pytest
from playwright.sync_api import expect

from yinwen.qa import Assistant

from browser import launched, served, visiting

LEASE = "房屋租赁合同\n\n一、月租金为八千五百元，按季度支付。\n\n二、押金为一万七千元，退租后七个工作日内退还。\n"
MANUAL = "电饭煲手册\n\n容量四升，额定功率八百六十瓦。\n\n煮好以后自动保温，最长二十四小时。\n"
BOX = "#yw-question textarea"


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


@pytest.fixture
def visit(browser, tmp_path):
    with (
        Assistant.open(tmp_path / "home") as assistant,
        served(assistant) as url,
        visiting(browser, url) as opened,
    ):
        opened.assistant = assistant
        yield opened
        assert opened.outside == []
        assert opened.errors == []


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "合同.txt").write_text(LEASE, encoding="utf-8")
    (folder / "手册.md").write_text(MANUAL, encoding="utf-8")
    (folder / "坏.txt").write_bytes(b"\x00\x01\x02" * 40)
    return folder


def add(page, *paths):
    page.locator('.open-drawer[data-drawer="files"]').click()
    page.locator("#yw-upload input[type=file]").set_input_files([str(path) for path in paths])
    expect(page.locator("#yw-states li")).to_have_count(len(paths), timeout=30_000)
    expect(page.locator("#yw-states li:is(.waiting, .reading)")).to_have_count(0, timeout=30_000)


def listed(page):
    return page.locator("#yw-list li")


def test_from_an_empty_folder_to_a_cited_answer_in_three_actions(visit, files):
    page = visit.page
    add(page, files / "合同.txt")
    expect(listed(page)).to_have_count(1)
    page.keyboard.press("Escape")
    visit.ask("押金为多少？")
    expect(page.locator(".answer .said").first).to_contain_text("押金为一万七千元")
    mark = page.locator('#yw-pane mark[data-marker~="1"]').first
    expect(mark).to_be_visible()
    assert mark.text_content() in LEASE


def test_a_file_that_cannot_be_read_says_why_and_the_others_go_on(visit, files):
    page = visit.page
    add(page, files / "坏.txt", files / "手册.md")
    failed = page.locator("#yw-states li.failed")
    expect(failed).to_have_count(1)
    expect(failed.locator(".why")).to_contain_text("坏.txt 是二进制文件")
    expect(page.locator("#yw-states li.added")).to_have_count(1)
    expect(listed(page)).to_have_count(1)


def test_only_chosen_documents_are_asked(visit, files):
    page = visit.page
    add(page, files / "合同.txt", files / "手册.md")
    expect(listed(page)).to_have_count(2)
    page.locator('#yw-list li[data-doc="合同.txt"] input').uncheck()
    expect(page.locator("#yw-scope .scope")).to_contain_text("1 份文件")
    page.keyboard.press("Escape")
    visit.ask("押金为多少？")
    assert page.locator('.turn [data-doc="合同.txt"]').count() == 0
    page.locator('.open-drawer[data-drawer="files"]').click()
    page.locator('#yw-list li[data-doc="手册.md"] input').uncheck()
    expect(page.locator("#yw-scope .scope")).to_contain_text("没有选择文件")
    page.keyboard.press("Escape")
    page.locator(BOX).fill("押金为多少？")
    page.locator(BOX).press("Enter")
    expect(page.locator("#yw-notice .notice")).to_contain_text("没有选择文件")
    assert page.locator(BOX).input_value() == "押金为多少？"


def test_a_removed_document_answers_no_more(visit, files):
    page = visit.page
    add(page, files / "合同.txt", files / "手册.md")
    visit.accepts = True
    page.locator('#yw-list li[data-doc="合同.txt"] .remove').click()
    expect(listed(page)).to_have_count(1)
    expect(page.locator('#yw-pane [data-doc="手册.md"]')).to_be_visible()
    assert [info.doc_id for info in visit.assistant.documents()] == ["手册.md"]
    page.keyboard.press("Escape")
    visit.ask("押金为多少？")
    assert page.locator('.turn [data-doc="合同.txt"]').count() == 0


def test_strictness_is_a_setting_of_the_page(visit):
    page = visit.page
    page.locator('.open-drawer[data-drawer="settings"]').click()
    chosen = page.locator("#yw-strictness input:checked")
    assert chosen.get_attribute("value") == "balanced"
    page.get_by_label("严格：宁可说没有").check()
    page.keyboard.press("Escape")
    expect(page.locator('.open-drawer[data-drawer="settings"]')).to_be_focused()
    visit.ask("北京奥运会是哪一年举办的？")
    expect(page.locator(".refusal")).to_be_visible()
