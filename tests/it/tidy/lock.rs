//! What stands in `Cargo.lock`, held against `.cargo/deny.toml`: one TLS stack, no source but the registry, and every crate
//! that is there twice with its reason. Knows neither licences nor which crates are built: that is for cargo-deny.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use toml::{Table, Value};

#[test]
fn the_lock_holds_one_tls_stack_one_source_and_no_duplicate_without_a_reason() {
    let complaints = complaints_about(&read("Cargo.lock"), &read(".cargo/deny.toml"));
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn a_breach_in_the_lock_is_seen() {
    let registry = "source = 'registry+https://github.com/rust-lang/crates.io-index'";
    let of = |name: &str, version: &str| format!("[[package]]\nname = '{name}'\nversion = '{version}'\n{registry}\n");
    let rules = "[bans]\ndeny = [{ crate = 'openssl' }]\nskip = [{ crate = 'nom:7', reason = 'age' }]";
    let good = of("nom", "7.1.3") + &of("nom", "8.0.0") + "[[package]]\nname = 'open-sesame'\nversion = '0.1.0'\n";
    assert_eq!(complaints(&good, rules), [""; 0]);
    let rows = [
        (of("openssl", "0.10.1"), "openssl 0.10.1 is banned"),
        (of("syn", "1.0.0") + &of("syn", "2.0.0"), "syn 1.0.0 stands beside 2.0.0, and .cargo/deny.toml has no reason"),
        (
            "[[package]]\nname = 'x'\nversion = '1.0.0'\nsource = 'git+https://x'\n".into(),
            "x 1.0.0 comes from git+https://x",
        ),
    ];
    for (more, expected) in rows {
        assert_eq!(complaints(&(good.clone() + &more), rules), [expected]);
    }
    let gone = of("nom", "8.0.0");
    assert_eq!(complaints(&gone, rules), ["nom:7 has a reason in .cargo/deny.toml, and is in the lock no more"]);
    let unsaid = rules.replace(", reason = 'age'", "");
    assert_eq!(complaints(&good, &unsaid), ["nom:7 has no reason in .cargo/deny.toml"]);
}

fn read(file: &str) -> Table {
    parsed(&fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a file of the repository"))
}

fn parsed(text: &str) -> Table {
    text.parse().expect("TOML")
}

fn complaints(lock: &str, rules: &str) -> Vec<String> {
    complaints_about(&parsed(lock), &parsed(rules))
}

fn complaints_about(lock: &Table, rules: &Table) -> Vec<String> {
    let mut complaints = Vec::new();
    let banned: BTreeSet<&str> = listed(rules, "deny").map(|it| text(it, "crate")).collect();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("a list") {
        let (name, version) = (text(package, "name"), text(package, "version"));
        versions.entry(name).or_default().push(version);
        if banned.contains(name) {
            complaints.push(format!("{name} {version} is banned"));
        }
        let source = package.get("source").and_then(Value::as_str);
        if let Some(source) =
            source.filter(|it| !it.starts_with("registry+https://github.com/rust-lang/crates.io-index"))
        {
            complaints.push(format!("{name} {version} comes from {source}"));
        }
    }
    let mut reasons: BTreeMap<&str, bool> = BTreeMap::new();
    for skip in listed(rules, "skip") {
        reasons.insert(text(skip, "crate"), false);
        if skip.get("reason").and_then(Value::as_str).is_none_or(str::is_empty) {
            complaints.push(format!("{} has no reason in .cargo/deny.toml", text(skip, "crate")));
        }
    }
    for (name, versions) in versions.iter_mut().filter(|(_, versions)| versions.len() > 1) {
        versions.sort_by_key(|version| version.split(['.', '+']).map(|it| it.parse::<u64>().ok()).collect::<Vec<_>>());
        let newest = versions.pop().expect("more than one");
        for version in versions {
            let is_meant = |skip: &&str| {
                let (known, before) = skip.split_once(':').unwrap_or((skip, ""));
                known == *name && version.strip_prefix(before).is_some_and(|rest| rest.starts_with('.'))
            };
            match reasons.iter_mut().find(|(skip, _)| is_meant(skip)) {
                Some((_, met)) => *met = true,
                None => complaints
                    .push(format!("{name} {version} stands beside {newest}, and .cargo/deny.toml has no reason")),
            }
        }
    }
    let gone = reasons.into_iter().filter(|(_, met)| !met);
    complaints
        .extend(gone.map(|(skip, _)| format!("{skip} has a reason in .cargo/deny.toml, and is in the lock no more")));
    complaints
}

fn listed<'a>(rules: &'a Table, name: &str) -> impl Iterator<Item = &'a Value> {
    rules["bans"][name].as_array().expect("a list").iter()
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().expect("a text")
}
