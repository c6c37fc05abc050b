"""Sentences that say something else than their passage does, made by script from ones that say the same.

Every way is a function of the sentence, its passage and a random generator; it gives the changed sentence, or None where
the sentence holds nothing of the kind. ``inside`` puts in what stands elsewhere in the passage, which is harder to notice.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import regex

from yinwen.corpus.normalize import normalize
from yinwen.index.segment import Segmenter

_NUMBER = regex.compile(r"(?<![\d.,A-Za-z])\d+(?:\.\d+)?(?![\d,A-Za-z]|\.\d|年)")
_YEAR = regex.compile(r"(?<!\d)(?:1\d{3}|20\d{2})(?=年)")
_TITLE = regex.compile(r"《[^《》]{2,20}》")
_LATIN = regex.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z.' -]{2,30}[A-Za-z](?![A-Za-z])")
# jieba takes many a word for a person (良港, 公正), so that one must begin with a frequent family name or be foreign.
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤"
)
_NAMED = {
    "nr": regex.compile(rf"[{_FAMILY}]\p{{Han}}{{1,2}}"),
    "ns": regex.compile(r"\p{Han}{2,}"),
    "nrt": regex.compile(r"\p{Han}{3,}"),
}

_FIGURE = r"(?<=[\d十百千万亿])"
_COUNTED = r"(?<=[\d两三四五六七八九十百千万亿])"
# What a unit becomes; the longer ones first, so that 平方公里 isn't taken for 公里.
_UNITS: tuple[tuple[str, str], ...] = (
    ("平方公里", "平方米"),
    ("平方米", "平方公里"),
    ("公里", "米"),
    ("千米", "米"),
    ("厘米", "米"),
    ("毫米", "厘米"),
    ("公斤", "吨"),
    ("千克", "吨"),
    ("公顷", "平方米"),
    ("英里", "米"),
    ("美元", "元"),
    ("英镑", "元"),
    ("小时", "天"),
    ("分钟", "小时"),
    ("个月", "年"),
    ("亿", "万"),
    ("万", "亿"),
    ("米", "公里"),
    ("吨", "公斤"),
    ("元", "美元"),
    ("天", "小时"),
    ("人", "户"),
    ("户", "人"),
    ("岁", "个月"),
    ("%", "‰"),
)
_CLASSIFIERS = tuple((old, "万" + old) for old in "个名座次家位条")
_UNIT = regex.compile(
    f"{_FIGURE}(?:{'|'.join(old for old, _ in _UNITS)})(?!民币|均|们|队|榜|桥)|{_COUNTED}(?:{'|'.join(old for old, _ in _CLASSIFIERS)})(?!月)"
)
_REMOVED: tuple[tuple[str, str], ...] = (
    (r"(?<!\p{Han}[是有])没有(?=\p{Han})", "有"),
    (r"不是", "是"),
    (r"不(?=能|会|可以|再|包括|属于|需要|允许|适合|存在|受|喜欢|知道|愿|使用|支持|接受|承认|容易)", ""),
    (r"无法", "可以"),
    (r"并未|尚未|从未", "已经"),
    (r"未能", "成功"),
    (r"未(?=[被经获受])", "已"),
)
_INSERTED: tuple[tuple[str, str], ...] = (
    (
        r"(?<=\p{Han}|[》”」)）])(?<![于或若但还就正只都凡总便即许如老先算可却而能])是(?=[一由在指中位世最全目\p{L}《“「\d])(?!否|不是|以|因|为了|指)",
        "不是",
    ),
    (r"(?<=[\p{Han}》])位于", "不位于"),
    (r"(?<=[\p{Han}》])属于", "不属于"),
    (r"(?<=[\p{Han}》])包括", "不包括"),
    (r"(?<=\p{Han})成为(?!了?止)", "没有成为"),
    (r"(?<=\p{Han})获得", "没有获得"),
    (r"(?<=\p{Han})被(?=\p{Han})(?!告|动|害)", "没有被"),
    (r"(?<=\p{Han})可以(?=\p{Han})", "不可以"),
    (r"(?<=\p{Han})(?:能够|能)(?=\p{Han})(?![力量源否见])(?<![功可性机技智效职万只本才官潜动体热核电]能)", "不能"),
    (r"(?<=[年月日])(?:于)?(?=出版|成立|发行|开始|加入|上映|建成|毕业|完成|开通|出任|担任)", "没有"),
)
# Where a sentence denies something already, one more or one less may come to the same.
_NEGATED = regex.compile(r"[不没未无非否勿莫]|除了|禁止|拒绝|难以|缺乏")


@dataclass(frozen=True, slots=True)
class Mutator:
    """Makes mutations.

    Attributes:
        segmenter: Tells names.
        names: Names by their tag, to put in place of others.
    """

    segmenter: Segmenter
    names: Mapping[str, Sequence[str]]

    def make(self, kind: str, sentence: str, passage: str, rng: random.Random) -> str | None:
        """The sentence changed in one thing of the kind (one of KINDS); None where it has none."""
        ways: dict[str, Callable[[], str | None]] = {
            "digit": lambda: _digit(sentence, passage, rng),
            "digit, inside": lambda: _inside(_NUMBER, sentence, passage, rng),
            "negation": lambda: _negation(sentence, rng),
            "name": lambda: self._name(sentence, passage, rng, False),
            "name, inside": lambda: self._name(sentence, passage, rng, True),
            "unit": lambda: _unit(sentence, rng),
            "year": lambda: _year(sentence, passage, rng),
            "year, inside": lambda: _inside(_YEAR, sentence, passage, rng),
        }
        made = ways[kind]()
        return made if made is not None and normalize(made) not in normalize(passage) else None

    def _name(self, sentence: str, passage: str, rng: random.Random, inside: bool) -> str | None:
        found = names_in(sentence, self.segmenter)
        rng.shuffle(found)
        for tag, old in found:
            if inside:
                pool = [
                    name for kind, name in names_in(passage, self.segmenter) if kind == tag and name not in sentence
                ]
            else:
                pool = [
                    name for name in rng.sample(self.names[tag], min(50, len(self.names[tag]))) if name not in passage
                ]
            pool = [name for name in pool if not set(name.lower()) & set(old.lower()) - set("《》.' -")]
            if pool:
                return sentence.replace(old, rng.choice(pool))
        return None


KINDS = ("digit", "negation", "name", "unit", "year", "digit, inside", "name, inside", "year, inside")


def names_in(text: str, segmenter: Segmenter) -> list[tuple[str, str]]:
    """``(tag, name)`` without repeats, in order: people and places by jieba's tags, Latin names, titles."""
    found = [("title", match.group()) for match in _TITLE.finditer(text)]
    found += [("latin", match.group()) for match in _LATIN.finditer(text)]
    bare = _TITLE.sub(" ", text)
    for word, tag in segmenter.tagged(bare):
        if tag in _NAMED and _NAMED[tag].fullmatch(word):
            found.append((tag, word))
    return list(dict.fromkeys(found))


