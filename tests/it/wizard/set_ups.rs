//! Several set-ups of one project, and the account that each is pinned to.

use open_sesame::{
    setup::{Facts, Intent, OtherSetup, SignIn, Standing, Step},
    terms::Fact,
    wizard::{Effect, Key, Page},
};

use super::Script;
use crate::setup::{self, a, everything, intent};

fn staging() -> Intent {
    Intent { setup: a("staging"), account: Some(a("999988887777")), ..intent() }
}

/// The words of the last screen, however they are broken into lines.
fn words(script: &Script) -> String {
    let page = script.screens.last().unwrap().lines().map(|line| line.rsplit('│').next().unwrap_or_default());
    page.flat_map(str::split_whitespace).collect()
}

#[test]
fn with_another_account_nothing_can_be_done_on_any_page_and_the_first_two_say_why() {
    let facts = Facts { project: Fact::Present(setup::new_app()), ..everything() };
    for (page, sign_in) in
        Page::path().flat_map(|page| [(page, SignIn::Ambient), (page, SignIn::Profile("work".into()))])
    {
        let mut script = Script::open(Intent { sign_in: sign_in.clone(), ..staging() }).sees(facts.clone());
        while script.model.page != page {
            script = script.press(&[Key::Tab]);
        }
        assert_eq!(script.model.ready(), None, "{page:?}");
        let said = words(&script);
        if matches!(page, Page::Start | Page::SignIn) {
            for account in ["9999-8888-7777", "1234-5678-9012"] {
                assert!(said.contains(account), "{page:?}: {said}");
            }
        }
        if page == Page::SignIn {
            let by = if sign_in == SignIn::Ambient { "환경변수" } else { "work" };
            for words in ["staging", by, "sesame--setupstaging--profile", "sesame--setup이름"] {
                assert!(said.contains(words), "{words}: {said}");
            }
        }
        if let Some(step) = page.step().filter(|step| *step != Step::SignIn) {
            assert_eq!(script.model.standing(step), Standing::Blocked { by: Step::SignIn });
        }
        script.asked();
        script = script.press(&[Key::Enter; 12]);
        assert!(!script.asked().iter().any(|effect| matches!(effect, Effect::Apply { .. })), "{page:?}");
    }
}

#[test]
fn where_the_account_has_a_set_up_already_that_one_is_named() {
    let of = |name: &str, account: &str| OtherSetup { name: a(name), account: Some(a(account)), from: None };
    let others = Fact::Present(vec![of("default", "123456789012"), of("old", "111122223333")]);
    let script = Script::open(staging()).sees(Facts { others, ..everything() });
    let start = words(&script);
    for said in ["기본설정(default)", "sesame--setupold"] {
        assert!(start.contains(said), "{said}: {start}");
    }
    let sign_in = words(&script.press(&[Key::Tab]));
    assert!(sign_in.contains("이미기본설정(default)설정이있습니다:sesame"), "{sign_in}");
    assert!(!sign_in.contains("이름으로시작합니다"), "{sign_in}");
}

#[test]
fn the_header_names_the_set_up_where_it_is_not_the_usual_one() {
    for (intent, named) in [(Intent { account: None, ..staging() }, true), (intent(), false)] {
        for (columns, rows) in [(80, 24), (60, 20), (52, 16)] {
            let mut script = Script::open(intent.clone()).sees(everything());
            script.tell(open_sesame::wizard::Msg::Resized { columns, rows });
            let header = script.screens.last().unwrap().lines().next().unwrap_or_default().to_owned();
            assert_eq!(header.contains("설정 staging"), named, "{columns}: {header}");
            assert!(header.contains("1234-5678-9012") && header.contains("ap-northeast-2"), "{columns}: {header}");
        }
    }
}
