import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.types import Passage
from yinwen.index.encoder import load_encoder
from yinwen.index.types import Hit
from yinwen.qa.evidence import Evidence
from yinwen.qa.question import Question
from yinwen.qa.reader import load_reader
from yinwen.qa.reading import Window
from yinwen.qa.refusal import READ_SIGNS, SIGNS, fitted, judge, signs
from yinwen.qa.strictness import STRICTNESS
from yinwen.qa.types import Excerpt, Reading, Span

FINITE = st.floats(-1e6, 1e6)


def test_the_fitted_models_know_their_signs_and_the_shipped_encoder() -> None:
    file = fitted()
    assert file["encoder"] == load_encoder("default").fingerprint
    reader = load_reader()
    assert reader is not None
    assert file["reader"] == reader.fingerprint
    assert set(file["models"]) == {"read", "cosines", "plain"}
    for model in file["models"].values():
        assert set(model["weights"]) <= set(SIGNS)
        assert math.isfinite(model["bias"])
        assert set(model["thresholds"]) == set(STRICTNESS)
        assert all(0 < bar < 1 for bars in model["thresholds"].values() for bar in bars)
    assert not READ_SIGNS & (set(file["models"]["plain"]["weights"]) | set(file["models"]["cosines"]["weights"]))
    assert not {"cosine", "foreign_cosine"} & set(file["models"]["plain"]["weights"])


@given(st.lists(FINITE, min_size=len(SIGNS), max_size=len(SIGNS)))
def test_any_signs_give_a_probability(values: list[float]) -> None:
    values[SIGNS.index("foreign")] = 0.5
    judged = judge(values, fitted()["encoder"])
    assert 0.0 <= judged.probability <= 1.0
    assert judged.refused == (judged.probability < judged.threshold)


@pytest.mark.parametrize("encoder", ["", "another"])
def test_another_encoders_cosines_are_not_looked_at(encoder: str) -> None:
    low, high = [0.5] * len(SIGNS), [0.5] * len(SIGNS)
    low[SIGNS.index("cosine")], high[SIGNS.index("cosine")] = -9.0, 9.0
    assert judge(low, encoder) == judge(high, encoder)
    assert judge(low, fitted()["encoder"]) != judge(high, fitted()["encoder"])


def test_a_sentence_with_all_the_words_is_no_worse_than_one_with_none() -> None:
    none, every = [0.5] * len(SIGNS), [0.5] * len(SIGNS)
    none[SIGNS.index("coverage")], every[SIGNS.index("coverage")] = 0.0, 1.0
    assert judge(every, fitted()["encoder"]).probability > judge(none, fitted()["encoder"]).probability


def hit(text: str, score: float) -> Hit:
    passage = Passage(f"a#{score}", "a", text, 0, len(text), ("一、禁渔",))
    return Hit(passage, score, (0, len(text)), 0.9, 3.0)


@pytest.mark.parametrize("kind", ["number", "time", "what"])
@pytest.mark.parametrize("known", [0.0, 0.5, 1.0])
def test_there_is_a_finite_value_for_every_sign(kind: str, known: float) -> None:
    question = Question("长江禁渔几年？", kind, ("长江", "禁渔"))  # type: ignore[arg-type]
    hits = [hit("长江禁渔十年。", 3.0), hit("黄河也禁渔。", 1.0)]
    evidence = [Evidence(h, 0, len(h.passage.text), 0.9, 0.5, 1.0, h.score) for h in hits]
    values = signs(question, evidence, hits, known)
    assert len(values) == len(SIGNS)
    assert all(math.isfinite(value) for value in values)


def test_without_evidence_there_is_nothing_to_judge_by() -> None:
    assert signs(Question("问？", "what", ("问",)), [], [], {}, 0.0) == [0.0] * len(SIGNS)


def test_one_hit_alone_can_be_judged() -> None:
    hits = [hit("长江禁渔十年。", 3.0)]
    evidence = [Evidence(hits[0], 0, 7, 0.9, 1.0, 0.0, 1.0)]
    values = signs(Question("长江？", "what", ("长江",)), evidence, hits, 1.0)
    assert all(math.isfinite(value) for value in values)


@pytest.mark.parametrize("reader", [None, "", "another", "another+reranker"])
def test_another_readers_scores_are_not_looked_at(reader: str | None) -> None:
    low, high = [0.5] * len(SIGNS), [0.5] * len(SIGNS)
    low[SIGNS.index("read_margin")], high[SIGNS.index("read_margin")] = -1.0, 1.0
    file = fitted()
    assert judge(low, file["encoder"], reader) == judge(high, file["encoder"], reader)
    assert judge(low, "another", file["reader"]) == judge(high, "another", file["reader"])
    for known in (file["reader"], file["reader"] + "+a/reranker"):
        assert judge(low, file["encoder"], known).probability < judge(high, file["encoder"], known).probability


def test_what_was_read_gives_its_signs() -> None:
    hits = [hit("长江禁渔十年。", 3.0), hit("黄河也禁渔。", 1.0)]
    evidence = [Evidence(h, 0, len(h.passage.text), 0.9, 0.5, 1.0, h.score) for h in hits]
    windows = [
        Window(Reading(Excerpt.whole(hits[1].passage), (Span(0, 2, 6.0),), 3.0, -6.0), evidence[1], 4.0),
        Window(Reading(Excerpt.whole(hits[0].passage), (), -30.0, 0.0), evidence[0], 1.5),
    ]
    question = Question("长江禁渔几年？", "number", ("长江", "禁渔"))
    values = dict(zip(SIGNS, signs(question, evidence, hits, 1.0, windows), strict=True))
    assert (values["read_margin"], values["read_relevance"]) == (0.5, 0.25)
    assert (values["read_lead"], values["read_agree"], values["foreign_read"]) == (0.5, 0.0, 0.0)
    alone = dict(zip(SIGNS, signs(question, evidence, hits, 1.0, windows[1:]), strict=True))
    assert (alone["read_margin"], alone["read_lead"], alone["read_agree"]) == (-1.0, 1.0, 1.0)
