"""How far an evaluation is."""

from ...corpus.errors import Language


class Bars:
    """A progress bar a stage, on standard error where that is a terminal, and nothing elsewhere."""

    _LABELS = {"index": ("索引", "indexing"), "ask": ("提问", "asking")}  # noqa: RUF012

    def __init__(self, language: Language) -> None:
        self._language, self._stage, self._bar = language, "", None

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, stage: str, done: float, total: float) -> None:
        """Draws what is done of what there is in this stage."""
        from tqdm import tqdm

        if stage != self._stage:
            self.__exit__()
            label = self._LABELS[stage][self._language != "zh"]
            self._stage, self._bar = stage, tqdm(total=total, desc=label, disable=None, leave=False)
        self._bar.update(done - self._bar.n)  # type: ignore[attr-defined]
