"""What the files must be before they are written. The first thing that is wrong stops the build."""

import numpy as np
import shapely

import coverage
import measure

COUNTS = {"province": 34, "city": 375, "district": 2891, "prefecture": 47, "state": 5, "county": 216}
PARENT_LEVELS = {"city": ("province",), "district": ("city", "province"), "county": ("state",)}

# Geodesic areas in km2 that other people found for the same boundaries, and how far off we may be.
PROVINCES_10K_KM2 = {
    "110000": 1.64,
    "120000": 1.19,
    "130000": 18.80,
    "140000": 15.67,
    "150000": 114.59,
    "210000": 14.72,
    "370000": 15.57,
    "410000": 16.56,
    "440000": 17.87,
}
TOKYO_BAY_KM2 = {"JP-13": 2183, "JP-14": 2384, "JP-12": 5111, "JP-11": 3885}
SAN_FRANCISCO_CORE = "06001 06013 06041 06055 06075 06081 06085 06095 06097".split()
SAN_FRANCISCO = SAN_FRANCISCO_CORE + "06087 06069 06077".split()
NEW_YORK = (
    "36005 36027 36047 36059 36061 36071 36079 36081 36085 36087 36103 36111 36119 34003 34013 34017 34019 34021 34023 "
    "34025 34027 34029 34031 34035 34037 34039 34041 09001 09005 09009 42025 42077 42089 42095 42103"
).split()
COUNTY_GROUPS_KM2 = ((SAN_FRANCISCO_CORE, 18518), (SAN_FRANCISCO, 26980), (NEW_YORK, 38252))
PUBLISHED_TOLERANCE = 0.005

# Daxing straddles the border of Beijing and Langfang (1310).
SEVEN_AIRPORTS = {
    "PEK": "1101",
    "PKX": "1310",
    "TSN": "1201",
    "TAO": "3702",
    "YKH": "2108",
    "DLC": "2102",
    "CGO": "4101",
}


# Readings that are easily got wrong, and names that are not pinyin.
NAMES = dict(
    pair.split("=")
    for pair in (
        "内蒙古自治区=Inner Mongolia,陕西省=Shaanxi,西藏自治区=Tibet,香港特别行政区=Hong Kong,澳门特别行政区=Macao,"
        "呼和浩特市=Hohhot,哈尔滨市=Harbin,乌鲁木齐市=Urumqi,拉萨市=Lhasa,鄂尔多斯市=Ordos,锡林郭勒盟=Xilingol,"
        "重庆市=Chongqing,长治市=Changzhi,长沙市=Changsha,厦门市=Xiamen,六安市=Lu'an,台州市=Taizhou,丽水市=Lishui,"
        "亳州市=Bozhou,蚌埠市=Bengbu,漯河市=Luohe,百色市=Baise,郴州市=Chenzhou,西安市=Xi'an,雅安市=Ya'an,济南市=Jinan,"
        "恩施土家族苗族自治州=Enshi,凉山彝族自治州=Liangshan,大理白族自治州=Dali,蔚县=Yu County,雄县=Xiong County,"
        "沙县区=Shaxian,洪洞县=Hongtong,番禺区=Panyu,东阿县=Dong'e,乐亭县=Laoting,乐清市=Yueqing,单县=Shan County,"
        "莘县=Shen County,浚县=Xun County,盱眙县=Xuyi,井陉县=Jingxing,铅山县=Yanshan,歙县=She County,黟县=Yi County,"
        "六合区=Luhe,牟平区=Muping,中牟县=Zhongmu,尉氏县=Weishi,尉犁县=Yuli,泌阳县=Biyang,繁峙县=Fanshi,长葛市=Changge,"
        "行唐县=Xingtang,任泽区=Renze,大城县=Daicheng,临朐县=Linqu,莒县=Ju County,曾都区=Zengdu,秭归县=Zigui,监利市=Jianli,"
        "耒阳市=Leiyang,渑池县=Mianchi,荥阳市=Xingyang,筠连县=Junlian,犍为县=Qianwei,荥经县=Yingjing,珙县=Gong County,"
        "郫都区=Pidu,阆中市=Langzhong,儋州市=Danzhou,柏乡县=Baixiang,曲阜市=Qufu,会泽县=Huize,会理市=Huili"
    ).split(",")
)


def check_units(units):
    for level, members in units.items():
        check_level(level, members)
    check_names(units)
    check_parents(units)
    check_nesting(units["district"], units["city"], units["province"])
    check_nesting(units["county"], units["state"])
    check_areas(units)
    check_population(units)
    print("checks passed: " + ", ".join(f"{len(members)} of level {level}" for level, members in units.items()))


