"""The cases: a sentence, the passages that an LLM was given with it, and which of them it cites."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from yinwen.corpus.passages import split_passages
from yinwen.corpus.readers import read_document, read_text
from yinwen.corpus.sentences import sentences
from yinwen.corpus.types import Document, Passage
from yinwen.index.ingest import PASSAGE_LIMIT
from yinwen.index.segment import Segmenter
from yinwen.qa.evaluation.beir import read_beir_corpus, read_beir_questions
from yinwen.qa.training.halves import parity

from .mutations import KINDS, Mutator, names_in

GIVEN = 6
"""Passages given with a sentence: the cited one and those nearest to it in its document, then others' first ones."""
BENCHMARKS = Path(__file__).parents[1]
ARTICLE = Path(__file__).parents[3] / "corpus" / "article.txt"

Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence of a reply.

    Attributes:
        case_id: Of the question or the paraphrase; its parity is the half.
        kind: ``unchanged``, ``paraphrase`` or one of KINDS.
        sentence: As the LLM would have written it.
        cited: Numbers of the passages cited, from 1.
    """

    case_id: str
    kind: str
    sentence: str
    passages: tuple[Passage, ...]
    cited: tuple[int, ...]

    @property
    def half(self) -> str:
        """``even`` for choosing on, ``odd`` for reporting."""
        return ("even", "odd")[parity(self.case_id)]

    @property
    def reply(self) -> str:
        """The sentence with its markers."""
        return self.sentence + "".join(f"[{n}]" for n in self.cited)

    @property
    def cited_text(self) -> str:
        """What it cites."""
        return "\n".join(self.passages[n - 1].text for n in self.cited)


def gold_cases(folder: Path, measure: Measure) -> list[Case]:
    """Of each question the sentence that holds its answer, citing the passage that it stands in; each sentence once.

    Args:
        folder: A BEIR folder whose answers stand in its documents.
        measure: Counts the tokenizer's pieces of a text.
    """
    cut: dict[str, list[Passage]] = {}
    for line in read_beir_corpus(folder):
        document = read_text(line.text, line.doc_id, line.doc_id, title=line.title or line.doc_id)
        cut[line.doc_id] = split_passages(document, measure, PASSAGE_LIMIT)
    order = list(cut)
    found: dict[str, Case] = {}
    for question in read_beir_questions(folder):
        for doc_id in question.relevant or {}:
            others = [p for n in range(1, GIVEN) for p in cut[order[(order.index(doc_id) + n) % len(order)]][:1]]
            case = _gold(question.id, question.answers, cut[doc_id], others)
            if case is not None:
                found.setdefault(case.sentence, case)
    return list(found.values())


def _gold(case_id: str, answers: Sequence[str], passages: Sequence[Passage], others: Sequence[Passage]) -> Case | None:
    for place, passage in enumerate(passages):
        for answer in answers:
            at = passage.text.find(answer)
            for sentence in sentences(passage.text) if at >= 0 else ():
                if sentence.start <= at and at + len(answer) <= sentence.end:
                    given, cited = _given(passages, [place], others)
                    return Case(case_id, "unchanged", passage.text[sentence.start : sentence.end], given, cited)
    return None


def _given(
    passages: Sequence[Passage], places: Sequence[int], others: Sequence[Passage]
) -> tuple[tuple[Passage, ...], tuple[int, ...]]:
    """Those at the places and their neighbours, GIVEN in all, in reading order; and the numbers of those."""
    near = sorted(range(len(passages)), key=lambda n: (min(abs(n - place) for place in places), n))[:GIVEN]
    chosen = [passages[n] for n in sorted(near)]
    cited = tuple(sorted(near).index(place) + 1 for place in places)
    return (*chosen, *others[: GIVEN - len(chosen)]), cited


def paraphrase_cases(measure: Measure) -> Iterator[Case]:
    """The paraphrases, each citing every passage that its source touches."""
    folder = BENCHMARKS / "other_words" / "documents"
    documents = {path.name: read_document(path, path.name) for path in (ARTICLE, *sorted(folder.iterdir()))}
    cut = {name: split_passages(document, measure, PASSAGE_LIMIT) for name, document in documents.items()}
    lines = (BENCHMARKS / "paraphrases" / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines()
    for item in map(json.loads, lines):
        passages = cut[item["document"]]
        given, cited = _given(passages, _touched(documents[item["document"]], passages, item["source"]), ())
        yield Case(item["id"], "paraphrase", item["paraphrase"], given, cited)


def _touched(document: Document, passages: Sequence[Passage], source: str) -> list[int]:
    start = document.text.index(source)
    end = start + len(source)
    return [n for n, p in enumerate(passages) if p.start < end and start < p.end]


def mutated(cases: Sequence[Case], segmenter: Segmenter, most: int, seed: int = 9) -> list[Case]:
    """At most ``most`` mutations of each kind, of cases in an order drawn by the seed, one of a kind a case."""
    names: dict[str, list[str]] = {}
    for case in cases:
        for tag, name in names_in(case.sentence, segmenter):
            names.setdefault(tag, []).append(name)
    mutator = Mutator(segmenter, {tag: sorted(set(found)) for tag, found in names.items()})
    made: list[Case] = []
    for kind in KINDS:
        rng = random.Random(f"{seed} {kind}")
        of_kind: list[Case] = []
        for case in rng.sample(list(cases), len(cases)):
            changed = mutator.make(kind, case.sentence, case.cited_text, rng)
            if changed is not None:
                of_kind.append(replace(case, kind=kind, sentence=changed))
            if len(of_kind) == most:
                break
        made += of_kind
    return made
