"""Files that come with a name and no place of their own: uploads. Their name is their doc_id."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..corpus.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Upload:
    """A file handed over.

    Attributes:
        name: What its owner calls it; folders before it are dropped.
        path: Where its bytes lie for now.
    """

    name: str
    path: Path


def doc_id_of(name: str) -> str:
    """The last part of a name, composed (NFC), without characters that don't print.

    Raises:
        DocumentError: Nothing is left of it.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable() or c == "\u3000").strip()
    if not kept.strip("."):
        raise DocumentError(
            f"文件名 {name!r} 不能用；请改名后再上传。",
            f"The file name {name!r} can't be used; rename it and upload it again.",
        )
    return kept
