"""What the program itself says in an answer, in both languages."""

from collections.abc import Sequence

from ..corpus.errors import Language


def not_said(words: Sequence[str], language: Language) -> tuple[str, str]:
    """The reply and the reason of an abstention, with what was looked for."""
    if language == "en":
        looked = ", ".join(words)
        return "The documents don't say.", f"Looked for {looked}; no sentence was found that answers."
    looked = "、".join(words)
    return "文件里没有说。", f"查找了“{looked}”，没有找到能回答的句子。"


def nothing_indexed(language: Language) -> str:
    """Text of an abstention where there is no document to ask."""
    if language == "en":
        return "There is no document to ask; add one with yinwen index PATH."
    return "还没有可问的文件；请先用 yinwen index 路径 添加。"
