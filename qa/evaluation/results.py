"""What a run leaves behind: the report, the outcomes, TREC's files and the page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...corpus.errors import Language
from .files import write_json, write_text
from .metrics import Outcome
from .outcomes import write_outcomes
from .page.failures import Failure
from .page.page import render_page
from .report import curves, score_rankings, summarise
from .trec import write_trec


def write_results(
    output: Path,
    outcomes: Sequence[Outcome],
    failures: Sequence[Failure],
    facts: Mapping[str, Any],
    language: Language = "zh",
) -> dict[str, Any]:
    """Writes ``report.json``, ``curves.json``, ``outcomes.jsonl``, ``run.trec``, ``qrels.trec`` and ``report.html``.

    Args:
        output: The folder, which is there.
        outcomes: Of each question, in the order asked.
        failures: What went wrong.
        facts: ``seconds`` and ``config``, which join the figures.
        language: Of the page.

    Returns:
        The report.

    Raises:
        DocumentError: The folder can't be written to.
    """
    report = {**summarise(outcomes), **facts}
    drawn = curves(outcomes)
    write_outcomes(output, outcomes, score_rankings(outcomes))
    write_trec(output, outcomes)
    write_json(output / "curves.json", drawn)
    done = [o for o in outcomes if o.error is None]
    yes, no = ([o.probability for o in done if o.question.answerable is kind] for kind in (True, False))
    write_text(output / "report.html", render_page(report, drawn, (yes, no), failures, language))
    write_json(output / "report.json", report)
    return report
