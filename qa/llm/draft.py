"""What an LLM writes, shown while it writes: a draft, before anything of it is checked."""

import sys
from collections.abc import Iterable

from ..types import Answer


def show_draft(parts: Iterable[str | Answer]) -> Answer:
    """Writes each piece to standard output as it comes, and gives the answer that follows the last."""
    drafted = False
    for part in parts:
        if isinstance(part, Answer):
            if drafted:
                sys.stdout.write("\n")
            return part
        drafted = True
        sys.stdout.write(part)
        sys.stdout.flush()
    raise RuntimeError("a stream without an answer")
