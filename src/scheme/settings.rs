//! The numbers of a scheme that can be varied without writing another file: constants of rules and parameters of travel.

use super::plan::RingIndex;
use super::resolve::Scheme;

/// Which number of which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConstantId {
    ring: RingIndex,
    number: usize,
}

/// A number of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleConstant {
    /// Which one.
    pub id: ConstantId,
    /// The identifier of the ring.
    pub ring: String,
    /// Its name within the rule: the attribute it is compared with; a second one is `minutes_2`.
    pub name: String,
    /// Its value in the file.
    pub value: f64,
}

/// Other values for numbers of a scheme. By default there are none: the plan is that of the file.
///
/// # Examples
/// ```
/// # #[cfg(feature = "rules")]
/// # (|| {
/// use ringshed::scheme::{NoMeasures, SchemeFile, Settings};
/// let text = "id = \"big\"\nname = \"Big\"\n[[ring]]\nid = \"core\"\nlevel = \"city\"\nrule = \"population >= 10000000\"\n";
/// let atlas = ringshed::Atlas::embedded();
/// let scheme = SchemeFile::read("big.toml", text).resolve(&atlas)?;
/// let threshold = scheme.constants()[0].id;
/// let count = |settings: &Settings| scheme.plan_with(&atlas, &NoMeasures, settings).map(|plan| plan.members().len());
/// let in_file = count(&Settings::default())?;
/// assert!(count(&Settings::default().with_constant(threshold, 15e6))? < in_file);
/// # Ok::<(), ringshed::scheme::SchemeDiagnostics>(()) })().expect("a good scheme");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    constants: Vec<(ConstantId, f64)>,
    parameters: Vec<(String, f64)>,
}

impl Settings {
    /// The same with another value of a rule's number.
    #[must_use]
    pub fn with_constant(mut self, id: ConstantId, value: f64) -> Self {
        self.constants.retain(|(known, _)| *known != id);
        self.constants.push((id, value));
        self
    }

    /// The same with another value of a travel parameter, in every ring (`detour`, `speed`).
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<String>, value: f64) -> Self {
        let name = name.into();
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value));
        self
    }

    /// The numbers of a ring's rule: those of the file but for the ones set here.
    pub(super) fn constants(&self, ring: RingIndex, mut values: Vec<f64>) -> Vec<f64> {
        for (id, value) in self.constants.iter().filter(|(id, _)| id.ring == ring) {
            if let Some(constant) = values.get_mut(id.number) {
                *constant = *value;
            }
        }
        values
    }

    pub(super) fn parameters(&self) -> &[(String, f64)] {
        &self.parameters
    }
}

impl Scheme {
    /// Every number of every rule, ring by ring.
    pub fn constants(&self) -> Vec<RuleConstant> {
        let rules = self.rules.iter().enumerate().filter_map(|(ring, rule)| Some((ring, rule.as_ref()?)));
        let of_rule = |(ring, rule): (usize, &super::select::RingRule)| {
            let constants = rule.rule.constants().iter().enumerate();
            let constant = |(number, constant): (usize, &super::rule::Constant)| RuleConstant {
                id: ConstantId { ring: RingIndex(ring), number },
                ring: self.raw.rings[ring].id.value.clone(),
                name: constant.name().to_string(),
                value: constant.value(),
            };
            constants.map(constant).collect::<Vec<_>>()
        };
        rules.flat_map(of_rule).collect()
    }

    /// Whether a ring is given by a rule.
    pub fn has_rules(&self) -> bool {
        self.rules.iter().any(Option::is_some)
    }
}
