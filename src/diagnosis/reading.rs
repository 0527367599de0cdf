//! What the app's configuration in force says of its way to SES: through which mailer, in which region, with which key, from
//! which address. Judges nothing, and does not know how a configuration is computed; `laravel` does.
//!
//! In force is what Laravel would use in a process that is started from here: a cached configuration, else the files with what
//! the process sets. One exception: the caller's own sign-in to AWS in this process is no key of the app's.

use super::{case::Case, evidence::Evidence, formats::is_anothers};
use crate::{
    laravel::{
        CachedConfig, ConfigSetting, Effective, EffectiveMailer, EnvFile, EnvPlace, Mailer, MaskedValue, OwnConfig,
        SettingValue, Transport, Winner, plan::KeyNames,
    },
    setup::ProcessEndpoint,
    terms::{KeyId, Region},
};

/// What an app says of the region.
pub(super) enum ConfiguredRegion {
    /// This, which may be no region at all.
    Code(String, Evidence),
    /// Nothing, and so Laravel sends nothing.
    Nothing(Evidence),
}

/// With these the caller signs in to AWS.
const SIGN_IN: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Whether a variable is one of those.
pub(super) fn is_a_sign_in(name: &str) -> bool {
    SIGN_IN.contains(&name)
}

impl<'a> Case<'a> {
    /// As a line of the env file where it is one.
    fn in_env(&self, said: &ConfigSetting, code: &str) -> Evidence {
        let read = said.origin.as_ref().and_then(|origin| origin.variable.as_ref());
        match read {
            Some(read) if read.place == EnvPlace::File(self.env_name()) => {
                let at = self.env_at(&read.name);
                Evidence::RegionInEnv { at, variable: read.name.clone(), region: code.to_owned() }
            }
            Some(_) | None => Evidence::Setting(said.clone()),
        }
    }

