"""The one place where the environment is read; what it says is passed down as plain arguments."""

import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..corpus.errors import Language
from .llm.settings import OPENAI, LlmSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user set, or the defaults.

    Attributes:
        home: Where the index lives (``YINWEN_HOME``, else the platform's user data folder).
        language: Of messages (``YINWEN_LANG``, else the locale; anything but Chinese is English).
        encoder: What names the encoder (``YINWEN_ENCODER``); None for the one that the index was made with.
        reader: What names the reader (``YINWEN_READER``); None for the shipped one, ``none`` for none.
        reranker: What names a cross-encoder (``YINWEN_RERANKER``); None for none.
        strictness: How readily the documents are said to be silent (``YINWEN_STRICTNESS``).
        user_dictionary: A dictionary in jieba's format (``YINWEN_DICT``).
        cache: Where indexes made for an evaluation are kept (``YINWEN_CACHE``); None for the platform's cache folder.
        llm: The LLM that may be asked for (``YINWEN_LLM_MODEL``); None where none is set up.
        api_key: What clients of the HTTP API must send (``YINWEN_API_KEY``); None for none. Never shown.
    """

    home: Path
    language: Language
    encoder: str | None = None
    reader: str | None = None
    reranker: str | None = None
    strictness: str = "balanced"
    user_dictionary: Path | None = None
    cache: Path | None = None
    llm: LlmSettings | None = None
    api_key: str | None = field(default=None, repr=False)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings as the environment gives them."""
    dictionary = environ.get("YINWEN_DICT")
    return Settings(
        home=default_home(environ),
        language=read_language(environ),
        encoder=environ.get("YINWEN_ENCODER") or None,
        reader=environ.get("YINWEN_READER") or None,
        strictness=environ.get("YINWEN_STRICTNESS") or "balanced",
        reranker=environ.get("YINWEN_RERANKER") or None,
        user_dictionary=Path(dictionary).expanduser() if dictionary else None,
        cache=Path(environ["YINWEN_CACHE"]).expanduser() if environ.get("YINWEN_CACHE") else None,
        llm=read_llm(environ),
        api_key=environ.get("YINWEN_API_KEY", "").strip() or None,
    )


def read_llm(environ: Mapping[str, str] = os.environ) -> LlmSettings | None:
    """The LLM of ``YINWEN_LLM_MODEL``, ``OPENAI_BASE_URL`` and ``OPENAI_API_KEY``; None without a model: a key or a server
    in the shell is there for other programs.
    """
    model = environ.get("YINWEN_LLM_MODEL", "").strip()
    if not model:
        return None
    base_url = environ.get("OPENAI_BASE_URL", "").strip() or OPENAI
    return LlmSettings(model, base_url, environ.get("OPENAI_API_KEY", "").strip() or None)


def default_home(environ: Mapping[str, str] = os.environ) -> Path:
    """``YINWEN_HOME``, else the platform's user data folder."""
    if environ.get("YINWEN_HOME"):
        return Path(environ["YINWEN_HOME"]).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("yinwen", appauthor=False))


def read_language(environ: Mapping[str, str] = os.environ) -> Language:
    """``YINWEN_LANG``, else the locale's variables in their usual order; a C locale is Chinese, the product's own."""
    named = next((environ[name] for name in ("YINWEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    if not named:
        named = locale.getlocale()[0] or ""
    lowered = named.lower()
    return "en" if lowered and not lowered.startswith(("zh", "chinese", "c.", "posix")) and lowered != "c" else "zh"
