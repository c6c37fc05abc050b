"""Names in a text: people, places and bodies by jieba's tags, Latin words and codes, what stands in quotation marks or 《》."""

from dataclasses import dataclass

import regex

from ...index.segment import Segmenter

# jieba takes many a word for a person (满清水, 容纳): one begins with a frequent family name or is foreign.
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤高温习欧"
)
_TAGGED = {
    "nr": regex.compile(rf"[{_FAMILY}]\p{{Han}}{{1,2}}|\p{{Han}}{{4,}}"),
    "nrt": regex.compile(r"\p{Han}{3,}"),
    "nrfg": regex.compile(r"\p{Han}{2,}"),
    "ns": regex.compile(r"\p{Han}{2,}"),
    "nt": regex.compile(r"\p{Han}{2,}"),
}
# Quotes and titles as they are after normalising; a longer quotation is a sentence and no name.
_QUOTED = regex.compile(r'《([^《》]{1,40})》|"([^"]{1,16})"')
_WORDS = regex.compile(r"[a-zà-ÿ0-9]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``start:end``; ``kind`` is jieba's tag, ``latin`` or ``quoted``."""

    start: int
    end: int
    text: str
    kind: str

    def moved(self, by: int) -> "Name":
        """The same, ``by`` characters further on."""
        return Name(self.start + by, self.end + by, self.text, self.kind)


def names(text: str, segmenter: Segmenter) -> list[Name]:
    """The names of a normalised text, in order."""
    found = []
    for match in _QUOTED.finditer(text):
        group = 1 if match[1] else 2
        found.append(Name(match.start(group), match.end(group), match[group], "quoted"))
    found += [
        Name(match.start(), match.end(), match.group(), "latin")
        for match in _WORDS.finditer(text)
        if regex.search(r"[a-zà-ÿ]", match.group())
    ]
    found += tagged_names(text, segmenter)
    return sorted(found, key=lambda name: (name.start, name.end))


def tagged_names(text: str, segmenter: Segmenter) -> list[Name]:
    """Those by jieba's tags alone."""
    found, place = [], 0
    for word, tag in segmenter.tagged(text):
        place = text.index(word, place)
        if tag in _TAGGED and _TAGGED[tag].fullmatch(word):
            found.append(Name(place, place + len(word), word, tag))
        place += len(word)
    return found
