"""What people type first: a greeting, and what can you do; only where that is all they type."""

import regex

from ..corpus.errors import Language
from .question import simplified

_END = r"[了啊呀吗么哈呢吧啦哦~～!！。.，,、？?\s]*$"
_HELLO = r"(?:你好|您好|大家好|嗨|哈[喽啰罗]|早上好|上午好|中午好|下午好|晚上好|早安|在吗|在么|hi(?: there)?|hello(?: there)?|hey(?: there)?|good (?:morning|afternoon|evening))"
_TOOL = r"(?:这个?|本|该)(?:软件|工具|程序|网站|系统|应用|页面)"
_CAN = r"(?:能够?|可以|会)"
_ABLE = (
    rf"你(?:到底)?(?:是谁|是什么|是干什么的|是做什么的|叫什么(?:名字)?|{_CAN}(?:帮我)?(?:做|干|帮|回答)?我?(?:些|一些)?(?:什么|啥|哪些)(?:事情?|问题)?|有(?:什么|哪些)(?:用|功能|本事|能力))"
    rf"|(?:我)?(?:{_CAN}|该)(?:怎么)?问你?(?:些|一些)?(?:什么|啥|哪些)?(?:问题|内容)?|怎么(?:使)?用(?:你|它|{_TOOL})?|如何使用(?:你|它|{_TOOL})?"
    rf"|{_TOOL}(?:怎么(?:使)?用|如何使用|能做什么|是什么|有什么用|有什么功能|是(?:做|干)什么的)|这是什么(?:软件|程序|工具|网站)"
    r"|(?:请)?(?:做个?|来个?)?自我介绍(?:一下)?|(?:请)?介绍一?下?你自己|(?:使用)?帮助|使用说明|help(?: me)?"
    r"|who are you|what are you|what can (?:you do|i ask(?: you)?)|how (?:do|can) (?:i|you) use (?:this|it|you)|how does (?:this|it) work"
)
_GREETING = regex.compile(rf"^(?:{_HELLO}[啊呀吗哈,，~～!！。.\s]*)+{_END}", regex.IGNORECASE)
_ABILITY = regex.compile(
    rf"^(?:{_HELLO}[啊呀,，~～!！。.\s]*)?(?:请问|那|想问一下)?[,，]?(?:{_ABLE}){_END}", regex.IGNORECASE
)
_THANKS = regex.compile(
    rf"^(?:(?:好的?|太好了)[,，!！\s]*)?(?:非常|多|太|十分|很)?(?:感谢|谢谢?|辛苦了?|thank(?:s| you)(?: (?:very|so) much| a lot)?|thx)[你您们大家]*{_END}",
    regex.IGNORECASE,
)
_NOTED = regex.compile(
    rf"^(?:好的?|好吧|嗯+|哦+|行|可以|明白|知道|了解|收到|太好了|不错|很好|ok(?:ay)?|great|got it|i see|cool){_END}",
    regex.IGNORECASE,
)
_BYE = regex.compile(rf"^(?:再见|拜拜|回头见|(?:good)?bye(?: bye)?|see you){_END}", regex.IGNORECASE)

_INTRODUCTION = {
    "zh": "你好，我是引文。我只用文件里的原话回答：{about}。请就文件的内容提问，我会给出原句和它所在的段落；文件里没有的，我会说没有。",
    "en": "Hello, I am yinwen. I answer only with the documents' own words: {about}. Ask about what they say; you get the "
    "sentence and the paragraph it stands in, and a plain no where they don't say.",
}
_ABOUT = {
    "zh": ("现在可以问《{title}》", "现在可以问 {n} 个文件", "现在还没有文件，请先添加"),
    "en": ("you can ask about “{title}”", "you can ask about {n} documents", "there is no document yet, add one first"),
}
_REPLIES = (
    (_THANKS, {"zh": "不客气。还想了解文件里的什么，请继续问。", "en": "You are welcome. Ask on about the documents."}),
    (_NOTED, {"zh": "好的。还想了解文件里的什么，请继续问。", "en": "All right. Ask on about the documents."}),
    (_BYE, {"zh": "再见。", "en": "Goodbye."}),
)


def reply(question: str, titles: list[str], language: Language) -> str | None:
    """A short introduction to a greeting, a word to thanks and goodbye; None to anything else.

    Args:
        question: As it was asked.
        titles: Of the documents that can be asked about.
        language: Of the reply.
    """
    text = simplified(question.strip())
    for pattern, replies in _REPLIES:
        if pattern.match(text):
            return replies[language]
    if not (_GREETING.match(text) or _ABILITY.match(text)):
        return None
    one, many, none = _ABOUT[language]
    about = none if not titles else one.format(title=titles[0]) if len(titles) == 1 else many.format(n=len(titles))
    return _INTRODUCTION[language].format(about=about)
