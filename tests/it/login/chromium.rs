//! The same with a real browser: Debian's Chromium opens the address that Sesame shows, and a button is pressed in it.

use std::{path::Path, process::Command};

use serde_json::Value;

use crate::live::{Account, QUICK};

/// What the browser has come to.
pub fn in_chromium(address: &str, button: &str) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser.py");
    let output =
        Command::new("/usr/bin/python3").arg(script).args([address, button]).output().expect("python3 is there");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("the browser ended without a word: {said}"))
}

#[test]
#[ignore = "needs Chromium; tests/all installs it"]
fn chromium_signs_in_with_one_click() {
    let account = Account::serve(&format!("{QUICK}[admin]\nprincipal = 'root'\n"));
    let waiting = account.login("--lang ko login");
    let shown = in_chromium(&waiting.address, "allow");
    assert_eq!(shown["ended"], waiting.query("redirect_uri").as_str(), "{shown:#}");
    assert!(
        shown["shown"].as_str().is_some_and(|it| it.contains("여기서 할 일은 끝났습니다. 터미널로 돌아가세요")),
        "{shown:#}"
    );
    let ran = waiting.ends(&account.machine, 0);
    assert!(ran.stdout.contains("1234-5678-9012") && ran.stderr.contains("루트 사용자입니다"), "{ran}");
    let status = account.machine.finish(account.nobody("--json status")).json();
    assert_eq!(status["account"]["arn"], "arn:aws:iam::123456789012:root", "{status:#}");
}

#[test]
#[ignore = "needs Chromium; tests/all installs it"]
fn chromium_says_no() {
    let account = Account::serve(QUICK);
    let waiting = account.login("--lang en login");
    let shown = in_chromium(&waiting.address, "deny");
    assert!(shown["shown"].as_str().is_some_and(|it| it.contains("was not allowed to sign in")), "{shown:#}");
    let ran = waiting.ends(&account.machine, 1);
    assert!(ran.stderr.contains("access_denied") && !account.machine.path("home/.aws").exists(), "{ran}");
}
