from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa.render import NEAREST, render_answer, render_hits
from yinwen.qa.types import Answer, Citation

PASSAGE = Passage("a.txt#p2", "a.txt", "长江\n十年禁渔。", 10, 18, ("一、禁渔",), 2)


def title(doc_id: str) -> str:
    return {"a.txt": "通知"}[doc_id]


def test_an_answer_and_where_each_quote_stands() -> None:
    answer = Answer(
        "长江禁渔几年？", "长江禁渔几年？", "“长江十年禁渔。”〔1〕", None, (Citation(1, PASSAGE, 10, 18, PASSAGE.text),)
    )
    assert render_answer(answer, title, "zh").splitlines() == [
        "“长江十年禁渔。”〔1〕",
        "  〔1〕通知 · 一、禁渔 · 第 2 段  [10:18]",
    ]
    assert "¶ 2" in render_answer(answer, title, "en")


def test_a_rewritten_question_is_shown_first() -> None:
    answer = Answer("那长江呢？", "长江禁渔几年？", "十年。")
    assert render_answer(answer, title, "zh").splitlines()[0] == "理解为：长江禁渔几年？"
    assert render_answer(answer, title, "en").splitlines()[0] == "Understood as: 长江禁渔几年？"
    assert render_answer(Answer(" 几年？ ", "几年？", "十年。"), title, "zh") == "十年。"


def test_a_refusal_says_what_was_looked_for_and_shows_the_nearest() -> None:
    hits = tuple(Hit(PASSAGE, float(score)) for score in (5, 4, 3, 2, 1))
    refused = Answer(
        "火星？", "火星？", "文件里没有说。", hits=hits, abstained=True, reason="查找了“火星”。", kind="abstain"
    )
    lines = render_answer(refused, title, "zh").splitlines()
    assert lines[:3] == ["文件里没有说。", "查找了“火星”。", "最接近的段落："]
    assert len(lines) == 3 + 2 * NEAREST
    assert render_answer(Answer("？", "？", "没有", abstained=True), title, "zh") == "没有"


def test_hits_are_two_lines_each_and_long_ones_cut() -> None:
    lines = render_hits(
        [Hit(PASSAGE, 3.257), Hit(Passage("b", "a.txt", "长" * 500, 0, 500), 1.0)], title, "zh"
    ).splitlines()
    assert lines[0] == "  通知 · 一、禁渔 · 第 2 段  (3.26)"
    assert lines[1] == "    长江十年禁渔。"
    assert lines[3] == "    " + "长" * 100 + "…"
