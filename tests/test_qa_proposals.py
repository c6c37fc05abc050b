import pytest

from yinwen.index.segment import Segmenter
from yinwen.qa.earlier import Before
from yinwen.qa.proposals import named, proposals, topics


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


def texts(segmenter: Segmenter, question: str, before: Before) -> list[str]:
    return [one.text for one in proposals(question, before, question, segmenter)]


@pytest.mark.parametrize(
    ("previous", "question", "full"),
    [
        ("玻璃期货涨了多少？", "橡胶的呢？", "橡胶期货涨了多少？"),
        ("铁路桥什么时候开工？", "完工呢？", "铁路桥什么时候完工？"),
        ("国内航线旅客量是多少？", "国际的呢？", "国际航线旅客量是多少？"),
        ("“甲一债”的票面利率是多少？", "乙二债呢", "“乙二债”的票面利率是多少？"),
        ("客机7月旅客周转量是多少？", "国内航线呢？", "客机7月国内航线旅客周转量是多少？"),
        ("茶园要交多少水费？", "面积呢？", "茶园的面积是多少？"),
        ("茶园在什么情况下要停水？", "第二种情况呢？", "茶园要停水的第二种情况是什么？"),
        ("北京的机器人产业锚定什么？", "和上海相比呢？", "上海的机器人产业锚定什么？"),
        ("灯塔的票价是多少？", "这座灯塔有多高？", "灯塔有多高？"),
        ("灯塔的票价是多少？", "那里有几个人？", "灯塔的票价有几个人？"),
        ("灯塔的票价是多少？", "几点关门？", "灯塔几点关门？"),
        ("Who will invest in Karnataka?", "and in Goa?", "Who will invest in Goa?"),
        (
            "How long does the quick wash take?",
            "how much water does it use?",
            "how much water does the quick wash use?",
        ),
    ],
)
def test_the_full_question_is_among_what_is_proposed(
    segmenter: Segmenter, previous: str, question: str, full: str
) -> None:
    assert full in texts(segmenter, question, Before(previous))


def test_what_the_last_reply_names_is_meant_by_a_pronoun(segmenter: Segmenter) -> None:
    keeper = Before("青石岭的护林员是谁？", "赵长山。“护林员赵长山守了三十年。”〔1〕")
    assert named(keeper) == "赵长山"
    made = proposals("他种了多少棵树？", keeper, "他种了多少棵树？", segmenter)
    assert (made[0].text, made[0].kind) == ("赵长山种了多少棵树？", "answer")
    company = Before("垃圾是哪家公司倒的？", "青山物业公司。“青山物业公司的船倒了垃圾。”〔1〕")
    assert "青山物业公司被罚了多少？" in texts(segmenter, "这家公司被罚了多少？", company)
    assert not any(one.kind == "answer" for one in proposals("他是谁？", company, "他是谁？", segmenter))


def test_a_figure_or_a_refusal_names_nobody() -> None:
    assert named(Before("树有多高？", "30米。“树高30米。”〔1〕")) == ""
    assert named(Before("护林员是谁？", "文件里没有说。")) == ""
    assert named(Before("哪年是谁来的？", "1995年。“1995年他来了。”〔1〕")) == ""


def test_what_was_said_earlier_is_found_by_its_noun(segmenter: Segmenter) -> None:
    before = Before("茶园有多大？", "", ("杭州湾铁路桥有多长？",))
    assert "杭州湾铁路桥是谁施工的？" in texts(segmenter, "刚才说的那座桥是谁施工的？", before)


def test_a_part_of_the_question_before_the_last_may_be_exchanged(segmenter: Segmenter) -> None:
    before = Before("赵鑫多久没回家了？", "", ("工程管理科科长是谁？",))
    assert "养护管理科科长是谁？" in texts(segmenter, "养护管理科呢？", before)


def test_what_was_asked_after_last_comes_first_among_topics(segmenter: Segmenter) -> None:
    before = Before("“乙二债”的票面利率是多少？", asked="那“乙二债”呢？")
    assert topics(before, segmenter)[0] == "“乙二债”"


def test_neither_the_question_nor_the_one_before_is_proposed_and_no_text_twice(segmenter: Segmenter) -> None:
    before = Before("灯塔什么时候开放？")
    for question in ("几点关门？", "灯塔呢？", "它有多高？", "为什么？"):
        made = texts(segmenter, question, before)
        assert len(made) == len(set(made))
        assert not {question, before.question} & set(made)


def test_nobody_is_put_before_a_question_that_counts_what_there_is(segmenter: Segmenter) -> None:
    made = texts(segmenter, "其中百岁老人呢？", Before("有多少名老年患者被治愈？"))
    assert "有多少名百岁老人被治愈？" in made
    assert not any(text.startswith("百岁老人有") for text in made)
    assert "水警抓了多少人？" in texts(segmenter, "水警呢？", Before("抓了多少人？"))
