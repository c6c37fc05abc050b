"""Which questions are about the document itself: what it is about, its title, its author, its parts."""

from dataclasses import dataclass
from typing import Literal

import regex

from .question import simplified

Intent = Literal["summary", "title", "author", "outline", "part"]

_GENRE = r"(?:文章|文件|文档|报告|材料|资料|内容|文|论文|通知|公告|办法|规定|条例|合同|手册|说明书|新闻|报道|邮件|信|讲话|采访|访谈|稿子?|书)"
# A kind of text needs a 这 before it (书是谁写的 is not about this one); 文章 and the like do not.
_DOC = (
    rf"(?:(?:(?:这|该|本|此|那)(?:[篇份个部封条则本])?{_GENRE}|文章|全文|通篇|文件|文档|材料|报告)(?:里面?|中|里头)?)"
)
_ASK = r"(?:请问?|帮我|麻烦|能不能|可以|能|给我|你|简单|简要|用?一句话|再)*"
_END = r"[吗呢啊呀吧？?。.！!\s]*$"
_NUMERAL = r"[一二三四五六七八九十\d]+"
_UNIT = r"(?:个?部分|章|节|大点)"
_TOLD = r"(?:主要|大概|大致|都|到底|具体|究竟)*(?:讲述?|说|写|谈|介绍|讨论|论述|描述)(?:了|的)?(?:都?是)?(?:些|一些|关于)?(?:什么|啥)"
_WHAT = r"(?:都?是什么|有哪些|是啥|有什么)?"
_GIST = r"(?:主要内容|中心思想|主旨|主题|大意|核心内容|核心观点|主要观点|要点|重点|摘要|概要|内容提要)"
_THING = r"(?:内容|事情?|东西|问题)?"
_TEXT = r"(?:(?:this|the|that) )?(?:article|document|text|paper|report|file|passage|story|page|book|notice|manual)"

