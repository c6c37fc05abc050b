"""``yinwen eval``."""

import argparse
import sys
from typing import Any

from ...corpus.errors import Language
from ..llm.settings import asked_for, told
from ..settings import Settings

_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("retrieval", "hit@1", "命中@1", "hit@1"),
    ("retrieval", "hit@3", "命中@3", "hit@3"),
    ("retrieval", "hit@5", "命中@5", "hit@5"),
    ("retrieval", "MRR@10", "MRR@10", "MRR@10"),
    ("retrieval", "nDCG@10", "nDCG@10", "nDCG@10"),
    ("answers", "containment", "答案包含率", "answer containment"),
    ("answers", "exact_match", "答案片段完全相同", "span exact match"),
    ("answers", "char_f1", "答案片段字 F1", "span character F1"),
    ("answers", "length_median", "答复长度中位数（字）", "answer length, median (characters)"),
    ("answers", "length_max", "最长答复（字）", "longest answer (characters)"),
    ("citations", "quotes_exact", "引文与原文一致", "quotes exact"),
    ("citations", "precision", "引文落在标准出处", "citation precision"),
    ("citations", "recall", "标准出处被引用", "citation recall"),
    ("refusal", "refusal_rate", "拒答率（无答案的问题）", "refusal rate (unanswerable)"),
    ("refusal", "false_refusal_rate", "误拒率（有答案的问题）", "false-refusal rate (answerable)"),
    ("refusal", "refusal_rate_at_0.1_false", "误拒 10% 时的拒答率", "refusal rate at 10% false refusals"),
    ("latency_ms", "p50", "耗时 p50（毫秒）", "latency p50 (ms)"),
    ("latency_ms", "p95", "耗时 p95（毫秒）", "latency p95 (ms)"),
)


def eval_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """Evaluates and prints the main figures; 0 even where questions failed, which the report counts."""
    from .run import evaluate

    llm = asked_for(settings.llm) if arguments.llm else None
    if llm is not None:
        sys.stderr.write(told(llm, settings.language) + "\n")
    with _Bars(settings.language) as bars:
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
            progress=bars,
        )
    sys.stdout.write(render_report(report, settings.language) + "\n")
    where = arguments.output / "report.json"
    sys.stdout.write(f"详见 {where}\n" if settings.language == "zh" else f"More in {where}\n")
    return 0


def render_report(report: dict[str, Any], language: Language) -> str:
    """A line a figure; what could not be measured is left out."""
    counts = report["counts"]
    head = (
        "{questions} 个问题（{answerable} 个有答案，{unanswerable} 个没有），出错 {errors} 个"
        if language == "zh"
        else "{questions} questions ({answerable} answerable, {unanswerable} not), {errors} errors"
    )
    lines = [head.format(**counts)]
    for part, name, zh, en in _ROWS:
        value = report[part][name]
        if value is not None:
            lines.append(f"{_shown(part, name, value):>8}  {zh if language == 'zh' else en}")
    return "\n".join(lines)


def _shown(part: str, name: str, value: float) -> str:
    return f"{value:.1f}" if part == "latency_ms" or name.startswith("length") else f"{value:.3f}"


class _Bars:
    """A progress bar a stage, on a terminal only."""

    _LABELS = {"index": ("索引", "indexing"), "ask": ("提问", "asking")}  # noqa: RUF012

    def __init__(self, language: Language) -> None:
        self._language, self._stage, self._bar = language, "", None

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, stage: str, done: float, total: float) -> None:
        from tqdm import tqdm

        if stage != self._stage:
            self.__exit__()
            label = self._LABELS[stage][self._language != "zh"]
            self._stage, self._bar = stage, tqdm(total=total, desc=label, disable=None, leave=False)
        self._bar.update(done - self._bar.n)  # type: ignore[attr-defined]
