//! The schemes that come with the program.

use crate::atlas::Atlas;
use crate::error::Error;

use super::diagnostic::SchemeDiagnostics;
use super::measures::NoMeasures;
use super::plan::Plan;
use super::settings::Settings;
use super::suggest::suggestion;
use super::syntax::SchemeFile;

/// A scheme that comes with the program: its identifier and its text, comments included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    id: &'static str,
    text: &'static str,
}

macro_rules! builtin {
    ($id:literal) => {
        Builtin { id: $id, text: include_str!(concat!("../../geodata/schemes/", $id, ".toml")) }
    };
}

const ALL: [Builtin; 10] = [
    builtin!("beijing-bay"),
    builtin!("beijing-bay-by-rail"),
    builtin!("beijing-bay-by-distance"),
    builtin!("beijing-bay-by-order"),
    builtin!("jing-jin-ji"),
    builtin!("greater-bay-area"),
    builtin!("yangtze-delta"),
    builtin!("tokyo-bay"),
    builtin!("san-francisco-bay"),
    builtin!("new-york-bay"),
];

/// Every built-in scheme; the first is the default of the command line.
pub fn all() -> &'static [Builtin] {
    &ALL
}

/// The built-in scheme with this identifier.
///
/// # Errors
/// A bad request that names the closest identifier, or all of them.
///
/// # Examples
/// ```
/// use ringshed::scheme::builtin;
/// assert_eq!(builtin::by_id("beijing-bay")?.name(), "Beijing Bay");
/// let error = builtin::by_id("bejing-bay").expect_err("misspelt");
/// assert_eq!(error.to_string(), "no built-in scheme is called 'bejing-bay'; did you mean 'beijing-bay'?");
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn by_id(id: &str) -> Result<Builtin, Error> {
    let found = ALL.into_iter().find(|builtin| builtin.id.eq_ignore_ascii_case(id.trim()));
    found.ok_or_else(|| {
        let help = suggestion(id, &ALL.map(|builtin| builtin.id), "there are");
        Error::bad_request(format!("no built-in scheme is called '{id}'; {help}"))
    })
}

impl Builtin {
    /// The identifier.
    pub fn id(self) -> &'static str {
        self.id
    }

    /// The text of the scheme file.
    pub fn text(self) -> &'static str {
        self.text
    }

    /// The name for people.
    pub fn name(self) -> String {
        self.file().partial().name.value.clone()
    }

    /// The file, read.
    pub fn file(self) -> SchemeFile {
        SchemeFile::read(&format!("{}.toml", self.id), self.text)
    }

    /// The plan against `atlas`, of a scheme without rules that measure; those need
    /// [`RuleMeasures::plan`](crate::analysis::RuleMeasures::plan).
    ///
    /// # Errors
    /// Every name that `atlas` does not have: the embedded atlas has them all, boundaries given by the user may not. Rules that
    /// measure.
    pub fn plan(self, atlas: &Atlas) -> Result<Plan, SchemeDiagnostics> {
        self.file().resolve(atlas)?.plan_with(atlas, &NoMeasures, &Settings::default())
    }
}
