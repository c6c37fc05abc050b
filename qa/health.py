"""``yinwen verify`` and ``yinwen doctor``: is the index sound, and is this machine."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..corpus.errors import DocumentError, YinwenError
from ..index.encoder import SHIPPED
from ..index.library import DATABASE, Library
from ..index.verify import Problem, verify_derived, verify_published, verify_store
from .settings import Settings


def verify_command(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001
    """0 where every stored structure holds, 1 where one did not; an empty home verifies."""
    zh = settings.language == "zh"
    problems = list(_verify(settings))
    for problem in problems:
        tail = ("（重新打开时已重建）" if zh else " (rebuilt on opening)") if problem.mended else ""
        sys.stdout.write(problem.what.message(settings.language) + tail + "\n")
    if not problems:
        sys.stdout.write("索引完好。\n" if zh else "The index is sound.\n")
    return 1 if problems else 0


def _check_folder(home: Path) -> None:
    """A home that is not there yet is sound; one that is no folder is not."""
    if home.exists() and not home.is_dir():
        raise DocumentError(
            f"索引文件夹 {home} 是一个文件；请用 YINWEN_HOME 或 --home 另指一处。",
            f"The index folder {home} is a file; name another with YINWEN_HOME or --home.",
        )


def _verify(settings: Settings) -> Iterator[Problem]:
    _check_folder(settings.home)
    if not (settings.home / DATABASE).exists():
        return
    broken = list(verify_store(settings.home / DATABASE))
    yield from broken
    yield from verify_published(settings.home)
    if broken:
        return
    with Library(settings.home, settings.encoder, settings.user_dictionary) as library:
        if library.meta():
            with library.reading() as snapshot:
                yield from verify_derived(snapshot)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor; ``ok`` None where it is only told."""

    name: str
    ok: bool | None
    detail: str


def doctor_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """0 where all that yinwen needs is there, 1 where something is not."""
    checks = [check for probe in (_environment, _model, _index, _fonts, _offline) for check in probe(settings)]
    if arguments.json:
        rows = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        for check in checks:
            mark = {True: "✓", False: "✗", None: "·"}[check.ok]
            sys.stdout.write(f"{mark} {check.name}: {check.detail}\n")
    return 1 if any(check.ok is False for check in checks) else 0


def _environment(settings: Settings) -> Iterator[Check]:
    from importlib.metadata import PackageNotFoundError, version

    zh = settings.language == "zh"
    yield Check("Python", (3, 11) <= sys.version_info[:2] <= (3, 13), sys.version.split()[0])
    for name in ("sentence-transformers", "torch", "faiss-cpu", "gradio", "jieba", "tantivy", "onnxruntime"):
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            yield Check(name, False, f"没有安装；pip install {name}" if zh else f"not installed; pip install {name}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield Check("处理器" if zh else "cores", None, str(cores))


def _guarded(name: str, settings: Settings, probe: Callable[[], str]) -> Check:
    try:
        return Check(name, True, probe())
    except YinwenError as error:
        return Check(name, False, error.message(settings.language))


def _model(settings: Settings) -> Iterator[Check]:
    from ..index.encoder import load_encoder

    def probe() -> str:
        encoder = load_encoder(settings.encoder)
        return f"{encoder.name}, {encoder.dim}, {encoder.fingerprint[:12]}"

    yield _guarded("编码模型" if settings.language == "zh" else "encoder", settings, probe)
    yield _guarded("阅读模型" if settings.language == "zh" else "reader", settings, lambda: _reader(settings))


def _reader(settings: Settings) -> str:
    from .reader import load_reader

    reader = load_reader(settings.reader, settings.reranker)
    if reader is None:
        return "不用" if settings.language == "zh" else "not used"
    return f"{settings.reader or 'default'}, {reader.fingerprint[:12]}"


def _index(settings: Settings) -> Iterator[Check]:
    zh = settings.language == "zh"
    home = settings.home
    try:
        _check_folder(home)
    except YinwenError as error:
        yield Check("索引" if zh else "index", False, error.message(settings.language))
        return
    if not (home / DATABASE).exists():
        yield Check("索引" if zh else "index", None, f"{home}（还没有建立）" if zh else f"{home} (not made yet)")
        return

    def probe() -> str:
        with Library(home, settings.encoder, settings.user_dictionary) as library:
            infos = library.documents()
            if library.meta():
                with library.reading():
                    pass  # refuses an index of another encoder or splitter
        passages = sum(info.passages for info in infos)
        return (
            f"{home}，{len(infos)} 个文件，{passages} 段"
            if zh
            else f"{home}, {len(infos)} documents, {passages} passages"
        )

    yield _guarded("索引" if zh else "index", settings, probe)
    free = shutil.disk_usage(home).free / 2**30
    yield Check("剩余空间" if zh else "free disk", free > 0.5, f"{free:.1f} GiB")


def _fonts(settings: Settings) -> Iterator[Check]:
    """Only screenshots and the page on this very machine need them; a reader's browser brings its own."""
    zh = settings.language == "zh"
    name = "中文字体" if zh else "Chinese fonts"
    tool = shutil.which("fc-list")
    if tool is None:
        yield Check(name, None, "没有 fc-list，未检查" if zh else "no fc-list, not checked")
        return
    listed = subprocess.run([tool, ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
    families = sorted({line.split(",")[0] for line in listed.splitlines() if line})
    missing = "没有；Debian: apt install fonts-noto-cjk" if zh else "none; Debian: apt install fonts-noto-cjk"
    yield Check(name, None, families[0] if families else missing)


def _offline(settings: Settings) -> Iterator[Check]:
    """What would touch the network: nothing by default; a hub model might."""
    zh = settings.language == "zh"
    local = settings.encoder in (None, *SHIPPED) or Path(settings.encoder or "").is_dir()
    hub = os.environ.get("HF_HUB_OFFLINE") == "1"
    if local:
        detail = "默认模型在本机，运行时不联网" if zh else "the encoder is on this machine; nothing goes to the network"
    else:
        detail = f"{settings.encoder}（HF_HUB_OFFLINE={'1' if hub else '0'}）"
    yield Check("离线" if zh else "offline", True if local else None, detail)
