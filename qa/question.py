"""What a question asks for, and which of its words carry it."""

from dataclasses import dataclass
from typing import Literal

import regex

from ..corpus.errors import QuestionError
from ..corpus.normalize import normalize
from ..index.segment import Segmenter, unique

Kind = Literal["number", "time", "person", "place", "list", "why", "how", "yesno", "what"]

MAX_QUESTION = 2000

_KINDS: tuple[tuple[Kind, regex.Pattern[str]], ...] = (
    ("why", regex.compile(r"为什么|为何|为啥|原因|\bwhy\b")),
    (
        "time",
        regex.compile(r"什么时候|何时|几时|哪[一]?[年月日天]|几几年|几[月日号点]|什么时间|\bwhen\b|\bwhat year\b"),
    ),
    (
        "list",
        regex.compile(
            r"哪[些几两二三四五六七八九十]|有什么|什么样|分别|都有|几[个]?方面|[两三四五六七八九十几]个?(?:是|指)|哪.?“|\bwhich\b"
        ),
    ),
    ("number", regex.compile(r"多少|几|多[大高长远重快深宽久]|百分之|比例|\bhow (?:many|much|long|old|far|high)\b")),
    ("person", regex.compile(r"谁|哪位|什么人|哪[个名]人|\bwho(?:m|se)?\b")),
    ("place", regex.compile(r"哪里|哪儿|何处|什么地方|在哪|哪[个]?[省市县国区]|\bwhere\b")),
    (
        "yesno",
        regex.compile(
            r"吗[？?]?$|是否|有没有|是不是|能不能|会不会|可不可以|^(?:is|are|was|were|do|does|did|can|has|have)\b"
        ),
    ),
    ("how", regex.compile(r"怎么|怎样|如何|怎么样|\bhow\b")),
)

# Words that ask or join and say nothing of what is asked about.
# 哪四项, 哪三个, 哪一年: how many or which are asked for, not what.
_COUNTED = regex.compile(
    r"[哪几]\p{Han}?[年月日天号次个项种位里儿些点岁名届]?(?<!哪吒|几何)|多少.*|什么.*|[一二两三四五六七八九十几]+(?:个|项|种|点|条|类|方面|些)|[一二两三四五六七八九十]"
)
_STOP = frozenset(
    "的 了 是 在 有 和 与 及 或 也 都 就 还 吗 呢 吧 啊 呀 么 嘛 被 把 将 给 对 于 从 到 以 为 之 其 这 那 这个 那个 一个 一 个 "
    "什么 怎么 怎样 如何 为什么 为何 谁 哪 哪个 哪些 哪里 哪儿 哪几 哪位 几 几个 多少 多 是否 有没有 是不是 何时 何 时候 请问 请 "
    "告诉 我 你 您 他 她 它 我们 你们 他们 想 知道 一下 关于 里 里面 中 上 下 除此之外 此外 相比 说 讲 提到 指 是什么 分别 文章 文中 文件 本文 "
    "the a an of in on at to for by with from and or is are was were be been do does did has have had what who whom "
    "whose which when where why how many much it its this that these those there as".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes:
        text: The full question.
        kind: What it asks for.
        words: Its content words, normalised, without repeats; all its words where none is left.
    """

    text: str
    kind: Kind
    words: tuple[str, ...]


def check_question(question: str) -> str:
    """The question without surrounding space.

    Raises:
        QuestionError: It is empty or longer than MAX_QUESTION characters.
    """
    text = question.strip()
    if not regex.search(r"[\p{L}\p{N}]", text):
        raise QuestionError(
            "问题是空的；请输入想问的内容。",
            "The question is empty; type what you want to ask.",
        )
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"问题太长（{len(text)} 字），最多 {MAX_QUESTION} 字；请缩短后再问。",
            f"The question is too long ({len(text)} characters, at most {MAX_QUESTION}); shorten it and ask again.",
        )
    return text


def kind_of(text: str) -> Kind:
    """What a full question asks for."""
    lowered = text.lower().strip()
    return next((kind for kind, pattern in _KINDS if pattern.search(lowered)), "what")


def analyse(text: str, segmenter: Segmenter) -> Question:
    """Takes a full question apart."""
    kind = kind_of(text)
    words = unique(segmenter.plain_words(text))
    content = tuple(word for word in words if word not in _STOP and not _COUNTED.fullmatch(word))
    return Question(text, kind, content or tuple(words))


def simplified(text: str) -> str:
    """The text with 繁體 characters made simplified, one for one, and nothing else changed: the rules are in those."""
    return regex.sub(r"\p{Han}+", lambda run: _folded(run.group()), text)


def _folded(run: str) -> str:
    folded = normalize(run)
    return folded if len(folded) == len(run) else run
