//! Where the secret is to rest, as a conversation: the passphrase of the sealed file, a keychain that makes somebody wait,
//! and pages that open or cannot.

use open_sesame::{
    setup::{Machine, NoPage, Seal, System},
    terms::{Keep, Slot, VaultNews, VaultTrouble},
    wizard::{Entry, Notice, Way, Wrong},
};

use super::*;
use crate::{sentinel::MARKER, setup};

/// On the page of the access key, with all done before it; the file of secrets is in this state.
fn at_the_key(seal: Seal) -> Script {
    let facts = Facts {
        keys: Fact::Present(vec![]),
        kept: Fact::Present(vec![]),
        sealed: Fact::Present(setup::sealed(seal)),
        ..setup::everything()
    };
    let mut script = Script::open(setup::intent()).sees(facts);
    while script.model.page != Page::Key {
        script = script.press(&[Key::Tab]);
    }
    script
}

/// The same, and the file chosen.
fn at_the_passphrase(seal: Seal) -> Script {
    let script = at_the_key(seal).press(&[Key::Up, Key::Right, Key::Enter]);
    assert_eq!(script.model.intent.keep, Keep::File);
    sees_the_file(script, seal)
}

fn sees_the_file(mut script: Script, seal: Seal) -> Script {
    let ticket = script.last_look().expect("a look was asked for");
    let facts = Facts {
        keys: Fact::Present(vec![]),
        kept: Fact::Present(vec![]),
        sealed: Fact::Present(setup::sealed(seal)),
        offered: Fact::Absent,
        ..Facts::default()
    };
    let wrong = || Failure::of_vault(VaultTrouble::WrongPassphrase, "open the file");
    let trouble = if seal == Seal::Wrong { vec![wrong()] } else { Vec::new() };
    script.tell(Msg::Observed { ticket, news: Box::new(facts), trouble });
    script.tell(Msg::Looked { ticket });
    script
}

fn fields(script: &Script) -> Vec<FieldId> {
    script.model.form.fields.iter().map(|field| field.id).collect()
}

fn focused(script: &Script) -> Option<FieldId> {
    script.model.form.focused().map(|field| field.id)
}

fn held(script: &mut Script) -> Vec<(Slot, Secret)> {
    let held = script.asked().into_iter().filter_map(|effect| match effect {
        Effect::Hold { slot, secret } => Some((slot, secret)),
        _ => None,
    });
    held.collect()
}

const FIRST: [FieldId; 4] = [
    FieldId::Wish(Wish::KeyFrom),
    FieldId::Wish(Wish::Keep),
    FieldId::Hidden(Hidden::Passphrase),
    FieldId::Hidden(Hidden::PassphraseAgain),
];

#[test]
fn the_passphrase_of_a_new_file_is_said_twice_and_held_once() {
    let passphrase = format!("문장 {MARKER} 하나");
    let script = at_the_passphrase(Seal::Unmade);
    assert_eq!((fields(&script), focused(&script)), (FIRST.to_vec(), Some(FieldId::Hidden(Hidden::Passphrase))));
    let mut script = script.types(&passphrase).press(&[Key::Enter]);
    assert_eq!((held(&mut script), focused(&script)), (vec![], Some(FieldId::Hidden(Hidden::PassphraseAgain))));
    script = script.types(&passphrase).press(&[Key::Enter]);
    assert_eq!(held(&mut script), [(Slot::passphrase(), Secret::new(passphrase))]);
    assert!(script.model.session.held.contains(&Slot::passphrase()));
    assert!(!format!("{:?}", script.model).contains(MARKER), "it is in the model");
    assert!(!script.screens.iter().any(|screen| screen.contains(&MARKER[..6])), "it was shown");
}

#[test]
fn once_it_opens_the_change_is_offered() {
    let script = at_the_passphrase(Seal::Unmade).types("open").press(&[Key::Enter]).types("open").press(&[Key::Enter]);
    let script = sees_the_file(script, Seal::Open);
    assert_eq!((fields(&script), focused(&script)), (FIRST[..2].to_vec(), None));
    let Some(Change::IssueKey { keep, .. }) = script.model.ready() else { panic!("{:?}", script.model.ready()) };
    assert_eq!(keep, Keep::File);
}

#[test]
fn two_that_differ_are_both_typed_anew() {
    let script = at_the_passphrase(Seal::Unmade).types("open").press(&[Key::Enter]);
    let mut script = script.types("opem").press(&[Key::Enter]);
    assert_eq!((held(&mut script), focused(&script)), (vec![], Some(FieldId::Hidden(Hidden::Passphrase))));
    let [_, _, first, again] = &script.model.form.fields[..] else { panic!("{:?}", script.model.form) };
    assert_eq!(first.wrong, Some(Wrong::Different));
    for field in [first, again] {
        let Entry::Secret(typed) = &field.entry else { panic!("{field:?}") };
        assert!(typed.is_empty(), "{:?}", field.id);
    }
    script = script.types("open").press(&[Key::Enter]).types("open").press(&[Key::Enter]);
    assert_eq!(held(&mut script).len(), 1);
}

