"""Follow-ups to a question about a document: 第三条呢, 那第二款呢, 2.2呢, 什么时候签的, 分别讲什么, 它有几条."""

import regex

from .about import AboutDocument
from .intents import recognise
from .naming import Titles
from .places import LABEL, NAME, SECTIONS, Step, chain, first_chain, step_texts
from .wording import plain

_ANOTHER = regex.compile(
    r"^(?:那么?|还有|至于)?[,，]?(?P<inside>(?:其中|里面|它的?|这里面?)的?)?(?P<what>.{1,24}?)(?:又|又是)?(?:呢|怎么样)?[？?。.！!\s]*$"
)
_ANOTHER_ENGLISH = regex.compile(
    r"^(?:and |what about |how about |and what about )+(?:the )?(?P<what>.{3,40}?)[?.!\s]*$", regex.IGNORECASE
)
_PLACE_ENGLISH = regex.compile(r"\b(?:part|section|chapter|article|paragraph) \d+(?:\.\d+)*\b", regex.IGNORECASE)
_EACH = regex.compile(
    r"^(?:那么?)?(?:它们|这些)?(?:分别|各自?|都|每个?(?:部分|章|节|条)?|各个?(?:部分|章|节)?)+(?P<verb>是|讲|说|写|叫)(?:了|的)?(?:是)?(?:什么|啥|哪些|些什么)(?:内容)?[呢啊呀]*[？?。.！!\s]*$"
)
_IT = regex.compile(r"^(?:那么?)?它(?P<of>的)?(?P<rest>.{2,20})$")
# Where a place may stand in another: a clause in an article, a sentence in a paragraph.
_DEPTH = {"编": 0, "部分": 1, "章": 1, NAME: 1, "节": 2, LABEL: 2, "条": 3, "段": 3, "款": 4, "项": 5, "句": 6}
# What is asked of the whole, whatever part was asked about before.
_WHOLE = frozenset(("author", "date", "source", "title", "summary", "documents"))


def resolve(question: str, previous: str, titles: Titles) -> str | None:
    """The full question, or None where this is no follow-up to a question about a document.

    Args:
        question: As it was asked, simplified.
        previous: The question before, made full, simplified.
        titles: Of the documents.
    """
    before = recognise(previous, titles)
    if before is None:
        return None
    subject = _subject(before, titles)
    found = _another(question, previous, subject, titles) or _each(question, before, subject)
    if found:
        return found
    it = _IT.match(question)
    if it and not before.steps:
        full = f"{subject or '这篇文章'}{it['of'] or ''}{it['rest']}"
        return full if recognise(full, titles) else None
    return _whole(question, subject, titles)


def _subject(before: AboutDocument, titles: Titles) -> str:
    """The document that was asked about by name, as a question names it; empty for whichever there is."""
    named = [titles.title(doc_id) for doc_id in before.documents or ()]
    return f"《{named[0]}》" if len(named) == 1 and not regex.search("[《》]", named[0]) else ""


def _another(question: str, previous: str, subject: str, titles: Titles) -> str | None:
    """The same of another place; of a place within the one before, where it is smaller."""
    english = _ANOTHER_ENGLISH.match(question)
    place = _PLACE_ENGLISH.search(previous)
    if english and place and _PLACE_ENGLISH.fullmatch(english["what"]):
        return previous[: place.start()] + english["what"] + previous[place.end() :]
    found = _ANOTHER.match(question)
    outside, steps = chain(plain(found["what"])) if found else ("", ())
    if not found or outside or not steps:
        return None
    what, text = plain(found["what"]), plain(previous)
    head, known, after = first_chain(text)
    if not known:
        return f"{subject}{what}讲什么？"
    kept = _above(text[len(head) : len(text) - len(after)], known, steps[0])
    full = f"{head}{kept}{what}{after}"
    return f"{full}？" if recognise(full, titles) else None


def _above(text: str, known: tuple[Step, ...], step: Step) -> str:
    """Those of the places before in which another may stand: of 第五条第一款, 第五条 for 第二款."""
    texts = step_texts(text)
    return "".join(t for t, s in zip(texts, known, strict=True) if _DEPTH[s.unit] < _DEPTH[step.unit])


def _each(question: str, before: AboutDocument, subject: str) -> str | None:
    """分别讲什么 after 分几部分."""
    each = _EACH.match(question)
    if not each or before.intent != "outline" or before.steps:
        return None
    unit = next((unit for unit in before.units if unit in SECTIONS), "部分")
    return f"{subject}各个{unit}{'讲了什么' if each['verb'] in '讲说写' else '的标题是什么'}？"


def _whole(question: str, subject: str, titles: Titles) -> str | None:
    """什么时候签的 after 《…》有几条: a question of its own, about the same document."""
    own = recognise(question, titles)
    if own is None or own.documents is not None or (own.intent not in _WHOLE and not own.steps):
        return None
    text = plain(question)
    full = question if not subject else f"总结一下{subject}" if own.intent == "summary" else f"{subject}{text}"
    again = recognise(full, titles)
    return full if again is not None and again.intent == own.intent else question
