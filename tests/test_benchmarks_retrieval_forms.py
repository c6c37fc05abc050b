from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.normalize import normalize
from yinwen.index.segment import Segmenter
from yinwen.qa.evaluation.questions import GoldQuestion

from benchmarks.retrieval.forms import (
    FORMS,
    forms_of,
    full_width,
    homophones,
    measure_forms,
    misspelt,
    traditional,
)
from benchmarks.retrieval.sets import Asked

HAN = "".join(homophones())


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


def asked(identifier: str, text: str) -> Asked:
    return Asked(GoldQuestion(identifier, text, relevant={"d": 1}), "s", "s")


def test_homophones_are_han_characters_in_one_group_each():
    lines = Path(__file__).parent.joinpath("benchmarks/retrieval/homophones.txt").read_text("utf-8").splitlines()
    groups = [line for line in lines if not line.startswith("#")]
    assert all(regex.fullmatch(r"\p{Han}{2,}", group) for group in groups)
    assert len("".join(groups)) == len(set("".join(groups))) == len(homophones())
    assert homophones()["在"] == "再载灾"
    assert all(char not in others for char, others in homophones().items())


def test_traditional_and_full_width_are_the_same_question_once_normalised():
    text = "2020年GDP是多少? (亿元)"
    assert full_width(text) == "２０２０年ＧＤＰ是多少？\u3000（亿元）"
    assert traditional("湖北经济发展") == "湖北經濟發展"
    for form in (full_width, traditional):
        assert normalize(form(text)) == normalize(text)


@given(st.text(st.sampled_from(HAN), min_size=2, max_size=12), st.text(max_size=5))
def test_misspelt_differs_in_one_character_always_the_same(text, identifier):
    wrong = misspelt(text, identifier, [text], "的一是")
    assert sum(a != b for a, b in zip(text, wrong, strict=True)) == 1
    assert wrong == misspelt(text, identifier, [text], "的一是")


def test_misspelt_touches_content_words_alone():
    assert {misspelt("哪年禁渔？", str(i), ["禁渔"], "水火")[:2] for i in range(20)} == {"哪年"}
    assert misspelt("How many points?", "x", ["points"], "水火") == "How many points?"
    # 渔 has homophones in the list; 龘 has none and takes one of the frequent.
    assert misspelt("龘", "x", ["龘"], "水龘") == "水"


def test_forms_of_questions(segmenter):
    questions = [asked("a", "湖北省的GDP是多少？"), asked("b", "为什么禁渔？"), asked("c", "How many points?")]
    forms = forms_of(questions, segmenter)
    assert tuple(forms) == FORMS
    texts = {form: {a.question.id: a.question.question for a in found} for form, found in forms.items()}
    assert texts["full-width"].keys() == {"a", "c"}
    assert texts["traditional"] == {"b": "爲什麼禁漁？"}
    assert texts["misspelt"].keys() == {"a", "b"}
    assert texts["keywords"] == {"a": "湖北省 gdp", "b": "禁渔", "c": "points"}


def test_loss_is_measured_on_the_questions_that_change(segmenter):
    questions = [asked("a", "湖北"), asked("b", "经济")]
    forms = {"traditional": [asked("b", "經濟")], "keywords": []}
    plain = {"s/a": ["e"], "s/b": ["e", "d"]}
    (row,) = measure_forms("line", "hybrid", lambda *_: ["e"], forms, plain, {a.key: {"d": 1} for a in questions})
    assert (row.form, row.questions, row.plain, row.changed, row.loss) == ("traditional", 1, 1.0, 0.0, 1.0)
