//! The checks of the doctor as they are printed: for users a line each with what was seen, for programs one object. Judges
//! and mends nothing.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{
    bench::Bench,
    columns::padded,
    exit::Exit,
    findings::Findings,
    looking::{remedy_as_json, what_would_tell_more},
};
use crate::{
    diagnosis::{
        Certainty,
        checks::{CheckId, CheckResult, Verdict},
    },
    laravel::{ConfigSetting, MaskedValue, PlaceOfApp, SaidElsewhere, SettingValue, TruthRow, WhyWins, Winner},
    setup::{Facts, Project, known_as},
    words::Text,
};

/// The report as programs get it.
pub(super) fn report_in_parts(text: &Text, facts: &Facts, checks: &[CheckResult]) -> Value {
    json!({
        "checks": checks.iter().map(|check| in_parts(text, check)).collect::<Vec<_>>(),
        "project": match facts.project.present() {
            Some(project) => json!({ "values": values(text, facts, project) }),
            None => Value::Null,
        },
    })
}

/// Prints the report.
pub(super) fn tell_report(bench: &Bench, facts: &Facts, checks: &[CheckResult]) {
    let mut findings = Findings::new(bench);
    let mut rest: Vec<&CheckResult> = checks.iter().rev().collect();
    let mut is_apart = false;
    while let Some(check) = rest.pop() {
        // Behind a finding there is an empty line.
        is_apart = !check.findings.is_empty();
        let alike: Vec<&CheckResult> =
            rest.iter().rev().copied().filter(|it| is_unknown_alike(bench, check, it)).collect();
        match alike.is_empty() {
            true => tell_check(&mut findings, bench, check),
            false => tell_unknown(&mut findings, bench, check, &alike),
        }
        rest.retain(|it| !alike.iter().any(|told| told.id == it.id));
    }
    if let Some(project) = facts.project.present() {
        if !is_apart {
            bench.out.data("");
        }
        tell_values(bench, facts, project);
    }
}

/// Prints what would tell more, and returns what the checks mean for the caller.
pub(super) fn end_of(bench: &Bench, facts: &Facts, checks: &[CheckResult]) -> Exit {
    what_would_tell_more(&bench.text, facts).into_iter().for_each(|said| bench.out.note(said));
    Exit::of_checks(checks)
}

/// Whether neither could be told, for one and the same reason.
fn is_unknown_alike(bench: &Bench, one: &CheckResult, other: &CheckResult) -> bool {
    let is_bare = |it: &CheckResult| it.verdict == Verdict::Unknown && it.findings.is_empty();
    is_bare(one) && is_bare(other) && one.evidence == other.evidence && !bench.text.check_summary(one).is_empty()
}

/// Checks that could not be told for one reason, which is said once.
fn tell_unknown(findings: &mut Findings, bench: &Bench, first: &CheckResult, others: &[&CheckResult]) {
    let text = &bench.text;
    let names: Vec<&str> =
        std::iter::once(first).chain(others.iter().copied()).map(|it| text.check_name(it.id)).collect();
    bench.out.says(format!("{} {}: {}", mark(first.verdict), text.check_verdict(first.verdict), names.join(", ")));
    for sentence in first.evidence.iter().map(|it| text.evidence(it)) {
        bench.out.says(format!("    - {sentence}"));
        findings.is_new(&sentence);
    }
}

fn tell_check(findings: &mut Findings, bench: &Bench, check: &CheckResult) {
    let text = &bench.text;
    let (name, verdict) = (text.check_name(check.id), text.check_verdict(check.verdict));
    let summary = text.check_summary(check);
    let head = format!(
        "{} {}{}",
        mark(check.verdict),
        padded(name, widest(text) + 2),
        padded(verdict, widest_verdict(text) + 2),
    );
    bench.out.says_below(format!("{head}{summary}").trim_end(), head.width());
    findings.is_new(&summary);
    // The first of them is the sentence in the line above.
    for sentence in check.evidence.iter().skip(1).map(|it| text.evidence(it)) {
        if findings.is_new(&sentence) {
            bench.out.says(format!("    - {sentence}"));
        }
    }
    for (at, finding) in check.findings.iter().enumerate() {
        // What is only possible is told in the line above by what was seen.
        let said = at == 0 && finding.certainty == Certainty::Possible;
        findings.tell_details(finding, usize::from(said));
    }
}

