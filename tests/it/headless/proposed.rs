//! Whatever a command proposes to type next succeeds as it is printed: the proposals of a few states are run. Knows no sentence.

use super::*;

/// What stands between backquotes or behind a dollar sign, of Sesame's own.
fn proposals(said: &str) -> Vec<String> {
    let quoted = said.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let alone = said.lines().filter_map(|line| line.trim().strip_prefix("$ "));
    quoted.chain(alone).filter(|it| it.starts_with("sesame ")).map(str::to_owned).collect()
}

/// Waits, findings and plans are no mistakes; a line that is not understood, or lacks something, is one.
#[test]
fn what_is_proposed_succeeds_as_it_is_printed() {
    let mut all = std::collections::BTreeSet::new();
    for line in [
        "--rehearse doctor",
        "--rehearse doctor --from no-reply@example.co.kr",
        "--rehearse records",
        "--rehearse records --from no-reply@example.co.kr",
        "--rehearse env",
        "--rehearse env --from no-reply@example.co.kr",
        "--rehearse env --write --from no-reply@example.co.kr",
        "--rehearse status --from no-reply@example.co.kr",
        "--rehearse wait verified --from no-reply@example.co.kr",
        "--rehearse wait production",
        "--rehearse send --to success",
        "--rehearse handover dns",
        "--rehearse setup --from no-reply@example.co.kr --plan",
        "--rehearse=half-done doctor --from no-reply@example.co.kr",
        "--rehearse=half-done records --from no-reply@example.co.kr",
        "--rehearse=wrong-region doctor --from no-reply@example.co.kr",
        "--rehearse=two-keys doctor --from no-reply@example.co.kr",
        "--rehearse=no-permission doctor --from no-reply@example.co.kr",
        "--rehearse=no-region env --from no-reply@example.co.kr",
    ] {
        let machine = Machine::new();
        let app = machine.app();
        for lang in ["ko", "en"] {
            let line = format!("--lang {lang} --project {} {line}", app.display());
            let ran = machine.sesame(&words(&line));
            for command in proposals(&ran.stdout).into_iter().chain(proposals(&ran.stderr)) {
                // A conversation asks in a terminal, and what waits for others takes its time.
                let given = shlex::split(&command).expect("a command line");
                let is_conversation =
                    given.iter().skip(1).all(|word| word.starts_with("--") || *word == app.display().to_string());
                if is_conversation || !all.insert(command.clone()) {
                    continue;
                }
                let given: Vec<&str> = given.iter().skip(1).map(String::as_str).collect();
                let next = machine.sesame(&given);
                let is_well = matches!(next.code, Some(0 | 1 | 3));
                assert!(is_well && !next.stderr.contains("--plan|--yes"), "{line}\nproposes {command}\n{next}");
            }
        }
    }
    assert!(all.len() > 15, "{all:#?}");
}

/// In the sandbox the line that would make sign-up fail is no line to be pasted: it stands at the end as a comment, for every
/// form, and apart for programs; by its name it is had.
#[test]
fn the_printed_lines_agree_with_the_advice_in_the_sandbox() {
    let machine = Machine::new();
    let print = |more: &str| machine.sesame(&words(&format!("--lang en --rehearse env {FROM} {more}"))).ends(0);
    for form in ["", "--format shell", "--format docker"] {
        let ran = print(form);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        let (last, others) = lines.split_last().expect("lines");
        assert!(last.starts_with("# ") && last.contains("MAIL_MAILER"), "{ran}");
        assert!(others.iter().all(|line| !line.contains("MAIL_MAILER")), "{ran}");
        assert!(ran.stderr.contains("as a comment"), "{ran}");
    }
    let object = machine.sesame(&words(&format!("--json --rehearse env {FROM}"))).ends(0).json();
    assert!(object["values"]["MAIL_MAILER"] == "ses" && object["later"]["MAIL_MAILER"] == "ses", "{object}");
    assert_eq!(print("--only MAIL_MAILER").stdout.trim(), "MAIL_MAILER=ses");
    let local = print("--runs-on local");
    assert!(local.stdout.lines().any(|line| line == "MAIL_MAILER=ses"), "{local}");
}

/// A command's own flags come first, then those of the set-up where it is about them, then those that every command has. The
/// other commands name those of the set-up in one line.
#[test]
fn help_shows_the_own_flags_of_a_command_first() {
    let machine = Machine::new();
    for (lang, headings) in [
        ("en", ["Options:", "The set-up (what is not given stays as remembered):", "Everywhere:"]),
        ("ko", ["옵션:", "설정 (쓰지 않은 것은 기억한 대로):", "모든 명령에 쓰는 옵션:"]),
    ] {
        for (command, own) in
            [("records", "--missing"), ("env", "--out"), ("switch", "--now"), ("key rotate", "--keep-old")]
        {
            for line in [format!("{command} --help"), format!("help {command}")] {
                let ran = machine.sesame(&words(&format!("--lang {lang} {line}"))).ends(0);
                let at = |wanted: &str| ran.stdout.find(wanted).unwrap_or_else(|| panic!("{wanted}: {ran}"));
                let [options, everywhere] = [headings[0], headings[2]].map(at);
                assert!(options < at(own) && at(own) < everywhere && everywhere < at("--verbose"), "{ran}");
                if command == "env" {
                    let set_up = at(headings[1]);
                    assert!(at(own) < set_up && set_up < at("--from-name") && at("--from-name") < everywhere, "{ran}");
                } else {
                    assert!(!ran.stdout.contains("--from-name") && at("--from, ") > everywhere, "{ran}");
                }
            }
        }
    }
}
