"""Holds an LLM's sentences against the passages that it cites: content, figures, dates, names, denials."""

from .checker import SentenceChecker

__all__ = ["SentenceChecker"]
