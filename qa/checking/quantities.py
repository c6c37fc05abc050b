"""Figures of a text with their units, dates among them, so that one can be told from another in any notation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import regex

from .bounds import bound
from .numbers import ARABIC, ENGLISH, HAN, arabic, han, scaled
from .units import CLOCK, COUNT, DAY_OF_MONTH, MONTH_OF_YEAR, RATIO, UNITS, Unit, alike


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure.

    Attributes:
        start: Where it begins in the text; what bounds it (不超过) begins at ``left``.
        end: Where it ends, its unit included.
        value: As written, without its unit: 1.5亿米 is 150,000,000.
        unit: None where none is known.
        bound: 1 at least, -1 at most, 0 neither.
        other: Another value that it may have: the 3 of 3至5亿 is 3亿 or 3.
    """

    start: int
    end: int
    value: Fraction
    unit: Unit | None = None
    bound: int = 0
    left: int = -1
    other: Fraction | None = None

    def same(self, other: "Quantity") -> bool:
        """Whether the two say the same; a figure without a unit is like one with any."""
        if self.bound * other.bound < 0 or not self.like(other):
            return False
        return bool(self._sizes(other) & other._sizes(self))

    def like(self, other: "Quantity") -> bool:
        """Whether the two measure the same kind of thing, so that one could stand for the other."""
        return self.unit is None or other.unit is None or alike(self.unit.dimension, other.unit.dimension)

    def _sizes(self, other: "Quantity") -> set[Fraction]:
        values = {self.value} if self.other is None else {self.value, self.other}
        if self.unit is None or other.unit is None:
            return values
        return {value * self.unit.size for value in values}


_NUMBER = rf"(?:{ARABIC}|{HAN})"
_HAN_UNITS = "|".join(sorted((regex.escape(u) for u in UNITS if not u.isascii()), key=len, reverse=True))
_LATIN_UNITS = "|".join(
    sorted((regex.escape(u).replace("_", "[ -]") for u in UNITS if u.isascii()), key=len, reverse=True)
)
_UNIT = rf"(?:{_HAN_UNITS}|月份|月|时(?![候间段期代刻]))|(?:{_LATIN_UNITS})(?![a-z0-9])"
_HALVED = r"个?小时|个?钟头|年|个?月|天|个?世纪|个?星期"
_FIGURE = regex.compile(
    r"(?<![\d.])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.])"
    r"|(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)"
    r"|(?<!\d)(?P<m>\d{1,2})·(?P<d>\d{1,2})(?!\d)"
    rf"|(?P<of>[百千万])分之(?P<part>{_NUMBER})|(?P<whole>{HAN}|\d{{1,4}})分之(?P<parts>{HAN}|\d{{1,4}})"
    r"|(?P<first>首)[个次届家位名部座条台批期]"
    r"|(?<![\d/.])(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/])"
    rf"|(?P<half>一半|半数|过半|半(?P<half_unit>{_HALVED}|数))"
    rf"|(?P<and_half>{_NUMBER})(?:个半(?P<u1>小时|钟头|月|世纪)|(?P<u2>年|天)半(?!年))"
    rf"|(?P<ordinal>第)?(?P<number>(?<![\d.]|\d,|[a-z]|[a-z]-){ARABIC}|{HAN})(?P<about>[多余])?(?P<scale>(?!千[瓦米克赫帕])[十百千万亿]{{1,4}}| ?(?:thousand|million|billion|trillion|hundred)\b)?"
    rf"(?P<more>[多余])? ?(?P<unit>{_UNIT})?"
    rf"|(?P<each>每)(?P<each_unit>季度|周|月|年|天|日|小时|分钟|秒)(?![一二三四五六日末\d])"
    rf"|(?<![a-z])(?P<word>{'|'.join(sorted(ENGLISH, key=len, reverse=True))})(?:-(?P<ones>one|two|three|four|five|six|seven|eight|nine))?(?![a-z])"
    rf"(?P<word_scale> (?:thousand|million|billion|hundred)\b)?[ -]?(?P<word_unit>(?:{_LATIN_UNITS})(?![a-z0-9]))?"
)
_MONTHS = "january february march april may june july august september october november december".split()
_ENGLISH_MONTH = regex.compile(rf"(?<![a-z])({'|'.join(m for m in _MONTHS if m != 'may')})(?: (\d{{1,2}}))?(?![a-z\d])")
_BETWEEN = regex.compile(r" ?(?:、|,|至|到|-|~|×|x|\*|和|或|与|及|/|to|and|or)(?:第|者)? ?")
_RANGE = regex.compile(r" ?(?:至|到|-|~|to) ?")
# 这一天, 同一家: which one is said, not how many.
_POINTING = "这那某同另当唯之统专惟上下前后头"


def quantities(text: str) -> list[Quantity]:
    """The figures of a normalised text, in order. A bare 一 with a classifier (一个) is no figure."""
    found = [each for match in _FIGURE.finditer(text) for each in _read(match, text)]
    found += [
        Quantity(match.start(), match.end(), Fraction(_MONTHS.index(match[1]) + 1), MONTH_OF_YEAR)
        for match in _ENGLISH_MONTH.finditer(text)
    ]
    found.sort(key=lambda q: (q.start, q.end))
    return [_bounded(q, text) for q in _merged(_inherited(found, text), text)]


