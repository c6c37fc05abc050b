"""Where a text denies or forbids, and what: 不, 没有, 未, 无, 非, 禁止, not …, but not 不仅, 不断 or 不少于."""

from dataclasses import dataclass

import regex

# Words that hold such a character and deny nothing, or deny twice.
_NO_DENIAL = regex.compile(
    r"不[仅但断同久过论管锈良等惜料禁妨愧由一只止单光外时然独朽乏足]|不动产|不得不|不[能可会]不|不可(?:或缺|缺少)|必不可少|差不多|"
    r"不知不觉|对不起|不好意思|[并绝]?非不|(?:并非|不是|并不是)(?:没有|不|无)|没有不|未尝不|无不|不无|无(?:论|数|线|人机|限|疑|穷|机|声|锡|比|形|非|私|辜|意|故|关紧要)|"
    r"[不未](?:[得能可应会宜要许]\p{Han}{0,4}?)?(?:少于|低于|小于|短于|早于|超过|超出|多于|高于|大于|长于|晚于|迟于)|非(?:常|洲|遗|典|凡|但|物质|得)|除非|未[来婚知]|未成年|莫(?:过于|斯科|名)|[沉淹出埋吞隐覆]没|没[收落]|是不是|有没有|[能会要该愿肯]不[能会要该愿肯]|可不可以|是否|与否|能否|可否|"
    r"毫不犹豫|源源不断|不约而同|不遗余力|无微不至|not only|no\. ?\d|cannot but"
)
_DENIAL = regex.compile(
    r"并不是|并没有|不是|没有|并未|尚未|从未|从不|未曾|未能|不曾|不能|无法|不得|不予|不准|不许|不要|不应|不宜|不可|不会|不再|无[须需]|不[必用]|"
    r"并非|绝非|绝不|决不|并不|禁止|严禁|禁用|切勿|请勿|拒绝|否认|[不没未勿]|(?<!\p{Han}[为若])无(?=\p{Han})|非(?=\p{Han})|免(?=收|除|交|征|费|于)|毫无|除外|"
    r"(?<![a-z])(?:not|never|no|cannot|without|neither|nor|none)(?![a-z])|n't(?![a-z])"
)
_ENDS = regex.compile(r"[,;:。!?;、()\n\"]|(?<![a-z])(?:but|and)(?![a-z])")
_REACH = 24


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial at ``start:end``; what it denies is in ``end:reach``."""

    start: int
    end: int
    reach: int


def denials(text: str, bounds: "list[tuple[int, int]] | None" = None) -> list[Denial]:
    """The denials of a normalised text, in order.

    Args:
        text: Normalised.
        bounds: Stretches that are spoken for: 不少于 belongs to its figure.
    """
    taken = [match.span() for match in _NO_DENIAL.finditer(text)] + list(bounds or ())
    found = []
    for match in _DENIAL.finditer(text):
        start, end = match.span()
        if any(first < end and start < last for first, last in taken):
            continue
        stop = _ENDS.search(text, end, min(len(text), end + _REACH))
        found.append(Denial(start, end, stop.start() if stop else min(len(text), end + _REACH)))
    return found
