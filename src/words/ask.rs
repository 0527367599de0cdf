//! Words for the conversation: what options are called, why an answer was not taken, what the keys do.

use super::Text;
use crate::wizard::{FieldId, Wrong};

/// An option of a choice, as a person reads it; what is not one of ours stands as it is.
pub fn option(text: &Text, id: &str) -> String {
    let said = match id {
        "set-up" => text.choice_set_up(),
        "not-working" => text.choice_not_working(),
        "only-env" => text.choice_only_env(),
        "server" => text.choice_server(),
        "local" => text.choice_local(),
        "panel" => text.choice_panel(),
        "container" => text.choice_container(),
        "key" => text.choice_key(),
        "ec2" => text.choice_ec2(),
        "ecs" => text.choice_ecs(),
        "lambda" => text.choice_lambda(),
        "new" => text.choice_new(),
        "env" => text.choice_env(),
        "given" => text.choice_given(),
        "sender" => text.choice_sender(),
        "send-only" => text.choice_send_only(),
        "full-access" => text.choice_full_access(),
        "ses-star" => text.choice_ses_star(),
        "keychain" => text.keep_keychain(),
        "file" => text.keep_file(),
        "project" => text.keep_project(),
        "domain" => text.choice_domain(),
        "email" => text.choice_email(),
        "transactional" => text.choice_transactional(),
        "marketing" => text.choice_marketing(),
        "yes" => text.choice_yes(),
        "no" => text.choice_no(),
        "none" => text.choice_none(),
        "ses" => text.choice_ses(),
        "ses-v2" => text.choice_ses_v2(),
        "smtp" => text.choice_smtp(),
        "account-mail" => text.choice_account_mail(),
        "order-mail" => text.choice_order_mail(),
        "notices" => text.choice_notices(),
        "newsletter" => text.choice_newsletter(),
        "sign-up" => text.choice_sign_up(),
        "customers" => text.choice_customers(),
        "staff" => text.choice_staff(),
        "hundred" => text.choice_hundred(),
        "thousand" => text.choice_thousand(),
        "ten-thousand" => text.choice_ten_thousand(),
        "more" => text.choice_more(),
        "suppression-list" => text.choice_suppression_list(),
        "notifications" => text.choice_notifications(),
        "by-itself" => text.choice_by_itself(),
        "link" => text.choice_link(),
        "settings" => text.choice_settings(),
        "rate-limit" => text.choice_rate_limit(),
        "captcha" => text.choice_captcha(),
        "signed-in" => text.choice_signed_in(),
        other => return other.to_owned(),
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

/// What is wanted in a field, where that is not how to move a cursor.
pub fn hint_in_words(text: &Text, field: FieldId) -> Option<&'static str> {
    (!matches!(field, FieldId::Door | FieldId::SignIn | FieldId::Region)).then(|| text.field_hint(field))
}

/// What an option of a field means, in a sentence; none where its name says it.
pub fn option_hint(text: &Text, field: FieldId, id: &str) -> Option<&'static str> {
    let yes = |yes, no| Some(if id == "yes" { yes } else { no });
    match field {
        FieldId::AcceptTerms => yes(text.option_hint_accept_yes(), text.option_hint_accept_no()),
        FieldId::AdoptUser => yes(text.option_hint_adopt_yes(), text.option_hint_adopt_no()),
        FieldId::Dmarc => yes(text.option_hint_dmarc_yes(), text.option_hint_dmarc_no()),
        FieldId::RetireKey if id == "none" => Some(text.option_hint_retire_none()),
        FieldId::RetireKey => Some(text.option_hint_retire_this()),
        FieldId::TakeUser if id == "none" => Some(text.option_hint_take_none()),
        FieldId::TakeUser => Some(text.option_hint_take_this()),
        FieldId::SignIn
        | FieldId::Credentials
        | FieldId::Passphrase
        | FieldId::PassphraseAgain
        | FieldId::Door
        | FieldId::From
        | FieldId::RunsOn
        | FieldId::Region
        | FieldId::Access
        | FieldId::User
        | FieldId::Policy
        | FieldId::Keep
        | FieldId::KeyFrom
        | FieldId::GivenKey
        | FieldId::Identity
        | FieldId::MailFrom
        | FieldId::Website
        | FieldId::MailType
        | FieldId::Contact
        | FieldId::Sends
        | FieldId::ListFrom
        | FieldId::Volume
        | FieldId::Bounces
        | FieldId::OptOut
        | FieldId::Guard
        | FieldId::Mailer
        | FieldId::TestTo
        | FieldId::Complaint => of_its_name(text, id),
    }
}

/// Whether what an option means is only understood with what the whole choice is about.
pub fn means_little_alone(field: FieldId) -> bool {
    use FieldId::{AcceptTerms, AdoptUser, Dmarc, RetireKey, TakeUser};
    matches!(field, AcceptTerms | AdoptUser | Dmarc | RetireKey | TakeUser)
}

/// What an option means wherever it is one.
fn of_its_name(text: &Text, id: &str) -> Option<&'static str> {
    Some(match id {
        "set-up" => text.option_hint_set_up(),
        "not-working" => text.option_hint_not_working(),
        "only-env" => text.option_hint_only_env(),
        "server" => text.option_hint_server(),
        "local" => text.option_hint_local(),
        "panel" => text.option_hint_panel(),
        "container" => text.option_hint_container(),
        "key" => text.option_hint_key(),
        "ec2" => text.option_hint_ec2(),
        "ecs" => text.option_hint_ecs(),
        "lambda" => text.option_hint_lambda(),
        "new" => text.option_hint_new(),
        "env" => text.option_hint_env(),
        "given" => text.option_hint_given(),
        "sender" => text.option_hint_sender(),
        "send-only" => text.option_hint_send_only(),
        "full-access" => text.option_hint_full_access(),
        "ses-star" => text.option_hint_ses_star(),
        "keychain" => text.option_hint_keychain(),
        "file" => text.option_hint_file(),
        "project" => text.option_hint_project(),
        "domain" => text.option_hint_domain(),
        "email" => text.option_hint_email(),
        "transactional" => text.option_hint_transactional(),
        "marketing" => text.option_hint_marketing(),
        "ses" => text.option_hint_ses(),
        "ses-v2" => text.option_hint_ses_v2(),
        "smtp" => text.option_hint_smtp(),
        _ => return None,
    })
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
