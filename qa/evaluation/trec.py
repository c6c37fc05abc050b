"""A run and its qrels as TREC's tools read them (trec_eval, ir-measures): a line an item, parted by spaces.

``run.trec`` has ``qid Q0 docid rank score tag``, ``qrels.trec`` has ``qid 0 docid relevance``. What is ranked is passages
where evidence says what is relevant, and documents where qrels say it. White space and ``%`` in a name are written as in
a URL (``%20``), in both files alike.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from .files import text_lines
from .metrics import Outcome

TAG = "yinwen"
_ODD = re.compile(r"[\s%]")


def write_trec(folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Writes both files.

    A tool orders by score and breaks ties its own way, so the score is how many ranks are left, not ours, which ties.

    Raises:
        DocumentError: The folder can't be written to.
    """
    with text_lines(folder / "run.trec") as write:
        for outcome in outcomes:
            name, depth = _name(outcome.question.id), len(outcome.ranking)
            for rank, item in enumerate(outcome.ranking, 1):
                write(f"{name} Q0 {_name(item)} {rank} {depth - rank + 1} {TAG}")
    with text_lines(folder / "qrels.trec") as write:
        for outcome in outcomes:
            for item, relevance in outcome.relevant.items():
                write(f"{_name(outcome.question.id)} 0 {_name(item)} {relevance}")


def _name(text: str) -> str:
    return _ODD.sub(lambda match: quote(match.group()), text)