fn in_parts(text: &Text, check: &CheckResult) -> Value {
    let named = check.findings.iter().flat_map(|finding| &finding.evidence);
    json!({
        "check": check.id,
        "verdict": match check.verdict {
            Verdict::Waiting => Verdict::Warn.into(),
            Verdict::Pass | Verdict::Warn | Verdict::Fail | Verdict::Unknown => <&str>::from(check.verdict),
        },
        "waits": check.verdict == Verdict::Waiting,
        "summary": match text.check_summary(check) {
            said if said.is_empty() => text.check_verdict(check.verdict).to_owned(),
            said => said,
        },
        "causes": check.findings.iter().map(|it| json!({
            "cause": it.cause,
            "certainty": it.certainty,
        })).collect::<Vec<_>>(),
        "evidence": named.chain(&check.evidence).map(|it| text.evidence(it)).collect::<Vec<_>>(),
        "remedy": check.findings.first().map(|finding| remedy_as_json(text, finding)),
    })
}

/// The variables that mail depends on, in a table: which value counts, and why.
fn tell_values(bench: &Bench, facts: &Facts, project: &Project) {
    let text = &bench.text;
    let rows: Vec<[String; 3]> = project.app.truth.iter().map(|row| row_in_words(text, facts, row)).collect();
    let widest = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or_default();
    bench.out.says(text.doctor_table());
    for ([name, value, place], row) in rows.iter().zip(&project.app.truth) {
        let line = format!("  {}{}{place}", padded(name, widest(0) + 2), padded(value, widest(1) + 2));
        bench.out.data(line.trim_end());
        for other in text.what_does_not_count(row) {
            bench.out.says(format!("    - {other}"));
        }
    }
    bench.out.says(format!("  {}", text.why_it_counts(WhyWins::OnlyThere)));
}

fn row_in_words(text: &Text, facts: &Facts, row: &TruthRow) -> [String; 3] {
    let value = match text.value_that_counts(row, facts) {
        Some(value) => value,
        None => text.doctor_value_absent().to_owned(),
    };
    [row.name.clone(), value, text.place_and_reason(row)]
}

/// The variables that mail depends on, with their values in each place that Laravel may read them from.
fn values(text: &Text, facts: &Facts, project: &Project) -> Vec<Value> {
    let value = |row: &TruthRow| {
        json!({
            "name": row.name,
            "env": shown(row.env.as_ref()),
            "env_app": shown(row.env_app.as_ref()),
            "process": shown(row.process.as_ref()),
            "cached": match &row.cached {
                Some(setting) => shown_setting(setting),
                None if row.wins == Winner::Cached => json!({ "hidden": true }),
                None => Value::Null,
            },
            "wins": <&str>::from(row.wins),
            "reason": text.why_it_counts(row.why),
            "entry": row.entry.as_ref().map(|entry| &entry.path),
            "known": known_as(row, facts).map(<&str>::from),
            "elsewhere": row.elsewhere.iter().map(said_elsewhere).collect::<Vec<_>>(),
        })
    };
    project.app.truth.iter().map(value).collect()
}

fn said_elsewhere(said: &SaidElsewhere) -> Value {
    let SaidElsewhere { file, line, place, value } = said;
    let (place, name) = match place {
        PlaceOfApp::Service(name) => ("service", Some(name)),
        PlaceOfApp::Other(kind, name) => (<&str>::from(*kind), name.as_ref()),
    };
    json!({ "place": place, "name": name, "file": file, "line": line, "value": shown(Some(value)) })
}

fn shown(seen: Option<&MaskedValue>) -> Value {
    match seen {
        Some(MaskedValue::Plain(value)) => json!(value),
        Some(MaskedValue::Hidden { shape, .. }) if shape.length == 0 => json!(""),
        Some(MaskedValue::Hidden { .. }) => json!({ "hidden": true }),
        None => Value::Null,
    }
}

fn shown_setting(setting: &ConfigSetting) -> Value {
    match &setting.value {
        SettingValue::Absent | SettingValue::Null => Value::Null,
        SettingValue::Bool(said) => json!(said.to_string()),
        SettingValue::Number(text) => json!(text),
        SettingValue::Text(text) => shown(Some(text)),
        SettingValue::List | SettingValue::Unknown(_) => json!({ "hidden": true }),
    }
}

/// The mark of a verdict, which is understood without color.
fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Warn => "▸",
        Verdict::Waiting => "◐",
        Verdict::Fail => "✗",
        Verdict::Unknown => "?",
    }
}

fn widest(text: &Text) -> usize {
    <CheckId as strum::IntoEnumIterator>::iter().map(|it| text.check_name(it).width()).max().unwrap_or_default()
}

fn widest_verdict(text: &Text) -> usize {
    <Verdict as strum::IntoEnumIterator>::iter().map(|it| text.check_verdict(it).width()).max().unwrap_or_default()
}
