"""What indexing would cost: only what is new is counted, and rates are taken by the clock that is given."""

import itertools

import pytest

from yinwen.corpus.errors import DocumentError
from yinwen.index.cost import measure, new_files, sample_of, size_of
from yinwen.index.ingest import find
from yinwen.index.segment import Segmenter

from fakes import FakeEncoder

TEXT = "\n\n".join(f"第{n}段说的是长江十年禁渔。沿江的渔民全部上岸，有了新的工作和住处。" for n in range(60))


class Slow(FakeEncoder):
    """Every sentence takes some time of the test's own clock."""

    def __init__(self, clock, seconds):
        super().__init__()
        self.clock, self.seconds = clock, seconds

    def encode_passages(self, texts):
        self.clock.now += self.seconds * sum(map(len, texts))
        return super().encode_passages(texts)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_rates_follow_the_clock(tmp_path):
    clock = Clock()
    rates = measure(TEXT, Slow(clock, 0.01), Slow(clock, 0.0001), Segmenter(tmp_path), clock)
    characters = sum(not c.isspace() for c in TEXT)
    assert rates.full == pytest.approx(0.01 * characters / len(TEXT.encode()), rel=0.01)
    assert rates.fast == pytest.approx(0.0001 * characters / len(TEXT.encode()), rel=0.01)
    assert rates.text == 0.0


def test_a_slow_encoder_is_measured_for_a_second_and_no_longer(tmp_path):
    clock = Clock()
    slow = Slow(clock, 0.01)
    measure(TEXT, slow, FakeEncoder(), Segmenter(tmp_path), clock)
    assert clock.now < 3
    assert 0 < slow.encoded < 60


def test_time_spent_on_text_is_counted(tmp_path):
    ticks = itertools.count()
    rates = measure(TEXT, FakeEncoder(), FakeEncoder(), Segmenter(tmp_path), lambda: float(next(ticks)))
    assert rates.text == pytest.approx(1 / len(TEXT.encode()))


def test_what_is_stored_as_it_is_costs_nothing(library, folder):
    library.add([folder])
    files = find([folder])[0]
    assert new_files(files, library.documents()) == []
    (folder / "a.txt").write_text("改过了。这是新的一段话。", encoding="utf-8")
    (folder / "new.txt").write_text("新的。", encoding="utf-8")
    assert {path.name for path in new_files(find([folder])[0], library.documents())} == {"a.txt", "new.txt"}


def test_kinds_that_are_not_read_cost_nothing(folder):
    (folder / "film.mp4").write_bytes(b"0" * 1000)
    assert "film.mp4" not in {path.name for path in new_files(find([folder / "film.mp4", folder])[0], [])}


def test_sizes_are_added_and_what_is_gone_counts_nothing(folder):
    paths = [folder / "a.txt", folder / "b.md", folder / "gone.txt"]
    assert size_of(paths) == sum(path.stat().st_size for path in paths[:2])


def test_the_sample_is_of_the_first_that_can_be_read(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "long.txt").write_text(TEXT * 10, encoding="utf-8")
    sample = sample_of([tmp_path / "empty.txt", tmp_path / "binary.txt", tmp_path / "long.txt"], tmp_path / "none")
    assert (TEXT * 10).startswith(sample)
    assert len(sample) == 6000


def test_else_of_the_one_to_fall_back_on(tmp_path):
    (tmp_path / "own.txt").write_text(TEXT, encoding="utf-8")
    assert sample_of([tmp_path / "none.txt"], tmp_path / "own.txt") == TEXT
    with pytest.raises(DocumentError):
        sample_of([], tmp_path / "none.txt")