def _read(match: "regex.Match[str]", text: str) -> Iterator[Quantity]:
    start, end = match.span()
    if match["year"]:
        for name, unit in (("year", UNITS["年"]), ("month", MONTH_OF_YEAR), ("day", DAY_OF_MONTH)):
            yield Quantity(start, end, Fraction(int(match[name])), unit)
    elif match["hour"]:
        yield Quantity(start, end, Fraction(int(match["hour"])) + Fraction(int(match["minute"]), 60), CLOCK)
    elif match["m"]:
        yield Quantity(start, end, Fraction(int(match["m"])), MONTH_OF_YEAR)
        yield Quantity(start, end, Fraction(int(match["d"])), DAY_OF_MONTH)
    elif match["of"] or match["whole"] or match["over"]:
        yield from _fraction(match)
    elif match["half"] or match["and_half"]:
        yield from _halves(match)
    elif match["first"]:
        yield Quantity(start, end, Fraction(1), COUNT)
    elif match["each"]:
        unit = UNITS["个月" if match["each_unit"] == "月" else match["each_unit"]]
        yield Quantity(start, end, Fraction(1), unit)
    elif match["word"]:
        value = ENGLISH[match["word"]] + ENGLISH.get(match["ones"] or "", 0)
        unit_found = UNITS.get(regex.sub("[ -]", "_", match["word_unit"] or ""))
        if value > 1 or unit_found is not None:
            yield Quantity(start, end, Fraction(value * scaled(match["word_scale"] or "")), unit_found)
    else:
        yield from _plain(match, text)


def _fraction(match: "regex.Match[str]") -> Iterator[Quantity]:
    if match["of"]:
        part, whole = _value(match["part"]), Fraction({"百": 100, "千": 1000, "万": 10_000}[match["of"]])
    elif match["whole"]:
        part, whole = _value(match["parts"]), _value(match["whole"])
    else:
        part, whole = _value(match["over"]), _value(match["under"])
    if whole:
        yield Quantity(match.start(), match.end(), part / whole, RATIO)


def _halves(match: "regex.Match[str]") -> Iterator[Quantity]:
    if match["half"]:
        name, value = match["half_unit"], Fraction(1, 2)
    else:
        name, value = match["u1"] or match["u2"], _value(match["and_half"]) + Fraction(1, 2)
    name = (name or "数").removeprefix("个")
    unit = RATIO if name == "数" else UNITS.get({"月": "个月", "钟头": "小时"}.get(name, name))
    yield Quantity(match.start(), match.end(), value, unit)


def _plain(match: "regex.Match[str]", text: str) -> Iterator[Quantity]:
    number, before = match["number"], text[max(0, match.start() - 1) : match.start()]
    unit = _unit(match["unit"], before)
    if not (number[0].isdigit() or _counts(match, unit, before)):
        return
    value = _value(number) * scaled(match["scale"] or "")
    if unit is UNITS["年代"] and value >= 100:
        value %= 100
    about = 1 if match["about"] or match["more"] else 0
    yield Quantity(match.start(), match.end(), value, unit, about)


def _counts(match: "regex.Match[str]", unit: Unit | None, before: str) -> bool:
    """Whether a Chinese numeral counts something, and isn't a part of a word (三甲, 十分, 千万别, 一个)."""
    number, name = match["number"], match["unit"]
    if not (name or match["ordinal"] or regex.search(r"[十百千]\w|[万亿]|点", number)):
        return False
    if number == "一" and not match["scale"] and not match["ordinal"]:
        generic = unit is None or unit.dimension in ("count", "people", "户", "度")
        return not generic and before not in tuple(_POINTING)
    if set(number) <= set("十百千万亿"):
        return before in tuple("近上过逾超约达") or (name not in (None, "分") and number[0] in "十百")
    return True


def _unit(name: str | None, before: str) -> Unit | None:
    if name is None:
        return None
    if name in ("月", "月份"):
        return MONTH_OF_YEAR
    if name in ("日", "号") and before == "月":
        return DAY_OF_MONTH
    return CLOCK if name == "时" else UNITS[regex.sub("[ -]", "_", name)]


def _value(text: str) -> Fraction:
    return arabic(text) if text[0].isdigit() else han(text)


def _inherited(found: list[Quantity], text: str) -> list[Quantity]:
    """30、60、90 分钟: each of them minutes."""
    for n in range(len(found) - 2, -1, -1):
        here, following = found[n], found[n + 1]
        gap = text[here.end : following.start]
        if here.unit is None and following.unit is not None and len(gap) < 6 and _BETWEEN.fullmatch(gap):
            scale = regex.search(r"\d([十百千万亿]+)", text[following.start : following.end])
            other = here.value * scaled(scale[1]) if scale and _RANGE.fullmatch(gap) else None
            found[n] = replace(here, unit=following.unit, other=other)
    return found


def _merged(found: list[Quantity], text: str) -> list[Quantity]:
    """1小时50分钟 is one duration, 14时28分 one time."""
    merged: list[Quantity] = []
    for each in found:
        last = merged[-1] if merged else None
        if last is not None and last.unit is not None and each.unit is not None and last.end == each.start:
            minutes = text[each.start : each.end].endswith(("分", "分钟"))
            if last.unit is CLOCK and minutes and each.value < 60:
                merged[-1] = replace(last, end=each.end, value=last.value + each.value / 60)
                continue
            if last.unit.dimension == "seconds" and (minutes or each.unit.dimension == "seconds"):
                size = UNITS["分钟"].size if minutes else each.unit.size
                if size < last.unit.size:
                    merged[-1] = replace(last, end=each.end, value=last.value + each.value * size / last.unit.size)
                    continue
        merged.append(each)
    return merged


def _bounded(quantity: Quantity, text: str) -> Quantity:
    left, sign = bound(text, quantity.start, quantity.end)
    return replace(quantity, left=left, bound=sign or quantity.bound)
