"""The facade: open a library, ask, get an Answer whose citations hold."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from ..corpus.errors import Language, YinwenError
from ..corpus.normalize import normalize
from ..corpus.types import Document
from ..index.library import Library
from ..index.rows import DocumentInfo
from ..index.search import HybridSearcher
from ..index.snapshot import Snapshot
from ..index.types import Encoder, Hit
from . import overview, refusal, smalltalk
from .draft import Draft, verify
from .evidence import gather, word_weights
from .examples import example_questions
from .extractive import compose
from .followup import rewrite
from .intents import AboutDocument, recognise
from .question import Question, analyse, check_question
from .settings import default_home
from .texts import not_said, nothing_indexed
from .types import Answer, History

# How many hits an Answer carries.
HITS = 20


class Assistant:
    """Answers questions about a library. Safe for many threads.

    Args:
        library: What it answers from.
    """

    def __init__(self, library: Library) -> None:
        self.library = library

    @classmethod
    def open(
        cls,
        path: Path | str | None = None,
        encoder: Encoder | str | None = None,
        *,
        user_dictionary: Path | None = None,
        shipped: bool = True,
        notify: Callable[[YinwenError], None] = lambda _: None,
        progress: Callable[[float, float], None] = lambda *_: None,
    ) -> Self:
        """Opens the library at ``path``, with the shipped article in it where no index was ever made.

        Args:
            path: Its folder; default ``YINWEN_HOME``, else the platform's user data folder.
            encoder: An encoder or its name; default the one that the index was made with.
            user_dictionary: A dictionary in jieba's format.
            shipped: False leaves the shipped article out.
            notify: Gets one sentence for each damaged file that was rebuilt.
            progress: Gets bytes done and in all while the shipped article is indexed.

        Raises:
            YinwenError: What is wrong with the folder or the index, in one sentence.
        """
        home = Path(path).expanduser() if path is not None else default_home()
        library = Library(home, encoder, user_dictionary, notify)
        try:
            if shipped:
                library.add_shipped(progress)
        except BaseException:
            library.close()
            raise
        return cls(library)

    def close(self) -> None:
        """Lets go of the library."""
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def documents(self) -> list[DocumentInfo]:
        """What can be asked about, by doc_id."""
        return self.library.documents()

    def document(self, doc_id: str) -> Document:
        """A document, whole.

        Raises:
            DocumentError: There is none of this doc_id.
        """
        return self.library.document(doc_id)

    def examples(self, doc_id: str | None = None, n: int = 3) -> list[str]:
        """Questions to begin with, made from a document's own sections."""
        infos = self.documents()
        if not infos:
            return []
        chosen = doc_id if doc_id is not None else infos[0].doc_id
        return example_questions(self.document(chosen), n)

    def search(self, query: str, k: int = 10, within: Collection[str] | None = None) -> list[Hit]:
        """Passages by retrieval alone, best first.

        Raises:
            QuestionError: The query is empty or far too long.
        """
        return self.library.search(check_question(query), k, within)

    def ask(
        self,
        question: str,
        history: History = (),
        *,
        within: Collection[str] | None = None,
        language: Language = "zh",
    ) -> Answer:
        """Answers from the documents' own words, or says that they don't say.

        Args:
            question: In any language that the documents' words or the encoder reach.
            history: Earlier questions, or ``{role, content}`` messages, oldest first; resolves a follow-up.
            within: Only these doc_ids.
            language: Of what is not quoted.

        Raises:
            QuestionError: The question is empty or longer than 2,000 characters.
        """
        began = time.perf_counter()
        asked = check_question(question)
        with self.library.reading() as snapshot:
            answer = _About(snapshot, self.library.encoder, within, language).answer(asked, history)
        timings = {**answer.timings, "total": _since(began)}
        return replace(answer, question=question, timings=timings)


class _About:
    """One question against one state of the library."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, within: Collection[str] | None, language: Language
    ) -> None:
        self.snapshot, self.encoder, self.within, self.language = snapshot, encoder, within, language
        self._documents: dict[str, Document] = {}
        self.timings: dict[str, float] = {}

    def lookup(self, doc_id: str) -> Document:
        if doc_id not in self._documents:
            document = self.snapshot.document(doc_id)
            if document is None:
                raise KeyError(doc_id)
            self._documents[doc_id] = document
        return self._documents[doc_id]

    def answer(self, asked: str, history: History) -> Answer:
        infos = [info for info in self.snapshot.documents() if self.within is None or info.doc_id in self.within]
        greeting = smalltalk.reply(asked, [info.title for info in infos], self.language)
        if greeting is not None:
            return Answer(asked, asked, greeting, kind="greeting", probability=1.0)
        if not infos:
            return Answer(asked, asked, nothing_indexed(self.language), kind="abstain", abstained=True)
        full = rewrite(asked, history, self.snapshot.segmenter)
        about = recognise(full)
        if about is not None:
            answer = self._overview(asked, full, about, infos)
            if answer is not None:
                return answer
        return self._from_passages(asked, analyse(full, self.snapshot.segmenter))

    def _overview(self, asked: str, full: str, about: AboutDocument, infos: Sequence[DocumentInfo]) -> Answer | None:
        draft = Draft(self.lookup)
        read = infos[: overview.PARTS]
        pairs = [(self.lookup(info.doc_id), self.snapshot.passages_of(info.doc_id)) for info in read]
        if not overview.write(about, pairs, draft, self.language, len(infos) - len(read)):
            return None
        verify(draft.citations, self.lookup)
        cited = {citation.passage.passage_id: citation.passage for citation in draft.citations}
        hits = tuple(Hit(passage, 1.0) for passage in cited.values())
        return Answer(asked, full, draft.text, None, tuple(draft.citations), hits, kind="overview", probability=1.0)

    def _from_passages(self, asked: str, question: Question) -> Answer:
        began = time.perf_counter()
        vector = self.encoder.encode_queries([normalize(question.text)])[0]
        searcher = HybridSearcher(self.snapshot, self.encoder)
        hits = searcher.search_with_vector(question.text, vector, HITS, self.within)
        self.timings["search"] = _since(began)
        began = time.perf_counter()
        weights = word_weights(question, self.snapshot)
        evidence = gather(self.snapshot, question, vector, hits, weights)
        known = searcher.coverage(question.text)
        judged = refusal.judge(refusal.signs(question, evidence, hits, weights, known), self.encoder.fingerprint)
        draft = Draft(self.lookup)
        if not evidence or judged.refused:
            text, reason = not_said(question.words, self.language)
            answer = Answer(asked, question.text, text, reason=reason, abstained=True, kind="abstain")
        else:
            span = compose(question, evidence, weights, draft, self.lookup)
            verify(draft.citations, self.lookup)
            answer = Answer(asked, question.text, draft.text, span, tuple(draft.citations))
        self.timings["answer"] = _since(began)
        return replace(answer, hits=tuple(hits), probability=judged.probability, timings=dict(self.timings))


def _since(began: float) -> float:
    """Milliseconds since a reading of the performance counter."""
    return (time.perf_counter() - began) * 1000
