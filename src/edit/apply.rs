//! Changes onto a table.

use super::Change;
use super::read::RailEdit;
use crate::network::{NewLeg, RailChangeError, RailTable, StationNameError};
use crate::scheme::{Diagnostic, SchemeDiagnostics, Spanned};

impl RailEdit {
    /// Applies the changes to a table. When one of them is not possible the table stays as it is.
    ///
    /// # Errors
    /// Every change that is not possible, with the word it fails on and the closest spelling.
    pub fn apply(&self, table: &mut RailTable) -> Result<(), SchemeDiagnostics> {
        let mut edited = table.clone();
        let problems: Vec<Diagnostic> = self.changes.iter().filter_map(|change| problem(change, &mut edited)).collect();
        if !problems.is_empty() {
            return Err(SchemeDiagnostics::new(self.source.clone(), problems));
        }
        *table = edited;
        Ok(())
    }
}

/// Applies a change, or says why it is not possible.
fn problem(change: &Change, table: &mut RailTable) -> Option<Diagnostic> {
    let words: Vec<&Spanned<String>> = match change {
        Change::RemoveLeg { ends, .. } | Change::AddLeg { ends, .. } | Change::SetLeg { ends, .. } => ends.iter().collect(),
        Change::RemoveStation { name } | Change::MoveStation { name, .. } | Change::AddStation { name, .. } => vec![name],
    };
    made(change, table).err().map(|error| diagnostic(&error, &words))
}

fn made(change: &Change, table: &mut RailTable) -> Result<(), RailChangeError> {
    match change {
        Change::RemoveLeg { ends: [from, to], ways } => table.remove_leg(&from.value, &to.value, *ways),
        Change::RemoveStation { name } => table.remove_station(&name.value).map(|_| ()),
        Change::AddStation { name, at, unit } => table.add_station(&name.value, *at, unit.clone()),
        Change::MoveStation { name, at } => table.move_station(&name.value, *at),
        Change::AddLeg { ends: [from, to], minutes, trains } => {
            table.add_leg(&NewLeg { from: &from.value, to: &to.value, minutes: *minutes, trains: *trains })
        }
        Change::SetLeg { ends: [from, to], ways, minutes, trains } => {
            table.change_leg(&from.value, &to.value, *ways, *minutes, *trains)
        }
    }
}

/// The error at the word it is about: the name that is wrong, else the first.
fn diagnostic(error: &RailChangeError, words: &[&Spanned<String>]) -> Diagnostic {
    let (code, wrong) = match error {
        RailChangeError::Station(StationNameError::Unknown { given, .. }) => ("unknown-station", Some(given)),
        RailChangeError::Station(StationNameError::Ambiguous { given, .. }) => ("ambiguous-station", Some(given)),
        RailChangeError::StationExists { .. } => ("duplicate-station", None),
        RailChangeError::NoLeg { .. } => ("unknown-leg", None),
        RailChangeError::LegExists { .. } => ("duplicate-leg", None),
        RailChangeError::LegToItself { .. } => ("leg-to-itself", None),
        RailChangeError::Minutes(_) => ("bad-minutes", None),
        RailChangeError::Trains(_) => ("bad-trains", None),
    };
    let at = wrong.and_then(|wrong| words.iter().find(|word| word.value.trim() == wrong)).or(words.first());
    let span = at.map(|word| word.span).unwrap_or_default();
    let diagnostic = Diagnostic::error(code, span, error.to_string());
    match error {
        RailChangeError::LegExists { .. } => diagnostic.with_help("use [[change_leg]]"),
        RailChangeError::StationExists { .. } => diagnostic.with_help("use [[move_station]], or give it another name"),
        RailChangeError::NoLeg { .. } => {
            diagnostic.with_help("name two stations that are consecutive stops, or use [[add_leg]]")
        }
        _ => diagnostic,
    }
}
