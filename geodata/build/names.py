"""English names of Chinese units: pinyin of the name without its administrative suffix, or the accepted English name.

Exceptions live in names.csv: `code,name,name_en,why`. A name that the dictionary of readings gets wrong is corrected there as
well, so that every decision taken by a person is in one table.
"""

import csv
import re
import unicodedata
from pathlib import Path

from pypinyin import Style, lazy_pinyin, load_single_dict

TABLE = Path(__file__).with_name("names.csv")

PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 "
    "仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 "
    "珞巴 基诺 各"
).split()
# Some names give a people without 族, and only these do: "回" or "白" alone would eat into real names.
PEOPLES_WITHOUT_ZU = "蒙古 维吾尔 哈萨克 柯尔克孜 塔吉克 锡伯 鄂伦春".split()
PEOPLE = "(?:" + "|".join([p + "族" for p in sorted(PEOPLES, key=len, reverse=True)] + PEOPLES_WITHOUT_ZU) + ")"
AUTONOMOUS = re.compile(f"^(.+?){PEOPLE}+(?:自治区|自治州|自治县|自治旗|区)$")

SUFFIXES = "特别行政区 自治区 自治州 自治县 自治旗 行政委员会 地区 特区 矿区 省 市 盟 州 县 区 旗".split()
# 新区 and 林区 are suffixes in these only; elsewhere (清新区, 碑林区) the first character belongs to the name.
WHOLE_NAMES = {"滨海新区": "滨海", "沈北新区": "沈北", "浦东新区": "浦东", "神农架林区": "神农架"}
# What these characters sound like in place names, where the dictionary's first reading is that of common words.
PLACE_READINGS = {"都": "dū", "长": "cháng", "朝": "cháo", "什": "shí", "勒": "lè", "乐": "lè", "佛": "fó", "曾": "zēng"}
load_single_dict({ord(char): sound for char, sound in PLACE_READINGS.items()})
WORDS = {"县": "County", "区": "District", "旗": "Banner", "市": "City", "州": "Prefecture"}


def stem_and_suffix(name):
    """'雄县' is ('雄', '县'); the people of an autonomous unit go with the suffix."""
    if name in WHOLE_NAMES:
        return WHOLE_NAMES[name], name.removeprefix(WHOLE_NAMES[name])
    match = AUTONOMOUS.match(name)
    if match:
        return match.group(1), name[match.end(1) :]
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            stem = name[: -len(suffix)]
            is_people = stem[-1] == "族" and stem[:-1] in PEOPLES
            return (stem[:-1], "族" + suffix) if is_people else (stem, suffix)
    return name, ""


def pinyin(text):
    """One word with a capital and the apostrophes that the orthography wants: Xi'an, Dong'e."""
    syllables = [ascii_fold(s) for s in lazy_pinyin(text, style=Style.NORMAL, v_to_u=True)]
    word = syllables[0]
    for syllable in syllables[1:]:
        word += ("'" if syllable[0] in "aoe" else "") + syllable
    return word[0].upper() + word[1:]


def ascii_fold(text):
    """Names stay typable: ü becomes u, as in most gazetteers."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def by_rule(name):
    stem, suffix = stem_and_suffix(name)
    if len(stem) > 1 or not suffix:
        return pinyin(stem)
    if suffix[-1] == "市":
        return pinyin(stem + "市")
    return f"{pinyin(stem)} {WORDS[suffix[-1]]}"


def read_exceptions():
    with open(TABLE, encoding="utf-8", newline="") as file:
        return {row["code"]: row["name_en"] for row in csv.DictReader(file)}


def english(code, name, exceptions):
    return exceptions.get(code) or by_rule(name)
