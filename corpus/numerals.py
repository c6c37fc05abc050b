"""Numbers written in Chinese: 三, 十二, 一百零五, 12, １２."""

NUMERAL = "[〇零一二两兩三四五六七八九十百千0-9０-９]+"

_DIGITS = {
    character: value
    for value, characters in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for character in characters
}
_LONGEST = 12  # no number of a part has more, and int() refuses thousands
_TENS = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> int:
    """The number; 0 where the text is none, or absurdly long."""
    if len(text) > _LONGEST:
        return 0
    if text.isdecimal():
        return int(text)
    if not text or any(character not in _DIGITS and character not in _TENS for character in text):
        return 0
    if not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = digit = 0
    for character in text:
        if character in _TENS:
            # 十二 has no digit before its ten.
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
