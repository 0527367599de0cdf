//! What a test takes over of the app's configuration beside sender and recipient, so that it leaves as the app's own mail
//! does. Does not know how a message is handed over.

use serde::{Deserialize, Serialize};

use crate::laravel::{App, EffectiveMailer, Mailer, SmtpManner};

/// The rest of what the app's mailer says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct SendOptions {
    /// What readers see beside the address.
    pub from_name: Option<String>,
    /// `options.ConfigurationSetName`, which goes with every message.
    pub configuration_set: Option<String>,
    /// Where SMTP is spoken.
    pub port: SmtpPort,
}

/// A port of SES's SMTP servers, and how a connection to it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SmtpPort {
    /// In the clear, then STARTTLS: 25, 587 and 2587.
    StartTls(u16),
    /// TLS from the first byte: 465 and 2465.
    Tls(u16),
}

impl Default for SmtpPort {
    /// What hosts block less often than 25.
    fn default() -> SmtpPort {
        SmtpPort::StartTls(587)
    }
}

impl SmtpPort {
    /// The number.
    pub fn number(self) -> u16 {
        match self {
            SmtpPort::StartTls(number) | SmtpPort::Tls(number) => number,
        }
    }
}

impl SendOptions {
    /// As the app says it now, of the mailer that it sends by, where it has one of this sort.
    pub fn in_force(app: &App, mailer: Mailer) -> SendOptions {
        let effective = &app.effective;
        let text = |name: &str, of: &EffectiveMailer| of.get(name)?.text().map(str::to_owned);
        let at_ses = |smtp: &&EffectiveMailer| text("host", smtp).is_some_and(|host| host.starts_with("email-smtp"));
        let port = effective.smtp().filter(|_| mailer == Mailer::Smtp).filter(at_ses).and_then(|smtp| {
            let number = text("port", smtp)?.parse().ok()?;
            Some(match smtp.manner(app.version) {
                Some(SmtpManner::Implicit) => SmtpPort::Tls(number),
                // Without TLS SES takes no password; that the app would not begin it is another finding.
                Some(SmtpManner::Upgraded | SmtpManner::Plain) | None => SmtpPort::StartTls(number),
            })
        });
        let set = match mailer {
            Mailer::Ses | Mailer::SesV2 => effective.ses().and_then(|ses| text("options.ConfigurationSetName", ses)),
            Mailer::Smtp => None,
        };
        SendOptions {
            from_name: effective.from_name.text().filter(|name| !name.is_empty()).map(str::to_owned),
            configuration_set: set.filter(|name| !name.is_empty()),
            port: port.unwrap_or_default(),
        }
    }
}
