//! What columns are called on a map, in which unit and with how many decimals their values are shown.

use super::document::Names;
use crate::layer::{Layer, Value};
use crate::report::text::grouped;

/// How the values of a column are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// A number with some decimals and a unit.
    Number(usize, &'static str),
    /// A share from 0 to 1, as per cent.
    Share,
    /// As it is.
    Plain,
    /// Not at all: it stands in the heading or is of no use to people.
    Heading,
}

struct Column(&'static str, &'static str, &'static str, Shown);

const KNOWN: [Column; 60] = [
    Column("name", "name", "名称", Shown::Heading),
    Column("name_en", "English name", "英文名", Shown::Heading),
    Column("name_zh", "Chinese name", "中文名", Shown::Heading),
    Column("id", "id", "标识", Shown::Plain),
    Column("code", "code", "代码", Shown::Plain),
    Column("ring", "ring", "圈层", Shown::Plain),
    Column("ring_index", "ring number", "圈层序号", Shown::Heading),
    Column("level", "level", "级别", Shown::Plain),
    Column("reason", "why", "依据", Shown::Plain),
    Column("units", "units", "单元数", Shown::Number(0, "")),
    Column("area_km2", "area", "面积", Shown::Number(0, "km²")),
    Column("perimeter_km", "perimeter", "周长", Shown::Number(0, "km")),
    Column("population", "population", "人口", Shown::Number(0, "")),
    Column("population_known", "population known", "人口已知占比", Shown::Share),
    Column("gdp", "GDP", "生产总值", Shown::Number(1, "")),
    Column("gdp_known", "GDP known", "生产总值已知占比", Shown::Share),
    Column("density", "density", "人口密度", Shown::Number(1, "per km²")),
    Column("share_area", "share of area", "面积占比", Shown::Share),
    Column("share_population", "share of population", "人口占比", Shown::Share),
    Column("growth_area", "area growth", "面积增长", Shown::Number(2, "times")),
    Column("growth_population", "population growth", "人口增长", Shown::Number(2, "times")),
    Column("growth_gdp", "GDP growth", "生产总值增长", Shown::Number(2, "times")),
    Column("centre", "centre", "中心", Shown::Plain),
    Column("minutes", "minutes", "分钟", Shown::Number(1, "min")),
    Column("band", "band", "时间带", Shown::Number(0, "min")),
    Column("model", "travel model", "出行模型", Shown::Plain),
    Column("basis", "basis", "口径", Shown::Plain),
    Column("origin", "starts from", "起点", Shown::Plain),
    Column("station", "station", "车站", Shown::Plain),
    Column("reachable_share", "reachable share", "可达占比", Shown::Share),
    Column("km", "distance", "距离", Shown::Number(1, "km")),
    Column("from", "from", "自", Shown::Plain),
    Column("to", "to", "至", Shown::Plain),
    Column("speed_kmh", "speed", "速度", Shown::Number(1, "km/h")),
    Column("detour", "detour factor", "绕行系数", Shown::Number(2, "")),
    Column("access_minutes", "access", "到站", Shown::Number(1, "min")),
    Column("entry_minutes", "entry", "进站", Shown::Number(1, "min")),
    Column("wait_minutes", "wait", "候车", Shown::Number(1, "min")),
    Column("ride_minutes", "ride", "乘车", Shown::Number(1, "min")),
    Column("transfer_minutes", "transfer", "换乘", Shown::Number(1, "min")),
    Column("egress_minutes", "egress", "离站", Shown::Number(1, "min")),
    Column("board", "boards at", "上车站", Shown::Plain),
    Column("alight", "alights at", "下车站", Shown::Plain),
    Column("changes", "changes", "换乘次数", Shown::Number(0, "")),
    Column("dwell_min", "dwell", "停站", Shown::Number(1, "min")),
    Column("entry_min", "time to enter", "进站用时", Shown::Number(1, "min")),
    Column("security_min", "time for security", "安检用时", Shown::Number(1, "min")),
    Column("wait_cap_min", "longest wait", "最长候车", Shown::Number(1, "min")),
    Column("service_hours", "service", "运营时长", Shown::Number(1, "h")),
    Column("transfer_min", "time to change", "换乘用时", Shown::Number(1, "min")),
    Column("through_trains", "share of through trains", "直通列车占比", Shown::Share),
    Column("exit_min", "time to leave", "出站用时", Shown::Number(1, "min")),
    Column("access_speed_kmh", "speed to and from stations", "接驳速度", Shown::Number(1, "km/h")),
    Column("access_detour", "detour to and from stations", "接驳绕行系数", Shown::Number(2, "")),
    Column("share", "share of draws", "抽样占比", Shown::Share),
    Column("change", "change", "变化", Shown::Plain),
    Column("ring_a", "ring in A", "方案A圈层", Shown::Plain),
    Column("ring_b", "ring in B", "方案B圈层", Shown::Plain),
    Column("kind", "kind", "类别", Shown::Plain),
    Column("part", "part", "部分", Shown::Plain),
];

/// What stands for a value that is missing.
pub(super) const MISSING: &str = "not known 未知";

fn known(column: &str) -> Option<&'static Column> {
    KNOWN.iter().find(|known| known.0 == column)
}

