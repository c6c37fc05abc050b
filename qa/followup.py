"""A follow-up made a full question, by rules: what is left out comes from the question before.

Only a question that shows that it leans on another is touched (那…呢, a pronoun with nothing before it, a question word
with hardly more), so that a new question is never contaminated by an old one.
"""

from collections.abc import Mapping

import regex

from ..index.segment import Segmenter
from . import followup_english, followup_places, reasons, smalltalk
from .earlier import Before
from .naming import Titles
from .question import simplified
from .topic import ASKED, ORDINAL, RELATION, TIME, about, is_what, person, stem, swap
from .types import History, Turn

_END = r"[？?。.！!\s]*$"
_ELLIPSIS = regex.compile(
    rf"^(?:那么?|还有|至于|换成|如果是)?[,，]?(?P<what>[^，。？?！!]{{1,16}}?)(?:又|又是)?呢{_END}"
)
# 其中百岁老人呢: of the same question.
_AMONG = regex.compile(r"^(?:[这那]?其中|[这那]?里面|里头|当中)的?(?=.)")
_COMPARED = regex.compile(
    rf"^(?:那么?)?(?:(?:和|跟|与|同|比起)(?P<a>.{{1,16}}?)(?:相比|比较|比|来)|相比(?:于|较)?(?P<b>.{{1,16}}?)|比(?P<c>.{{1,16}}?))(?:起来|怎么样|如何|怎样)?呢?{_END}"
)
_MORE = regex.compile(
    rf"^(?:那么?)?(?:(?:还|另外|此外|除此之外)[,，]?(?:还)?有(?:哪些|什么|别的|其他的?|其它的?|没有)*(?:吗|么|呢)*|(?:其他|其它|别的|更多|剩下)的?(?:有?(?:哪些|什么)|呢)+|还有呢|然后呢|继续){_END}"
)
# What may stand before a pronoun that leans on the question before.
_LEAD = r"(?:那么?|请问|为什么|为何|怎么|如何|什么时候|何时|是谁|谁|是|对于?|关于|在|从|把|被|由|给|跟|和|与|有没有|是不是|能不能|会不会|哪些|有哪些|有|什么|多少|[,，\s])*"
_PRONOUN = regex.compile(
    rf"^(?P<lead>{_LEAD})(?P<word>(?!.呢)(?:[他她它]们|[他她](?![人乡国日山方项们])|它|其(?![他中实它余次间后所一二三])|上述"
    r"|[这那](?=是|有什么|意味|说明|会|怎么|对|能|算|指|和|跟)|[这那][个些](?=是|有|意味|说明|会|怎么|如何|对|能|算|指|的|分别|都|由|为什么|什么时候)))"
)
_DEMONSTRATIVE = regex.compile(
    rf"^(?P<lead>{_LEAD})(?P<word>[这那该此](?:个|些|项|种|位|条|座|家)?)(?P<noun>\p{{Han}}{{2,6}})"
)
_THEN = regex.compile(r"^(?P<word>那天|当天|那时候?|当时|那年|当年|那里|那儿|那边|其中)(?P<rest>.+)$")
# A question word with at most one verb, or with words that mean nothing alone.
_BARE = regex.compile(
    rf"^(?:那么?)?(?:具体|主要|一共|总共|分别|都|还|又|是|从|在|由|通过|要|花了?|用了?|到)*(?:{ASKED.pattern})(?:要|能|会)?(?P<verb>\p{{Han}}{{0,3}}?)(?:的|了|过)?[呢呀啊]?{_END}"
)
# 泡多久, 占多少: one verb before the question word.
_VERB_FIRST = regex.compile(rf"^(?P<verb>\p{{Han}}{{1,2}})(?:了|到)?(?:多久|多少|几)\p{{Han}}{{0,2}}{_END}")
_GROWN = regex.compile(
    rf"^(?:那么?|其中)?(?:(?:同比|环比|一共|总共)*(?:提高|增长|下降|减少|增加|上升)(?:了|到)?(?:百分之)?(?:多少|几)"
    rf"|(?:为什么|怎么)会?[这那]么|(?P<most>最\p{{Han}})的?(?:是|有)?(?:{ASKED.pattern})).{{0,3}}{_END}"
)
_WHY_THIS = regex.compile(rf"^(?:那么?)?为什么(?:就?是|选(?:择|在)?)(?:这|那)(?!样).{{1,4}}{_END}")
_HAS = regex.compile(
    rf"^(?:那么?)?(?:又|还|都|具体|主要|分别)*(?:是|有|包括|指)(?:{ASKED.pattern})(?:用|意思|用处|关系|{RELATION})?(?:[呢呀啊]*){_END}"
)
_RELATED = regex.compile(
    rf"^(?:那么?)?(?P<what>{RELATION})(?:[呢呀啊]|(?:分别|主要|都|具体)*(?:是|有|为|在|包括)?(?:{ASKED.pattern}).{{0,3}}){_END}"
)


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


