import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa.evaluation.gold import Gold
from yinwen.qa.evaluation.metrics import Outcome
from yinwen.qa.evaluation.page.failures import Failure, Quoted, failure_of, mark
from yinwen.qa.evaluation.page.page import render_page
from yinwen.qa.evaluation.page.plots import bar_plot, curve_plot, histogram
from yinwen.qa.evaluation.page.texts import TEXTS
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.evaluation.report import curves, summarise
from yinwen.qa.types import Answer, Citation

from browser import launched

HOSTILE = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">\"'&</style></blockquote>"
CONFIG = {
    "questions": "q.jsonl", "half": None, "without_gold": None, "strictness": "balanced", "kinds": "given",
    "corpus": None, "documents": 3, "passages": 9, "index": {"encoder": "fake"},
}  # fmt: skip


def outcome(name: str, probability: float, *, contained: bool | None = None, kind: str = "事实", refused: bool = False):
    question = GoldQuestion(name, "？", answers=("甲",), kind=kind, answerable=contained is not None)
    return Outcome(question, abstained=refused, probability=probability, contained=contained, milliseconds=5.0)


OUTCOMES = [
    outcome("a", 0.9, contained=True),
    outcome("b", 0.6, contained=False),
    outcome("c", 0.4, kind="无", refused=True),
    outcome("d", 0.2, contained=False, refused=True),
]


def page(failures: list[Failure] = (), *, hostile: bool = False, language: str = "zh") -> str:
    outcomes = [outcome(HOSTILE, 0.5, contained=False, kind=HOSTILE)] if hostile else OUTCOMES
    report = {
        **summarise(outcomes),
        "config": {**CONFIG, "questions": HOSTILE, "corpus": HOSTILE} if hostile else CONFIG,
    }
    return render_page(report, curves(outcomes), ([0.9, 0.6], [0.4]), failures, language)


def failing(text: str = "沸水") -> Failure:
    quoted = Quoted(text, ((text, False), (text, True)), 1)
    return Failure(text, text, text, "wrong", True, 0.5, (text,), (quoted,), ((text, True),), (quoted,))


def test_the_page_shows_figures_kinds_and_every_failure_side_by_side():
    text = page([failing("沸水"), failing("绿茶")])
    assert "<mark>沸水</mark>" in text
    assert text.count("<article>") == 2
    assert text.count("<details open>") == 2
    assert "答案包含率" in text
    assert "0.333" in text  # one of three holds the answer
    assert "不能相比" in text  # of ALCE's figures


def test_the_page_is_in_english_where_that_is_asked():
    text = page([failing("tea")], language="en")
    assert "answer containment" in text
    assert not re.search("[一-鿿]", text.replace("事实", "").replace("无", "").replace("〔1〕", ""))
    assert set(TEXTS["zh"]) == set(TEXTS["en"])


def test_no_failure_and_nothing_measured_make_a_page_too():
    assert "没有。" in page()
    nothing = [Outcome(GoldQuestion("a", "？"), error="太长 / too long")]
    report = {**summarise(nothing), "config": CONFIG}
    assert "<svg" in render_page(report, curves(nothing), ([], []), [])


def test_hostile_text_is_text():
    text = page([failing(HOSTILE)], hostile=True)
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("</style>") == 1
    assert text.count("</blockquote>") == 2


def test_the_page_asks_for_nothing_and_runs_nothing(tmp_path: Path):
    path = tmp_path / "report.html"
    path.write_text(page([failing(HOSTILE)], hostile=True), encoding="utf-8")
    with launched() as browser:
        for scheme in ("light", "dark"):
            opened = browser.new_page(color_scheme=scheme, viewport={"width": 400, "height": 800})
            asked: list[str] = []
            opened.on("request", lambda request, asked=asked: asked.append(request.url))
            opened.goto(path.as_uri())
            assert asked == [path.as_uri()]
            assert opened.title() != "ran"
            assert opened.locator("article").count() == 1
            assert HOSTILE in opened.locator("article h3").inner_text()
            assert opened.evaluate("document.documentElement.scrollWidth") <= 400
            dark = opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 21, 19)"
            assert dark == (scheme == "dark")


