//! `audit`: published figures against computed ones.

use std::fs;

use clap::Args;

use crate::analysis::{Published, Statement, audit};
use crate::atlas::{published_statements, published_table};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::{self, TableArgs};
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::report;

/// Published figures against computed ones, row by row, with totals and growth recomputed.
///
/// The table has the columns group, members (codes or names) and figures such as area_10k_km2, population_100m,
/// gdp_trillion_yuan_2022; rows named Total and Growth are about the others. beijing-bay has its table built in.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed audit beijing-bay\n  ringshed audit beijing-bay --text")]
pub(in crate::cli) struct AuditArgs {
    /// A built-in scheme, a scheme file, or a CSV table of codes and rings.
    #[arg(value_name = "SCHEME")]
    scheme: String,
    /// The published table (default: the one built in for the scheme).
    #[arg(long, value_name = "CSV")]
    published: Option<String>,
    /// Statements of the text about the table: columns statement,measure,kind,value,unit (default: those built in).
    #[arg(long, value_name = "CSV")]
    statements: Option<String>,
    /// Relative difference in percent above which a row is a finding.
    #[arg(long, default_value_t = 2.0, value_name = "PERCENT", allow_negative_numbers = true)]
    tolerance: f64,
    /// A table for people instead of CSV.
    #[arg(long, conflicts_with = "out")]
    text: bool,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    output: TableArgs,
}

impl AuditArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        if !self.tolerance.is_finite() || self.tolerance < 0.0 {
            return Err(Error::bad_request(format!("--tolerance {} must be a percentage, 0 or more", self.tolerance)));
        }
        let atlas = self.boundaries.atlas(session)?;
        let plan = scheme::plan_quietly(session, &self.scheme, &atlas)?;
        session.parameter("scheme", Some(plan.id().to_string()));
        session.parameter("tolerance_percent", Some(self.tolerance.to_string()));
        let (name, table) = text(session, self.published.as_deref(), published_table(plan.id()))?.ok_or_else(|| {
            let id = plan.id();
            Error::bad_request(format!("no published figures are built in for {id}; give a table with --published CSV"))
        })?;
        let published = Published::parse(&name, &table, &atlas)?;
        let embedded = if self.published.is_none() { published_statements(plan.id()) } else { None };
        let statements = match text(session, self.statements.as_deref(), embedded)? {
            Some((name, text)) => Statement::parse_all(&name, &text)?,
            None => Vec::new(),
        };
        let result = audit(&published, &statements, &atlas);
        session.report(result.findings(self.tolerance / 100.0));
        if self.text {
            session.gate()?;
            return output::text_to_stdout(&report::audit_text(&result));
        }
        self.output.write(session, &report::audit_table(&result))
    }
}

/// The text of a file, else the embedded one, with the name that messages use.
fn text(session: &mut Session, file: Option<&str>, embedded: Option<&str>) -> Result<Option<(String, String)>> {
    let Some(file) = file else {
        return Ok(embedded.map(|text| ("the built-in table".to_string(), text.to_string())));
    };
    let bytes = fs::read(file).map_err(|error| Error::unreadable(file, &error).with_source(error))?;
    session.add_input(file, &bytes);
    let text = String::from_utf8(bytes)
        .map_err(|error| Error::unreadable(file, format!("byte {} is not UTF-8", error.utf8_error().valid_up_to())))?;
    Ok(Some((file.to_string(), text)))
}
