"""Verdicts on sentences made by hand, one guard after the other, and what holds for any text."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yinwen.corpus.types import Passage
from yinwen.index.segment import Segmenter
from yinwen.qa.checking import SentenceChecker

ANY = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
WARRANTY = "整机自购买之日起保修 3 年，水泵、电机、加热管保修 6 年。过滤网属易损件，保修 3 个月。"
POWER = "额定电压 220 伏，额定功率 950 瓦。静音模式不适用于强力洗。"
STAFF = "北京分社有员工30人，上海分社有员工50人。分社由王小明于1998年创办，总部设在南京。"
OFFICE = "编辑部由赵大川于2003年创办，位于杭州，没有印刷车间。"


def passage(text: str, number: int, doc: str = "手册", start: int | None = None) -> Passage:
    start = number * 1000 if start is None else start
    return Passage(f"{doc}#p{number}", doc, text, start, start + len(text), (), number)


GIVEN = [passage(text, n) for n, text in enumerate([WARRANTY, POWER, STAFF, OFFICE], 1)]


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="module")
def checker(segmenter: Segmenter) -> SentenceChecker:
    return SentenceChecker(segmenter)


def verdicts(checker: SentenceChecker, reply: str) -> list[str]:
    return [checked.verdict for checked in checker.check(reply, GIVEN)]


@pytest.mark.parametrize(
    "reply",
    [
        "整机自购买之日起保修三年[1]。",
        "水泵、电机和加热管则保修六年。[1]",
        "根据文档，过滤网是易损件，只保修三个月[1]。",
        "额定功率为0.95千瓦[2]。",
        "強力洗不能使用靜音模式[2]。",
        "北京分社的员工有三十人[3]。",
        "分社是王小明在1998年创办的[3]。",
        "编辑部没有印刷车间[4]。",
    ],
)
def test_faithful_sentences_are_supported(checker, reply):
    assert verdicts(checker, reply) == ["supported"]


@pytest.mark.parametrize(
    "reply",
    [
        "整机自购买之日起保修 5 年[1]。",
        "整机自购买之日起保修 6 年[1]。",
        "过滤网属易损件，保修 3 年[1]。",
        "额定功率 950 千瓦[2]。",
        "静音模式适用于强力洗[2]。",
        "额定电压不是 220 伏[2]。",
        "北京分社有员工50人[3]。",
        "北京分社有员工30户[3]。",
        "分社由王小明于1999年创办[3]。",
        "分社由李国强于1998年创办[3]。",
        "分社由王小明于1998年创办，总部设在北京[3]。",
        "编辑部有印刷车间[4]。",
        "编辑部并非位于杭州[4]。",
        "编辑部每年出版诗集，深受读者喜爱[4]。",
    ],
)
def test_what_the_passage_does_not_say_is_not_found(checker, reply):
    assert verdicts(checker, reply) == ["not_found"]


def test_another_passage_says_it(checker):
    assert verdicts(checker, "额定功率为950瓦[1]。") == ["misattributed"]
    assert verdicts(checker, "额定功率为950瓦。") == ["misattributed"], "it cites nothing"
    assert verdicts(checker, "额定功率为950瓦[9]。") == ["misattributed"], "there is no ninth passage"
    assert verdicts(checker, "额定功率为950瓦[1][2]。") == ["supported"], "one of those cited is enough"


def test_pieced_together_from_several(checker):
    assert verdicts(checker, "额定功率为950瓦，水泵保修六年[1][2]。") == ["stitched"]
    assert verdicts(checker, "编辑部由王小明于2003年创办[4]。") == ["stitched"], "the name is another passage's"


def test_passages_that_follow_each_other_count_as_one(checker):
    rule = passage("有下列情形之一的，应当召集临时会议：", 1, "办法", 0)
    item = passage("（一）百分之二十以上业主提议的；", 2, "办法", rule.end + 1)
    far = passage(item.text, 9, "别的", 0)
    reply = "百分之二十以上业主提议的，应当召集临时会议[1][2]。"
    assert [c.verdict for c in checker.check(reply, [rule, item])] == ["supported"]
    assert [c.verdict for c in checker.check(reply, [rule, far])] == ["stitched"]


def test_what_claims_nothing_is_not_marked(checker):
    reply = "好的，以下是要点：\n希望对你有帮助！\n您还想了解什么？\n——"
    assert set(verdicts(checker, reply)) == {"supported"}


@pytest.mark.parametrize(
    "reply",
    [
        "好的，整机保修五年[4]。",
        "编辑部希望为作者提供帮助[4]。",
        "如果有疑问，请联系编辑部[4]。",
        "编辑部感谢您的来信[4]。",
    ],
)
def test_a_claim_that_sounds_polite_is_a_claim(checker, reply):
    assert verdicts(checker, reply) == ["not_found"]


def test_a_sentence_that_says_the_text_is_silent(checker):
    assert verdicts(checker, "文档中没有提到洗碗机的售价。") == ["supported"]
    assert verdicts(checker, "文中没有提到额定功率。") == ["not_found"], "it is told"


def test_a_heading_above_counts(checker):
    under = Passage("手册#p5", "手册", "每周取出一次，在流水下刷净。", 0, 14, ("7.1 过滤网",), 5)
    assert [c.verdict for c in checker.check("过滤网每周取出一次，在流水下刷净[1]。", [under])] == ["supported"]


def test_words_of_another_language_need_an_encoder(segmenter):
    class Same:
        name, dim, fingerprint = "same", 2, "same"

        def encode_passages(self, texts):
            return np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(texts), 1))

        encode_queries = encode_passages

    reply = "The rated power is 950 watts[2]."
    assert [c.verdict for c in SentenceChecker(segmenter).check(reply, GIVEN)] == ["not_found"]
    assert [c.verdict for c in SentenceChecker(segmenter, Same()).check(reply, GIVEN)] == ["supported"]
    wrong = "The rated power is 850 watts[2]."
    assert [c.verdict for c in SentenceChecker(segmenter, Same()).check(wrong, GIVEN)] == ["not_found"]


def test_nothing_given_and_nothing_said(checker):
    assert checker.check("", GIVEN) == []
    assert [c.verdict for c in checker.check("整机保修三年[1]。", [])] == ["not_found"]


def test_threads_agree(checker):
    reply = "额定功率为950瓦[2]。整机保修 5 年[1]。\n- 编辑部位于杭州[4]。"
    expected = checker.check(reply, GIVEN)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(lambda _: checker.check(reply, GIVEN), range(8)))


@ANY
@given(st.data())
def test_a_passages_own_sentence_citing_it_is_always_supported(checker, data):
    alphabet = st.sampled_from([*"甲乙不没有三五人年，、是的50%“”", "北京", "1998年", "并非", "保修", "GDP ", "超过"])
    text = "".join(data.draw(st.lists(alphabet, min_size=1, max_size=25))) + "。"
    given = [passage(WARRANTY, 1), passage(text, 2)]
    for checked in checker.check(f"{text}[2]", given):
        assert checked.verdict == "supported"


@ANY
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_reply_and_passage_get_verdicts(checker, reply, text):
    found = checker.check(reply, [passage(text, 1), *GIVEN[:1]])
    assert all(c.verdict in ("supported", "misattributed", "stitched", "not_found") for c in found)
    assert found == checker.check(reply, [passage(text, 1), *GIVEN[:1]])
