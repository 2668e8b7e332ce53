//! Circles of 60 and 90 minutes around two cities, as GeoJSON on stdout.
//!
//! `cargo run --example commuting_circles > circles.geojson`

use ringshed::analysis::{Centre, CircleRequest, PopulationCover, circles};
use ringshed::geometry::rounding::Precision;
use ringshed::io::geojson::{WriteOptions, write_geojson};
use ringshed::report::{Rounding, circles_layer};
use ringshed::travel::{Crow, TravelModel};
use ringshed::{Atlas, Minutes, Place};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let atlas = Atlas::embedded();
    let mut centres = Vec::new();
    for name in ["Beijing", "Tianjin"] {
        let unit = atlas.unit(atlas.resolve(name, None)?.id);
        let seat = unit.seat().ok_or("a city of the embedded atlas has a seat")?;
        centres.push(Centre::from(Place::new(unit.label(), seat.at)));
    }
    let model = TravelModel::Crow(Crow::default());
    let request = CircleRequest::new(centres, vec![Minutes::new(60.0), Minutes::new(90.0)], model.clone());
    let circles = circles(&request, Some(&PopulationCover::new(&atlas)))?;
    let mut rounding = Rounding::new(Precision::default());
    let layer = circles_layer(&circles, &model.description(), &mut rounding);
    write_geojson(&layer, &WriteOptions::default(), &mut std::io::stdout().lock())?;
    Ok(())
}
