"""Reasoning models write ``<think>…</think>`` before they answer; that is neither shown nor checked."""

import regex

_OPEN, _CLOSE = "<think>", "</think>"
_THOUGHT = regex.compile(rf"{_OPEN}.*?(?:{_CLOSE}|$)", regex.DOTALL)


def spoken(reply: str) -> str:
    """A whole reply without what was thought; some servers leave the opening tag in the prompt and send the closing alone."""
    return _THOUGHT.sub("", reply).rpartition(_CLOSE)[2].strip()


class Thinking:
    """Takes the thinking out of a stream.

    A closing tag without an opening one is only noticed when it comes: what was passed on by then can't be taken back, and
    ``spoken`` leaves it out of the reply that is kept.
    """

    def __init__(self) -> None:
        self._inside = self._begun = False
        self._held = ""

    def feed(self, piece: str) -> str:
        """What of it can be shown now; the beginning of what may be a tag waits for the next piece."""
        text, shown = self._held + piece, []
        while True:
            before, tag, after = text.partition(_CLOSE if self._inside else _OPEN)
            if not tag:
                break
            if not self._inside:
                shown.append(before)
            self._inside, text = not self._inside, after
        tag = _CLOSE if self._inside else _OPEN
        keep = next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-n:])), 0)
        self._held = text[len(text) - keep :]
        if not self._inside:
            shown.append(text[: len(text) - keep])
        return self._out("".join(shown))

    def end(self) -> str:
        """What still waited."""
        return "" if self._inside else self._out(self._held)

    def _out(self, text: str) -> str:
        text = text if self._begun else text.lstrip()
        self._begun = self._begun or bool(text)
        return text
