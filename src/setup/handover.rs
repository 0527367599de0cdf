//! What is left for other hands: the changes at AWS that an administrator would have to make, what only the operator can
//! say first, and what this sign-in lacks for it. Knows neither the console nor the AWS CLI: those are in `by_hand`.

use super::{
    AccountAnswer, Barred, Caller, Change, Facts, Intent, Planned, Question, Seal, SealedFile, SesAccount, Standing,
    Step, Terms, assess, plan,
};
use crate::terms::{Fact, Region, Timestamp};

/// What an administrator would have to do at AWS, in order: all that is still to be done there, as if what we cannot see were
/// not there. Without a sign-in the account is the set-up's, or else [`NOBODYS`].
///
/// The administrator who asks AWS for production access gives the promise that belongs to it; the operator need not have.
pub fn errand(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<Change> {
    let (intent, facts) = as_handed_over(intent, facts);
    let planned = plan(&intent, &facts, now).into_iter();
    let ready = planned.filter_map(|it| match it {
        Planned::Ready(change) => Some(change),
        Planned::Later { .. } | Planned::Wait { .. } => None,
    });
    ready.filter(|change| change.under().is_some()).collect()
}

/// What only the operator can say, and without which something is left out of the errand.
pub fn left_open(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<Question> {
    let (intent, facts) = as_handed_over(intent, facts);
    let standings = AT_AWS.into_iter().map(|step| assess(step, &intent, &facts, now));
    let asks = standings.flat_map(|standing| standing.asks().to_vec());
    asks.collect()
}

/// Whether it is known what of user, policy, key and identity is still to be created: the [`errand`] then has all of it, and
/// an empty one means that everything is there. Else the operator still has to say something, or AWS has not been asked yet.
pub fn is_known_what_to_create(intent: &Intent, facts: &Facts, now: Timestamp) -> bool {
    let (intent, facts) = as_handed_over(intent, facts);
    let standing = |step| assess(step, &intent, &facts, now);
    let is_known = |standing: &Standing| match standing {
        Standing::Open { .. } | Standing::Waiting { .. } | Standing::Wrong { .. } | Standing::Done => true,
        Standing::Unknown | Standing::Undecided { .. } | Standing::Blocked { .. } | Standing::Refused(_) => false,
    };
    let behind_one = |step| match standing(step) {
        // A key that comes after its user is as well known as the user.
        Standing::Blocked { by: before @ (Step::Sender | Step::Key) } => is_known(&standing(before)),
        there => is_known(&there),
    };
    [Step::Sender, Step::Key, Step::Identity].into_iter().all(behind_one)
}

/// Whether a look of ours will show that these were done.
pub fn will_show(changes: &[Change], facts: &Facts) -> bool {
    let hidden = |step: Step| match step {
        Step::Sender => matches!(facts.sender, Fact::Hidden(_)),
        Step::Key => matches!(facts.keys, Fact::Hidden(_)),
        Step::Identity => matches!(facts.identity, Fact::Hidden(_)),
        Step::Region | Step::Production => matches!(facts.account, Fact::Hidden(_)),
        Step::SignIn | Step::Project | Step::Delivery => false,
    };
    facts.caller.present().is_some() && !changes.iter().any(|change| hidden(change.kind().step()))
}

/// The steps that are done in an AWS account.
pub const AT_AWS: [Step; 4] = [Step::Sender, Step::Key, Step::Identity, Step::Production];

/// What of all that is still to be done this sign-in may not, as far as it is known: what it was refused to see, and what the
/// changes at AWS need that are still to come.
pub fn lacks(intent: &Intent, facts: &Facts, now: Timestamp) -> Barred {
    let ahead = errand(intent, facts, now).into_iter().flat_map(|change| facts.bars(change.kind()));
    let ahead = ahead.map(|(action, barrier)| (action.to_owned(), barrier));
    ahead.chain(facts.refused_reads()).collect()
}

/// Stands for an account that is not known yet.
pub const NOBODYS: &str = "000000000000";

fn as_handed_over(intent: &Intent, facts: &Facts) -> (Intent, Facts) {
    let mut facts = facts.clone();
    if facts.caller.present().is_none() {
        let account = intent.account.clone().unwrap_or_else(|| NOBODYS.parse().expect("twelve digits"));
        facts = Facts {
            caller: Fact::Present(Caller { account, arn: String::new() }),
            ..nothing_seen(facts, intent.region)
        };
    }
    if matches!(facts.sender, Fact::Hidden(_)) {
        facts.sender = Fact::Absent;
    }
    if matches!(facts.keys, Fact::Hidden(_)) {
        (facts.keys, facts.kept, facts.offered) = (Fact::Absent, Fact::Present(Vec::new()), Fact::Absent);
    }
    if matches!(facts.kept, Fact::Hidden(_)) {
        facts.kept = Fact::Present(Vec::new());
    }
    // Where the secret rests, and what opens that place, is for the operator to say, not for the administrator.
    let path = facts.sealed.present().map(|file| file.path.clone()).unwrap_or_default();
    facts.sealed = Fact::Present(SealedFile { path, seal: Seal::Open });
    if matches!(facts.identity, Fact::Hidden(_)) {
        facts.identity = Fact::Absent;
    }
    if let (Fact::Hidden(_), Some(region)) = (&facts.account, intent.region) {
        facts.account = Fact::Present(new_account(region));
    }
    let mut intent = Intent { terms: Terms::Accepted, ..intent.clone() };
    intent.answer_anew(AccountAnswer::AcceptTerms);
    (intent, facts)
}

fn nothing_seen(facts: Facts, region: Option<Region>) -> Facts {
    Facts {
        account: region.map_or(Fact::Unknown, |region| Fact::Present(new_account(region))),
        sender: Fact::Absent,
        keys: Fact::Absent,
        kept: Fact::Present(Vec::new()),
        offered: Fact::Absent,
        identity: Fact::Absent,
        ..facts
    }
}

/// As AWS gives one out: in the sandbox, with account suppression on.
fn new_account(region: Region) -> SesAccount {
    SesAccount {
        region,
        production: false,
        quota: None,
        sending_enabled: true,
        enforcement: None,
        suppressed: ["BOUNCE".into(), "COMPLAINT".into()].into(),
        review: None,
        plan: None,
        delivery_mode: None,
    }
}
