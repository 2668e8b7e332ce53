//! Edit files: what changes in a rail table, so that the effect of a new line is one command.
//!
//! An edit file is TOML. Every table may stand many times; names of stations are found as on the command line.
//!
//! ```toml
//! [[remove_leg]]                       # both ways, unless ways = "forward"
//! from = "北京南"
//! to = "沧州西"
//!
//! [[remove_station]]                   # its legs go with it
//! name = "北京北"
//!
//! [[add_station]]
//! name = "正定新区"
//! at = [114.6, 38.1]
//! unit = "130100"                      # may be left out
//!
//! [[move_station]]
//! name = "白洋淀"
//! at = [115.9, 39.0]
//!
//! [[add_leg]]
//! from = "北京南"
//! to = "正定新区"
//! minutes = 55                         # minutes_back = 57, where it differs
//! trains = 20                          # a day each way; or trains_forward and trains_back
//!
//! [[change_leg]]                       # both ways, unless ways = "forward"
//! along = ["北京南", "天津", "唐山"]     # each leg of the line; or from and to
//! minutes_factor = 0.8                 # or minutes = 25
//! trains_factor = 2                    # or trains = 40
//! ```
//!
//! Changes apply in the order of the tables above, whatever their order in the file: first what goes, then what comes, then
//! what becomes different. A change of something that is not there is an error with the closest spelling; all errors are reported
//! together, each with line and column.

mod apply;
mod read;

#[cfg(test)]
mod tests;

use crate::scheme::Spanned;

pub use read::RailEdit;

use crate::network::{LegWays, NewNumber};
use crate::quantity::LonLat;

/// A change of the rail table, with the words it is about.
#[derive(Clone, Debug, PartialEq)]
enum Change {
    RemoveLeg { ends: [Spanned<String>; 2], ways: LegWays },
    RemoveStation { name: Spanned<String> },
    AddStation { name: Spanned<String>, at: LonLat, unit: Option<String> },
    MoveStation { name: Spanned<String>, at: LonLat },
    AddLeg { ends: [Spanned<String>; 2], minutes: (f64, f64), trains: (f64, f64) },
    SetLeg { ends: [Spanned<String>; 2], ways: LegWays, minutes: Option<NewNumber>, trains: Option<NewNumber> },
}
