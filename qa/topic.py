"""What an earlier question was about, and which of its parts a new word takes the place of. Rules, for Chinese."""

import regex

from ..index.segment import Segmenter

_MEASURE = r"(?:百分点|[个名位家项种条次年月日天岁点号度倍元吨米人份件所座方部段章步类])"
# What a question asks with, its measure word included.
ASKED = regex.compile(
    r"百分之(?:多少|几)|为什么|为何|为啥|"
    rf"(?:多少|几)(?:{_MEASURE})?|哪(?:里|儿|些|怕)?(?:[一几两二三四五六七八九十]*{_MEASURE})?|什么(?:时候|时间|地方|样的?|人|原因)?"
    r"|谁|何[时处地人]|怎么样|怎样|怎么|如何|多久|多[大高长远重快深宽]"
)
TIME = regex.compile(
    r"(?:\d{4}年|[今去前明后]年)(?:同期|底|初|末|[上下]半年|前[\p{N}一二两三四五六七八九十]+个月|第[一二三四]季度|\d{1,2}月(?:\d{1,2}[日号])?)?"
    r"|\d{1,2}月(?:份|\d{1,2}[日号])?|[上下本]个?月|[上下]半年|第[一二三四]季度|[上下本这]?(?:周|星期)[一二三四五六日天末]"
    r"|工作日|节假日|寒假|暑假|[早中晚]上|[上中下]午|[昨今明]天"
)
ORDINAL = regex.compile(r"第[一二三四五六七八九十\d]+(?:个)?(?:部分|方面|阶段|[点条项章节步种段次个])?")
_QUOTED = regex.compile(r"[“《「][^”》」]+[”》」]")
_PLACE_WORDS = ("全省", "全市", "全国", "全县", "全区", "我省", "我国", "我市", "本省", "本市")
_COPULA = r"(?:是|指的?是?|叫做?|有|包括|包含|为|达到?了?|等于|意味着|讲了?|说了?|在|位于|构成)"
_ADVERBS = r"(?:分别|各|都|主要|具体|一共|总共|共|究竟|到底|目前|大概|同比|环比|会|应该|已经)*"
_TAIL = regex.compile(rf"(?:{_ADVERBS}(?:增长|提高|下降|减少|上升|增加|{_COPULA})?(?:了|到|的是?|过)?)$")
_MODAL = regex.compile(r"(?<=\p{Han}{2})(?:要|能够?|可以|应该?|必须|需要|将会?|会)(?=\p{Han}{2,4}$)")
_EDGES = "？?。.！!，, \t\u3000"
# What only has a meaning as something's own: the effect of ..., the purpose of ....
RELATION = (
    r"(?:具体|主要|最终|实际|直接|规划|计划|预计)?的?(?:效果|作用|意义|目的|目标|原因|结果|影响|好处|内容|措施|步骤|时间|地点|价格|费用|数量|总额|总数|总投资|面积"
    r"|人数|依据|背景|特点|条件|要求|标准|期限|范围|对象|职务|年龄|职责|任务|区别|方法|办法|流程|成绩|成果|成效|优点|缺点|定义|含义|意思)"
)


def stem(question: str) -> str:
    """A question without its marks, what opens it and what closes it."""
    text = question.strip(_EDGES)
    text = regex.sub(r"^(?:请问|那么|那(?=[\p{Han}“]{4})(?![些个里时天年边儿]))[,，]?", "", text)
    return regex.sub(r"[吗呢呀啊吧]+$", "", text)


def about(question: str, segmenter: Segmenter) -> str:
    """The thing that a question is about, in its own words; empty where none is found."""
    text = stem(question)
    for pattern in (
        rf"^(?P<s>.{{2,40}}?){_ADVERBS}{_COPULA}(?:{ASKED.pattern})",  # S 是多少
        rf"^(?:{ASKED.pattern})(?:是|叫)(?P<s>.{{2,30}})$",  # 谁是 S
        rf"^(?:一共|总共|共)?有(?:{ASKED.pattern})(?P<s>.{{2,20}}?)(?:被.*|$)",  # 有多少名 S 被治愈
        r"^(?:为什么|为何)(?P<s>.{2,20})$",
        r"^(?P<s>.{2,40})(?:为什么|为何).{2,20}$",
    ):
        found = regex.match(pattern, text)
        if found and not ASKED.search(found["s"]) and _nominal(found["s"], segmenter):
            return _whole(_bare(found["s"], segmenter), text, segmenter)
    asked = ASKED.search(text)
    if asked:
        related = _relative(text[: asked.start()], text[asked.end() :], segmenter)
        if related:
            return related
    quoted = _QUOTED.search(text)
    return quoted.group() if quoted else max(noun_runs(text, segmenter), key=len, default="")


