"""An answer that is being written: all that answering knows of an LLM where none is asked."""

from collections.abc import Generator

from ..types import Answer

Written = Generator[str, None, Answer]
"""Yields what an LLM writes as it comes, returns the answer; closing it ends the request."""


def drained(writing: Written) -> Answer:
    """The answer alone."""
    while True:
        try:
            next(writing)
        except StopIteration as ended:
            answer: Answer = ended.value
            return answer