_NAMED = regex.compile(
    rf"^(?:{_ASK}{_DOC}?(?:里面?|中)?的?)?[“《「\"](?P<name>[^”》」\"]{{2,40}})[”》」\"](?:[这那]一?个?)?(?:{_UNIT}|部分|一章|一节)的?(?:{_TOLD}{_THING}|(?:{_GIST}|内容)是?(?:什么|啥)){_END}"
)
_WRITTEN: tuple[tuple[Intent, str], ...] = (
    ("part", rf"^{_ASK}{_DOC}?的?(?:第(?P<part>{_NUMERAL})|最后一?)(?P<unit>{_UNIT}){_TOLD}{_THING}{_END}"),
    (
        "part",
        rf"^{_ASK}{_DOC}?的?(?:第(?P<part>{_NUMERAL})|最后一?)(?P<unit>{_UNIT})的?(?:{_GIST}|内容|标题|题目|意思)是?(?:什么|啥)?{_END}",
    ),
    (
        "part",
        rf"^what (?:does|is) (?:part|section|chapter) (?P<part>\d+)(?: of {_TEXT})? ?(?:say|about|cover|discuss)?{_END}",
    ),
    (
        "outline",
        rf"^{_ASK}(?:{_DOC}的?)?(?:一共|总共|共)?(?:分为?|分成|包括)(?:了|成)?(?:几|哪几|哪些|多少)个?(?:部分|章节?|节){_END}",
    ),
    ("outline", rf"^{_ASK}{_DOC}的?(?:一共|总共|共)?有(?:几|哪几|哪些|多少)个?(?:部分|章节?|节){_END}"),
    (
        "outline",
        rf"^{_ASK}(?:列出|看看|列一下)?{_DOC}?的?(?:提纲|目录|结构|大纲|框架|章节)(?:是什么|是怎样的|是怎么样的|如何|怎么样|有哪些)?{_END}",
    ),
    (
        "outline",
        rf"^(?:what is |what's |show me )?(?:the |an )?(?:outline|table of contents|structure)(?: of {_TEXT})?{_END}",
    ),
    ("outline", rf"^how many (?:parts|sections|chapters) (?:does {_TEXT} have|are there(?: in {_TEXT})?){_END}"),
    ("title", rf"^{_ASK}{_DOC}?的?(?:标题|题目)(?:是什么|叫什么|是啥|是)?{_END}"),
    ("title", rf"^{_ASK}{_DOC}的?(?:名字|名称)?(?:是什么|叫什么(?:名字)?|叫啥){_END}"),
    ("title", rf"^what(?: is|'s) the title(?: of {_TEXT})?{_END}"),
    (
        "author",
        rf"^{_ASK}(?:{_DOC}的?(?:作者|撰稿人|记者|撰写者)|作者|撰稿人)(?:是谁|是什么(?:人|职务|身份)|叫什么.{{0,3}}|是哪位|的?(?:职务|身份)(?:是什么)?|是)?{_END}",
    ),
    ("author", rf"^{_ASK}(?:{_DOC}是?(?:由)?谁写的|谁写了?的?{_DOC}){_END}"),
    ("author", rf"^(?:who wrote {_TEXT}|who is the (?:author|writer)(?: of {_TEXT})?){_END}"),
    (
        "summary",
        rf"^{_ASK}(?:总结|概括|归纳|概述|小结|简述|介绍|梳理)(?:一下|下)?(?:{_DOC}|它)?的?(?:主要)?(?:内容|大意|要点|重点)?{_END}",
    ),
    ("summary", rf"^{_ASK}(?:把)?(?:{_DOC}|它)(?:总结|概括|归纳)(?:一下|下)?{_END}"),
    ("summary", rf"^{_ASK}(?:写|做|来)?(?:个|一个|一段|一份)(?:{_DOC}的?)?(?:摘要|总结|概述|概要|小结){_END}"),
    ("summary", rf"^{_ASK}(?:{_DOC}|这)?{_TOLD}{_THING}{_END}"),
    ("summary", rf"^{_ASK}{_DOC}(?:是)?(?:关于|有关|讲|说)(?:什么|啥)(?:的|方面的)?{_THING}{_END}"),
    ("summary", rf"^{_ASK}{_DOC}的?都?有(?:些|哪些)?(?:什么)?(?:内容)?{_END}"),
    ("summary", rf"^{_ASK}{_DOC}?的?{_GIST}{_WHAT}{_END}"),
    ("summary", rf"^{_ASK}这是(?:一篇|一份|一个)?(?:关于|讲|说)?(?:什么|啥)(?:的)?(?:文章|文件|文档|材料|报告){_END}"),
    ("summary", rf"^(?:please )?(?:(?:briefly )?summari[sz]e|sum up)(?: (?:{_TEXT}|it|this))?{_END}"),
    ("summary", rf"^(?:(?:please )?give me )?(?:a |the )?(?:short |brief )?summary(?: of {_TEXT})?(?: please)?{_END}"),
    ("summary", rf"^what(?: is|'s|'re| are) the (?:main|key) (?:points?|ideas?|topics?|message)(?: of {_TEXT})?{_END}"),
    ("summary", rf"^what(?: is|'s) (?:{_TEXT}|this|it) (?:mainly |all )?about{_END}"),
    ("summary", rf"^what does {_TEXT} (?:say|discuss|cover|talk about){_END}"),
    ("summary", rf"^tl;?dr{_END}"),
)
_PATTERNS = tuple((intent, regex.compile(pattern, regex.IGNORECASE)) for intent, pattern in _WRITTEN)
# 他说了什么, 书记讲了什么 and 说什么了 ask about somebody's words; alone, 讲什么 is about the text, 说什么 is not.
_BARE_SAYING = regex.compile(rf"^(?:都|到底|具体)*(?:说|写|谈|介绍|讨论|描述)(?:了|的)?(?:什么|啥){_END}")

_NUMBERING = regex.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节条部分篇]+|[（(]?[一二三四五六七八九十\d]+(?:[）)]|[、.．](?!\d)|(?=\s)))[\s\u3000、.．]*"
)

LAST = -1


@dataclass(frozen=True, slots=True)
class AboutDocument:
    """What is asked about a document.

    Attributes:
        intent: Which of its features.
        part: Which of its parts, from 1; LAST for the last; 0 for another intent.
        unit: What the part was called: 部分, 章, 节.
        name: The heading of the part, where it was asked for by that.
    """

    intent: Intent
    part: int = 0
    unit: str = ""
    name: str = ""


def recognise(question: str) -> AboutDocument | None:
    """Only a question that is wholly about the document; 公共卫生的主要内容是什么 is not."""
    text = simplified(question.strip())
    if _BARE_SAYING.match(text):
        return None
    named = _NAMED.match(text)
    if named:
        return AboutDocument("part", name=named["name"])
    for intent, pattern in _PATTERNS:
        match = pattern.match(text)
        if match and intent == "part":
            found = match.groupdict()
            return AboutDocument(intent, numeral(found["part"]) if found["part"] else LAST, found.get("unit") or "")
        if match:
            return AboutDocument(intent)
    return None


def numeral(text: str) -> int:
    """三, 十二, 3 as a number; 0 where it is none."""
    if text.isdecimal():
        return int(text)
    digits = "一二三四五六七八九"
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return digits.find(text) + 1
    return (digits.find(tens) + 1 if tens else 1) * 10 + (digits.find(ones) + 1 if ones else 0)


def bare_heading(title: str) -> str:
    """A heading without its number: 坚持系统观念 of 二、坚持系统观念."""
    return _NUMBERING.sub("", title).strip()
