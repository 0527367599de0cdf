//! The command line. Every value is parsed into its type here, where an error can name its flag. Does not know what the flags mean
//! together; that is for `run` and `report`.
//!
//! Clap's messages are English; ours are said instead: [`Unread`] says what is wrong with a command line, and `run` has the texts.
//! A doc comment on a field or a variant here is the text of `--help`, and `assets/locales/help.ko.toml` has its Korean.

mod choices;
mod earnest;
mod help;
mod here;
mod lang;
mod tell;
mod unread;
mod usage;
mod values;

use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

use self::earnest::{in_earnest, typed};
use self::values::{boundary, iam_path, parsed, patience, tag};
pub use self::{
    choices::{EnvFormat, ImportFrom, RecordsAs, SwitchTo, To, Whose},
    help::{Said, help, sentences},
    lang::Lang,
    unread::{BadFlag, BadValue, Unread, WhyUnread},
    usage::{BadUsage, UsageError},
    values::MailFromFlag,
};
use crate::{
    laravel::plan::Mailer,
    setup::{Awaited, DnsProvider, IdentityKind, MailType, PolicyChoice, PriceWish, RunsOn, Runtime, recipient},
    terms::{Address, Keep, KeyId, Region, SetupName, UserName, WebsiteUrl},
};

/// Reads a command line.
pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Unread> {
    let args: Vec<OsString> = args.into_iter().collect();
    let mut cli = Cli::try_parse_from(&args).map_err(|error| Unread::of(&args, error))?;
    (cli.global.typed, cli.global.in_earnest) = (typed(&args), in_earnest(&args));
    Ok(cli)
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

/// The flags that every command takes.
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
    /// Whose first line opens the encrypted file of secrets, or will; for --keep file
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Refuse every change
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Put letters in the place of account ids, names, domains and addresses in what is printed, to show it to others
    #[arg(long, global = true)]
    pub share: bool,
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
    /// The command line itself.
    #[arg(skip)]
    pub typed: String,
    /// The same command line for a real account, from the app's folder.
    #[arg(skip)]
    pub in_earnest: String,
}

