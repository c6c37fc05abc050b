"""Places of a document as people name them: 第二部分, 第五条第二款, 2.1节, 最后一段, 附则."""

from dataclasses import dataclass

import regex

from ..corpus.numerals import numeral

# What a part is called, and under which of these names it is looked up.
UNITS = {
    **dict.fromkeys(("部分", "大部分", "板块", "块", "大块", "大点", "议题", "小标题", "标题", "大标题"), "部分"),
    **dict.fromkeys(("章", "大章", "章节"), "章"),
    **dict.fromkeys(("节", "小节"), "节"),
    **dict.fromkeys(("编", "篇", "卷"), "编"),
    **dict.fromkeys(("条", "条款", "条文"), "条"),
    **dict.fromkeys(("段", "段落", "自然段", "大段", "段话", "段文字"), "段"),
    **dict.fromkeys(("句", "句话"), "句"),
    "款": "款",
    "项": "项",
}
# By number (2.1) and by heading.
LABEL, NAME = "号", "名"
SECTIONS = frozenset(("部分", "章", "节", "编", LABEL, NAME))

UNIT = "(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + ")"
_NUM = r"[一二两三四五六七八九十百千零〇\d]+"
_RANGE = r"(?:到|至|[-—~～])"
_AND = r"(?:和|、|与|及|跟|以及)"
_LABEL = r"(?<![\d.A-Za-z])第?(?P<label>\d{1,2}(?:\.\d{1,2}){1,3})(?![\d.%])"
_STEP = regex.compile(
    rf"(?:第(?P<a>{_NUM})(?:个|大)?{UNIT}?(?:(?P<range>{_RANGE})|(?P<and>{_AND}))第?(?P<b>{_NUM})|第(?P<one>{_NUM})|倒数第?(?P<back>{_NUM})|(?:最后|末尾|末)(?P<tail>{_NUM})?"
    rf"|后(?P<after>{_NUM})|[前头](?P<front>{_NUM}))(?:个|大)?(?P<unit>{UNIT})(?!话题)"
    rf"|{_LABEL}(?:小?[节章条款]|部分)?"
    r"|(?P<first>首段|开头|开篇|一开头|一开始)(?:部分|那?一?段)?|(?P<final>末段|尾段|结尾|末尾|文末|篇末|最后)(?:部分|那?一?段)?(?=$|[的里中])"
)
# A step without its groups' names, for a chain of them.
_ANY = regex.sub(r"\(\?P<\w+>", "(?:", _STEP.pattern)
_JOINT = r"(?:里面?|里头|中|内|之|下面?)?的?"
_CHAIN = regex.compile(rf"(?:(?:{_ANY}){_JOINT})+$")
_NEXT = regex.compile(rf"{_JOINT}(?:{_ANY})")
_ONE = regex.compile(rf"(?:{_ANY})(?:的内容)?")
# 安装部分, 法律责任那一章, “报名要求”这部分.
_NAMED = regex.compile(
    r"(?P<name>[^，。？?！!；;]{1,40}?)的?(?:[这那](?:一?个?)|一)?(?:部分|章节?|小?节|板块|[编篇]|条款)(?:里面?|里头|中|内)?(?:的)?$"
)
_QUOTE = regex.compile(r"^[“《「\"‘](?P<name>[^”》」\"’]{1,40})[”》」\"’]$")
_NO_NAME = regex.compile(
    rf"(?:.*(?:[各每哪几这那本该此]|什么|[的是]))?一?个?|[全前后上下]一?个?|{_NUM}个?大?|所有的?|全部|其他的?"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a place, from the outside in.

    Attributes:
        unit: 部分, 章, 节, 编, 条, 款, 项, 段, 句, or LABEL, NAME.
        numbers: Which of them, from 1, from -1 at the end; empty for LABEL and NAME.
        name: The number as written (2.1), or the heading asked for.
        loose: Whether a heading that holds the name will do: a word for a part stood beside it.
    """

    unit: str
    numbers: tuple[int, ...] = ()
    name: str = ""
    loose: bool = False


def chain(text: str) -> tuple[str, tuple[Step, ...]]:
    """What stands before the chain of places that ends a text, and its steps: none where there is no such chain."""
    found = _CHAIN.search(text)
    if found is None:
        return text, ()
    return text[: found.start()], tuple(_step(match) for match in _STEP.finditer(text, found.start()))


def first_chain(text: str) -> tuple[str, tuple[Step, ...], str]:
    """What stands before the first chain of places in a text, its steps, and what follows."""
    first = _ONE.search(text)
    if first is None:
        return text, (), ""
    end = first.end()
    while following := _NEXT.match(text, end):
        end = following.end()
    return text[: first.start()], tuple(_step(match) for match in _STEP.finditer(text, first.start(), end)), text[end:]


def step_texts(text: str) -> list[str]:
    """The steps of a chain as they were written."""
    return [match.group() for match in _STEP.finditer(text)]


def by_name(text: str) -> Step | None:
    """A part named by its heading, with a word for a part beside it."""
    found = _NAMED.match(text)
    if not found or _NO_NAME.fullmatch(found["name"]):
        return None
    quoted = _QUOTE.match(found["name"])
    return Step(NAME, name=quoted["name"] if quoted else found["name"], loose=True)


def is_quoted(text: str) -> bool:
    """Whether a name stands in quotation marks, and so is surely one."""
    found = _NAMED.match(text)
    return bool(found and _QUOTE.match(found["name"]))


def bare_name(text: str) -> Step:
    """A heading alone, as it may be asked about without a word for a part: 附则, “附则”."""
    quoted = _QUOTE.match(text)
    name = quoted["name"] if quoted else text
    # 第4.2节 摆放方法 is headed 4.2 摆放方法.
    return Step(NAME, name=regex.sub(r"^第?(\d{1,2}(?:\.\d{1,2})+)[节章条]?\s*(?=\p{Han})", r"\1 ", name))


def _step(match: "regex.Match[str]") -> Step:
    if match["label"]:
        return Step(LABEL, name=match["label"])
    if match["first"] or match["final"]:
        return Step("段", (1 if match["first"] else -1,))
    return Step(UNITS[match["unit"]], _numbers(match))


def _numbers(match: "regex.Match[str]") -> tuple[int, ...]:
    if match["a"]:
        a, b = numeral(match["a"]), numeral(match["b"])
        return tuple(range(a, min(b, a + 20) + 1)) if match["range"] else (a, b)
    if match["one"]:
        return (numeral(match["one"]),)
    if match["back"]:
        return (-numeral(match["back"]),)
    if match["front"]:
        return tuple(range(1, min(numeral(match["front"]), 20) + 1))
    count = min(numeral(match["tail"] or match["after"] or "一"), 20)
    return tuple(range(-count, 0))
