"""A question as the rules read it: simplified, half width, frequent slips mended, without polite opening and end marks."""

import regex

from .question import simplified

_WIDE = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code) not in "!(),:;?"})
_OPENING = regex.compile(
    r"^(?:请问一?下?|你好|您好|麻烦你?|劳驾|请你?(?=帮|给|用|简|总|概|归|列|把|说|介|再)|帮我|帮忙|给我|跟我|告诉我|我想(?:知道|问一?下?|了解一?下?)|想(?:知道|问一?下?)"
    r"|(?:你?能不能|你?能否|你?可不可以|你?可以|你?能)(?=帮|给|跟|用|简|总|概|归|列|把|说|讲|介|告)|那么|再(?=总|概|说|讲|列)|简单(?:地|的)?(?=总|概|归|介|说|讲|描)|简要(?:地|的)?"
    r"|用?一句话|快速|大致(?=总|概)|(?:讲讲|说说|讲一讲|说一说|谈谈)(?=.*(?:什么|哪些|怎么))|[,，:：\s])+"
)
_END = regex.compile(r"(?:[吗呢啊呀吧哦呗嘛哈？?。.！!~～…\s]|(?<![什怎多这那])么)+$")
# Slips of the input method (a character that sounds alike) and of speech, in the words that ask.
_SLIPS = tuple(
    (regex.compile(pattern), right)
    for pattern, right in (
        (r"[什神甚][莫吗嘛麽摸]|神马|甚么|什么子|啥子?|[什神]么(?<!什么)", "什么"),
        (r"咋样?", "怎么"),
        (r"干嘛", "干什么"),
        (r"部份|(?<=[一二三四五六七八九十\d几个])[步布不]分", "部分"),
        (r"(?<=[这那整本该一])[片偏遍](?=文|报|新闻|通|论|讲|说|写|稿|材|主|的)", "篇"),
        (r"(?<=总结|概括|归纳|介绍|概述|说明|简述|梳理|总节|概况)以下", "一下"),
        (r"^总节(?=一下|下|全|文|这|本)|^概况(?=一下)", "总结"),
        (r"[做坐]者(?=是|的|叫|$)|作着(?=是|的|叫|$)", "作者"),
        (r"标[提体替]|(?<=文章|的|^)表题", "标题"),
        (r"张节|章结(?![尾束论语构])", "章节"),
        (r"[木目][录绿陆](?=$|是|有|呢)|(?<=[的看列])木录", "目录"),
        (r"大[钢刚](?=$|是)|提[刚钢](?=$|是)", "大纲"),
        (r"(?<=[部分章节条段文篇要概])将(?=了?的?是?什么)", "讲"),
        (r"(?<=[讲说写])得(?=是?什么)", "的"),
        (r"(?<=的)事(?=什么$)", "是"),
        (r"[类内][容荣融](?=$|是|有|呢)", "内容"),
        (r"(?<=[有分成])[机级及](?=个?部分|个?章|个?段|个?条|个?节)", "几"),
        (r"份(?=[为成]?几个?(?:部分|章|节|块|段))", "分"),
        (r"[付符]则", "附则"),
        (r"(?i)\bart[ie]c[ae]l(?:e)?\b", "article"),
        (r"(?i)\bs[ua]mm?[ae]r(?:ies|i[sz]|y[sz]|iz)e?\b", "summarize"),
        (r"(?i)\b(?:auth[eo]r|aurthor)\b", "author"),
        (r"(?i)\btit(?:el|tle)\b", "title"),
        (r"(?i)\b(?:paragra(?:f|h)|pargraph)\b", "paragraph"),
    )
)


def plain(question: str) -> str:
    """The words of a question that its form is recognised by."""
    text = simplified(question.strip()).translate(_WIDE)
    for slip, right in _SLIPS:
        text = slip.sub(right, text)
    return _END.sub("", _OPENING.sub("", text)).strip()
