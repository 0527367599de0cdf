//! Words for the conversation: what fields and options are called, why an answer was not taken. Knows no screen.

use super::Text;
use crate::{
    setup::{Access, Facts, Question},
    wizard::{Choice, FieldId, Steer, Wish, Wrong},
};

impl Text {
    /// The label of a field.
    pub fn field_name(&self, field: impl Into<FieldId>) -> &'static str {
        match field.into() {
            FieldId::Steer(id) => self.steers_name(id),
            FieldId::Hidden(id) => self.hidden_name(id),
            FieldId::Wish(id) => self.wish_name(id),
        }
    }

    /// What is wanted in a field.
    pub fn field_hint(&self, field: impl Into<FieldId>) -> &'static str {
        match field.into() {
            FieldId::Steer(id) => self.steers_hint(id),
            FieldId::Hidden(id) => self.hidden_hint(id),
            FieldId::Wish(id) => self.wish_hint(id),
        }
    }
}

/// An option of a choice, as it is read.
pub fn option(text: &Text, choice: &Choice, facts: &Facts) -> String {
    let said = match choice {
        Choice::SignIn(by) => return text.sign_in_by(by, facts),
        Choice::Region(region) => return text.region_short(*region),
        Choice::TakeUser(Some(user)) => return user.to_string(),
        Choice::RetireKey(Some(key)) => return key.to_string(),
        Choice::TakeUser(None) | Choice::RetireKey(None) => text.choice_none(),
        Choice::Door(it) => text.choice_door(*it),
        Choice::RunsOn(it) => text.choice_runs_on(*it),
        Choice::Pricing(it) => return text.price_plan_named(it.of_aws()),
        Choice::Access(Access::Key) => text.choice_key(),
        Choice::Access(Access::Role(it)) => text.choice_role(*it),
        Choice::Policy(it) => text.choice_policy(*it),
        Choice::Keep(it) => text.place(*it),
        Choice::KeyFrom(it) => text.choice_key_from(*it),
        Choice::Identity(it) => text.choice_identity(*it),
        Choice::AdoptUser(it)
        | Choice::AdoptIdentity(it)
        | Choice::Dmarc(it)
        | Choice::KeepToken(it)
        | Choice::AcceptTerms(it) => text.choice_yes_no(*it),
        Choice::MailType(it) => text.choice_mail_type(*it),
        Choice::Sends(it) => text.choice_sends(*it),
        Choice::ListFrom(it) => text.choice_list_from(*it),
        Choice::Volume(it) => text.choice_volume(*it),
        Choice::Bounces(it) => text.choice_bounces(*it),
        Choice::OptOut(it) => text.choice_opt_out(*it),
        Choice::Guard(it) => text.choice_guard(*it),
        Choice::Mailer(it) => text.choice_mailer(*it),
    };
    said.to_owned()
}

/// Why an answer was not taken.
pub fn wrong(text: &Text, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Missing => text.wrong_missing().to_owned(),
        Wrong::Lines(pasted) => text.wrong_lines(pasted),
        Wrong::Different => text.wrong_different().to_owned(),
        Wrong::Name(bad) => text.bad_name(bad),
        Wrong::Credentials(bad) => text.bad_credentials(bad),
    }
}

/// What is wanted in a field, on a screen beside its options; none where the hint is only about keys.
pub fn hint_beside_options(text: &Text, field: FieldId) -> Option<&'static str> {
    let is_list = matches!(field, FieldId::Steer(Steer::Door | Steer::SignIn) | FieldId::Wish(Wish::Region));
    (!is_list).then(|| text.field_hint(field))
}

/// The same where there are only lines, and no key.
pub fn hint_in_words(text: &Text, field: FieldId) -> Option<&'static str> {
    let by_lines = (field == FieldId::Wish(Wish::Sends)).then(|| text.plain_sends());
    by_lines.or_else(|| hint_beside_options(text, field))
}

/// The way out of a question where there are only lines, and no key.
pub fn way_out_in_words(text: &Text, ask: Question) -> &'static str {
    if ask == Question::Credentials { text.plain_credentials() } else { text.question_way_out(ask) }
}

/// What an option means, in a sentence; none where its name says it.
pub fn option_hint(text: &Text, choice: &Choice, facts: &Facts) -> Option<&'static str> {
    Some(match choice {
        Choice::SignIn(by) => return text.login_hint(by, facts),
        Choice::AcceptTerms(it) => text.option_hint_accept_terms(*it),
        Choice::AdoptUser(it) => text.option_hint_adopt_user(*it),
        Choice::AdoptIdentity(it) => text.option_hint_adopt_identity(*it),
        Choice::Dmarc(it) => text.option_hint_dmarc(*it),
        Choice::RetireKey(None) => text.option_hint_retire_none(),
        Choice::RetireKey(Some(_)) => text.option_hint_retire_this(),
        Choice::TakeUser(None) => text.option_hint_take_none(),
        Choice::TakeUser(Some(_)) => text.option_hint_take_this(),
        Choice::Door(it) => text.option_hint_door(*it),
        Choice::RunsOn(it) => text.option_hint_runs_on(*it),
        Choice::Pricing(it) => text.option_hint_pricing(*it),
        Choice::Access(Access::Key) => text.option_hint_key(),
        Choice::Access(Access::Role(it)) => text.option_hint_role(*it),
        Choice::Policy(it) => text.option_hint_policy(*it),
        Choice::Keep(it) => text.option_hint_keep(*it),
        Choice::KeyFrom(it) => text.option_hint_key_from(*it),
        Choice::Identity(it) => text.option_hint_identity(*it),
        Choice::MailType(it) => text.option_hint_mail_type(*it),
        Choice::Mailer(it) => text.option_hint_mailer(*it),
        Choice::Region(_)
        | Choice::KeepToken(_)
        | Choice::Sends(_)
        | Choice::ListFrom(_)
        | Choice::Volume(_)
        | Choice::Bounces(_)
        | Choice::OptOut(_)
        | Choice::Guard(_) => return None,
    })
}

/// Whether what an option means is only understood with what the whole choice is about.
pub fn means_little_alone(field: FieldId) -> bool {
    use Wish::{AcceptTerms, AdoptIdentity, AdoptUser, Dmarc, RetireKey, TakeUser};
    matches!(field, FieldId::Wish(AcceptTerms | AdoptIdentity | AdoptUser | Dmarc | RetireKey | TakeUser))
}

/// What an action of a policy of ours allows, in a few words.
pub fn action(text: &Text, action: &str) -> Option<&'static str> {
    Some(match action {
        "ses:SendEmail" => text.action_send_email(),
        "ses:SendRawEmail" => text.action_send_raw_email(),
        "ses:GetAccount" => text.action_get_account(),
        "ses:GetSendQuota" => text.action_get_send_quota(),
        "ses:GetEmailIdentity" => text.action_get_email_identity(),
        "ses:ListEmailIdentities" => text.action_list_email_identities(),
        "ses:ListIdentities" => text.action_list_identities(),
        _ => return None,
    })
}
