"""Which encoder a long run of ``yinwen index`` takes: what either would cost, and who is asked."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..corpus.errors import EncoderError, Language
from ..index.cost import Clock, Rates, measure, new_files, sample_of, size_of
from ..index.encoder import load_encoder
from ..index.ingest import find
from ..index.library import Library
from ..index.types import Encoder
from ..index.writer import shipped_documents
from .settings import Settings

LONG = 120.0
"""Seconds with the full encoder from which on it is worth a word."""
SHORT = 250_000
"""Bytes for which nothing is measured: an eighth of what takes two minutes on two cores."""
_BYTES = 3  # of a stored character: a Chinese one

Load = Callable[[str], Encoder]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a long run costs.

    Attributes:
        size: Bytes to be encoded.
        full: Seconds with the full encoder.
        fast: Seconds with the static one.
        static: Whether it is to be the static one as things stand.
        open: Whether nothing speaks for either yet: no encoder was named, and no document of the user's is there.
    """

    size: int
    full: float
    fast: float
    static: bool
    open: bool


def consider(
    paths: Sequence[Path],
    rebuild: bool,
    settings: Settings,
    load: Load = load_encoder,
    clock: Clock = time.perf_counter,
) -> Estimate | None:
    """What indexing ``paths`` would cost; None where it is soon done, or where there is no static encoder.

    Args:
        paths: Files and folders to be added.
        rebuild: Whether what is stored is encoded anew.
        settings: Name the library and the encoder.
        load: Loads an encoder by name.
        clock: Seconds.
    """
    with Library(settings.home, settings.encoder, settings.user_dictionary) as library:
        infos = library.documents()
        files = new_files(find(paths)[0], infos)
        size = size_of(files) + (_BYTES * sum(info.characters for info in infos) if rebuild else 0)
        if size < SHORT:
            return None
        named = settings.encoder or library.meta().get("encoder") or "default"
        try:
            fast = load("static")
        except EncoderError:
            return None  # the static one is damaged or not there; who asks for it by name will hear of it
        full = load("default" if named == "static" else named)
        sample = sample_of(files, shipped_documents()[0])
        rates: Rates = measure(sample, full, fast, library.segmenter, clock)
    if size * (rates.text + rates.full) < LONG:
        return None
    own = any(not info.shipped for info in infos)
    return Estimate(
        size=size,
        full=size * (rates.text + rates.full),
        fast=size * (rates.text + rates.fast),
        static=named == "static",
        open=settings.encoder is None and not own,
    )


def told(estimate: Estimate, language: Language) -> str:
    """One line for who can't be asked: what it costs, and what else there is."""
    size, full, fast = _figures(estimate, language)
    if language == "zh":
        going = "现在用快速编码" if estimate.static else "现在用完整编码"
        other = "default" if estimate.static else "static"
        how = f"--encoder {other}" if estimate.open else f"--rebuild --encoder {other}"
        return f"要编码 {size}，按本机实测：完整编码约 {full}，快速编码约 {fast}；{going}，要换用另一种，请加 {how}。"
    going = "going on with the fast one" if estimate.static else "going on with the full one"
    other = "default" if estimate.static else "static"
    how = f"--encoder {other}" if estimate.open else f"--rebuild --encoder {other}"
    return (
        f"{size} to encode; by rates measured on this machine about {full} with the full encoder, about {fast} with the "
        f"fast one; {going}, {how} changes over."
    )


def asked(estimate: Estimate, language: Language) -> str:
    """The question, both choices with their cost."""
    size, full, fast = _figures(estimate, language)
    if language == "zh":
        return (
            f"要编码 {size}。按本机实测的速度：\n"
            f"  1  完整编码：约 {full}\n"
            f"  2  快速编码（--encoder static）：约 {fast}；第一次问到的句子提问时再精算，慢约 0.1 秒\n"
            "选 1 还是 2？直接回车为 1："
        )
    return (
        f"{size} to encode. By rates measured on this machine:\n"
        f"  1  the full encoder: about {full}\n"
        f"  2  the fast one (--encoder static): about {fast}; sentences are scored exactly when first asked about, .1 s\n"
        "1 or 2? Enter means 1: "
    )


def chosen(estimate: Estimate, language: Language, read: Callable[[], str], write: Callable[[str], None]) -> str | None:
    """Asks until the answer is one of the two; ``static``, or None for what is there without a choice.

    Args:
        estimate: What is asked about.
        language: Of the question.
        read: Reads a line; raises EOFError at the end of input.
        write: Shows a text without a line end.
    """
    while True:
        write(asked(estimate, language))
        try:
            line = read().strip()
        except EOFError:
            return None
        if line in ("", "1", "2"):
            return "static" if line == "2" else None


def _figures(estimate: Estimate, language: Language) -> tuple[str, str, str]:
    return (
        f"{estimate.size / 1e6:.1f} MB",
        _duration(estimate.full, language),
        _duration(estimate.fast, language),
    )


def _duration(seconds: float, language: Language) -> str:
    """Minutes, hours from three on, seconds below one."""
    if seconds < 60:
        return f"{max(seconds, 1):.0f} 秒" if language == "zh" else f"{max(seconds, 1):.0f} s"
    if seconds < 3 * 3600:
        return f"{seconds / 60:.0f} 分钟" if language == "zh" else f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} 小时" if language == "zh" else f"{seconds / 3600:.1f} h"
