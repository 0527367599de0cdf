//! Whether the configuration that is in force is the wanted one, and if not, what keeps the wanted value from counting.
//! What cannot be told without running the app is never taken for done. Does not know how a file would be changed.

use super::super::{KeptKey, NotInForce, Project, WhyNot};
use crate::{
    laravel::{
        App, CachedConfig, ConfigSetting, Effective, EffectiveMailer, EnvFileUsed, EnvPlace, Mailer, MailerFault,
        OtherFile, OwnConfig, SettingValue, Transport, plan::MailSettings,
    },
    terms::{Fingerprint, KeyId},
};

/// What a step may conclude from the cached configuration.
pub(super) enum Cache {
    /// There is none, or it says what is wanted.
    Right,
    /// It says something else.
    Stale,
    /// It lies where we do not read.
    Elsewhere,
}

/// Whether the files of the app say what is wanted, to a process without the caller's sign-in.
pub(super) fn is_wanted(app: &App, wish: &MailSettings, key: &KeptKey) -> bool {
    match &app.own {
        OwnConfig::Read(effective) => differing(effective, wish, Some(key)).is_none(),
        OwnConfig::Planned => false,
    }
}

/// What keeps the files of the app from saying what is wanted, to a process without the caller's sign-in. `None` where they
/// say it, and where they are only planned to.
pub(super) fn hindrance(project: &Project, wish: &MailSettings, key: Option<&KeptKey>) -> Option<NotInForce> {
    match &project.app.own {
        OwnConfig::Read(effective) => differing(effective, wish, key).map(|it| reason_of(project, it)),
        OwnConfig::Planned => None,
    }
}

/// Whether the cached configuration says what is wanted.
pub(super) fn cache(project: &Project, wish: &MailSettings, key: Option<&KeptKey>) -> Cache {
    match &project.app.cached {
        CachedConfig::Absent => Cache::Right,
        CachedConfig::Elsewhere => Cache::Elsewhere,
        CachedConfig::Unreadable(_) => Cache::Stale,
        CachedConfig::Read(effective) => match differing(effective, wish, key) {
            None => Cache::Right,
            Some(_) => Cache::Stale,
        },
    }
}

/// Whether the cached configuration has this key, or may have it.
pub(super) fn is_cached(project: &Project, key: &KeyId) -> bool {
    match &project.app.cached {
        CachedConfig::Absent | CachedConfig::Elsewhere => false,
        CachedConfig::Unreadable(_) => true,
        CachedConfig::Read(effective) => effective.settings().any(|it| it.text() == Some(key.as_str())),
    }
}

/// The file that Laravel, started from here, reads in the place of `.env`, where there is one.
pub(super) fn other_file(project: &Project) -> Option<NotInForce> {
    let why = match &project.app.env_used {
        EnvFileUsed::Usual => return None,
        EnvFileUsed::Other { path, why: OtherFile::AppEnv(said) } => {
            WhyNot::OtherFile { file: path.clone(), app_env: Some(said.clone()) }
        }
        EnvFileUsed::Other { path, why: OtherFile::Named } => WhyNot::OtherFile { file: path.clone(), app_env: None },
        EnvFileUsed::Moved { line } => WhyNot::Moved { line: *line },
    };
    Some(NotInForce { setting: ".env".into(), why })
}

