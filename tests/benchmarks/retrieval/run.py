"""Sets and encoders in, rows out."""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from yinwen.corpus.normalize import normalize
from yinwen.index.snapshot import Snapshot
from yinwen.index.types import Encoder
from yinwen.qa.evaluation.cache import Prepared, cached_library
from yinwen.qa.evaluation.corpora import Corpus
from yinwen.qa.evaluation.gold import Gold
from yinwen.qa.evaluation.questions import Half

from .forms import FormRow, forms_of, measure_forms
from .measure import Row, p50_latency, rank_all, score
from .pool import Pool
from .remembering import Memory
from .searchers import VECTOR_ROWS, WORD_ROWS, Ranker, rankers
from .sets import Asked, Line, QuestionSet, lines

MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        encoders: By label; the first is the product's own, with an empty label.
        cache: Where libraries are kept.
        half: Which half of each set.
        quick: Only the fixed fifth.
        rows: Names without ``@label``.
        forms: Whether questions are also asked in other forms.
        timed: Whether latency is measured.
    """

    encoders: Mapping[str, Memory]
    cache: Path
    half: Half | None = "odd"
    quick: bool = False
    rows: Collection[str] = (*WORD_ROWS, *VECTOR_ROWS)
    forms: bool = False
    timed: bool = True


@dataclass(slots=True)
class Results:
    """What was measured."""

    rows: list[Row] = field(default_factory=list)
    forms: list[FormRow] = field(default_factory=list)

    def sort(self) -> None:
        """Rows of a line together, lines in the order in which they came."""
        order = {line: i for i, line in enumerate(dict.fromkeys(row.line for row in self.rows))}
        self.rows.sort(key=lambda row: order[row.line])


@dataclass(frozen=True, slots=True)
class _Place:
    """One library's corpus and the lines that are asked of it."""

    corpus: Corpus
    pool: bool
    lines: Sequence[Line]


def run(sets: Sequence[QuestionSet], plan: Plan, names: Collection[str] = ()) -> Results:
    """Measures the sets called ``names`` (all where there are none), each alone and all in the merged pool."""
    wanted = [s for s in sets if not names or s.name in names]
    places = [_alone(s, lines(s, plan.half, plan.quick)) for s in wanted]
    if len(sets) > 1 and (not names or MERGED in names):
        places.append(_merged(sets, plan))
    results = Results()
    for place in places:
        for label, memory in plan.encoders.items():
            _say(f"{place.lines[0].name if place.lines else place.corpus.name}: {memory.encoder.name}")
            _run_place(place, label, memory, plan, results)
    results.sort()
    return results


def _alone(chosen: QuestionSet, asked: Sequence[Line]) -> _Place:
    if len(chosen.parts) == 1:
        return _Place(chosen.parts[0].corpus, False, asked)
    return _Place(Pool(chosen.name, chosen.parts), True, asked)


def _merged(sets: Sequence[QuestionSet], plan: Plan) -> _Place:
    parts = list({part.name: part for s in sets for part in s.parts}.values())
    own = [line for s in sets for line in lines(s, plan.half, plan.quick)[:1]]
    every = Line("all", [asked for line in own for asked in line.asked])
    named = [Line(f"{MERGED}: {line.name}", line.asked) for line in (*own, every)]
    return _Place(Pool(MERGED, parts), True, named)


def _run_place(place: _Place, label: str, memory: Memory, plan: Plan, results: Results) -> None:
    # The rows without vectors are the same whatever the encoder.
    names = [n for n in (*WORD_ROWS, *VECTOR_ROWS) if n in plan.rows and (not label or n in VECTOR_ROWS)]
    asked = list({a.key: a for line in place.lines for a in line.asked}.values())
    if not names or not asked:
        return
    with _library(place.corpus, plan.cache, memory.encoder) as prepared, prepared.library.reading() as snapshot:
        qrels = _qrels(prepared, asked, place.pool)
        # Not in the merged pool: four times all questions, for what the sets alone say already.
        wanted = plan.forms and "hybrid" in names and place.corpus.name != MERGED
        changed = _forms(place, snapshot) if wanted else {}
        every = [*asked, *(a for forms in changed.values() for form in forms.values() for a in form)]
        _say(f"  {len(every)} questions, with their forms" if changed else f"  {len(every)} questions")
        memory.encoder.encode_queries([normalize(a.question.question) for a in every])
        make = rankers(prepared.library, snapshot, memory.encoder)
        for name in names:
            measure = _Measure(make[name](), f"{name}@{label}" if label else name, memory, plan)
            found = measure.rows(place.lines, asked, qrels, changed if name == "hybrid" else {})
            results.rows += found.rows
            results.forms += found.forms


@dataclass(frozen=True, slots=True)
class _Measure:
    ranker: Ranker
    row: str
    memory: Memory
    plan: Plan

    def rows(
        self,
        places: Sequence[Line],
        asked: Sequence[Asked],
        qrels: Mapping[str, Mapping[str, int]],
        changed: Mapping[str, dict[str, list[Asked]]],
    ) -> Results:
        _say(f"  {self.row}")
        rankings, results = rank_all(self.ranker, asked), Results()
        for line in places:
            own = {a.key: qrels[a.key] for a in line.asked}
            p50 = self._time(line.asked) if self.plan.timed else None
            results.rows.append(score(line.name, self.row, rankings, own, p50))
            if line.name in changed:
                results.forms += measure_forms(line.name, self.row, self.ranker, changed[line.name], rankings, own)
        return results

    def _time(self, asked: Sequence[Asked]) -> float:
        self.memory.fresh = True
        try:
            return p50_latency(self.ranker, asked)
        finally:
            self.memory.fresh = False


def _forms(place: _Place, snapshot: Snapshot) -> dict[str, dict[str, list[Asked]]]:
    return {line.name: forms_of(line.asked, snapshot.segmenter) for line in place.lines}


def _qrels(prepared: Prepared, asked: Sequence[Asked], pool: bool) -> dict[str, Mapping[str, int]]:
    gold: Callable[[], Gold] = cache(lambda: Gold(prepared.library))
    return {a.key: a.relevant(gold, pool) for a in asked}


@contextmanager
def _library(corpus: Corpus, folder: Path, encoder: Encoder) -> Iterator[Prepared]:
    from tqdm import tqdm

    with tqdm(desc="indexing", disable=None, leave=False) as bar:

        def advance(done: float, total: float) -> None:
            bar.total = total
            bar.update(done - bar.n)

        with cached_library(corpus, folder, encoder, progress=advance) as prepared:
            yield prepared


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
