//! How every property test runs: what it once found is tried first ever after. Knows no property.
//!
//! A found case is written to `tests/it/regressions/`, in a file named after the test's own, and belongs into the commit that
//! mends what it has shown.
//!
//! A usual run tries the same cases each time: what it says is about the change that it is run for. `SESAME_PROPERTY_TIMES=20`
//! tries others each time, and twenty times as many: for a search for faults that the usual cases do not show.

use std::{fs, path::Path};

use proptest::{
    prelude::*,
    test_runner::{FailurePersistence as _, FileFailurePersistence, RngSeed, TestRunner},
};

/// Beside the folder with `main.rs`, as proptest counts it: `tests/it/regressions/` for what lies in `tests/it/`.
const KEPT: FileFailurePersistence = FileFailurePersistence::SourceParallel("it/regressions");

/// Any number: with each other one come other cases.
const SEED: u64 = 1;

/// How many times as many as usual are tried, where that is said.
fn said() -> Option<u32> {
    std::env::var("SESAME_PROPERTY_TIMES").ok()?.parse().ok()
}

/// How many times as many as usual are tried.
pub fn times() -> usize {
    said().unwrap_or(1) as usize
}

/// So many cases, after those that were found before.
pub fn cases(cases: u32) -> ProptestConfig {
    let cases = cases.saturating_mul(said().unwrap_or(1));
    let rng_seed = if said().is_some() { RngSeed::Random } else { RngSeed::Fixed(SEED) };
    ProptestConfig { cases, rng_seed, failure_persistence: Some(Box::new(KEPT)), ..ProptestConfig::default() }
}

#[test]
fn a_case_that_was_found_is_kept_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let sources = folder.path().join("it/room");
    fs::create_dir_all(&sources).unwrap();
    fs::write(folder.path().join("it/main.rs"), "").unwrap();
    fs::write(sources.join("thing.rs"), "").unwrap();
    let source: &'static str = sources.join("thing.rs").to_str().unwrap().to_owned().leak();
    let run = |cases: u32| {
        let config = ProptestConfig { source_file: Some(source), ..self::cases(cases) };
        TestRunner::new(config).run(&(0..1000_u32), |number| {
            prop_assert!(number < 10, "{number} is too much");
            Ok(())
        })
    };
    run(100).expect_err("nearly all of them are too much");
    let kept = fs::read_to_string(folder.path().join("it/regressions/room/thing.txt")).expect("it was kept");
    assert!(kept.contains("shrinks to 10"), "{kept}");
    assert_eq!(KEPT.load_persisted_failures2(Some(source)).len(), 1);
    run(0).expect_err("it was found before");
}

/// A property test that is configured elsewhere would forget what it finds.
#[test]
fn every_property_test_keeps_what_it_finds() {
    let mut tests = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let begun = text.lines().filter(|line| *line == "proptest! {").count();
                let is_kept = |line: &&str| line.starts_with("    #![proptest_config(crate::property::cases(");
                let kept = text.lines().filter(is_kept).count();
                assert_eq!(begun, kept, "{}", path.display());
                tests += begun;
            }
        }
    }
    assert!(tests > 5, "only {tests} were found; are they written in another way?");
}
