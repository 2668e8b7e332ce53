//! A small atlas for tests, and ways to ask about a scheme's problems. Boundaries play no part in schemes: all are one square.

use std::sync::OnceLock;

use geo_types::{MultiPolygon, Rect};

use super::{Plan, SchemeDiagnostics, SchemeFile};
use crate::atlas::{Atlas, AtlasBuilder, Level, UnitDraft};

/// Code, name, English name, level, code of the unit above.
const UNITS: [(&str, &str, &str, Level, Option<&str>); 19] = [
    ("110000", "北京市", "Beijing", Level::Province, None),
    ("110108", "海淀区", "Haidian", Level::District, Some("110000")),
    ("110112", "通州区", "Tongzhou", Level::District, Some("110000")),
    ("110112004", "梨园镇", "Liyuan", Level::Town, Some("110112")),
    ("120000", "天津市", "Tianjin", Level::Province, None),
    ("120105", "河北区", "Hebei", Level::District, Some("120000")),
    ("130000", "河北省", "Hebei", Level::Province, None),
    ("130200", "唐山市", "Tangshan", Level::City, Some("130000")),
    ("130600", "保定市", "Baoding", Level::City, Some("130000")),
    ("130629", "容城县", "Rongcheng", Level::District, Some("130600")),
    ("130632", "安新县", "Anxin", Level::District, Some("130600")),
    ("130638", "雄县", "Xiong", Level::District, Some("130600")),
    ("140000", "山西省", "Shanxi", Level::Province, None),
    ("140200", "大同市", "Datong", Level::City, Some("140000")),
    ("230000", "黑龙江省", "Heilongjiang", Level::Province, None),
    ("230606", "大同区", "Datong", Level::District, Some("230000")),
    ("320000", "江苏省", "Jiangsu", Level::Province, None),
    ("320600", "南通市", "Nantong", Level::City, Some("320000")),
    ("320612", "通州区", "Tongzhou", Level::District, Some("320600")),
];

pub(super) fn atlas() -> &'static Atlas {
    static ATLAS: OnceLock<Atlas> = OnceLock::new();
    ATLAS.get_or_init(|| {
        let square = MultiPolygon::new(vec![Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon()]);
        let drafts = UNITS.map(|(code, name, name_en, level, parent)| {
            let mut draft = UnitDraft::new(code, name, level);
            draft.name_en = Some(name_en.to_string());
            draft.parent = parent.map(str::to_string);
            (draft, square.clone())
        });
        let mut builder = AtlasBuilder::new();
        builder.add_file(drafts);
        let (atlas, findings) = builder.build();
        assert_eq!(findings, []);
        atlas
    })
}

/// A scheme head with `rest` behind it; `rest` starts on line 3.
pub(super) fn scheme_text(rest: &str) -> String {
    format!("id = \"t\"\nname = \"T\"\n{rest}")
}

/// The plan of a scheme that has no errors. `rest` starts on line 3.
pub(super) fn plan(rest: &str) -> Plan {
    let scheme = SchemeFile::read("t.toml", &scheme_text(rest)).resolve(atlas());
    scheme.unwrap_or_else(|problems| panic!("{problems}")).plan(atlas())
}

/// The problems of resolving, which must include an error. `rest` starts on line 3.
pub(super) fn problems(rest: &str) -> SchemeDiagnostics {
    SchemeFile::read("t.toml", &scheme_text(rest)).resolve(atlas()).expect_err("the scheme has errors")
}

/// One line per problem: `severity code line:column word | message | help`, where the word is the underlined text.
pub(super) fn lines(problems: &SchemeDiagnostics) -> Vec<String> {
    let source = problems.source_file();
    let line = |problem: &super::Diagnostic| {
        let (position, span) = (source.position(problem.span()), problem.span());
        let word = source.text().get(span.start..span.end).expect("spans lie on characters");
        format!(
            "{} {} {}:{} {word} | {} | {}",
            problem.severity(),
            problem.code(),
            position.line,
            position.column,
            problem.message(),
            problem.help().unwrap_or("-")
        )
    };
    problems.as_slice().iter().map(line).collect()
}

/// The problems of the text alone, as [`lines`].
pub(super) fn text_problems(text: &str) -> Vec<String> {
    lines(&SchemeFile::read("t.toml", text).diagnostics())
}
