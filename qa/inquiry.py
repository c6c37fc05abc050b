"""One question against one state of the library."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ..corpus.errors import Language
from ..corpus.normalize import normalize
from ..corpus.types import Document, Passage
from ..index.rescoring import exact_of
from ..index.search import HybridSearcher
from ..index.snapshot import Snapshot
from ..index.types import Encoder, Hit
from . import overview, reading, refusal, smalltalk
from .about import AboutDocument
from .draft import Draft, verify
from .evidence import Evidence, gather, share_of_script, titles_of, word_weights
from .extractive import compose
from .intents import recognise
from .locate import Region
from .meant import Meant
from .question import Question, analyse
from .strictness import Strictness
from .surroundings import Surroundings, remembered
from .texts import not_said, nothing_indexed
from .types import Answer, History, Reader
from .understanding import Understanding

# How many hits an Answer carries.
HITS = 20

Places = Mapping[str, Sequence[Region]]
"""By doc_id, where alone an answer is to be looked for."""


class Inquiry:
    """Answers one question.

    Args:
        snapshot: What is asked, whatever writers do meanwhile.
        encoder: Of the question.
        within: Only these doc_ids.
        language: Of what is not quoted.
        reader: Reads the likeliest sentences; None leaves them to retrieval alone.
        strictness: How readily the documents are said to be silent.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        within: Collection[str] | None,
        language: Language,
        reader: Reader | None = None,
        strictness: Strictness = "balanced",
    ) -> None:
        self.snapshot, self.encoder, self.within, self.language = snapshot, encoder, within, language
        self.reader, self.strictness = reader, strictness
        self._documents: dict[str, Document] = {}
        self.timings: dict[str, float] = {}

    def lookup(self, doc_id: str) -> Document:
        """A document, whole; read once."""
        if doc_id not in self._documents:
            document = self.snapshot.document(doc_id)
            if document is None:
                raise KeyError(doc_id)
            self._documents[doc_id] = document
        return self._documents[doc_id]

    def answer(self, asked: str, history: History) -> Answer:
        """A greeting, something about the documents themselves, or what they say; or that they don't say."""
        infos = [info for info in self.snapshot.documents() if self.within is None or info.doc_id in self.within]
        greeting = smalltalk.reply(asked, [info.title for info in infos], self.language)
        if greeting is not None:
            return Answer(asked, asked, greeting, kind="greeting", probability=1.0)
        if not infos:
            return Answer(asked, asked, nothing_indexed(self.language), kind="abstain", abstained=True)
        meant = Meant(self.snapshot, infos, self.lookup, every=self.within is None)
        full = self._understood(asked, history, meant) if history else asked
        about = recognise(full, meant.titles, meant.headed)
        if about is not None:
            answer = (self._inside if about.intent == "content" else self._overview)(asked, full, about, meant)
            if answer is not None:
                return answer
        return self._from_passages(asked, full, analyse(full, self.snapshot.segmenter), self.within)

    def _understood(self, asked: str, history: History, meant: Meant) -> str:
        began = time.perf_counter()
        around = Surroundings(self.snapshot, self.encoder, self.reader, self.within)
        known = remembered(self.snapshot, self.within, self.reader)
        understanding = Understanding(self.snapshot.segmenter, meant.titles, around.near, around.weigh, known)
        full = understanding.full(asked, history)
        self.timings["understand"] = since(began)
        return full

    def _overview(self, asked: str, full: str, about: AboutDocument, meant: Meant) -> Answer | None:
        draft = Draft(self.lookup)
        pairs, more = meant.documents(about)
        if not overview.write(about, pairs, draft, self.language, more):
            return None
        verify(draft.citations, self.lookup)
        cited = {citation.passage.passage_id: citation.passage for citation in draft.citations}
        hits = tuple(Hit(passage, 1.0) for passage in cited.values())
        return Answer(asked, full, draft.text, None, tuple(draft.citations), hits, kind="overview", probability=1.0)

    def _inside(self, asked: str, full: str, about: AboutDocument, meant: Meant) -> Answer | None:
        """What the part or the document that a question names says to it; None where there is none such."""
        question = analyse(about.rest, self.snapshot.segmenter)
        if not about.steps:
            within = self.within if about.documents is None else about.documents
            answer = self._from_passages(asked, full, question, within)
            return None if answer.abstained else answer
        places = meant.places(about)
        if not places:
            return None
        answer = self._from_passages(asked, full, question, places, places)
        if answer.abstained and all(region.whole for regions in places.values() for region in regions):
            # An article is soon read: better shown than called silent.
            return self._overview(asked, full, replace(about, intent="part"), meant)
        return answer

    def _from_passages(
        self, asked: str, full: str, question: Question, within: Collection[str] | None, places: Places | None = None
    ) -> Answer:
        began = time.perf_counter()
        vector = self.encoder.encode_queries([normalize(question.text)])[0]
        searcher = HybridSearcher(self.snapshot, self.encoder)
        infos = self.snapshot.documents() if places is not None else []
        depth = max(HITS, sum(info.passages for info in infos if places and info.doc_id in places))
        found = searcher.search_with_vector(question.text, vector, depth, within)
        hits = [hit for hit in found if places is None or _stands_in(hit.passage, places)][:HITS]
        self.timings["search"] = since(began)
        began = time.perf_counter()
        weights = word_weights(question, self.snapshot)
        evidence = gather(self.snapshot, question, vector, hits, weights, searcher.cosines)
        self.timings["evidence"] = since(began)
        known = searcher.coverage(question.text)
        windows = self._read(question, evidence, known)
        # A place of few passages is judged against what the rest of its document holds.
        seen = [*hits, *(hit for hit in found if hit not in hits)][:HITS] if places is not None else hits
        signs = refusal.signs(question, evidence, seen, known, windows)
        reader = self.reader.fingerprint if self.reader else None
        judged = refusal.judge(signs, exact_of(self.encoder).fingerprint, reader, self.strictness)
        evidence, hits = reading.weighed(evidence, windows), reading.reordered(hits, windows)
        draft = Draft(self.lookup)
        if not evidence or judged.refused:
            text, reason = not_said(question.words, self.language)
            answer = Answer(asked, full, text, reason=reason, abstained=True, kind="abstain")
        else:
            span = compose(question, evidence, weights, draft, self.lookup, self.snapshot.segmenter)
            verify(draft.citations, self.lookup)
            answer = Answer(asked, full, draft.text, span, tuple(draft.citations))
        self.timings["answer"] = since(began) - self.timings["evidence"] - self.timings.get("read", 0.0)
        readings = tuple(window.reading for window in windows)
        return replace(
            answer,
            hits=tuple(hits),
            probability=judged.probability,
            timings=dict(self.timings),
            readings=readings,
        )

    def _read(self, question: Question, evidence: Sequence[Evidence], known: float) -> list[reading.Window]:
        if self.reader is None or not evidence:
            return []
        began = time.perf_counter()
        titles = titles_of(self.snapshot, {one.hit.passage.doc_id for one in evidence})
        own = share_of_script(question.text, " ".join(one.hit.passage.text for one in evidence[:HITS]), known)
        windows = reading.read(self.reader, question.text, evidence, titles, own=own)
        self.timings["read"] = since(began)
        return windows


def _stands_in(passage: Passage, places: Places) -> bool:
    regions = places.get(passage.doc_id, ())
    return any(passage.start < region.end and passage.end > region.start for region in regions)


def since(began: float) -> float:
    """Milliseconds since a reading of the performance counter."""
    return (time.perf_counter() - began) * 1000
