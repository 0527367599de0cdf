//! The app's configuration in sentences: an entry with its value and where that comes from. Knows no secret: what may be one is
//! masked already.

use super::Text;
use crate::{
    diagnosis::{EnvAt, OverriddenBy},
    laravel::{ConfigSetting, EnvPlace, MailerFault, MaskedValue, Origin, OtherPlaceKind, SettingValue, SharedUse},
};

impl Text {
    /// An entry in force: what it comes to, and where that stands.
    pub fn config_setting(&self, setting: &ConfigSetting) -> String {
        let value = self.setting_value(setting);
        match &setting.origin {
            Some(origin) => self.configuration_setting(self.origin(origin), &setting.path, value),
            None => self.configuration_absent(&setting.path),
        }
    }

    /// What an entry comes to, as one reads it.
    pub fn setting_value(&self, setting: &ConfigSetting) -> String {
        match &setting.value {
            SettingValue::Absent => self.configuration_none().into(),
            SettingValue::Unknown(_) => self.configuration_unknown().into(),
            SettingValue::Null => "null".into(),
            SettingValue::Bool(said) => said.to_string(),
            SettingValue::Number(number) => number.clone(),
            SettingValue::Text(MaskedValue::Plain(text)) if text.is_empty() => self.configuration_empty().into(),
            SettingValue::Text(MaskedValue::Plain(text)) => format!("“{text}”"),
            SettingValue::Text(MaskedValue::Hidden { .. }) => "•••".into(),
            SettingValue::List => "[…]".into(),
        }
    }

    fn origin(&self, origin: &Origin) -> String {
        let written = || self.configuration_written(&origin.file, origin.line);
        match (&origin.variable, origin.unset.first()) {
            (Some(read), _) => match &read.place {
                EnvPlace::Process => self.configuration_process(&read.name),
                EnvPlace::File(file) => self.configuration_variable(file, &read.name),
            },
            (None, Some(unset)) => self.configuration_default(unset, written()),
            (None, None) => written(),
        }
    }

    /// The env file, and the line where there is one.
    pub(super) fn env_at(&self, at: &EnvAt) -> String {
        match at.line {
            Some(line) => self.configuration_written(&at.file, line),
            None => at.file.clone(),
        }
    }

    /// What Laravel refuses about a mailer, in Laravel's words where it has some.
    pub(super) fn mailer_refused(&self, mailer: &str, fault: &MailerFault) -> String {
        match fault {
            MailerFault::Unnamed => self.configuration_mailer_unnamed().into(),
            MailerFault::Undefined => self.configuration_mailer_undefined(mailer),
            MailerFault::Unsupported(transport) => self.configuration_transport_unsupported(mailer, transport),
            MailerFault::UrlMalformed => self.configuration_url_malformed(mailer),
            MailerFault::SchemeUnsupported(scheme) => self.configuration_scheme_unsupported(mailer, scheme),
            MailerFault::Circular => self.configuration_mailer_circular(mailer),
            MailerFault::NoMembers => self.configuration_mailer_without_members(mailer),
        }
    }

    /// A line of an env file that does not count, and what does.
    pub(super) fn overridden(
        &self,
        at: &str,
        name_of: &str,
        env: Option<&str>,
        by: &OverriddenBy,
        value: Option<&str>,
    ) -> String {
        let shown = |value: Option<&str>| match value {
            Some("") => self.configuration_empty().to_owned(),
            Some(text) => format!("“{text}”"),
            None => "•••".into(),
        };
        let place = match by {
            OverriddenBy::Process => self.configuration_by_process().to_owned(),
            OverriddenBy::OtherFile { file } => self.configuration_by_file(file),
            OverriddenBy::Container { file, service } => self.configuration_by_container(file, service),
            OverriddenBy::OtherPlace { file, line, kind, name } => {
                let place = self.other_place(file, *line, *kind, name.as_deref());
                return self.configuration_overridden_elsewhere(at, shown(env), name_of, place, shown(value));
            }
        };
        self.configuration_overridden(at, shown(env), name_of, place, shown(value))
    }

    /// A place where the app may run, by the file that tells of it.
    pub(super) fn other_place(
        &self,
        file: &str,
        line: Option<usize>,
        kind: OtherPlaceKind,
        name: Option<&str>,
    ) -> String {
        let kind = match kind {
            OtherPlaceKind::Image => self.other_place_image(),
            OtherPlaceKind::ComposeFile => self.other_place_compose_file(),
            OtherPlaceKind::Pool => self.other_place_pool(),
            OtherPlaceKind::Program => self.other_place_program(),
            OtherPlaceKind::Direnv => self.other_place_direnv(),
            OtherPlaceKind::Fly => self.other_place_fly(),
            OtherPlaceKind::Render => self.other_place_render(),
            OtherPlaceKind::AppEngine => self.other_place_app_engine(),
            OtherPlaceKind::DigitalOcean => self.other_place_digital_ocean(),
            OtherPlaceKind::Serverless => self.other_place_serverless(),
            OtherPlaceKind::Kubernetes => self.other_place_kubernetes(),
            OtherPlaceKind::Procfile => self.other_place_procfile(),
            OtherPlaceKind::Heroku => self.other_place_heroku(),
            OtherPlaceKind::Kamal => self.other_place_kamal(),
            OtherPlaceKind::Upsun => self.other_place_upsun(),
        };
        let place = name.map_or_else(|| kind.to_owned(), |name| self.other_place_named(name, kind));
        match line {
            Some(line) => self.other_place_in_line(file, line, place),
            None => self.other_place_in_file(file, place),
        }
    }

    /// What else in an app reads the variables of a key.
    pub(super) fn shared_use(&self, used: SharedUse) -> &'static str {
        match used {
            SharedUse::Disk => self.shared_use_disk(),
            SharedUse::Bucket => self.shared_use_bucket(),
            SharedUse::Endpoint => self.shared_use_endpoint(),
            SharedUse::S3Package => self.shared_use_s3_package(),
            SharedUse::Queue => self.shared_use_queue(),
            SharedUse::Cache => self.shared_use_cache(),
            SharedUse::Session => self.shared_use_session(),
            SharedUse::Service => self.shared_use_service(),
            SharedUse::Aws => self.shared_use_aws(),
        }
    }
}
