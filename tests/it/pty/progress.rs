//! How far something has come, where a command without a screen is watched at a terminal: counts on stderr, each in the place of
//! the one before.

use super::person::Person;

/// A command at a terminal, and all that it wrote there.
fn written(line: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let words: Vec<&str> = line.split(' ').collect();
    let (_, raw) = Person::sits_down(home.path(), &words).leaves();
    String::from_utf8_lossy(&raw).into_owned()
}

#[test]
fn a_command_that_is_watched_counts_records_and_regions_and_says_how_long_it_waits() {
    for (lang, records, waits) in [("ko", "레코드 6개 중 ", "◐"), ("en", " of 6 records are in DNS", "◐")] {
        let out = written(&format!(
            "--lang {lang} --rehearse setup --from no-reply@example.co.kr --website https://example.co.kr --accept-terms --yes --wait 2h"
        ));
        assert!(out.contains(records) && out.contains(waits), "{out}");
        // Each count takes the place of the one before.
        let counts = out.match_indices(records).count();
        assert!(counts >= 1, "{out}");
    }
    for (lang, regions) in [("ko", "리전 "), ("en", " regions")] {
        let out = written(&format!("--lang {lang} --rehearse=wrong-region status --from no-reply@example.co.kr"));
        let count = match lang {
            "ko" => out.contains("개 확인함"),
            _ => out.contains(regions),
        };
        assert!(count, "{out}");
    }
}
