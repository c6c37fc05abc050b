"""The derived indexes on disk: FAISS and tantivy, published together in one rename.

New files get new names and are complete before ``published.json`` is replaced, so a kill leaves the old set or the new
one; what no set names is swept by the next that publishes. ``derived.py`` checks and loads them.
"""

import hashlib
import shutil
from pathlib import Path

from ..corpus.errors import DamagedError
from .derived import Derived
from .listing import (
    Listing,
    file_hash,
    read_listing,
    rebuilt,
    sync,
    words_hold,
    write_atomically,
    write_listing,
)
from .segment import Segmenter


def publish(home: Path, derived: Derived, segmenter: Segmenter) -> None:
    """Makes both indexes the ones that others open, in one rename, and sweeps what is no longer named."""
    name = _free(home, f"vectors-{derived.generation}", ".faiss")
    data = derived.vectors.to_bytes()
    write_atomically(home / name, data)
    folder = home / _free(home, f"words-{derived.generation}", "")
    shutil.copytree(derived.words.folder, folder, ignore=shutil.ignore_patterns("*.lock"))
    files = {path.name: file_hash(path) for path in sorted(folder.iterdir()) if path.suffix != ".lock"}
    for path in (*folder.iterdir(), folder):
        sync(path)
    listing = Listing(
        generation=derived.generation,
        token=derived.token,
        segmenter=segmenter.fingerprint,
        dropped=derived.dropped,
        vectors=name,
        vectors_sha256=hashlib.sha256(data).hexdigest(),
        words=folder.name,
        word_files=files,
    )
    write_listing(home, listing)
    sweep(home)


def _free(home: Path, stem: str, suffix: str) -> str:
    """A name that no file of the current set has, since that set must hold until the new one is published."""
    name, n = stem + suffix, 0
    while (home / name).exists():
        n += 1
        name = f"{stem}-{n}{suffix}"
    return name


def sweep(home: Path) -> None:
    """Removes derived files that the listing does not name. Only who publishes may call it."""
    listing = read_listing(home)
    named = {listing.words, listing.vectors} if listing else set()
    for path in [*home.glob("vectors-*"), *home.glob("words-*"), *home.glob(".tmp-*")]:
        if path.name in named:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def is_current(home: Path, derived: Derived, segmenter: Segmenter) -> bool:
    """Whether the published set was made at the same change and with this segmenter; its hashes are not looked at."""
    listing = read_listing(home)
    return listing is not None and (listing.token, listing.segmenter) == (derived.token, segmenter.fingerprint)


def read_problems(home: Path) -> list[DamagedError]:
    """Which published files do not match their record."""
    problems: list[DamagedError] = []
    listing = read_listing(home, problems.append)
    if listing is not None:
        path = home / listing.vectors
        if not path.is_file() or file_hash(path) != listing.vectors_sha256:
            problems.append(rebuilt(path))
        if not words_hold(home, listing):
            problems.append(rebuilt(home / listing.words))
    return problems
