//! Whether the configuration that is in force is the wanted one, and if not, what keeps the wanted value from counting.
//! What cannot be told without running the app is never taken for done. Does not know how a file would be changed.

use super::super::{Change, KeptKey, NotInForce, Project, Tool, WhyNot};
use crate::{
    laravel::{
        App, CachedConfig, ComposeValue, ConfigSetting, Contained, Effective, EffectiveMailer, EnvFileUsed, EnvPlace,
        Mailer, MailerFault, MaskedValue, OtherFile, OwnConfig, SdkPackage, SettingValue, Transport,
        dotenv::{EnvValue, as_env},
        plan::MailSettings,
        sdk_service,
    },
    terms::{Fingerprint, KeyId},
};

/// What a step may conclude from the cached configuration.
pub(super) enum Cache {
    /// No value stands there, or the one that does says what is wanted.
    Right,
    /// It says something else.
    Stale,
    /// It lies where we do not read.
    Elsewhere,
}

/// Whether the files of the app say what is wanted, to a process without the caller's sign-in.
pub(super) fn is_wanted(app: &App, wish: &MailSettings, key: &KeptKey) -> bool {
    match &app.own {
        OwnConfig::Read(effective) => differing(app, effective, wish, Some(key)).is_none(),
        OwnConfig::Planned => false,
    }
}

/// What keeps the files of the app from saying what is wanted, to a process without the caller's sign-in, and mail from
/// leaving as they say. `None` where nothing does, and where they are only planned to.
pub(super) fn hindrance(app: &App, wish: &MailSettings, key: Option<&KeptKey>) -> Option<NotInForce> {
    let own = match &app.own {
        OwnConfig::Read(own) => own,
        OwnConfig::Planned => return None,
    };
    let of_the_files = || differing(app, own, wish, key).or_else(|| of_the_client(own, wish));
    let found = of_the_files().map(|it| reason_of(app, it));
    found
        .or_else(|| another_endpoint(app, wish))
        .or_else(|| in_the_container(app, wish, key))
        .or_else(|| no_sdk(app, wish))
}

/// The server that the SDK finds in `.env` by itself.
fn another_endpoint(app: &App, wish: &MailSettings) -> Option<NotInForce> {
    let transport = match wish.mailer {
        Mailer::Ses => Transport::Ses,
        Mailer::SesV2 => Transport::SesV2,
        Mailer::Smtp => return None,
    };
    let (variable, said) = app.endpoint_in_env(&transport)?;
    let is_empty = said.is("");
    let is_of_aws = matches!(said, MaskedValue::Plain(text) if is_of_aws(text));
    let why = WhyNot::Variable { variable: variable.to_owned(), file: app.env_name().to_owned() };
    (!is_empty && !is_of_aws).then(|| NotInForce { setting: "endpoint".into(), why })
}

/// The package that the mailer needs in production, where it is known not to be there.
fn no_sdk(app: &App, wish: &MailSettings) -> Option<NotInForce> {
    let service = sdk_service(wish.mailer)?;
    if app.sdk == SdkPackage::Unknown || app.sdk.serves(wish.mailer) {
        return None;
    }
    let name: &str = wish.mailer.into();
    let command = app.sdk.command(&app.runner);
    let why = match &app.sdk {
        SdkPackage::Trimmed(_) => WhyNot::SdkTrimmed { service: service.to_owned(), command },
        SdkPackage::Present(_) | SdkPackage::DevOnly | SdkPackage::Missing | SdkPackage::Unknown => {
            WhyNot::NoSdk { command }
        }
    };
    Some(NotInForce { setting: format!("mail.mailers.{name}"), why })
}