def _whole(thing: str, text: str, segmenter: Segmenter) -> str:
    """A thing to the end of its last word in a text: 业主委员会 where 会 was taken for a verb."""
    begin = text.find(thing)
    at = 0
    for word, _ in segmenter.tagged(text) if begin >= 0 else ():
        if at < begin + len(thing) < at + len(word) and len(thing) > begin + len(thing) - at > 1:
            return text[begin : at + len(word)]
        at += len(word)
    return thing


def _nominal(text: str, segmenter: Segmenter) -> bool:
    """Whether a text can be a thing: not a lone verb, no 不 or 吗."""
    tags = segmenter.tagged(text)
    return len(text) > 1 and any(tag[:1] in "nvbijtx" for _, tag in tags) and tags[0][1] not in ("p", "d", "c")


def _bare(text: str, segmenter: Segmenter) -> str:
    """Without the adverbs and copulas at the end, and the modal verb in the middle (长江要禁渔, not 委员会)."""
    kept = _TAIL.sub("", text.strip(_EDGES)).strip(_EDGES)
    found = _MODAL.search(kept)
    if found and any(found.group() in word and len(word) > len(found.group()) for word, _ in segmenter.tagged(kept)):
        return kept
    return _MODAL.sub("", kept)


def _relative(before: str, after: str, segmenter: Segmenter) -> str:
    """湖北采取了 + 哪些 + 举措: 湖北采取的举措; 长江要禁渔 + 几年: 长江禁渔."""
    verb = regex.sub(r"(?:了|过)$", "", before)
    tags = segmenter.tagged(verb)
    if len(tags) < 2 or tags[-1][1] not in ("v", "vn", "n") or len(verb) > 20 or tags[-1][0] in ("是", "有"):
        return ""
    if not after:
        kept = _bare(verb, segmenter)
        return kept if len(kept) >= 3 and kept[-1] not in "的到" else ""
    if (tags[-1][1] == "v" or verb != before) and len(after) <= 10 and not regex.search(r"[的了被是，,]", after):
        return f"{verb}的{after}"
    return ""


def noun_runs(text: str, segmenter: Segmenter) -> list[str]:
    """The longest stretches of nouns, in order; words that ask are none."""
    runs, run = [], ""
    for word, tag in [*segmenter.tagged(text), ("", "x")]:
        noun = tag[:1] in ("n", "j", "l", "i", "b") or tag in ("vn", "an", "eng", "s")
        if noun and word not in ("同比", "环比") and not ASKED.fullmatch(word):
            run += word
        elif run:
            runs.append(run)
            run = ""
    return [run for run in runs if len(run) > 1]


def swap(what: str, previous: str, segmenter: Segmenter) -> str:
    """``previous`` with ``what`` in the place of what is of its kind, marks and all."""
    if _QUOTED.fullmatch(what):
        return _swap_quoted(what, previous)
    for kind in (TIME, ORDINAL):
        if kind.fullmatch(what):
            return _swap_kind(kind, what, previous, segmenter)
    quoted = regex.search(r"[“]([^”]+)[”]", previous)
    if quoted and (quoted[1][0] == what[0] or quoted[1][-1] == what[-1] or (_counted(quoted[1]) and _counted(what))):
        return _swap_quoted(f"“{what}”", previous)
    target = _alike(what, previous, segmenter)
    if not target:
        return f"{what}{is_what(what)}？"
    swapped = previous.replace(target, what, 1)
    # 湖北全省 becomes 武汉, not 武汉全省.
    return regex.sub(rf"(?<={regex.escape(what)})(?:{'|'.join(_PLACE_WORDS)})", "", swapped)


