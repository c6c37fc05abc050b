"""The folder that :class:`~yinwen.index.static_encoder.StaticEncoder` reads, written."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..static_encoder import CONFIG_FILE, ENTRIES_FILE, VECTORS_FILE
from ..types import Vectors

_LARGEST = 127


def in_bytes(table: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """``(rows, dim)`` int8 and ``(rows,)`` the step of each row: its largest component is 127 steps."""
    steps = np.abs(table).max(axis=1, initial=0.0).astype(np.float32) / np.float32(_LARGEST)
    codes = np.rint(table / np.where(steps > 0, steps, 1)[:, None])
    return np.clip(codes, -_LARGEST, _LARGEST).astype(np.int8), steps


def write_folder(
    folder: Path, entries: Sequence[str], table: Vectors, bias: Vectors, exact: str, context: float, slope: float
) -> None:
    """Writes the three files; the same input gives the same bytes.

    Args:
        folder: Made where it is not there.
        entries: By row, none with a line break.
        table: ``(entries, dim)``.
        bias: ``(dim,)``.
        exact: Fingerprint of the encoder that it was fitted to.
        context: The passage's share.
        slope: How far the exact cosine rises with this one's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ENTRIES_FILE).write_bytes("".join(f"{entry}\n" for entry in entries).encode())
    vectors, scales = in_bytes(table)
    np.savez(folder / VECTORS_FILE, vectors=vectors, scales=scales, bias=bias.astype(np.float32))
    config = {"exact": exact, "context": context, "slope": round(slope, 4)}
    (folder / CONFIG_FILE).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
