//! STS: who am I. Knows no policy, because none can forbid this question.

use super::{
    account::Owner,
    form::Form,
    front::{Effect, QueryOperation},
    reply::{Refusal, Xml},
    turn::Turn,
};

pub const VERSION: &str = "2011-06-15";

pub const OPERATIONS: &[QueryOperation] =
    &[QueryOperation { name: "GetCallerIdentity", effect: Effect::Reads, run: get_caller_identity }];

fn get_caller_identity(turn: &mut Turn<'_>, _: &Form) -> Result<Option<Xml>, Refusal> {
    let account = turn.state.account();
    let id = match &turn.caller.owner {
        Owner::Root => account.clone(),
        Owner::User(name) => turn.state.users.get(name).map_or_else(|| "AIDAGONE".into(), |user| user.id.clone()),
        Owner::Role(name) => {
            let session = name.rsplit('/').next().unwrap_or_default();
            format!("{}:{session}", turn.state.chance.unique_id("AROA", 0))
        }
    };
    Ok(Some(Xml::new().text("Arn", &turn.caller.arn).text("UserId", id).text("Account", account)))
}
