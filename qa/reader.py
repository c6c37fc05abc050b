"""Which reader is meant: the shipped one, none, or the shipped one with another model's judgement of relevance."""

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..corpus.errors import EncoderError
from .onnx_reader import OnnxReader
from .types import Excerpt, Reader, Reading

MODEL = Path(__file__).parent / "model"
"""The shipped reader's folder."""


def load_reader(
    name: str | Path | None = None, reranker: str | None = None, threads: int | None = None
) -> Reader | None:
    """The reader of that name.

    Args:
        name: None or ``"default"`` for the shipped one, ``"none"`` for none, or a folder made by ``qa/training``.
        reranker: A cross-encoder of sentence-transformers (a folder or a name on the Hugging Face hub) whose relevance
            takes the place of the reader's own.
        threads: Threads of a run; None for one a core.

    Raises:
        EncoderError: There is no such folder, it holds no model, or the hub cannot be reached.
    """
    if name == "none":
        if reranker is not None:
            raise EncoderError(
                "--reranker 要和阅读模型一起用；请去掉 --reader none。",
                "--reranker works together with the reader; leave out --reader none.",
            )
        return None
    reader = OnnxReader(MODEL if name in (None, "default") else Path(str(name)).expanduser(), threads)
    return reader if reranker is None else Reranked(reader, load_cross_encoder(reranker), reranker)


class Waiting:
    """A reader that is loaded beside what else has to be loaded, from now on; whoever asks it first waits for it.

    Args:
        load: Gives the reader.
    """

    def __init__(self, load: Callable[[], Reader | None]) -> None:
        self._loading: Future[Reader | None] = Future()
        threading.Thread(target=self._load, args=(load,), daemon=True).start()

    def _load(self, load: Callable[[], Reader | None]) -> None:
        try:
            self._loading.set_result(load())
        except BaseException as error:
            self._loading.set_exception(error)

    @property
    def reader(self) -> Reader:
        """The reader.

        Raises:
            EncoderError: It could not be loaded.
        """
        found = self._loading.result()
        if found is None:
            raise ValueError("there is no reader to wait for")
        return found

    @property
    def fingerprint(self) -> str:
        """The reader's."""
        return self.reader.fingerprint

    def pieces(self, text: str) -> int:
        """The reader's."""
        return self.reader.pieces(text)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        """One reading an excerpt, in the order given."""
        return self.reader.read(question, excerpts)


class Reranked:
    """The words of one reader in the order of another model's relevance.

    The other model's scores have a range of their own: within a question they are brought to the mean and deviation of
    the reader's, so that they order windows while what was fitted to the reader still holds.

    Args:
        reader: Finds the words.
        model: A ``CrossEncoder``: ``predict([(question, text), …])`` gives a score each.
        name: What it is called.
    """

    def __init__(self, reader: Reader, model: Any, name: str) -> None:
        self._reader, self._model, self._name = reader, model, name
        # Fast tokenizers of transformers change their own padding as they run: two threads at once are an error there.
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Both names."""
        return f"{self._reader.fingerprint}+{self._name}"

    def pieces(self, text: str) -> int:
        """The reader's."""
        return self._reader.pieces(text)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        """One reading an excerpt, in the order given."""
        readings = self._reader.read(question, excerpts)
        if len(readings) < 2:
            return readings
        pairs = [(question, f"{e.title} {e.text}" if e.title else e.text) for e in excerpts]
        with self._lock:
            scores = [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
        centre, spread = _moments([reading.relevance for reading in readings])
        mean, deviation = _moments(scores)
        return [
            replace(reading, relevance=centre + spread * (score - mean) / (deviation or 1.0))
            for reading, score in zip(readings, scores, strict=True)
        ]


def _moments(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def load_cross_encoder(name: str) -> Any:
    """A ``CrossEncoder``; the hub is asked only for what the local cache lacks.

    Raises:
        EncoderError: No such folder, no model in it, or a hub that cannot be reached (said within 2 seconds).
    """
    from ..index import hub  # urllib comes with it, which only a model of the hub needs

    folder = Path(name).expanduser()
    if not folder.exists() and not hub.is_hub_name(name):
        raise EncoderError(
            f"找不到重排模型文件夹 {folder}；请检查 --reranker 的路径。",
            f"There is no reranker folder {folder}; check the path given to --reranker.",
        )
    offline = folder.exists() or hub.is_cached(name)
    if not offline:
        hub.require_hub(name, "重排模型", "reranker")
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(str(folder) if folder.exists() else name, local_files_only=offline, num_labels=1)
    except Exception as error:  # the libraries raise anything here: OSError, ValueError, KeyError, safetensors' own
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise EncoderError(
            f"重排模型 {name} 无法载入（{reason}）；请检查它是否完整，或去掉 --reranker。",
            f"The reranker {name} cannot be loaded ({reason}); check that it is complete, or leave out --reranker.",
        ) from error
