"""What in a reply claims nothing of the documents: 根据文档, 希望对你有帮助, and 文中没有提到, which says that they are silent."""

import regex

_SOURCE = r"(?:根据|依据|按照|依照|据|从|由)?(?:以上|上述|上面|所给|给定|给出|提供|您提供|你提供|所提供|相关|检索到|这份|这篇|该|本)?的?(?:文档|文件|资料|材料|文章|原文|段落|片段|内容|文中|文本|信息|来源|引文)"
_SAYING = r"(?:的?(?:内容|信息|规定|说明|描述|记载|显示|指出|提到|所述|可知|来看|中|里))"
_OPENING = regex.compile(
    rf"^(?:(?:(?=根据|依据|按照|依照|据|从){_SOURCE}{_SAYING}*[,，:：]?|{_SOURCE}(?:{_SAYING}+[,，:：]?|[,，:：]))"
    r"|(?:综上(?:所述)?|总之|总的来说|总体来说|总而言之|因此|所以|简而言之|简单来说|换句话说|也就是说|具体来说|具体而言|需要注意的是|值得注意的是|另外|此外|同时|首先|其次|再次|最后|答案是|答|回答|结论|好的|是的|当然可以|当然|没问题)[,，:：]"
    r"|(?:according to (?:the )?(?:document|passage|source|text|article|context)s?|based on (?:the )?[a-z ]{0,20}(?:document|passage|source|text|context)s?|in summary|in short|overall|therefore|however|additionally|sure|of course|yes)[,:]?\s*)",
    regex.IGNORECASE,
)
_POLITE = regex.compile(
    r"^(?:(?:希望|但愿)(?:这|以上|我|上述|能|可以|对).{0,12}(?:帮助|有用|帮到|解答|解决)"
    r"|(?:如果|如|若|如有).{0,16}(?:问题|疑问|需要|想了解).{0,20}(?:告诉我|联系我|提问|问我|随时)|祝(?:您|你).{0,10}(?:愉快|顺利|好运)"
    r"|(?:好的|当然|没问题|不客气|谢谢|感谢(?:您|你)?的?(?:提问|耐心)?)[。！!]?$"
    r"|(?:以下|下面)(?:是|为|列出|给出|就是).{0,40}[:：]$|(?:以下|下面)(?:是|为).{0,20}(?:回答|总结|概括|要点|说明|答案)。?$"
    r"|(?:i )?hope (?:this|that|it) helps|let me know if|feel free to|here (?:is|are) .{0,40}:$)"
    r"|(?:包括|有|分为|包含)?(?:以下|如下).{0,12}[:：]$",
    regex.IGNORECASE,
)
_SILENT = regex.compile(
    r"(?:没有|并未|并没有|未|均未|都没有|没|尚未|不曾|未曾)(?:明确|具体|直接|详细|专门)?地?(?:提及|提到|提供|说明|涉及|给出|找到|包含|记载|指出|写明|谈到|讲到|介绍|回答|披露|列出|看到|查到|讨论)(?:到|出|过|任何|关于|有关|与|对)?"
    r"|(?:无法|不能|难以)(?:从|根据|依据|由|在)?.{0,20}?(?:得知|确定|判断|回答|得出|找到|确认|推断|知道)|(?:找不到|查不到|不清楚|不知道|不得而知|无从得知)"
    r"|(?:does|do|did|is|are) not (?:mention|say|state|contain|specify|provide|include|mentioned|stated|specified)|no (?:information|mention)|cannot (?:be )?(?:determine|answer|tell|find)d?",
    regex.IGNORECASE,
)
_ABOUT = regex.compile(
    rf"{_SOURCE}|(?:the )?(?:document|passage|source|text|article|context)s?|相关(?:信息|内容|说明)?|具体(?:的)?|关于|有关|任何|信息|内容|的?情况|以上|any|about|of|information|对此|这一点|这个问题|该问题"
)
_ABOUT_SOURCE = regex.compile(rf"{_SOURCE}|(?:document|passage|source|text|article|context)s?", regex.IGNORECASE)
# Nothing but marks, or a question back.
_SPEAKING = regex.compile(r"^[^\p{L}\p{N}]*$|[?？]$")


def claim_of(text: str) -> str:
    """What a sentence claims of the documents' matter, its frames taken off; empty where it claims nothing."""
    claim = text.strip()
    for _ in range(3):
        shorter = _OPENING.sub("", claim, count=1).lstrip(" \t\u3000,，:：")
        if shorter == claim:
            break
        claim = shorter
    if _SPEAKING.search(claim) or _POLITE.search(claim):
        return ""
    return claim


def silent_about(claim: str) -> str | None:
    """What a sentence says that the documents are silent about; None where it says no such thing."""
    match = _SILENT.search(claim)
    if match is None or (match.start() > 0 and not _ABOUT_SOURCE.search(claim, 0, match.start())):
        return None
    return _ABOUT.sub(" ", claim[match.end() :] + " " + claim[: match.start()]).strip(" ,，。.：:、")
