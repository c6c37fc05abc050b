"""Questions about the document itself: what it is about, its title, its author, its parts, from its own structure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from ..corpus.sentences import clauses, sentences
from ..corpus.types import Document, Passage, Section
from .draft import Draft, flat
from .quoting import WHOLE, trim

Intent = Literal["summary", "title", "author", "outline", "part"]

_DOC = r"(?:(?:这|该|那|本)?[篇份个部]?(?:文章|文件|文档|报告|材料|全文|通篇|内容|资料|书|文)|它|这)"
_ASK = r"(?:请问?|帮我|麻烦|能不能|可以|给我)*"
_END = r"[吗呢啊呀吧？?。.！!\s]*$"
_NUMERAL = r"[一二三四五六七八九十\d]+"
_WRITTEN: tuple[tuple[Intent, str], ...] = (
    (
        "part",
        rf"^{_DOC}?的?第(?P<part>{_NUMERAL})(?:个?部分|章|节|大?点)(?:主要|大概|都)?(?:讲|说|写|谈|是|介绍)?(?:了|的)?(?:是)?(?:些)?(?:什么|啥)(?:内容)?{_END}",
    ),
    (
        "outline",
        rf"^{_ASK}{_DOC}?的?(?:一共|总共|共)?(?:分|有|包括|分为|分成)(?:了|为|成)?(?:几|哪几|哪些|多少)个?(?:部分|章节?|节|大点|方面){_END}",
    ),
    (
        "outline",
        rf"^{_ASK}(?:列出|看看)?{_DOC}?的?(?:提纲|目录|结构|大纲|框架|outline)(?:是什么|是怎样的|如何)?{_END}",
    ),
    ("title", rf"^{_ASK}{_DOC}?的?(?:标题|题目|名字|名称)(?:是什么|叫什么|是啥|是)?{_END}"),
    ("title", rf"^what(?: is|'s) the title(?: of (?:this|the) \w+)?{_END}"),
    (
        "author",
        rf"^{_ASK}{_DOC}?的?(?:作者|撰稿人)(?:是谁|是什么(?:人|职务|身份)|叫什么.{{0,3}}|是哪位|的?(?:职务|身份)(?:是什么)?|是)?{_END}",
    ),
    ("author", rf"^{_ASK}(?:{_DOC}是?谁写的|谁写了?的?{_DOC}){_END}"),
    ("author", rf"^who (?:wrote|is the author of) (?:this|the) \w+{_END}"),
    (
        "summary",
        rf"^{_ASK}(?:总结|概括|归纳|概述|小结|简述|简要介绍|介绍)(?:一下|下)?{_DOC}?的?(?:主要)?(?:内容|大意|要点)?{_END}",
    ),
    ("summary", rf"^{_ASK}(?:把)?{_DOC}(?:总结|概括|归纳)(?:一下|下)?{_END}"),
    (
        "summary",
        rf"^{_ASK}{_DOC}?(?:主要|大概|大致|都|到底)*(?:讲|说|写|谈|介绍|讨论)(?:了|的)?(?:是)?(?:些)?(?:什么|啥)(?:内容|事情?|东西)?{_END}",
    ),
    (
        "summary",
        rf"^{_ASK}{_DOC}?的?(?:主要内容|中心思想|主旨|主题|大意|核心内容|要点|摘要)(?:是什么|有哪些|是啥)?{_END}",
    ),
    ("summary", rf"^(?:please )?(?:summari[sz]e|sum up)(?: (?:this|the|it).{{0,20}})?{_END}"),
    ("summary", rf"^what(?: is|'s) (?:this|the|it)(?: \w+)?(?: mainly)? about{_END}"),
)
_PATTERNS = tuple((intent, regex.compile(pattern, regex.IGNORECASE)) for intent, pattern in _WRITTEN)

PARTS = 8
Lookup = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class AboutDocument:
    """What is asked about a document; ``part`` counts its outermost sections from 1."""

    intent: Intent
    part: int = 0


def recognise(question: str) -> AboutDocument | None:
    """Only a question that is wholly about the document; 公共卫生的主要内容是什么 is not."""
    text = question.strip()
    for intent, pattern in _PATTERNS:
        match = pattern.match(text)
        if match:
            return AboutDocument(intent, _numeral(match["part"]) if intent == "part" else 0)
    return None


def _numeral(text: str) -> int:
    if text.isdecimal():
        return int(text)
    digits = "一二三四五六七八九"
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return digits.find(text) + 1
    return (digits.find(tens) + 1 if tens else 1) * 10 + (digits.find(ones) + 1 if ones else 0)


def write(
    about: AboutDocument,
    documents: Sequence[tuple[Document, Sequence[Passage]]],
    draft: Draft,
    language: str,
    more: int = 0,
) -> bool:
    """Writes the answer; False where the documents have no such thing (no author line, no such part).

    ``more`` counts the documents that are not among ``documents``.
    """
    documents = [(document, passages) for document, passages in documents if passages]
    if not documents:
        return False
    if about.intent == "author":
        written = [_author(document, passages, draft) for document, passages in documents]
        return any(written)
    if about.intent == "part" and len(documents) == 1:
        return _part(*documents[0], about.part, draft)
    for number, (document, passages) in enumerate(documents):
        draft.write("\n" if number else "")
        _title(document, passages[0], draft)
        if about.intent == "title":
            continue
        whole = len(documents) == 1
        _parts(document, passages, draft, opening=about.intent == "summary", limit=PARTS if whole else 1)
    if more:
        draft.write(f"\n另有 {more} 个文件。" if language == "zh" else f"\nand {more} more documents.")
    return True


def _title(document: Document, passage: Passage, draft: Draft) -> None:
    span = document.fields.get("title_span")
    if span:
        start, end = map(int, span.split(":"))
        citation = draft.cite(passage, start, end)
    else:
        citation = draft.cite_field(passage, "title", document.title)
    draft.write(f"《{document.title}》〔{citation.marker}〕")


def _author(document: Document, passages: Sequence[Passage], draft: Draft) -> bool:
    span = document.fields.get("byline_span")
    if not span:
        return False
    start, end = map(int, span.split(":"))
    passage = next((p for p in passages if p.start <= start < p.end), passages[0])
    draft.quote(draft.cite(passage, start, end))
    return True


def _outermost(document: Document) -> list[Section]:
    top = min((section.level for section in document.sections), default=0)
    return [section for section in document.sections if section.level == top]


def _parts(document: Document, passages: Sequence[Passage], draft: Draft, *, opening: bool, limit: int) -> None:
    sections = _outermost(document)
    if len(sections) < 2 or limit == 1:
        # No outline to speak of: the opening sentences of its paragraphs.
        step = max(1, -(-len(passages) // limit)) if limit > 1 else len(passages)
        for passage in passages[::step]:
            _opening(document, passage, draft)
        return
    if opening and passages[0].start < sections[0].start:
        _opening(document, passages[0], draft)
    for section in sections[:limit]:
        under = [p for p in passages if section.end <= p.start < section.body_end]
        first = under[0] if under else passages[0]
        heading = draft.cite(first, section.start, section.end)
        draft.write(f"\n{flat(heading.quote)}〔{heading.marker}〕")
        if opening and under:
            draft.write("：")
            _opening(document, first, draft, newline=False)


def _opening(document: Document, passage: Passage, draft: Draft, *, newline: bool = True) -> None:
    """The first sentence of a passage, or its first clauses where it is long."""
    first = sentences(document.text, passage.start, passage.end)[0]
    start, end = first.start, first.end
    if end - start > WHOLE:
        ends = [c.end for c in clauses(document.text, start, end)]
        end = max((e for e in ends if e - start <= WHOLE), default=ends[0])
        start, end = trim(document.text, start, end)
    draft.write("\n" if newline else "")
    draft.quote(draft.cite(passage, start, end))


def _part(document: Document, passages: Sequence[Passage], number: int, draft: Draft) -> bool:
    sections = _outermost(document)
    if not 1 <= number <= len(sections):
        return False
    section = sections[number - 1]
    under = [p for p in passages if section.end <= p.start < section.body_end]
    if not under:
        return False
    heading = draft.cite(under[0], section.start, section.end)
    draft.write(f"{flat(heading.quote)}〔{heading.marker}〕")
    for passage in under[:PARTS]:
        _opening(document, passage, draft)
    return True
