//! Flags as typed. Touches nothing: every value is parsed into its type here, where the operator still sees the flag, and
//! what they mean together is for `run` and `report`.
//!
//! Clap speaks English. What it says of a value of ours, we say: [`Unread`] tells which value it was, and `run` has the
//! words.

use std::{error::Error, ffi::OsString, net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    laravel::plan::Mailer,
    setup::{DmarcPolicy, IdentityKind, Intent, MailType, Optional, PolicyChoice, RunsOn, SignIn, Switch, Terms},
    terms::{Address, BadName, BadRegion, Keep, KeyId, Label, Region, SetupName, UserName, WebsiteUrl},
};

/// Reads a command line.
pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Unread> {
    let args: Vec<OsString> = args.into_iter().collect();
    Cli::try_parse_from(&args).map_err(|error| Unread::of(&args, error))
}

/// A command line that begins nothing: it asks for help, or something in it is none of ours.
#[derive(Debug)]
pub struct Unread {
    pub why: WhyUnread,
    /// As far as `--lang` can be made out.
    pub lang: Option<Lang>,
    pub json: bool,
}

#[derive(Debug)]
pub enum WhyUnread {
    /// Help or the version, which clap prints.
    Help(clap::Error),
    /// A flag whose value is not what it takes.
    Value { flag: String, bad: BadValue },
    /// A flag or a command that must be there.
    Missing(clap::Error),
    /// A flag or a command that does not exist, or a value that is none of a list.
    Other(clap::Error),
}

/// A value that is none of ours, by the type that it should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadValue {
    Name(BadName),
    Region(BadRegion),
    Flag(BadFlag),
}

/// A value that only a flag takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFlag {
    #[error("“{0}” is not a stretch of time")]
    Duration(String),
    #[error("“{0}” is not a tag")]
    Tag(String),
    #[error("“{0}” is not a path in IAM")]
    IamPath(String),
    #[error("“{0}” is not the ARN of a policy")]
    Boundary(String),
}

/// From nothing to mail that Amazon SES delivers, for Laravel
#[derive(Debug, Parser)]
#[command(name = "sesame", version, propagate_version = true, arg_required_else_help = false)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Run against a pretend account; nothing exists at AWS afterwards
    #[arg(long, global = true, value_name = "SCENARIO", num_args = 0..=1, require_equals = true, default_missing_value = "fresh")]
    pub rehearse: Option<String>,
    /// The AWS profile to sign in with; without it what the environment says, AWS_PROFILE included
    #[arg(long, global = true, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub profile: Option<String>,
    /// The region to send from, like ap-northeast-2
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<Region>,
    /// The Laravel app's folder; the current one where it is not said
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Which of the project's set-ups
    #[arg(long, global = true, value_name = "NAME", default_value = "default")]
    pub setup: SetupName,
    /// Refuse every change
    #[arg(long, global = true)]
    pub read_only: bool,
    /// The language of what is said; from the locale where it is not given
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    /// One JSON object on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Converse in plain lines: for screen readers and logs, and in a pipe
    #[arg(long, global = true)]
    pub plain: bool,
    /// Draw with ASCII alone, for terminals that show marks and rules two columns wide
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Draw without color; so does NO_COLOR
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Tell every AWS call on stderr
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Ko,
    En,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the plan, or carry it out as far as it can go
    Setup(Box<Setup>),
    /// One line per step
    Status(Wanted),
    /// Every check of the app and the account, with what was seen and the way out
    Doctor(Wanted),
    /// Which cause is behind an error
    Explain(Explain),
    /// The lines for .env; the secret is a placeholder unless it is written
    Env(Env),
    /// The DNS records that the identity needs, and how DNS has them
    Records(Records),
    /// The ready-to-send message for whoever keeps the DNS or the AWS account, without secrets
    Handover(Handover),
    /// A policy document, of AWS's own form; with --json as the member "policy" of the one object
    Policy(Policy),
    /// Serve a pretend account to other programs
    Rehearsal(Rehearsal),
}

