"""What a text says of itself at its edges: when it was published, and by whom or where."""

import re
from collections.abc import Collection, Iterator, Sequence

from .lines import Line, width

_NUM = r"[\d〇○零一二三四五六七八九十]"
_MONTHS = "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
_DATE = (
    rf"(?:{_NUM}{{4}}\s*年\s*{_NUM}{{1,2}}\s*月(?:\s*{_NUM}{{1,3}}\s*[日号號])?|(?:1[89]|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    rf"|\d{{1,2}} (?:{_MONTHS})\.?,? \d{{4}}|(?:{_MONTHS})\.? \d{{1,2}}, \d{{4}})"
)
_TIME = r"(?:[ \u3000T]*(?:星期.|周.)?[ \u3000]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_STAMP = re.compile(_DATE + _TIME)
_DATED = (
    r"(?:发布|發布|發佈|发表|發表|公布|公佈|颁布|成文|印发|印發|出版|刊登|更新|修订|编制|制定|签订|簽訂|签署|簽署|签约|落款|撰写|发稿|发文)(?:的)?(?:日期|时间|時間)"
    r"|日\s*期|Date|Published|Updated"
)
_FROM = (
    r"(?:文章|信息|稿件|新闻|本文)?(?:来源|來源|出处|出處)|原载|转自|轉載自|转载自|摘自|选自|发布(?:单位|机构|机关|者)|发文(?:单位|机关)|制定(?:单位|机关)"
    r"|印发(?:单位|机关)|主办单位|主管单位|编制(?:单位|部门)|编印(?:单位)?|出版社|Source|Publisher"
)
_LABELLED_DATE = re.compile(rf"(?P<label>{_DATED})\s*[:：]\s*(?P<value>{_DATE}{_TIME})", re.IGNORECASE)
_LABELLED_SOURCE = re.compile(rf"(?P<label>{_FROM})\s*[:：]\s*(?P<value>[^\s，。；|｜）)]{{2,40}})", re.IGNORECASE)
# （2023年5月8日某市人民政府令第12号公布，自2023年7月1日起施行）
_ACT = "(?:通过|通過|公布|發布|发布|颁布|頒布|修订|修訂|修正|批准|印发|印發)"
_ADOPTED = re.compile(
    rf"[（(][^（）()]*?(?:{_DATE}.*(?:{_ACT}|施行)|(?:会议|會議|令第?.{{1,6}}[号號]|大会|委员会|政府).{{0,12}}{_ACT})[^（）()]*[）)]"
)
# 新华社武汉3月1日电, 本报讯: how a report from an agency begins.
_DATELINE = re.compile(
    r"(?:（|\()?[\u4e00-\u9fffA-Za-z·]{2,16}?(?:社|网|報|报|台|之家|网讯|日报)[\u4e00-\u9fff]{0,12}\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?(?:电|電|讯|訊|消息)"
)
_VERSION = re.compile(
    r"(?:版\s*本|版次|Version|Rev(?:ision)?)\s*(?:号)?\s*[:：]?\s*[A-Z]?\d[\w.]*|第[一二三四五六七八九十\d]+版",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:文\s*号|编\s*号|編\s*號|合同编号|字\s*号)\s*[:：]\s*\S{2,40}|[\u4e00-\u9fff]{1,12}[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号"
)
_SEPARATORS = re.compile(
    r"[\s|｜/／·•,，;；()（）]+|(?:浏览|阅读|点击)(?:量|次数|数)?\s*[:：]?\s*\d*次?|字号\s*[:：]?.{0,12}|(?:作者|编辑|責任編輯|责任编辑|記者|记者)\s*[:：]\s*\S{2,12}"
)
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,30}(?:局|厅|廳|委|委员会|委員會|办公室|辦公室|部|处|處|科|院|会|會|公司|政府|府|中心|学校|學校|小学|小學|中学|中學|大学|大學|医院|醫院|社|馆|館|站|组|組|所|店|室|集团|集團|法院|银行|銀行|署)"
)
# How many lines at the top and at the end are looked at.
_TOP, _TAIL = 6, 4
# An imprint is at most this wide; labels and datelines are looked for in so many characters of a longer line.
_WIDEST = 160
_LOOKED = 400


def is_imprint(string: str) -> bool:
    """Whether a line says nothing but when and where the text was published, its version or its number."""
    if width(string) > _WIDEST or not any(char.isalnum() for char in string):
        return False
    left = string
    for pattern in (_LABELLED_DATE, _LABELLED_SOURCE, _NUMBERED, _VERSION, _STAMP, _SEPARATORS):
        left = pattern.sub(" ", left)
    return not left.strip() or bool(_ADOPTED.fullmatch(string))


def imprint(text: str, lines: Sequence[Line], after_title: int, headings: Collection[int]) -> dict[str, str]:
    """``date_span`` and ``source_span``, as ``"start:end"``, where the text tells them at its top or its end.

    Args:
        text: The document.
        lines: Its lines.
        after_title: Index of the first line after the title.
        headings: Indices of the lines that are headings; what stands under them is not the top.
    """
    filled = [index for index in range(after_title, len(lines)) if not lines[index].blank]
    first = next((place for place, index in enumerate(filled) if index in headings), len(filled))
    lines = [Line(line.start, min(line.end, line.start + _LOOKED), line.indent) for line in lines]
    top = filled[: min(_TOP, first)]
    tail = [index for index in filled[-_TAIL:] if index not in top]
    found: dict[str, tuple[int, int]] = {}
    for name, start, end in (
        *_labelled(text, lines, [*top, *tail]),
        *_adopted(text, lines, top),
        *_signed(text, lines, tail or top),
        *_stamped(text, lines, top),
    ):
        found.setdefault(name, (start, end))
    return {f"{name}_span": f"{start}:{end}" for name, (start, end) in found.items()}


def _labelled(text: str, lines: Sequence[Line], places: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    for index in places:
        line = lines[index]
        for name, pattern in (("date", _LABELLED_DATE), ("source", _LABELLED_SOURCE)):
            match = pattern.search(text, line.start, line.end)
            if match and (match.start() == line.start or not text[match.start() - 1].isalnum()):
                yield name, match.start(), match.end()


def _adopted(text: str, lines: Sequence[Line], top: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    for index in top:
        line = lines[index]
        if _ADOPTED.fullmatch(text, line.start, line.end):
            if _STAMP.search(text, line.start, line.end):
                yield "date", line.start, line.end
            yield "source", line.start, line.end


def _stamped(text: str, lines: Sequence[Line], top: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """A line of the top that is an imprint and holds a date; the dateline with which a report begins."""
    for index in top:
        line = lines[index]
        string = text[line.start : line.end]
        stamp = _STAMP.search(text, line.start, line.end)
        if stamp and is_imprint(string):
            yield "date", stamp.start(), stamp.end()
        dateline = _DATELINE.match(text, line.start, line.end)
        if dateline:
            yield "date", line.start, dateline.end()
            yield "source", line.start, dateline.end()


def _signed(text: str, lines: Sequence[Line], tail: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """The date at the end, alone on its line, and who signs above it."""
    for place, index in reversed(list(enumerate(tail))):
        line = lines[index]
        if not _STAMP.fullmatch(text, line.start, line.end):
            continue
        yield "date", line.start, line.end
        above = lines[tail[place - 1]] if place else None
        if above is not None and _ORGANISATION.fullmatch(text, above.start, above.end):
            yield "source", above.start, above.end
        return
