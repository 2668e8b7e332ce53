//! Why coordinates cannot be brought from one reference system to another.

/// A coordinate reference system, or a way between two, that is not to be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrsError {
    /// No definition at all.
    #[error("a coordinate reference system is needed, such as EPSG:4549 or a PROJ string; the text is empty")]
    Empty,
    /// A definition that PROJ does not know.
    #[error("'{given}' is not a coordinate reference system that PROJ knows ({reason}){}", self.hint())]
    Unknown {
        /// The definition given.
        given: String,
        /// What PROJ says.
        reason: String,
        /// Codes that differ in a digit, with their names.
        similar: Vec<String>,
    },
    /// This build has no PROJ.
    #[error(
        "converting {given} needs PROJ, which this build was made without: build with the feature 'proj' (on by default)"
    )]
    NoProj {
        /// The definition given.
        given: String,
    },
    /// Eastings that are of another zone than the system.
    #[error("the coordinates are not in {crs}: {reason}")]
    WrongZone {
        /// The system given.
        crs: String,
        /// What they look like, and the system for that.
        reason: String,
    },
    /// There is no operation between two systems.
    #[error("there is no way from {from} to {to}: {reason}")]
    NoOperation {
        /// The system of the coordinates.
        from: String,
        /// The system they were to be brought to.
        to: String,
        /// What PROJ says.
        reason: String,
    },
}

impl CrsError {
    fn hint(&self) -> String {
        match self {
            Self::Unknown { similar, .. } if !similar.is_empty() => format!("; did you mean {}?", similar.join(", ")),
            Self::Unknown { .. } => "; give a code such as EPSG:4549, a PROJ string, WKT or PROJJSON".to_string(),
            _ => String::new(),
        }
    }
}