/// What is wanted, as far as it is said again; the rest is as it was said before.
#[derive(Debug, Clone, Default, Args)]
pub struct Wanted {
    /// The address that the app's mail comes from
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<Address>,
    /// Verify the sender's whole domain, or the one address
    #[arg(long, value_name = "KIND", value_parser = parsed::<IdentityKind>(&["domain", "email"]))]
    pub identity: Option<IdentityKind>,
    /// The IAM user whose key the app uses
    #[arg(long, value_name = "NAME")]
    pub user: Option<UserName>,
    /// What that user may do
    #[arg(long, value_name = "POLICY", value_parser = parsed::<PolicyChoice>(&["sender", "send-only", "full-access", "ses-star"]))]
    pub policy: Option<PolicyChoice>,
    /// Where the key's secret rests
    #[arg(long, value_name = "PLACE", value_parser = parsed::<Keep>(&["keychain", "project"]))]
    pub keep: Option<Keep>,
    /// What the MAIL FROM domain begins with below the identity, like bounce or mail.bounce; or none
    #[arg(long, value_name = "LABEL|none")]
    pub mail_from: Option<MailFromFlag>,
    /// A DMARC record, unless there is one
    #[arg(long, overrides_with = "no_dmarc")]
    pub dmarc: bool,
    /// No DMARC record
    #[arg(long)]
    pub no_dmarc: bool,
    /// The app's mailer
    #[arg(long, value_name = "MAILER", value_parser = parsed::<Mailer>(&["ses", "ses-v2", "smtp"]))]
    pub mailer: Option<Mailer>,
    /// Where the app runs
    #[arg(long, value_name = "PLACE", value_parser = parsed::<RunsOn>(&["local", "server", "panel", "container"]))]
    pub runs_on: Option<RunsOn>,
}

/// What may become of what is there already.
#[derive(Debug, Clone, Default, Args)]
pub struct There {
    /// Use a user of that name that somebody else made
    #[arg(long)]
    pub adopt_user: bool,
    /// Of two keys, the one to delete
    #[arg(long, value_name = "ID")]
    pub retire_key: Option<KeyId>,
}

/// What AWS's reviewers are told.
#[derive(Debug, Clone, Default, Args)]
pub struct Request {
    /// The web site that the mail is for, for AWS's reviewers
    #[arg(long, value_name = "URL")]
    pub website: Option<WebsiteUrl>,
    /// What sort of mail
    #[arg(long, value_name = "TYPE", value_parser = parsed::<MailType>(&["transactional", "marketing"]))]
    pub mail_type: Option<MailType>,
    /// Where the reviewers may write to as well
    #[arg(long, value_name = "ADDRESS")]
    pub contact: Option<Address>,
    /// What the letter to the reviewers is made of, in TOML: sends, list, volume, bounces, opt-out, guard
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["plan", "yes"]))]
pub struct Setup {
    #[command(flatten)]
    pub wanted: Wanted,
    /// Print what would be done, in order, to the end
    #[arg(long)]
    pub plan: bool,
    /// Do it
    #[arg(long)]
    pub yes: bool,
    /// How long DNS, a click or a review may take, like 30m or 2h
    #[arg(long, value_name = "DURATION", requires = "yes", value_parser = patience)]
    pub wait: Option<jiff::SignedDuration>,
    #[command(flatten)]
    pub there: There,
    #[command(flatten)]
    pub request: Request,
    /// Promise AWS: mail only to people who asked for it, and bounces and complaints are dealt with
    #[arg(long)]
    pub accept_terms: bool,
    /// Switch MAIL_MAILER in the sandbox too
    #[arg(long)]
    pub switch_on: bool,
    /// At the end, send a test there
    #[arg(long, value_name = "ADDRESS", requires = "yes")]
    pub send_test: Option<Address>,
    /// A permissions boundary for the user
    #[arg(long, value_name = "ARN", value_parser = boundary)]
    pub permissions_boundary: Option<String>,
    /// The user's path in IAM, like /app/
    #[arg(long, value_name = "PATH", value_parser = iam_path)]
    pub iam_path: Option<String>,
    /// A further tag for what is created; may be given again
    #[arg(long, value_name = "K=V", value_parser = tag)]
    pub tag: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The error, as Laravel, a log or AWS shows it; - reads it from stdin, and so does leaving it out in a pipe
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    #[command(flatten)]
    pub wanted: Wanted,
}

