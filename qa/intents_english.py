"""Questions about the document itself, in English: what is section 2.1 about, who wrote this, how many parts."""

from collections.abc import Callable

import regex

from .about import AboutDocument, Intent
from .naming import Titles
from .places import LABEL, NAME, Step

_KIND = r"(?:article|document|text|paper|report|file|passage|story|page|book|notice|manual|guide|contract|regulation|survey|news|essay|letter|minutes)"
_THIS = rf"(?:(?:this|the|that) )?{_KIND}|this|it"
_OF = r"(?:,? (?:of|in|from|for|does|do) (?P<doc>.+?))?"
_ORDINALS = {
    word: n for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
} | {"last": -1, "final": -1}
_ORDINAL = "|".join(_ORDINALS)
_UNITS = {
    "part": "部分",
    "section": "部分",
    "chapter": "章",
    "article": "条",
    "clause": "款",
    "paragraph": "段",
    "sentence": "句",
    "item": "项",
}
_UNIT = "|".join(_UNITS)
_ONE = regex.compile(
    rf"(?:the )?(?:(?P<ordinal>{_ORDINAL}|\d+(?:st|nd|rd|th)) (?P<a>{_UNIT})|(?P<b>{_UNIT})s? (?:no\.? )?(?P<n>\d+(?:\.\d+)*))",
    regex.IGNORECASE,
)
_NAMED = regex.compile(
    rf"(?:the )?[“\"']?(?P<name>[\w][\w' -]{{1,60}}?)[”\"']?(?P<unit> (?:{_UNIT}))?", regex.IGNORECASE
)
_TAIL = r" ?(?:say|about|cover|discuss|contain|mention|describe|talk about|deal with)?"
_ASKED: tuple[tuple[Intent, str], ...] = (
    ("part", rf"(?P<place>(?:the )?(?:{_UNIT}) \d+(?:\.\d+)*(?:,? of .+)?)"),
    ("part", rf"(?:what(?: is|'s| does| do)(?: in)?|tell me|summarize|sum up|describe|explain|show(?: me)?|read(?: me)?) (?P<place>.+?)(?: (?:mainly|all))?{_TAIL}"),
    ("title", rf"what(?:'s| is) the (?:title|name){_OF}"),
    ("title", rf"what(?:'s| is) (?P<doc>{_THIS}) called"),
    ("author", rf"who(?:'s| is| are) the (?:authors?|writers?|editors?){_OF}"),
    ("author", r"(?:who|by whom)(?: was)? (?:wrote|written|writes|published) ?(?P<doc>.*)|who (?P<doc>.+?) was written by|(?P<doc>.+) (?:is|was) written by whom|author"),
    ("date", r"when (?:was|is|were) (?P<doc>.+?) (?:published|written|issued|released|signed|adopted|made|posted)"),
    ("date", rf"what(?:'s| is) the (?:publication )?date{_OF}|(?:publication )?date"),
    ("source", r"where (?:was|is) (?P<doc>.+?) (?:published|printed|posted|taken) ?(?:from)?|who (?:published|issued|released) (?P<doc>.+)"),
    ("source", rf"what(?:'s| is) the source{_OF}"),
    ("outline", rf"(?:what(?:'s| is| are) |show (?:me )?|give me |list )?(?:the |an |a )?(?:outline|table of contents|contents|structure|(?:section |chapter )?headings|(?:\w+ )?(?:sections|parts|chapters)){_OF}"),
    ("outline", rf"how many (?P<unit>parts|sections|chapters|headings)(?: does (?P<doc>.+?) have| are there{_OF}|{_OF})"),
    ("count", rf"how many (?P<unit>words|characters|paragraphs|sentences|articles|clauses)(?: does (?P<doc>.+?) have| are there{_OF}|(?: are)?{_OF})"),
    ("count", rf"how long is (?P<doc>{_THIS})"),
    ("summary", r"(?:please )?(?:(?:briefly )?summari[sz]e|sum up)(?: (?P<doc>.+?))?(?: for me)?"),
    ("summary", rf"(?:(?:please )?give me )?(?:a |the )?(?:short |brief )?summary{_OF}(?: please)?"),
    ("summary", rf"what(?: is|'s|'re| are) the (?:main|key) (?:points?|ideas?|topics?|message){_OF}"),
    ("summary", r"what(?: is|'s) (?P<doc>.+?) (?:mainly |all )?about"),
    ("summary", r"what does (?P<doc>.+?) (?:say|discuss|cover|talk about)"),
    ("summary", r"tl;?dr"),
    ("documents", r"(?:what|which|how many|list)(?: the| all)*(?: documents| files| texts| articles)(?: (?:are|do) (?:there|you have|here|available|in the library))?"),
)  # fmt: skip
_PATTERNS = tuple((intent, regex.compile(pattern, regex.IGNORECASE)) for intent, pattern in _ASKED)
_COUNTED = {"words": "词", "characters": "字", "paragraphs": "段", "sentences": "句", "articles": "条", "clauses": "条"}


def recognise(text: str, titles: Titles, headed: Callable[[Step], bool]) -> AboutDocument | None:
    """As ``intents.recognise``; ``text`` as ``wording.plain`` gave it."""
    for intent, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        found = match.groupdict()
        if intent == "part":
            about = _part(found["place"], titles, headed)
            if about is not None:
                return about
            continue
        named = _documents(found.get("doc") or "", titles)
        if named is None or (intent == "documents" and len(titles) < 2):
            continue
        unit = (found.get("unit") or ("words" if intent == "count" else "")).casefold()
        units = (_COUNTED.get(unit, "部分"),) if unit else ()
        return AboutDocument(intent, (), None if named == titles.everything else named, units)
    return None


def _documents(subject: str, titles: Titles) -> frozenset[str] | None:
    text = regex.sub(r"^(?:does|do|is|was|in|of) ", "", subject.strip(), flags=regex.IGNORECASE)
    if not text or regex.fullmatch(_THIS, text, regex.IGNORECASE):
        return titles.everything
    text = regex.sub(rf"^(?:the|this|that) | {_KIND}$", "", text, flags=regex.IGNORECASE)
    return titles.named("《" + text.strip("“”\"'") + "》")


def _part(place: str, titles: Titles, headed: Callable[[Step], bool]) -> AboutDocument | None:
    """Section 2.1 of the manual; paragraph 2 of article 5; the methods section; the conclusion."""
    steps: list[Step] = []
    words = regex.split(r",? (?:of|in|from) ", place)
    while words:
        one = _ONE.fullmatch(words[0].strip())
        if one is None:
            break
        steps.insert(0, _step(one))
        words.pop(0)
    if not steps and words:
        found = _NAMED.fullmatch(words[0].strip())
        step = Step(NAME, name=found["name"], loose=bool(found["unit"])) if found else None
        if step is None or not headed(step):
            return None
        steps, words = [step], words[1:]
    named = _documents(" of ".join(words), titles)
    return (
        AboutDocument("part", tuple(steps), None if named == titles.everything else named)
        if named is not None
        else None
    )


def _step(match: "regex.Match[str]") -> Step:
    unit = _UNITS[(match["a"] or match["b"]).casefold()]
    if match["n"] and "." in match["n"]:
        return Step(LABEL, name=match["n"])
    if match["n"]:
        return Step(unit, (int(match["n"]),))
    word = match["ordinal"].casefold()
    return Step(unit, (_ORDINALS[word] if word in _ORDINALS else int(regex.sub(r"\D", "", word)),))