/// What the container, in which the project's commands run, has otherwise.
fn in_the_container(app: &App, wish: &MailSettings, key: Option<&KeptKey>) -> Option<NotInForce> {
    let contained = app.containers.first().filter(|_| !app.runner.is_usual())?;
    let differing = differing(app, &contained.effective, wish, key)?;
    let given = |variable: String| {
        let (file, service) = (contained.service.giver(&variable).to_owned(), contained.service.name.clone());
        WhyNot::Container { file, service, variable }
    };
    if let Differing::Setting(setting) = &differing
        && let Some(variable) = only_the_shell_has(contained, setting)
    {
        return Some(NotInForce { setting: setting.path.clone(), why: given(variable) });
    }
    let found = reason_of(app, differing);
    let WhyNot::Process { variable } = found.why else { return Some(found) };
    Some(NotInForce { setting: found.setting, why: given(variable) })
}

/// The variable of a container for which a setting is not known.
fn only_the_shell_has(contained: &Contained, setting: &ConfigSetting) -> Option<String> {
    let origin = setting.origin.as_ref().filter(|_| setting.is_unknown())?;
    let is_put_together = |name: &&str| matches!(contained.service.environment.get(*name), Some(ComposeValue::From(_)));
    origin.asked().find(is_put_together).map(str::to_owned)
}

/// Whether the cached configuration says what is wanted.
pub(super) fn cache(project: &Project, wish: &MailSettings, key: Option<&KeptKey>) -> Cache {
    match &project.app.cached {
        CachedConfig::Absent => Cache::Right,
        CachedConfig::Elsewhere => Cache::Elsewhere,
        CachedConfig::Unreadable(_) => Cache::Stale,
        CachedConfig::Read(effective) => {
            match differing(&project.app, effective, wish, key).or_else(|| of_the_client(effective, wish)) {
                None => Cache::Right,
                Some(_) => Cache::Stale,
            }
        }
    }
}

/// A cached configuration that lies where it is not read: what is written does not count until it is made anew there.
pub(super) fn cache_elsewhere(app: &App) -> Option<NotInForce> {
    let is_elsewhere = app.cached == CachedConfig::Elsewhere;
    is_elsewhere.then(|| NotInForce { setting: "APP_CONFIG_CACHE".into(), why: WhyNot::CacheElsewhere })
}

/// Whether the cached configuration has this key, or may have it.
pub(super) fn is_cached(project: &Project, key: &KeyId) -> bool {
    match &project.app.cached {
        CachedConfig::Absent | CachedConfig::Elsewhere => false,
        CachedConfig::Unreadable(_) => true,
        CachedConfig::Read(effective) => effective.settings().any(|it| it.text() == Some(key.as_str())),
    }
}

/// What makes the app take up its files: cached anew, or at a developer's no longer cached.
pub(super) fn renewal(project: &Project) -> Change {
    let tool = if project.app.is_to_be_cached() { Tool::ConfigCache } else { Tool::ConfigClear };
    Change::RunTool { tool, runner: project.app.runner.clone() }
}

/// The file that Laravel, started from here, reads in the place of `.env`, where there is one.
pub fn other_file(app: &App) -> Option<NotInForce> {
    let why = match &app.env_used {
        EnvFileUsed::Usual => return None,
        EnvFileUsed::Other { path, why: OtherFile::AppEnv(said) } => {
            WhyNot::OtherFile { file: path.clone(), app_env: Some(said.clone()) }
        }
        EnvFileUsed::Other { path, why: OtherFile::Named } => WhyNot::OtherFile { file: path.clone(), app_env: None },
        EnvFileUsed::Moved { line } => WhyNot::Moved { line: *line },
    };
    Some(NotInForce { setting: ".env".into(), why })
}

/// What keeps the files of the app from naming this mailer.
pub fn keeps_the_mailer(app: &App, mailer: &str) -> Option<NotInForce> {
    match &app.own {
        OwnConfig::Read(own) if own.default.text() != Some(mailer) => {
            Some(reason_of(app, Differing::Setting(&own.default)))
        }
        OwnConfig::Read(_) | OwnConfig::Planned => None,
    }
}

/// A setting that is not as wanted.
enum Differing<'a> {
    Setting(&'a ConfigSetting),
    Missing(String),
    Refused(&'a EffectiveMailer, String),
}

fn differing<'a>(
    app: &App,
    effective: &'a Effective,
    wish: &MailSettings,
    key: Option<&KeptKey>,
) -> Option<Differing<'a>> {
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
    if let Some(way) = way_to_the_server(app, mailer) {
        return Some(Differing::Setting(way));
    }
    let from = Want::Text(wish.from.to_string());
    (!from.holds_of(&effective.from_address)).then_some(Differing::Setting(&effective.from_address))
}

