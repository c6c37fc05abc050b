"""Follow-ups that ask after the reason or the point of what was asked about: 为什么, 为什么要这样做, 这么做有什么好处."""

import regex

from ..index.segment import Segmenter
from .topic import ASKED, about, stem

_END = r"[？?。.！!\s]*$"
_WHY = regex.compile(rf"^(?:那么?)?(?:这是|是)?(?:为什么|为何|为啥|什么原因|原因(?:是什么)?)[呢呀啊]*{_END}")
_DO = r"(?:做|办|干|规定|约定|安排|要求|处理|设计|调整|选择|考虑)"
# 这样做 stands for what the question before asks about: done, not said.
_THUS = regex.compile(
    rf"^(?:那么?)?(?P<lead>为什么|为何|为啥|怎么会?)?(?:他们|人们|大家)?(?:要|会|需要|得|能|可以|必须|应该?)?[这那](?:样|么){_DO}(?P<rest>(?:的|有|是|能|会|会不会|对|好)?[^，。]{{0,12}}?)[呢呀啊]*{_END}"
)
_REST = regex.compile(
    r"(?:(?:的|有)?(?:什么|啥|哪些)?(?:好处|目的|意义|作用|效果|用处?|原因|理由|依据|影响|坏处|结果|道理|必要)(?:是|有)?(?:什么|啥|哪些)?|对.{1,8}有什么.{1,4}|能.{1,6}什么)?"
)
_REASON = ("为什么", "为何", "为啥")


def resolve(question: str, previous: str, segmenter: Segmenter) -> str | None:
    """The full question, or None where this is no such follow-up.

    Args:
        question: As it was asked, simplified.
        previous: The question before, made full, simplified.
        segmenter: Tells verbs.
    """
    if _WHY.match(question):
        return _why(previous, segmenter)
    thus = _THUS.match(question)
    if not thus or not _REST.fullmatch(thus["rest"]) or not (thus["lead"] or thus["rest"]):
        return None
    if not regex.search(r"\p{Han}", previous):
        return None
    done, rest = _done(stem(previous), segmenter), thus["rest"]
    if not done:
        topic = about(previous, segmenter)
        return f"{topic}{regex.sub('^那么?', '', question)}" if topic else None
    return f"为什么{done}？" if thus["lead"] in _REASON and not rest else f"{done}{rest}？"


def _why(previous: str, segmenter: Segmenter) -> str:
    statement = stem(previous)
    asked = ASKED.search(statement)
    if asked is None:
        return f"为什么{statement}？"
    done = _done(statement, segmenter)
    return f"为什么{done}？" if done else f"{statement}，为什么？"


def _done(statement: str, segmenter: Segmenter) -> str:
    """What is done, by a question about it: 长江要禁渔 of 长江要禁渔几年, 湖北采取防控举措 of 湖北采取了哪些防控举措; else empty.

    Who, where and how much something is (是谁, 达到多少) is nothing that is done.
    """
    asked = ASKED.search(statement)
    if asked is None:
        return statement
    before, after = statement[: asked.start()], statement[asked.end() :]
    if regex.fullmatch("为什么|为何|为啥|怎么样?|怎样|如何", asked.group()):
        return f"{before}{after}" if after else ""
    told = regex.sub(r"(?:了|过)$", "", before)
    tags = segmenter.tagged(told)
    # 打好 and 做到 are a verb and how it ends.
    ending = len(tags) > 1 and len(tags[-1][0]) == 1 and tags[-1][1] in ("a", "v", "ad")
    verb = tags[-2 if ending and tags[-2][1] == "v" else -1][1] if tags else ""
    if verb != "v" or regex.search(r"(?:是|指|有|为|叫|达到?|包括)$", told):
        return ""
    if after:
        return f"{told}{after}" if not regex.match("[是的被]", after) else ""
    return told if len(tags) > 1 and len(tags[-1][0]) > 1 else ""
