//! From an app and the wanted settings to the lines that `.env` gets. Knows no secret, only where one goes; writes
//! nothing.

use serde::{Deserialize, Serialize};

use super::{
    app::{App, MailLayout, OwnConfig, Worker},
    dotenv::{EnvValue, as_env},
    env::{EnvFile, MaskedValue},
    mailers::{EffectiveMailer, MailerFault, Transport},
    sharing::SharedUse,
    surroundings::LaravelHost,
    version::Version,
};
use crate::terms::{Address, KeyId, Region};

pub use super::{mailer::Mailer, patch::config_patches, patch_refusal::PatchRefusal};

/// The mail settings that `.env` is to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// The mailer that the app sends through.
    pub mailer: Mailer,
    /// The From address.
    pub from: Address,
    /// The From name.
    pub from_name: String,
    /// What the app signs in to SES with.
    pub key: AppKey,
    /// Keys of this set-up that may still be in `.env`. Any other key there belongs to something else.
    pub own_keys: Vec<KeyId>,
    /// The region of SES.
    pub region: Region,
    /// Whether the lines are those of the guide.
    pub guide: Guide,
    /// Whether the mailer is switched with them.
    pub switch: SwitchLine,
}

/// What an app signs in to SES with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppKey {
    /// This key.
    Known(KeyId),
    /// A key that does not exist yet.
    ToCome,
    /// No key: the role of the machine or container.
    Role,
}

/// Whether `MAIL_HOST`, `MAIL_PORT` and `MAIL_ENCRYPTION` are written for the API mailers, which do not read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guide {
    /// Only existing lines are corrected.
    Skip,
    /// They are written as the guide has them.
    Follow,
}

/// Whether `MAIL_MAILER` is among the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SwitchLine {
    /// The app sends through SES from now on.
    Now,
    /// Everything is prepared; until production access is granted, mail to the app's users would fail.
    Later,
}

/// The value of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineValue {
    /// This text.
    Plain(String),
    /// The word `null`, with which `env()` returns null and no default.
    Null,
    /// The id of the key; `None` where it does not exist yet.
    KeyId(Option<KeyId>),
    /// The secret of the key.
    Secret,
    /// The SMTP password that follows from the secret and the region.
    SmtpPassword,
}

/// `ses` where its package is installed in production, else `smtp`, which needs no package.
pub fn default_mailer(app: &App) -> Mailer {
    if app.sdk.serves(Mailer::Ses) { Mailer::Ses } else { Mailer::Smtp }
}

/// What readers see beside the address as far as the app says it: what the mail is from already, else the app's own name,
/// unless that is the name of a fresh install. A reference to the app's name stays one, whatever that name is; any other
/// text is the user's.
pub fn from_name(app: &App) -> Option<String> {
    let said = |name| app.env.text(name).filter(|text| !is_of_a_fresh_install(text) && !text.starts_with("${"));
    by_reference(app).or_else(|| said(MAIL_FROM_NAME)).or_else(|| said("APP_NAME"))
}

/// The name that mail would come from because `MAIL_FROM_NAME` takes over an `APP_NAME` that is still that of a fresh
/// install: the app's to say, and not ours to replace.
pub fn unsaid_name(app: &App) -> Option<String> {
    by_reference(app).filter(|name| is_of_a_fresh_install(name))
}

/// `MAIL_FROM_NAME`, of which the guide says that it takes over the app's name.
pub const MAIL_FROM_NAME: &str = "MAIL_FROM_NAME";

/// What goes with the switch beside the mailer: where mail goes to, and whom it is from.
pub const WITH_THE_SWITCH: [&str; 9] = [
    "MAIL_HOST",
    "MAIL_PORT",
    SMTP_USER,
    SMTP_PASSWORD,
    "MAIL_ENCRYPTION",
    "MAIL_SCHEME",
    "MAIL_URL",
    "MAIL_FROM_ADDRESS",
    MAIL_FROM_NAME,
];

/// What `${APP_NAME}` stands for in `MAIL_FROM_NAME`. In single quotes it is no reference.
fn by_reference(app: &App) -> Option<String> {
    let source = app.env.source(MAIL_FROM_NAME)?;
    matches!(source, "\"${APP_NAME}\"" | "${APP_NAME}").then(|| app.env.text(MAIL_FROM_NAME))?
}

fn is_of_a_fresh_install(name: &str) -> bool {
    matches!(name.trim(), "" | "Laravel" | "Example")
}

