//! A message that SES refused, where the reason was left out. What was seen in the account proves a cause or rules it out; else
//! those are possible that SES has this refusal for, each with the sentence that would have told. Knows no single cause.

use super::super::{
    case::Case,
    cause::{Cause, Certainty, Judgement},
    complaint::Kind,
    evidence::Evidence,
};

/// What SES says behind the refusal, by cause.
const SENTENCES: [(Cause, &str); 4] = [
    (Cause::SenderNotVerified, "Email address is not verified. The following identities failed the check in region …"),
    (Cause::RecipientInSandbox, "Email address is not verified. The following identities failed the check in region …"),
    (Cause::SendingPaused, "Sending paused for this account."),
    (Cause::AccountSuspended, "Sending suspended for this account."),
];

/// What a judgement comes to where the reason was left out.
pub(super) fn weigh(cause: Cause, case: &Case, judgement: Judgement) -> Judgement {
    if !case.complaint.is_some_and(|complaint| complaint.kind == Kind::Rejected) {
        return judgement;
    }
    match judgement {
        Judgement::Named(Certainty::Proven, _) | Judgement::RuledOut(_) => judgement,
        Judgement::Named(Certainty::Likely | Certainty::Possible, _) | Judgement::Silent => {
            let sentence = SENTENCES.iter().find(|(of, _)| *of == cause).map(|(_, sentence)| *sentence);
            sentence.map_or(Judgement::Silent, |sentence| {
                Judgement::Named(Certainty::Possible, vec![Evidence::ReasonLeftOut { sentence }])
            })
        }
    }
}
