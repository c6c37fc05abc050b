"""Which documents a question is about: this one, all of them, or the one whose title it names."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import accumulate

import regex

from ..corpus.normalize import normalize

# Kinds of text. 文章 and the like mean whatever document there is; a 合同 is one only where a title says so.
_ANY_KIND = r"(?:文章|文件|文档|材料|资料|文本|全文|正文|原文|内容)"
# These mean the one document that there is, whatever its title: a text speaks of other books and letters more often.
_ALONE = frozenset(
    "报告 合同 协议 手册 操作手册 说明书 新闻 报道 消息 通知 通告 公告 规定 办法 条例 论文 纪要 会议纪要 指南 教程 邮件 方案 章程".split()
)
_KIND = (
    r"(?:工作报告|报告|论文|通知|通告|公告|决定|办法|规定|规则|规范|制度|章程|条例|细则|法|协议|合同|操作手册|手册|指南|说明书|说明|教程|新闻|报道|消息|通讯|邮件|信|讲话"
    r"|采访|访谈|纪要|会议纪要|总结|方案|计划|规划|稿子?|书|故事|小说|散文)"
)
_THIS = r"(?:这|该|本|此|那)(?:一)?(?:[篇份个部封条则本段])?"
_EVERYTHING = regex.compile(
    rf"(?:整)?(?:{_THIS})?(?:整)?[篇份个]?{_ANY_KIND}?|[本该此这]文|全文|通篇|整篇(?:{_ANY_KIND})?|文[中内]|这里|里面"
)
_KINDED = regex.compile(rf"(?P<this>整?{_THIS})?整?[篇份个]?(?P<kind>{_KIND})")
# 会议纪要那份文件, 茶马古道那篇, 《…》一文.
_POINTED = regex.compile(
    rf"^(?P<name>.+?)(?:的?(?:[这那](?:一)?[篇份个本部条]?(?:{_ANY_KIND}|{_KIND})?|一[文书]|{_ANY_KIND})|的{_KIND})$"
)
_TITLED = regex.compile(r"^[《『](?P<name>[^《》『』]{2,80})[》』]$")
_OF_A_KIND = regex.compile(rf"{_KIND}$")
_EDGES = regex.compile(
    r"^(?:在|从|对于?|关于|按照?|根据|依照|依据|把|将|[ ,，、])++|(?:的|里[面头]?|中|内|上|之|[ ,，、])++$"
)
# The name of a title is put together of stretches of at least this many characters.
_STRETCH = 2
# Answers that are kept: one question asks for the same subjects again and again.
_KEPT = 1000


class Titles:
    """The titles of the documents that may be meant.

    Args:
        titles: By doc_id.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = dict(titles)
        self.everything = frozenset(titles)
        self._kept = lru_cache(_KEPT)(self._find)

    def __len__(self) -> int:
        return len(self._titles)

    @cached_property
    def _joined(self) -> tuple[str, list[int], list[str]]:
        """All titles, bare, in one text that is searched at once; where each begins; their doc_ids."""
        ids = list(self._titles)
        bare = [f"{_bare(self._titles[doc_id])}\n" for doc_id in ids]
        return "".join(bare), list(accumulate(map(len, bare), initial=0))[:-1], ids

    def title(self, doc_id: str) -> str:
        """A document's title."""
        return self._titles[doc_id]

    def holding(self, words: str) -> list[str]:
        """The doc_ids of the titles that hold these letters."""
        text, starts, ids = self._joined
        found, at = [], text.find(words)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            found.append(ids[place])
            at = text.find(words, starts[place + 1]) if place + 1 < len(ids) else -1
        return found

    def named(self, subject: str) -> frozenset[str] | None:
        """The doc_ids that a subject means; all of them where it is empty or says 这篇文章; None for no document.

        Args:
            subject: What a question says before what it asks (《…》的, 这份合同的, 泵站操作手册), from ``wording.plain``.
        """
        return self._kept(subject)

    def _find(self, subject: str) -> frozenset[str] | None:
        text = _EDGES.sub("", subject)
        if not text or _EVERYTHING.fullmatch(text):
            return self.everything
        kinded = _KINDED.fullmatch(text)
        if kinded:
            of_kind = frozenset(self.holding(kinded["kind"]))
            alone = kinded["kind"] == "报告" or (len(self) == 1 and kinded["kind"] in _ALONE)
            return of_kind or (self.everything if kinded["this"] or alone else None)
        titled = _TITLED.match(text)
        if titled:
            return self._best(titled["name"], at_end=False)
        pointed = _POINTED.match(text)
        if pointed:
            work = _TITLED.match(pointed["name"])
            found = self._best(work["name"] if work else pointed["name"], at_end=False)
            if found:
                return found
        return self._best(text, at_end=True)

    def _best(self, name: str, *, at_end: bool) -> frozenset[str] | None:
        """The documents whose titles hold the name best.

        A name that stands unmarked (泵站操作手册的) must be that of a kind of text, and end as the title does: what is
        asked of 公共卫生 is not asked of a text about it. A title that itself speaks of 《name》 is another text's.
        """
        wanted = _bare(regex.sub(r"^(?:the|an?|this) ", "", name, flags=regex.IGNORECASE))
        if len(wanted) < (4 if at_end else _STRETCH) or (at_end and not _OF_A_KIND.search(wanted)):
            return None
        scores = {
            doc_id: _held(wanted, _bare(self._titles[doc_id]), at_end=at_end)
            for doc_id in self.holding(wanted[:_STRETCH])
            if not _speaks_of(self._titles[doc_id], wanted)
        }
        best = max(scores.values(), default=0.0)
        return frozenset(doc_id for doc_id, score in scores.items() if score == best) if best > 0 else None


def _speaks_of(title: str, wanted: str) -> bool:
    return _bare(title) != wanted and any(_bare(work) == wanted for work in regex.findall(r"[《『](.+?)[》』]", title))


def _held(name: str, title: str, *, at_end: bool) -> float:
    """The share of a title that a name of it holds: all the name's characters, in order, in stretches; 0 where not."""
    if not title:
        return 0.0
    if at_end and title[-_STRETCH:] != name[-_STRETCH:]:
        return 0.0
    if name in title:
        return len(name) / len(title)
    at = place = 0
    while place < len(name):
        # The longest stretch of the name's rest that the title's rest holds.
        length = next(
            (n for n in range(len(name) - place, _STRETCH - 1, -1) if title.find(name[place : place + n], at) >= 0), 0
        )
        if not length:
            return 0.0
        at = title.find(name[place : place + length], at) + length
        place += length
    return 0.8 * len(name) / len(title)


@lru_cache(maxsize=2**16)
def _bare(text: str) -> str:
    """Letters, digits and Han alone, folded."""
    return regex.sub(r"[^\p{L}\p{N}]", "", normalize(text))
