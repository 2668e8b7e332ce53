//! Options of the rail model, and the network they ask for.

use std::sync::Arc;

use clap::Args;

use super::input;
use super::session::Session;
use crate::edit::RailEdit;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity};
use crate::io::csv::{PointColumns, read_table};
use crate::io::{Parsed, counted, parse_layer};
use crate::network::{RailChecks, RailNetwork, RailTable};
use crate::quantity::{Kilometres, KilometresPerHour, Minutes};
use crate::travel::RailParameters;

/// Options of the rail model.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Rail (--model rail and rail+crow)")]
pub(super) struct RailArgs {
    /// Stations and legs of another network than the embedded one (481 stations of northern China and Guangdong, September 2023):
    /// CSV with the columns station,lon,lat[,unit,station_en] and
    /// from_station,to_station,minutes,trains_forward,trains_back[,minutes_back].
    #[arg(long, num_args = 2, value_names = ["STATIONS", "LEGS"])]
    rail: Option<Vec<String>>,
    /// Changes of the network, as TOML: [[add_leg]], [[change_leg]], [[remove_leg]], [[add_station]], [[move_station]],
    /// [[remove_station]].
    #[arg(long, value_name = "FILE")]
    edit: Option<String>,
    /// Fastest train on the straight line between two stops; faster legs are findings [default: 350 km/h].
    #[arg(long, value_name = "SPEED", allow_negative_numbers = true)]
    max_train_speed: Option<KilometresPerHour>,
    /// Time at each stop passed [default: 2 min].
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    dwell: Option<Minutes>,
    /// In-vehicle: stations within this distance of a place are its own, else the nearest one is [default: 20 km].
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    boarding_radius: Option<Kilometres>,
    /// Door to door: entry and waiting at the first station, at least [default: 25 min, likely 15 to 40; intercity lines without
    /// security 10].
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    entry: Option<Minutes>,
    /// Door to door: the part of it that is not waiting, at least [default: 10 min].
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    security: Option<Minutes>,
    /// Door to door: waiting is half a headway, at most this [default: 30 min].
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    wait_cap: Option<Minutes>,
    /// Door to door: hours a day in which trains run; the headway is these over the trains a day [default: 18].
    #[arg(long, value_name = "HOURS", allow_negative_numbers = true)]
    service_hours: Option<f64>,
    /// Door to door: each change of train, without the waiting [default: 15 min, likely 10 to 30].
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    transfer: Option<Minutes>,
    /// Door to door: a ride goes through a station when so many trains a day are estimated to, else one changes [default: 1; 0
    /// for never].
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    through_trains: Option<f64>,
    /// Door to door: leaving the last station [default: 5 min].
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    exit: Option<Minutes>,
    /// Door to door: speed of the way to and from stations, lengthened by --detour [default: 30 km/h].
    #[arg(long, value_name = "SPEED", allow_negative_numbers = true)]
    access_speed: Option<KilometresPerHour>,
    /// Door to door: the farthest station that is used [default: any].
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    access_limit: Option<Kilometres>,
}

/// What a table is held against when trains are at most so fast.
///
/// # Errors
/// The reason why the speed is not possible.
pub(super) fn checks(max_train_speed: Option<KilometresPerHour>) -> Result<RailChecks, String> {
    match max_train_speed {
        None => Ok(RailChecks::default()),
        Some(fastest) if fastest.kilometres_per_hour() > 0.0 => Ok(RailChecks { fastest }),
        Some(speed) => Err(format!("--max-train-speed {speed} is not possible: it must be above 0 (default 350)")),
    }
}

/// The network that was asked for and, where it was edited, the one before.
#[derive(Clone, Debug)]
pub(super) struct RailNetworks {
    pub(super) network: Arc<RailNetwork>,
    pub(super) before_edit: Option<Arc<RailNetwork>>,
}

impl RailArgs {
    /// The options that were given and have no effect without the rail model.
    pub(super) fn given(&self) -> Vec<&'static str> {
        let given = [
            ("--rail", self.rail.is_some()),
            ("--edit", self.edit.is_some()),
            ("--max-train-speed", self.max_train_speed.is_some()),
            ("--dwell", self.dwell.is_some()),
            ("--boarding-radius", self.boarding_radius.is_some()),
            ("--entry", self.entry.is_some()),
            ("--security", self.security.is_some()),
            ("--wait-cap", self.wait_cap.is_some()),
            ("--service-hours", self.service_hours.is_some()),
            ("--transfer", self.transfer.is_some()),
            ("--through-trains", self.through_trains.is_some()),
            ("--exit", self.exit.is_some()),
            ("--access-speed", self.access_speed.is_some()),
            ("--access-limit", self.access_limit.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(option, _)| option).collect()
    }

