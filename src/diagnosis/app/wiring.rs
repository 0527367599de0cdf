//! Sign-up mail: is it sent at all, by whom, and does its link lead back? Knows files only, and not what a package does.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    evidence::Evidence,
};
use crate::{
    dns::provider::Detected,
    laravel::{Proxies, SignUp, Wired, needs_no_worker},
    terms::Timestamp,
};

/// `verification-not-wired`. One part that is missing is enough.
pub(super) fn not_wired(case: &Case) -> Option<Judgement> {
    let app = case.app()?;
    let parts = [
        (app.sign_up == SignUp::NotWired, Evidence::SignUpNotWired),
        (app.sign_up == SignUp::Wired && app.wiring.listener == Wired::No, Evidence::ListenerMissing),
        (app.sign_up == SignUp::Wired && app.wiring.event == Wired::No, Evidence::EventMissing),
        (app.sign_up == SignUp::Wired && app.wiring.link_route == Wired::No, Evidence::LinkRouteMissing),
        (app.sign_up == SignUp::Wired && app.wiring.verified_routes == Wired::No, Evidence::NoVerifiedRoutes),
    ];
    let missing: Vec<Evidence> = parts.into_iter().filter(|(is, _)| *is).map(|(_, evidence)| evidence).collect();
    (!missing.is_empty()).then_some(Judgement::Named(Certainty::Possible, missing))
}

/// `app-url-wrong`: links in mails that a worker or a command sends begin with it.
pub(super) fn app_url_wrong(case: &Case) -> Option<Judgement> {
    let (app, effective) = (case.app()?, case.effective()?);
    let (url, env) = (&effective.app_url, &effective.app_env);
    // An app in whose files neither of them is said is not set up yet.
    let is_said = app.is_cached() || [url, env].iter().any(|it| it.variable().is_some());
    let in_production = is_said && env.text() == Some("production");
    let said = url.text().filter(|_| in_production)?;
    let lower = said.to_ascii_lowercase();
    let host = host_of(&lower);
    let of_this_machine = matches!(host, "" | "localhost" | "127.0.0.1" | "0.0.0.0")
        || [".test", ".local", ".localhost"].iter().any(|ending| host.ends_with(ending));
    let in_the_clear = lower.starts_with("http://");
    if of_this_machine || in_the_clear {
        return Some(Judgement::Named(Certainty::Likely, vec![Evidence::Setting(url.clone())]));
    }
    let site = case.intent.website.as_ref()?.to_string();
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    (bare(host_of(&site.to_ascii_lowercase())) != bare(host)).then(|| {
        Judgement::Named(Certainty::Possible, vec![Evidence::Setting(url.clone()), Evidence::SiteIs { url: site }])
    })
}

/// The host of a URL in small letters, of which the scheme may be missing.
fn host_of(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

/// `proxy-not-trusted`: behind a proxy the app takes its own scheme for the visitor's, and the link's signature fails.
pub(super) fn proxy_not_trusted(case: &Case) -> Option<Judgement> {
    let app = case.app()?;
    let at_cloudflare = case.facts.zone.present().is_some_and(|cut| {
        matches!(crate::dns::provider::detect(&cut.servers), Detected::One(provider) if provider.id == "cloudflare")
    });
    let asks = app.sign_up == SignUp::Wired;
    (at_cloudflare && asks && app.wiring.proxies == Proxies::None)
        .then(|| Judgement::Named(Certainty::Possible, vec![Evidence::ProxiesNone]))
}

/// `queue-not-running`: mail that is queued waits for a worker, which cannot be seen from files.
pub(super) fn queue_not_running(case: &Case) -> Option<Judgement> {
    let app = case.app()?;
    let queue = &case.effective()?.queue;
    let connection = queue.text().filter(|name| !needs_no_worker(name))?;
    let queues = app.sign_up == SignUp::Wired && app.wiring.own_notification == Wired::Yes;
    queues.then(|| {
        Judgement::Named(Certainty::Possible, vec![Evidence::NeedsWorker { connection: connection.to_owned() }])
    })
}

/// `worker-stale`: what was started before the values were written has those from before. Since when a worker runs is seen on
/// this machine alone, and the mark of `queue:restart` only in a cache of files.
pub(super) fn worker_stale(case: &Case) -> Option<Judgement> {
    /// In seconds: so long after a change a worker from before it is worth a word, where nothing is known of it.
    const RECENT: i64 = 24 * 3600;
    let app = case.app()?;
    let renewed = &case.facts.project.present()?.renewed;
    let (file, at) = renewed.values.as_ref()?;
    let ago = |then: Timestamp| case.now.duration_since(then).as_secs();
    let written = Evidence::ValuesWritten { file: file.clone(), seconds: ago(*at) };
    let older = renewed.running.iter().filter(|(_, since)| since < at);
    let older: Vec<Evidence> = older
        .map(|(command, since)| Evidence::WorkerOlder { command: command.clone(), seconds: ago(*since) })
        .collect();
    if !older.is_empty() {
        return Some(Judgement::Named(Certainty::Proven, older.into_iter().chain([written]).collect()));
    }
    if app.workers.is_empty() || !renewed.running.is_empty() {
        return None;
    }
    match renewed.restarted {
        Some(then) if then >= *at => None,
        Some(then) => Some(Judgement::Named(
            Certainty::Possible,
            vec![written, Evidence::RestartOlder { seconds: ago(then) }, Evidence::WorkersUnseen],
        )),
        None if ago(*at) < RECENT => {
            Some(Judgement::Named(Certainty::Possible, vec![written, Evidence::WorkersUnseen]))
        }
        None => None,
    }
}
