"""Follow-ups in English: what about …, and why, who built it."""

import regex

_ABOUT = regex.compile(r"^(?:and|what about|how about|and what about)\s+(?P<what>.{1,60}?)\s*\?*$", regex.IGNORECASE)
_BARE = regex.compile(
    r"^(?:and )?(?P<ask>(?:(?:by|for|with|from|to|since) )?(?:who|whom|what|which|when|where|why|how(?: \w+)?)(?: (?:exactly|else|so))?)\s*\?*$",
    regex.IGNORECASE,
)
_PRONOUN = regex.compile(
    r"\b(?P<word>it|its|they|them|their|he|him|his|she|her|this|that|these|those)\b(?! \w+ing)", regex.IGNORECASE
)
_YEAR = regex.compile(r"(?<![\d.])(?:1\d|20)\d\d(?![\d.])")
_AUXILIARY = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
_SUBJECT = regex.compile(
    rf"\b(?:{_AUXILIARY})\s+(?P<s>(?:the|a|an|this|that)\s+(?:(?!(?:{_AUXILIARY}|in|on|at|by|for|from|to|with|and|or)\b)[\w'-]+\s*){{1,4}}(?:of (?:the )?\w+)?)",
    regex.IGNORECASE,
)
_NAME = regex.compile(r"(?<=\s)\p{Lu}[\w'.-]*(?:\s+(?:of\s+)?\p{Lu}[\w'.-]*)*")
_POSSESSIVE = frozenset({"its", "their", "his", "her"})


def resolve(question: str, previous: str) -> str:
    """The full question; ``question`` itself where it stands alone."""
    text = question.strip()
    about = _ABOUT.match(text)
    if about:
        return _swap(about["what"], previous)
    bare = _BARE.match(text)
    if bare:
        return f"{previous.rstrip('?？ ')}, and {bare['ask'].lower()}?"
    pronoun = _PRONOUN.search(text)
    subject = _subject(previous)
    own = _NAME.search(text)
    if not pronoun or not subject or own or _SUBJECT.search(text[: pronoun.start()] + " "):
        return question
    word = pronoun["word"].lower()
    if regex.match(
        r"it\s+(?:takes?|took|is|was|mean|possible|true|likely|that)\b", text[pronoun.start() :], regex.IGNORECASE
    ):
        return question  # how long does it take, is it true
    possessive = word in _POSSESSIVE and bool(regex.match(r"\s+\w", text[pronoun.end() :]))
    if word in ("this", "that", "these", "those") and regex.match(r"\s+\w", text[pronoun.end() :]):
        return question
    return text[: pronoun.start()] + subject + ("'s" if possessive else "") + text[pronoun.end() :]


def _swap(what: str, previous: str) -> str:
    """A year takes a year's place and a name a name's; anything else is asked beside."""
    year, new = _YEAR.search(previous), regex.sub(r"^in\s+", "", what)
    if _YEAR.fullmatch(new) and year:
        return previous[: year.start()] + new + previous[year.end() :]
    name = _NAME.search(previous)
    if name and what[:1].isupper():
        return previous[: name.start()] + what + previous[name.end() :]
    subject = _subject(previous)
    if subject and regex.match(r"the |a |an ", what):
        return previous.replace(subject, what, 1)
    return f"{previous.rstrip('?？ ')}, {what}?"


def _subject(previous: str) -> str:
    """What an English question is about: its name, or the noun phrase after the auxiliary."""
    found = _SUBJECT.search(previous)
    if found:
        words = found["s"].split()
        # When was the lighthouse *built*: the verb at the end is none of the name.
        if len(words) > 2 and regex.search(r"(?:ed|ilt|ade|ept|end|ound|own|pen|lose|art)$", words[-1]):
            words.pop()
        return " ".join(words)
    name = _NAME.search(previous)
    return name.group() if name else ""
