//! SES in the region: sandbox, quota, review. Serves the steps Region and Production. Knows nothing of
//! other regions.

use super::{
    here::Here,
    news::{News, note},
};
use crate::{
    setup::Facts,
    terms::{Denial, Fact, FailureKind},
};

/// Looks at the account in the region (ses:GetAccount).
pub(super) async fn look(here: &Here<'_>) -> News {
    let mut trouble = Vec::new();
    let account = match note(here.session.account().await, &mut trouble) {
        // STS has just known us, so it is not the key that SES does not know.
        Fact::Hidden(denial) if denial.kind == FailureKind::KeyNotAccepted => Fact::Hidden(Denial {
            kind: FailureKind::RegionUnavailable,
            code: "RegionNotEnabled".into(),
            message: format!(
                "{} is switched off in this account; switch it on in the console, or take another",
                here.region
            ),
        }),
        fact => fact,
    };
    News { facts: Facts { account, ..Facts::default() }, trouble }
}
