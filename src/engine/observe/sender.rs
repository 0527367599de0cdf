//! The IAM user and what it may do. All is asked at once: of a user that is not there the rest is refused, and says no more.

use futures_util::join;

use super::{
    here::Here,
    news::{News, note},
};
use crate::{
    setup::{ADOPTED_TAG, Authorship, Facts, Sender, TAG},
    terms::Fact,
};

/// Looks at the user and at its policies.
pub(super) async fn look(here: &Here<'_>) -> News {
    let name = &here.intent.user;
    let mut trouble = Vec::new();
    let (user, account, inline, attached) = join!(
        here.session.user(name),
        here.account(),
        here.session.inline_policies(name),
        here.session.attached_policies(name)
    );
    let Some(account) = account else { return News::default() };
    let sender = match note(user, &mut trouble) {
        Fact::Unknown => Fact::Unknown,
        Fact::Absent => Fact::Absent,
        Fact::Hidden(denial) => Fact::Hidden(denial),
        Fact::Present(user) => {
            let has = |(key, value): (&str, &str)| user.tags.iter().any(|(k, v)| k == key && v == value);
            let (inline, attached) = (note(inline, &mut trouble), note(attached, &mut trouble));
            // Without the ledger nothing is known to be ours.
            let opened = here.ports.home.ledger().opened(&account, name).unwrap_or_else(|failure| {
                trouble.push(failure);
                Authorship::Foreign
            });
            let made = match (has(TAG), has(ADOPTED_TAG)) {
                (true, _) => Authorship::Ours,
                (false, true) => Authorship::Adopted,
                (false, false) => Authorship::Foreign,
            };
            match inline.is_unknown() || attached.is_unknown() {
                // Half a look at the policies says nothing: what is missing is reported beside it.
                true => Fact::Unknown,
                false => {
                    let (name, created, boundary) = (name.clone(), user.created, user.boundary);
                    Fact::Present(Sender { name, arn: user.arn, made, created, inline, opened, attached, boundary })
                }
            }
        }
    };
    News { facts: Facts { sender, ..Facts::default() }, trouble }
}
