//! The look of `explain` and `doctor`, and what both say of a cause. Does not know what was asked for.
//!
//! # The chain
//!
//! [`CHAIN`] questions need the answer to another: the signed-in identity, because AWS is asked nothing about an
//! account before it is known to be the right one; then the set-up's own resources beside a list of what the region
//! has, as a look at everything has them; then, only where that region does not cover the sender, all others together.
//! What is asked by its name alone (the account, an entry of the suppression list, a configuration set) is one question,
//! beside the list. Each round asks for what is new.
//!
//! On a server the operator is not signed in, and the app's key is there: then the same is asked with it, which is one
//! question more. What it may not see stays unknown, and that AWS does not take it is a finding about the key.

use futures_util::join;
use serde_json::{Value, json};

use super::{bench::Bench, out, stops::stopped_at_sign_in};
use crate::{
    diagnosis::{Ask, Complaint, Finding, InForce, apps_test, diagnose, fill_in},
    engine::{
        self, Ports,
        asking::{Asking, Young},
        observe,
        regions::{self, look_around},
    },
    laravel::Mailer,
    setup::{Around, Facts, Intent, Part, Scope, SignIn, SmtpDial},
    terms::{Address, Fact, Failure, FailureKind, FailureSort},
    words::Text,
};

/// The length of the chain: so many questions, each of which needs the answer to the one before.
pub const CHAIN: usize = 1 + engine::CHAIN + regions::CHAIN;
/// How many rounds there are at most; each may show that another is worth it: the sign-in, the region, the other
/// regions, the records; and the app's key where there is no sign-in.
const LOOKS: usize = 7;

/// Looks at the app, and at AWS where there is a sign-in and it would tell more. What the intent lacks is filled in
/// from what is found. Failures on the way go to `tell`, except those that the evidence names; `count` hears how many regions
/// of how many have been seen.
pub async fn look_into(
    ports: &Ports,
    intent: &mut Intent,
    complaint: Option<&Complaint>,
    mut tell: impl FnMut(&Failure),
    count: impl Fn(usize, usize),
) -> Facts {
    let asking = Asking::of(Young::Once);
    let signed_in_with = intent.sign_in.clone();
    let (mut facts, mut asked) = (Facts::default(), Ask::default());
    for _ in 0..LOOKS {
        let ask = diagnose(complaint, intent, &facts, ports.clock.now()).ask.without(&asked);
        if ask.is_empty() {
            break;
        }
        let (mut seen, mut trouble) = (Vec::new(), Vec::new());
        let mut elsewhere = Vec::new();
        let own = Box::pin(observe(ports, &asking, intent, ask.scope.clone(), |news, failures| {
            seen.push(news);
            trouble.extend(failures);
        }));
        let around = Box::pin(async {
            match ask.around.is_empty() {
                true => Ok(()),
                false => {
                    let all = ask.around.regions().len();
                    let learn = |news, _| {
                        elsewhere.push(news);
                        count(elsewhere.len(), all);
                    };
                    look_around(ports, &asking, &intent.sign_in, &ask.around, learn).await
                }
            }
        });
        let ((), looked) = join!(own, around);
        seen.into_iter().chain(elsewhere).for_each(|news| facts.learn(news));
        trouble.extend(looked.err());
        let quiet = [FailureKind::NoCredentials, FailureKind::NotLaravel];
        // That AWS does not take the app's key is a finding.
        let is_found = |it: &&Failure| intent.sign_in == SignIn::AppKey && it.kind.sort() == FailureSort::Refused;
        trouble.iter().filter(|it| !quiet.contains(&it.kind) && !is_found(it)).for_each(&mut tell);
        fill_in(intent, complaint, &facts, ports.clock.now());
        asked = asked.and(ask);
        if is_left_to_the_app(ports, intent, &facts).await {
            intent.sign_in = SignIn::AppKey;
            let caller = Scope::of([Part::Caller]);
            facts.forget(&caller);
            asked = asked.without(&Ask { scope: caller, ..Ask::default() });
        }
    }
    if intent.sign_in == SignIn::AppKey && signed_in_with == SignIn::Ambient {
        intent.sign_in = signed_in_with;
        tell_of_the_key(ports, &mut facts).await;
    }
    facts
}

/// Whether no sign-in is there or was named, and the app has a key that can be asked with.
async fn is_left_to_the_app(ports: &Ports, intent: &Intent, facts: &Facts) -> bool {
    intent.sign_in == SignIn::Ambient && facts.caller == Fact::Absent && ports.has_app_key().await
}