def rewrite(question: str, history: History, segmenter: Segmenter, titles: Titles | None = None) -> str:
    """The full question; the question itself where it stands alone or there is no history.

    Args:
        question: As it was asked, without surrounding space.
        history: Earlier turns, oldest first. An assistant's turns are looked at for who 他 and 她 are.
        segmenter: Tells nouns, places and people.
        titles: Of the documents that are asked.
    """
    known = titles or Titles({})
    before: Before | None = None
    for turn in turns(history):
        text = turn.content.strip()
        if turn.role == "assistant":
            before = Before(before.question, text) if before else None
        elif turn.role == "user" and text and smalltalk.reply(text, [], "zh") is None:
            before = Before(resolve(text, before, segmenter, known) if before else text)
    return resolve(question, before, segmenter, known) if before else question


def about_document(question: str, before: Before, titles: Titles) -> str | None:
    """The full question where this follows a question about a document itself (第三条呢); else None."""
    return followup_places.resolve(simplified(question), simplified(before.question), titles)


def resolve(question: str, before: Before, segmenter: Segmenter, titles: Titles) -> str:
    """What the rules make of a question; the question itself where it stands alone."""
    previous = before.question
    plain = Before(simplified(previous), simplified(before.answer))
    asked = simplified(question)
    place = followup_places.resolve(asked, plain.question, titles)
    if place is not None:
        return place if place not in (asked, plain.question) else question
    if not regex.search(r"\p{Han}", question):
        return followup_english.resolve(question, previous)
    for rule in (_more, _why, _compared, _related, _ellipsis, _pronoun, _bare):
        full = rule(asked, plain, segmenter)
        if full is not None:
            return full if full not in (asked, plain.question) else question
    return question


def _more(question: str, before: Before, _: Segmenter) -> str | None:
    if not _MORE.match(question):
        return None
    return f"除此之外，{before.question.removeprefix('除此之外，')}"


def _why(question: str, before: Before, segmenter: Segmenter) -> str | None:
    return reasons.resolve(question, before.question, segmenter)


def compared_with(question: str) -> str:
    """What a question wants something compared with (和上海相比呢); empty where it is no such."""
    found = _COMPARED.match(question)
    other = (found["a"] or found["b"] or found["c"]) if found else ""
    return "" if ASKED.search(other) else other


def _compared(question: str, before: Before, _: Segmenter) -> str | None:
    other = compared_with(question)
    if not other:
        return None
    return f"与{other}相比，{regex.sub('^与.{1,16}相比，', '', before.question)}"


def _related(question: str, before: Before, segmenter: Segmenter) -> str | None:
    found = _RELATED.match(question)
    topic = about(before.question, segmenter) if found else ""
    if not found or not topic:
        return None
    whole = regex.sub(rf"(?:的{RELATION})+$", "", topic)
    asked = regex.sub("^那么?", "", question).strip()
    return f"{whole}的{asked}" if ASKED.search(asked) else f"{whole}的{found['what']}{is_what(found['what'])}？"