/// All [`lines`] of the app in the end: those that change nothing of what it sends today, then those that switch it over.
pub fn lines_and_switch(app: Option<&App>, wish: &MailSettings) -> [Vec<(String, LineValue)>; 2] {
    let by = |switch| lines(app, &MailSettings { switch, ..wish.clone() });
    let before = by(SwitchLine::Later);
    let (stays, switches) = by(SwitchLine::Now).into_iter().partition(|line| before.contains(line));
    [stays, switches]
}

/// The lines that `.env` gets, in the order in which new ones are appended. `app` is `None` where there is no app to
/// merge into.
pub fn lines(app: Option<&App>, wish: &MailSettings) -> Vec<(String, LineValue)> {
    let mut lines = Vec::new();
    let mut put = |name: &str, value| lines.push((name.to_owned(), value));
    let plain = |value: &str| LineValue::Plain(value.to_owned());
    let host = wish.region.smtp_host();
    // Where an app sends through another provider, replacing that one's lines is the switch.
    let held = wish.switch == SwitchLine::Later && app.is_some_and(another_sends);

    match wish.switch {
        SwitchLine::Now => put(mailer_variable(app), plain(wish.mailer.into())),
        SwitchLine::Later => {}
    }
    match wish.mailer {
        Mailer::Ses | Mailer::SesV2 => {
            if !held {
                put("MAIL_FROM_ADDRESS", LineValue::Plain(wish.from.to_string()));
                put(MAIL_FROM_NAME, plain(&wish.from_name));
            }
            let names = KeyNames::of(app, &wish.key, &wish.own_keys);
            if let Some(id) = key_id(&wish.key) {
                put(names.id(), id);
                put(names.secret(), LineValue::Secret);
            }
            put(names.region(), plain(wish.region.code()));
            let written_whole = wish.guide == Guide::Follow || is_to_be_written_whole(app, &wish.own_keys);
            for (name, value) in [("MAIL_HOST", host.as_str()), ("MAIL_PORT", "587"), ("MAIL_ENCRYPTION", "tls")] {
                if !held && (written_whole || app.is_some_and(|app| app.env.defines(name))) {
                    put(name, plain(value));
                }
            }
        }
        Mailer::Smtp if held => {}
        Mailer::Smtp => {
            let end = ["MAIL_HOST", "MAIL_PORT", "MAIL_USERNAME", "MAIL_PASSWORD"];
            let (whereto, manner): (Vec<_>, Vec<_>) =
                smtp_lines(app, &wish.key, wish.region).into_iter().partition(|(name, _)| end.contains(&name.as_str()));
            lines.extend(whereto);
            lines.push(("MAIL_FROM_ADDRESS".into(), LineValue::Plain(wish.from.to_string())));
            lines.push((MAIL_FROM_NAME.into(), plain(&wish.from_name)));
            lines.extend(manner);
        }
    }
    lines
}

/// Whether mail leaves the app through another provider now, whatever names it: its server and its sender stay until the
/// switch.
pub(super) fn another_sends(app: &App) -> bool {
    let now = match &app.own {
        OwnConfig::Read(own) => own,
        OwnConfig::Planned => &app.effective,
    };
    now.mailers.iter().any(|mailer| match (&mailer.transport, &mailer.fault) {
        (Transport::Ses | Transport::SesV2 | Transport::Failover | Transport::RoundRobin, _) => false,
        (Transport::Smtp, _) => is_a_server_of_another(mailer),
        (Transport::Other(name), _) => !matches!(name.as_str(), "log" | "array"),
        (Transport::Unknown(_), _) => true,
        // A package may define the mailer or its transport when the app starts.
        (Transport::None, Some(MailerFault::Undefined)) => true,
        (Transport::None, Some(MailerFault::Unsupported(name))) => !name.is_empty(),
        (
            Transport::None,
            Some(
                MailerFault::Unnamed
                | MailerFault::UrlMalformed
                | MailerFault::SchemeUnsupported(_)
                | MailerFault::Circular
                | MailerFault::NoMembers,
            )
            | None,
        ) => false,
    })
}

