import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.index.segment import Segmenter
from yinwen.qa.followup import rewrite, turns
from yinwen.qa.types import Turn


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


GDP = "2020年湖北全省地区生产总值恢复到2019年的百分之多少？"
TRADE = "2020年湖北的进出口总额是多少？"
MEASURES = "湖北采取了哪些防控举措？"
FISHING = "长江要禁渔几年？"
SECRETARY = "湖北省委书记是谁？"
OLD = "有多少名80岁以上的老年患者被治愈？"

LEANING = [
    # another year, another place, another thing
    (GDP, "那去年呢？", "去年湖北全省地区生产总值恢复到2019年的百分之多少？"),
    (GDP, "那武汉呢？", "2020年武汉地区生产总值恢复到2019年的百分之多少？"),
    (TRADE, "那2019年呢？", "2019年湖北的进出口总额是多少？"),
    (TRADE, "上海呢", "2020年上海的进出口总额是多少？"),
    (TRADE, "那地区生产总值呢？", "2020年湖北的地区生产总值是多少？"),
    ("长江禁渔从哪天开始？", "那去年呢？", "去年长江禁渔从哪天开始？"),
    ("今年前两个月全省规上工业增加值同比增长多少？", "进出口总额呢？", "今年前两个月全省进出口总额同比增长多少？"),
    ("今年前两个月全省规上工业增加值同比增长多少？", "去年呢？", "去年前两个月全省规上工业增加值同比增长多少？"),
    ("全省群众安全感达到多少？", "武汉呢？", "武汉群众安全感达到多少？"),
    ("绿茶用多少度的水泡？", "那红茶呢？", "红茶用多少度的水泡？"),
    (FISHING, "黄河呢？", "黄河要禁渔几年？"),
    ("图书馆周一几点开门？", "周末呢？", "图书馆周末几点开门？"),
    (OLD, "百岁老人呢？", "有多少名百岁老人被治愈？"),
    ("“三个全覆盖”指什么？", "那“两个闭环”呢？", "“两个闭环”指什么？"),
    ("“三个全覆盖”指什么？", "两个闭环呢", "“两个闭环”指什么？"),
    ("“四应四尽”是哪四项？", "“五个保障”呢？", "“五个保障”指什么？"),
    ("“23245”防控举措是什么？", "“三驾马车”呢？", "“三驾马车”是什么？"),
    ("“23245”防控举措里的“两个闭环”指什么？", "“三个全覆盖”呢？", "“23245”防控举措里的“三个全覆盖”指什么？"),
    ("要打好哪三场硬仗？", "“三驾马车”呢？", "“三驾马车”指什么？"),
    ("第二部分讲什么？", "第三部分呢？", "第三部分讲什么？"),
    ("第二部分讲什么？", "第四呢？", "第四部分讲什么？"),
    ("这篇文章主要讲什么？", "第二部分呢？", "第二部分讲什么？"),
    ("“23245”防控举措是什么？", "第二点呢？", "“23245”防控举措的第二点是什么？"),
    ("每人限报几项？", "联系人呢？", "联系人是谁？"),
    # compared
    (TRADE, "和上海相比呢？", "与上海相比，2020年湖北的进出口总额是多少？"),
    (TRADE, "比2019年呢？", "与2019年相比，2020年湖北的进出口总额是多少？"),
    ("与北京相比，湖北的进出口总额是多少？", "和上海比呢？", "与上海相比，湖北的进出口总额是多少？"),
    # more, why
    (MEASURES, "还有呢？", "除此之外，湖北采取了哪些防控举措？"),
    (MEASURES, "还有哪些？", "除此之外，湖北采取了哪些防控举措？"),
    (MEASURES, "还有吗？", "除此之外，湖北采取了哪些防控举措？"),
    (FISHING, "为什么？", "为什么长江要禁渔？"),
    ("封城的时候老百姓吃穿用度有保障吗？", "为什么呢？", "为什么封城的时候老百姓吃穿用度有保障？"),
    ("全民国家安全教育日是哪一天？", "为什么？", "全民国家安全教育日是哪一天，为什么？"),
    ("全民国家安全教育日是哪一天？", "为什么是这一天？", "全民国家安全教育日为什么是这一天？"),
    ("全省群众安全感达到多少？", "为什么这么高？", "全省群众安全感为什么这么高？"),
    (MEASURES, "为什么？", "为什么湖北采取防控举措？"),
    (MEASURES, "为什么要这样做呢？", "为什么湖北采取防控举措？"),
    (MEASURES, "那为什么要这么做呢", "为什么湖北采取防控举措？"),
    (MEASURES, "為什麼要這樣做呢？", "为什么湖北采取防控举措？"),
    (MEASURES, "这样做有什么好处？", "湖北采取防控举措有什么好处？"),
    (MEASURES, "这么做的目的是什么", "湖北采取防控举措的目的是什么？"),
    (FISHING, "为什么要这样规定？", "为什么长江要禁渔？"),
    ("湖北如何化解“疫后综合征”？", "为什么要这样做呢？", "为什么湖北化解“疫后综合征”？"),
    ("要打好哪三场硬仗？", "为什么要这样做", "为什么要打好三场硬仗？"),
    ("“23245”防控举措是什么？", "为什么要这样做？", "“23245”防控举措为什么要这样做？"),
    ("这份合同的押金是多少？", "为什么要这样约定？", "这份合同的押金为什么要这样约定？"),
    # some of them
    (OLD, "其中百岁老人呢？", "有多少名百岁老人被治愈？"),
    (OLD, "其中百岁老人有几名？", "80岁以上的老年患者其中百岁老人有几名？"),
    ("参加培训的教师有几人？", "其中女教师呢？", "参加培训的女教师有几人？"),
    ("参加培训的教师有几人？", "里面的年轻人呢", "参加培训的年轻人有几人？"),
    (MEASURES, "其中最重要的呢？", "湖北采取的防控举措里最重要的是哪个？"),
    # pronouns
    (SECRETARY, "他是哪里人？", "湖北省委书记是哪里人？"),
    ("应勇是谁？", "他什么时候上任的？", "应勇什么时候上任的？"),
    ("谁发明了电灯？", "他是哪国人？", "发明了电灯的人是哪国人？"),
    ("赵长山种了多少棵树？", "那他的师傅呢？", "赵长山的师傅种了多少棵树？"),
    ("“23245”防控举措是什么？", "它的效果怎么样？", "“23245”防控举措的效果怎么样？"),
    ("“23245”防控举措是什么？", "其意义是什么？", "“23245”防控举措的意义是什么？"),
    (OLD, "他们是怎么治好的？", "80岁以上的老年患者是怎么治好的？"),
    (MEASURES, "这些举措有什么作用？", "湖北采取的防控举措有什么作用？"),
    ("谁是国家安全责任制的第一责任人？", "他的职责是什么？", "国家安全责任制的第一责任人的职责是什么？"),
    # what only has a meaning as something's own, and bare question words
    (MEASURES, "效果怎么样？", "湖北采取的防控举措的效果怎么样？"),
    (MEASURES, "那目的呢？", "湖北采取的防控举措的目的是什么？"),
    (MEASURES, "有什么用？", "湖北采取的防控举措有什么用？"),
    (MEASURES, "其中最重要的是哪一项？", "湖北采取的防控举措其中最重要的是哪一项？"),
    ("“23245”防控举措是什么？", "谁提出的？", "“23245”防控举措是谁提出的？"),
    ("“23245”防控举措是什么？", "具体有哪些？", "“23245”防控举措具体有哪些？"),
    (FISHING, "从什么时候开始？", "长江禁渔从什么时候开始？"),
    ("全民国家安全教育日是哪一天？", "那天有什么活动？", "全民国家安全教育日那天有什么活动？"),
    ("全民国家安全教育日是哪一天？", "是谁定的？", "全民国家安全教育日是谁定的？"),
    ("全省群众安全感达到多少？", "同比提高了多少？", "全省群众安全感同比提高了多少？"),
    (OLD, "最大的多少岁？", "80岁以上的老年患者里最大的多少岁？"),
    ("图书馆周一几点开门？", "几点关门？", "图书馆几点关门？"),
    # 繁體
    ("颱風什麼時候登陸？", "那週五呢？", "周五台风什么时候登陆？"),
    ("長江要禁漁幾年？", "為什麼？", "为什么长江要禁渔？"),
    # English
    ("how many people were vaccinated in 2020?", "what about 2019?", "how many people were vaccinated in 2019?"),
    (TRADE, "what about 2019?", "2019年湖北的进出口总额是多少？"),
    ("How many people live in Shanghai?", "how about Wuhan?", "How many people live in Wuhan?"),
    ("When was the lighthouse built?", "by whom?", "When was the lighthouse built, and by whom?"),
    ("When was the lighthouse built?", "how tall is it?", "how tall is the lighthouse?"),
    ("When was the lighthouse built?", "And the harbour?", "When was the harbour built?"),
    ("Who was the last keeper?", "what did he say?", "what did the last keeper say?"),
    ("Where is Amos Reed?", "what is his book about?", "what is Amos Reed's book about?"),
]


