//! A server that stands in AWS's place because a file of this machine says so.

use std::fs;

use serde_json::Value as Json;

use super::{Account, QUICK};

#[test]
fn a_profile_that_names_another_server_is_named_with_its_line() {
    let account = Account::serve(QUICK);
    let at = format!("http://{}", account.endpoint());
    let config = account.machine.path("aws-config");
    let rows = [
        (format!("[default]\nregion = ap-northeast-2\nendpoint_url = {at}\n"), "", Some(("default", 3))),
        (
            format!(
                "[default]\nservices = local\n[services local]\ns3 =\n  endpoint_url = {at}\nsesv2 =\n  endpoint_url = {at}\n"
            ),
            "",
            Some(("default", 6)),
        ),
        (format!("[profile shop]\nendpoint_url = {at}\n"), "--profile shop", Some(("shop", 2))),
        (format!("[default]\nregion = ap-northeast-2\n[profile shop]\nendpoint_url = {at}\n"), "", None),
        (format!("[default]\nservices = local\n[services local]\ns3 =\n  endpoint_url = {at}\n"), "", None),
    ];
    for (text, profile, expected) in rows {
        fs::write(&config, &text).expect("written");
        // Where the files do not name it the environment does, as everywhere in these tests.
        let run = |line: &str| {
            let mut command = account.command(line);
            command.env("AWS_CONFIG_FILE", &config);
            account.machine.finish(command)
        };
        let object = run(&format!("--json {profile} doctor --from no-reply@example.co.kr")).json();
        let found = named(&object);
        match expected {
            Some((profile, line)) => {
                let told = format!("{}, line {line}: the profile {profile} has", config.display());
                assert!(found.iter().any(|it| it.starts_with(&told)), "{text}: {found:?}");
            }
            None => assert_eq!(found, [""; 0], "{text}"),
        }
    }
}

/// What is said with the cause.
fn named(object: &Json) -> Vec<String> {
    let checks = object["checks"].as_array().expect("checks").iter();
    let is_it =
        |check: &&Json| check["causes"].as_array().into_iter().flatten().any(|it| it["cause"] == "endpoint-overridden");
    let evidence = checks.filter(is_it).flat_map(|check| check["evidence"].as_array().into_iter().flatten());
    evidence.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}
