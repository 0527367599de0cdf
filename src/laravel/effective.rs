//! The mail configuration that is in force: what `config('mail')` and `config('services.ses')` come to, and which mailers a
//! message goes through. Holds no secret. Does not know what a set-up wants of it.

use super::{
    config::AppConfig,
    config_setting::ConfigSetting,
    mail_layout::MailLayout,
    mailers::{self, EffectiveMailer, Transport},
    version::Versions,
};

/// The mail configuration that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The name of the default mailer: `mail.driver` where that says something, else `mail.default`.
    pub default: ConfigSetting,
    /// Whether `mail` is one flat mailer; `None` where that is not known.
    pub layout: Option<MailLayout>,
    /// The default mailer first, then those that it hands mail on to, in order.
    pub mailers: Vec<EffectiveMailer>,
    /// The mailer `ses` of the configuration, whether mail goes through it or not.
    pub ses_by_name: Option<EffectiveMailer>,
    /// `mail.from.address`, or the mailer's own.
    pub from_address: ConfigSetting,
    /// `mail.from.name`, or the mailer's own.
    pub from_name: ConfigSetting,
    /// `mail.to.address`, or the mailer's own, where there is one: all mail goes there.
    pub to_address: Option<ConfigSetting>,
    /// `queue.default`
    pub queue: ConfigSetting,
    /// `app.url`
    pub app_url: ConfigSetting,
    /// `app.name`
    pub app_name: ConfigSetting,
    /// `app.env`, which is `production` where nothing says otherwise.
    pub app_env: ConfigSetting,
}

impl Effective {
    /// From a configuration, as this framework takes it.
    pub(super) fn of(config: &AppConfig, versions: Versions) -> Effective {
        let setting = |path: &str| ConfigSetting::at(config, path);
        let driver = config.get(&["mail", "driver"]);
        let layout = match driver.map(|it| it.datum.truth()) {
            Some(Some(true)) => Some(MailLayout::Flat),
            Some(Some(false)) | None => Some(MailLayout::Mailers),
            Some(None) => None,
        };
        // Of a file that cannot be told at all the usual entry is named.
        let of_driver = driver.is_some() && config.get(&["mail"]).is_some_and(|mail| !mail.datum.is_unknown());
        let default = if of_driver { setting("mail.driver") } else { setting("mail.default") };
        let mailers = mailers::chain(config, &default, layout, versions);
        // A mailer's own sender or recipient goes before the common one.
        let address_of = |entry: &str, field: &str| {
            let own = mailers.first().filter(|_| layout == Some(MailLayout::Mailers)).map(|it| it.name.clone());
            let own = own.map(|name| ["mail", "mailers", &name, entry].join("."));
            let own = own.filter(|path| config.get(&path.split('.').collect::<Vec<_>>()).is_some());
            setting(&format!("{}.{field}", own.unwrap_or_else(|| format!("mail.{entry}"))))
        };
        let from = |field: &str| address_of("from", field);
        let to = address_of("to", "address");
        // Of a file that cannot be told at all it is not to be thought that it has one.
        let mail_is_known = config.get(&["mail"]).is_none_or(|mail| !mail.datum.is_unknown());
        Effective {
            ses_by_name: mailers::by_name(config, "ses", layout, versions).filter(EffectiveMailer::is_of_ses),
            to_address: (mail_is_known && to.is_empty() != Some(true)).then_some(to),
            from_address: from("address"),
            from_name: from("name"),
            queue: setting("queue.default"),
            app_url: setting("app.url"),
            app_name: setting("app.name"),
            app_env: setting("app.env"),
            default,
            layout,
            mailers,
        }
    }

    /// The default mailer, where its name is known.
    pub fn mailer(&self) -> Option<&EffectiveMailer> {
        self.mailers.first()
    }

    /// The first mailer that hands mail to SES's API, be it behind another.
    pub fn ses(&self) -> Option<&EffectiveMailer> {
        self.mailers.iter().find(|mailer| mailer.is_of_ses())
    }

    /// Whether the app runs where its developer does, by its own word.
    pub fn is_of_a_developer(&self) -> bool {
        matches!(self.app_env.text(), Some("local" | "dev" | "development"))
    }

    /// What the mailer in force, or the sender, makes of a variable.
    pub fn made_of(&self, variable: &str) -> Option<&ConfigSetting> {
        let asks =
            |it: &&ConfigSetting| it.origin.as_ref().is_some_and(|origin| origin.asked().any(|name| name == variable));
        self.settings().find(asks)
    }

    /// The first mailer that sends by SMTP, be it behind another.
    pub fn smtp(&self) -> Option<&EffectiveMailer> {
        self.mailers.iter().find(|mailer| mailer.transport == Transport::Smtp)
    }

    /// Every entry of it that is named here, in no particular order.
    pub fn settings(&self) -> impl Iterator<Item = &ConfigSetting> {
        let own = [&self.default, &self.from_address, &self.from_name, &self.queue, &self.app_url, &self.app_name];
        own.into_iter().chain(self.mailers.iter().flat_map(|mailer| mailer.settings.values()))
    }
}
