//! What a flag or an argument takes, where it is one of a few words. Knows no command.

use clap::ValueEnum;

use crate::laravel::dotenv;

/// Where an existing key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFrom {
    Stdin,
    Env,
}

/// Which way the mailer is switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SwitchTo {
    /// To Amazon SES
    On,
    /// To what it was before
    Off,
}

/// How the lines for `.env` are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EnvFormat {
    Dotenv,
    Shell,
    Json,
    /// For `docker run --env-file`
    Docker,
    /// For Compose's `env_file:`
    Compose,
}

impl EnvFormat {
    /// Who reads the lines.
    pub fn form(self) -> dotenv::EnvForm {
        match self {
            EnvFormat::Dotenv => dotenv::EnvForm::Dotenv,
            EnvFormat::Shell => dotenv::EnvForm::Shell,
            EnvFormat::Json => dotenv::EnvForm::Json,
            EnvFormat::Docker => dotenv::EnvForm::Docker,
            EnvFormat::Compose => dotenv::EnvForm::Compose,
        }
    }
}

/// How the records are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordsAs {
    Table,
    Bind,
    Cloudflare,
    Csv,
    Json,
}

/// The receiver of a handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum To {
    /// The administrator of the domain's DNS
    Dns,
    /// The administrator of the AWS account
    Aws,
}

/// The principal that a policy document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whose {
    /// The user whose key the app uses
    App,
    /// The operator who runs this set-up
    Wizard,
    /// A reader who changes nothing
    Reader,
    /// Who may take the app's role, with --no-key
    Trust,
    /// The operator who lets --write-dns write into a zone at Route 53
    Dns,
}
