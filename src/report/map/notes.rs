//! Method and data of a map in sentences, from the manifest.

use serde_json::Value;

use super::columns;
use super::document::Names;

/// What was computed how, and of which data.
pub(super) fn of(manifest: &Value) -> Vec<Names> {
    let text = |key: &str| manifest[key].as_str().unwrap_or_default();
    let made = match (text("program"), text("version"), text("command")) {
        ("", ..) => None,
        (program, version, command) => {
            Some(Names::new(format!("Made with {program} {version} ({command})."), format!("由 {program} {version} 生成。")))
        }
    };
    let units = Names::new(
        "Population in people; GDP in the unit of the data (embedded China: 100 million yuan).",
        "人口单位：人；生产总值单位随数据（内置中国数据：亿元）。",
    );
    made.into_iter().chain([units]).chain(method(&manifest["parameters"])).chain(data(&manifest["data"])).collect()
}

/// Model, basis and parameters.
fn method(parameters: &Value) -> Option<Names> {
    let parameters = parameters.as_object().filter(|parameters| parameters.contains_key("model"))?;
    let word = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or("not stated");
    let others = parameters.iter().filter(|(name, _)| !["model", "basis", "scheme", "within"].contains(&name.as_str()));
    let list: Vec<String> =
        others.map(|(name, value)| format!("{} {}", columns::names_of(name).en, with_unit(name, value))).collect();
    let (model, basis) = (word("model"), word("basis"));
    let zh_basis = match basis {
        "door-to-door" => "门到门",
        "in-vehicle" => "车内时间",
        other => other,
    };
    let en = format!("Travel model {model}, {basis}: {}.", list.join(", "));
    Some(Names::new(en, format!("出行模型 {model}（{zh_basis}）。")))
}

/// A parameter as people read it, in the unit of its column.
fn with_unit(name: &str, value: &Value) -> String {
    let number = value.as_f64().map(crate::layer::Value::Float);
    number.and_then(|number| columns::text_of(name, &number)).unwrap_or_else(|| plain(value))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(" and "),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

/// Boundaries and figures, with their licences.
fn data(sources: &Value) -> Option<Names> {
    let sources = sources.as_array().filter(|sources| !sources.is_empty())?;
    let text = |source: &Value, key: &str| source[key].as_str().unwrap_or_default().to_string();
    let list: Vec<String> = sources
        .iter()
        .map(|source| format!("{}: {} ({})", text(source, "name"), text(source, "source"), text(source, "licence")))
        .collect();
    Some(Names::english(format!("Data: {}.", list.join("; "))))
}