@pytest.mark.parametrize(("previous", "question", "full"), LEANING)
def test_what_a_question_leaves_out_comes_from_the_one_before(
    segmenter: Segmenter, previous: str, question: str, full: str
) -> None:
    assert rewrite(question, [previous], segmenter) == full


STANDING = """湖北为什么要这样做呢？ 他人的隐私怎么保护？ 其他城市采取了哪些防控举措？ 武汉那里的医院够用吗？
这次疫情为什么是一次大考？ 这次大考考的是什么呢？ 公共卫生三年行动里其中最大的项目是什么？ 其中一项举措“两个闭环”指什么？
火神山医院用了几天建成呢？ 长江全长多少公里呢？ 红烧肉怎么做呢？ 谁是国家安全责任制的第一责任人？ 谁发明了电灯？
什么是人工智能呢？ 怎么预防感冒？ 哪些县率先建设三甲医院？ 有多少名80岁以上的老年患者被治愈？ 那些下沉党员在社区里做什么？
那么多下沉党员从哪里来？ 那场洪水是什么时候发生的？ 这里说的“三驾马车”是哪三个？ 这篇文章的作者是什么职务？
这份通知什么时候发布的？ 土耳其的首都是哪里？ 尤其要注意哪些风险？ 与其他省份相比湖北的优势是什么？ 要打好哪三场硬仗？
北京冬奥会什么时候举行呢？ 为什么说人民安全是国家安全的基石呢？ 封城的时候老百姓吃穿用度有保障吗？ 还有哪些城市群要同城化？
还有多少党员没有下沉社区？ 为什么武汉的疫情最严重？ 治病救人时有没有用到中医？ 拿出多少事业编制补强基层医疗卫生岗位？
原因分析报告由谁负责撰写？ 时间安排表在哪里下载？ 第三部分提到的三甲医院有几家？ 对他人造成损害的应当承担什么责任？
他山之石指的是什么？ 这个世界上最高的山是哪座？ 该办法自何时起施行？ 那达慕大会是什么？ 那曲在哪个省？ 这样行吗？ 为什么不这样做？ 和平饭店什么时候建成？
比亚迪的总部在哪里？ 上海采取了哪些疫情防控举措？ 然后怎么处理剩下的药品？ 会议在哪里举行呢？ 每人限报几项呢？ 提高什么意识？
颱風什麼時候登陸？""".split()
STANDING_ENGLISH = [
    "Who wrote the book about the lighthouse?",
    "What is the capital of France?",
    "Is it true that the tower is open in May?",
    "How many people live in Shanghai?",
    "what does the manual say about backups?",
    "How long does it take to brew tea?",
]


