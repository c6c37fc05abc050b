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


def checked_in_all(count: int, failed: int, language: Language) -> str:
    """How an LLM's sentences fared, before they are shown again with their verdicts."""
    if language == "en":
        told = f"Checked against the source: {count - failed} of {count} sentences borne out"
        return f"{told}; the others are marked here:" if failed else f"{told}."
    if failed:
        return f"对照原文核对：{count} 句中有 {failed} 句得不到支持，标注如下："
    return f"对照原文核对：{count} 句都有原文支持。"


def nothing_indexed(language: Language) -> str:
    """Text of an abstention where there is no document to ask."""
    if language == "en":
        return "There is no document to ask; add one with yinwen index PATH."
    return "还没有可问的文件；请先用 yinwen index 路径 添加。"


_UNITS_ENGLISH = {
    "章": "chapters",
    "节": "sections",
    "编": "parts",
    "条": "articles",
    "款": "clauses",
    "项": "items",
    "段": "paragraphs",
    "句": "sentences",
    "字": "characters",
    "词": "words",
}
_UNITS_CHINESE = {"字": "字（含标点）", "词": "个词", "句": "句", "编": "编"}


def parts_in_all(count: int, language: Language) -> str:
    """How many parts a document has, before they are named."""
    return f"分为 {count} 个部分：" if language == "zh" else f" has {count} parts:"


def counted(count: int, unit: str, language: Language) -> str:
    """How many articles, paragraphs, characters … there are, before some of them are named."""
    if language == "en":
        return f" has {count} {_UNITS_ENGLISH.get(unit, 'parts')}:"
    return f"共 {count} {_UNITS_CHINESE.get(unit, unit)}" + ("。" if unit in ("字", "词") else "：")


def no_parts(language: Language) -> str:
    """Of a document without headings."""
    return "没有分部分的标题。" if language == "zh" else " has no headings that divide it."


def no_such_place(language: Language) -> str:
    """Where a part is asked for that is not there; what there is follows."""
    return "没有这一处；" if language == "zh" else "There is no such part; it"


def more_parts(count: int, language: Language) -> str:
    """How many headings an outline left out."""
    return f"另有 {count} 个标题。" if language == "zh" else f"And {count} more headings."


def documents_in_all(count: int, language: Language) -> str:
    """How many documents there are, before they are named."""
    return f"共 {count} 个文件：" if language == "zh" else f"There are {count} documents:"


def more_documents(count: int, language: Language) -> str:
    """How many documents an overview left out."""
    return f"另有 {count} 个文件。" if language == "zh" else f"And {count} more documents."
