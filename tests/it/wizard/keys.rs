//! The key's page: another key in the place of the app's, one that exists already, and a role instead.

use open_sesame::{
    setup::{
        Access, AccessKey, Caller, Change, ChangeKind, DeleteReason, Delivery, Facts, Intent, IssueTrace, KeyFrom,
        KeyOrigin, OfferedKey, Outcome, Receipt, Runtime, SignIn, Standing, Step,
    },
    terms::{Fact, Keep, Slot},
    wizard::{Act, Choice, Effect, FieldId, FieldValue, Hidden, Key, Msg, OverlayKind, Page, Ticket, Wish, offered},
};

use super::Script;
use crate::setup::{self, KEY, OTHER_KEY, SECRET, a, ago, everything};

/// The first key, and another that has come after it and that AWS takes.
pub fn with_second() -> Facts {
    let first = AccessKey { created: Some(ago(400 * 86_400)), ..setup::key(KEY) };
    let second = AccessKey { created: Some(ago(60)), ..setup::key(OTHER_KEY) };
    Facts {
        keys: Fact::Present(vec![first, second]),
        kept: Fact::Present(vec![setup::kept(KEY), setup::kept(OTHER_KEY)]),
        accepted: Fact::Present(a(OTHER_KEY)),
        issue: IssueTrace::Made { key: a(OTHER_KEY), at: ago(50) },
        ..everything()
    }
}

/// It stands in `.env`, and a message has left with it.
pub fn proven() -> Facts {
    let delivery = Delivery { to: a("me@example.com"), key: a(OTHER_KEY), message_id: "0100".into() };
    let env = setup::DONE_ENV.replace(KEY, OTHER_KEY);
    Facts { project: Fact::Present(setup::app(&env)), delivery: Fact::Present(delivery), ..with_second() }
}

fn at(page: Page, intent: Intent, facts: Facts) -> Script {
    let mut script = Script::open(intent).sees(facts);
    while script.model.page != page {
        script = script.press(&[Key::Tab]);
    }
    script.asked();
    script
}

fn offers(script: &Script, act: Act) -> bool {
    offered(&script.model).iter().any(|offer| offer.act == act)
}

fn done(change: &Change) -> Receipt {
    Receipt { change: change.kind(), outcome: Outcome::Done, made: None, learned: None }
}

/// Whatever lies over a page goes with the key that has laid it there, by its twin and its letter too, and with Esc; and the
/// doctor's page likewise.
#[test]
fn what_a_key_opens_the_same_key_and_esc_close() {
    let facts = || {
        let sender = everything().sender.present().cloned().expect("a user");
        let sender = open_sesame::setup::Sender { inline: Fact::Present(Default::default()), ..sender };
        Facts { sender: Fact::Present(sender), account: Fact::Present(setup::sandbox()), ..everything() }
    };
    let opened = |page: Page, key: Key| {
        let mut script = super::stories::played(at(page, setup::intent(), facts()));
        script.model.copying.clipboard = open_sesame::wizard::Clipboard::Terminal;
        script.press(&[key])
    };
    let mut kinds = std::collections::BTreeSet::new();
    for (page, n) in [
        (Page::Sender, 1),
        (Page::Sender, 3),
        (Page::Sender, 8),
        (Page::Sender, 10),
        (Page::Production, 8),
        (Page::Receipt, 6),
        (Page::Sender, 2),
    ] {
        let key = Key::F(n);
        let twin = key.twin().expect("each has one");
        for close in [key, twin, Key::Esc] {
            let script = opened(page, key);
            let over = script.model.window.overlay;
            assert!(over.is_some() || script.model.page == Page::Doctor, "{page:?} {key:?} opens nothing");
            kinds.extend(over.map(|over| format!("{:?}", OverlayKind::from(&over))));
            let script = script.press(&[close]);
            assert_eq!((script.model.window.overlay, script.model.page), (None, page), "{key:?}, {close:?}");
        }
    }
    let all = <OverlayKind as strum::IntoEnumIterator>::iter().filter(|kind| *kind != OverlayKind::Leave).count();
    assert_eq!(kinds.len(), all, "{kinds:?}");
}