/// Whether an SMTP server is another's than SES's. A host that only stands in for a variable was not chosen, unless
/// there is a name to sign in with.
fn is_a_server_of_another(mailer: &EffectiveMailer) -> bool {
    let Some(host) = mailer.settings.get("host") else { return false };
    let is_of_ses = host.text().is_some_and(|host| host.starts_with("email-smtp"));
    let stands_in = host.origin.as_ref().is_some_and(|origin| !origin.unset.is_empty());
    let signs_in = mailer.settings.get("username").is_some_and(|name| name.is_empty() == Some(false));
    !is_of_ses && host.is_empty() != Some(true) && (!stands_in || signs_in)
}

/// Whether `MAIL_URL` is anything but null. An empty one too takes the place of host and port.
fn has_url(app: &App) -> bool {
    match app.env.seen("MAIL_URL") {
        Some(MaskedValue::Plain(value)) => as_env(value) != EnvValue::Null,
        Some(MaskedValue::Hidden { .. }) => true,
        None => false,
    }
}

/// The variable that names the mailer.
pub fn mailer_variable(app: Option<&App>) -> &str {
    app.map_or("MAIL_MAILER", |app| &app.mailer_variable)
}

/// The lines for SES's SMTP server: host, port, login, encryption.
pub fn smtp_lines(app: Option<&App>, key: &AppKey, region: Region) -> Vec<(String, LineValue)> {
    let mut lines = Vec::new();
    let mut put = |name: &str, value| lines.push((name.to_owned(), value));
    let plain = |value: &str| LineValue::Plain(value.to_owned());
    put("MAIL_HOST", plain(&region.smtp_host()));
    put("MAIL_PORT", plain(if app.is_some_and(|app| app.smtp_is_implicit) { "465" } else { "587" }));
    // A role has no SMTP password; SES accepts only those of users.
    if let Some(id) = key_id(key) {
        put("MAIL_USERNAME", id);
        put("MAIL_PASSWORD", LineValue::SmtpPassword);
    }
    if app.is_some_and(|app| app.reads_encryption) {
        put("MAIL_ENCRYPTION", plain(start_tls(app)));
    }
    if app.is_none_or(|app| app.reads_scheme) {
        put("MAIL_SCHEME", plain("smtp"));
    }
    // From 10.10 on a URL takes precedence over all of the above, and so does an empty one.
    if app.is_some_and(has_url) {
        put("MAIL_URL", LineValue::Null);
    }
    lines
}

fn key_id(key: &AppKey) -> Option<LineValue> {
    match key {
        AppKey::Known(id) => Some(LineValue::KeyId(Some(id.clone()))),
        AppKey::ToCome => Some(LineValue::KeyId(None)),
        AppKey::Role => None,
    }
}

/// The variable that names the key of the mailer `smtp`.
pub const SMTP_USER: &str = "MAIL_USERNAME";

/// The variable that holds its SMTP password.
pub const SMTP_PASSWORD: &str = "MAIL_PASSWORD";

/// The ids of the keys for mail in `.env`, in the order in which Laravel would use them.
pub fn keys_in(env: &EnvFile) -> Vec<KeyId> {
    let names = [KeyNames::Separate.id(), KeyNames::Standard.id(), SMTP_USER];
    names.iter().filter_map(|name| env.text(name)?.parse().ok()).collect()
}

/// Whether there is no `.env` of the app's own to merge into: none at all, or one in which nothing but our key rests.
fn is_to_be_written_whole(app: Option<&App>, own_keys: &[KeyId]) -> bool {
    let Some(app) = app else { return true };
    match &app.env {
        EnvFile::Missing => true,
        EnvFile::Refused(_) => false,
        EnvFile::Read { values, .. } => [KeyNames::Standard, KeyNames::Separate].iter().any(|names| {
            let is_the_pair = values.len() == 2 && [names.id(), names.secret()].iter().all(|it| app.env.has_value(it));
            is_the_pair && app.env.text(names.id()).is_some_and(|id| own_keys.iter().any(|own| own.as_str() == id))
        }),
    }
}

/// `tls` means STARTTLS on port 587, except in 11.35.0, where it means TLS from the start and any other word STARTTLS.
fn start_tls(app: Option<&App>) -> &'static str {
    let version = app.and_then(|app| app.version);
    if version == Some(Version::new(11, 35, 0)) { "starttls" } else { "tls" }
}

/// Which variables carry the key and the region of the API mailers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyNames {
    /// `AWS_ACCESS_KEY_ID` and the others, which Laravel reads by itself.
    Standard,
    /// `AWS_SES_ACCESS_KEY_ID` and the others, with the patch: something else uses the standard ones.
    Separate,
}

