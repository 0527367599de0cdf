//! The look of `explain` and `doctor`, and what both say of a cause. Does not know what was asked for.
//!
//! # The chain
//!
//! [`CHAIN`] questions need the answer to another: the signed-in identity, because AWS is asked nothing about an
//! account before it is known to be the right one; then the set-up's own resources beside a list of what the region
//! has, as a look at everything has them; then, only where that region does not cover the sender, all others together.
//! What is asked by its name alone (the account, an entry of the suppression list, a configuration set) is one question,
//! beside the list. Each round asks for what is new.

use futures_util::join;
use serde_json::{Value, json};

use super::{bench::Bench, out, stops::stopped_at_sign_in};
use crate::{
    diagnosis::{Ask, Complaint, Finding, diagnose, fill_in},
    engine::{
        self, Ports,
        asking::{Asking, Young},
        observe,
        regions::{self, look_around},
    },
    setup::{Facts, Intent},
    terms::{Failure, FailureKind},
    words::Text,
};

/// The length of the chain: so many questions, each of which needs the answer to the one before.
pub const CHAIN: usize = 1 + engine::CHAIN + regions::CHAIN;
/// How many rounds there are at most; each may show that another is worth it: the sign-in, the region, the other
/// regions, the records.
const LOOKS: usize = 6;

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
        trouble.iter().filter(|it| !quiet.contains(&it.kind)).for_each(&mut tell);
        fill_in(intent, complaint, &facts, ports.clock.now());
        asked = asked.and(ask);
    }
    facts
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
    facts.bad_region.clone_from(&bench.bad_region);
    if stopped_at_sign_in(bench, &facts, &[]).is_some() {
        out.note(text.explain_other_account());
    }
    facts
}

/// What keeps most causes from being checked: no app in the folder, no sign-in.
pub(super) fn what_would_tell_more(text: &Text, facts: &Facts) -> Vec<&'static str> {
    let app = facts.project.present().is_none().then(|| text.doctor_no_app());
    let sign_in = facts.caller.present().is_none().then(|| text.doctor_no_sign_in());
    app.into_iter().chain(sign_in).collect()
}

/// Prints a finding: its id, the evidence and the remedy.
pub(super) fn tell_details(bench: &Bench, finding: &Finding) {
    let (out, text) = (bench.out, &bench.text);
    out.data(format!("    [{}]", finding.cause));
    for evidence in &finding.evidence {
        out.data(format!("    - {}", text.evidence(evidence)));
    }
    out.data(format!("    → {}", text.remedy(finding)));
    for command in &finding.commands {
        out.data(format!("      $ {command}"));
    }
    out.data("");
}

/// The remedy of a finding, as programs get it.
pub(super) fn remedy_as_json(text: &Text, finding: &Finding) -> Value {
    json!({ "summary": text.remedy(finding), "commands": finding.commands })
}
