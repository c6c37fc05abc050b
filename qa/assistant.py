"""The facade: open a library, ask, get an Answer whose citations hold."""

import time
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from ..corpus.errors import Language, YinwenError
from ..corpus.types import Document
from ..index.ingest import AddReport
from ..index.library import Library
from ..index.rows import DocumentInfo
from ..index.types import Encoder, Hit
from ..index.uploads import Upload
from ..index.writer import Told
from .examples import example_questions
from .inquiry import HITS, Inquiry, since
from .llm.settings import LlmSettings, asked_for
from .llm.stop import Stop
from .llm.writing import Written, drained
from .question import check_question
from .reader import Waiting, load_reader
from .settings import default_home, read_llm
from .strictness import check_strictness
from .types import Answer, History, Reader

__all__ = ["HITS", "Assistant"]


class Assistant:
    """Answers questions about a library. Safe for many threads.

    Args:
        library: What it answers from.
        reader: Reads the passages found, to judge them and to find the words that answer; None leaves both to retrieval.
        strictness: How readily the documents are said to be silent: ``strict``, ``balanced`` or ``open``.
        llm: What ``ask(llm=True)`` and ``stream`` ask; None for none. Nothing is sent to it otherwise.

    Raises:
        QuestionError: There is no such strictness.
    """

    def __init__(
        self,
        library: Library,
        reader: Reader | None = None,
        strictness: str = "balanced",
        llm: LlmSettings | None = None,
    ) -> None:
        self.library, self.reader, self.llm = library, reader, llm
        self.strictness = check_strictness(strictness)

    @classmethod
    def open(
        cls,
        path: Path | str | None = None,
        encoder: Encoder | str | None = None,
        *,
        reader: str | None = None,
        reranker: str | None = None,
        strictness: str = "balanced",
        llm: LlmSettings | None = None,
        user_dictionary: Path | None = None,
        shipped: bool = True,
        notify: Callable[[YinwenError], None] = lambda _: None,
        progress: Callable[[float, float], None] = lambda *_: None,
    ) -> Self:
        """Opens the library at ``path``, with the shipped article in it where no index was ever made.

        Args:
            path: Its folder; default ``YINWEN_HOME``, else the platform's user data folder.
            encoder: An encoder or its name; default the one that the index was made with.
            reader: None or ``"default"`` for the shipped one, ``"none"`` for none, or a folder.
            reranker: A cross-encoder's name or folder, whose order of the passages takes the place of the reader's.
            strictness: How readily the documents are said to be silent.
            llm: The LLM that may be asked for; default the environment's (``YINWEN_LLM_MODEL``), if any.
            user_dictionary: A dictionary in jieba's format.
            shipped: False leaves the shipped article out.
            notify: Gets one sentence for each damaged file that was rebuilt.
            progress: Gets bytes done and in all while the shipped article is indexed.

        Raises:
            YinwenError: What is wrong with the folder or the index, in one sentence.
        """
        home = Path(path).expanduser() if path is not None else default_home()
        strictness = check_strictness(strictness)
        loaded = Waiting(lambda: load_reader(reader, reranker)) if reader != "none" else load_reader(reader, reranker)
        library = Library(home, encoder, user_dictionary, notify)
        try:
            if shipped:
                library.add_shipped(progress)
        except BaseException:
            library.close()
            raise
        return cls(library, loaded, strictness, llm or read_llm())

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

    def upload(self, uploads: Sequence[Upload], told: Told = lambda *_: None) -> AddReport:
        """Adds files under their own names; see ``Library.upload``."""
        return self.library.upload(uploads, told)

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Removes documents; see ``Library.remove``."""
        self.library.remove(doc_ids)

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
        strictness: str | None = None,
        llm: bool = False,
    ) -> Answer:
        """Answers from the documents' own words, or says that they don't say.

        Args:
            question: In any language that the documents' words or the encoder reach.
            history: Earlier questions, or ``{role, content}`` messages, oldest first; resolves a follow-up.
            within: Only these doc_ids.
            language: Of what is not quoted.
            strictness: For this question alone; None for the assistant's own.
            llm: Lets the LLM that is set up write the answer from the passages found; where it fails, ``note`` says so.

        Raises:
            QuestionError: The question is empty or longer than 2,000 characters, or there is no such strictness.
            LlmError: An LLM is asked for and none is set up.
        """
        return drained(self._write(question, history, within, language, strictness, llm))

    def stream(
        self,
        question: str,
        history: History = (),
        *,
        within: Collection[str] | None = None,
        language: Language = "zh",
        strictness: str | None = None,
        stop: Stop | None = None,
    ) -> Generator[str | Answer, None, None]:
        """As ``ask(llm=True)``: what the LLM writes as it comes, then the Answer, in which it is checked.

        What comes before the Answer is a draft. Closing the generator early ends the request; ``stop`` ends it from
        another thread, and ``concurrent.futures.CancelledError`` then leaves the generator.
        """
        answer = yield from self._write(question, history, within, language, strictness, True, stop)
        yield answer

    def _write(
        self,
        question: str,
        history: History,
        within: Collection[str] | None,
        language: Language,
        strictness: str | None,
        llm: bool,
        stop: Stop | None = None,
    ) -> Written:
        began = time.perf_counter()
        server = asked_for(self.llm) if llm else None
        asked = check_question(question)
        strict = self.strictness if strictness is None else check_strictness(strictness)
        with self.library.reading() as snapshot:
            inquiry = Inquiry(snapshot, self.library.encoder, within, language, self.reader, strict)
            answer = inquiry.answer(asked, history)
            if server:
                from .llm.answering import Sources

                sources = Sources.of(answer, inquiry.lookup)
        if server:
            from .llm.answering import LlmAnswerer
            from .llm.checker import default_checker

            checker = default_checker(self.library.segmenter, self.library.encoder, self.reader)
            answerer = LlmAnswerer(server, checker, self.library.encoder, language, stop)
            answer = yield from answerer.write(answer, sources)
        return replace(answer, question=question, timings={**answer.timings, "total": since(began)})