#[test]
fn one_key_press_asks_for_another_key_and_the_next_takes_it_back() {
    let mut script = at(Page::Key, setup::intent(), everything()).press(&[Key::F(11)]);
    assert_eq!(script.model.intent.rotating, Some(a(KEY)));
    assert!(script.asked().iter().any(|it| matches!(it, Effect::Remember(intent) if intent.rotating == Some(a(KEY)))));
    assert!(offers(&script, Act::KeepOld) && !offers(&script, Act::Replace));
    let mut back = script.press(&[Key::F(11)]);
    assert_eq!(back.model.intent.rotating, None);
    assert!(back.applied().is_none(), "asking is no change");

    let mut script = at(Page::Key, setup::intent(), everything()).press(&[Key::F(11), Key::Enter]);
    let Some((_, Change::IssueKey { instead_of, .. })) = script.applied() else { panic!("no second key") };
    assert_eq!(instead_of, Some(a(KEY)));
    // There is nothing to replace on another page, or where a role signs in.
    assert!(!offers(&at(Page::Sender, setup::intent(), everything()), Act::Replace));
    let role = Intent { access: Access::Role(Runtime::Ec2), ..setup::intent() };
    assert!(!offers(&at(Page::Key, role, everything()), Act::Replace));
}

#[test]
fn each_part_of_it_is_shown_and_confirmed_on_the_keys_page() {
    let rotating = || Intent { rotating: Some(a(KEY)), ..setup::intent() };
    // Once the second is there, the first is not kept by changing one's mind.
    // The page opens at its first line, and Enter reads on to the lines.
    let mut script = at(Page::Key, rotating(), with_second());
    if offers(&script, Act::ReadOn) {
        script = script.press(&[Key::Enter]);
    }
    assert!(!offers(&script, Act::Replace) && !offers(&script, Act::KeepOld));
    assert!(script.screens.last().unwrap().contains(&format!("AWS_ACCESS_KEY_ID={OTHER_KEY}")), "the lines are shown");
    script = script.press(&[Key::Enter]);
    let Some((_, Change::EditProject { .. })) = script.applied() else { panic!("nothing is written") };

    let mut script = at(Page::Key, rotating(), proven());
    if offers(&script, Act::ReadOn) {
        script = script.press(&[Key::Enter]);
    }
    script = script.press(&[Key::Enter]);
    let Some((ticket, change @ Change::DeactivateKey { .. })) = script.applied() else { panic!("it goes on") };
    script.tell(Msg::Applied { ticket, outcome: Ok(done(&change)) });
    let mut facts = proven();
    facts.keys.present_mut().unwrap()[0].active = false;
    script = script.sees(facts).press(&[Key::Enter]);
    let Some((ticket, change @ Change::DeleteKey { why: DeleteReason::Replaced, .. })) = script.applied() else {
        panic!("the first one stays");
    };
    script.tell(Msg::Applied { ticket, outcome: Ok(done(&change)) });
    assert_eq!(script.model.intent.rotating, None);
    let forgets = |it: &Effect| matches!(it, Effect::Remember(intent) if intent.rotating.is_none());
    assert!(script.asked().iter().any(forgets), "the next run would begin again");
}

/// One that AWS does not take leaves the field open for another.
#[test]
fn after_a_wrong_key_another_can_be_pasted() {
    let given = Intent { key_from: Some(KeyFrom::Given), given: Some(a(KEY)), ..setup::intent() };
    let script = at(Page::Key, given, keyless(Fact::Hidden(setup::denied())));
    assert!(matches!(script.model.standing(Step::Key), Standing::Refused(_)), "{:?}", script.model.standing(Step::Key));
    assert!(
        script.model.form.fields.iter().any(|field| field.id == FieldId::Hidden(Hidden::GivenKey)),
        "{:?}",
        script.model.form
    );
}

