"""The page in a real browser, over the real assistant and the shipped article."""

import pytest
from playwright.sync_api import expect

from yinwen.qa import Assistant

from browser import launched, served, visiting

FACT = "2020年湖北全省地区生产总值恢复到2019年的百分之多少？"
ABSENT = "北京奥运会是哪一年举办的？"
BOX = "#yw-question textarea"

IN_VIEW = """mark => {
  const pane = document.querySelector('#yw-pane').getBoundingClientRect(), at = mark.getBoundingClientRect();
  return at.top >= pane.top && at.bottom <= pane.bottom && at.bottom <= window.innerHeight && at.width > 0;
}"""


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    with Assistant.open(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(assistant):
    with served(assistant) as url:
        yield url


@pytest.fixture
def visit(browser, address):
    with visiting(browser, address) as opened:
        yield opened
        assert opened.outside == []
        assert opened.dialogs == []
        assert opened.errors == []


def quote_of(page, marker="1"):
    return page.locator(f'#yw-pane mark[data-marker~="{marker}"]')


def test_a_question_is_answered_and_its_citation_opens_the_quote(visit, assistant):
    page = visit.page
    visit.ask(FACT)
    expect(page.locator(".answer .lead")).to_have_text("95.6%")
    expect(page.locator(".answer .said").first).to_contain_text("恢复到2019年的95.6%")
    cite = page.get_by_role("button", name="引文 1：").first
    cite.click()
    mark = quote_of(page)
    expect(mark).to_be_focused()
    assert mark.evaluate(IN_VIEW)
    target = {name: cite.get_attribute(f"data-{name}") for name in ("doc", "start", "end", "quote")}
    text = assistant.document(target["doc"]).text
    assert mark.text_content() == target["quote"] == text[int(target["start"]) : int(target["end"])]
    assert "95.6%" in target["quote"]


def test_the_pane_is_the_document_to_the_character(visit, assistant):
    visit.ask(FACT)
    shown = visit.page.locator("#yw-pane .text").text_content()
    assert shown == assistant.document("article.txt").text


def test_escape_returns_to_the_citation_and_the_keyboard_goes_the_whole_way(visit):
    page = visit.page
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type(FACT)
    page.keyboard.press("Enter")
    cite = page.locator(".cite").first
    cite.focus()
    expect(page.locator("#yw-card")).to_be_visible()
    assert page.locator("#yw-card blockquote").text_content() == cite.get_attribute("data-quote")
    page.keyboard.press("Enter")
    expect(quote_of(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(cite).to_be_focused()
    page.locator("body").press("/")
    expect(page.locator(BOX)).to_be_focused()


def test_enter_does_not_send_while_an_input_method_composes(visit):
    page = visit.page
    page.locator(BOX).fill("quan'sheng")
    for kind in ("keydown", "keypress"):
        page.locator(BOX).dispatch_event(kind, {"key": "Enter", "isComposing": True, "keyCode": 229})
    page.locator(BOX).press("Shift+Enter")
    assert page.locator(BOX).input_value() == "quan'sheng\n"
    assert page.locator(".turn").count() == 0
    visit.ask(FACT)  # had Enter sent before, this would be the second turn
    assert page.locator(".turn").count() == 1


def test_what_the_document_does_not_say_is_a_state_of_its_own(visit):
    page = visit.page
    visit.ask(ABSENT)
    refusal = page.locator(".refusal")
    expect(refusal.locator("h3")).to_have_text("文件里没有说")
    expect(refusal.locator(".why")).to_contain_text("奥运会")
    assert page.locator(".refusal .cite").count() == 0
    nearest = refusal.locator(".goto")
    assert nearest.count() == 3
    nearest.nth(2).click()
    shown = quote_of(page, "h3")
    expect(shown.first).to_be_focused()
    assert shown.first.evaluate("mark => mark.classList.contains('passage')")


def test_an_uncited_passage_opens_beside_the_quotes(visit, assistant):
    page = visit.page
    visit.ask(FACT)
    page.locator(".evidence summary").click()
    button = page.locator('.evidence .goto[data-marker^="h"]').first
    start, end = (int(button.get_attribute(f"data-{name}")) for name in ("start", "end"))
    marker = button.get_attribute("data-marker")
    button.click()
    expect(quote_of(page, marker).first).to_be_focused()
    assert "".join(quote_of(page, marker).all_text_contents()) == assistant.document("article.txt").text[start:end]
    expect(quote_of(page)).to_have_count(1)


def test_a_citation_of_an_earlier_answer_opens_its_own_quotes(visit):
    page = visit.page
    visit.ask(FACT)
    visit.ask("有多少名80岁以上的老年患者被治愈？")
    first = page.locator('.turn[data-turn="0"] .cite').first
    first.click()
    mark = quote_of(page)
    expect(mark).to_have_text(first.get_attribute("data-quote"))
    expect(mark).to_be_focused()


def test_a_follow_up_says_how_it_was_understood(visit, assistant):
    visit.ask(FACT)
    visit.ask("那进出口总额呢？")
    said = visit.page.locator('.turn[data-turn="1"] .rewritten')
    expect(said).to_contain_text("理解为：")
    expect(said).to_contain_text("进出口总额")


def test_the_quotes_of_an_overview_are_walked_with_the_arrows(visit):
    page = visit.page
    visit.ask("这篇文章主要讲什么？")
    page.locator(".cite").nth(1).click()
    expect(quote_of(page, "2").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(quote_of(page, "3").first).to_be_focused()
    page.get_by_role("button", name="上一处引文").click()
    expect(quote_of(page, "2").first).to_be_focused()


def test_an_example_is_asked_with_one_click(visit):
    example = visit.page.locator(".example").first
    question = example.inner_text()
    example.click()
    expect(visit.page.locator(".turn .question")).to_have_text(question)
    expect(visit.page.locator(".turn .answer")).to_be_visible()


def test_a_question_that_cannot_be_asked_gives_one_sentence_and_stays_in_the_box(visit):
    page = visit.page
    page.locator(BOX).fill("   ")
    page.locator(BOX).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="问题")).to_be_visible()
    assert page.locator(BOX).input_value() == "   "
    assert page.locator(".turn").count() == 0
    assert int(page.locator(BOX).get_attribute("maxlength")) <= 2000
    visit.ask(FACT)
    expect(page.locator(".notice")).to_have_count(0)


def test_the_outline_and_a_paragraphs_link_lead_to_their_places(browser, address, visit):
    page = visit.page
    page.locator(".outline summary").click()
    page.locator(".outline ol button").nth(1).click()
    heading = page.locator("#s2")
    assert heading.evaluate(IN_VIEW)
    page.locator("#p5 a.n").click()
    assert page.url.endswith("?doc=article.txt#p5")
    with visiting(browser, address, path="?doc=article.txt#p9") as other:
        expect(other.page.locator("#p9.target")).to_be_in_viewport()


def test_a_paragraphs_link_followed_on_an_open_page_goes_there(visit):
    page = visit.page
    page.evaluate("location.hash = '#p9'")
    expect(page.locator("#p9.target")).to_be_in_viewport()
    page.evaluate("location.hash = '#p999999'")
    page.evaluate("location.hash = '#p2'")
    expect(page.locator("#p2.target")).to_be_in_viewport()
    expect(page.locator("#yw-pane .target")).to_have_count(1)


def test_on_a_narrow_screen_a_citation_switches_to_the_document_and_back(browser, address):
    with visiting(browser, address, width=375) as visit:
        page = visit.page
        visit.ask(FACT)
        expect(page.locator("#yw-document")).to_be_hidden()
        page.locator(".cite").first.click()
        expect(page.locator("#yw-chat")).to_be_hidden()
        expect(quote_of(page)).to_be_focused()
        assert quote_of(page).evaluate(IN_VIEW)
        page.get_by_role("button", name="返回").click()
        expect(page.locator(".cite").first).to_be_focused()
        page.get_by_role("button", name="原文").click()
        expect(page.locator("#yw-document")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        assert visit.outside == []


def test_the_page_speaks_english_and_follows_a_dark_system(browser, assistant):
    with served(assistant, "en") as address, visiting(browser, address, color_scheme="dark") as visit:
        visit.ask(ABSENT)
        expect(visit.page.locator(".refusal h3")).to_have_text("The documents don't say")
        assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 21, 19)"
