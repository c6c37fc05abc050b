"""The exception tree of the whole program; every error says what, where and how to mend it, in both languages."""

from typing import Literal

Language = Literal["zh", "en"]


class YinwenError(Exception):
    """Anything that a user can be told in one sentence.

    Args:
        zh: The sentence in Chinese.
        en: The same sentence in English.

    Attributes:
        exit_code: What the command line exits with when this error reaches it.
    """

    exit_code = 2

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en

    def message(self, language: Language) -> str:
        """The sentence in the user's language."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class DocumentError(YinwenError):
    """A document that cannot be read: missing, empty, binary, of an unknown encoding or format."""


class NoSuchDocumentError(DocumentError):
    """A document that is not in the index."""


class QuestionError(YinwenError):
    """A question that cannot be asked: empty or far too long."""


class EncoderError(YinwenError):
    """An encoder that cannot be loaded."""

    exit_code = 3


class LlmError(YinwenError):
    """An LLM that was asked for and is not set up, or not so that it can be used."""


class MissingExtraError(YinwenError, ImportError):
    """A library that one of the extras brings is not installed.

    Args:
        extra: The extra.
        package: The library.
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(
            f"这里需要 {package}，还没有安装；请运行 pip install 'yinwen[{extra}]'。",
            f"This needs {package}, which is not installed; run pip install 'yinwen[{extra}]'.",
        )


class IndexMismatchError(YinwenError):
    """The index was made with another encoder, splitter, tokenizer or format."""

    exit_code = 3


class DamagedError(YinwenError):
    """A stored file does not hold what was written to it."""

    exit_code = 3


class BusyError(YinwenError):
    """Another process is writing to the same index."""

    exit_code = 4