#[derive(Debug, Args)]
pub struct Env {
    #[command(flatten)]
    pub wanted: Wanted,
    /// Write them into the app's .env
    #[arg(long)]
    pub write: bool,
    /// With the lines of the guide that this mailer does not read; with --write they are written too
    #[arg(long)]
    pub guide: bool,
    /// How they are printed
    #[arg(long, value_enum, default_value_t = EnvFormat::Dotenv)]
    pub format: EnvFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EnvFormat {
    Dotenv,
    Shell,
    Json,
    Docker,
}

#[derive(Debug, Args)]
pub struct Records {
    #[command(flatten)]
    pub wanted: Wanted,
    /// How they are printed
    #[arg(long = "as", value_enum, default_value_t = RecordsAs::Table)]
    pub form: RecordsAs,
    /// Only those that are not there
    #[arg(long)]
    pub missing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordsAs {
    Table,
    Bind,
    Cloudflare,
    Csv,
    Json,
}

#[derive(Debug, Args)]
pub struct Handover {
    /// To whom
    #[arg(value_enum)]
    pub to: To,
    #[command(flatten)]
    pub wanted: Wanted,
    #[command(flatten)]
    pub there: There,
    #[command(flatten)]
    pub request: Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum To {
    /// Whoever keeps the domain's records
    Dns,
    /// Whoever may create things in the AWS account
    Aws,
}

#[derive(Debug, Args)]
pub struct Policy {
    /// Whose
    #[arg(value_enum)]
    pub whose: Whose,
    #[command(flatten)]
    pub wanted: Wanted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whose {
    /// The user whose key the app uses
    App,
    /// Whoever runs this set-up
    Wizard,
    /// Whoever only looks
    Reader,
}

#[derive(Debug, Args)]
pub struct Rehearsal {
    /// Where the pretend AWS listens, on loopback
    #[arg(long, value_name = "IP:PORT")]
    pub listen: SocketAddr,
    /// Where its DNS listens, on loopback
    #[arg(long, value_name = "IP:PORT")]
    pub dns: Option<SocketAddr>,
    /// Where its SMTP server listens, on loopback
    #[arg(long, value_name = "IP:PORT")]
    pub smtp: Option<SocketAddr>,
    /// Which story
    #[arg(long, value_name = "NAME", default_value = "fresh")]
    pub scenario: String,
    /// Let DNS, clicks and reviews happen by themselves
    #[arg(long)]
    pub auto: bool,
}

/// `--mail-from`: a label, or `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFromFlag(Optional<Label>);

impl std::str::FromStr for MailFromFlag {
    type Err = crate::terms::BadName;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(MailFromFlag(Optional::Declined)),
            label => label.parse().map(|label| MailFromFlag(Optional::Wanted(label))),
        }
    }
}

/// A value out of a closed list, told in full where it is not one of them.
fn parsed<T>(allowed: &'static [&'static str]) -> impl clap::builder::TypedValueParser<Value = T>
where
    T: std::str::FromStr + Clone + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(allowed).try_map(|text| text.parse::<T>())
}

/// Longer than a month nobody waits, and dates have an end.
const LONGEST_WAIT: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

fn patience(text: &str) -> Result<jiff::SignedDuration, BadFlag> {
    let no = || BadFlag::Duration(shown(text));
    let span: jiff::Span = text.trim().parse().map_err(|_| no())?;
    let length = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| no())?;
    if length.is_negative() || length > LONGEST_WAIT { Err(no()) } else { Ok(length) }
}

/// As IAM and SES both take them.
fn tag(text: &str) -> Result<(String, String), BadFlag> {
    let allowed = |part: &str| part.chars().all(|c| c.is_alphanumeric() || " _.:/=+-@".contains(c));
    match text.split_once('=') {
        Some((key, value))
            if (1..=128).contains(&key.chars().count())
                && value.chars().count() <= 256
                && allowed(key)
                && allowed(value) =>
        {
            Ok((key.to_owned(), value.to_owned()))
        }
        Some(_) | None => Err(BadFlag::Tag(shown(text))),
    }
}

fn iam_path(text: &str) -> Result<String, BadFlag> {
    let whole = text.len() <= 512 && text.starts_with('/') && text.ends_with('/');
    match whole && text.bytes().all(|b| b.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err(BadFlag::IamPath(shown(text))),
    }
}

fn boundary(text: &str) -> Result<String, BadFlag> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, "iam", "", _, policy]
            if partition.starts_with("aws")
                && policy.strip_prefix("policy/").is_some_and(|name| !name.is_empty())
                && text.bytes().all(|b| b.is_ascii_graphic()) =>
        {
            Ok(text.to_owned())
        }
        _ => Err(BadFlag::Boundary(shown(text))),
    }
}

/// As it can be shown: cut, and nothing in it that a terminal would obey.
fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}