/// And another may be made in its place.
#[test]
fn after_a_wrong_key_a_new_one_can_be_made() {
    let given = Intent { key_from: Some(KeyFrom::Given), given: Some(a(OTHER_KEY)), ..setup::intent() };
    let alone = Facts { keys: Fact::Present(vec![]), ..keyless(Fact::Absent) };
    let mut script = at(Page::Key, given, alone);
    assert!(matches!(script.model.standing(Step::Key), Standing::Refused(_)), "{:?}", script.model.standing(Step::Key));
    let said = FieldValue::Choice(Choice::KeyFrom(KeyFrom::New));
    script.tell(Msg::Answer { field: Wish::KeyFrom.into(), said });
    assert_eq!(script.model.intent.given, None);
    let next = script.model.standing(Step::Key).open().map(Change::kind);
    assert_eq!(next, Some(ChangeKind::IssueKey), "{}", script.screens.last().unwrap());
}

/// What misses it shows after some days, and a deleted key does not come back.
#[test]
fn a_key_that_was_deactivated_is_chosen_again_before_it_is_deleted() {
    let foreign = |id: &str, active: bool| AccessKey {
        origin: KeyOrigin::Elsewhere,
        used: Fact::Present(ago(3_600)),
        active,
        ..setup::key(id)
    };
    let seen = |active: bool| Facts {
        keys: Fact::Present(vec![foreign(KEY, active), foreign(OTHER_KEY, true)]),
        ..keyless(Fact::Absent)
    };
    let mut script = at(Page::Key, Intent { retire_key: Some(a(KEY)), ..setup::intent() }, seen(true));
    while !offers(&script, Act::Confirm(ChangeKind::DeactivateKey)) {
        script = script.press(&[Key::Enter]);
    }
    script = script.press(&[Key::Enter]);
    let Some((ticket, change @ Change::DeactivateKey { .. })) = script.applied() else { panic!("it is not stopped") };
    script.tell(Msg::Applied { ticket, outcome: Ok(done(&change)) });
    assert_eq!(script.model.intent.retire_key, None);
    script = script.sees(seen(false)).press(&[Key::Enter; 4]);
    assert!(script.applied().is_none(), "{}", script.screens.last().unwrap());
    let mut script = at(Page::Key, setup::intent(), seen(false));
    script
        .tell(Msg::Answer { field: Wish::RetireKey.into(), said: FieldValue::Choice(Choice::RetireKey(Some(a(KEY)))) });
    assert_eq!(script.model.standing(Step::Key).open().map(Change::kind), Some(ChangeKind::DeleteKey));
}

/// Without a sign-in the operator does all of it in the console, and needs the policy document to paste there.
#[test]
fn the_policy_to_paste_is_at_hand_where_all_is_done_by_hand() {
    let by_hand = Intent { sign_in: SignIn::AppKey, ..setup::intent() };
    let facts = Facts { caller: Fact::Absent, machine: setup::everything().machine, ..setup::nothing() };
    let script = at(Page::Sender, by_hand, facts);
    assert!(script.model.is_by_hand() && offers(&script, Act::Document), "{}", script.screens.last().unwrap());
    let document = script.model.document().expect("a policy");
    assert!(document.contains("ses:SendRawEmail"), "{document}");
}

/// No key is at rest, and this one exists.
fn keyless(offered: Fact<OfferedKey>) -> Facts {
    Facts { kept: Fact::Present(vec![]), accepted: Fact::Unknown, offered, ..everything() }
}

