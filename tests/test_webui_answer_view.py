from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa.types import Answer, Checked, Citation
from yinwen.webui.answer_view import NEAREST, UNCITED, find_target, highlights_in, render_answer, uncited
from yinwen.webui.conversation import Exchange, history, render_conversation
from yinwen.webui.document_view import Highlight
from yinwen.webui.texts import EN, TEXTS, ZH

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;\'">〔1〕〔9〕'


class Seen(HTMLParser):
    """Tags with their attributes, the text of the whole and of each class."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.classes, self.text = [], [], {}, ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append((tag, (dict(attrs).get("class") or "").split()))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.text += data
        for kind in {kind for _, kinds in self.open for kind in kinds}:
            self.classes.setdefault(kind, []).append(data)

    def buttons(self, kind):
        return [a for tag, a in self.tags if tag == "button" and kind in a["class"].split()]


def passage(n, text="全省群众安全感达到98.19%。", doc_id="甲.txt"):
    return Passage(f"{doc_id}#p{n}", doc_id, text, 100 * n, 100 * n + len(text), ("二、坚持系统观念",), n)


def answered(**changes):
    source = passage(1)
    quote = Citation(1, source, 100, 115, source.text[:15])
    span = Citation(1, source, 109, 115, "98.19%")
    hits = tuple(Hit(passage(n), 1 / n) for n in range(1, 9))
    text = f"98.19%。“{quote.quote}”〔1〕"
    return replace(Answer("安全感？", "安全感？", text, span, (quote,), hits), **changes)


def test_the_words_that_answer_lead_and_the_quote_follows_with_its_button():
    seen = Seen(render_answer(answered(), 4, {"甲.txt": "甲文"}))
    assert seen.classes["lead"] == ["98.19%"]
    assert seen.classes["said"] == ["“全省群众安全感达到98.1", "”", "〔1〕"] or "".join(seen.classes["said"]).endswith(
        "〔1〕"
    )
    (button,) = seen.buttons("cite")
    assert button["data-turn"] == "4"
    assert (button["data-marker"], button["data-doc"], button["data-start"], button["data-end"]) == (
        "1", "甲.txt", "100", "115",
    )  # fmt: skip
    assert button["aria-label"] == "引文 1：甲文 · 二、坚持系统观念 · 第 1 段"
    assert button["data-quote"] == answered().citations[0].quote


def test_an_llms_sentences_stay_whole_and_their_verdicts_are_set_apart():
    sentences = (Checked("98.19%是安全感。", (1,), "supported"), Checked("<b>全国第一。", (1,), "not_found"))
    html = render_answer(
        answered(text="98.19%是安全感。〔1〕<b>全国第一。〔1〕〔未在原文找到〕", sentences=sentences),
        0,
        {"甲.txt": "甲"},
    )
    assert "lead" not in html
    assert "&lt;b&gt;" in html
    assert '<strong class="verdict">〔未在原文找到〕</strong>' in html
    assert len(Seen(html).buttons("cite")) == 2


def test_why_the_llm_had_no_part_in_it_is_told():
    for abstained in (False, True):
        html = render_answer(answered(note="没有用上 <a>", abstained=abstained), 0, {"甲.txt": "甲"})
        assert '<p class="note">没有用上 &lt;a&gt;</p>' in html


def test_each_quote_stands_on_a_line_of_its_own():
    one, two = passage(1), passage(2, "第二句。")
    citations = (Citation(1, one, 100, 116, one.text), Citation(2, two, 200, 204, two.text))
    seen = Seen(
        render_answer(answered(text=f"“{one.text}”〔1〕“第二句。”〔2〕", span=None, citations=citations), 0, {})
    )
    assert [b["data-marker"] for b in seen.buttons("cite")] == ["1", "2"]
    assert sum(tag == "p" and "said" in a["class"] for tag, a in seen.tags) == 2


def test_words_that_the_reply_does_not_open_with_are_not_set_before_it():
    seen = Seen(render_answer(answered(text=f"“{answered().citations[0].quote}”〔1〕"), 0, {}))
    assert "lead" not in seen.classes


def test_a_cited_heading_and_its_quote_stand_on_two_lines_and_the_mark_stays_with_its_word():
    citations = (Citation(1, passage(1), 90, 93, "一、甲"), answered().citations[0])
    source = render_answer(
        answered(kind="overview", text="一、甲〔1〕：“全省”〔1〕", span=None, citations=citations), 0, {}
    )
    assert [a["class"] for tag, a in Seen(source).tags if tag == "p"] == ["plain", "said"]
    assert '一、<span class="nobr">甲<button' in source


def test_a_marker_without_a_citation_stays_text():
    seen = Seen(render_answer(answered(text="原文里写着〔7〕。“…”〔1〕"), 0, {}))
    assert len(seen.buttons("cite")) == 1
    assert "〔7〕" in seen.text


def test_uncited_passages_are_one_click_away_with_their_scores():
    answer = answered()
    seen = Seen(render_answer(answer, 0, {}))
    assert "依据 1 · 未引用的段落 5" in seen.text
    assert [b["data-marker"] for b in seen.buttons("goto")] == ["1", "h2", "h3", "h4", "h5", "h6"]
    assert seen.classes["score"][1] == "相关度 0.500"
    assert len(uncited(answer)) == UNCITED


def test_a_refusal_is_a_state_of_its_own_with_the_nearest_passages():
    answer = answered(
        abstained=True, kind="abstain", span=None, citations=(), text="文件里没有说。", reason="查找了“奥运会”。"
    )
    seen = Seen(render_answer(answer, 0, {}))
    assert "refusal" in seen.classes
    assert seen.text.startswith("文件里没有说查找了“奥运会”。最接近的段落")
    assert [b["data-marker"] for b in seen.buttons("goto")] == ["h1", "h2", "h3"]
    assert len(uncited(answer)) == NEAREST
    assert "The documents don't say" in Seen(render_answer(replace(answer, reason=None), 0, {}, EN)).text


def test_a_marker_finds_its_place_and_an_unknown_one_nothing():
    answer = answered()
    assert find_target(answer, "1") == ("甲.txt", Highlight("1", 100, 115))
    assert find_target(answer, "h2") == ("甲.txt", Highlight("h2", 200, 216, "passage"))
    assert find_target(answer, "h1") is None  # cited: its marker is 1
    assert find_target(answer, HOSTILE) is None
    assert highlights_in(answer, "乙.txt") == []


def test_a_rewritten_question_is_shown_and_an_equal_one_not():
    rewritten = Exchange("那湖北呢？", answered(rewritten_question="湖北的群众安全感是多少？"))
    assert "理解为：湖北的群众安全感是多少？" in Seen(render_conversation([rewritten], (), {})).text
    assert "理解为" not in Seen(render_conversation([Exchange("安全感？", answered())], (), {})).text


def test_history_is_what_was_asked_and_answered():
    turns = history([Exchange("安全感？", answered())])
    assert [(turn.role, turn.content) for turn in turns] == [("user", "安全感？"), ("assistant", answered().text)]


def test_the_empty_conversation_offers_the_examples():
    seen = Seen(render_conversation((), ["问甲？", HOSTILE], {}))
    assert [b["data-question"] for b in seen.buttons("example")] == ["问甲？", HOSTILE]
    assert "script" not in {tag for tag, _ in seen.tags}


ANY = st.sampled_from([HOSTILE, "${alert(1)}", "{{constructor}}", "\r\n", "普通的字", "〔1〕", "“", "</section>"])
TEXT = st.lists(ANY, min_size=1, max_size=4).map("".join)


@given(TEXT, TEXT, TEXT, TEXT, st.booleans())
def test_nothing_of_the_answer_becomes_markup(question, said, title, heading, abstained):
    source = replace(passage(1, said, doc_id=title), heading_path=(heading,))
    quote = Citation(1, source, 100, 100 + len(said), said)
    answer = Answer(question, said, f"{said}〔1〕", None, (quote,), (Hit(source, 1.0),), abstained, reason=heading)
    seen = Seen(render_conversation([Exchange(question, answer)], (), {title: title}))
    assert {tag for tag, _ in seen.tags} <= {
        "div", "section", "p", "button", "details", "summary", "h3", "h4", "ol", "li", "span",
    }  # fmt: skip
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert "".join(seen.classes["question"]) == question
    assert all(b["data-quote"] == said for b in seen.buttons("cite"))


def test_both_languages_have_every_sentence_with_the_same_fields():
    assert TEXTS == {"zh": ZH, "en": EN}
    for name in type(ZH).__dataclass_fields__:
        chinese, english = getattr(ZH, name), getattr(EN, name)
        pairs = (
            zip(chinese.values(), english.values(), strict=True) if isinstance(chinese, dict) else [(chinese, english)]
        )
        assert not isinstance(chinese, dict) or chinese.keys() == english.keys(), name
        for zh, en in pairs:
            assert en.count("{") == zh.count("{"), name
            assert zh, name
