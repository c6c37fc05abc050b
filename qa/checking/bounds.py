"""What bounds a figure: 不少于三十日 and 至少30天 are at least, 不超过 and 以内 at most."""

import regex

_MAY = r"[得能可应宜会要]{0,2}"
_LINK = r"(?:[为是达到在约有需须要应可能只 ]{0,4}\p{Han}{0,2}|\p{Han}{0,10}的)"
_PRE = regex.compile(
    rf"(?:(?P<least>[不未](?:{_MAY}|[得能可宜应要许]\p{{Han}}{{1,4}})(?:少于|低于|小于|短于|早于)|不亚于|至少|最少|最低|起码|at least|not? less than)"
    rf"|(?P<most>[不未别勿](?:{_MAY}|[得能可宜应要许]\p{{Han}}{{1,4}})(?:超过|超出|多于|高于|大于|长于|晚于|超)|至多|最多|最高|最长|最大|顶多|up to|at most|not? (?:more than|exceed)|within)"
    r"|(?P<over>超过|超出|多于|高于|大于|逾|突破|more than|over|exceed(?:s|ing)?|above)"
    rf"|(?P<under>少于|低于|小于|不足|不到|不满|未满|less than|under|below|fewer than)){_LINK}$"
)
_POST = regex.compile(r"\p{Han}{0,3}?(?:(?P<least>[及或]?以上)|(?P<most>[及或]?以下|以内|之内|内))")
_FAR = 24


def bound(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words that bound the figure at ``start:end`` begin, and 1 for at least, -1 for at most, 0 for neither."""
    before = text[max(0, start - _FAR) : start]
    match = _PRE.search(before)
    if match is not None:
        return start - len(before) + match.start(), 1 if match["least"] or match["over"] else -1
    after = _POST.match(text, end, min(len(text), end + 6))
    if after is not None:
        return start, 1 if after["least"] else -1
    return start, 0
