"""How far a question shows that it leans on what was said before."""

from typing import Literal

import regex

from ..index.segment import Segmenter
from .topic import ASKED, ORDINAL, TIME, stem

Lean = Literal["shown", "perhaps", "complete", "no"]
"""``perhaps``: little is said, and not of what; ``complete``: little is said, but it begins with a noun."""

SHORT = 12
"""Characters up to which a question may leave unsaid what it is about."""
_NOUNS = 3

_MARKS = r"[？?。.！!，,\s]*$"
# 咧, 捏, 尼 for 呢 at the end of a few words; 啥, 咋, 时侯.
_PARTICLE = regex.compile(rf"(?<=^.{{2,10}})(?:咧|嘞|哩|捏|尼)(?={_MARKS})")
_SPOKEN = (("时侯", "时候"), ("啥", "什么"), ("咋样", "怎么样"), ("咋", "怎么"))
_AND = regex.compile(
    rf"^(?:那么?|还有|至于|换成|如果是|要是)?[,，]?(?P<what>[^，。？?！!]{{1,16}}?)(?:又是|是|又|的话)?(?:什么)?呢?{_MARKS}"
)
# 其中百岁老人: of the same.
_AMONG = regex.compile(r"^(?:[这那]?其中|[这那]?里面|里头|当中)的?(?=.)")
_ENGLISH = regex.compile(
    r"^(?:and|what about|how about|and what about)\b|\b(?:it|its|they|them|their|he|him|his|she|her|there)\b",
    regex.IGNORECASE,
)
# What stands for something named before; 这次, 这种 and the like are as often said of the text at hand.
POINTER = regex.compile(
    r"(?:(?:刚才|刚刚|前面|上面|之前)(?:所?(?:说|提|讲|问)到?)?的?)?[这那该](?:个|家|条|座|笔|位|件|艘|款|只|台|本|部|张|辆|套|所|名|对)(?P<noun>\p{Han}{1,4})?"
    r"|[他她它]们?(?!山|人)|其(?![他中实它余次间后所一二三])|[这那]里|[这那]儿|那边"
)


def tidied(question: str) -> str:
    """A simplified question with what is only spoken or slipped put as it is written: 水泵咧 as 水泵呢, 啥时侯 as 什么时候."""
    text = question
    for spoken, written in _SPOKEN:
        text = text.replace(spoken, written)
    return text if ASKED.search(text) else _PARTICLE.sub("呢", text)


def another(question: str) -> str:
    """What …呢, …又是什么 asks after in the place of something before; empty where a question is no such."""
    if not regex.search(rf"呢{_MARKS}|又是什么{_MARKS}", question):
        return ""
    found = _AND.match(question)
    what = _AMONG.sub("", found["what"].strip()) if found else ""
    return "" if ASKED.search(what) or regex.search(r"吗|[这那]样|^我|^(?:然后|还有?|呢|有)$", what) else what


def pointer(question: str, segmenter: Segmenter) -> regex.Match[str] | None:
    """The words that stand for something named before; none where the question has named it itself by then."""
    found = POINTER.search(question)
    if not found or any(tag[:1] == "n" for _, tag in segmenter.tagged(question[: found.start()])):
        return None
    return found


def leaning(question: str, segmenter: Segmenter) -> Lean:
    """How far a question, tidied, leans.

    Args:
        question: Tidied.
        segmenter: Tells names and nouns.
    """
    if not regex.search(r"\p{Han}", question):
        return "shown" if _ENGLISH.search(question) and len(question) <= 60 else "no"
    if another(question) or pointer(question, segmenter):
        return "shown"
    text = stem(question)
    if ORDINAL.match(text) and len(text) <= 8:
        return "shown"
    tags = segmenter.tagged(text)
    named = any(tag[:2] in ("nr", "ns", "nt", "nz") or tag == "eng" for _, tag in tags)
    if named or len(text) > SHORT or TIME.search(text) or regex.search(r"[“《\p{N}]", text):
        return "no"
    if sum(tag[:1] == "n" for word, tag in tags if not ASKED.fullmatch(word)) > _NOUNS:
        return "no"
    return "complete" if tags and tags[0][1][:1] in "njlz" else "perhaps"