/// What came of asking with the app's key, as what is known of the key: it is not the operator's sign-in.
async fn tell_of_the_key(ports: &Ports, facts: &mut Facts) {
    let taken = match &facts.caller {
        Fact::Hidden(denial) if denial.kind == FailureKind::KeyNotAccepted => Fact::Absent,
        Fact::Hidden(denial) => Fact::Hidden(denial.clone()),
        Fact::Present(_) => match ports.app_credentials().await {
            Ok(Some(key)) => Fact::Present(key.id),
            Ok(None) | Err(_) => Fact::Unknown,
        },
        Fact::Absent | Fact::Unknown => Fact::Unknown,
    };
    facts.accepted.learn(taken);
    if let Fact::Hidden(_) = facts.caller {
        facts.caller = Fact::Absent;
    }
}

/// Whether what was seen was seen with the app's key, because the operator is not signed in.
pub(super) async fn is_seen_by_the_app(bench: &Bench, facts: &Facts) -> bool {
    let nobody = |failure: Failure| failure.kind == FailureKind::NoCredentials;
    facts.caller.present().is_some() && bench.ports.signer(&bench.intent.sign_in).await.is_err_and(nobody)
}

/// The same for a command: prints the failures and learns what `--share` hides.
pub(super) async fn look_for_causes(bench: &mut Bench, complaint: Option<&Complaint>) -> Facts {
    let (out, text) = (bench.out, bench.text);
    if let Some(complaint) = complaint {
        out::to_be_hidden(|veil| veil.learn_complaint(complaint));
    }
    let count = |seen, all| out.passing(text.screen_radar_so_far(all, seen));
    let tell = |failure: &Failure| out.trouble(&text, failure);
    let mut facts = look_into(&bench.ports, &mut bench.intent, complaint, tell, count).await;
    bench.learn(&facts);
    facts.bad_region = bench.unfit_region.as_ref().map(|unfit| unfit.why.clone());
    if is_seen_by_the_app(bench, &facts).await {
        out.note(text.doctor_by_the_apps_key());
    }
    if stopped_at_sign_in(bench, &facts, &[]).is_some() {
        out.note(text.explain_other_account());
    }
    facts
}

/// Whether SES's SMTP server answers from here, where the app sends by it: as `send` begins, and says nothing further.
pub(super) async fn look_at_smtp(bench: &Bench, facts: &mut Facts) {
    let Ok(test) = apps_test(&bench.intent, facts, bench.now(), None) else { return };
    if test.mailer != Mailer::Smtp || test.in_force == InForce::Later || !test.region.has_smtp() {
        return;
    }
    let port = test.options.port;
    let refused = bench.ports.post.connect(test.region, port).await.err().map(|failure| failure.denial());
    facts.smtp = Some(SmtpDial { host: test.region.smtp_host(), port: port.number(), refused });
}

/// Whether a recipient is on the account's suppression list, as far as this run may ask.
pub(super) async fn look_at_the_recipient(bench: &Bench, facts: &mut Facts, to: Option<&Address>) {
    let (Some(to), Some(region), Some(_)) = (to, bench.intent.region, facts.caller.present()) else { return };
    let by_the_app = is_seen_by_the_app(bench, facts).await;
    let sign_in = if by_the_app { SignIn::AppKey } else { bench.intent.sign_in.clone() };
    let around = Around { suppressed: [(region, [to.clone()].into())].into(), ..Around::default() };
    let mut failures = Vec::new();
    let learn = |news, trouble: Vec<Failure>| {
        facts.learn(news);
        failures.extend(trouble);
    };
    let looked = Box::pin(look_around(&bench.ports, &Asking::of(Young::Once), &sign_in, &around, learn)).await;
    failures.extend(looked.err());
    failures.iter().for_each(|failure| bench.out.trouble(&bench.text, failure));
}

/// What keeps most causes from being checked: no app in the folder, no sign-in.
pub(super) fn what_would_tell_more(text: &Text, facts: &Facts) -> Vec<&'static str> {
    let app = facts.project.present().is_none().then(|| text.doctor_no_app());
    let sign_in = facts.caller.present().is_none().then(|| text.doctor_no_sign_in());
    app.into_iter().chain(sign_in).collect()
}

/// The remedy of a finding, as programs get it.
pub(super) fn remedy_as_json(text: &Text, finding: &Finding) -> Value {
    json!({ "summary": text.remedy(finding), "commands": finding.commands })
}