#[test]
fn an_empty_one_is_none_and_holds_nobody() {
    for seal in [Seal::Unmade, Seal::Closed] {
        let mut script = at_the_passphrase(seal).press(&[Key::Enter]);
        assert_eq!(
            (held(&mut script), focused(&script)),
            (vec![], Some(FieldId::Hidden(Hidden::Passphrase))),
            "{seal:?}"
        );
        assert_eq!(script.model.form.focused().unwrap().wrong, Some(Wrong::Missing), "{seal:?}");
        // Another place is chosen instead.
        script = script.press(&[Key::Up, Key::Left, Key::Enter]);
        assert_eq!(
            (script.model.intent.keep, fields(&script)),
            (Keep::Keychain, vec![FieldId::Wish(Wish::Keep)]),
            "{seal:?}"
        );
    }
}

#[test]
fn a_wrong_one_is_asked_for_again_with_the_reason() {
    let script = at_the_passphrase(Seal::Closed);
    assert_eq!((fields(&script), focused(&script)), (FIRST[..3].to_vec(), Some(FieldId::Hidden(Hidden::Passphrase))));
    let mut script = script.types("guess").press(&[Key::Enter]);
    assert_eq!(held(&mut script).len(), 1);
    // What was held is looked at, and is none.
    script.effects = vec![];
    let mut script = at_the_passphrase(Seal::Closed).types("guess").press(&[Key::Enter]);
    script = sees_the_file(script, Seal::Wrong);
    assert_eq!((fields(&script), focused(&script)), (FIRST[..3].to_vec(), Some(FieldId::Hidden(Hidden::Passphrase))));
    assert!(script.screens.last().unwrap().contains("이 파일의 암호가 아닙니다"), "{}", script.screens.last().unwrap());
    script = sees_the_file(script.types("right").press(&[Key::Enter]), Seal::Open);
    assert!(
        script.model.trouble.others.is_empty() && script.model.ready().is_some(),
        "{:?}",
        script.model.trouble.others
    );
}

#[test]
fn while_the_keychain_makes_somebody_wait_the_page_says_so() {
    let mut script = at_the_key(Seal::Unmade);
    let waits = |script: &Script| script.screens.last().unwrap().contains("● 키체인이 아직 답하지 않습니다");
    for (news, expected) in [
        (VaultNews::Waits, true),
        (VaultNews::Waits, true),
        (VaultNews::Answered, true),
        (VaultNews::Answered, false),
        (VaultNews::Answered, false),
    ] {
        script.tell(Msg::Keychain(news));
        assert_eq!(waits(&script), expected);
    }
}

#[test]
fn a_page_opens_where_it_can_and_else_its_link_is_copied() {
    let desktop = Machine { system: System::Unix, bus: true, display: true, ssh: false };
    let rows = [
        (None, None),
        (Some(desktop), None),
        (Some(Machine { ssh: true, ..desktop }), Some(NoPage::Ssh)),
        (Some(Machine { display: false, ..desktop }), Some(NoPage::NoDisplay)),
        (Some(Machine { system: System::Wsl, display: false, ..desktop }), None),
    ];
    let copies = |link: &str| Effect::Copy(ToCopy::Text(link.to_owned()));
    for (machine, why) in rows {
        let facts = Facts { machine: machine.map_or(Fact::Unknown, Fact::Present), ..setup::nothing() };
        let mut script = Script::open(setup::intent()).sees(facts);
        while script.model.page != Page::Sender {
            script = script.press(&[Key::Tab]);
        }
        script = script.press(&[Key::F(4)]);
        assert_eq!(script.model.way(), Some(Way::Console));
        script.asked();
        script = script.press(&[Key::F(12)]);
        let link = script.model.link().expect("the console has a page for it");
        let [effect] = &script.asked()[..] else { panic!("{machine:?}") };
        match why {
            Some(why) => {
                assert_eq!((effect, &script.model.window.notice), (&copies(&link), &Some(Notice::PageNotHere(why))));
                continue;
            }
            None => assert_eq!((effect, &script.model.window.notice), (&Effect::OpenLink(link.clone()), &None)),
        }
        script.tell(Msg::Opened(Ok(())));
        assert_eq!((script.asked().len(), &script.model.window.notice), (0, &Some(Notice::PageAsked)));
        script.tell(Msg::Opened(Err(Failure::new(FailureKind::File, "open the page"))));
        assert_eq!((script.asked(), &script.model.window.notice), (vec![copies(&link)], &Some(Notice::PageFailed)));
        script = script.press(&[Key::Up]);
        assert_eq!(script.model.window.notice, None, "it is no news any more");
    }
}
