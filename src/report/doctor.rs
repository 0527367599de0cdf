//! `sesame doctor`: every check with its result and its remedy. Does not know how a check judges. Its chain of
//! questions is that of `explain`, four long.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{
    bench::Bench,
    columns::padded,
    exit::Exit,
    looking::{look_for_causes, remedy_as_json, tell_details, what_would_tell_more},
    out::Out,
    stop::Stop,
};
use crate::{
    diagnosis::checks::{CheckId, CheckResult, Verdict, checks},
    laravel::{App, ConfigCache, MaskedValue, dotenv},
    words::Text,
};

/// Runs the command.
pub async fn run(mut bench: Bench) -> Result<Exit, Stop> {
    let facts = look_for_causes(&mut bench, None).await;
    let (checks, _) = checks(&bench.intent, &facts, bench.now());
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "checks": checks.iter().map(|check| in_parts(&bench.text, check)).collect::<Vec<_>>(),
            "project": match facts.project.present() {
                Some(project) => json!({ "values": values(&bench, &project.app).await }),
                None => Value::Null,
            },
        })),
        Out::Text => checks.iter().for_each(|check| tell_check(&bench, check)),
    }
    for said in what_would_tell_more(&bench.text, &facts) {
        bench.out.note(said);
    }
    Ok(Exit::of_checks(&checks))
}

fn tell_check(bench: &Bench, check: &CheckResult) {
    let text = &bench.text;
    let (name, verdict) = (text.check_name(check.id), text.check_verdict(check.verdict));
    let line = format!(
        "{} {}{}{}",
        mark(check.verdict),
        padded(name, widest(text) + 2),
        padded(verdict, widest_verdict(text) + 2),
        text.check_summary(check)
    );
    bench.out.data(line.trim_end());
    // The first of them is the sentence in the line above.
    for evidence in check.evidence.iter().skip(1) {
        bench.out.data(format!("    - {}", text.evidence(evidence)));
    }
    for finding in &check.findings {
        tell_details(bench, finding);
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

/// The variables that mail depends on, with their values in each place that Laravel may read them from.
async fn values(bench: &Bench, app: &App) -> Vec<Value> {
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
    let sources = Sources { app, env_app: env_app(bench).await, process: &bench.process };
    let defined = WHERE_DEFINED.into_iter().filter(|name| sources.define(name) && *name != app.mailer_variable);
    let names = std::iter::once(app.mailer_variable.as_str()).chain(ALWAYS).chain(defined);
    names.map(|name| value(&bench.text, &sources, name)).collect()
}

/// Where a value may come from, except the cached configuration, which is not read here.
struct Sources<'a> {
    app: &'a App,
    /// `.env.{APP_ENV}`, where an app that is started from here would read it instead of `.env`.
    env_app: Option<BTreeMap<String, MaskedValue>>,
    process: &'a BTreeMap<String, MaskedValue>,
}

impl Sources<'_> {
    fn define(&self, name: &str) -> bool {
        let in_env_app = self.env_app.as_ref().is_some_and(|it| it.contains_key(name));
        self.app.env.defines(name) || in_env_app || self.process.contains_key(name)
    }
}

/// The values of `.env.{APP_ENV}`. Only the process environment selects it: `APP_ENV` in `.env` comes too late.
async fn env_app(bench: &Bench) -> Option<BTreeMap<String, MaskedValue>> {
    let Some(MaskedValue::Plain(name)) = bench.process.get("APP_ENV") else { return None };
    if name.is_empty() || name.contains(['/', '\\']) {
        return None;
    }
    let bytes = bench.ports.place.read(&format!(".env.{name}")).await.ok()??;
    let values = dotenv::read(&bytes).ok()?;
    Some(values.into_iter().filter_map(|(name, value)| Some((name.clone(), MaskedValue::of(&name, value?)))).collect())
}

fn value(text: &Text, sources: &Sources, name: &str) -> Value {
    let Sources { app, env_app, process } = sources;
    let of_env_app = env_app.as_ref().and_then(|it| it.get(name));
    let (wins, reason) = match (app.config_cache, process.contains_key(name), env_app) {
        (ConfigCache::Present, _, _) => ("cached", text.doctor_wins_cached()),
        (ConfigCache::Absent, true, _) => ("process", text.doctor_wins_process()),
        (ConfigCache::Absent, false, Some(_)) if of_env_app.is_some() => ("env_app", text.doctor_wins_env_app()),
        (ConfigCache::Absent, false, None) if app.env.defines(name) => ("env", text.doctor_wins_env()),
        (ConfigCache::Absent, false, Some(_) | None) => ("default", text.doctor_wins_default()),
    };
    json!({
        "name": name,
        "env": shown(app.env.seen(name)),
        "env_app": shown(of_env_app),
        "process": shown(process.get(name)),
        "cached": match app.config_cache {
            ConfigCache::Present => json!({ "hidden": true }),
            ConfigCache::Absent => Value::Null,
        },
        "wins": wins,
        "reason": reason,
    })
}

fn shown(seen: Option<&MaskedValue>) -> Value {
    match seen {
        Some(MaskedValue::Plain(value)) => json!(value),
        Some(MaskedValue::Hidden { shape, .. }) if shape.length == 0 => json!(""),
        Some(MaskedValue::Hidden { .. }) => json!({ "hidden": true }),
        None => Value::Null,
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
