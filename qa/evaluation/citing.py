"""Citation recall and precision by sentence of the reply, counted as ALCE counts them, without ALCE's judge.

Source of the counting: Gao et al. 2023, Enabling Large Language Models to Generate Text with Citations
(arXiv:2305.14627), sec. 4. There an NLI model says whether what is cited entails a sentence. There is none here. Two
things stand in for it, each under its own name, and neither is comparable with figures of the paper:

- ``verbatim``: the sentence's own words stand in what it cites. A quote entails itself, so for replies made of quotes
  this says that each sentence has its quote behind it; a true paraphrase counts as unsupported.
- ``gold``: what the sentence cites is where the gold answer stands. Known for answerable questions with gold only.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...corpus.normalize import normalize
from ...corpus.sentences import sentences
from ..types import Answer, Citation

_MARKERS = re.compile(r"\s*((?:〔\d+〕)+)")
_NUMBER = re.compile(r"\d+")
_ENDS = '”」』"。！？；…!?;\n'
_WORD = re.compile(r"\w")
_AROUND = " ，。！？；：、…“”‘’「」『』\"',.!?;:-"

Holds = Callable[[Sequence[Citation]], bool]
"""Whether these citations together support what is judged."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a reply without its markers, and the numbers of what it cites."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """How one reply cites.

    Attributes:
        statements: How many sentences it has.
        supported: How many of them are supported by what they cite.
        citations: How many citations its sentences bear in all.
        needed: How many of these are in a supported sentence and not beside the point.
    """

    statements: int = 0
    supported: int = 0
    citations: int = 0
    needed: int = 0

    @property
    def recall(self) -> float | None:
        """The share of the sentences that are supported; None where there is none."""
        return self.supported / self.statements if self.statements else None

    @property
    def precision(self) -> float | None:
        """The share of the citations that are needed, 0 for a reply without any; None where there is no sentence."""
        if not self.statements:
            return None
        return self.needed / self.citations if self.citations else 0.0


def statements(reply: str) -> list[Statement]:
    """The sentences of a reply with the markers behind or in them; pieces without a letter or figure are none.

    A reply is cut at the ends of sentences, as documents are, and behind a marker that closes a quote or a sentence.
    A sentence without a marker of its own cites nothing, as in ALCE.
    """
    text, marked, cuts = "", list[tuple[int, int]](), list[int]()
    at = 0
    for match in _MARKERS.finditer(reply):
        text += reply[at : match.start()]
        at = match.end()
        marked += [(len(text), int(number)) for number in _NUMBER.findall(match[1])]
        if text[-1:] in _ENDS:
            cuts.append(len(text))
    text += reply[at:]
    spans = [
        (found.start, found.end)
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
        for found in sentences(text, start, end)
        if _WORD.search(text[found.start : found.end])
    ]
    owners: dict[tuple[int, int], list[int]] = {span: [] for span in spans}
    for place, number in marked:
        before = [span for span in spans if span[0] < place]
        if before and number not in owners[before[-1]]:
            owners[before[-1]].append(number)
    return [Statement(text[start:end], tuple(numbers)) for (start, end), numbers in owners.items()]


def attribute(answer: Answer, supports: Callable[[str, Sequence[Citation]], bool]) -> Attribution:
    """Counts as ALCE does: a sentence is supported by its citations together; a citation in an unsupported sentence is
    no use, nor is one that alone doesn't support it while the others do without it.

    Args:
        answer: A reply that is no refusal.
        supports: Whether these citations support these words.
    """
    by_marker = {citation.marker: citation for citation in answer.citations}
    found = _lent(statements(answer.text), by_marker)
    supported = needed = cited = 0
    for statement in found:
        mine = [by_marker[number] for number in statement.markers if number in by_marker]
        cited += len(statement.markers)
        if not mine or not supports(statement.text, mine):
            continue
        supported += 1
        needed += sum(_needed(statement.text, mine, citation, supports) for citation in mine)
    return Attribution(len(found), supported, cited, needed)


def _needed(
    text: str, mine: Sequence[Citation], citation: Citation, supports: Callable[[str, Sequence[Citation]], bool]
) -> bool:
    others = [other for other in mine if other is not citation]
    return supports(text, [citation]) or not (others and supports(text, others))


def _lent(found: Sequence[Statement], by_marker: Mapping[int, Citation]) -> list[Statement]:
    """A sentence without a marker takes the next one's where its words stand in that quote.

    A quote of two sentences has one marker, behind the second; so has the short answer that leads a quote.
    """
    lent: list[Statement] = []
    following: tuple[int, ...] = ()
    for statement in reversed(found):
        if statement.markers:
            following = statement.markers
        elif any(n in by_marker and verbatim(statement.text, [by_marker[n]]) for n in following):
            holding = [n for n in following if n in by_marker and verbatim(statement.text, [by_marker[n]])]
            statement = Statement(statement.text, tuple(holding[:1]))
        lent.append(statement)
    return lent[::-1]


def verbatim(text: str, citations: Sequence[Citation]) -> bool:
    """Whether the words stand in one of the quotes or in them all in a row, as search text without spaces and outer marks."""
    words = _bare(text)
    quotes = [_bare(citation.quote) for citation in citations]
    return bool(words) and (any(words in quote for quote in quotes) or words in "".join(quotes))


def _bare(text: str) -> str:
    return "".join(normalize(text).split()).strip(_AROUND)
