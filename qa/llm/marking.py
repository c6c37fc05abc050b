"""An LLM's reply as the user sees it: its own words, and after each sentence that its source does not bear out, so much."""

from collections.abc import Sequence

import regex

from ...corpus.errors import Language
from ..types import Checked, Verdict
from .markers import MARKER

MARKS: dict[Verdict, tuple[str, str]] = {
    "supported": ("", ""),
    "misattributed": ("〔与所引不符，见于别的段落〕", " [not in the passage cited, but in another]"),
    "stitched": ("〔由几段拼成，没有一段这样说〕", " [pieced together: no passage alone says so]"),
    "not_found": ("〔未在原文找到〕", " [not found in the source]"),
}
_MARKS_AFTER = regex.compile(r"(?:[ \t]*〔\d+〕)+")


def mark(reply: str, checked: Sequence[Checked], passages: int, language: Language) -> tuple[str, tuple[Checked, ...]]:
    """The reply with its verdicts in words, and its sentences.

    Words that the checker returned in no sentence count as a sentence that was not found: nothing goes unjudged. Markers
    of passages that there are not say so.

    Args:
        reply: Canonical (:func:`.markers.canonical`).
        checked: Its sentences in order.
        passages: How many it could cite.
        language: Of the marks.
    """
    plain, origin = _plain(reply)
    places = _places(plain, checked)
    if places is None:
        whole, sentences = _again(checked, language), tuple(checked)
    else:
        found = [*zip(places, checked, strict=True), *_left_over(reply, plain, origin, places)]
        found.sort(key=lambda one: one[0])
        sentences = tuple(sentence for _, sentence in found)
        whole = _with_marks(reply, [(origin[end - 1] + 1, s.verdict) for (_, end), s in found if end], language)
    return MARKER.sub(lambda match: _existing(match, passages, language), whole), sentences


def _plain(reply: str) -> tuple[str, list[int]]:
    """The reply without markers and white space, and where each character stood: a checker may join what they part."""
    marked = {at for match in MARKER.finditer(reply) for at in range(match.start(), match.end())}
    origin = [at for at, character in enumerate(reply) if at not in marked and not character.isspace()]
    return "".join(reply[at] for at in origin), origin


def _places(plain: str, checked: Sequence[Checked]) -> list[tuple[int, int]] | None:
    """Where each sentence stands in the plain reply; None where one does not."""
    places, cursor = [], 0
    for sentence in checked:
        text = "".join(sentence.text.split())
        start = plain.find(text, cursor)
        if not text or start < 0:
            return None
        cursor = start + len(text)
        places.append((start, cursor))
    return places


def _left_over(
    reply: str, plain: str, origin: Sequence[int], places: Sequence[tuple[int, int]]
) -> list[tuple[tuple[int, int], Checked]]:
    """Stretches with words in them that stand in no sentence."""
    left = []
    ends = [0, *(end for _, end in places)]
    for start, end in zip(ends, [*(start for start, _ in places), len(plain)], strict=True):
        if regex.search(r"\p{L}", plain[start:end]):
            text = MARKER.sub("", reply[origin[start] : origin[end - 1] + 1]).strip()
            left.append(((start, end), Checked(text, (), "not_found")))
    return left


def _with_marks(reply: str, verdicts: Sequence[tuple[int, Verdict]], language: Language) -> str:
    """``verdicts``: the place in the reply where a sentence ends, in order."""
    parts, cursor = [], 0
    for place, verdict in verdicts:
        after = _MARKS_AFTER.match(reply, place)
        end = after.end() if after else place
        parts += [reply[cursor:end], MARKS[verdict][language == "en"]]
        cursor = end
    return "".join([*parts, reply[cursor:]])


def _again(checked: Sequence[Checked], language: Language) -> str:
    """The reply written anew from its sentences, where they can't be found in it."""
    side = language == "en"
    return (" " if side else "").join(
        sentence.text + "".join(f"〔{n}〕" for n in sentence.markers) + MARKS[sentence.verdict][side]
        for sentence in checked
    )


def _existing(match: "regex.Match[str]", passages: int, language: Language) -> str:
    number = int(match[1])
    if 1 <= number <= passages:
        return str(match[0])
    return f"[there is no passage {number}]" if language == "en" else f"〔没有第 {number} 段〕"