    /// The constants, unchecked, with the detour that the distance-based model has too.
    pub(super) fn parameters(&self, detour: f64) -> RailParameters {
        let default = RailParameters::default();
        RailParameters {
            dwell: self.dwell.unwrap_or(default.dwell),
            boarding_radius: self.boarding_radius.map_or(default.boarding_radius, Into::into),
            entry: self.entry.unwrap_or(default.entry),
            security: self.security.unwrap_or(default.security),
            wait_cap: self.wait_cap.unwrap_or(default.wait_cap),
            service_hours: self.service_hours.unwrap_or(default.service_hours),
            transfer: self.transfer.unwrap_or(default.transfer),
            through_trains: self.through_trains.unwrap_or(default.through_trains),
            exit: self.exit.unwrap_or(default.exit),
            access_speed: self.access_speed.unwrap_or(default.access_speed),
            access_detour: detour,
            access_limit: self.access_limit.map(Into::into),
        }
    }

    /// What the table is held against.
    ///
    /// # Errors
    /// The reason why the speed is not possible.
    pub(super) fn checks(&self) -> Result<RailChecks, String> {
        checks(self.max_train_speed)
    }

    /// Reads and checks the network once for a run; findings are reported.
    ///
    /// # Errors
    /// Unreadable tables; a bad request when the edit is not possible or no leg is usable.
    pub(super) fn networks(&self, session: &mut Session, checks: &RailChecks) -> Result<RailNetworks> {
        if let Some(networks) = session.rail() {
            return Ok(networks);
        }
        let networks = self.read_networks(session, checks)?;
        session.remember_rail(networks.clone());
        Ok(networks)
    }

    fn read_networks(&self, session: &mut Session, checks: &RailChecks) -> Result<RailNetworks> {
        let (table, is_embedded) = match self.rail.as_deref() {
            Some([stations, legs]) => {
                let (table, findings) = read_rail(session, stations, legs)?;
                session.report(findings);
                (table, false)
            }
            _ => {
                session.add_embedded_rail();
                (RailTable::embedded(), true)
            }
        };
        let built = table.build(checks);
        // What is doubtful about the embedded table is documented with it and would be said in every run.
        if !is_embedded {
            session.report(built.findings.clone());
        }
        let before = usable(built.network)?;
        let Some(edit) = &self.edit else { return Ok(RailNetworks { network: before, before_edit: None }) };
        let mut edited = table;
        apply(session, edit, &mut edited)?;
        let edited = edited.build(checks);
        let is_new = |finding: &Finding| !built.findings.iter().any(|known| same_matter(known, finding));
        session.report(edited.findings.into_iter().filter(is_new));
        Ok(RailNetworks { network: usable(edited.network)?, before_edit: Some(before) })
    }
}

/// Whether two findings are about the same thing, although numbers in their texts may differ.
fn same_matter(one: &Finding, other: &Finding) -> bool {
    (one.code(), one.feature(), one.place()) == (other.code(), other.feature(), other.place())
}

fn usable(network: RailNetwork) -> Result<Arc<RailNetwork>> {
    if network.leg_count() == 0 {
        return Err(Error::bad_request("the rail network has no usable leg; see the findings above"));
    }
    Ok(Arc::new(network))
}

/// Reads the two files of a rail table, and gives what is wrong with rows.
///
/// # Errors
/// Unreadable files, missing columns.
pub(super) fn read_rail(session: &mut Session, stations: &str, legs: &str) -> Result<(RailTable, Vec<Finding>)> {
    let station_layer = read(session, stations, |bytes| parse_layer(bytes, stations, &PointColumns::default()));
    let leg_layer = read(session, legs, |bytes| read_table(bytes, legs));
    match (station_layer, leg_layer) {
        (Ok(stations), Ok(legs)) => {
            let (table, found) = RailTable::from_layers(&stations.layer, &legs.layer)?;
            Ok((table, [stations.findings, legs.findings, found].concat()))
        }
        (stations, legs) => {
            let errors = [stations.err(), legs.err()].into_iter().flatten();
            let problems = errors.flat_map(|error| error.problems().to_vec()).collect();
            Err(Error::all(ErrorKind::UnreadableInput, problems))
        }
    }
}

/// A file as a layer, and what is wrong with its rows.
fn read(session: &mut Session, file: &str, parse: impl FnOnce(&[u8]) -> Result<Parsed>) -> Result<Parsed> {
    let bytes = input::read(file)?;
    session.add_input(file, &bytes);
    let mut parsed = parse(&bytes)?;
    parsed.findings = parsed.findings.into_iter().map(|finding| finding.in_file(file)).collect();
    Ok(parsed)
}

fn apply(session: &mut Session, file: &str, table: &mut RailTable) -> Result<()> {
    let bytes = input::read(file)?;
    session.add_input(file, &bytes);
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Error::unreadable(file, format!("byte {offset} is not UTF-8; save the file as UTF-8"))
    })?;
    let outcome = RailEdit::read(file, &text).and_then(|edit| edit.apply(table).map(|()| edit.len()));
    match outcome {
        Ok(changes) => {
            session.parameter("edit", Some(counted(changes, "change")));
            Ok(())
        }
        Err(problems) => {
            session.report_diagnostics(&problems);
            let errors = problems.as_slice().iter().filter(|problem| problem.severity() == Severity::Error).count();
            let message = format!("the edit {file} cannot be used: {}, listed above", counted(errors, "problem"));
            Err(Error::new(ErrorKind::BadRequest, message))
        }
    }
}
