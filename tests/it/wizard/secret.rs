//! The lines with the secret: asked for twice, told where they go, counted down and cleared; and never in the conversation.

use open_sesame::{
    setup::{Access, Intent, Runtime, Value},
    terms::{Failure, FailureKind, Keep, Slot},
    wizard::{Act, Clipboard, Copied, Effect, History, Key, Msg, Overlay, Page, Ticket, offered},
};

use super::Script;
use crate::setup::{self, KEY, SECRET, a, everything, nothing};

fn at(page: Page, clipboard: Clipboard) -> Script {
    let mut script = Script::open(setup::intent()).sees(everything());
    script.model.copying.clipboard = clipboard;
    while script.model.page != page {
        script = script.press(&[Key::Tab]);
    }
    script.asked();
    script
}

fn offers(script: &Script, act: Act) -> bool {
    offered(&script.model).iter().any(|offer| offer.act == act)
}

fn asked_to_copy(script: &mut Script) -> Option<(Ticket, Vec<(String, Value)>)> {
    script.asked().into_iter().find_map(|effect| match effect {
        Effect::CopySecret { ticket, lines } => Some((ticket, lines)),
        _ => None,
    })
}

#[test]
fn it_is_said_first_where_the_secret_goes_and_for_how_long() {
    for (clipboard, words) in [
        (Clipboard::Terminal, ["OSC 52", "무엇이 들어 있든 비웁니다", "Klipper"]),
        (Clipboard::System(History::NotSeen), ["이 컴퓨터의 클립보드", "45초", "그대로 둡니다"]),
        (Clipboard::System(History::Kept), ["이 컴퓨터의 클립보드", "기록을 남길 수 있습니다", "45초"]),
    ] {
        for page in [Page::Receipt, Page::Project] {
            let mut script = at(page, clipboard).press(&[Key::F(6)]);
            assert_eq!(script.model.window.overlay, Some(Overlay::Secret { down: 0 }));
            assert!(asked_to_copy(&mut script).is_none(), "it was copied before anybody had read where to");
            let screen = script.screens.last().unwrap().clone();
            let flat = |text: &str| text.replace(['│', '\n', ' '], "");
            for words in words.into_iter().chain(["AWS_SECRET_ACCESS_KEY=•••", KEY]) {
                assert!(flat(&screen).contains(&flat(words)), "{words}:\n{screen}");
            }
            // Esc is no.
            let mut script = script.press(&[Key::Esc]);
            assert_eq!((script.model.window.overlay, asked_to_copy(&mut script)), (None, None));
        }
    }
}

#[test]
fn what_is_copied_is_named_by_its_slot_and_counted_down() {
    let mut script = at(Page::Receipt, Clipboard::Terminal).press(&[Key::F(6), Key::Enter]);
    let (ticket, lines) = asked_to_copy(&mut script).expect("it is copied");
    let secret = Value::Of(Slot::Resting(Keep::Keychain, a(KEY)));
    assert!(lines.contains(&("AWS_SECRET_ACCESS_KEY".into(), secret)), "{lines:?}");
    assert!(lines.contains(&("MAIL_MAILER".into(), Value::Plain("ses".into()))), "out of the sandbox: {lines:?}");
    script.tell(Msg::Copied { ticket, outcome: Ok(()) });
    let Some(Copied { until, .. }) = script.model.copying.copied else { panic!("nobody knows that it is there") };
    assert_eq!(until.duration_since(script.model.now).as_secs(), 45);
    let wake = script.asked().into_iter().find_map(|effect| match effect {
        Effect::WakeAt { ticket, at } if at == until => Some(ticket),
        _ => None,
    });
    assert!(script.screens.last().unwrap().contains("45초"), "{}", script.screens.last().unwrap());
    // It is told on every page.
    script = script.press(&[Key::Esc]);
    assert!(script.screens.last().unwrap().contains("비밀 키를 터미널로 보냈습니다"));
    script.asked();
    script.tell(Msg::Woke { ticket: wake.expect("it is cleared in time") });
    assert!(script.asked().contains(&Effect::ClearSecret));
    assert_eq!(script.model.copying.copied, None);
    assert!(!script.screens.last().unwrap().contains("비밀 키를 터미널로 보냈습니다"));
    for text in [format!("{:?}", script.model), script.screens.join("\n")] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[test]
fn what_is_copied_over_it_is_not_cleared_and_a_late_answer_is_none() {
    let mut script = at(Page::Receipt, Clipboard::Terminal).press(&[Key::F(6), Key::Enter]);
    let (ticket, _) = asked_to_copy(&mut script).expect("it is copied");
    script.tell(Msg::Copied { ticket: Ticket(ticket.0 + 1000), outcome: Ok(()) });
    assert_eq!(script.model.copying.copied, None, "nobody asked for that");
    script.tell(Msg::Copied { ticket, outcome: Ok(()) });
    // A name of a record takes its place.
    while script.model.page != Page::Identity {
        script = script.press(&[Key::Esc]);
    }
    script = script.press(&[Key::F(6)]);
    assert!(script.asked().iter().any(|effect| matches!(effect, Effect::Copy(_))));
    assert_eq!(script.model.copying.copied, None);

    let mut script = at(Page::Receipt, Clipboard::Terminal).press(&[Key::F(6), Key::Enter]);
    let (ticket, _) = asked_to_copy(&mut script).expect("it is copied");
    let failure = Failure::new(FailureKind::Vault, "write the lines").because("the keychain is locked");
    script.tell(Msg::Copied { ticket, outcome: Err(failure) });
    assert!(script.model.copying.copied.is_none() && script.model.trouble.others.len() == 1);
}

#[test]
fn nothing_is_offered_where_there_is_nothing_to_copy_or_nowhere_to_put_it() {
    assert!(!offers(&at(Page::Receipt, Clipboard::None), Act::CopySecret));
    for page in [Page::Key, Page::Identity, Page::Delivery] {
        assert!(!offers(&at(page, Clipboard::Terminal), Act::CopySecret), "{page:?}");
    }
    let mut keyless = Script::open(setup::intent()).sees(nothing());
    let role = Intent { access: Access::Role(Runtime::Ec2), ..setup::intent() };
    let mut with_role = Script::open(role).sees(everything());
    for script in [&mut keyless, &mut with_role] {
        script.model.copying.clipboard = Clipboard::Terminal;
        while script.model.page != Page::Receipt {
            script.tell(Msg::Key(Key::Tab));
        }
        assert!(!offers(script, Act::CopySecret));
    }
}
