"""Which of the 250,002 pieces stay: Chinese, common English and symbols."""

import json
import lzma
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import regex
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from .e5_file import E5File

SPACE = "▁"
ASCII_PIECES = 12_000
ENGLISH_WORDS = 40_000
CAPITALISED = 4_000
"""So many of them also stay in the form that begins a sentence (Who, Patient); with all, 40 MB would not do."""
HAN = regex.compile(r"\p{Han}")


def tokenizer_of(e5: E5File, keep: list[int]) -> Tokenizer:
    """The Unigram tokenizer over the pieces ``keep``, numbered in that order.

    Nmt, NFKC and the folding of spaces are what sentencepiece's ``nmt_nfkc`` did when the model was trained.
    """
    new = {old: number for number, old in enumerate(keep)}
    pieces = [(e5.pieces[old], float(e5.scores[old])) for old in keep]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=new[e5.special.unk]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    bos, eos = e5.pieces[e5.special.bos], e5.pieces[e5.special.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, new[e5.special.bos]), (eos, new[e5.special.eos])],
    )
    return tokenizer


def read_texts(path: Path, every: int = 1) -> Iterator[str]:
    """Title and text of each ``every``-th line of a JSONL file, plain or .xz."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            row = json.loads(line)
            yield f"{row.get('title') or ''}\n{row['text']}"


def count_pieces(tokenizer: Tokenizer, texts: Iterator[str], batch: int = 512) -> np.ndarray:
    """How often each piece is used, ``(pieces,)`` int64."""
    counts = np.zeros(tokenizer.get_vocab_size(), np.int64)
    while chunk := list(islice(texts, batch)):
        encodings = tokenizer.encode_batch_fast(chunk, add_special_tokens=False)
        ids = np.concatenate([np.asarray(encoding.ids, np.int64) for encoding in encodings])
        counts += np.bincount(ids, minlength=len(counts))
    return counts


def is_symbol(piece: str) -> bool:
    """One sign (punctuation, number, emoji) or Latin or Greek letter, with or without a space before it."""
    sign = piece.removeprefix(SPACE)
    if len(sign) != 1:
        return piece == SPACE
    return unicodedata.category(sign)[0] in "PSN" or regex.match(r"[\p{Latin}\p{Greek}\p{Bopomofo}]", sign) is not None


def choose_pieces(e5: E5File, seen: np.ndarray, english: list[str], always: list[str]) -> dict[str, set[int]]:
    """The ids to keep, by the rule that keeps them.

    Args:
        e5: The uncut model.
        seen: ``(pieces,)`` how often each piece occurs in the text.
        english: English words, commonest first; all their pieces stay, capitalised too for the first of them.
        always: Texts all of whose pieces must stay (the prompts).
    """
    tokenizer = tokenizer_of(e5, list(range(len(e5.pieces))))
    words = [*english, *(word.capitalize() for word in english[:CAPITALISED]), *always]
    ascii_ids = [i for i, piece in enumerate(e5.pieces) if piece.replace(SPACE, "").isascii()]
    by_score = sorted(ascii_ids, key=lambda i: (-float(e5.scores[i]), i))
    special = e5.special
    return {
        "special": {special.bos, special.eos, special.pad, special.unk, len(e5.pieces) - 1},  # the last is <mask>
        "seen twice": set(np.flatnonzero(seen >= 2).tolist()),
        "Han": {i for i, piece in enumerate(e5.pieces) if HAN.search(piece)},
        "symbols": {i for i, piece in enumerate(e5.pieces) if is_symbol(piece)},
        "likeliest ASCII": set(by_score[:ASCII_PIECES]),
        "English words": {i for enc in tokenizer.encode_batch(words, add_special_tokens=False) for i in enc.ids},
    }