impl KeyNames {
    /// Separate where the app reads them already, where something else uses the standard ones, where those hold a key of
    /// another set-up, and where the host sets them itself.
    pub fn of(app: Option<&App>, key: &AppKey, own_keys: &[KeyId]) -> KeyNames {
        let Some(app) = app else { return KeyNames::Standard };
        let shared: &[SharedUse] = &app.aws_keys_shared_with;
        let set_by_host = app.surroundings.hosts.contains(&LaravelHost::Vapor);
        if app.reads_separate_keys || set_by_host || !shared.is_empty() || holds_foreign_key(app, key, own_keys) {
            KeyNames::Separate
        } else {
            KeyNames::Standard
        }
    }

    /// Where a key rests in `.env`. The mailer `smtp` reads neither pair, and the usual one is then none of ours.
    pub fn at_rest(app: Option<&App>, mailer: Mailer, own_keys: &[KeyId]) -> KeyNames {
        match mailer {
            Mailer::Smtp => KeyNames::Separate,
            Mailer::Ses | Mailer::SesV2 => KeyNames::of(app, &AppKey::ToCome, own_keys),
        }
    }

    /// The variable with the key's id.
    pub fn id(self) -> &'static str {
        match self {
            KeyNames::Standard => "AWS_ACCESS_KEY_ID",
            KeyNames::Separate => "AWS_SES_ACCESS_KEY_ID",
        }
    }

    /// The variable with its secret.
    pub const fn secret(self) -> &'static str {
        match self {
            KeyNames::Standard => "AWS_SECRET_ACCESS_KEY",
            KeyNames::Separate => "AWS_SES_SECRET_ACCESS_KEY",
        }
    }

    /// The variable with the region.
    pub fn region(self) -> &'static str {
        match self {
            KeyNames::Standard => "AWS_DEFAULT_REGION",
            KeyNames::Separate => "AWS_SES_REGION",
        }
    }
}

fn holds_foreign_key(app: &App, key: &AppKey, own_keys: &[KeyId]) -> bool {
    let is_ours = |held: &str| match key {
        AppKey::Known(id) if id.as_str() == held => true,
        AppKey::Known(_) | AppKey::ToCome | AppKey::Role => own_keys.iter().any(|id| id.as_str() == held),
    };
    let standard = KeyNames::Standard.id();
    app.env.has_value(standard) && !app.env.text(standard).is_some_and(|held| is_ours(&held))
}

/// The command with which an app takes up what stands in its files now: a developer's leaves them uncached, and where they were
/// cached elsewhere they are again.
pub fn renewal(app: &App) -> &'static str {
    if app.is_to_be_cached() { "config:cache" } else { "config:clear" }
}

/// The commands that make running workers take up what was written, as the project runs them.
pub fn restarts(app: &App) -> Vec<String> {
    let reload = can_reload(app) && !app.workers.is_empty();
    let has_horizon = app.workers.contains(&Worker::Horizon);
    let command = |worker: &Worker| match worker {
        Worker::Horizon => Some("horizon:terminate"),
        Worker::Octane => Some("octane:reload"),
        // Horizon's own workers end with it.
        Worker::Queue(_) => (!has_horizon).then_some("queue:restart"),
    };
    let commands: Vec<&str> = match reload {
        true => vec!["reload"],
        false => app.workers.iter().filter_map(command).collect(),
    };
    commands.into_iter().map(|command| app.runner.shown(command)).collect()
}

/// The command for workers that are not known: of a queue, as a rule.
pub fn usual_restart(app: Option<&App>) -> &'static str {
    if app.is_some_and(can_reload) { "reload" } else { "queue:restart" }
}

fn can_reload(app: &App) -> bool {
    app.version.is_some_and(|version| version >= RELOAD_SINCE)
}

/// The first framework with `artisan reload`, which knows every package's workers.
const RELOAD_SINCE: Version = Version::new(12, 41, 0);

/// Whether this app can have this mailer: the flat file of Laravel 6 and versions before 9.52 have no `ses-v2`.
pub fn can_have(app: &App, mailer: Mailer) -> bool {
    match mailer {
        Mailer::Ses | Mailer::Smtp => true,
        Mailer::SesV2 => {
            app.mail_layout == MailLayout::Mailers && app.version.is_none_or(|version| version >= SES_V2_SINCE)
        }
    }
}

/// The first framework with the transport `ses-v2`.
const SES_V2_SINCE: Version = Version::new(9, 52, 0);
