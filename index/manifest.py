"""What an index was made with, and the refusal to open it with anything else."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..corpus.errors import IndexMismatchError

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Manifest:
    """Kept in the store's ``meta``.

    Attributes:
        encoder: What names the encoder to ``load_encoder``; ``default`` is the shipped one.
        fingerprint: Hex sha256 of the encoder.
        dim: Of its vectors.
        tokenizer: Hex sha256 of the tokenizer that measures passages.
        splitter: The splitter's version and limit.
    """

    encoder: str
    fingerprint: str
    dim: int
    tokenizer: str
    splitter: str

    def to_meta(self) -> dict[str, str]:
        """As text."""
        return {
            "format": str(FORMAT),
            "encoder": self.encoder,
            "fingerprint": self.fingerprint,
            "dim": str(self.dim),
            "tokenizer": self.tokenizer,
            "splitter": self.splitter,
        }


def check_format(meta: Mapping[str, str]) -> None:
    """Refuses an index of another format; an empty ``meta`` is an index never written.

    Raises:
        IndexMismatchError: Its format is not ours.
    """
    found = meta.get("format", "?")
    if meta and found != str(FORMAT):
        raise IndexMismatchError(
            f"这个索引的格式是 {found}，本程序用的是 {FORMAT}；请换用建立它的版本，或用 YINWEN_HOME 另指一处重新索引。",
            f"This index has format {found}, this program uses {FORMAT}; use the version that made it, or name another "
            "folder with YINWEN_HOME and index again.",
        )


def check(meta: Mapping[str, str], wanted: Manifest) -> None:
    """Refuses an index made with another encoder, tokenizer or splitter. Nothing is changed.

    Raises:
        IndexMismatchError: Naming both sides and the command that mends it.
    """
    check_format(meta)
    if not meta:
        return
    mine = wanted.to_meta()
    names = {
        "fingerprint": ("编码模型", "encoder"),
        "dim": ("向量维数", "vector dimension"),
        "tokenizer": ("分词表", "tokenizer"),
        "splitter": ("切分规则", "splitter"),
    }
    for key, (zh, en) in names.items():
        if meta.get(key) == mine[key]:
            continue
        old, new = _named(meta, key), _named(mine, key)
        option = "" if wanted.encoder == "default" else f" --encoder {wanted.encoder}"
        raise IndexMismatchError(
            f"这个索引建立时的{zh}是 {old}，现在用的是 {new}；要改用现在的，请运行 yinwen index --rebuild{option}"
            "（用已存的原文重建，不会丢内容）。",
            f"This index was made with the {en} {old}, but {new} is in use now; to change over run "
            f"yinwen index --rebuild{option} (it rebuilds from the stored text, nothing is lost).",
        )


def _named(meta: Mapping[str, str], key: str) -> str:
    if key == "fingerprint":
        return f"{meta.get('encoder', '?')} ({meta.get(key, '?')[:8]})"
    return meta.get(key, "?")[:12]
