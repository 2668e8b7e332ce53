//! A scheme with rules as a function of its constants.

use super::model::{RingModel, RingModelTerms, travel_constants};
use super::variation::Constant;
use crate::analysis::rules::RuleMeasures;
use crate::atlas::{Atlas, UnitId};
use crate::scheme::{Attribute, ConstantId, Measure, Plan, RuleConstant, Scheme, SchemeDiagnostics, Settings};

/// The rings of a scheme whose rings are given by rules, as a function of the numbers in the rules (`third.minutes`) and of the
/// constants of the travel models that its rules use.
///
/// A unit is in the ring that the plan has for it; the plan is made anew for every set of values.
#[derive(Debug)]
pub struct SchemeModel<'a> {
    scheme: &'a Scheme,
    atlas: &'a Atlas,
    measures: &'a RuleMeasures<'a>,
    terms: RingModelTerms,
    ids: Vec<ConstantId>,
}

impl<'a> SchemeModel<'a> {
    /// The rings of some units under a scheme.
    ///
    /// # Errors
    /// The problems of the scheme.
    pub fn new(
        scheme: &'a Scheme,
        atlas: &'a Atlas,
        measures: &'a RuleMeasures<'a>,
        units: Vec<UnitId>,
    ) -> Result<Self, SchemeDiagnostics> {
        let plan = measures.plan(scheme)?;
        let of_rules = scheme.constants();
        let named = |constant: &RuleConstant| Constant {
            name: format!("{}.{}", constant.ring, constant.name),
            default: constant.value,
            range: None,
        };
        let mut constants: Vec<Constant> = of_rules.iter().map(named).collect();
        for constant in travel_of(&plan, measures) {
            if !constants.iter().any(|known| known.name == constant.name) {
                constants.push(constant);
            }
        }
        let rings = plan.rings().iter().map(|ring| ring.id().to_string()).collect();
        let terms = RingModelTerms { constants, rings, units };
        Ok(Self { scheme, atlas, measures, terms, ids: of_rules.iter().map(|of| of.id).collect() })
    }

    /// The plan for some values.
    ///
    /// # Errors
    /// Why the rules cannot be evaluated with them.
    pub fn plan(&self, values: &[f64]) -> Result<Plan, String> {
        let (of_rules, travel) = values.split_at(self.ids.len());
        let mut settings = Settings::default();
        for (&id, &value) in self.ids.iter().zip(of_rules) {
            settings = settings.with_constant(id, value);
        }
        // A parameter at its usual value is left to the rings, which may each have their own.
        for (constant, &value) in self.constants()[self.ids.len()..].iter().zip(travel) {
            if value != constant.default {
                settings = settings.with_parameter(key(&constant.name), value);
            }
        }
        self.scheme.plan_with(self.atlas, self.measures, &settings).map_err(|problems| problems.to_string())
    }
}

/// The constants of the travel models by which rules measure minutes.
fn travel_of(plan: &Plan, measures: &RuleMeasures<'_>) -> Vec<Constant> {
    let timed = plan.selections().iter().flatten().filter(|selection| {
        let minutes = Attribute::Measure(Measure::Minutes);
        selection.column(minutes).is_some()
    });
    let models = timed.filter_map(|selection| measures.travel_model(selection.travel()).ok());
    models.flat_map(|model| travel_constants(&model)).collect()
}

/// The key of a ring for a constant: the speed of the distance-based model has no unit there.
fn key(name: &str) -> &str {
    if name == "speed_kmh" { "speed" } else { name }
}

impl RingModel for SchemeModel<'_> {
    fn terms(&self) -> &RingModelTerms {
        &self.terms
    }

    fn ring_of(&self, values: &[f64]) -> Result<Vec<Option<usize>>, String> {
        let plan = self.plan(values)?;
        Ok(self.units().iter().map(|&unit| plan.ring_of(self.atlas, unit).map(|ring| ring.index())).collect())
    }
}