/// A setting that is not as wanted.
enum Differing<'a> {
    Setting(&'a ConfigSetting),
    Missing(String),
    Refused(&'a EffectiveMailer, String),
}

fn differing<'a>(effective: &'a Effective, wish: &MailSettings, key: Option<&KeptKey>) -> Option<Differing<'a>> {
    let name: &str = wish.mailer.into();
    if effective.default.text() != Some(name) {
        return Some(Differing::Setting(&effective.default));
    }
    let Some(mailer) = effective.mailer() else { return Some(Differing::Missing(format!("mail.mailers.{name}"))) };
    let wanted = match wish.mailer {
        Mailer::Ses => Transport::Ses,
        Mailer::SesV2 => Transport::SesV2,
        Mailer::Smtp => Transport::Smtp,
    };
    if let Some(fault) = &mailer.fault {
        return Some(Differing::Refused(mailer, in_laravels_words(mailer, fault)));
    }
    let entry = |key: &str| match mailer.get(key) {
        Some(setting) => Ok(setting),
        None => Err(Differing::Missing(match wish.mailer {
            Mailer::Ses | Mailer::SesV2 => format!("services.ses.{key}"),
            Mailer::Smtp => format!("mail.mailers.{name}.{key}"),
        })),
    };
    if mailer.transport != wanted {
        return Some(entry("transport").map_or_else(|missing| missing, Differing::Setting));
    }
    let mut wanted: Vec<(&str, Want)> = Vec::new();
    match (wish.mailer, key) {
        (Mailer::Ses | Mailer::SesV2, key) => {
            wanted.push(("region", Want::Text(wish.region.code().to_owned())));
            if let Some(key) = key {
                wanted.push(("key", Want::Text(key.id.to_string())));
                wanted.push(("secret", Want::Secret(key.print.clone())));
                // A token belongs to a temporary key, and pairs no other.
                wanted.push(("token", Want::Nothing));
            }
        }
        (Mailer::Smtp, key) => {
            wanted.push(("host", Want::Text(wish.region.smtp_host())));
            if let Some(key) = key {
                wanted.push(("username", Want::Text(key.id.to_string())));
                wanted.extend(key.smtp_print.clone().map(|print| ("password", Want::Secret(print))));
            }
        }
    }
    for (key, want) in wanted {
        match (entry(key), &want) {
            (Err(_), Want::Nothing) => {}
            (Err(missing), Want::Text(_) | Want::Secret(_)) => return Some(missing),
            (Ok(setting), want) if !want.holds_of(setting) => return Some(Differing::Setting(setting)),
            (Ok(_), _) => {}
        }
    }
    let from = Want::Text(wish.from.to_string());
    (!from.holds_of(&effective.from_address)).then_some(Differing::Setting(&effective.from_address))
}

/// What a setting is to be.
enum Want {
    Text(String),
    Secret(Fingerprint),
    Nothing,
}

impl Want {
    fn holds_of(&self, setting: &ConfigSetting) -> bool {
        match self {
            Want::Text(text) => setting.text() == Some(text) || setting.masked().is_some_and(|it| it.is(text)),
            Want::Secret(print) => setting.masked().is_some_and(|it| it.has(print)),
            Want::Nothing => setting.is_empty() == Some(true),
        }
    }
}

/// Why a setting is what it is, as far as it says what would have to change.
fn reason_of(project: &Project, differing: Differing<'_>) -> NotInForce {
    let setting = match differing {
        Differing::Missing(setting) => return NotInForce { setting, why: WhyNot::Missing },
        Differing::Refused(mailer, words) => {
            return NotInForce { setting: format!("mail.mailers.{}", mailer.name), why: WhyNot::Refused { words } };
        }
        Differing::Setting(setting) => setting,
    };
    let path = setting.path.clone();
    let Some(origin) = &setting.origin else { return NotInForce { setting: path, why: WhyNot::Missing } };
    let (file, line) = (origin.file.to_string(), origin.line);
    let broken = project.app.broken.iter().find(|(broken, _)| *broken == file);
    let why = match (&setting.value, &origin.variable, broken) {
        (_, _, Some((file, line))) => WhyNot::Broken { file: file.clone(), line: *line },
        (SettingValue::Unknown(source), _, None) => WhyNot::Unreadable { file, line, source: source.clone() },
        (_, Some(read), None) => match &read.place {
            EnvPlace::Process => WhyNot::Process { variable: read.name.clone() },
            EnvPlace::File(file) => WhyNot::Variable { variable: read.name.clone(), file: file.clone() },
        },
        (_, None, None) => WhyNot::Written { file, line },
    };
    NotInForce { setting: path, why }
}

/// Laravel's own sentence, or Symfony's.
fn in_laravels_words(mailer: &EffectiveMailer, fault: &MailerFault) -> String {
    match fault {
        MailerFault::Unnamed => {
            "MailManager::getConfig(): Argument #1 ($name) must be of type string, null given".into()
        }
        MailerFault::Undefined => format!("Mailer [{}] is not defined.", mailer.name),
        MailerFault::Unsupported(transport) => format!("Unsupported mail transport [{transport}]."),
        MailerFault::UrlMalformed => "The database configuration URL is malformed.".into(),
        MailerFault::SchemeUnsupported(scheme) => format!(
            "The \"{scheme}\" scheme is not supported; supported schemes for mailer \"smtp\" are: \"smtp\", \"smtps\"."
        ),
        MailerFault::Circular => format!("{} → {}", mailer.name, mailer.name),
    }
}
