"""``yinwen eval``."""

import argparse
import sys
from typing import Any

from ...corpus.errors import Language
from ..settings import Settings
from .figures import FIGURES
from .progress import Bars


def eval_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """Evaluates and prints the main figures; 0 even where questions failed, which the report counts."""
    from .run import evaluate

    with Bars(settings.language) as bars:
        report = evaluate(
            arguments.questions,
            arguments.output,
            home=settings.home,
            corpus=arguments.corpus,
            without_gold=arguments.without_gold,
            encoder=settings.encoder,
            reader=settings.reader,
            reranker=settings.reranker,
            strictness=settings.strictness,
            cache=settings.cache,
            half=arguments.half,
            user_dictionary=settings.user_dictionary,
            progress=bars,
        )
    sys.stdout.write(render_report(report, settings.language) + "\n")
    where = arguments.output / "report.json"
    sys.stdout.write(f"详见 {where}\n" if settings.language == "zh" else f"More in {where}\n")
    return 0


def render_report(report: dict[str, Any], language: Language) -> str:
    """A line a figure, with its 95 % interval where it has one; what could not be measured is left out."""
    counts = report["counts"]
    head = (
        "{questions} 个问题（{answerable} 个有答案，{unanswerable} 个没有），出错 {errors} 个"
        if language == "zh"
        else "{questions} questions ({answerable} answerable, {unanswerable} not), {errors} errors"
    )
    lines = [head.format(**counts)]
    for figure in FIGURES:
        value = figure.value(report)
        if value is not None:
            lines.append(f"{figure.shown(value):>8}  {figure.label(language)}{_between(figure.interval(report))}")
    return "\n".join(lines)


def _between(interval: tuple[float, float] | None) -> str:
    return f"  [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""
