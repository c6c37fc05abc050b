"""Which sentences of the passages found may hold the answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..corpus.normalize import normalize
from ..index.fusion import idf, word_weight
from ..index.rescoring import Cosines, cosines
from ..index.snapshot import Snapshot
from ..index.types import Hit, Vectors
from .figures import figures
from .question import Question
from .types import Span

# Passages whose sentences are weighed: the reader tells apart what retrieval ranks alike (``qa/EXPERIMENTS.md``).
READ = 10

# How much each sign counts; cosines of the shipped encoder lie between .75 and .95.
WEIGHTS = {"cosine": 20.0, "coverage": 1.5, "passage": 0.3, "typed": 0.3, "length": 0.3}

# What a word of the question counts that stands in the title or a heading above the sentence.
_NAMED = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence and the signs that it answers.

    Attributes:
        hit: The passage that it stands in.
        start: Its place in the document.
        end: Its end there.
        cosine: Of its vector with the question's.
        coverage: The share of the question's words, weighed by idf, that it holds.
        typed: 1 where it holds a figure of the kind and unit asked for, else 0.
        score: All signs together.
        spans: Words of it that may answer, best first; none where no reader read it.
    """

    hit: Hit
    start: int
    end: int
    cosine: float
    coverage: float
    typed: float
    score: float
    spans: tuple[Span, ...] = ()


def word_weights(question: Question, snapshot: Snapshot) -> dict[str, float]:
    """The idf of each of the question's words; words that stand nowhere weigh as the rarest."""
    index = snapshot.derived.words
    frequencies = index.document_frequencies(question.words)
    return {word: idf(n, len(index)) for word, n in zip(question.words, frequencies, strict=True)}


def covered(weights: Mapping[str, float], text: str) -> float:
    """The share of the words' weight that ``text`` (normalised) holds."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in text) / total if total > 0 else 0.0


def gather(
    snapshot: Snapshot,
    question: Question,
    vector: Vectors,
    hits: Sequence[Hit],
    weights: Mapping[str, float],
    searched: Mapping[int, Cosines] | None = None,
) -> list[Evidence]:
    """Every sentence of the best passages, best first; ties by place.

    Args:
        snapshot: Where they stand.
        question: Taken apart.
        vector: ``(dim,)`` the question's.
        hits: Passages, best first.
        weights: The question's words and their idf.
        searched: By passage key the cosines that the search found, scored again where it did so.
    """
    read = list(hits[:READ])
    if not read:
        return []
    titles = titles_of(snapshot, {hit.passage.doc_id for hit in read})
    keys = snapshot.keys_of([hit.passage.passage_id for hit in read])
    known = {key: searched[key] for key in keys.values() if searched and key in searched}
    known |= cosines(snapshot, vector, [key for key in keys.values() if key not in known])
    best, asked = read[0].score, normalize(question.text)
    found = []
    for hit in read:
        passage = hit.passage
        named = normalize(" ".join((titles[passage.doc_id], *passage.heading_path)))
        # Every sentence that repeats the title's name would win; what the title says already tells them little apart.
        inner = {word: weight * (_NAMED if word in named else 1.0) for word, weight in weights.items()}
        sentences = known[keys[passage.passage_id]]
        for (start, end), cosine in zip(sentences.places, sentences.values.tolist(), strict=True):
            text = normalize(passage.text[start - passage.start : end - passage.start])
            signs = {
                "cosine": cosine,
                "coverage": covered(inner, text),
                "passage": hit.score - best,
                "typed": float(bool(figures(question.kind, asked, text))),
                "length": min(len(text), 200) / 100,
            }
            score = sum(WEIGHTS[name] * value for name, value in signs.items())
            found.append(Evidence(hit, start, end, cosine, signs["coverage"], signs["typed"], score))
    return sorted(found, key=lambda e: (-e.score, e.hit.passage.passage_id, e.start))


def titles_of(snapshot: Snapshot, doc_ids: Collection[str]) -> dict[str, str]:
    """By doc_id."""
    marks = ",".join("?" * len(doc_ids))
    rows = snapshot.rows(f"SELECT doc_id, title FROM documents WHERE doc_id IN ({marks})", doc_ids)
    return {row["doc_id"]: row["title"] for row in rows}


def share_of_script(question: str, texts: str, known: float) -> float:
    """1 for a question in the passages' own script; in another, how far its words (names, figures) still tell.

    Unknown words in the documents' own script are a sign of no answer, in another script none at all.

    Args:
        question: As asked.
        texts: Of the passages found.
        known: The share of the question's words that the index holds at all.
    """
    return 1.0 if _han(question) == _han(texts) else word_weight(known)


def _han(text: str) -> bool:
    """Whether a text is Chinese: a Han character weighs as much as three letters."""
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    return 3 * han >= sum(character.isalpha() for character in text) - han
