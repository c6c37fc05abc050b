import pytest

from yinwen.qa.evaluation.questions import GoldQuestion

from benchmarks.answers.__main__ import main, tables
from benchmarks.answers.baseline import BestSentences, Reply, reply
from benchmarks.answers.measure import scored, shown, summary

QUESTION = GoldQuestion("1", "哪一年？", ("1998年",), alternatives=True)


def test_a_reply_is_cut_before_it_is_looked_at() -> None:
    said = Reply("“它建于1998年”〔1〕", "1998年")
    assert scored(QUESTION, said, 160).containment == 1.0
    short = scored(QUESTION, said, 8)
    assert (short.containment, short.length) == (0.0, 8)
    assert (short.exact, short.f1) == (1.0, 1.0), "the words are given beside the reply"


def test_a_refusal_scores_nothing_whatever_its_text_says() -> None:
    found = scored(QUESTION, Reply("没有说1998年", "1998年", refused=True), 160)
    assert (found.containment, found.exact, found.f1, found.refused) == (0.0, 0.0, 0.0, 1.0)


def test_further_quotes_join_while_they_fit() -> None:
    quotes = ["甲" * 10, "乙" * 10, "丙" * 3]
    assert reply(quotes, 15).text == f"“{'甲' * 10}”〔1〕", "the first stays though a second doesn't fit"
    assert reply(quotes, 30).text == f"“{'甲' * 10}”〔1〕“{'乙' * 10}”〔2〕"
    assert reply(quotes, 100).words == "甲" * 10
    assert reply([], 100) == Reply("", None)


def test_the_best_sentence_shares_most_with_the_question(library, folder) -> None:
    library.add([folder])
    with library.reading() as snapshot:
        wanted = snapshot.passages_of("sub/c.txt")[0].text
        best = BestSentences(snapshot, titled=False)
        first = best.quotes(wanted[:8], 2)[0]
    assert first in wanted
    assert wanted[:4] in first


def test_differences_are_ours_less_the_baselines() -> None:
    right, wrong = scored(QUESTION, Reply("1998年", "1998年"), 160), scored(QUESTION, Reply("", None), 160)
    value = summary(
        {"ours": [right, right, wrong, right], "theirs": [wrong, right, wrong, wrong]}, ["ours"], ["theirs"]
    )
    assert value["rows"]["ours"]["containment"] == 0.75
    assert value["differences"]["ours - theirs"]["containment"]["mean"] == pytest.approx(0.5)
    assert "+0.500" in shown("some set", 160, value)


def test_questions_whose_answer_stands_in_the_gold_are_shown_apart(capsys) -> None:
    rows = ("best sentence", "best sentences", "balanced", "open")
    replies = {row: [(Reply("1998年", "1998年"),) * 2, (Reply("", None),) * 2] for row in rows}
    found = tables("set", [QUESTION, QUESTION], replies, [True, False])
    assert found["all, 160"]["rows"]["open"]["containment"] == 0.5
    assert found["answer in the gold, 160"]["rows"]["open"]["containment"] == 1.0
    assert set(tables("set", [QUESTION, QUESTION], replies, [True, True])) == {"all, 160", "all, 200"}
    assert "of at most 200" in capsys.readouterr().out


def test_a_folder_that_is_no_set_is_named(tmp_path, capsys) -> None:
    assert main([str(tmp_path / "nothing"), "--cache", str(tmp_path)]) == 2
    assert "nothing" in capsys.readouterr().err