/// The port, where SES has none of that number, or the entry by which the connection begins otherwise than that port wants it.
fn way_to_the_server<'a>(app: &App, mailer: &'a EffectiveMailer) -> Option<&'a ConfigSetting> {
    let port =
        mailer.get("port").filter(|port| mailer.transport == Transport::Smtp && port.is_empty() != Some(true))?;
    if !port.text().is_some_and(|port| PORTS.contains(&port)) {
        return Some(port);
    }
    let decides = || ["scheme", "encryption"].into_iter().filter_map(|key| mailer.get(key));
    match mailer.fits_its_port(app.version) {
        Some(false) => Some(decides().find(|it| it.is_empty() == Some(false)).unwrap_or(port)),
        Some(true) => None,
        None => decides().find(|it| it.is_unknown()),
    }
}

/// The ports of SES's SMTP server.
const PORTS: [&str; 5] = ["25", "465", "587", "2465", "2587"];

/// What the client of SES is given that keeps every message from it, or from being sent with the key: another server, a set
/// without a name, a profile of this machine, for which the SDK leaves any key aside.
fn of_the_client<'a>(effective: &'a Effective, wish: &MailSettings) -> Option<Differing<'a>> {
    let mailer = effective.mailer().filter(|mailer| mailer.is_of_ses())?;
    let another = |it: &&ConfigSetting| it.is_empty() != Some(true) && !it.text().is_some_and(is_of_aws);
    // Version 2 leaves an empty one out.
    let nameless = |it: &&ConfigSetting| wish.mailer == Mailer::Ses && it.is_empty() == Some(true);
    let endpoint = mailer.get("endpoint").filter(another);
    let set = || mailer.get("options.ConfigurationSetName").filter(nameless);
    let profile = || mailer.get("profile").filter(|it| it.is_empty() != Some(true));
    endpoint.or_else(set).or_else(profile).map(Differing::Setting)
}

/// Whether a URL leads to AWS.
fn is_of_aws(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws"].iter().any(|end| host.ends_with(end))
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
fn reason_of(app: &App, differing: Differing<'_>) -> NotInForce {
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
    let in_code = app.set_at_start.iter().find(|it| origin.asked().any(|name| name == it.path));
    let broken = app.broken.iter().find(|(broken, _)| *broken == file);
    let why = match (&setting.value, &origin.variable, broken) {
        (_, _, Some((file, line))) => WhyNot::Broken { file: file.clone(), line: *line },
        (SettingValue::Unknown(_), _, None) if let Some(set) = in_code => {
            WhyNot::SetInCode { file: set.file.clone(), line: set.line, path: set.path.clone() }
        }
        (SettingValue::Unknown(source), _, None) => WhyNot::Unreadable { file, line, source: source.clone() },
        (_, Some(read), None) => match &read.place {
            EnvPlace::Process => WhyNot::Process { variable: read.name.clone() },
            EnvPlace::File(file) => WhyNot::Variable { variable: read.name.clone(), file: file.clone() },
        },
        (_, None, None) => match origin.unset.first() {
            Some(variable) if says_something(app, variable) => {
                WhyNot::Decided { variable: variable.clone(), file, line }
            }
            Some(variable) => WhyNot::Unset { variable: variable.clone(), file, line },
            None => WhyNot::Written { file, line },
        },
    };
    NotInForce { setting: path, why }
}

/// Whether `env()` finds more under a name than nothing.
fn says_something(app: &App, variable: &str) -> bool {
    let env = app.env_in_force().unwrap_or(&app.env);
    let is_null = env.text(variable).is_some_and(|text| as_env(&text) == EnvValue::Null);
    env.has_value(variable) && !is_null
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
        MailerFault::NoMembers => format!("mail.mailers.{}.mailers = []", mailer.name),
    }
}
