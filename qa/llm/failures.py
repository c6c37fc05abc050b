"""What goes wrong between us and an LLM's server, in words of ours: what a server says of its own errors is never shown,
since it may repeat the key.
"""

from typing import Literal

from ...corpus.errors import Language

Reason = Literal[
    "unreachable", "first", "stall", "total", "status", "redirect", "not_stream", "malformed", "server_error", "cut",
    "empty", "thought_only", "refused", "tools", "stopped", "too_long", "doubled", "endless", "uncited",
]  # fmt: skip

_REASONS: dict[Reason, tuple[str, str]] = {
    "unreachable": ("连不上", "it cannot be reached"),
    "first": ("等了太久还没有开始回答", "it took too long to begin"),
    "stall": ("答到一半停住了", "it stopped in the middle"),
    "total": ("用时太长", "it took too long"),
    "status": ("服务器返回 HTTP {}", "it answered HTTP {}"),
    "redirect": (
        "服务器转去别处（HTTP {}），没有跟去",
        "it sends on to another place (HTTP {}), which was not followed",
    ),
    "not_stream": ("返回的不是流式回答", "what it sent is no streamed reply"),
    "malformed": ("返回的内容读不懂", "what it sent cannot be read"),
    "server_error": ("服务器中途报错", "it reported an error"),
    "cut": ("回答没有传完", "the reply was cut off"),
    "empty": ("回答是空的", "the reply was empty"),
    "thought_only": ("只有思考过程，没有回答", "it thought and did not answer"),
    "refused": ("拒绝回答", "it refused to answer"),
    "tools": ("没有回答，而是要调用工具", "it called a tool instead of answering"),
    "stopped": ("回答没有写完（{}）", "it did not finish ({})"),
    "too_long": ("回答太长", "the reply was too long"),
    "doubled": ("每一段都传了两遍", "every piece was sent twice"),
    "endless": ("传来的内容太多", "it sent too much"),
    "uncited": ("回答没有注明依据的段落", "the reply cites no passage"),
}
# What a server may say of why it stopped; its own words are not repeated.
_STOPS = {"length": ("超出长度", "length"), "content_filter": ("被内容过滤", "content filter")}


class ReplyError(Exception):
    """A reply that cannot be used; it becomes an answer's note and never leaves ``qa/llm``.

    Args:
        reason: What went wrong.
        detail: The HTTP status, or why it stopped.
    """

    def __init__(self, reason: Reason, detail: int | str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def told(self, language: Language) -> str:
        """A few words."""
        side = language == "en"
        detail = str(self.detail)
        if self.reason == "stopped":
            detail = _STOPS.get(detail, ("原因不明", "for a reason of its own"))[side]
        return _REASONS[self.reason][side].format(detail)


def fallen_back(failure: ReplyError, host: str, language: Language) -> str:
    """The note of an answer that was made without the LLM that was asked for."""
    why = failure.told(language)
    if language == "en":
        return f"The LLM at {host} was not used: {why}; this answer is quoted straight from the documents."
    return f"没有用上 {host} 的大模型：{why}；这里直接摘引原文作答。"


def not_asked(kind: str, language: Language) -> str | None:
    """The note of an answer for which the LLM was not asked though it was wanted; None for a greeting."""
    if kind == "abstain":
        if language == "en":
            return (
                "The LLM was not asked, and nothing was sent: where the documents don't say, it would have to invent."
            )
        return "没有问大模型，也没有发送任何内容：文件里没有说的，它只能编造。"
    if kind == "overview":
        if language == "en":
            return "The LLM was not asked, and nothing was sent: this is answered from the document's structure."
        return "没有问大模型，也没有发送任何内容：这是按文件的结构回答的。"
    return None


def found_nothing(host: str, passages: int, language: Language) -> str:
    """The reason of an abstention by the LLM."""
    if language == "en":
        return f"The LLM at {host} read the {passages} nearest passages and found no answer in them."
    return f"{host} 的大模型读了最接近的 {passages} 段，没有找到答案。"