@pytest.mark.parametrize("question", [*STANDING, *STANDING_ENGLISH])
def test_a_question_that_stands_alone_stays_as_it_is(segmenter: Segmenter, question: str) -> None:
    for previous in (GDP, MEASURES, FISHING, SECRETARY, OLD, "“23245”防控举措是什么？", "Who built the tower?"):
        assert rewrite(question, [previous], segmenter) == question


@pytest.mark.parametrize("question", [question for _, question, _ in LEANING])
def test_without_a_history_nothing_is_changed(segmenter: Segmenter, question: str) -> None:
    assert rewrite(question, [], segmenter) == question
    assert rewrite(question, [{"role": "assistant", "content": "湖北"}], segmenter) == question


def test_a_chain_of_follow_ups_is_resolved_one_after_the_other(segmenter: Segmenter) -> None:
    history = [TRADE, "那2019年呢？", "和上海相比呢？"]
    assert rewrite("和北京相比呢？", history, segmenter) == "与北京相比，2019年湖北的进出口总额是多少？"


def test_a_greeting_in_between_is_no_question(segmenter: Segmenter) -> None:
    assert rewrite("第三点呢？", ["“四应四尽”是什么？", "谢谢", "你好"], segmenter) == "“四应四尽”的第三点是什么？"


def test_the_last_answer_says_who_he_is(segmenter: Segmenter) -> None:
    asked = Turn("user", "青石岭的护林员是谁？")
    answered = Turn("assistant", "“赵长山在青石岭种了三十年树。”〔1〕")
    assert rewrite("他种了多少棵树？", [asked, answered], segmenter) == "赵长山种了多少棵树？"
    refused = Turn("assistant", "文件里没有说。")
    assert rewrite("他种了多少棵树？", [asked, refused], segmenter) == "青石岭的护林员种了多少棵树？"


