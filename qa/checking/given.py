"""The passages that an LLM was given, each taken apart when it is first needed."""

from collections.abc import Sequence

from ...corpus.normalize import normalize
from ...corpus.types import Passage
from ...index.segment import Segmenter
from .content import Content
from .parsed import Parsed
from .support import Support, support
from .windows import told

Group = tuple[int, ...]
"""Passages that count as one, by their places."""

_TOLD = 0.9  # of the words of what a reply calls unmentioned
_NEXT = 200  # characters between passages that follow each other: a heading may stand there


class Given:
    """Passages by place, from 0."""

    def __init__(self, passages: Sequence[Passage], segmenter: Segmenter) -> None:
        self._passages, self._segmenter = passages, segmenter
        self._parsed: dict[Group, Parsed] = {}
        self._known: dict[str, str] = {}
        self._supports: dict[tuple[str, Group], Support] = {}

    def parsed(self, group: Group) -> Parsed:
        """The passages of a group as one text."""
        if group not in self._parsed:
            chosen = [self._passages[n] for n in group]
            head = "\n".join(dict.fromkeys(h for p in chosen for h in p.heading_path))
            self._parsed[group] = Parsed("\n".join(p.text for p in chosen), self._segmenter, head)
        return self._parsed[group]

    def singles(self) -> list[Group]:
        """Every passage by itself."""
        return [(n,) for n in range(len(self._passages))]

    def groups(self, markers: Sequence[int]) -> tuple[list[Group], list[Group]]:
        """What the markers cite, alone and with what follows it in its document, and all the others alone."""
        cited = sorted({n - 1 for n in markers if 0 < n <= len(self._passages)})
        runs: list[list[int]] = []
        for n in sorted(cited, key=lambda n: (self._passages[n].doc_id, self._passages[n].start)):
            if runs and self._follows(runs[-1][-1], n):
                runs[-1].append(n)
            else:
                runs.append([n])
        joined = [tuple(run) for run in runs if len(run) > 1]
        return [*((n,) for n in cited), *joined], [g for g in self.singles() if g[0] not in cited]

    def _follows(self, first: int, second: int) -> bool:
        a, b = self._passages[first], self._passages[second]
        return a.doc_id == b.doc_id and a.end <= b.start <= a.end + _NEXT

    def support(self, claim: Parsed, group: Group) -> Support:
        """What a group says to a claim."""
        key = (claim.text, group)
        if key not in self._supports:
            self._supports[key] = support(claim, self.parsed(group), self._known_in(group))
        return self._supports[key]

    def supports(self, claim: Parsed, group: Group, content: Content) -> bool:
        """Whether no guard speaks against it and enough is told."""
        found = self.support(claim, group)
        others = [self.parsed(single) for single in self.singles()]
        return found.sound and content.enough(claim, self.parsed(group), found, others)

    def tells(self, topic: Parsed) -> bool:
        """Whether a passage tells of what a reply says that none does: nearly all its words in one passage."""
        words = topic.within(0, len(topic.text))
        if sum(token.weight for token in words) < 1:
            return False
        return any(
            told(words, self.parsed(g).head + "\n" + self.parsed(g).text) >= _TOLD and self.support(topic, g).sound
            for g in self.singles()
        )

    def _known_in(self, group: Group) -> str:
        """All that is given of a group's document, normalised."""
        doc_id = self._passages[group[0]].doc_id
        if doc_id not in self._known:
            own = [p for p in self._passages if p.doc_id == doc_id]
            self._known[doc_id] = normalize("\n".join("\n".join((*p.heading_path, p.text)) for p in own))
        return self._known[doc_id]
