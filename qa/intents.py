"""Which questions are about the document itself: what it is about, its title, its author, its date, its parts.

A question is read from its end: what it asks (讲了什么, 的标题是什么, 分几章), before that the place (第五条第二款), before that
the document (这篇文章, 《…》). Only where all of it is understood is it taken for such a question.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import regex

from . import intents_english
from .about import AboutDocument, Intent
from .asking import (
    ASKED,
    DOCUMENTS,
    GENRE,
    IMPERATIVE,
    INSIDE,
    INSIDE_NAMED,
    SHOW,
    TWOFOLD,
    WHICH_PLACE,
    WRITER_FIRST,
    Asked,
    units_in,
)
from .naming import Titles
from .places import SECTIONS, Step, bare_name, by_name, chain, first_chain, is_quoted
from .wording import plain

Headed = Callable[[Step], bool]

_TOLD = Asked("told", regex.compile("(?=$)"))
_TOLD_OF_PART = Asked("told", regex.compile("(?=$)"), "place")
# What may be asked of a part; the author and the date are the whole's.
_OF_PARTS = frozenset(("told", "title", "outline", "count"))
# 作者在第二部分提到了什么
_LONGEST_NAME = 60  # a heading of 40 and 那一个部分里面的
_WRITER = regex.compile(r"(?:文章的?)?(?:作者|笔者)(?:在|于)")
_OWN = regex.compile(r"(?:的|里面?|里头|中|内|[,，、\s])+$")
# 《…》里, 茶马古道那篇文章的: a document named before what is asked of it.
_TITLE_FIRST = regex.compile(
    r"^(?P<subject>《[^《》]{2,80}》(?:[这那]一?[篇份个本部条](?:\p{Han}{2,4})?)?|.{2,30}?[这那]一?[篇份本部](?:文章|文件|文档|\p{Han}{2})?)(?P<in>里面?|里头|中|内|上)?(?=的|,|，|是|有|在|规|说|提|(?<=[里面头中内上]))"
    r"|^(?P<held>.{4,30}?)(?P<inside>里面?|里头)"
)


class _Reading:
    """One question against the titles and headings that are known."""

    def __init__(self, titles: Titles, headed: Headed) -> None:
        self.titles, self.headed = titles, headed

    def about(
        self,
        intent: Intent,
        steps: tuple[Step, ...],
        named: frozenset[str],
        units: tuple[str, ...] = (),
        rest: str = "",
    ) -> AboutDocument:
        chosen = None if named == self.titles.everything else named
        return AboutDocument(intent, steps, chosen, units, rest)

    def place(self, head: str) -> tuple[str, tuple[Step, ...], frozenset[str] | None]:
        """The subject, steps and documents of what stands before what is asked; documents None where not understood."""
        text = _OWN.sub("", head)
        subject, steps = chain(text)
        named = self.titles.everything if steps and _WRITER.fullmatch(subject) else self.titles.named(subject)
        if named is not None:
            return subject, steps, named
        for before, name in self._splits(text if not steps else subject):
            step = by_name(name) or bare_name(name)
            if is_quoted(name) or self.headed(step):
                return before or name, (step, *steps), self.titles.named(before)
        return subject, steps, named

    def _splits(self, text: str) -> list[tuple[str, str]]:
        """Ways to tell a document's name from a heading's: the whole is a heading, or 手册|的安装部分."""
        cuts = [match.span() for match in regex.finditer(r"的|里面?|中|[,，]", text)]
        ways = [(text[:start], text[end:]) for start, end in cuts if start and end < len(text)]
        # Headings and their words for a part are shorter; a pasted text is not looked up piece by piece.
        ways = [(before, name) for before, name in ways if len(name) <= _LONGEST_NAME]
        return [(before, name) for before, name in ways if self.titles.named(before)] + [("", text)] * bool(text)

    def understood(self, head: str, asked: Asked, said: str) -> AboutDocument | None:
        """The question, if what stands before its end is understood."""
        if asked.intent == "outline":
            head = SHOW.sub("", head)
        subject, steps, named = self.place(head)
        if named is None or (steps and asked.intent not in _OF_PARTS):
            return None
        missing = {
            "nothing": False,
            "something": not (subject or steps),
            "document": not subject or bool(steps),
            "place": not steps,
        }
        if missing[asked.need]:
            return None
        if asked.intent == "told":
            return self.about("part" if steps else "summary", steps, named)
        if asked.intent == "parts":
            return self.about("summary", steps, named)
        if asked.intent in ("outline", "count"):
            units = units_in(said) if asked.intent == "count" else ()
            if not steps and {"款", "项"} & set(units):
                return None
            return self.about("count" if units and units[0] not in SECTIONS else "outline", steps, named, units)
        return self.about(asked.intent, steps, named)

    def content(self, text: str) -> AboutDocument | None:
        """A question to be searched for in a part (第二部分提到的项目投资多少) or in a document that it names."""
        before, steps, after = first_chain(text)
        inside = INSIDE.match(after) if steps else None
        named = self.titles.named(before)
        if inside and named is not None and len(after) > inside.end() + 1:
            return self.about("content", steps, named, rest=after[inside.end() :])
        for match in INSIDE_NAMED.finditer(text):
            head = text[: match.start()]
            for before, name in self._splits(head) if len(text) > match.end() + 1 else ():
                step, named = by_name(name), self.titles.named(before)
                if step and named is not None and self.headed(step):
                    return self.about("content", (step,), named, rest=text[match.end() :])
        titled = _TITLE_FIRST.match(text)
        named = self.titles.named(titled["subject"] or titled["held"]) if titled else None
        if titled is None or not named or named == self.titles.everything:
            return None
        # 《…》里的押金: the document is where to look; 《…》的押金: it is asked about.
        rest = text[titled.end() :].lstrip("的,，") if titled["in"] or titled["inside"] else text
        return self.about("content", (), named, rest=rest) if len(rest) > 1 else None


def recognise(
    question: str, titles: Titles | Mapping[str, str] | None = None, headed: Headed = lambda _: False
) -> AboutDocument | None:
    """Only a question that is wholly about the document, or asks in a place of it; 公共卫生的主要内容是什么 does neither.

    Args:
        question: The full question.
        titles: Of the documents that it may be about, by doc_id.
        headed: Whether one of them has such a heading; asked where 附则讲了什么 could mean one.
    """
    known = titles if isinstance(titles, Titles) else Titles(titles or {})
    reading, text = _Reading(known, headed), plain(question)
    if not regex.search(r"\p{Han}", text):
        return intents_english.recognise(text, known, headed)
    if DOCUMENTS.fullmatch(text):
        return AboutDocument("documents") if len(known) > 1 else None
    if GENRE.fullmatch(text):
        return AboutDocument("summary")
    imperative = IMPERATIVE.fullmatch(text)
    if imperative:
        what = imperative["what"] or imperative["taken"] or imperative["of"] or ""
        found = reading.understood("" if what == "它" else what, _TOLD, "")
        if found is not None:
            return found
    writer = WRITER_FIRST.fullmatch(text)
    named = known.named(writer["what"]) if writer else None
    if named is not None:
        return reading.about("author", (), named)
    abstract = regex.fullmatch(
        r"(?P<head>.*?)的?(?P<name>摘要|内容提要|提要)(?:是什么|讲了什么|写了什么|说了什么)?", text
    )
    if abstract and headed(bare_name(abstract["name"])):
        found = reading.understood(f"{abstract['head']}{abstract['name']}", _TOLD_OF_PART, "")
        if found is not None:
            return found
    twofold = TWOFOLD.fullmatch(text)
    if twofold:
        first = recognise(twofold["first"], known, headed)
        told = first is not None and first.intent == "outline" and not first.steps and twofold["told"]
        return replace(first, intent="summary", units=()) if first is not None and told else first
    which = WHICH_PLACE.fullmatch(text)
    if which:
        return AboutDocument("content", rest=which["rest"] or which["then"])
    for asked in ASKED:
        match = asked.pattern.search(text)
        found = reading.understood(text[: match.start()], asked, match.group()) if match else None
        if found is not None:
            return found
    return reading.content(text)
