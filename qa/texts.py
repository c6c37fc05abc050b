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


def parts_in_all(count: int, language: Language) -> str:
    """How many parts a document has, before they are named."""
    return f"分为 {count} 个部分：" if language == "zh" else f" has {count} parts:"


def no_parts(language: Language) -> str:
    """Of a document without headings."""
    return "没有分部分的标题。" if language == "zh" else " has no headings that divide it."


def no_such_part(count: int, language: Language) -> str:
    """Where a part is asked for that is not there; the parts that are follow."""
    return (
        f"没有这一部分；一共有 {count} 个部分：" if language == "zh" else f"There is no such part; there are {count}:"
    )


def more_documents(count: int, language: Language) -> str:
    """How many documents an overview left out."""
    return f"另有 {count} 个文件。" if language == "zh" else f"And {count} more documents."