/// What a column is called; its own name when it is none of those that this program writes.
pub(super) fn names_of(column: &str) -> Names {
    known(column).map_or_else(|| Names::english(column), |known| Names::new(known.1, known.2))
}

/// True when the column stands in the heading of a feature or is no use to people.
pub(super) fn is_heading(column: &str) -> bool {
    known(column).is_some_and(|known| known.3 == Shown::Heading)
}

/// What a feature is called: by its names, else by what it starts from or leads to.
pub(super) fn heading(layer: &Layer, feature: usize) -> Option<Names> {
    let text = |column: &str| layer.value(feature, column).and_then(Value::text).filter(|text| !text.is_empty());
    let name = text("name");
    if let Some(en) = text("name_en").or(name) {
        let local = name.or_else(|| text("name_zh"));
        let zh = text("name_zh").or(local).map(str::to_string);
        return Some(Names::with_optional(en, zh));
    }
    match (text("from"), text("to")) {
        (Some(from), Some(to)) => Some(Names::english(format!("{from} - {to}"))),
        _ => text("centre").or_else(|| text("id")).map(Names::english),
    }
}

/// A value as people read it; `None` when it is missing.
pub(super) fn text_of(column: &str, value: &Value) -> Option<String> {
    let shown = known(column).map_or(Shown::Plain, |known| known.3);
    match (shown, value.number()) {
        _ if value.is_null() => None,
        (Shown::Number(decimals, unit), Some(number)) => {
            // Half a minute matters; 60.0 minutes are 60.
            let decimals = if number.fract() == 0.0 { 0 } else { decimals };
            Some(format!("{} {unit}", grouped(number, decimals)).trim_end().to_string())
        }
        (Shown::Share, Some(share)) => Some(percent(share)),
        _ => Some(value.to_string()),
    }
}

/// A share as per cent, never rounded to all or nothing. The space is one at which no line breaks.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 99.95 && percent < 100.0 {
        "over 99.9\u{a0}%".to_string()
    } else if percent > 0.0 && percent < 0.05 {
        "under 0.1\u{a0}%".to_string()
    } else {
        let decimals = usize::from((percent - percent.round()).abs() > 0.049);
        format!("{percent:.decimals$}\u{a0}%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_units_and_missing_is_missing() {
        let text = |column: &str, value: Value| text_of(column, &value);
        assert_eq!(text("area_km2", Value::Float(17_053.6)).as_deref(), Some("17,054 km²"));
        assert_eq!(text("population", Value::Integer(0)).as_deref(), Some("0"));
        assert_eq!(text("population", Value::Null), None);
        assert_eq!(text("gdp_known", Value::Float(0.5)).as_deref(), Some("50\u{a0}%"));
        assert_eq!(text("minutes", Value::Float(60.0)).as_deref(), Some("60 min"));
        assert_eq!(text("minutes", Value::Float(47.25)).as_deref(), Some("47.2 min"));
        assert_eq!(text("anything", Value::from("<b>")).as_deref(), Some("<b>"));
        assert_eq!(text("area_km2", Value::from("unknown")).as_deref(), Some("unknown"));
    }

    #[test]
    fn shares_are_never_rounded_to_all_or_nothing() {
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(percent(0.9999), "over 99.9\u{a0}%");
        assert_eq!(percent(0.0001), "under 0.1\u{a0}%");
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(0.3333), "33.3\u{a0}%");
    }

    #[test]
    fn columns_are_known_once() {
        for (at, column) in KNOWN.iter().enumerate() {
            assert!(KNOWN[..at].iter().all(|other| other.0 != column.0), "{}", column.0);
        }
        assert_eq!(names_of("area_km2").to_string(), "area 面积");
        assert_eq!(names_of("my_column"), Names::english("my_column"));
    }
}