#[test]
fn a_key_that_is_pasted_is_held_and_asked_after_and_never_shown() {
    let mut script =
        at(Page::Key, setup::intent(), keyless(Fact::Absent)).press(&[Key::Up, Key::Up, Key::Right, Key::Enter]);
    assert_eq!(script.model.intent.key_from, Some(KeyFrom::Given));
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::GivenKey)));
    // What cannot be one is told before anybody is asked.
    script.asked();
    script = script.pastes(&format!("{KEY} {}", &SECRET[..30])).press(&[Key::Enter]);
    assert!(script.model.form.focused().is_some_and(|field| field.wrong.is_some()));
    assert!(script.asked().iter().all(|it| !matches!(it, Effect::Hold { .. })));
    script = script.press(&[Key::Ctrl('u')]).pastes(&format!("export AWS_ACCESS_KEY_ID={KEY}\n"));
    script = script.pastes(&format!("export AWS_SECRET_ACCESS_KEY={SECRET}\n")).press(&[Key::Enter]);
    let effects = script.asked();
    let held = effects.iter().find_map(|it| match it {
        Effect::Hold { slot, secret } => Some((slot, secret)),
        _ => None,
    });
    let (slot, secret) = held.expect("it is held");
    assert_eq!((slot, secret.reveal()), (&Intent::given_slot(&a(KEY)), SECRET));
    let ticket = effects.iter().find_map(|it| match it {
        Effect::Look { ticket, .. } => Some(*ticket),
        _ => None,
    });
    assert_eq!(script.model.intent.given, Some(a(KEY)));
    let told = format!("{:?} {:?}", script.model, effects);
    let shown = script.screens.join("\n");
    for text in [&told, &shown] {
        assert!(!text.contains(SECRET) && !text.contains("Ses4meSENT1NELx9Qv7"), "{text}");
    }

    let sees = |script: &mut Script, ticket: Ticket, owner: Caller| {
        let offered = Fact::Present(OfferedKey { id: a(KEY), slot: Intent::given_slot(&a(KEY)), owner });
        script.tell(Msg::Observed { ticket, news: Box::new(keyless(offered)), trouble: Vec::new() });
        script.tell(Msg::Looked { ticket });
    };
    sees(&mut script, ticket.expect("AWS is asked whose it is"), setup::senders_own());
    // Where it is to rest is the next question.
    script = script.press(&[Key::Enter, Key::Enter]);
    let Some((_, Change::KeepKey { key, keep: Keep::Keychain, .. })) = script.applied() else { panic!("not kept") };
    assert_eq!(key, a(KEY));
}

#[test]
fn the_user_of_a_given_key_is_taken_by_its_name() {
    let given = Intent { key_from: Some(KeyFrom::Given), given: Some(a(KEY)), ..setup::intent() };
    let slot = Intent::given_slot(&a(KEY));
    let offered = Fact::Present(OfferedKey { id: a(KEY), slot, owner: setup::caller() });
    let mut script = at(Page::Key, given, keyless(offered));
    assert!(script.screens.last().unwrap().contains("admin"), "whose it is is shown");
    script = script.press(&[Key::Down, Key::Enter]);
    assert_eq!((script.model.intent.user.as_str(), &script.model.intent.adopt), ("admin", &Some(a("admin"))));
}

#[test]
fn the_key_in_env_is_kept_unless_another_is_wanted() {
    let slot = Slot::Resting(Keep::Project, a(KEY));
    let offered = || Fact::Present(OfferedKey { id: a(KEY), slot: slot.clone(), owner: setup::senders_own() });
    let mut script = at(Page::Key, setup::intent(), keyless(offered())).press(&[Key::Enter]);
    assert!(matches!(script.applied(), Some((_, Change::KeepKey { from, .. })) if from == slot));
    let script = at(Page::Key, setup::intent(), keyless(offered())).press(&[Key::Up, Key::Up, Key::Left, Key::Enter]);
    assert_eq!(script.model.intent.key_from, Some(KeyFrom::New));
}

#[test]
fn with_a_role_the_pages_of_user_and_key_are_done_and_show_its_documents() {
    let mut script = at(Page::Sender, setup::intent(), setup::nothing()).press(&[Key::Up, Key::Up, Key::Up]);
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Wish(Wish::Access)));
    script = script.press(&[Key::Right, Key::Right, Key::Enter]);
    assert_eq!(script.model.intent.access, Access::Role(Runtime::Ecs));
    for step in [Step::Sender, Step::Key] {
        assert_eq!(script.model.standing(step), Standing::Done, "{step}");
    }
    let document = script.model.document().expect("it is shown");
    assert!(document.contains("ecs-tasks.amazonaws.com") && document.contains("*@example.co.kr"), "{document}");
    assert!(script.model.form.fields.iter().all(|field| field.id != FieldId::Wish(Wish::User)), "nobody is created");
}
