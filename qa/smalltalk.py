"""What people type first: a greeting, and what can you do."""

import regex

from .question import simplified

_GREETING = regex.compile(
    r"^(?:你好|您好|嗨|哈[喽啰罗]|早上好|下午好|晚上好|hi|hello|hey|在吗|在么)[啊呀吗哈~～!！。.,，？?\s]*$",
    regex.IGNORECASE,
)
_ABILITY = regex.compile(
    r"^(?:请问)?(?:你好[,，]?)?(?:你(?:是谁|是什么|叫什么.{0,4}|能[够]?(?:做|干|帮).{0,8}|会(?:做|干)?什么.{0,2}|有什么(?:用|功能).{0,2})"
    r"|怎么用|如何使用|这是什么(?:软件|程序|工具)|帮助|help|who are you|what can you do|how do (?:i|you) use (?:this|it))[呢啊呀?？!！。\s]*$",
    regex.IGNORECASE,
)
_THANKS = regex.compile(
    r"^(?:谢谢|多谢|感谢|谢了|好的|再见|拜拜|thanks?(?: you)?|ok|bye)[你您啦了啊~～!！。.\s]*$", regex.IGNORECASE
)

_INTRODUCTION = {
    "zh": "你好，我是引文。我只用文件里的原话回答：{about}。请就文件的内容提问，我会给出原句和它所在的段落；文件里没有的，我会说没有。",
    "en": "Hello, I am yinwen. I answer only with the documents' own words: {about}. Ask about what they say; you get the "
    "sentence and the paragraph it stands in, and a plain no where they don't say.",
}
_ABOUT = {
    "zh": ("现在可以问《{title}》", "现在可以问 {n} 个文件", "现在还没有文件，请先添加"),
    "en": ("you can ask about “{title}”", "you can ask about {n} documents", "there is no document yet, add one first"),
}
_WELCOME = {"zh": "不客气。还想了解文件里的什么，请继续问。", "en": "You are welcome. Ask on about the documents."}


def reply(question: str, titles: list[str], language: str) -> str | None:
    """A short introduction to a greeting, None to anything else."""
    text = simplified(question.strip())
    if _THANKS.match(text):
        return _WELCOME[language]
    if not (_GREETING.match(text) or _ABILITY.match(text)):
        return None
    one, many, none = _ABOUT[language]
    about = none if not titles else one.format(title=titles[0]) if len(titles) == 1 else many.format(n=len(titles))
    return _INTRODUCTION[language].format(about=about)
