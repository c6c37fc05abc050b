"""Results that are either whole or not there."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...corpus.errors import DocumentError

WriteLine = Callable[[Any], None]
WriteText = Callable[[str], None]


def make_folder(path: Path) -> None:
    """Makes a folder for results, before anything long begins.

    Raises:
        DocumentError: It can't be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def json_lines(path: Path) -> Iterator[WriteLine]:
    """Writes values as JSON lines: ``text_lines``.

    Raises:
        DocumentError: The folder can't be written to.
    """
    with text_lines(path) as write:
        yield lambda value: write(json.dumps(value, ensure_ascii=False))


@contextmanager
def text_lines(path: Path) -> Iterator[WriteText]:
    """Writes lines to ``NAME.part``, which takes its name once the block ends without an error.

    Raises:
        DocumentError: The folder can't be written to.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:

            def write(line: str) -> None:
                file.write(line + "\n")
                file.flush()

            yield write
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def write_json(path: Path, value: Any) -> None:
    """Writes one value, indented, all or nothing.

    Raises:
        DocumentError: The folder can't be written to.
    """
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a text, all or nothing.

    Raises:
        DocumentError: The folder can't be written to.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> DocumentError:
    return DocumentError(
        f"写不进 {folder}（{error.strerror}）；请检查路径、权限和剩余空间。",
        f"{folder} can't be written to ({error.strerror}); check path, permissions and free space.",
    )
