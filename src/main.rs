//! The program: parse, run, outcome to exit code.
fn main() {}
