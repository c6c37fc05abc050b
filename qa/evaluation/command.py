"""``yinwen eval``: one run, or two compared."""

import argparse
import sys
from typing import Any

from ...corpus.errors import Language, QuestionError
from ..llm.settings import asked_for, told
from ..settings import Settings
from .figures import FIGURES
from .progress import Bars


def eval_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """Evaluates and prints the main figures; 0 even where questions failed, which the report counts.

    Raises:
        QuestionError: Neither questions with an output folder nor two runs to compare were named.
    """
    if arguments.compare and not arguments.questions:
        from .compare_command import compare_command

        return compare_command(arguments, settings)
    if arguments.compare or not arguments.questions or not arguments.output:
        raise QuestionError(
            "请给出问题和结果文件夹（yinwen eval 问题 --output 文件夹），或两次结果（yinwen eval --compare 旧 新）。",
            "Name questions and a folder (yinwen eval QUESTIONS --output DIR), or two runs (yinwen eval --compare OLD NEW).",
        )
    from .run import evaluate

    llm = asked_for(settings.llm) if arguments.llm else None
    if llm is not None:
        sys.stderr.write(told(llm, settings.language) + "\n")
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
            llm=llm,
            cache=settings.cache,
            half=arguments.half,
            user_dictionary=settings.user_dictionary,
            language=settings.language,
            progress=bars,
        )
    sys.stdout.write(render_report(report, settings.language) + "\n")
    where = arguments.output / "report.html"
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
