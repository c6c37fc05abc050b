"""Numbers as they are written: 1,500, 1.5亿, 三千六百, 百分之三, 两成, 四分之三, 3/4, 2.5 million. Exact, as fractions.

cn2an reads whole strings into floats and warns; here numbers stand in running text, and 0.1 must be 一成 exactly.
"""

from fractions import Fraction

import regex

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "hundred": 100}
_SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS_ENGLISH = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ENGLISH = {word: n for n, word in enumerate(_SMALL, 1)} | {word: 10 * n for n, word in enumerate(_TENS_ENGLISH, 2)}
"""English numbers that are one word."""

# No text of ours has longer ones, and Fraction() of a million digits takes seconds.
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,18})(?:\.\d{1,12})?"
HAN = r"[〇零一二两三四五六七八九十百千万亿]{1,24}(?:点[〇零一二三四五六七八九]{1,12})?"


def arabic(text: str) -> Fraction:
    """Of 1,500 or 2.50."""
    return Fraction(text.replace(",", ""))


def han(text: str) -> Fraction:
    """Of 三千六百, 二〇二〇, 二点五, 一百零八万; a missing one before 十 is meant, and so is one before 百万."""
    whole, _, decimals = text.partition("点")
    value = Fraction(_whole(whole))
    if decimals:
        value += Fraction(int("".join(str(_DIGITS[c]) for c in decimals)), 10 ** len(decimals))
    return value


def _whole(text: str) -> int:
    if not any(c in _TENS or c in _MYRIADS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text) or "0")
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        else:
            total = (
                (total + section + digit or 1) * _MYRIADS[c] if c == "亿" else total + (section + digit or 1) * 10**4
            )
            section = digit = 0
    return total + section + digit


def scaled(text: str) -> int:
    """What 万, 千万, 亿, million … multiply by; 1 of nothing."""
    size = 1
    for word in regex.findall(r"[十百千万亿]|[a-z]+", text):
        size *= _SCALES.get(word) or _TENS.get(word) or _MYRIADS.get(word) or 1
    return size
