"""A follow-up made a full question, by rules: what is left out comes from the question before.

Only a question that shows that it leans on another is touched (那…呢, a pronoun with nothing before it, a bare question
word), so that a new question is not contaminated by an old one.
"""

from collections.abc import Mapping

import regex

from ..index.segment import Segmenter
from .question import analyse
from .types import History, Turn

_ELLIPSIS = regex.compile(r"^(?:那么?|还有|至于)?[,，]?(?P<what>[^，。？?！!]{1,16}?)(?:又)?呢[？?]?$")
_THEN = regex.compile(r"^(?:那么?|还有|另外|然后|其中|and |what about |how about )[,，]?", regex.IGNORECASE)
_PRONOUN = regex.compile(
    r"(?:他们|她们|它们|这些|那些|这个|那个|上述|前者|后者|[他她它](?!人|们)|其(?!他|中|实|它|余|次))"
)
_YEAR = regex.compile(
    r"\d{4}年|[今去前明]年(?:前[\p{N}一二两三四五六七八九十]+个月)?|上半年|下半年|上个?月|本月|\d{1,2}月"
)
_ENGLISH_ABOUT = regex.compile(r"^(?:and|what|how) about (?P<what>.{1,60}?)\??$", regex.IGNORECASE)
_SHORT = 8


def turns(history: History) -> list[Turn]:
    """A history in any of its forms (questions, ``{role, content}``, Turns) as Turns."""
    found = []
    for item in history:
        if isinstance(item, Turn):
            found.append(item)
        elif isinstance(item, Mapping):
            found.append(Turn(str(item.get("role", "user")), _content(item.get("content"))))
        else:
            found.append(Turn("user", str(item)))
    return found


def _content(content: object) -> str:
    """Text of a message; a list of parts is joined."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) if isinstance(part, Mapping) else str(part) for part in content)
    return str(content or "")


def rewrite(question: str, history: History, segmenter: Segmenter) -> str:
    """The full question; the question itself where it stands alone or there is no history."""
    full = ""
    for turn in turns(history):
        if turn.role == "user" and turn.content.strip():
            full = _resolve(turn.content.strip(), full, segmenter) if full else turn.content.strip()
    return _resolve(question, full, segmenter) if full else question


def _resolve(question: str, previous: str, segmenter: Segmenter) -> str:
    about = _ENGLISH_ABOUT.match(question)
    ellipsis = about or _ELLIPSIS.match(question)
    if ellipsis:
        return _swap(ellipsis["what"].strip(), previous, segmenter)
    bare = _THEN.sub("", question)
    topic = _topic(previous, segmenter)
    pronoun = _PRONOUN.search(bare)
    if pronoun and topic and not _names_something(bare[: pronoun.start()], segmenter):
        # 他的 / 它有多少: the topic takes the pronoun's place.
        return bare[: pronoun.start()] + topic + bare[pronoun.end() :]
    content = [word for word in analyse(bare, segmenter).words if word in analyse(bare, segmenter).text.lower()]
    if topic and len(bare) <= _SHORT and not _names_something(bare, segmenter):
        return f"{topic}{bare}"
    if bare != question and topic and len(content) <= 2:
        return f"{topic}，{bare}"
    return question


def _swap(what: str, previous: str, segmenter: Segmenter) -> str:
    """``previous`` with ``what`` in the place of the thing of its kind."""
    what = regex.sub(r"^[和跟与同](?=.)", "", regex.sub(r"(?:相比|比)$", "", what))
    year, old_year = _YEAR.search(what), _YEAR.search(previous)
    if year and old_year:
        return previous[: old_year.start()] + what + previous[old_year.end() :]
    if year:
        return what + previous
    tag = _tags(what, segmenter)
    wanted = {t[:2] for _, t in tag} & {"ns", "nr", "nt", "nz"}
    for word, found in sorted(_tags(previous, segmenter), key=lambda pair: -len(pair[0])):
        if found[:2] in wanted:
            return previous.replace(word, what, 1)
    topic = _topic(previous, segmenter)
    return previous.replace(topic, what, 1) if topic else f"{what}，{previous}"


def _topic(previous: str, segmenter: Segmenter) -> str:
    """What a question is about: its quoted term, or its longest run of nouns."""
    quoted = regex.search(r"[“《「][^”》」]+[”》」]", previous)
    if quoted:
        return quoted.group()
    runs, run = [], ""
    for word, tag in [*_tags(previous, segmenter), ("", "x")]:
        if tag[:1] in ("n", "j", "l", "i") or tag in ("vn", "eng", "b"):
            run += word
        else:
            runs.append(run)
            run = ""
    return max(runs, key=len, default="")


def _names_something(text: str, segmenter: Segmenter) -> bool:
    """Whether a text holds a noun of its own."""
    return any(tag.startswith("n") and len(word) > 1 for word, tag in _tags(text, segmenter))


def _tags(text: str, segmenter: Segmenter) -> list[tuple[str, str]]:
    return segmenter.tagged(text)
