"""What Chinese questions about a document end with: 讲了什么, 的标题是什么, 是谁写的, 分几章. Read after ``wording.plain``."""

from dataclasses import dataclass
from typing import Literal

import regex

from .places import UNIT, UNITS

Need = Literal["nothing", "something", "document", "place"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the end of a question asks.

    Attributes:
        intent: ``told``: what it says; ``parts``: what each part says; or an ``Intent``.
        pattern: Of the question's end.
        need: What must stand before it: a place, a document named or shown (这篇), either, or nothing.
    """

    intent: Literal["told", "parts", "title", "author", "date", "source", "outline", "count"]
    pattern: regex.Pattern[str]
    need: Need = "nothing"


_ADVERB = r"(?:主要|大概|大致|都|到底|具体|究竟|分别|各自|各|又|总共|还|是)*"
_TELL = r"(?:讲述?|说|写|谈|介绍|讨论|论述|描述|阐述|讲解|说明|叙述)"
_HOLD = r"(?:规定|约定|要求|提到?|提及|涉及|包含|包括|列出?|提出|强调|写明|写到)"
_WHAT = r"(?:些什么|什么|哪些|哪几(?:个|条|点|方面|项))"
_THING = r"(?:具体)?(?:内容|事情?|东西|问题|意思|方面|情况|话题|主题|事项|行为|情形|规定|要求|义务|权利|责任|职责|条款|条件)?"
_GIST = (
    r"(?:主要(?:的)?(?:内容|意思|观点|思想|论点)|中心(?:思想|论点|内容|意思)|核心(?:内容|观点|思想|意思|论点)?|主旨|主题|大意|大概(?:内容|意思)|要点|重点|摘要|提要|概要|梗概"
    r"|内容(?:提要|简介|摘要|概要)|基本内容)"
)
_IS = r"(?:都?是什么|有哪些|有什么|是)?"
_WROTE = r"(?:写|编|编写|编著|撰写|起草|创作|撰稿|采写|执笔|作|著|翻译|整理)"
_WRITER = r"(?:作者|撰稿人|撰写[人者]|记者|笔者|编者|编写[人者]|编著者|起草人|执笔人?|主编|署名)"
_ISSUED = r"(?:发布|发表|公布|颁布|印发|出版|刊登|刊发|刊载|登载|登|发出?|出台|下发|推送|转载)"
_MADE = rf"(?:{_ISSUED}|写成?|成文|签(?:订|署|字)?|通过|制定|定稿|编写|编制|更新|修订|出)"
_WHEN = r"(?:什么时候|何时|几时|哪一?[年天日]|哪个月|几月(?:几[日号])?|几号|什么时间|多久以?前)"
_MEDIUM = r"(?:网站|报纸?|报社|杂志|刊物|平台|媒体|期刊|公众号|出版社)"
_WHERE = rf"(?:哪里?|哪儿|什么地方|(?:哪个|哪家|哪份|哪本|什么){_MEDIUM}|哪家)"
_BODY = r"(?:(?:哪个|什么|哪家)(?:单位|部门|机关|机构|组织|公司)|谁)"
_OUTLINE = r"(?:提纲|目录|目次|结构|大纲|框架|章节|小标题|脉络)"
_MANY = r"(?:几|多少|哪几?|哪些)(?:个|大|小|篇|道)*"
_COUNTED = rf"(?:{UNIT}|字数?)"
_COUNT = (
    r"(?:一共|总共|共|全部|大概|大约|约|总计|可以|又|里面?|下面?)*(?:划?分为?|划?分成|包括|包含|由|有|是)?(?:了|成|为|着)?"
    rf"{_MANY}{_COUNTED}(?:[/、，,和跟与及以又分有共\s]*{_MANY}{_COUNTED})*(?:内容|组成|构成)?$"
)


def _asked(intent: str, pattern: str, need: Need = "nothing") -> Asked:
    return Asked(intent, regex.compile(pattern, regex.IGNORECASE), need)  # type: ignore[arg-type]


ASKED: tuple[Asked, ...] = (
    _asked("outline", rf"(?:有没有|有)?(?:一个|个)?的?{_OUTLINE}(?:安排|列表|目录)?(?:是什么|是怎样的|是怎么样的|如何|怎么样|怎样|有哪些|是)?$"),
    _asked("count", _COUNT),
    _asked("count", r"的?总?(?:字数|篇幅)(?:是|有)?(?:多少|多长|几)?$", "document"),
    _asked("parts", rf"(?:各个?|每一?个?|所有|全部)(?:大|小)?{UNIT}(?:里面?|中)?{_ADVERB}{_TELL}(?:了|的)?(?:是)?{_WHAT}{_THING}$"),
    _asked("parts", rf"(?:各个?|每一?个?)(?:大|小)?{UNIT}的?(?:{_GIST}|内容){_IS}$"),
    _asked(
        "outline",
        rf"(?:各个?|每一?个?|所有|全部|(?<![第前后末])这?[二两三四五六七八九十\d]+个?)(?:大|小)?{UNIT}(?:的?(?:标题|名称|题目|名字)$|的?(?:标题|名称|题目|名字)?{_ADVERB}(?:是|叫|有)?{_WHAT}$)",
    ),
    _asked("title", rf"的?大?(?:标题|题目|篇名|书名){_ADVERB}(?:是什么|叫做?什么|是|叫)?$"),
    _asked("title", r"的?(?:名字|名称)(?:是什么|叫什么|是)?$|(?:是)?叫做?什么(?:名字?|题目|标题|名称)?$", "document"),
    _asked(
        "author",
        rf"的?{_WRITER}们?(?:是谁|是什么(?:人|职务|身份|单位|职位)|叫什么.{{0,3}}|是哪位|是哪个人?|是?(?:来自)?(?:哪个|什么|哪家)(?:单位|部门|机构|地方|学校|公司)(?:工作)?的?"
        r"|简介|介绍|的?信息|是?(?:干|做)什么的|是?哪[里儿]的?人?|的?(?:是)?(?:什么)?(?:职务|身份|单位|职位|职业)(?:是什么)?|有谁|有哪些|都有谁|是)?$",
    ),
    _asked("author", rf"是?由?谁{_WROTE}(?:的|出来的|了)?$|出自谁[之的]?手(?:笔)?$|^(?:这)?是?谁的(?:文章|作品|稿子|文)$"),
    _asked("date", rf"(?:是)?(?:在|于)?{_WHEN}(?:被|正式)?{_MADE}(?:的|出来的)?$|{_MADE}于{_WHEN}$"),
    _asked("date", rf"的?日期(?:是)?(?:{_WHEN}|多少|什么)?$", "document"),
    _asked("date", rf"的?(?:{_MADE}|落款)的?(?:时间|日期|年份)(?:是)?(?:{_WHEN}|多少|什么)?$"),
    _asked("source", rf"(?:是)?(?:最早|最初|首先)?(?:在|由)?{_WHERE}(?:上)?(?:{_ISSUED}|报道)的?$"),
    _asked("source", rf"(?:是)?{_ISSUED}(?:在|于)(?:了)?{_WHERE}(?:上)?的?$|(?:哪个|哪家|什么){_MEDIUM}的$"),
    _asked("source", rf"的?(?:来源|出处)(?:是)?(?:{_WHERE}|什么)?$|(?:出自|来自|选自|摘自|转自){_WHERE}$", "document"),
    _asked("source", rf"^(?:来源|出处)(?:是)?(?:{_WHERE}|什么)?$"),
    _asked("source", rf"(?:是)?由?{_BODY}(?:{_ISSUED}|制定|编制|出|定)的?$|的?落款(?:单位)?(?:是)?(?:谁|什么|{_BODY})?$|的?(?:{_ISSUED}|编制|制定)(?:单位|机关|机构|部门)(?:是)?(?:{_BODY}|什么|哪[个里])?$"),
    _asked("title", r"(?<=标题)(?:是什么|叫什么|是)?$", "place"),
    _asked("told", rf"{_ADVERB}讲述?(?:了|的|过|到)*(?:都?是)?(?:些|一些|关于|有关)?{_WHAT}{_THING}的?$"),
    _asked("told", rf"{_ADVERB}{_TELL}(?:了|的|过|到|及)*(?:都?是)?(?:些|一些|关于|有关)?{_WHAT}{_THING}的?$", "something"),
    _asked("told", rf"{_ADVERB}(?:想|要|在)*(?:表达|传达|告诉(?:我们|大家|读者|人们)?|反映)(?:了|的)?(?:是)?{_WHAT}{_THING}$", "document"),
    _asked("told", r"(?:主要|大概|到底|究竟|都)*是?(?:用来)?(?:干|做)什么(?:用)?的$", "document"),
    _asked("told", rf"{_ADVERB}(?:关于|有关)什么(?:方面)?的?(?:内容|事情?|问题|东西)?的?$", "something"),
    _asked("told", rf"{_ADVERB}{_HOLD}(?:了|的|到|过)*(?:都?是)?(?:些|一些)?{_WHAT}{_THING}$", "something"),
    _asked("told", rf"(?:里面?|中|里头)?(?:都|还|主要)*有(?:些|一些)?(?:什么|哪些){_THING}$", "something"),
    _asked("told", rf"(?:都|具体)?(?:是|为)什么(?:样的)?{_THING}(?:话)?$", "place"),
    _asked("told", rf"(?:是|具体|都)*(?:怎么|如何|怎样)(?:{_TELL}|规定|约定|要求|表述|定|操作|做)的?$", "place"),
    _asked("told", rf"的?{_ADVERB}{_GIST}{_IS}$"),
    _asked("told", rf"的?(?:具体|详细|全部)?(?:内容|意思|全文|原文|含义|规定){_ADVERB}(?:是什么|有哪些|有什么|是|如何|怎么样|怎样)?$", "something"),
    _asked("told", r"$", "place"),
)  # fmt: skip

_SUM_UP = r"(?:总结|概括|归纳|概述|小结|简述|介绍|梳理|解读|讲讲|说说|讲一讲|说一说|谈谈|解释)"
_SUMMARY = r"(?:摘要|总结|概述|概要|小结|简介|综述)"
# 总结一下…, 把…概括一下, 写个…的摘要.
IMPERATIVE = regex.compile(
    rf"(?:(?:来|做|给)?(?:个|一个)?{_SUM_UP}(?:一下|下)?(?P<what>.*?)的?(?:主要|核心|大致|基本)?(?:内容|大意|要点|重点|意思|主旨)?"
    rf"|把(?P<taken>.+?)的?(?:主要|核心)?(?:内容|大意|要点)?{_SUM_UP}(?:一下|下)?(?:出来)?|(?:写|做|来|给|要|生成|列)?(?:出|一下)?(?:一?个|一?段|一?份|一?篇)?(?P<of>.*?)的?{_SUMMARY})"
)
# 这是一篇讲什么的文章
GENRE = regex.compile(
    r"(?:这|它)?是?(?:一)?[篇份个本条]?(?:关于|有关|讲|说|写)?(?:什么|哪方面)(?:方面)?的?(?:文章|文件|文档|材料|报告|书|新闻|报道|合同|通知)"
)
# 谁写了这篇文章
WRITER_FIRST = regex.compile(rf"(?:是)?谁{_WROTE}(?:了|的|出了?)?(?P<what>.+?)的?")
DOCUMENTS = regex.compile(
    r"(?:(?:这里|库里?|现在|目前|里面|你|系统|一共|总共|共|都|里)*(?:有|收录了?|包括|能看到?|可以问|知道|存了?)?(?:了)?(?:哪些|几|多少|什么)(?:个|份|篇)?(?:文件|文档|文章|资料|材料)"
    r"|(?:所有|全部)?(?:的)?(?:文件|文档|文章|资料)(?:的)?(?:列表|清单|名单|都?有哪些|有几[个份篇]|有多少[个份篇]?)|(?:列出|看看|列一下)(?:所有|全部)?的?(?:文件|文档|文章|资料))"
)
# Between a place and what is asked of it: 第二部分提到的, 第三章里, 第七条规定.
INSIDE = regex.compile(
    rf"(?:里面?|里头|中|内|上|当中)?(?:所|都|主要)?(?:{_HOLD}|{_TELL}|列举)(?:了|的|过|到)*[,，：:]?|(?:里面?|里头|中|内|当中)(?:的)?[,，]?|的|[,，]"
)
# Without 的 alone: for a part named by its heading, 改造部分的预算 is the budget of a part of something else.
INSIDE_NAMED = regex.compile(
    rf"(?:里面?|里头|中|内|当中)(?:所)?(?:{_HOLD}|{_TELL})?(?:了|的|过|到)*[,，]?|(?:所)?(?:{_HOLD}|{_TELL})(?:了|的|过|到)+[,，]?"
)
# 适用范围在第几条, 哪一章提到了押金: the place is asked for, and a citation says it.
WHICH_PLACE = regex.compile(
    rf"(?P<rest>.{{2,40}}?)(?:是)?(?:在|见于?|规定在|写在|出现在)(?:文章|文件)?的?(?:第几|哪一?)个?{UNIT}(?:里面?|中)?(?:{_HOLD}|{_TELL})?的?"
    rf"|(?:在)?(?:第几|哪一?)个?{UNIT}(?:里面?|中)?(?:{_HOLD}|{_TELL})(?:了|的是|到|过)*(?P<then>.{{2,40}})"
)
# 有几大部分，分别是什么; 分几部分，每部分讲什么
TWOFOLD = regex.compile(
    rf"(?P<first>.*{_MANY}{_COUNTED})[,，、\s]*(?:分别|各自?|都|(?:每|各)个?{UNIT}(?:分别|都)?)(?:是|叫|为|有)?(?P<told>{_TELL})?(?:了|的)?(?:是)?{_WHAT}{_THING}"
)
# 列出目录, 看看第二章的小标题.
SHOW = regex.compile(r"^(?:列出?|看一?看?|展示|显示|生成|输出|整理|查看|给出)(?:一下|下|出)?")


def units_in(text: str) -> tuple[str, ...]:
    """What is counted, under the names that places have; 字 for characters."""
    found = regex.findall(rf"{_MANY}({_COUNTED})", text)
    return tuple(dict.fromkeys(UNITS.get(unit, "字") for unit in found)) or ("字",)
