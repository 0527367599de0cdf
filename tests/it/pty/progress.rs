//! A command without a screen that is watched at a terminal: counts on stderr, each in the place of the one before, and sentences
//! in lines of the terminal's width.

use unicode_width::UnicodeWidthStr as _;

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

/// The person's terminal has 80 columns. A name, a value or a command is one piece, to be copied.
#[test]
fn a_terminal_shows_sentences_in_whole_words_and_a_record_in_two_lines() {
    for lang in ["ko", "en"] {
        let from = "--from no-reply@example.co.kr";
        let out = written(&format!("--lang {lang} --rehearse=no-permission setup {from} --plan"));
        // A command, in backquotes, may be longer than a line; a count has made room.
        let lines = out.lines().filter(|line| !line.contains('`')).map(|line| line.rsplit("\x1b[K").next().unwrap());
        let lines: Vec<&str> = lines.map(str::trim_end).collect();
        assert!(lines.len() > 30, "{out}");
        assert!(lines.iter().all(|line| line.width() <= 80), "{out}");
        assert!(lines.iter().any(|line| line.starts_with(&" ".repeat(17))), "nothing goes on below itself: {out}");
        let example = out.lines().find(|line| line.contains("--accept-terms`")).expect("a command");
        assert!(example.contains("`sesame --lang"), "the command is broken: {out}");

        let out = written(&format!("--lang {lang} --rehearse=half-done records {from}"));
        let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
        let name = lines.iter().position(|line| line.ends_with("._domainkey.example.co.kr")).expect("a name");
        let value = lines[name + 1];
        assert!(value.starts_with("   ") && value.ends_with(".dkim.amazonses.com"), "{out}");
        assert_eq!(
            lines[name].find(lines[name].rsplit(' ').next().unwrap()).map(|at| lines[name][..at].width()),
            Some(value.len() - value.trim_start().len()),
            "{out}"
        );
    }
}
