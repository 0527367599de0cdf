//! What is true, and what is next. Pure: knows no SDK, no terminal, no file, and no time but the `now` it is given.
//!
//! Intent and facts in, a standing per step out. Nothing here remembers progress: after any change, successful or not,
//! the engine looks again and asks anew.

mod answered_in;
mod answers;
mod app_seen;
mod as_answered;
mod assess;
mod awaited;
mod barrier;
mod browser;
pub mod by_hand;
mod caller;
mod change;
mod command;
mod dns_host;
mod facts;
pub mod handover;
mod intent;
mod known_as;
mod leak;
mod learn;
pub mod letter;
mod login;
mod machine;
mod named_sender;
mod not_in_force;
pub mod notes;
pub mod operations;
mod permissions;
mod plan;
mod planned_writing;
pub mod policy;
mod preflight;
mod price;
mod project_file;
mod question;
mod radar;
mod receipt;
mod refusal;
mod renewed;
mod review_request;
mod scope;
mod send_options;
mod ses_host;
mod simulator;
mod site;
pub mod smtp;
mod standing;
mod step;
mod steps;
mod under;

pub use answered_in::{AccountAnswer, AnsweredIn};
pub use app_seen::{Patch, Project};
pub use assess::{Move, assess, next_change, next_move, standings};
pub use awaited::{Awaited, DnsRest, Outlook, WhyOver, stand_everywhere};
pub use barrier::{Barred, Barrier, refused_action};
pub use browser::{BrowserNews, BrowserOn, EndedLogin, KeepQuestion, SignInEnd, SignInPage, SignedIn};
pub use caller::{Caller, Principal};
pub use change::{Change, ChangeKind, DeleteReason, EditKind, FileEdit, Grant, Tool, Value};
pub use command::{about, example, guessed_website, plan_or_ask, sesame, setup_words, typed_with};
pub use dns_host::{DnsHost, DnsProvider, DnsWish, HostedZone, WrittenRecord, WrittenRecords};
pub use facts::{
    AccessKey, Around, Authorship, Check, ConfigurationSet, Delivery, Dkim, DkimOrigin, Facts, Identity, IssueTrace,
    KeptKey, KeyOrigin, MailFrom, OfferedKey, OnMxFailure, OtherSetup, ProcessEndpoint, Proof, Quota, RecordKey,
    RegionFacts, Review, ReviewStatus, Seal, SealedFile, Sender, SendingStop, SesAccount, SmtpDial, Suppression,
    SuppressionRefusal,
};
pub use handover::lacks;
pub use intent::{
    Access, DmarcPolicy, IdentityKind, IdentityName, Intent, KeyFrom, LabelFrom, MailType, Optional, PolicyChoice,
    RunsOn, Runtime, SignIn, Switch, Terms,
};
pub use known_as::{KnownAs, known_as};
pub use leak::Leak;
pub use login::{
    CliVersion, Holds, Lasts, Line, Login, LoginFlaw, LoginKind, Logins, NamedIn, NotRead, ProfileEndpoint, Renewal,
    Tried, TriedLogins,
};
pub use machine::{Machine, NoKeychain, NoPage, Signs, System};
pub use not_in_force::{NotInForce, WhyNot, WhyNotKind};
pub use plan::{Foreseen, ForeseenLine, Planned, Unseen, plan, plan_rotation};
pub use planned_writing::PlannedWriting;
pub use preflight::{Preflight, PreflightItem, PreflightState, preflight};
pub use price::{PricePlan, PriceWish};
pub use project_file::{FileDigest, ProjectFile};
pub use question::Question;
pub use radar::{AccountStage, RegionState};
pub use receipt::{Outcome, Receipt};
pub use refusal::{EnvFlaw, KeyRefusal, KeyRefusalKind, PolicyFlaw, Refusal, RefusalKind, SendingBar};
pub use renewed::Renewed;
pub use review_request::CONTACT_LANGUAGE;
pub use scope::{Part, Scope};
pub use send_options::{SendOptions, SmtpPort};
pub use ses_host::HostInDns;
pub use simulator::{SIMULATOR, SIMULATORS, Simulator, recipient};
pub use site::{PrivacyPage, SiteFound, SiteLook, asked_for, led_to, privacy_page};
pub use standing::{Standing, StandingKind};
pub use step::{Step, Wait};
pub use steps::{
    delivery::planned_options,
    identity::{LINK_LIVES, MailFromInUse, ToAdd, former_records, records_beside_dkim, records_unseen, wanted_records},
    in_force::{keeps_the_mailer, other_file},
    keys::PROPAGATION,
    lines_alone::{kept_back, lines_do, unfit_env},
    project::{lines_with_key, may_switch, server_lines, waits_for_production, wish, wish_without_an_app},
    rotation,
    sender::{ADOPTED_TAG, TAG},
    server::servers_key,
    sign_in::other_account,
};
pub use under::Under;
