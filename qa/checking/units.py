"""Units in Chinese and English: what they measure and how much of it one is. All names normalised."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """What is measured (``length``, ``money``, ``count`` …) and how many base units of it one is."""

    dimension: str
    size: Fraction = Fraction(1)


COUNT = Unit("count")
PEOPLE = Unit("people")
YEAR = Unit("months", Fraction(12))
MONTH_OF_YEAR = Unit("month of the year")
DAY_OF_MONTH = Unit("day of the month")
CLOCK = Unit("clock")
RATIO = Unit("ratio")

_DAY = 86_400
_MEASURES: dict[str, dict[str, float | str]] = {
    "length": {
        "公里 千米 km kilometres kilometers kilometre kilometer": 1000,
        "米 公尺 m metres meters metre meter": 1,
        "厘米 公分 cm centimetres centimeters": "1/100",
        "毫米 mm millimetres millimeters": "1/1000",
        "分米": "1/10",
        "微米 μm": "1/1000000",
        "纳米 nm": "1/1000000000",
        "里 华里": 500,
        "英里 英哩 mile miles": "1609.344",
        "英尺 英呎 呎 feet foot ft": ".3048",
        "英寸 英吋 吋 inch inches": ".0254",
        "海里 海浬": 1852,
    },
    "area": {
        "平方公里 平方千米 km2": 1_000_000,
        "平方米 平米 m2": 1,
        "平方厘米 cm2": "1/10000",
        "公顷 hectares": 10_000,
        "亩": "2000/3",
    },
    "volume": {
        "升 公升 l litres liters litre liter": 1,
        "毫升 ml millilitres milliliters": "1/1000",
        "立方米 m3": 1000,
        "立方厘米": "1/1000",
    },
    "mass": {
        "公斤 千克 kg kilograms": 1,
        "克 公克 g grams": "1/1000",
        "毫克 mg": "1/1000000",
        "吨 公吨 tonnes tons": 1000,
        "斤 市斤": "1/2",
        "磅 pounds": ".45359237",
    },
    "seconds": {
        "秒 秒钟 s seconds second": 1,
        "分钟 min minutes minute": 60,
        "刻钟": 900,
        "小时 个小时 个钟头 h hours hour": 3600,
        "天 日 days day 个工作日 工作日": _DAY,
        "周 个星期 星期 个礼拜 weeks week": 7 * _DAY,
    },
    "months": {"个月 months month": 1, "季度 个季度 quarters quarter": 3, "年 周年 years year": 12},
    "money": {"元 块 块钱 元人民币 人民币 yuan rmb": 1, "角 毛": "1/10"},
    "energy": {"千瓦时 kwh": 1},
    "power": {"瓦 w watts": 1, "千瓦 kw": 1000, "兆瓦 mw": 1_000_000},
    "frequency": {"赫 赫兹 hz": 1, "千赫 khz": 1000, "兆赫 mhz": 1_000_000, "吉赫 ghz": 1_000_000_000},
    "pressure": {"帕 pa": 1, "千帕 kpa": 1000, "兆帕 mpa": 1_000_000},
    "bytes": {"kb": 1, "mb": 1024, "gb": 1024**2, "tb": 1024**3},
    "ratio": {"% percent 巴仙": "1/100", "‰": "1/1000", "成": "1/10", "折": "1/10"},
}
_ALONE = (
    "美元 美金 dollars",
    "港元 港币",
    "欧元 euros",
    "英镑",
    "日元 日圆",
    "摄氏度 °c degrees",
    "华氏度 °f",
    "伏 伏特 v volts",
    "安 安培 a amperes",
    "分贝 db",
    "马力",
    "倍 times",
    "岁 周岁 years_old",
    "个百分点 百分点",
    "户",
    "年代",
    "世纪",
    "光年",
    "度",
    "万年",
)
_PEOPLE = "个人 人 名 位 口 人次 people"
_COUNTS = (
    "个 次 声 下 遍 回 座 幢 栋 所 家 间 处 台 辆 架 艘 部 列 项 条 款 件 种 类 套 章 节 篇 页 级 等 挡 档 期 届 层 楼 块 片 颗 粒 只 头 匹 "
    "集 张 首 册 本 号 站 字 票 分 支 队 场 轮 组 批 份 副 道 步 段 卷 株 棵 枚 门 代 世 线 所 面 根 把 圈 顶 滴 包 袋 箱 瓶 桶 句 点 方面 "
    "局 环 圈 大 城 州 省 市 县 区 镇 乡 村 国 路 街 军 师 团 营 连 排 班 员 子 儿 女 剂 针 床 室 厅 卡 节 席 季 辑 波 发 任 类 起 宗 桩"
)


def _table() -> dict[str, Unit]:
    table = dict.fromkeys(_COUNTS.split(), COUNT)
    table |= dict.fromkeys(_PEOPLE.split(), PEOPLE)
    for names in _ALONE:
        table |= {name: Unit(names.split()[0]) for name in names.split()}
    for dimension, units in _MEASURES.items():
        for names, size in units.items():
            table |= {name: Unit(dimension, Fraction(size)) for name in names.split()}
    return table


UNITS = _table()
"""Every unit by name."""

# A bare 度 is one of temperature, of electricity, or an angle.
_LOOSE = frozenset({("度", "摄氏度"), ("度", "energy"), ("count", "people"), ("count", "户"), ("count", "clock")})


def alike(one: str, other: str) -> bool:
    """Whether figures of the two dimensions may be the same thing."""
    return one == other or (one, other) in _LOOSE or (other, one) in _LOOSE