def test_plots_are_sound_xml_within_their_frame():
    for svg in (
        curve_plot([(0.5, 0.0), (1.0, 0.5)], HOSTILE, HOSTILE, HOSTILE, now=(0.5, 0.0), solid_to=0.5, diagonal=True),
        bar_plot([(HOSTILE, 0.5, (0.2, 0.9), 4), ("b", 0.0, None, 1)], HOSTILE),
        histogram([0.0, 1.0], [0.55], HOSTILE, "x", "y"),
        histogram([], [], "", "", ""),
    ):
        root = ET.fromstring(svg)
        _, _, wide, high = map(float, root.attrib["viewBox"].split())
        for line in root.iter("polyline"):
            for x, y in (map(float, point.split(",")) for point in line.attrib["points"].split()):
                assert 0 <= x <= wide
                assert 0 <= y <= high


def test_a_curve_is_dashed_beyond_the_coverage_in_use():
    curve = [(0.25, 0.0), (0.5, 0.5), (0.75, 0.3), (1.0, 0.5)]
    lines = [line.attrib for line in ET.fromstring(curve_plot(curve, "", "", "", solid_to=0.5)).iter("polyline")]
    drawn = {line["class"]: len(line["points"].split()) for line in lines}
    assert (drawn["curve"], drawn["curve beyond"]) == (2, 3)


def test_words_are_marked_in_the_originals_own_characters():
    assert mark("紅茶用沸水，綠茶不用沸水。", ["绿茶", "沸水"]) == (
        ("紅茶用", False), ("沸水", True), ("，", False), ("綠茶", True), ("不用", False), ("沸水", True), ("。", False),
    )  # fmt: skip
    assert mark("八十度", ["十度", "八十"]) == (("八十", True), ("度", False))
    assert mark("", ["甲"]) == ()


@given(st.text(alphabet="茶水ＡａA１1 \n", max_size=20), st.lists(st.text(alphabet="茶水a1", max_size=3), max_size=3))
def test_marking_loses_nothing(text, words):
    assert "".join(piece for piece, _ in mark(text, words)) == text


@pytest.fixture
def gold(library, folder):
    library.add([folder])
    return Gold(library)


def test_a_failure_shows_the_golds_sentence_and_the_cited_one(library, gold):
    with library.reading() as snapshot:
        passage = snapshot.passages_of("b.md")[0]
    question = GoldQuestion("q", "红茶用什么水？", answers=("沸水",), evidence=("红茶用沸水",))
    answer = Answer("？", "？", "八十度〔1〕", citations=(Citation(1, passage, 0, 3, "八十度"),))
    shown = failure_of(Outcome(question, contained=False), answer, gold)
    assert shown.gold == (Quoted("b.md", (("红茶用", False), ("沸水", True), ("冲泡。", False))),)
    assert shown.cited[0].text == (("八十度", False),)
    assert shown.cited[0].place.startswith("b.md")
    assert shown.state == "wrong"


def test_a_refusal_shows_why_and_the_nearest_passage(library, gold):
    passage = Passage("a.txt#p1", "a.txt", "长江十年禁渔", 0, 6)
    answer = Answer("？", "？", "文件里没有说。", hits=(Hit(passage, 1.0),), abstained=True, reason="查找了“茶”。")
    shown = failure_of(Outcome(GoldQuestion("q", "？", answers=("甲",)), abstained=True), answer, gold)
    assert shown.reply == (("文件里没有说。 查找了“茶”。", False),)
    assert [quoted.text for quoted in shown.cited] == [(("长江十年禁渔", False),)]
    assert shown.gold == ()


def test_an_error_shows_its_sentence(gold):
    shown = failure_of(Outcome(GoldQuestion("q", "？"), error="太长 / too long"), None, gold)
    assert (shown.reply, shown.cited) == ((("太长 / too long", False),), ())


def test_an_answer_known_by_its_document_alone_is_found_in_it(gold):
    question = GoldQuestion("q", "？", answers=("沸水",), relevant={"b.md": 1})
    assert [text for _, text in gold.sentences(question)] == ["红茶用沸水冲泡。"]
    assert gold.sentences(GoldQuestion("q", "？", answers=("沸水",), relevant={"a.txt": 1})) == []
