"""What of the passages found is read: windows around the likeliest sentences, grown by their neighbours."""

from collections.abc import Callable, Mapping, Sequence

from .evidence import Evidence
from .reader_input import WINDOW
from .types import Excerpt

READ = 12
"""Windows read for a question: quality against milliseconds (``EXPERIMENTS.md``)."""

Place = tuple[int, int]


def choose(
    evidence: Sequence[Evidence], titles: Mapping[str, str], pieces: Callable[[str], int], limit: int = READ
) -> list[Excerpt]:
    """At most ``limit`` excerpts: the best sentence of every passage first, then the next best; none holds another's.

    Args:
        evidence: Sentences of the passages found, best first, all of each passage.
        titles: By doc_id.
        pieces: How much of a window a text fills.
        limit: Windows.
    """
    places: dict[str, list[Place]] = {}
    for one in evidence:
        places.setdefault(one.hit.passage.passage_id, []).append((one.start, one.end))
    firsts = {one.hit.passage.passage_id: one for one in reversed(evidence)}
    seeds = [one for one in evidence if firsts[one.hit.passage.passage_id] is one]
    found: list[Excerpt] = []
    for one in (*seeds, *(one for one in evidence if firsts[one.hit.passage.passage_id] is not one)):
        if len(found) == limit:
            break
        passage = one.hit.passage
        inside = (e for e in found if e.passage.passage_id == passage.passage_id)
        if any(e.start <= one.start and one.end <= e.end for e in inside):
            continue
        start, end = grown(
            (one.start, one.end), sorted(places[passage.passage_id]), passage.text, passage.start, pieces
        )
        title = passage.heading_path[-1] if passage.heading_path else titles.get(passage.doc_id, "")
        found.append(Excerpt(passage, start, end, title))
    return found


def grown(
    seed: Place, sentences: Sequence[Place], text: str, offset: int, pieces: Callable[[str], int], room: int = WINDOW
) -> Place:
    """A sentence with its neighbours, before and after by turns, while they fit a window.

    Args:
        seed: Of the sentence, in the document.
        sentences: All of its passage, in order.
        text: The passage's.
        offset: Where the passage begins in the document.
        pieces: How much of a window a text fills.
        room: Pieces of a window.
    """
    at = sentences.index(seed)
    first, last = at, at
    grew = True
    while grew:
        grew = False
        for before, after in ((1, 0), (0, 1)):
            a, b = first - before, last + after
            inside = a >= 0 and b < len(sentences)
            if inside and pieces(text[sentences[a][0] - offset : sentences[b][1] - offset]) <= room:
                first, last, grew = a, b, True
    return sentences[first][0], sentences[last][1]
