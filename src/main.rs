//! The `ringshed` command.

fn main() {}
