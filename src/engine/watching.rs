//! Looks at what is only waited for. They go on with the app's own key once the sign-in is over, as far as its policy lets it read.
//! Does not know what is waited for; that the sign-in is over is told by the first look that asks for more.

use super::{Ports, asking::Asking, observe};
use crate::{
    setup::{Facts, Intent, Part, Scope, SignIn},
    terms::{Fact, Failure},
};

/// The parts that a wait shows in.
const WATCHED: [Part; 4] = [Part::Account, Part::Identity, Part::Dns, Part::Recipient];

/// A look as [`observe()`] makes it. Where it is about what is waited for alone, in a set-up that is pinned to an account, the end of
/// the sign-in does not end it.
pub async fn watch(
    ports: &Ports,
    asking: &Asking,
    intent: &Intent,
    scope: Scope,
    mut news: impl FnMut(Facts, Vec<Failure>),
) {
    let only_waits = scope.parts().all(|part| WATCHED.contains(&part)) && intent.sign_in != SignIn::AppKey;
    let Some(pinned) = intent.account.as_ref().filter(|_| only_waits) else {
        return observe(ports, asking, intent, scope, news).await;
    };
    // What is seen is told as it comes in; that the sign-in is over waits for what the app's own key may see.
    let is_over = |facts: &Facts| matches!(facts.caller, Fact::Absent | Fact::Hidden(_));
    let mut over = Vec::new();
    observe(ports, asking, intent, scope.clone(), |facts, trouble| match is_over(&facts) {
        true => over.push((facts, trouble)),
        false => news(facts, trouble),
    })
    .await;
    if !over.is_empty() && ports.has_app_key().await {
        let intent = Intent { sign_in: SignIn::AppKey, ..intent.clone() };
        // In `.env` there may be a key of another account.
        let scope = scope.and(Scope::of([Part::Caller]));
        let mut seen = Vec::new();
        let again = Asking::of(asking.young);
        Box::pin(observe(ports, &again, &intent, scope, |facts, trouble| seen.push((facts, trouble)))).await;
        let mut accounts = seen.iter().filter_map(|(facts, _)| facts.caller.present()).map(|caller| &caller.account);
        let is_its_own = accounts.next() == Some(pinned);
        let is_barred = seen.iter().any(|(Facts { account, identity, recipient, .. }, _)| {
            matches!(account, Fact::Hidden(_))
                || matches!(identity, Fact::Hidden(_))
                || matches!(recipient, Fact::Hidden(_))
        });
        if is_its_own && !is_barred {
            // Who is signed in has not changed.
            over =
                seen.into_iter().map(|(facts, trouble)| (Facts { caller: Fact::Unknown, ..facts }, trouble)).collect();
        }
    }
    over.into_iter().for_each(|(facts, trouble)| news(facts, trouble));
}
