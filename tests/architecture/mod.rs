//! Rules about the source itself: which module may use which, what may not be written, what lies at the top level.

mod dependencies;
mod forbidden;
mod source;
mod top_level;
