mod antimeridian;

/// The folder of other people's test suites, or `None` (and a line that says so) when RINGSHED_SUITES is not set.
fn folder(name: &str) -> Option<std::path::PathBuf> {
    match std::env::var_os("RINGSHED_SUITES") {
        Some(root) => Some(std::path::Path::new(&root).join(name)),
        None => {
            println!("suite {name} skipped: RINGSHED_SUITES is not set");
            None
        }
    }
}