def _digit(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Another digit somewhere in a number; the number it gives stands nowhere in the passage."""
    found = list(_NUMBER.finditer(sentence))
    rng.shuffle(found)
    for match in found:
        old = match.group()
        place = rng.choice([n for n, character in enumerate(old) if character.isdigit()])
        digits = [d for d in ("123456789" if place == 0 else "0123456789") if d != old[place]]
        new = old[:place] + rng.choice(digits) + old[place + 1 :]
        if float(new) not in {float(m.group()) for m in regex.finditer(r"\d+(?:\.\d+)?", passage)}:
            return sentence[: match.start()] + new + sentence[match.end() :]
    return None


def _year(sentence: str, passage: str, rng: random.Random) -> str | None:
    found = list(_YEAR.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    years = [int(match.group()) + n for n in range(-9, 10) if n]
    new = [str(year) for year in years if str(year) not in passage]
    return sentence[: match.start()] + rng.choice(new) + sentence[match.end() :] if new else None


def _inside(pattern: "regex.Pattern[str]", sentence: str, passage: str, rng: random.Random) -> str | None:
    """One of the sentence's numbers or years becomes another one of the passage."""
    found = list(pattern.finditer(sentence))
    rng.shuffle(found)
    for match in found:
        others = {m.group() for m in pattern.finditer(passage) if float(m.group()) != float(match.group())}
        if others:
            return sentence[: match.start()] + rng.choice(sorted(others)) + sentence[match.end() :]
    return None


def _unit(sentence: str, rng: random.Random) -> str | None:
    found = list(_UNIT.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    return sentence[: match.start()] + dict((*_UNITS, *_CLASSIFIERS))[match.group()] + sentence[match.end() :]


def _negation(sentence: str, rng: random.Random) -> str | None:
    """A denial taken away where the sentence has just one, or put in where it has none."""
    denials = _NEGATED.findall(sentence)
    if len(denials) > 1:
        return None
    ways = [
        (match, new)
        for pattern, new in (_REMOVED if denials else _INSERTED)
        for match in regex.finditer(pattern, sentence)
    ]
    if not ways:
        return None
    match, new = rng.choice(ways)
    return sentence[: match.start()] + new + sentence[match.end() :]
