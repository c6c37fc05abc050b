"""A reply being streamed: its text, whether it ends as it should, and what it is if not."""

from typing import Any

import regex

from .failures import ReplyError
from .thinking import Thinking, spoken

# What servers say of a reply that is whole.
_WHOLE = ("stop", "eos_token")
# So many pieces, each there twice in a row, are no text.
_TWICE = 4
# What would move a terminal's cursor or turn text around.
_CONTROL = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Reply:
    """Takes a server's chunks; believes nothing about their shape, which the client does not check.

    Args:
        longest: Characters that it may have, thinking aside.

    Attributes:
        begun: Whether anything was said or thought yet.
    """

    def __init__(self, longest: int) -> None:
        self.begun = False
        self._longest, self._length = longest, 0
        self._pieces: list[str] = []
        self._thinking, self._thought = Thinking(), False
        self._stopped: str | None = None

    def take(self, chunk: Any) -> str:
        """What the chunk adds to the text that is shown.

        Raises:
            ReplyError: It refuses, calls a tool, is too long, or is no chunk.
        """
        choices = getattr(chunk, "choices", ...)
        if choices == [] or choices is None:  # a chunk that only counts tokens
            return ""
        if not isinstance(choices, list):
            raise ReplyError("malformed")
        delta = getattr(choices[0], "delta", None)
        if getattr(delta, "refusal", None):
            raise ReplyError("refused")
        if getattr(delta, "tool_calls", None) or getattr(delta, "function_call", None):
            raise ReplyError("tools")
        piece = getattr(delta, "content", None) or ""
        if not isinstance(piece, str):
            raise ReplyError("malformed")
        if getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None):
            self._thought = self.begun = True
        self._stopped = getattr(choices[0], "finish_reason", None) or self._stopped
        if not piece:
            return ""
        self.begun = True
        piece = _CONTROL.sub("", piece)
        self._pieces.append(piece)
        return self._shown(self._thinking.feed(piece))

    def _shown(self, text: str) -> str:
        self._length += len(text)
        if self._length > self._longest:
            raise ReplyError("too_long")
        return text

    def end(self) -> tuple[str, str]:
        """The stream has ended.

        Returns:
            What is still to be shown, and the reply whole.

        Raises:
            ReplyError: The reply is not whole, or there is none.
        """
        if self._stopped is None:
            raise ReplyError("cut")
        if self._stopped not in _WHOLE:
            raise ReplyError("stopped", str(self._stopped))
        first, second = self._pieces[0::2], self._pieces[1::2]
        if len(first) >= _TWICE and first == second:
            raise ReplyError("doubled")
        written = "".join(self._pieces)
        reply = spoken(written)
        if not reply:
            raise ReplyError("thought_only" if self._thought or written.strip() else "empty")
        return self._shown(self._thinking.end()), reply
