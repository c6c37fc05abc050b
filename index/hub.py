"""Whether a model of the Hugging Face hub is at hand, asked before seconds of imports are spent on it.

``HF_HOME``, ``HF_ENDPOINT`` and ``HF_HUB_OFFLINE`` are honoured through huggingface_hub's own constants.
"""

import re
import threading
import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

from ..corpus.errors import EncoderError

PATIENCE = 1.2
"""Seconds that the hub has for any answer, name resolution included."""
NOT_FOUND = 404
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)


def is_hub_name(name: str) -> bool:
    """Whether the name could be one of the hub: ``model`` or ``owner/model``."""
    return HUB_NAME.fullmatch(name) is not None


def _repositories(name: str) -> list[str]:
    """Where the model may be; sentence-transformers takes a bare name for one of its own."""
    return [name] if "/" in name else [f"sentence-transformers/{name}", name]


def is_cached(name: str) -> bool:
    """Whether the local cache holds the model's configuration."""
    from huggingface_hub import try_to_load_from_cache

    return any(
        isinstance(try_to_load_from_cache(repository, file), str)
        for repository in _repositories(name)
        for file in ("modules.json", "config.json")
    )


def require_hub(name: str, zh: str = "编码模型", en: str = "encoder") -> None:
    """Returns once the hub answered that it may have the model.

    Args:
        name: The model's on the hub.
        zh: What it is, for the sentence in Chinese.
        en: The same in English, which is its option's name too.

    Raises:
        EncoderError: The hub may not be asked, gave no answer within :data:`PATIENCE` seconds, or has no such model.
    """
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise EncoderError(
            f"{zh} {name} 不在本机缓存中，而 HF_HUB_OFFLINE 禁止联网；请取消该变量，或用 --{en} 指定模型文件夹。",
            f"The {en} {name} is not in the local cache and HF_HUB_OFFLINE forbids asking the hub; unset it, or give "
            f"--{en} a folder.",
        )
    statuses = _ask(constants.ENDPOINT, _repositories(name))
    if statuses and all(status == NOT_FOUND for status in statuses):
        raise EncoderError(
            f"{constants.ENDPOINT} 上没有{zh} {name}；请检查名称，或用 --{en} 指定模型文件夹。",
            f"{constants.ENDPOINT} has no {en} {name}; check the name, or give --{en} a folder.",
        )
    if not statuses:
        raise EncoderError(
            f"{zh} {name} 不在本机，也连不上 {constants.ENDPOINT}；请检查网络，或用 --{en} 指定模型文件夹。",
            f"The {en} {name} is not on this machine and {constants.ENDPOINT} cannot be reached; check the network, "
            f"or give --{en} a folder.",
        )


def _ask(endpoint: str, repositories: list[str]) -> list[int]:
    """The HTTP status for each repository; none where the endpoint did not answer in time.

    In a thread of its own: no timeout of the socket bounds the time that name resolution takes.
    """
    if urlsplit(endpoint).scheme not in ("http", "https"):
        return []
    statuses: list[int] = []

    def ask() -> None:
        for repository in repositories:
            try:
                url = f"{endpoint}/api/models/{repository}"
                with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 the scheme is checked above
                    statuses.append(answer.status)
            except urllib.error.HTTPError as refusal:  # a refusal is an answer too
                statuses.append(refusal.code)
                refusal.close()
            except (OSError, ValueError, HTTPException):
                return

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return list(statuses)
