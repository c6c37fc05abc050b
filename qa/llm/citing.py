"""The citations of an LLM's reply: of each passage that it cites the sentences nearest to what it says."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ...corpus.normalize import normalize
from ...corpus.sentences import sentences
from ...corpus.types import Document, Passage, Sentence
from ...index.types import Encoder
from ..types import Checked, Citation


def citations(
    numbers: Sequence[int],
    checked: Sequence[Checked],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    encoder: Encoder,
) -> tuple[Citation, ...]:
    """One a passage, by number; its marker is the passage's number, which the reply and its sentences name it by.

    Args:
        numbers: The passages cited, from 1.
        checked: The reply's sentences.
        passages: What could be cited.
        documents: By doc_id.
        encoder: Tells which sentence is meant where no words are shared, as between two languages.

    Returns:
        Quotes that are ``document.text[start:end]``: a sentence, or where several claims cite the passage the stretch from
        the first sentence meant to the last.
    """
    found = []
    for number in sorted(numbers):
        passage = passages[number - 1]
        meant = [nearest(one.text, passage, encoder) for one in _claims(number, checked)]
        start, end = min(one.start for one in meant), max(one.end for one in meant)
        quote = documents[passage.doc_id].text[start:end]
        found.append(Citation(number, passage, start, end, quote))
    return tuple(found)


def _claims(number: int, checked: Sequence[Checked]) -> Sequence[Checked]:
    """The sentences that a passage is quoted for; one that is not borne out only where it is alone in citing it."""
    citing = [one for one in checked if number in one.markers]
    return [one for one in citing if one.verdict in ("supported", "stitched")] or citing or checked


def nearest(claim: str, passage: Passage, encoder: Encoder) -> Sentence:
    """The sentence of the passage that shares most character pairs with a claim (Dice 1945), the first of equals.

    Where none shares any, the one whose vector is nearest.

    Returns:
        Its place in the document.
    """
    places = sentences(passage.text) or [Sentence(0, len(passage.text))]
    texts = [passage.text[one.start : one.end] for one in places]
    pairs = _pairs(claim)
    scores = [_dice(pairs, _pairs(text)) for text in texts]
    if not any(scores) and len(texts) > 1:
        asked = encoder.encode_queries([normalize(claim)])[0]
        scores = (encoder.encode_passages([normalize(text) for text in texts]) @ asked).tolist()
    best = places[max(range(len(places)), key=lambda n: (scores[n], -n))]
    return Sentence(passage.start + best.start, passage.start + best.end)


def _pairs(text: str) -> Counter[str]:
    letters = "".join(character for character in normalize(text) if character.isalnum())
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0
