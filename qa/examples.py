"""Questions to begin with, made from a document's own sentences, so that it answers them."""

from collections.abc import Iterator

import regex

from ..corpus.sentences import clauses, sentences
from ..corpus.types import Document
from .titled import bare_heading

WHOLE = "这篇文章主要讲什么？"
_LONGEST = 32

_NAME = r"\p{Han}{2,10}?"
_QUOTED = regex.compile(r"“(?P<term>[^”“，。；]{2,12})”")
# What follows a quoted term and names its kind: “23245”防控举措.
_KIND = regex.compile(
    r"\p{Han}{0,4}?(?:举措|措施|机制|制度|体系|政策|工程|行动|计划|规划|格局|布局|要求|原则|经验|模式|工作|样板|城市群|问题|目标|理念|制)"
)
# A term that is announced and then spelled out: 推进A、B“三个全覆盖”; 提出“…”防控举措——.
_COUNTED = regex.compile(r"[两二三四五六七八九十][个项大条种类]?\p{Han}{1,5}")
_FIGURED = regex.compile(r"[\p{Han}+]*\d[\p{Han}\d+]*")
_FIGURE = regex.compile(
    r"(?P<head>(?:\p{Han}|[0-9]){2,14}?)(?P<verb>达到?|增长到?|提高到?|下降到?|总投资|投资|为|超过|不少于|不超过|可借\p{Han}{2,4})"
    r"(?P<number>[\d,.]+(?:%|‰|[万亿]*(?:元|人|名|个|家|项|吨|公里|平方公里|亩|美元|米|小时|天|次|件)?))(?=[，。；、）]|$)"
)
_UNIT = regex.compile(r"(?:元|人|名|个|家|项|吨|公里|平方公里|亩|美元|米|小时|天|次|件)$")
_SINCE = regex.compile(
    r"^(?P<what>\p{Han}{2,12}?)(?:自|从|定于|将于|于)(?P<when>(?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:起|开始)?(?P<does>施行|实施|执行|开始|举办|举行|召开|启动|生效)?"
)
_ENGLISH_BUILT = regex.compile(
    r"^(?P<what>The [\w' ]{3,40}?) (?P<aux>was|were) (?P<done>built|founded|opened|established|published|written|born) in (?:1\d|20)\d\d\b"
)


def example_questions(document: Document, n: int) -> list[str]:
    """At most ``n``, each from another part of the document where it has parts, the last about the whole.

    A figure asks for its figure, a date for its date, a term in quotation marks for what it means where the text spells
    it out, a heading for what stands under it.
    """
    english = len(regex.findall(r"\p{Han}", document.text)) * 10 < len(document.text)
    whole = "What is this document about?" if english else WHOLE
    found: list[str] = []
    waiting: list[str] = []
    for start, end in _stretches(document):
        kinds: set[str] = set()
        for kind, question in _questions(document.text, start, end):
            if question in found or kind in kinds or len(question) > _LONGEST + 40 * english:
                continue
            kinds.add(kind)
            waiting.append(question) if len(kinds) > 1 else found.append(question)
    found += waiting
    if not english:
        found += [question for section in document.sections if (question := _of_heading(section.title))]
    return [*dict.fromkeys(found[: n - 1]), whole][:n] if n > 0 else []


def _stretches(document: Document) -> list[tuple[int, int]]:
    """The document's parts by its outermost headings, the text before them last: it is mostly a greeting."""
    top = min((section.level for section in document.sections), default=0)
    parts = [(section.end, section.body_end) for section in document.sections if section.level == top]
    first = document.paragraphs[0].start if document.paragraphs else 0
    return [*parts, (first, parts[0][0])] if parts and first < parts[0][0] else parts or [(first, len(document.text))]


def _questions(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """Kind and question, what asks most plainly first."""
    spans = [(s.start, s.end) for s in sentences(text, start, end)]
    for a, b in spans:
        yield from _of_terms(text, a, b)
    for a, b in spans:
        for clause in clauses(text, a, b):
            yield from _of_clause(text[clause.start : clause.end].strip(" \u3000\r\n，。；,;"))
        english = _ENGLISH_BUILT.match(text[a:b])
        if english:
            what = english["what"][0].lower() + english["what"][1:]
            yield "time", f"When {english['aux']} {' '.join(what.split())} {english['done']}?"


def _of_terms(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """“23245”防控举措是什么, “三个全覆盖”指什么: terms that count what stands beside them."""
    for match in _QUOTED.finditer(text, start, end):
        term = match["term"]
        kind = _KIND.match(text, match.end(), end)
        counted = _COUNTED.fullmatch(term)
        before = text[max(start, match.start() - 30) : match.start()]
        if kind and text[kind.end() : kind.end() + 1] in ("—", "：", ":") and (counted or _FIGURED.fullmatch(term)):
            yield "term", f"“{term}”{kind.group()}是什么？"
        elif counted and before[-1:] not in ("“", "—", "”") and "、" in before:
            yield "term", f"“{term}”指什么？"


def _of_clause(clause: str) -> Iterator[tuple[str, str]]:
    """群众安全感达到多少; 本办法什么时候施行."""
    figure = _FIGURE.fullmatch(clause)
    if figure and not regex.search(r"\d|[，、]|^(?:其中|比|同比|较|今年|去年|约|的)", figure["head"]):
        unit = _UNIT.search(figure["number"])
        how = "是多少" if figure["verb"].endswith("投资") else "多少"
        yield "figure", f"{figure['head']}{figure['verb']}{how}{unit.group() if unit and how == '多少' else ''}？"
    date = _SINCE.match(regex.sub(r"^第\p{Han}{1,4}条\s+", "", clause))
    if date:
        yield "date", f"{date['what']}什么时候{date['does'] or '开始'}？"


def _of_heading(title: str) -> str:
    """What a part says, by its heading; a heading that is a question asks itself. Empty for 总则 and the like."""
    bare = bare_heading(title)
    if not 3 <= len(bare) <= 24 or not regex.search(r"\p{Han}{2}", bare):
        return ""
    return bare if bare.endswith(("？", "?")) else f"“{bare}”部分讲什么？"
