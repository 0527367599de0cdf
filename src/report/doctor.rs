//! `sesame doctor`: every check, what came of it, and the way out. Changes nothing.

use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{
    Bench, Exit, Stop,
    explain::{details, look, remedy},
    out::{Out, padded},
};
use crate::{
    diagnosis::{
        Certainty,
        checks::{Check, CheckId, Verdict, checks},
    },
    laravel::{App, ConfigCache, Seen},
    words::Text,
};

pub async fn run(mut bench: Bench) -> Result<Exit, Stop> {
    let facts = look(&mut bench, None).await;
    let (checks, _) = checks(&bench.intent, &facts, bench.now());
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "checks": checks.iter().map(|check| in_parts(&bench.text, check)).collect::<Vec<_>>(),
            "project": facts.project.present().map(|project| json!({ "values": values(&bench.text, &project.app) })),
        })),
        Out::Text => checks.iter().for_each(|check| told(&bench, check)),
    }
    Ok(Exit::of_checks(&checks))
}

fn told(bench: &Bench, check: &Check) {
    let text = &bench.text;
    let (name, verdict) = (text.check_name(check.id), text.check_verdict(check.verdict));
    let line = format!(
        "{} {}{}{}",
        mark(check.verdict),
        padded(name, widest(text) + 2),
        padded(verdict, widest_verdict(text) + 2),
        summary(text, check)
    );
    bench.out.data(line.trim_end());
    // The first of them is the line's own sentence.
    for evidence in check.evidence.iter().skip(1) {
        bench.out.data(format!("    - {}", text.evidence(evidence)));
    }
    for finding in &check.findings {
        details(bench, finding);
    }
}

/// What came of it, in one sentence.
fn summary(text: &Text, check: &Check) -> String {
    match (check.findings.first(), check.evidence.first()) {
        (Some(finding), _) => match (finding.certainty, finding.evidence.first()) {
            (Certainty::Possible, Some(evidence)) => text.evidence(evidence),
            (Certainty::Proven | Certainty::Likely | Certainty::Possible, _) => {
                text.cause_what(finding.cause).to_owned()
            }
        },
        (None, Some(evidence)) => text.evidence(evidence),
        (None, None) => String::new(),
    }
}

fn in_parts(text: &Text, check: &Check) -> Value {
    let named = check.findings.iter().flat_map(|finding| &finding.evidence);
    json!({
        "check": check.id,
        "verdict": match check.verdict {
            Verdict::Waiting => Verdict::Warn.into(),
            Verdict::Pass | Verdict::Warn | Verdict::Fail | Verdict::Unknown => <&str>::from(check.verdict),
        },
        "waits": check.verdict == Verdict::Waiting,
        "summary": match summary(text, check) {
            said if said.is_empty() => text.check_verdict(check.verdict).to_owned(),
            said => said,
        },
        "causes": check.findings.iter().map(|it| json!({
            "cause": it.cause,
            "certainty": it.certainty,
        })).collect::<Vec<_>>(),
        "evidence": named.chain(&check.evidence).map(|it| text.evidence(it)).collect::<Vec<_>>(),
        "remedy": check.findings.first().map(|finding| remedy(text, finding)),
    })
}

/// The values that mail depends on, as `.env` has them. What the process's environment holds was not read, so of it nothing
/// is said.
fn values(text: &Text, app: &App) -> Vec<Value> {
    const ALWAYS: [&str; 5] =
        ["MAIL_FROM_ADDRESS", "MAIL_FROM_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"];
    const WHERE_DEFINED: [&str; 12] = [
        "AWS_SES_ACCESS_KEY_ID",
        "AWS_SES_SECRET_ACCESS_KEY",
        "AWS_SES_REGION",
        "MAIL_DRIVER",
        "MAIL_HOST",
        "MAIL_PORT",
        "MAIL_USERNAME",
        "MAIL_PASSWORD",
        "MAIL_ENCRYPTION",
        "MAIL_SCHEME",
        "MAIL_URL",
        "QUEUE_CONNECTION",
    ];
    let defined = WHERE_DEFINED.into_iter().filter(|name| app.env.defines(name) && *name != app.mailer_variable);
    let names = std::iter::once(app.mailer_variable.as_str()).chain(ALWAYS).chain(defined);
    names.map(|name| value(text, app, name)).collect()
}

fn value(text: &Text, app: &App, name: &str) -> Value {
    let env = match app.env.seen(name) {
        Some(Seen::Plain(value)) => json!(value),
        Some(Seen::Hidden { shape, .. }) if shape.length == 0 => json!(""),
        Some(Seen::Hidden { .. }) => json!({ "hidden": true }),
        None => Value::Null,
    };
    let (wins, reason) = match (app.config_cache, app.env.defines(name)) {
        (ConfigCache::Present, _) => ("cached", text.doctor_wins_cached()),
        (ConfigCache::Absent, true) => ("env", text.doctor_wins_env()),
        (ConfigCache::Absent, false) => ("default", text.doctor_wins_default()),
    };
    let members = [("name", json!(name)), ("env", env), ("wins", json!(wins)), ("reason", json!(reason))];
    Value::Object(Map::from_iter(members.map(|(name, value)| (name.to_owned(), value))))
}

/// Understood without color.
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
