import pytest

from yinwen.qa.smalltalk import reply

GREETINGS = """你好 您好！ 大家好 hi Hi! hello 你好呀 嗨 哈喽～ 早上好 在吗？ 你能做什么 你能做什么？ 你可以做什么？ 你会什么 你可以帮我什么 怎么用
怎么用？ 怎么使用 如何使用你？ 这个软件怎么用？ 你是谁 您好，你是誰？ 你叫什么名字？ 你有什么功能？ 我能问什么？ 可以问什么？ 你好，请问你能做什么？
介绍一下你自己 自我介绍 这是什么软件？ 帮助 help""".split()
GREETINGS_ENGLISH = ["who are you?", "What can you do?", "how does this work?", "Good morning!", "how do I use this?"]
THANKS = [
    "谢谢",
    "谢谢你！",
    "非常感谢",
    "謝謝",
    "好的，谢谢",
    "辛苦了",
    "thanks!",
    "Thank you.",
    "Thank you very much",
]
NOTED = ["好的", "好", "嗯嗯", "明白了", "知道了", "OK", "ok.", "got it"]
QUESTIONS = """你好在哪里下载 你好李焕英的导演是谁？ 怎么用水冲泡绿茶？ 谢谢参与活动的人有谁？ 帮助困难群众的措施有哪些？ 你能做什么菜？ 你会做什么菜
好的营商环境是什么样的？ 再见是什么意思？ 你好的英文是什么？ 你能告诉我长江禁渔几年吗？ 你能帮我查一下三甲医院的数量吗？ 你能帮忙总结第三部分吗？
hi-fi是什么 help文档在哪里 如何使用生物安全法？ 你能帮困难群众做什么 你能做三甲医院的项目吗 感谢信是谁写的？ 谢谢 怎么用“三驾马车”？ 知道了什么？
可以问政府要补贴吗 大家好才是真的好""".replace("谢谢 ", "").split()


@pytest.mark.parametrize("question", [*GREETINGS, *GREETINGS_ENGLISH])
def test_a_greeting_gets_an_introduction(question: str) -> None:
    told = reply(question, ["茶的泡法"], "zh")
    assert told is not None
    assert "引文" in told
    assert "《茶的泡法》" in told


@pytest.mark.parametrize("question", THANKS)
def test_thanks_get_a_short_word(question: str) -> None:
    assert reply(question, [], "zh") == "不客气。还想了解文件里的什么，请继续问。"


@pytest.mark.parametrize("question", NOTED)
def test_an_ok_is_no_question(question: str) -> None:
    told = reply(question, [], "zh")
    assert told is not None
    assert told.startswith("好的。")


@pytest.mark.parametrize("question", ["再见", "拜拜", "bye"])
def test_goodbye(question: str) -> None:
    assert reply(question, [], "zh") == "再见。"
    assert reply(question, [], "en") == "Goodbye."


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_begins_like_a_greeting_is_a_question(question: str) -> None:
    assert reply(question, ["茶的泡法"], "zh") is None


def test_the_introduction_says_what_can_be_asked() -> None:
    assert "还没有文件" in str(reply("你好", [], "zh"))
    assert "2 个文件" in str(reply("你好", ["一", "二"], "zh"))
    assert "2 documents" in str(reply("hello", ["one", "two"], "en"))
    assert "“Tea”" in str(reply("hello", ["Tea"], "en"))
