//! `sesame policy`: the policy documents, ready to be attached. Knows the intent only, and looks at nothing.

use serde_json::json;

use super::{exit::Exit, out::Out, stop::Stop, stops::missing_flags};
use crate::{
    cli::Whose,
    setup::{
        Access, Intent, Question, Runtime,
        policy::{self, Reach},
    },
    words::Text,
};

/// Runs the command.
pub fn run(out: Out, text: &Text, intent: &Intent, whose: Whose) -> Result<Exit, Stop> {
    let document = match whose {
        Whose::Wizard => policy::wizard(intent),
        Whose::Reader => policy::reader(),
        Whose::Dns => policy::writing_dns(),
        Whose::Trust => policy::trust(match intent.access {
            Access::Role(runtime) => runtime,
            Access::Key => Runtime::Ec2,
        }),
        Whose::App => {
            let identity = intent.identity_name();
            let identity = identity.ok_or_else(|| missing_flags(text, &[Question::From]))?;
            policy::app(intent.policy, &identity, None)
        }
    };
    match out {
        Out::Text => out.data(policy::pretty(&document)),
        Out::Json => out.object(&json!({ "policy": document })),
    }
    match whose {
        Whose::Wizard => out.note(match policy::reach(intent) {
            Reach::Anything => text.policy_reach_anything(&intent.user),
            Reach::Within(boundary) => text.policy_reach_within(boundary, &intent.user),
        }),
        Whose::App | Whose::Reader | Whose::Trust | Whose::Dns => {}
    }
    Ok(Exit::Well)
}
