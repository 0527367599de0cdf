//! SES in the region: sandbox, quota, review. Serves the steps Region and Production.

use super::{Here, News, note};
use crate::setup::Facts;

pub(super) async fn look(here: &Here<'_>) -> News {
    let mut trouble = Vec::new();
    let account = note(here.session.account().await, &mut trouble);
    News { facts: Facts { account, ..Facts::default() }, trouble }
}