/// What to do; without one the wizard converses.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the plan, or carry it out as far as it can go
    Setup(Box<SetupArgs>),
    /// One line per step
    Status(WantedArgs),
    /// Wait until the sender is verified, or until the account is out of the sandbox; for scripts, and for a person who does
    /// something else meanwhile
    ///
    /// It looks seconds apart at first and once a minute later, under the sign-in, and under the app's own key once the sign-in
    /// is over. It ends with 0 when it is so (at once where it is so already), 3 when the time is up, 1 when no waiting brings
    /// it (a refusal, records that SES looks for no more, a dead link) or there is nothing to wait for. With --json:
    /// {"for","subject","region","ended":"done|timed-out|over","on","reason","summary","hint","causes","since","at","looks",
    /// "by":"sign-in|app-key","aws":{"verification","dkim","mail_from","production","review","case"}}.
    Wait(WaitArgs),
    /// Every check of the app and the account, with what was seen and the way out
    ///
    /// With --fix what a set-up would do about it is offered, one thing at a time and that first which explains the others;
    /// after each it looks again. Commands of the app's own (config:clear, composer require) are named and not run. With --json:
    /// {"checks","project"}; with --fix also "applied", what is "left":[{"cause","way":"wait|asks|refused|by-hand","on",
    /// "asks","summary","commands"}], and "error".
    Doctor(DoctorArgs),
    /// Which cause is behind an error
    Explain(ExplainArgs),
    /// The lines for .env; the secret is a placeholder unless it is written
    Env(EnvArgs),
    /// The app's mailer: on once it may send, or back to what it was before
    ///
    /// With --json: {"switched","mailer","then":[…]}; then are the commands that the app needs to take it up.
    Switch(SwitchArgs),
    /// A test, sent as the app sends: with its key and its sender, by the call that its mailer makes; a refusal is explained
    ///
    /// The app's configuration in force says key, sender, region and mailer (ses: SendRawEmail; ses-v2: SendEmail; smtp: SMTP
    /// with TLS); where it does not send by SES yet, the set-up does. No sign-in is needed; with one, a recipient that the
    /// sandbox would refuse is named before anything is sent. With --json: {"sent","mailer","region","key","from","from_name",
    /// "configuration_set","to","simulator","message_id","refusal":{"code","message","request_id"}|null,"complaint","causes",
    /// "ruled_out"}, the last three as explain has them.
    ///
    /// With --through-app it is the app itself that sends, and what it answers is explained: PHP is run in the app's folder,
    /// without the caller's sign-in to AWS. Where there is no PHP, the line to run is printed. With --json: {"sent","mailer",
    /// "from","to","link","link_flaw":"no-host|this-machine|not-https"|null}, or what explain says of the error.
    Send(SendArgs),
    /// The app's files as they were before Sesame's first write to them; what was made at AWS stays
    ///
    /// A file that has changed since is left as it is, and named.
    /// With --json: {"files":[{"file","way":"restore|remove|already|changed|unknown","backup"}],"error"}; with --plan without
    /// error.
    Undo(UndoArgs),
    /// The DNS records that the identity needs, and how DNS has them; written into the zone with --write-dns
    ///
    /// With --write-dns every name is read first, and shown with what becomes of it: created, there already, to be changed by
    /// hand, or in the way. What stands is never replaced. --unwrite takes away what was written, where it stands as it was.
    /// With --json then: {"provider","zone":{"id","name"},"obstacle","records":[{"purpose","type","name","value","priority",
    /// "outlook":"create|there|merge|conflict","conflict","stands":[…],"instead"}],"applied":[…],"error"}; with --unwrite
    /// {"written":[{"provider","zone","purpose","type","name","value","priority","state":"stands|changed|gone|unseen"}],
    /// "applied":[…],"error"}.
    Records(RecordsArgs),
    /// The ready-to-send message for the administrator of the DNS or of the AWS account, without secrets
    Handover(HandoverArgs),
    /// The user's access keys: list them, make one for a server, replace one by another, let one go
    #[command(subcommand)]
    Key(KeyCommand),
    /// Run a command with the app's key in its environment; nothing is written, and AWS is asked nothing
    ///
    /// The names are those that the app reads: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION and AWS_REGION, or
    /// AWS_SES_ACCESS_KEY_ID, AWS_SES_SECRET_ACCESS_KEY and AWS_SES_REGION where something else has the usual ones; with --smtp
    /// MAIL_HOST, MAIL_PORT, MAIL_USERNAME, MAIL_PASSWORD and what else the app's SMTP reads. A profile and a session token of
    /// another sign-in are removed. It ends as the command ends: 128 and the signal's number where a signal ended it, 127
    /// where there is no such command, 126 where it cannot be run.
    Exec(ExecArgs),
    /// Sign in to AWS by the browser, with nothing installed; the AWS CLI and the SDKs use the session too
    ///
    /// It lasts up to 12 hours. The profile gets login_session and, where it says none, region; without --profile it is one of
    /// Sesame's own. A profile that holds a key, a role, SSO or a program is refused. It is what `aws login` does, written from
    /// AWS's documents and programs; its authors have not tried it against AWS.
    /// With --json: {"profile","account","arn","region","config"}; the address of the page is on stderr.
    Login(LoginArgs),
    /// Sign out of a session that was begun by the browser
    ///
    /// Without --profile it is the one that the other commands use here: the profile that this set-up remembers, else AWS_PROFILE or
    /// default. Where that is no session of the browser, nothing is ended, and the profiles that have one are named.
    /// AWS is not told: credentials that were handed out already live for at most 15 minutes more.
    /// With --json: {"profile","arn","sessions","remain":[…]}; remain names the profiles that have a session still.
    Logout(LogoutArgs),
    /// A policy document, of AWS's own form; with --json as the member "policy" of the one object
    ///
    /// Beside the wizard's, on stderr, stands what its holder could do through the user that it makes.
    Policy(PolicyArgs),
    /// SES in every region at once: identities, sandbox, quota and price plan, of one account or several
    ///
    /// Nothing is changed, and no region holds another back: each is given 10 s, and what was not seen is named with its
    /// reason. With --json: {"as_of","regions":[{"region","account","profile",
    /// "state":"enabled|not-enabled|denied|unknown","why","sandbox","review","sending","enforcement","quota":{…},
    /// "plan":{"current","next"},"identities":[{"name","type":"domain|email","verified"}]}],"failed":[{"profile","kind","message"}]};
    /// as_of is the month of the table of regions, and what is not known is null.
    Radar(RadarArgs),
    /// Serve a pretend account to other programs
    Rehearsal(RehearsalArgs),
}

