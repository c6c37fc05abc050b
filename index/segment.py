"""Text to search terms: jieba's words in search mode, and character bigrams.

Words and bigrams together beat either alone on every set tried (article, other questions: hit@1 .773 against .727
for words and .758 for bigrams), because a bigram survives a wrong word boundary.

jieba's own Python cuts .6 MB/s; ``cutting.py`` gives the same words at about 8 MB/s and loads a third as long. jieba's
dictionary is loaded for tags, and where the user has one.
"""

import functools
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import regex

from ..corpus.errors import DocumentError
from ..corpus.normalize import normalize
from .cutting import Cutter
from .listing import file_hash, write_atomically

SEGMENT_VERSION = "3"

_HAN = regex.compile(r"\p{Han}+")
_WORD = regex.compile(r"[\p{L}\p{N}]")


class Segmenter:
    """Cuts text into words and bigrams.

    Args:
        cache: A private folder for jieba's cache. Its default is a predictable name in the shared temporary folder,
            where anyone may plant one.
        user_dictionary: A file in jieba's format, one ``word [frequency] [tag]`` a line, UTF-8.

    Raises:
        DocumentError: The user dictionary cannot be read.
    """

    _lock = threading.Lock()
    # jieba's own dictionary, 100 MB in Python and 50 in Rust that never change: once a process and not once a library.
    _plain: ClassVar[Any] = None
    _plain_cutter: ClassVar[Cutter | None] = None

    def __init__(self, cache: Path, user_dictionary: Path | None = None) -> None:
        self._cache, self._dictionary_file = cache, user_dictionary
        self._loaded: Any = None
        self._loaded_cutter: Cutter | None = None
        self.fingerprint = _fingerprint(user_dictionary)

    @property
    def _jieba(self) -> Any:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded

    def _load(self) -> Any:
        if self._dictionary_file is not None:
            return _with_own_words(_tokenizer(self._cache), self._dictionary_file)
        if Segmenter._plain is None:
            Segmenter._plain = _tokenizer(self._cache)
        return Segmenter._plain

    @property
    def _cutter(self) -> Cutter:
        if self._loaded_cutter is None:
            if self._dictionary_file is not None:
                self._loaded_cutter = Cutter(self._jieba, _own_words(self._dictionary_file))
            else:
                with self._lock:
                    if Segmenter._plain_cutter is None:
                        Segmenter._plain_cutter = Cutter()
                    self._loaded_cutter = Segmenter._plain_cutter
        return self._loaded_cutter

    def warm(self) -> None:
        """Loads the dictionaries now (half a second) and not at the first query."""
        _ = self._jieba, self._cutter

    def words(self, text: str) -> list[str]:
        """Words in search mode: a long word also yields the shorter ones inside it."""
        return self._words(normalize(text))

    def bigrams(self, text: str) -> list[str]:
        """Pairs of neighbouring Han characters; a lone one stands for itself."""
        return _bigrams(normalize(text))

    def terms(self, text: str) -> tuple[list[str], list[str]]:
        """Words and bigrams, the text normalised once."""
        normal = normalize(text)
        return self._words(normal), _bigrams(normal)

    def _words(self, normal: str) -> list[str]:
        return [word for word in self._cutter.cut_for_search(normal) if _is_word(word) or word in "%‰°"]

    def cut(self, normal: str) -> list[str]:
        """A normalised text in words and what stands between them; joined they are the text."""
        return self._cutter.cut(normal)

    def plain_words(self, text: str) -> list[str]:
        """Words without the shorter ones inside them, for comparing a question with a sentence."""
        return [word for word in self.cut(normalize(text)) if _is_word(word)]

    @functools.cached_property
    def _tagger(self) -> Any:
        from jieba.posseg import POSTokenizer

        return POSTokenizer(self._jieba)

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words of the text as it stands and their ICTCLAS tags (n noun, ns place, nr person, t time, v verb)."""
        return [(pair.word, pair.flag) for pair in self._tagger.cut(text)]


def _bigrams(normal: str) -> list[str]:
    found: list[str] = []
    for run in _HAN.findall(normal):
        found.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
    return found


def _is_word(word: str) -> bool:
    return word.isalnum() or _WORD.search(word) is not None  # the first is true of nearly all and a quarter of the time


def _tokenizer(cache: Path) -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.CRITICAL)  # a cache that can't be written is no news to a user
    tokenizer = jieba.Tokenizer()
    with _checked_cache(cache) as folder:
        tokenizer.tmp_dir = str(folder)
        tokenizer.initialize()
    return tokenizer


def _with_own_words(tokenizer: Any, file: Path) -> Any:
    with file.open("rb") as handle:  # by its name jieba would leave it open
        tokenizer.load_userdict(handle)
    return tokenizer


def _own_words(file: Path) -> list[str]:
    """The words of a user's dictionary, as jieba reads its lines."""
    from jieba import re_userdict

    lines = (line.strip().decode().lstrip("\ufeff") for line in file.read_bytes().split(b"\n"))
    return [re_userdict.match(line)[1] for line in lines if line]


@contextmanager
def _checked_cache(folder: Path) -> Iterator[Path]:
    """Where jieba may keep its cache: this folder, once what lies there is known to be ours; else a passing one.

    jieba takes whatever it finds. With a bit flipped it cuts other words than before, and nobody would know.
    """
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    cache, record = folder / "jieba.cache", folder / "jieba.sha256"
    known = _holds(cache, record)
    if not known and not os.access(folder, os.W_OK):
        with tempfile.TemporaryDirectory(prefix="yinwen-") as passing:
            yield Path(passing)
        return
    if not known:
        cache.unlink(missing_ok=True)
    yield folder
    if not known and cache.exists():
        with suppress(OSError):
            write_atomically(record, file_hash(cache).encode())


def _holds(cache: Path, record: Path) -> bool:
    try:
        return file_hash(cache).encode() == record.read_bytes()
    except OSError:
        return False


def _fingerprint(user_dictionary: Path | None) -> str:
    """What the terms depend on: our rules, the versions of what cuts and simplifies, the user's dictionary."""
    from importlib.metadata import version

    versions = " ".join(f"{name} {version(name)}" for name in ("jieba", "rjieba", "opencc"))
    digest = hashlib.sha256(f"{SEGMENT_VERSION} {versions}".encode())
    if user_dictionary is not None:
        try:
            digest.update(user_dictionary.read_bytes())
            user_dictionary.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentError(
                f"用户词典 {user_dictionary} 读不了（{error}）；请检查路径，并存成 UTF-8，每行一个词。",
                f"The user dictionary {user_dictionary} can't be read ({error}); check the path and save it as UTF-8, "
                "one word a line.",
            ) from error
    return digest.hexdigest()


def unique(terms: Iterable[str]) -> list[str]:
    """The terms without repeats, in order."""
    return list(dict.fromkeys(terms))