def check_level(level, members):
    codes = [unit["code"] for unit in members]
    expect(len(members) == COUNTS[level], f"{level}: {len(members)} units, not {COUNTS[level]}")
    expect(len(set(codes)) == len(codes), f"{level}: a code appears twice")
    expect(codes == sorted(codes), f"{level}: not in the order of the codes")
    shapes = np.array([unit["shape"] for unit in members])
    expect(shapely.is_valid(shapes).all(), f"{level}: an invalid polygon")
    expect(shapely.coverage_is_valid(shapes), f"{level}: overlaps or borders that do not match")
    expect(shapely.equals_exact(shapes, shapely.remove_repeated_points(shapes)).all(), f"{level}: a repeated vertex")
    for unit in members:
        centre = shapely.Point(unit["centre"])
        expect(shapely.contains_properly(unit["shape"], centre), f"{unit['code']}: centre not inside")
        expect(unit["name"] and unit["name_en"].isascii(), f"{unit['code']}: name {unit['name_en']!r}")


def check_names(units):
    found = {unit["name"]: unit["name_en"] for level in ("province", "city", "district") for unit in units[level]}
    for name, expected in NAMES.items():
        expect(found.get(name) == expected, f"{name}: {found.get(name)}, not {expected}")


def check_parents(units):
    for level, members in units.items():
        above = {unit["code"] for upper in PARENT_LEVELS.get(level, ()) for unit in units[upper]}
        for unit in members:
            expect(unit["parent"] is None or unit["parent"] in above, f"{unit['code']}: no such parent")
            expect(unit["parent"] != unit["code"], f"{unit['code']}: is its own parent")


def check_nesting(lowest, *upper_levels):
    """Every upper unit is exactly the union of the lowest units inside it, and nothing is left over."""
    centres = shapely.points([shapely.point_on_surface(unit["shape"]).coords[0] for unit in lowest])
    tree = shapely.STRtree(centres)
    for upper in upper_levels:
        used = 0
        for unit in upper:
            inside = [lowest[i]["shape"] for i in tree.query(unit["shape"], predicate="contains")]
            used += len(inside)
            union = coverage.canonical(shapely.coverage_union_all(inside))
            expect(shapely.equals(union, unit["shape"]), f"{unit['code']}: is not the union of its parts")
        expect(used == len(lowest), f"{used} of {len(lowest)} units are in exactly one unit above")


def check_areas(units):
    area = {unit["code"]: measure.area_km2(unit["shape"]) for level in units for unit in units[level]}
    for code, expected in PROVINCES_10K_KM2.items():
        expect(abs(area[code] / 1e4 - expected) <= 0.005 + 1e-9, f"{code}: {area[code]:.0f} km2, not {expected}e4")
    for code, expected in TOKYO_BAY_KM2.items():
        expect_near(area[code], expected, code)
    for codes, expected in COUNTY_GROUPS_KM2:
        expect_near(sum(area[code] for code in codes), expected, f"{len(codes)} counties")


def expect_near(found, expected, what):
    expect(abs(found / expected - 1) <= PUBLISHED_TOLERANCE, f"{what}: {found:.0f} km2, not {expected}")


def check_population(units):
    """Where all cities of a province have a population, they sum to the province's to the person."""
    checked = 0
    for province in units["province"]:
        cities = [unit["population"] for unit in units["city"] if unit["parent"] == province["code"]]
        if cities and None not in cities and province["population"] is not None:
            checked += 1
            expect(sum(cities) == province["population"], f"{province['code']}: cities do not sum to the total")
    expect(checked >= 7, f"only {checked} provinces have the population of all their cities")


def check_points(places, airports, units):
    codes = {unit["code"] for unit in units["district"] + units["prefecture"] + units["county"]}
    for properties, _ in places + airports:
        expect(properties["unit"] is None or properties["unit"] in codes, f"{properties['name']}: no such unit")
    expect(len({properties["code"] for properties, _ in places}) == len(places), "a place appears twice")
    expect(not any(properties["population"] == 0 for properties, _ in places), "a population of zero means unknown")
    unit_of = {properties["iata"]: properties["unit"] for properties, _ in airports}
    for iata, prefix in SEVEN_AIRPORTS.items():
        expect((unit_of.get(iata) or "").startswith(prefix), f"airport {iata} is in {unit_of.get(iata)}")
    outside = [properties["iata"] for properties, _ in airports if properties["unit"] is None]
    print(f"{len(places)} places, {len(airports)} airports; airports outside every unit: {' '.join(outside) or 'none'}")


def expect(holds, otherwise):
    if not holds:
        raise SystemExit(f"check failed: {otherwise}")