/// What is wanted; flags that are not given leave the remembered intent as it is.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "The set-up (what is not given stays as remembered)")]
pub struct WantedArgs {
    /// The address that the app's mail comes from
    #[arg(long, value_name = "ADDRESS", value_parser = Address::typed)]
    pub from: Option<Address>,
    /// The name that readers see beside it; the app's own where it is not said
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub from_name: Option<String>,
    /// Verify the sender's whole domain, or the one address
    #[arg(long, value_name = "KIND", value_parser = parsed::<IdentityKind>(&["domain", "email"]))]
    pub identity: Option<IdentityKind>,
    /// The IAM user whose key the app uses
    #[arg(long, value_name = "NAME")]
    pub user: Option<UserName>,
    /// What that user may do
    #[arg(long, value_name = "POLICY", value_parser = parsed::<PolicyChoice>(&["sender", "send-only", "full-access", "ses-star"]))]
    pub policy: Option<PolicyChoice>,
    /// No key: the app signs in with the role of the EC2 instance, the ECS task or the Lambda function that it runs on; which of
    /// them, --runs-on decides where it is not said
    #[arg(long, value_name = "RUNTIME", num_args = 0..=1, require_equals = true, overrides_with = "with_key", value_parser = parsed::<Runtime>(&["ec2", "ecs", "lambda"]))]
    pub no_key: Option<Option<Runtime>>,
    /// An access key after all, where --no-key was said before
    #[arg(long = "key", overrides_with = "no_key")]
    pub with_key: bool,
    /// Where the key's secret rests: in the keychain, in a file under a passphrase, or only in the app's .env
    #[arg(long, value_name = "PLACE", value_parser = parsed::<Keep>(&["keychain", "file", "project"]))]
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

/// How the user is made.
#[derive(Debug, Clone, Default, Args)]
pub struct MadeArgs {
    /// A permissions boundary for the user
    #[arg(long, value_name = "ARN", value_parser = boundary)]
    pub permissions_boundary: Option<String>,
    /// The user's path in IAM, like /app/
    #[arg(long, value_name = "PATH", value_parser = iam_path)]
    pub iam_path: Option<String>,
}

/// What may be done with existing users and keys.
#[derive(Debug, Clone, Default, Args)]
pub struct ExistingArgs {
    /// Use an existing user of that name that Sesame did not create
    #[arg(long)]
    pub adopt_user: bool,
    /// Change an existing identity that Sesame did not create: its MAIL FROM domain, its DKIM where SES has given up
    #[arg(long)]
    pub adopt_identity: bool,
    /// Of two keys, the one to delete
    #[arg(long, value_name = "ID")]
    pub retire_key: Option<KeyId>,
}

/// What the request for production access says to AWS's reviewers.
#[derive(Debug, Clone, Default, Args)]
pub struct ReviewArgs {
    /// The web site that the mail is for, for AWS's reviewers
    #[arg(long, value_name = "URL")]
    pub website: Option<WebsiteUrl>,
    /// What sort of mail
    #[arg(long, value_name = "TYPE", value_parser = parsed::<MailType>(&["transactional", "marketing"]))]
    pub mail_type: Option<MailType>,
    /// Where the reviewers may write to as well
    #[arg(long, value_name = "ADDRESS", value_parser = Address::typed)]
    pub contact: Option<Address>,
    /// What the reply to AWS's reviewers is made of, in TOML: sends, list, volume, bounces, opt-out, guard
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
}

/// The flags of `sesame setup`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["plan", "yes"]))]
pub struct SetupArgs {
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
    pub there: ExistingArgs,
    #[command(flatten)]
    pub request: ReviewArgs,
    /// A key that exists already: its id and its secret, two lines on stdin; or the one that stands in .env
    #[arg(long, value_enum, value_name = "FROM", num_args = 0..=1, require_equals = true, default_missing_value = "stdin")]
    pub import_key: Option<ImportFrom>,
    /// Promise AWS: mail only to people who asked for it, and bounces and complaints are dealt with
    #[arg(long)]
    pub accept_terms: bool,
    /// Open the website once from here, as AWS's reviewers will: does it answer over HTTPS, does its page link one about privacy
    #[arg(long)]
    pub check_site: bool,
    /// By which plan AWS is to bill in the region; what it is now stands in the plan
    #[arg(long, value_name = "PLAN", value_parser = parsed::<PriceWish>(&["none", "essentials", "pro"]))]
    pub pricing: Option<PriceWish>,
    /// Switch MAIL_MAILER in the sandbox too
    #[arg(long)]
    pub switch_on: bool,
    /// At the end, send a test there
    #[arg(long, value_name = "ADDRESS", value_parser = recipient, requires = "yes")]
    pub send_test: Option<Address>,
    #[command(flatten)]
    pub made: MadeArgs,
    /// A further tag for what is created; may be given again
    #[arg(long, value_name = "K=V", value_parser = tag)]
    pub tag: Vec<(String, String)>,
    #[command(flatten)]
    pub writing: WriteDnsArgs,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame wait`.
#[derive(Debug, Args)]
pub struct WaitArgs {
    /// What for
    #[arg(value_name = "verified|production", value_parser = parsed::<Awaited>(&["verified", "production"]))]
    pub what: Awaited,
    /// How long at the most, like 30m or 2h; three days where it is not said, after which SES itself gives up
    #[arg(long, value_name = "DURATION", value_parser = patience)]
    pub timeout: Option<jiff::SignedDuration>,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The error, as Laravel or AWS shows it; - reads it from stdin, a whole log if need be. Left out, it is what is piped in,
    /// else the app's newest log
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame env`.
#[derive(Debug, Args)]
pub struct EnvArgs {
    /// Write them into the app's .env
    #[arg(long)]
    pub write: bool,
    /// Write them, secret included, into a file of their own that only you can read, to be taken to the server
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    pub out: Option<PathBuf>,
    /// With the lines of the guide that this mailer does not read; with --write they are written too
    #[arg(long)]
    pub guide: bool,
    /// Only the line of this name; may be given again
    #[arg(long, value_name = "NAME", conflicts_with = "write")]
    pub only: Vec<String>,
    /// How they are printed, or written with --out
    #[arg(long, value_enum, default_value_t = EnvFormat::Dotenv)]
    pub format: EnvFormat,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame switch`.
#[derive(Debug, Args)]
pub struct SwitchArgs {
    /// Which way
    #[arg(value_enum, value_name = "on|off")]
    pub to: SwitchTo,
    /// In the sandbox too
    #[arg(long)]
    pub now: bool,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Offer what a set-up would do about what is found; each is confirmed in the terminal
    #[arg(long)]
    pub fix: bool,
    /// Without asking; needed where there is no terminal
    #[arg(long, requires = "fix")]
    pub yes: bool,
    /// An address that gets no mail: is it on the account's suppression list?
    #[arg(long, value_name = "ADDRESS")]
    pub to: Option<Address>,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame send`.
#[derive(Debug, Args)]
pub struct SendArgs {
    /// The recipient: an address, best your own inbox; or one of AWS's simulator, which takes mail in the sandbox too and
    /// leaves the account's reputation alone: success (delivered), bounce (no such mailbox), complaint (marked as spam), ooto
    /// (an out-of-office answer), suppressionlist (bounced by SES itself)
    #[arg(long, value_name = "ADDRESS", value_parser = recipient)]
    pub to: Address,
    /// By the app itself, in PHP
    #[arg(long)]
    pub through_app: bool,
    /// The mail of sign-up: the app's verification notification, for which no user is made
    #[arg(long, requires = "through_app")]
    pub sign_up: bool,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame undo`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["plan", "yes"]))]
pub struct UndoArgs {
    /// Print what would be done
    #[arg(long)]
    pub plan: bool,
    /// Do it
    #[arg(long)]
    pub yes: bool,
}

/// Where DNS records are written.
#[derive(Debug, Clone, Default, Args)]
pub struct WriteDnsArgs {
    /// Write the records into the zone at this provider: what is not there yet, and nothing in the place of anything. Cloudflare's
    /// API token comes from CLOUDFLARE_API_TOKEN or the keychain; Route 53 takes the sign-in
    #[arg(long, value_name = "PROVIDER", value_parser = parsed::<DnsProvider>(&["cloudflare", "route53"]))]
    pub write_dns: Option<DnsProvider>,
    /// The profile of the AWS account that has the zone, where that is another
    #[arg(long, value_name = "NAME", requires = "write_dns")]
    pub dns_profile: Option<String>,
}

/// The flags of `sesame records`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").args(["plan", "yes"]))]
#[command(group = clap::ArgGroup::new("what").args(["write_dns", "unwrite"]))]
pub struct RecordsArgs {
    /// How they are printed
    #[arg(long = "as", value_enum, default_value_t = RecordsAs::Table)]
    pub form: RecordsAs,
    /// Only those that are not there
    #[arg(long)]
    pub missing: bool,
    #[command(flatten)]
    pub writing: WriteDnsArgs,
    /// Take away what --write-dns has written: those records alone, and only where they stand as they were written
    #[arg(long, requires = "how")]
    pub unwrite: bool,
    /// Print what would be done
    #[arg(long, requires = "what")]
    pub plan: bool,
    /// Do it
    #[arg(long, requires = "what")]
    pub yes: bool,
    /// Ask for Cloudflare's API token, or read it from one line of stdin, and keep it in the keychain
    #[arg(long, requires = "write_dns")]
    pub keep_token: bool,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame handover`.
#[derive(Debug, Args)]
pub struct HandoverArgs {
    /// To whom
    #[arg(value_enum, value_name = "dns|aws")]
    pub to: To,
    #[command(flatten)]
    pub there: ExistingArgs,
    #[command(flatten)]
    pub request: ReviewArgs,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame exec`.
#[derive(Debug, Args)]
pub struct ExecArgs {
    /// With the way to SES's SMTP server instead of its API
    #[arg(long)]
    pub smtp: bool,
    /// The command and its words, after --
    #[arg(value_name = "COMMAND", last = true, required = true)]
    pub command: Vec<OsString>,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame login`.
#[derive(Debug, Args)]
pub struct LoginArgs {
    /// The browser is on another device: what its page shows is pasted here, or comes on stdin
    #[arg(long)]
    pub remote: bool,
    /// The port on 127.0.0.1 that the browser comes back to, for a tunnel to it; any that is free where it is not said
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "remote")]
    pub redirect_port: Option<u16>,
    /// Save the new session even where it replaces another principal's, or one that was begun in another region
    #[arg(long)]
    pub replace: bool,
}

/// The flags of `sesame logout`.
#[derive(Debug, Args)]
pub struct LogoutArgs {
    /// Out of every session, of every profile
    #[arg(long)]
    pub all: bool,
}

/// The commands of `sesame key`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Every key of the user: its age, its last use, where its secret rests, whether .env has it
    ///
    /// With --json: {"user","keys":[{"id","created","last_used","active",
    /// "origin":"ours|given|for-server|orphan|elsewhere","rests":[…],"env":[…],"file","in_use","old"}],"rotating"}. last_used is
    /// null where it is not known, and where it never was.
    List(WantedArgs),
    /// A key of the server's own: its lines go into a file that only you can read, and its secret nowhere else
    ///
    /// The app here keeps its own key. A user may have two; while the server has the second, neither can be replaced before
    /// the other has gone.
    /// With --json: {"applied":[…],"key":{"id","standing":"active|inactive|gone|unknown"},"file","error"}; with --plan as of
    /// setup.
    Issue(IssueArgs),
    /// A second key in the place of the first: made, kept, written, proven by a message; then the first is deactivated
    ///
    /// Stopped anywhere, the same command goes on, and .env has a key that works at every moment. Without --delete-old the
    /// first key stays, deactivated, until `sesame key retire ID --yes`.
    /// With --json: {"applied":[…],"old":{"id","standing":"active|inactive|gone|unknown"},"new","error"}; with --plan as of setup.
    Rotate(RotateArgs),
    /// Deactivate a key, then delete it: only the one that is named
    ///
    /// With --json: {"applied":[…],"key":{"id","standing":"active|inactive|gone|unknown"},"error"}; with --plan as of setup.
    Retire(RetireArgs),
}

/// The flags of `sesame key issue`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["plan", "yes"]))]
pub struct IssueArgs {
    /// The file for the lines; it is made, and nothing is written over
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Print what would be done
    #[arg(long)]
    pub plan: bool,
    /// Do it
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame key rotate`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["plan", "yes"]))]
#[command(group = clap::ArgGroup::new("end").args(["keep_old", "delete_old"]))]
pub struct RotateArgs {
    /// The key to be replaced; the app's where it is not said
    #[arg(value_name = "ID")]
    pub old: Option<KeyId>,
    /// Print what would be done, in order
    #[arg(long)]
    pub plan: bool,
    /// Do it, the first key's deactivation included
    #[arg(long)]
    pub yes: bool,
    /// Leave the first key as it is, until it is needed nowhere any more; the same command without this goes on
    #[arg(long)]
    pub keep_old: bool,
    /// Delete the first key too
    #[arg(long)]
    pub delete_old: bool,
    /// Of two keys, the one to delete to make room
    #[arg(long, value_name = "ID")]
    pub retire_key: Option<KeyId>,
    /// Whom the message goes to that proves the new key; AWS's mailbox simulator where it is not said
    #[arg(long, value_name = "ADDRESS", value_parser = recipient)]
    pub send_test: Option<Address>,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame key retire`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["plan", "yes"]))]
