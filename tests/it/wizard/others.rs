//! An identity that another application made and that waits for its records: whether Sesame may manage it is asked, and Enter does
//! not pass the question by. Its step waits all the same, because SES verifies it whatever is said.

use open_sesame::{
    setup::{Authorship, Identity, Wait},
    wizard::{Choice, FieldValue, Notice, YesNo},
};

use super::*;
use crate::{
    gallery::standings::at,
    setup::{everything, intent, pending_domain},
};

fn theirs() -> Facts {
    let identity = Identity { made: Authorship::Foreign, mail_from: None, ..pending_domain() };
    Facts { identity: Fact::Present(identity), ..everything() }
}

fn focused(script: &Script) -> Option<FieldId> {
    script.model.form.focused().map(|field| field.id)
}

#[test]
fn enter_stops_at_the_question_about_anothers_identity_until_it_is_answered() {
    let mut script = at(Step::Identity, intent(), theirs());
    assert_eq!(focused(&script), Some(Wish::AdoptIdentity.into()));
    assert!(script.model.form.is_open(), "both answers are shown");
    // It is watched meanwhile.
    assert!(matches!(script.model.standing(Step::Identity).waits_on(), Some(Wait::Dns)));
    // The usual answer leaves it, and is one: nothing is taken over by Enter alone.
    script = script.press(&[Key::Enter]);
    assert_eq!((script.model.page, focused(&script)), (Page::Identity, None));
    assert_eq!(script.model.intent.adopt_identity, None);
    assert_eq!(script.model.intent.leave_identity, intent().identity_name());
    script = script.press(&[Key::Enter]);
    assert_ne!(script.model.page, Page::Identity);
    // It is not asked again, in a later run neither.
    let said = Intent { leave_identity: intent().identity_name(), ..intent() };
    assert_eq!(focused(&at(Step::Identity, said, theirs())), None);
}

#[test]
fn a_question_that_was_passed_by_is_told_and_led_back_to() {
    let script = at(Step::Identity, intent(), theirs()).press(&[Key::Tab]);
    assert_eq!(script.model.window.notice, Some(Notice::Left(Step::Identity)));
}

/// From the end of the path Enter leads back to it, and once it is answered to nothing there any more.
#[test]
fn the_receipt_leads_back_to_the_question_until_it_is_answered() {
    let enter = |script: &Script| offered(&script.model).into_iter().find(|it| it.key == Key::Enter).map(|it| it.act);
    let to_the_end = |mut script: Script| {
        while script.model.page != Page::Receipt {
            script = script.press(&[Key::Tab]);
        }
        script
    };
    let mut script = to_the_end(at(Step::Identity, intent(), theirs()));
    assert_eq!(enter(&script), Some(Act::ToOpen(Page::Identity)), "{}", script.screens.last().unwrap());
    script = script.press(&[Key::Enter]);
    assert_eq!((script.model.page, focused(&script)), (Page::Identity, Some(Wish::AdoptIdentity.into())));
    // Passed by again, it is led back to again.
    script = to_the_end(script.press(&[Key::Tab]));
    assert_eq!(enter(&script), Some(Act::ToOpen(Page::Identity)));
    script = script.press(&[Key::Enter, Key::Enter]);
    assert_eq!(script.model.intent.leave_identity, intent().identity_name());
    script = to_the_end(script);
    assert_ne!(enter(&script), Some(Act::ToOpen(Page::Identity)), "{}", script.screens.last().unwrap());
}

#[test]
fn an_identity_that_was_given_is_adopted_by_one_confirmation() {
    let mut script = at(Step::Identity, intent(), theirs());
    let yes = FieldValue::Choice(Choice::AdoptIdentity(YesNo::Yes));
    script.tell(Msg::Answer { field: Wish::AdoptIdentity.into(), said: yes });
    let standing = script.model.standing(Step::Identity);
    assert_eq!(standing.open().map(Change::kind), Some(ChangeKind::AdoptIdentity), "{standing:?}");
    assert_eq!(script.model.intent.leave_identity, None);
}