def _ellipsis(question: str, before: Before, segmenter: Segmenter) -> str | None:
    found = _ELLIPSIS.match(question)
    if not found:
        return None
    what = _AMONG.sub("", found["what"].strip())
    if not what or ASKED.search(what) or regex.search(r"吗|不|没|[这那]样|[他她它这那]们?$|^我", what):
        return None
    owned = regex.match(r"(?:[他她它]们?|其(?![中他它余]))的?(?=.)", what)
    if owned:
        owner = _owner(owned.group(), before, segmenter)
        if not owner:
            return None
        what = f"{owner}的{what[owned.end() :]}"
        if owner in before.question and not regex.search("谁|哪位", before.question):
            return before.question.replace(owner, what, 1)
        return f"{what}{is_what(what)}？"
    if regex.search(r"最\p{Han}{1,3}的$|最.$", what):
        return f"{about(before.question, segmenter)}里{what}是哪个？"
    typed = TIME.fullmatch(what) or ORDINAL.fullmatch(what) or what[0] in "“《"
    verbs = [word for word, tag in segmenter.tagged(what) if tag == "v"]
    if not typed and verbs and len(what) > 8:
        return None
    return swap(what, before.question, segmenter)


def _pronoun(question: str, before: Before, segmenter: Segmenter) -> str | None:
    found = _PRONOUN.match(question)
    topic = about(before.question, segmenter)
    stands = _owner(found["word"], before, segmenter) if found else ""
    if found and stands:
        rest = question[found.end() :]
        lead = regex.sub("^那么?[,，]?", "", found["lead"])
        joint = "的" if found["word"] == "其" and not regex.match("是|有|在|为", rest) else ""
        return f"{lead}{stands}{joint}{rest}"
    then = _THEN.match(question)
    if then and topic and len(then["rest"]) <= 12:
        return f"{topic}{question}"
    shown = _DEMONSTRATIVE.match(question)
    for size in range(len(shown["noun"]), 1, -1) if shown and topic else ():
        if shown and topic.endswith(shown["noun"][:size]):
            return shown["lead"] + topic + question[shown.start("noun") + size :]
    return None


def _owner(pronoun: str, before: Before, segmenter: Segmenter) -> str:
    """Who or what a pronoun stands for: 他 is the person named, in the answer where 谁 was asked; empty for no person."""
    topic = about(before.question, segmenter)
    if pronoun[0] not in "他她" or "们" in pronoun:
        return topic
    named = person(before.question, segmenter)
    if not named and regex.search("谁|哪位|什么人|叫什么", before.question):
        named = person(before.answer, segmenter)
    doing = regex.fullmatch(r"谁(?!是)(?P<does>.{2,24}?)的?", stem(before.question))
    if not named and doing:
        return f"{doing['does']}的人"
    return named or (topic if is_what(topic) == "是谁" or "谁" in before.question else "")


def _bare(question: str, before: Before, segmenter: Segmenter) -> str | None:
    bare = _BARE.match(question)
    verbs = segmenter.tagged(bare["verb"]) if bare and bare["verb"] else []
    one = bare is not None and len(verbs) <= 1 and not regex.search(r"[这那]样|[这那]么", question)
    first = _VERB_FIRST.match(question)
    if first is not None:
        tags = segmenter.tagged(first["verb"])
        one = one or (len(tags) == 1 and (tags[0][1] == "v" or len(first["verb"]) == 1))
    grown = _GROWN.match(question)
    if not (one or grown or _HAS.match(question) or _WHY_THIS.match(question)):
        return None
    topic = about(before.question, segmenter)
    told = regex.sub("^(?:那么?|其中)", "", question)
    # 谁提出的 is 是谁提出的 once it has a subject.
    joint = (
        "里"
        if grown and grown["most"]
        else "是"
        if regex.match(r"(?:谁|怎么|什么时候|何时|在|由|从|为什么).*的[？?]?$", told)
        else ""
    )
    return f"{topic}{joint}{told}" if topic else None
