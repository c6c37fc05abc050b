"""Which LLM, where it is, how long it may take; and that nothing is sent unless it was set up and asked for."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from ...corpus.errors import Language, LlmError

OPENAI = "https://api.openai.com/v1"
"""Where the ``openai`` client goes when no other server is named."""


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An OpenAI-compatible server and a model of it.

    Attributes:
        model: Its name there (``YINWEN_LLM_MODEL``). A key alone is no consent: without a model nothing is ever sent.
        base_url: Of the server (``OPENAI_BASE_URL``).
        key: ``OPENAI_API_KEY``; None where the server wants none. Never shown.
        connect: Seconds to reach the server.
        first: Seconds from the request to the first piece of a reply; a local server may load the model meanwhile.
        stall: Seconds between two pieces.
        total: Seconds in all.
        longest: Characters that a reply may have.
    """

    model: str
    base_url: str = OPENAI
    key: str | None = field(default=None, repr=False)
    connect: float = 5.0
    first: float = 120.0
    stall: float = 30.0
    total: float = 300.0
    longest: int = 4000

    @property
    def host(self) -> str:
        """Where passages go, as the user is told: host and port, without what else an address may carry."""
        parts = urlsplit(self.base_url)
        name = parts.hostname or ""
        return f"{name}:{parts.port}" if parts.port else name

    @property
    def local(self) -> bool:
        """Whether the server is on this machine; no proxy of the environment then stands between."""
        name = urlsplit(self.base_url).hostname or ""
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return name == "localhost" or name.endswith(".localhost")

    def checked(self) -> Self:
        """The same, fit to be used.

        Raises:
            LlmError: The address is none, or the key holds what no request can carry.
        """
        try:
            usable = urlsplit(self.base_url).scheme in ("http", "https") and bool(self.host)
        except ValueError:
            usable = False
        if not usable:
            raise LlmError(
                "OPENAI_BASE_URL 不是网址；应当像 http://127.0.0.1:11434/v1 这样。",
                "OPENAI_BASE_URL is no address; it should be like http://127.0.0.1:11434/v1.",
            )
        if self.key is not None and not (self.key.isascii() and self.key.isprintable()):
            raise LlmError(
                "OPENAI_API_KEY 里有无法发送的字符；请重新复制一遍。",
                "OPENAI_API_KEY holds characters that cannot be sent; copy it again.",
            )
        return self


def asked_for(llm: LlmSettings | None) -> LlmSettings:
    """What to use where an LLM was asked for.

    Raises:
        LlmError: None is set up, or not so that it can be used.
    """
    if llm is None:
        raise LlmError(
            "还没有设置大模型；请设置环境变量 YINWEN_LLM_MODEL（模型名），并用 OPENAI_BASE_URL 指明服务器，再加 --llm。",
            "No LLM is set up; set the environment variable YINWEN_LLM_MODEL (the model's name), and OPENAI_BASE_URL for "
            "the server, then use --llm.",
        )
    return llm.checked()


def told(llm: LlmSettings, language: Language) -> str:
    """One sentence before anything is sent: what goes where."""
    if language == "en":
        return f"LLM {llm.model}: the question and the passages found are sent to {llm.host}."
    return f"大模型 {llm.model}：问题和找到的段落会发送到 {llm.host}。"
