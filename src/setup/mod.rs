//! What is true, and what is next. Pure: knows no SDK, no terminal, no file, and no time but the `now` it is given.
//!
//! Intent and facts in, a standing per step out. Nothing here remembers progress: after any change, successful or not,
//! somebody looks again and asks anew.

mod barrier;
pub mod by_hand;
mod change;
mod facts;
mod intent;
pub mod letter;
mod login;
mod machine;
pub mod notes;
pub mod operations;
mod plan;
pub mod policy;
mod refusal;
mod scope;
pub mod smtp;
mod step;
mod steps;

pub use barrier::{Barred, Barrier, lacks, refused_action};
pub use change::{Change, ChangeKind, DeleteReason, EditKind, FileEdit, Grant, Outcome, Receipt, Tool, Under, Value};
pub use facts::{
    AccessKey, Around, Authorship, Caller, Check, Delivery, Dkim, DkimOrigin, Facts, FileDigest, Identity, IssueTrace,
    KeptKey, KeyOrigin, MailFrom, OfferedKey, OnMxFailure, OtherSetup, Patch, Principal, Project, ProjectFile, Quota,
    RecordKey, RegionFacts, Review, ReviewStatus, Seal, SealedFile, Sender, SendingStop, SesAccount,
    SuppressionRefusal,
};
pub use intent::{
    Access, DmarcPolicy, IdentityKind, IdentityName, Intent, KeyFrom, MailType, Optional, PolicyChoice, RunsOn,
    Runtime, SignIn, Switch, Terms,
};
pub use login::{CliVersion, Lasts, Line, Login, LoginFlaw, LoginKind, Logins, Renewal, Tried, TriedLogins};
pub use machine::{Machine, NoKeychain, NoPage, Signs, System};
pub use plan::{Foreseen, ForeseenLine, Planned, Unseen, plan};
pub use refusal::{EnvFlaw, KeyRefusal, KeyRefusalKind, PolicyFlaw, Refusal, RefusalKind};
pub use scope::{Part, Scope};
pub use step::{Standing, StandingKind, Step, Wait};
pub use steps::{
    delivery::SIMULATORS,
    identity::{records_unseen, wanted_records},
    key::PROPAGATION,
    project::{lines_with_key, may_switch, server_lines, wish, wish_without_an_app},
    rotation,
    sender::{ADOPTED_TAG, TAG},
    server::servers_key,
    sign_in::other_account,
};

use serde::Serialize;

use crate::terms::Timestamp;

/// AWS's own address for trying out: whatever comes is delivered, and reputation is left alone.
pub const SIMULATOR: &str = "success@simulator.amazonses.com";

/// What is true of a step.
pub fn assess(step: Step, intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    // What was seen there is of somebody else's matters.
    if step != Step::SignIn && steps::sign_in::other_account(intent, facts).is_some() {
        return Standing::Blocked { by: Step::SignIn };
    }
    match step {
        Step::SignIn => steps::sign_in::assess(intent, facts),
        Step::Region => steps::region::assess(intent, facts),
        Step::Sender => steps::sender::assess(intent, facts),
        Step::Key => steps::key::assess(intent, facts, now),
        Step::Identity => steps::identity::assess(intent, facts, now),
        Step::Production => steps::production::assess(intent, facts, now),
        Step::Project => steps::project::assess(intent, facts, now),
        Step::Delivery => steps::delivery::assess(intent, facts),
    }
}

/// Every step with its standing, in order.
pub fn standings(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<(Step, Standing)> {
    Step::all().map(|step| (step, assess(step, intent, facts, now))).collect()
}

/// The change to offer next: the first that is open, in the guide's order. Steps that wait hold nothing back but what
/// is blocked by them. Never what is made by request only, such as a test message.
pub fn next_change(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<Change> {
    Step::all()
        .filter(|step| *step != Step::Delivery)
        .find_map(|step| assess(step, intent, facts, now).open().filter(|next| !next.is_by_request()).cloned())
}

/// What comes next for somebody who waits where the guide waits. Nobody waits for AWS's reviewers before the app is
/// prepared: that may take a day.
pub fn next_move(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<Move> {
    let mut later = None;
    for step in Step::all().filter(|step| *step != Step::Delivery) {
        let standing = assess(step, intent, facts, now);
        if let Some(next) = standing.open().filter(|next| !next.is_by_request()) {
            return Some(Move::Make(next.clone()));
        }
        match standing.waits_on() {
            Some(on @ Wait::Review) => later = later.or(Some(Move::Wait { on, step })),
            Some(on) => return Some(Move::Wait { on, step }),
            None => {}
        }
    }
    later
}

/// Ours, or the world's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    Make(Change),
    Wait { on: Wait, step: Step },
}

/// Something that only the operator can say. Each has a flag and a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Question {
    /// With which credentials?
    Credentials,
    /// In which region?
    Region,
    /// From which address?
    From,
    /// May a user that somebody else made be used?
    AdoptUser,
    /// Which of two keys may go?
    RetireKey,
    /// What opens the sealed file, or is to?
    Passphrase,
    /// Which key, of those that exist?
    GivenKey,
    /// Which web site is the mail for?
    Website,
    /// Do you promise what AWS asks for?
    AcceptTerms,
    /// Where is the Laravel app?
    Project,
    /// Whom shall a test go to?
    TestTo,
}

impl Question {
    /// Its twin on the command line.
    pub fn flag(self) -> &'static str {
        match self {
            Question::Credentials => "--profile",
            Question::Region => "--region",
            Question::From => "--from",
            Question::AdoptUser => "--adopt-user",
            Question::RetireKey => "--retire-key",
            Question::Passphrase => "--passphrase-file",
            Question::GivenKey => "--import-key",
            Question::Website => "--website",
            Question::AcceptTerms => "--accept-terms",
            Question::Project => "--project",
            Question::TestTo => "--send-test",
        }
    }
}