    /// The configuration in force, where there is an app.
    pub fn effective(&self) -> Option<&'a Effective> {
        self.facts.project.present().map(|project| &project.app.effective)
    }

    /// The first of the app's mailers that hands mail to SES, by its API or by SMTP.
    pub fn ses_mailer(&self) -> Option<&'a EffectiveMailer> {
        self.effective()?.mailers.iter().find(|mailer| mailer.is_of_ses() || ses_host(mailer).is_some())
    }

    /// The app's mailer, where it is one that can reach SES.
    pub fn mailer(&self) -> Option<Mailer> {
        let first = || self.effective()?.mailers.first();
        match &self.ses_mailer().or_else(first)?.transport {
            Transport::Ses => Some(Mailer::Ses),
            Transport::SesV2 => Some(Mailer::SesV2),
            Transport::Smtp => Some(Mailer::Smtp),
            Transport::Failover
            | Transport::RoundRobin
            | Transport::Other(_)
            | Transport::Unknown(_)
            | Transport::None => None,
        }
    }

    /// Whether the app's mailer is one of SES's API.
    pub fn sends_by_api(&self) -> bool {
        matches!(self.mailer(), Some(Mailer::Ses | Mailer::SesV2))
    }

    /// An entry of a mailer; of the key the app's own, where only this terminal has another.
    pub fn entry(&self, mailer: &'a EffectiveMailer, key: &str) -> Option<&'a ConfigSetting> {
        let found = mailer.get(key)?;
        let read = found.origin.as_ref().and_then(|origin| origin.variable.as_ref());
        let is_the_callers = read.is_some_and(|read| read.place == EnvPlace::Process && is_a_sign_in(&read.name));
        if !is_the_callers {
            return Some(found);
        }
        let OwnConfig::Read(own) = &self.facts.project.present()?.app.own else { return None };
        own.mailers.iter().find(|it| it.name == mailer.name)?.get(key)
    }

    /// What the app says of the region. Where it does not send by SES yet, what its `.env` says of it.
    pub fn region_said(&self) -> Option<ConfiguredRegion> {
        let Some(mailer) = self.ses_mailer() else {
            if let Some(said) = self.prepared("region") {
                // The default of a fresh install was not chosen by the app's owner.
                let is_said = said.origin.as_ref().is_some_and(|it| it.variable.is_some() || it.unset.is_empty());
                let code = said.text().filter(|code| is_said && !code.is_empty())?;
                return Some(ConfiguredRegion::Code(code.to_owned(), self.in_env(said, code)));
            }
            let (variable, said) = self.region_line()?;
            return said.map(|code| {
                let at = self.env_at(variable);
                let evidence = Evidence::RegionInEnv { at, variable: variable.into(), region: code.clone() };
                ConfiguredRegion::Code(code, evidence)
            });
        };
        if !mailer.is_of_ses() {
            let (code, host) = ses_host(mailer)?;
            return Some(ConfiguredRegion::Code(code, Evidence::Setting(host.clone())));
        }
        let said = self.entry(mailer, "region");
        let missing = || ConfigSetting::absent("services.ses.region");
        let is_unset = said.is_none_or(|said| matches!(said.value, SettingValue::Absent | SettingValue::Null));
        if let Some((code, evidence)) = self.region_of_the_sdk().filter(|_| is_unset) {
            return Some(ConfiguredRegion::Code(code, evidence));
        }
        match said.map(|said| (said, said.is_empty(), said.text())) {
            None => Some(ConfiguredRegion::Nothing(Evidence::Setting(missing()))),
            Some((said, Some(true), _)) => Some(ConfiguredRegion::Nothing(Evidence::Setting(said.clone()))),
            Some((said, _, Some(code))) => Some(ConfiguredRegion::Code(code.to_owned(), self.in_env(said, code))),
            Some((_, Some(false) | None, None)) => None,
        }
    }

    /// The region that the SDK finds by itself where it is given none: in a variable that Laravel's files set.
    fn region_of_the_sdk(&self) -> Option<(String, Evidence)> {
        let app = self.app()?;
        let row = app.truth.iter().find(|row| row.name == "AWS_REGION")?;
        let said = match row.wins {
            Winner::Env => row.env.as_ref()?,
            Winner::EnvApp => row.env_app.as_ref()?,
            Winner::Process | Winner::Cached | Winner::Default | Winner::Unknown => return None,
        };
        let MaskedValue::Plain(code) = said else { return None };
        let evidence = Evidence::RegionInEnv {
            at: self.env_at("AWS_REGION"),
            variable: "AWS_REGION".into(),
            region: code.clone(),
        };
        (!code.is_empty()).then(|| (code.clone(), evidence))
    }

    /// The region that the app sends to, where it is one with SES.
    pub fn configured_region(&self) -> Option<Region> {
        match self.region_said()? {
            ConfiguredRegion::Code(code, _) => code.parse().ok(),
            ConfiguredRegion::Nothing(_) => None,
        }
    }

    /// The variable that the region of SES is read from by a usual config, and its value in `.env`.
    fn region_line(&self) -> Option<(&'static str, Option<String>)> {
        let (app, env) = (self.app()?, self.env()?);
        let separate = KeyNames::Separate.region();
        let name = match app.reads_separate_keys && env.has_value(separate) {
            true => separate,
            false => KeyNames::Standard.region(),
        };
        match env {
            EnvFile::Read { .. } => Some((name, env.text(name).filter(|value| !value.is_empty()))),
            EnvFile::Missing | EnvFile::Refused(_) => None,
        }
    }

    /// An entry that the mailer `ses` would have, of an app that does not send by SES yet: what the files say, without what only
    /// this terminal has.
    fn prepared(&self, key: &str) -> Option<&'a ConfigSetting> {
        let app = &self.facts.project.present()?.app;
        let own = match &app.own {
            OwnConfig::Read(own) => own,
            OwnConfig::Planned => &app.effective,
        };
        own.ses_by_name.as_ref().filter(|_| self.ses_mailer().is_none())?.get(key)
    }

    /// The profile of the machine that the client of SES is given: with it the SDK leaves every key aside.
    pub fn profile_setting(&self) -> Option<&'a ConfigSetting> {
        let mailer = self.ses_mailer().filter(|mailer| mailer.is_of_ses())?;
        self.entry(mailer, "profile").filter(|it| it.is_empty() != Some(true))
    }

    /// The entries with the id and the secret, by the names of the mailer's way to SES.
    fn key_entries(&self) -> Option<[(&'static str, &'a EffectiveMailer); 2]> {
        if self.profile_setting().is_some() {
            return None;
        }
        let mailer = self.ses_mailer()?;
        let names = if mailer.is_of_ses() { ["key", "secret"] } else { ["username", "password"] };
        Some(names.map(|name| (name, mailer)))
    }

    /// The entry with the id of the app's key, where the app sends by SES.
    pub fn key_setting(&self) -> Option<&'a ConfigSetting> {
        let [(name, mailer), _] = self.key_entries()?;
        self.entry(mailer, name)
    }

    /// The entry with the secret, or with the SMTP password that stands for it.
    pub fn secret_setting(&self) -> Option<&'a ConfigSetting> {
        let [_, (name, mailer)] = self.key_entries()?;
        self.entry(mailer, name)
    }

    /// What the id of the app's key is read from: a variable, or the entry itself.
    pub fn key_name(&self) -> String {
        let setting = self.key_setting().or_else(|| self.prepared("key"));
        name_of(setting).unwrap_or_else(|| self.key_names().id().to_owned())
    }

    /// What the secret is read from.
    pub fn secret_name(&self) -> String {
        let setting = self.secret_setting().or_else(|| self.prepared("secret"));
        name_of(setting).unwrap_or_else(|| self.key_names().secret().to_owned())
    }

    /// Which of the two sets of variables the app's key is in, where its config is a usual one.
    fn key_names(&self) -> KeyNames {
        match (self.app(), self.env()) {
            (Some(app), Some(env)) if app.reads_separate_keys && env.has_value(KeyNames::Separate.id()) => {
                KeyNames::Separate
            }
            (Some(_) | None, _) => KeyNames::Standard,
        }
    }

    /// The id of the app's key, where it looks like one.
    pub fn key_in_env(&self) -> Option<KeyId> {
        match self.ses_mailer() {
            Some(_) => self.key_setting()?.text()?.parse().ok(),
            None => match self.prepared("key") {
                Some(setting) => setting.text()?.parse().ok(),
                None => self.env()?.text(self.key_names().id())?.parse().ok(),
            },
        }
    }

    /// What is known of the secret; of an app that signs in by SMTP, of no other one than the password.
    pub fn secret_in_env(&self) -> Option<&'a MaskedValue> {
        match self.ses_mailer() {
            Some(mailer) if mailer.is_of_ses() => self.secret_setting()?.masked(),
            Some(_) => None,
            None => match self.prepared("secret") {
                Some(setting) => setting.masked(),
                None => self.facts.project.present()?.app.env_in_force()?.seen(self.key_names().secret()),
            },
        }
    }

    /// What the app and the set-up say of the region, where it differs from the one that the mail was sent to.
    pub fn other_region_said(&self, sent: Region) -> Vec<Evidence> {
        let mut said = Vec::new();
        if let Some(ConfiguredRegion::Code(code, evidence)) = self.region_said()
            && code != sent.code()
        {
            said.push(evidence);
        }
        if let Some(region) = self.intent.region.filter(|wanted| *wanted != sent) {
            said.push(Evidence::RegionOfSetup { region });
        }
        said
    }

    /// The server that the environment or a profile of this machine names in AWS's place: Sesame asks there, and an app that
    /// names none itself.
    pub fn endpoint_of_profile(&self) -> Option<Evidence> {
        let of_process = self.facts.process_endpoint.as_ref().filter(|named| is_anothers(&named.url));
        if let Some(ProcessEndpoint { variable, url }) = of_process {
            return Some(Evidence::EndpointOfProcess { variable: variable.clone(), url: url.clone() });
        }
        let named = self.facts.endpoint.as_ref().filter(|named| is_anothers(&named.url))?;
        Some(Evidence::EndpointOfProfile(named.clone()))
    }

    /// The app's From.
    pub fn env_from(&self) -> Option<String> {
        let said = self.effective()?.from_address.text().map(str::to_owned);
        // What is left out of a cached configuration is not known to be nothing.
        let is_cached = self.app().is_some_and(|app| matches!(app.cached, CachedConfig::Read(_)));
        let of_file = || self.env()?.text("MAIL_FROM_ADDRESS").filter(|_| is_cached);
        // What is no address is another finding.
        said.or_else(of_file).filter(|from| from.contains('@') && !from.contains([' ', ',', ';', '<', '"']))
    }
}

/// The region in the name of SES's SMTP server, which may be no region, and the entry that names it.
pub(super) fn ses_host(mailer: &EffectiveMailer) -> Option<(String, &ConfigSetting)> {
    let host = mailer.get("host").filter(|_| mailer.transport == Transport::Smtp)?;
    let name = host.text()?.to_ascii_lowercase();
    let rest = name.strip_prefix("email-smtp.").or_else(|| name.strip_prefix("email-smtp-fips."))?;
    let is_of_aws = rest.ends_with(".amazonaws.com") || rest.ends_with(".amazonaws.com.cn");
    is_of_aws.then(|| (rest.split('.').next().unwrap_or_default().to_owned(), host))
}

fn name_of(setting: Option<&ConfigSetting>) -> Option<String> {
    let setting = setting?;
    let unset = || setting.origin.as_ref()?.unset.first().cloned();
    Some(setting.variable().map(str::to_owned).or_else(unset).unwrap_or_else(|| setting.path.clone()))
}