impl Unread {
    fn of(args: &[OsString], error: clap::Error) -> Unread {
        use clap::error::{ContextKind, ContextValue, ErrorKind};
        let bad = error.source().and_then(BadValue::of);
        let flag = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(flag)) => flag.split(' ').next().unwrap_or_default().to_owned(),
            Some(_) | None => String::new(),
        };
        let why = match (bad, error.kind()) {
            (Some(bad), _) => WhyUnread::Value { flag, bad },
            (None, ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => WhyUnread::Help(error),
            (None, ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand) => WhyUnread::Missing(error),
            (None, _) => WhyUnread::Other(error),
        };
        let texts: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).take_while(|arg| *arg != "--").collect();
        let after = |at: usize| texts.get(at + 1).copied();
        let lang = texts.iter().enumerate().rev().find_map(|(at, arg)| match *arg {
            "--lang" => after(at),
            arg => arg.strip_prefix("--lang="),
        });
        Unread {
            why,
            lang: lang.and_then(|lang| <Lang as ValueEnum>::from_str(lang, false).ok()),
            json: texts.contains(&"--json"),
        }
    }
}

impl BadValue {
    fn of(source: &(dyn Error + 'static)) -> Option<BadValue> {
        let name = source.downcast_ref().cloned().map(BadValue::Name);
        let region = || source.downcast_ref().cloned().map(BadValue::Region);
        let flag = || source.downcast_ref().cloned().map(BadValue::Flag);
        name.or_else(region).or_else(flag)
    }
}

impl Global {
    /// What these flags say of the intent.
    pub fn tell(&self, intent: &mut Intent) {
        intent.setup = self.setup.clone();
        if let Some(profile) = &self.profile {
            intent.sign_in = SignIn::Profile(profile.clone());
        }
        if let Some(region) = self.region {
            intent.move_to(region);
        }
    }
}

impl Wanted {
    /// What these flags say of the intent; what they leave out stays.
    pub fn tell(&self, intent: &mut Intent) {
        say(&mut intent.identity, &self.identity);
        say(&mut intent.user, &self.user);
        say(&mut intent.policy, &self.policy);
        say(&mut intent.keep, &self.keep);
        say(&mut intent.runs_on, &self.runs_on);
        if self.from.is_some() {
            intent.from.clone_from(&self.from);
        }
        if self.mailer.is_some() {
            intent.mailer = self.mailer;
        }
        if let Some(MailFromFlag(label)) = &self.mail_from {
            intent.mail_from = label.clone();
        }
        match (self.dmarc, self.no_dmarc) {
            (_, true) => intent.dmarc = Optional::Declined,
            (true, false) => intent.dmarc = Optional::Wanted(DmarcPolicy::None),
            (false, false) => {}
        }
    }
}

impl There {
    /// What these flags say of the intent; what they leave out stays.
    fn tell(&self, intent: &mut Intent) {
        if self.adopt_user {
            intent.adopt = Some(intent.user.clone());
        }
        if self.retire_key.is_some() {
            intent.retire_key.clone_from(&self.retire_key);
        }
    }
}

impl Request {
    /// What these flags say of the intent; what they leave out stays.
    fn tell(&self, intent: &mut Intent) {
        say(&mut intent.mail_type, &self.mail_type);
        if self.website.is_some() {
            intent.website.clone_from(&self.website);
        }
        if self.contact.is_some() {
            intent.contact.clone_from(&self.contact);
        }
    }
}

impl Handover {
    /// What these flags say of the intent; what they leave out stays.
    pub fn tell(&self, intent: &mut Intent) {
        self.wanted.tell(intent);
        self.there.tell(intent);
        self.request.tell(intent);
    }
}

impl Setup {
    /// What these flags say of the intent; what they leave out stays.
    pub fn tell(&self, intent: &mut Intent) {
        self.wanted.tell(intent);
        self.there.tell(intent);
        self.request.tell(intent);
        if self.accept_terms {
            intent.terms = Terms::Accepted;
        }
        if self.switch_on {
            intent.switch = Switch::Now;
        }
        for (place, said) in
            [(&mut intent.permissions_boundary, &self.permissions_boundary), (&mut intent.iam_path, &self.iam_path)]
        {
            if said.is_some() {
                place.clone_from(said);
            }
        }
        if !self.tag.is_empty() {
            intent.tags.clone_from(&self.tag);
        }
        intent.test_to.clone_from(&self.send_test);
    }
}

fn say<T: Clone>(place: &mut T, said: &Option<T>) {
    if let Some(said) = said {
        place.clone_from(said);
    }
}