def test_he_is_nobody_where_no_person_was_spoken_of(segmenter: Segmenter) -> None:
    for question in ("他的诗歌讲什么？", "她在哪里工作？", "那他的师傅呢？"):
        assert rewrite(question, [TRADE], segmenter) == question


def test_a_history_may_be_questions_messages_or_turns(segmenter: Segmenter) -> None:
    forms = [
        [TRADE],
        [{"role": "user", "content": TRADE}, {"role": "assistant", "content": "文件里没有说。"}],
        [Turn("user", TRADE), Turn("assistant", "文件里没有说。")],
        [{"role": "user", "content": [{"type": "text", "text": TRADE}]}],
    ]
    for history in forms:
        assert turns(history)[0] == Turn("user", TRADE)
        assert rewrite("那2019年呢？", history, segmenter) == "2019年湖北的进出口总额是多少？"


def test_empty_and_odd_messages_are_passed_over(segmenter: Segmenter) -> None:
    history = [TRADE, {"role": "user", "content": None}, {"role": "system", "content": "x"}, {}, " "]
    assert rewrite("上海呢？", history, segmenter) == "2020年上海的进出口总额是多少？"


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet="那它他其这呢为什么第二点还有比和相2019年湖北“”，？?. abour it?", max_size=20),
    st.text(alphabet="那它他其这呢为什么多少是湖北长江2019年“”，？?. what is the", max_size=20),
)
def test_any_two_texts_give_a_question(segmenter: Segmenter, question: str, previous: str) -> None:
    full = rewrite(question, [previous], segmenter)
    assert full.strip() or not question.strip()
    assert len(full) <= 2 * (len(question) + len(previous)) + 40


def test_this_way_is_no_way_after_a_question_in_another_language(segmenter: Segmenter) -> None:
    assert rewrite("为什么要这样做？", ["Who built the tower?"], segmenter) == "为什么要这样做？"