def _swap_kind(kind: regex.Pattern[str], what: str, previous: str, segmenter: Segmenter) -> str:
    old = list(kind.finditer(previous))
    if old:
        at = old[0] if kind is TIME else old[-1]
        if kind is TIME and regex.fullmatch(r"\d{4}年|[今去前明后]年", what):
            # 今年前两个月 … 去年呢: of the same months.
            what += regex.sub(r"^(?:\d{4}|.)年", "", at.group()) if at.group()[-3:] != "年同期" else ""
        if kind is ORDINAL and regex.fullmatch(r"第[\p{N}一二三四五六七八九十]+", what):
            what += regex.sub(r"^第[\p{N}一二三四五六七八九十]+", "", at.group())
        return previous[: at.start()] + what + previous[at.end() :]
    if kind is TIME:
        return what + previous
    topic = about(previous, segmenter)
    return f"{topic}的{what}是什么？" if topic and not regex.search("部分|章|节", what) else f"{what}讲什么？"


def _swap_quoted(what: str, previous: str) -> str:
    """A quoted term for the last one, with the noun after it; how many it counts is not asked again."""
    old = list(_QUOTED.finditer(previous))
    if not old:
        return f"{what}指什么？"
    noun = regex.compile(r"\p{Han}{0,8}?(?=是|指|包括)").match(previous, old[-1].end())
    full = previous[: old[-1].start()] + what + previous[noun.end() if noun else old[-1].end() :]
    return regex.sub(r"(?:是|指的?是?)哪[一二两三四五六七八九十几]+\p{Han}", "指什么", full)


def is_what(what: str) -> str:
    """How to ask after a thing: 是谁, 是多少 or 是什么."""
    if regex.search(
        r"(?:人|者|员|师|师傅|老师|医生|学生|患者|作家|专家|科学家|画家|诗人|教授|博士|皇帝|国王|总统|书记|主任|主席|总理|[省市县局部校院]长|总裁|经理|董事)$",
        what,
    ):
        return "是谁"
    return "是多少" if regex.search(r"(?:总?投资|总[额数量]|费用?|价格?|面积|数量|人数|[率额度])$", what) else "是什么"


def _counted(text: str) -> bool:
    return bool(regex.match(r"[一二两三四五六七八九十\d]", text))


def _alike(what: str, previous: str, segmenter: Segmenter) -> str:
    """The part of ``previous`` that ``what`` replaces: a place by a place, else its like by the last character."""
    tags = segmenter.tagged(previous)
    mine = {tag[:2] for _, tag in segmenter.tagged(what)} & {"ns", "nr", "nt"}
    if "ns" in mine:
        named = [word for word, tag in tags if tag.startswith("ns")] + [w for w in _PLACE_WORDS if w in previous]
        if named:
            return max(named, key=len) if len(named) == 1 else named[0]
    for word, tag in tags:
        if len(word) > 1 and word[-1] == what[-1] and tag[0] in "nvb" and not ASKED.search(word):
            return word
    for word, tag in tags:
        if tag[:2] in mine and len(word) > 1:
            return word
    topic = about(previous, segmenter)
    asked = ASKED.search(previous)
    runs = noun_runs(previous[: asked.start()] if asked else previous, segmenter)
    run = runs[-1] if runs else topic if asked and topic in previous[asked.end() :] else ""
    for place in _PLACE_WORDS:
        run = run.removeprefix(place) or run
    return run


_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫"
    "段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤應应習习欧阳"
)


def person(text: str, segmenter: Segmenter) -> str:
    """The first person that a text names; empty where it names none."""
    tags = segmenter.tagged(text)
    for at, (word, tag) in enumerate(tags):
        if tag != "nr" or word[0] not in _SURNAMES:
            continue
        following, kind = tags[at + 1] if at + 1 < len(tags) else ("", "")
        if len(word) == 1 and len(following) <= 2 and kind.startswith("n"):
            return word + following
        if 2 <= len(word) <= 4:
            return word
    return ""
