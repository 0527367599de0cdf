//! `wait`: what is printed on the way, what at the end, and how it ends.

use super::*;

#[test]
fn it_waits_until_the_sender_is_verified() {
    check("wait-verified", Shape::Wait, 0, &format!("--rehearse=half-done wait verified {FROM}"));
    let short = "--timeout 90s";
    check("wait-timed-out", Shape::Wait, 3, &format!("--rehearse=half-done wait verified {FROM} {short}"));
}

#[test]
fn it_ends_at_once_where_it_is_so_already() {
    let machine = Machine::new();
    let line = format!("--json --rehearse=wrong-region --region us-east-1 wait verified {FROM} --timeout 0s");
    let ran = machine.sesame(&words(&line)).ends(0);
    assert_eq!(ran.json()["looks"], 1, "{ran}");
}

#[test]
fn where_nothing_was_begun_there_is_nothing_to_wait_for() {
    check("wait-for-no-identity", Shape::Error, 1, &format!("--rehearse wait verified {FROM}"));
    check("wait-for-no-request", Shape::Error, 1, "--rehearse wait production");
    check("wait-for-no-one", Shape::Error, 2, "--rehearse wait verified");
    check("wait-nowhere", Shape::Error, 2, "--rehearse=no-region wait production");
}

/// A rehearsal tells the time as this machine does.
#[test]
fn a_rehearsal_tells_the_machines_own_time() {
    let machine = Machine::new();
    let mut command = machine.command(&words(&format!("--lang en --rehearse=half-done wait verified {FROM}")));
    command.env("TZ", "<+09>-9");
    let ran = machine.finish(command).ends(0);
    assert!(ran.stderr.contains("(UTC+9)"), "{ran}");
}

/// A world of one's own: what has happened before the story begins.
#[test]
fn what_no_waiting_brings_ends_it() {
    let story = "[story]\nko = '가'\nen = 'a'\n[dns]\npublish_after = '400h'\n[mail]\nclick_after = '400h'\n";
    let identity = |name: &str, age: &str| {
        format!("{story}[[identity]]\nname = '{name}'\nage = '{age}'\ntags = {{ managed-by = 'sesame' }}\n")
    };
    let rows = [
        ("example.co.kr", "71h", "", "dkim-failed"),
        ("no-reply@example.co.kr", "1h", "--identity email", "verification-link-expired"),
    ];
    for (name, age, flags, reason) in rows {
        let machine = Machine::new();
        fs::write(machine.path("here/own.toml"), identity(name, age)).expect("written");
        let line = format!("--json --rehearse=own.toml wait verified {FROM} {flags} --timeout 100h");
        let ran = machine.sesame(&words(&line)).ends(1);
        let object = ran.json();
        assert_eq!((&object["ended"], &object["reason"]), (&"over".into(), &reason.into()), "{ran}");
        assert_eq!(contract::breaches(Shape::Wait, &object), [""; 0], "{ran}");
        for lang in ["ko", "en"] {
            let line = line.replace("--json", &format!("--lang {lang}"));
            let ran = machine.sesame(&words(&line)).ends(1);
            assert!(ran.stdout.starts_with('✗') && ran.stderr.contains("setup --yes`"), "{ran}");
        }
    }
}
