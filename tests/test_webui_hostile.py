"""A hostile document is only text, in a real browser: body, title, file name and question; and several documents."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from yinwen.qa import Assistant

from browser import launched, served, visiting

PAYLOADS = (
    "<script>window.pwned=1;alert(1)</script>",
    "<img src=x onerror=\"window.pwned=1;alert(1)\">",
    "<img src=https://evil.example/beacon.png>",
    "<svg onload=window.pwned=1>",
    "<svg><script href=https://evil.example/x.js></script></svg>",
    "<iframe src=\"javascript:parent.pwned=1\"></iframe>",
    "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>",
    "<object data=https://evil.example/x.swf></object>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<form action=https://evil.example/><button autofocus onfocus=window.pwned=1>发送</button></form>",
    "<details open ontoggle=window.pwned=1>依据</details>",
    "<body onload=window.pwned=1>",
    "<video><source onerror=window.pwned=1></video>",
    "<a href=\"javascript:window.pwned=1\">点这里</a>",
    "[点这里](javascript:window.pwned=1)",
    "![图](https://evil.example/beacon.png)",
    "\"><script>window.pwned=1</script>",
    "' onmouseover='window.pwned=1' x='",
    "</mark></p></article><script>window.pwned=1</script>",
    "</textarea><script>window.pwned=1</script>",
    "${window.pwned=1}",
    "`${alert(1)}`",
    "{{constructor.constructor('window.pwned=1')()}}",
    "{{#each value}}<script>window.pwned=1</script>{{/each}}",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>",
    "__i18n__{\"key\":\"<img src=x onerror=window.pwned=1>\"}",
)  # fmt: skip
NAME = '"><img src=x onerror=window.pwned=1>${alert(1)}.txt'
FOREIGN = "img, svg, script, iframe, object, embed, link, style, form, video, math, base, meta, a[href^=javascript]"


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    body = "\n".join(f"　　第{n}条规定写明了内容{payload}，应当照此办理。" for n, payload in enumerate(PAYLOADS, 1))
    (folder / NAME).write_text(f"规定<img src=x onerror=window.pwned=1>\n\n{body}\n", "utf-8")
    (folder / "茶.txt").write_text("茶的泡法\n\n　　绿茶用八十度的水冲泡三分钟。红茶用沸水冲泡五分钟。\n", "utf-8")
    with Assistant.open(tmp_path_factory.mktemp("home"), shipped=False) as opened:
        opened.library.add([folder])
        yield opened


@pytest.fixture(scope="module")
def address(assistant):
    with served(assistant) as url:
        yield url


def assert_only_text(visit):
    assert visit.page.evaluate("window.pwned") is None
    assert visit.page.locator("#yw-conversation, #yw-pane, #yw-card, #yw-notice").locator(FOREIGN).count() == 0
    assert (visit.outside, visit.dialogs, visit.errors) == ([], [], [])


def test_a_hostile_document_is_shown_as_it_is_written(browser, address, assistant):
    (doc_id,) = [info.doc_id for info in assistant.documents() if "img" in info.doc_id]
    with visiting(browser, address, path=f"?doc={quote(doc_id, safe='')}") as visit:
        expect(visit.page.locator("article.document")).to_have_attribute("data-doc", doc_id)
        assert visit.page.locator("#yw-pane .text").text_content() == assistant.document(doc_id).text
        assert_only_text(visit)


def test_hostile_questions_and_quotes_are_only_text(browser, address):
    with visiting(browser, address) as visit:
        for n, payload in enumerate(PAYLOADS):
            visit.ask(f"第{n + 1}条规定写明了什么？{payload}")
            assert visit.page.locator(f'.turn[data-turn="{n}"] .question').text_content().endswith(payload.rstrip())
        for cite in visit.page.locator(".cite").all()[:5]:
            cite.hover()
            cite.click()
        for summary in visit.page.locator(".evidence summary").all()[:3]:
            summary.click()
        assert visit.page.locator(".cite").count() > 0
        assert_only_text(visit)


def test_a_citation_opens_its_own_document_and_the_list_another(browser, address):
    with visiting(browser, address) as visit:
        page = visit.page
        visit.ask("红茶用什么水冲泡？")
        expect(page.locator("article.document")).to_have_attribute("data-doc", "茶.txt")
        expect(page.locator('#yw-pane mark[data-marker~="1"]')).to_contain_text("红茶用沸水冲泡")
        page.locator("#yw-chooser input").click()
        page.get_by_role("option").filter(has_text="规定").click()
        expect(page.locator("article.document .heading, article.document .title").first).to_contain_text("规定")
        assert page.locator("#yw-pane mark").count() == 0
        page.locator(".cite").first.click()
        expect(page.locator('#yw-pane mark[data-marker~="1"]').first).to_be_focused()
        expect(page.locator("#yw-chooser input")).to_have_value("茶的泡法")
        assert_only_text(visit)
