import pytest

from yinwen.index.segment import Segmenter
from yinwen.qa.leaning import another, leaning, pointer, tidied


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("水泵咧？", "水泵呢？"),
        ("水泵尼", "水泵呢"),
        ("啥时侯交的", "什么时候交的"),
        ("咋处理？", "怎么处理？"),
        ("那水泵呢？", "那水泵呢？"),
        ("尼泊尔在哪里", "尼泊尔在哪里"),
    ],
)
def test_what_is_only_spoken_is_written_out(spoken: str, written: str) -> None:
    assert tidied(spoken) == written


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("那红茶呢？", "红茶"),
        ("五个保障又是什么", "五个保障"),
        ("要是放在餐馆用呢？", "放在餐馆用"),
        ("橡胶的呢", "橡胶的"),
        ("其中百岁老人呢？", "百岁老人"),
        ("会议在哪里举行呢？", ""),
        ("还有呢？", ""),
        ("红茶用多少度的水？", ""),
    ],
)
def test_what_is_asked_after_instead(question: str, what: str) -> None:
    assert another(question) == what


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("他是哪里人？", "他"),
        ("这家公司被罚了多少？", "这家公司被罚"),
        ("刚才说的那座桥是谁修的？", "刚才说的那座桥是谁修"),
        ("那里有几个警报器？", "那里"),
        ("杭州湾大桥和它的引桥有多长？", None),
        ("他山之石指的是什么？", None),
    ],
)
def test_a_pointer_stands_before_anything_is_named(segmenter: Segmenter, question: str, words: str | None) -> None:
    found = pointer(question, segmenter)
    assert (found.group() if found else None) == words


@pytest.mark.parametrize(
    ("question", "lean"),
    [
        ("那红茶呢？", "shown"),
        ("他是哪里人？", "shown"),
        ("第二场是什么？", "shown"),
        ("and in Wuhan?", "shown"),
        ("几天内退？", "perhaps"),
        ("什么时候交？", "perhaps"),
        ("业主能看吗", "complete"),
        ("长江要禁渔几年？", "no"),
        ("“库安保”是谁开发的？", "no"),
        ("全省有多少党员下沉到社区参与基层治理？", "no"),
        ("2020年地区生产总值是多少？", "no"),
        ("What is the capital of France?", "no"),
    ],
)
def test_how_far_a_question_leans(segmenter: Segmenter, question: str, lean: str) -> None:
    assert leaning(question, segmenter) == lean
