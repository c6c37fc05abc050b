"""Numbers and dates in a sentence, and whether they are of the kind that a question asks for."""

import regex

from .question import Kind

_UNITS = (
    "平方公里|平方米|立方米|公里|千米|厘米|毫米|公斤|千克|小时|分钟|人次|美元|欧元|英镑|港元|元|个月|个|名|人|次|项|家|岁|米|吨|亩|套|条|件|种|倍|天|"
    "年|月|日|层|度|所|座|位|部|集|首|章|节|级|届|场|支|队|台|辆|架|艘|只|头|棵|本|册|字|票|分|秒|周|代|世|户|剂|里"
)
_NUMBER = regex.compile(
    r"(?<![\d.])[约近超逾]?(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)[多余]?(?:个百分点|%|‰|[万亿]+)?[多余]?"
    rf"(?:(?:{_UNITS})|(?!\d))"
)
_TIME = regex.compile(
    r"(?:公元前?)?(?<!\d)\d{1,4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:至\d{0,4}年?\d{0,2}月?\d{0,2}[日号]?)?"
    r"|(?<!\d)\d{1,2}月\d{1,2}[日号]|(?<!\d)\d{1,2}[日号](?!\d)|\d+·\d+|(?<!\d)\d{1,2}[时点]\d{0,2}分?"
    r"|[一二三四五六七八九十]+年|\b(?:1\d|20)\d\d\b"
)
# The unit that a question names: 多少名, 几个, 多少亿元, 多大年龄, 百分之多少.
_ASKED = regex.compile(
    rf"(?:多少|几)[万亿]*(?P<unit>{_UNITS}|钱)|(?P<percent>百分之|百分比|比例|占比)|(?P<age>多大年?[龄岁纪])|(?P<long>多久|多长时间)|(?P<far>多[远高长宽深])"
)
_LIKE = (
    frozenset("个 名 人 位 户 口".split()),
    frozenset("元 美元 欧元 英镑 港元 钱".split()),
    frozenset("公里 千米 米 里 厘米 毫米".split()),
    frozenset("天 日".split()),
    frozenset("公斤 千克 吨".split()),
)
_DURATIONS = tuple("年 月 天 日 周 小时 分钟 秒".split())
# 多久一次 is answered by 每周, 每季度 as well.
_EACH = regex.compile(r"每隔?半?(?:个?月|年|季度?|周|个?星期|天|日|个?小时)")
_END = regex.compile(rf"(?:{_UNITS})$")
# 一百岁以上的有多少, 2020年的产值是多少: what is asked for is no age and no year.
_CONDITION = regex.compile(r"(?:岁|年|月|日|天|小时|分钟)$")


def figures(kind: Kind, asked: str, text: str) -> list[tuple[int, int]]:
    """Where the figures that could answer stand in ``text``; both texts normalised.

    Args:
        kind: ``number`` or ``time``; any other has none.
        asked: The question, whose own figures don't answer and whose unit must fit; where it names none, an age or time
            that it sets as a condition is not what it asks for.
        text: A sentence or a part of one.
    """
    if kind not in ("number", "time"):
        return []
    unit = _ASKED.search(asked) if kind == "number" else None
    given = _conditions(asked) if kind == "number" and unit is None else frozenset()
    found = []
    for match in (_TIME if kind == "time" else _NUMBER).finditer(text):
        figure = match.group()
        # A bare 一 or 二 is a word more often than a figure.
        if figure in asked or (kind == "number" and regex.fullmatch(r"\p{Han}", figure)):
            continue
        if any(figure.endswith(condition) for condition in given):
            continue
        if unit is None or _fits(figure, unit):
            found.append(match.span())
    if unit is not None and unit["long"]:
        found += [match.span() for match in _EACH.finditer(text)]
    return sorted(found)


def _conditions(asked: str) -> frozenset[str]:
    """Units of the ages and times that the question sets itself."""
    endings = (_CONDITION.search(match.group()) for match in _NUMBER.finditer(asked))
    return frozenset(ending.group() for ending in endings if ending)


def names_unit(kind: Kind, asked: str) -> bool:
    """Whether the normalised question asks for a number and names its unit (多少名, 几公里, 百分之多少; 多久 names none)."""
    unit = _ASKED.search(asked) if kind == "number" else None
    return unit is not None and not unit["long"]


def _fits(figure: str, unit: "regex.Match[str]") -> bool:
    if unit["percent"]:
        return figure.endswith(("%", "‰", "点"))
    if unit["long"]:
        return figure.endswith(_DURATIONS)
    wanted = "岁" if unit["age"] else "米" if unit["far"] else unit["unit"]
    ending = _END.search(figure)
    # A figure without a unit (104万下沉党员) may count people or things, and is no sum, length or age.
    if ending is None:
        return wanted in _LIKE[0] and not figure.endswith(("%", "‰", "点"))
    return ending.group() == wanted or any(wanted in like and ending.group() in like for like in _LIKE)