pub struct RetireArgs {
    /// Which key
    #[arg(value_name = "ID")]
    pub key: KeyId,
    /// Print what would be done
    #[arg(long)]
    pub plan: bool,
    /// Do it
    #[arg(long)]
    pub yes: bool,
    /// Even if it is the app's own
    #[arg(long)]
    pub in_use: bool,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame policy`.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// Whose
    #[arg(value_enum, value_name = "app|wizard|reader|trust|dns")]
    pub whose: Whose,
    #[command(flatten)]
    pub made: MadeArgs,
    /// Use an existing user of that name that Sesame did not create
    #[arg(long)]
    pub adopt_user: bool,
    #[command(flatten)]
    pub wanted: WantedArgs,
}

/// The flags of `sesame radar`.
#[derive(Debug, Args)]
pub struct RadarArgs {
    /// A profile of AWS to look with; given again, its account is looked at too
    // It takes the place of the flag that every command has.
    #[arg(long, value_name = "NAME", action = clap::ArgAction::Append, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub profile: Vec<String>,
    /// Only these regions, separated by commas; also some that the table of regions does not have
    #[arg(long, value_name = "REGION,…", value_delimiter = ',')]
    pub regions: Vec<Region>,
}

/// The flags of `sesame rehearsal`.
#[derive(Debug, Args)]
pub struct RehearsalArgs {
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
