"""Whether a model of the Hugging Face hub is at hand, asked before seconds of imports are spent on it.

``HF_HOME``, ``HF_ENDPOINT`` and ``HF_HUB_OFFLINE`` are honoured through huggingface_hub's own constants.
"""

import re
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from ..corpus.errors import EncoderError

PATIENCE = 1.2
"""Seconds that the hub has for any answer, name resolution included."""
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)


def is_hub_name(name: str) -> bool:
    """Whether the name could be one of the hub: ``model`` or ``owner/model``."""
    return HUB_NAME.fullmatch(name) is not None


def is_cached(name: str) -> bool:
    """Whether the local cache holds the model's configuration; a bare name is one of sentence-transformers' own."""
    from huggingface_hub import try_to_load_from_cache

    repositories = [name] if "/" in name else [name, f"sentence-transformers/{name}"]
    return any(
        isinstance(try_to_load_from_cache(repository, file), str)
        for repository in repositories
        for file in ("modules.json", "config.json")
    )


def require_hub(name: str) -> None:
    """Returns once the hub gave any answer.

    Raises:
        EncoderError: The hub may not be asked, or gave none within :data:`PATIENCE` seconds.
    """
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise EncoderError(
            f"编码模型 {name} 不在本机缓存中，而 HF_HUB_OFFLINE 禁止联网；请取消该变量，或用 --encoder 指定模型文件夹。",
            f"The encoder {name} is not in the local cache and HF_HUB_OFFLINE forbids asking the hub; unset it, or give "
            "--encoder a folder.",
        )
    if not _answers(constants.ENDPOINT):
        raise EncoderError(
            f"编码模型 {name} 不在本机，也连不上 {constants.ENDPOINT}；请检查网络，或用 --encoder 指定模型文件夹。",
            f"The encoder {name} is not on this machine and {constants.ENDPOINT} cannot be reached; check the network, "
            "or give --encoder a folder.",
        )


def _answers(endpoint: str) -> bool:
    """In a thread of its own: no timeout of the socket bounds the time that name resolution takes."""
    if urlsplit(endpoint).scheme not in ("http", "https"):
        return False
    answered = threading.Event()

    def ask() -> None:
        request = urllib.request.Request(endpoint, method="HEAD")  # noqa: S310 the scheme is checked above
        try:
            urllib.request.urlopen(request, timeout=PATIENCE).close()  # noqa: S310
        except urllib.error.HTTPError:
            pass  # a refusal is an answer too
        except (OSError, ValueError):
            return
        answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answered.is_set()
