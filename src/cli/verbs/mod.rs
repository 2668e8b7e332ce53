//! One file per verb: its arguments, and what it calls.

pub(super) mod access;
pub(super) mod audit;
pub(super) mod catchments;
pub(super) mod check;
pub(super) mod circle;
pub(super) mod compare;
pub(super) mod convert;
pub(super) mod explain;
pub(super) mod index;
pub(super) mod links;
pub(super) mod locate;
pub(super) mod matrix;
pub(super) mod measure;
pub(super) mod overlap;
pub(super) mod rings;
pub(super) mod run;
pub(super) mod scheme;
pub(super) mod schemes;
pub(super) mod suggest;
pub(super) mod sweep;
pub(super) mod units;
pub(super) mod weights;

use super::args::Verb;
use super::session::Session;
use crate::error::Result;

/// Runs a verb.
pub(super) fn dispatch(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Run(args) => args.run(session),
        Verb::Schemes(args) => args.run(session),
        Verb::Scheme(args) => args.run(session),
        Verb::Units(args) => args.run(session),
        Verb::Check(args) => args.run(session),
        Verb::Rings(args) => args.run(session),
        Verb::Explain(args) => args.run(session),
        Verb::Audit(args) => args.run(session),
        Verb::Measure(args) => args.run(session),
        Verb::Locate(args) => args.run(session),
        Verb::Index(args) => args.run(session),
        Verb::Circle(args) => args.run(session),
        Verb::Convert(args) => args.run(session),
        Verb::Catchments(args) => args.run(session),
        Verb::Matrix(args) => args.run(session),
        Verb::Links(args) => args.run(session),
        Verb::Access(args) => args.run(session),
        Verb::Compare(args) => args.run(session),
        Verb::Sweep(args) => args.run(session),
        Verb::Suggest(args) => args.run(session),
        Verb::Weights(args) => args.run(session),
        Verb::Overlap(args) => args.run(session),
    }
}
