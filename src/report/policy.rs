//! `sesame policy`: the documents, as they are put or may be attached. Looks at nothing.

use super::{Exit, Stop, missing_flags, out::Out};
use crate::{
    cli::Whose,
    setup::{Intent, Question, policy},
    words::Text,
};

pub fn run(out: Out, text: &Text, intent: &Intent, whose: Whose) -> Result<Exit, Stop> {
    let document = match whose {
        Whose::Wizard => policy::wizard(),
        Whose::Reader => policy::reader(),
        Whose::App => {
            let identity = intent.identity_name();
            let identity = identity.ok_or_else(|| missing_flags(text, &[Question::From]))?;
            policy::app(intent.policy, &identity, None)
        }
    };
    // A policy document is data of AWS's own form, with or without --json.
    out.data(policy::pretty(&document));
    Ok(Exit::Well)
}
