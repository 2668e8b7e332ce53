//! `access`: who can reach how much of what.

use clap::Args;

use crate::analysis::{AccessRequest, Amounts, MinutesTable, OwnSupply, access, access_findings, duplicate_names};
use crate::atlas::Atlas;
use crate::cli::access_method::{MethodArgs, Own, Prepared};
use crate::cli::amounts::{self, Absent};
use crate::cli::output::LayerArgs;
use crate::cli::places::{self, ReadPlaces};
use crate::cli::session::Session;
use crate::cli::travel::TravelArgs;
use crate::error::{Error, Result};
use crate::report::{self, AccessReport};
use crate::travel::TravelModel;

/// Accessibility of places to supplies: floating catchments, potentials, average times, Huff's model.
///
/// PLACES and SUPPLIES are files of points, names or codes of units, or lon,lat; several are separated by semicolons. Writes CSV to
/// stdout; a file has the form of its name. With --edit, a change of the rail network, the values before and after it and their
/// difference: access, access_after, change. Huff's model has two forms: the table of all probabilities as CSV, and as a layer each
/// place with the supply that most of it choose.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed access 'Beijing;Tianjin;Langfang' 'Beijing;Tianjin' --supply gdp\n  \
                        ringshed access 'Beijing;Baoding' 'Beijing;Tianjin' --method huff --supply gdp\n  \
                        printf '[[change_leg]]\\nfrom=\"北京南\"\\nto=\"天津\"\\nminutes=15\\n' > faster.toml\n  \
                        ringshed access Beijing Tianjin --method watt --model rail --edit faster.toml")]
pub(in crate::cli) struct AccessArgs {
    /// Where people are.
    #[arg(value_name = "PLACES")]
    places: String,
    /// What they want to reach.
    #[arg(value_name = "SUPPLIES")]
    supplies: String,
    #[command(flatten)]
    method: MethodArgs,
    /// Column of the people of places, or a figure of units (default: population).
    #[arg(long, value_name = "COLUMN")]
    demand: Option<String>,
    /// Column of the capacity of supplies, or a figure of units: population, gdp, or mass, which is sqrt(gdp * population) (default for
    /// watt and potential: mass; for daily: population).
    #[arg(long, value_name = "COLUMN")]
    supply: Option<String>,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
}

impl AccessArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let (prepared, model, before_edit) = self.prepared(session)?;
        let description = model.description();
        session.describe_model(&description);
        let atlas = self.travel.boundaries.atlas(session)?;
        let places = self.read(session, &atlas, &model, &self.places)?;
        let supplies = self.read(session, &atlas, &model, &self.supplies)?;
        let (demand, supply) = self.amounts(session, &atlas, &places, &supplies, &prepared)?;
        session.report(duplicate_names("places", &places.places));
        session.report(duplicate_names("supplies", &supplies.places));
        self.describe(session, &prepared);
        let own = match prepared.own {
            Own::Include => OwnSupply::none(),
            Own::Exclude => OwnSupply::of(&places.places, &supplies.places),
        };
        let table = |model: &TravelModel| MinutesTable::of(&places.places, &supplies.places, model);
        let minutes = table(before_edit.as_ref().unwrap_or(&model));
        let request = AccessRequest {
            places: &places.places,
            demand: &demand,
            supplies: &supplies.places,
            supply: &supply,
            minutes: &minutes,
            own: &own,
        };
        let result = access(&request, &prepared.method);
        session.report(access_findings(&request, &prepared.method, &result));
        let minutes_after = before_edit.is_some().then(|| table(&model));
        let after = minutes_after.as_ref().map(|minutes| access(&AccessRequest { minutes, ..request }, &prepared.method));
        let written = AccessReport {
            request: &request,
            result: &result,
            after: after.as_ref(),
            method: &self.method.method.word(),
            parameters: &prepared.parameters,
            description: &description,
        };
        self.write(session, &written)
    }

    /// The method and the model, everything impossible about them at once.
    fn prepared(&self, session: &mut Session) -> Result<(Prepared, TravelModel, Option<TravelModel>)> {
        match (self.method.prepared(), self.travel.model.models(session)) {
            (Ok(prepared), Ok((model, before_edit))) => Ok((prepared, model, before_edit)),
            (prepared, model) => {
                let mut problems = prepared.err().unwrap_or_default();
                problems.extend(model.err().map(|error| error.problems().to_vec()).unwrap_or_default());
                Err(Error::bad_requests(problems))
            }
        }
    }

    fn read(&self, session: &mut Session, atlas: &Atlas, model: &TravelModel, words: &str) -> Result<ReadPlaces> {
        places::read_with_data(session, atlas, model, &places::words(words), &self.travel.points)
    }

    fn amounts(
        &self,
        session: &mut Session,
        atlas: &Atlas,
        places: &ReadPlaces,
        supplies: &ReadPlaces,
        prepared: &Prepared,
    ) -> Result<(Amounts, Amounts)> {
        // Methods without demand show it where it is known.
        let is_needed = prepared.method.uses_demand() || self.demand.is_some();
        let absent = if is_needed { Absent::IsRefused } else { Absent::IsMissing };
        let demand = self.demand.as_deref().unwrap_or("population");
        let demand = amounts::amounts(session, atlas, places, "--demand", demand, absent);
        let supply = match self.supply.as_deref().or(self.method.method.usual_supply()) {
            Some(column) => amounts::amounts(session, atlas, supplies, "--supply", column, Absent::IsRefused),
            None => Err(Error::bad_request(format!(
                "--supply is missing: name what the supplies have of it; there is {}",
                amounts::names(supplies).join(", ")
            ))),
        };
        match (demand, supply) {
            (Ok(demand), Ok(supply)) => Ok((demand, supply)),
            (demand, supply) => {
                let errors = [demand.err(), supply.err()].into_iter().flatten();
                Err(Error::bad_requests(errors.flat_map(|error| error.problems().to_vec()).collect()))
            }
        }
    }

    fn describe(&self, session: &mut Session, prepared: &Prepared) {
        session.parameter("method", Some(self.method.method.word()));
        session.parameter("demand", Some(self.demand.clone().unwrap_or_else(|| "population".to_string())));
        let supply = self.supply.as_deref().or(self.method.method.usual_supply());
        session.parameter("supply", supply.map(str::to_string));
        session.parameter("steps", Prepared::steps(&self.method));
        for (name, value) in &prepared.parameters {
            session.number(name, *value);
        }
        let own = if prepared.own == Own::Include { "include" } else { "exclude" };
        session.parameter("own", Some(own.to_string()));
    }

    fn write(&self, session: &mut Session, written: &AccessReport<'_>) -> Result<()> {
        let mut rounding = self.output.rounding();
        let is_table = self.output.is_table();
        let layer = if is_table {
            report::access_table(written, &mut rounding)
        } else {
            report::access_layer(written, &mut rounding)
        };
        session.report(rounding.into_findings());
        session.messages().note(&report::access_text(written));
        if is_table { self.output.write_table(session, &layer) } else { self.output.write(session, &layer) }
    }
}
