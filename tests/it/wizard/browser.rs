//! Signing in by the browser, key by key: what is asked of the world, what is on the screen meanwhile, and how it ends.

use open_sesame::{
    setup::{
        BrowserNews, BrowserOn, CliVersion, KeepQuestion, Lasts, Login, LoginKind, Machine, Renewal, SignIn, SignInEnd,
        SignInPage, SignedIn, System,
    },
    terms::Denial,
    wizard::{Choice, Hidden, SignInBy},
};

use super::*;
use crate::setup::{intent, logins, profile};

const URL: &str = "https://ap-northeast-2.signin.aws.amazon.com/v1/authorize?response_type=code&state=x";
const CONFIG: &str = "/home/me/.aws/config";
const ARN: &str = "arn:aws:iam::123456789012:user/admin";

/// Nobody is signed in, at a desk with a browser.
pub fn at_a_desk() -> Facts {
    let machine = Machine { system: System::Unix, bus: true, display: true, ssh: false };
    Facts {
        caller: Fact::Absent,
        logins: Fact::Present(logins(vec![])),
        cli: Fact::Absent,
        machine: Fact::Present(machine),
        ..nothing_there()
    }
}

pub fn the_page() -> SignInPage {
    SignInPage {
        url: URL.into(),
        host: "ap-northeast-2.signin.aws.amazon.com".into(),
        is_overridden: false,
        profile: "sesame".into(),
        config: Some(CONFIG.into()),
        region: "ap-northeast-2".into(),
    }
}

/// On the sign-in page, with Enter pressed there; what was asked.
pub fn waiting(facts: Facts) -> (Script, Ticket) {
    let mut script = Script::open(intent()).sees(facts).press(&[Key::Tab]);
    assert_eq!(script.model.page, Page::SignIn);
    script.asked();
    script = script.press(&[Key::Enter]);
    let begun = script.asked().into_iter().find_map(|it| match it {
        Effect::SignInByBrowser { ticket, profile, .. } => Some((ticket, profile)),
        _ => None,
    });
    let (ticket, profile) = begun.expect("at a desk the browser is the usual thing");
    assert_eq!(profile, None, "a profile of our own");
    (script, ticket)
}

pub fn signed_in() -> SignInEnd {
    SignInEnd::SignedIn(SignedIn {
        profile: "sesame".into(),
        arn: ARN.into(),
        account: "123456789012".parse().expect("an account"),
        region: "ap-northeast-2".into(),
        config: Some(CONFIG.into()),
    })
}

/// What stands on the page, without its blanks: a line may be broken anywhere.
fn on_the_page(screen: &str) -> String {
    screen.lines().map(|line| line.rsplit('│').next().unwrap_or_default()).flat_map(str::split_whitespace).collect()
}

#[test]
fn the_address_stays_on_the_screen_and_what_comes_back_is_used() {
    let (mut script, ticket) = waiting(at_a_desk());
    script.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
    script.tell(Msg::Browser { ticket, news: BrowserNews::Opened(Ok(())) });
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains("https://ap-northeast-2.signin.aws.amazon.com/v1/"), "{screen}");
    assert!(!screen.contains("쿠키"), "{screen}");
    // Where the session will be is said before, and once more when it is there.
    let said = format!("프로필 sesame로 저장합니다({CONFIG})");
    assert!(on_the_page(screen).contains(&said.replace(' ', "")), "{screen}");
    // One key copies it, another opens it again.
    script = script.press(&[Key::F(6)]);
    assert!(script.asked().contains(&Effect::Copy(ToCopy::Text(URL.into()))));
    script = script.press(&[Key::F(12)]);
    assert!(script.asked().contains(&Effect::OpenLink(URL.into())));
    // After a while it says what may be wrong.
    script.tell(Msg::Browser { ticket, news: BrowserNews::StillWaiting });
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains("쿠키") && screen.contains("F4"), "{screen}");
    assert!(screen.contains("403") && screen.contains("SignInLocalDevelopmentAccess"), "{screen}");
    script.tell(Msg::SignedIn { ticket, ended: Ok(signed_in()) });
    let effects = script.asked();
    assert_eq!(script.model.intent.sign_in, SignIn::Profile("sesame".into()));
    assert!(effects.iter().any(|it| matches!(it, Effect::Look { .. })), "{effects:?}");
    assert!(script.model.session.browser().is_none());
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains(&format!("프로필 sesame({CONFIG})")), "{screen}");
}

#[test]
fn esc_ends_the_wait_and_what_comes_later_is_not_heard() {
    let (mut script, ticket) = waiting(at_a_desk());
    script.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
    script = script.press(&[Key::Esc]);
    assert_eq!(script.model.page, Page::SignIn, "Esc ends the wait, and no more");
    assert!(script.asked().contains(&Effect::StopBrowser));
    script.tell(Msg::SignedIn { ticket, ended: Ok(signed_in()) });
    script.tell(Msg::Browser { ticket, news: BrowserNews::StillWaiting });
    assert_eq!(script.model.intent.sign_in, SignIn::Ambient);
    // The options are there again.
    assert!(script.model.picked_sign_in().is_some());
    let failure = Failure::new(FailureKind::SignInRefused, "sign in by the browser").because("access_denied");
    script = script.press(&[Key::Enter]);
    let again = script.asked().into_iter().find_map(|it| match it {
        Effect::SignInByBrowser { ticket, .. } => Some(ticket),
        _ => None,
    });
    script.tell(Msg::SignedIn { ticket: again.expect("begun again"), ended: Err(failure.clone()) });
    assert_eq!(script.model.trouble.change, Some(failure));
    assert!(script.model.picked_sign_in().is_some(), "another way can be taken");
    // It is not for a permission of SES: what is to be done is said of the page.
    let screen = on_the_page(script.screens.last().expect("a screen"));
    assert!(screen.contains("페이지에서허용을고르세요") && !screen.contains("메시지에나온작업을허용"), "{screen}");
}

#[test]
fn another_principals_session_is_asked_about() {
    let (mut script, ticket) = waiting(at_a_desk());
    script.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
    let held = "arn:aws:iam::999988887777:root".to_owned();
    let other = KeepQuestion::OtherPrincipal { profile: "sesame".into(), held: held.clone(), arn: ARN.into() };
    script.tell(Msg::SignedIn { ticket, ended: Ok(SignInEnd::Asked(other.clone())) });
    let screen = script.screens.last().expect("a screen").clone();
    assert!(screen.contains("999988887777") && screen.contains("123456789012"), "{screen}");
    assert_eq!(script.model.intent.sign_in, SignIn::Ambient, "nothing has changed");
    let keeps = |script: &mut Script| {
        let keeps = script.asked().into_iter().find_map(|it| match it {
            Effect::KeepSession { ticket } => Some(ticket),
            _ => None,
        });
        keeps.expect("the user said so")
    };
    script = script.press(&[Key::Enter]);
    let ticket = keeps(&mut script);
    // While it is being kept it says so, and there is nothing to stop.
    let screen = script.screens.last().expect("a screen").clone();
    assert!(screen.contains("로그인을 저장하고 있습니다") && !screen.contains("페이지를 준비합니다"), "{screen}");
    script = script.press(&[Key::Esc]);
    assert_eq!(script.asked(), []);
    // Something else may be in the way as well.
    let others = vec![("default".to_owned(), "us-east-1".to_owned())];
    let region = "ap-northeast-2".to_owned();
    let elsewhere = KeepQuestion::OtherRegion { profile: "sesame".into(), arn: ARN.into(), region, others };
    script.tell(Msg::SignedIn { ticket, ended: Ok(SignInEnd::Asked(elsewhere)) });
    let screen = script.screens.last().expect("a screen").clone();
    assert!(on_the_page(&screen).contains("default(us-east-1)") && screen.contains("15분"), "{screen}");
    script = script.press(&[Key::Enter]);
    let ticket = keeps(&mut script);
    script.tell(Msg::SignedIn { ticket, ended: Ok(signed_in()) });
    assert_eq!(script.model.intent.sign_in, SignIn::Profile("sesame".into()));

    // Who says no leaves everything as it is, and the session is let go.
    let (mut script, ticket) = waiting(at_a_desk());
    script.tell(Msg::SignedIn { ticket, ended: Ok(SignInEnd::Asked(other)) });
    script = script.press(&[Key::Esc]);
    assert!(script.asked().contains(&Effect::StopBrowser) && script.model.session.browser().is_none());
}

/// A role begins with the session of another profile. That one is begun anew, and the role stays chosen.
#[test]
fn what_a_role_begins_with_is_begun_anew_and_the_role_stays_chosen() {
    let anew = Renewal::Console { profile: Some("shop".into()) };
    let role = |lasts| Login {
        anew: Some(anew.clone()),
        ..profile(
            "deploy",
            LoginKind::Role { name: "Deploy".into(), from: Some("shop".into()), by_program: false },
            lasts,
        )
    };
    let by_role = Intent { sign_in: SignIn::Profile("deploy".into()), ..intent() };
    let refused = Denial {
        kind: FailureKind::CredentialsExpired,
        code: "AccessDeniedException".into(),
        message: "the session is over".into(),
    };
    let over = Lasts::Over { since: None, renewal: anew.clone() };
    // The file is gone; or it is there, and AWS has ended the session.
    for lasts in [over, Lasts::NoEnd] {
        for cli in [Fact::Absent, Fact::Present(CliVersion { major: 2, minor: 32, patch: 0 })] {
            let found = Fact::Present(logins(vec![role(lasts.clone())]));
            let facts = Facts { caller: Fact::Hidden(refused.clone()), logins: found, cli, ..at_a_desk() };
            let mut script = Script::open(by_role.clone()).sees(facts).press(&[Key::Tab]);
            script.asked();
            script = script.press(&[Key::F(11)]);
            let effects = script.asked();
            let ended = effects.iter().find_map(|it| match it {
                Effect::SignInByBrowser { ticket, profile, .. } => {
                    assert_eq!(profile.as_deref(), Some("shop"));
                    Some(Msg::SignedIn { ticket: *ticket, ended: Ok(signed_in()) })
                }
                Effect::BeginSession { ticket, renewal } => {
                    assert_eq!(*renewal, anew);
                    Some(Msg::SessionBegun { ticket: *ticket, ended: Ok(()) })
                }
                _ => None,
            });
            script.tell(ended.unwrap_or_else(|| panic!("nothing begins it: {effects:?}")));
            assert_eq!(script.model.intent.sign_in, by_role.sign_in);
            let effects = script.asked();
            assert!(effects.iter().any(|it| matches!(it, Effect::Look { .. })), "{effects:?}");
        }
    }
}

/// A key is named once: while the browser is waited for F6 copies its address.
#[test]
fn how_to_begin_anew_is_not_said_while_the_browser_is_waited_for() {
    let anew = Renewal::Console { profile: Some("shop".into()) };
    let over = Lasts::Over { since: None, renewal: anew };
    let found = Fact::Present(logins(vec![profile("shop", LoginKind::Console, over)]));
    let facts = Facts { caller: Fact::Absent, logins: found, cli: Fact::Absent, ..at_a_desk() };
    let by_shop = Intent { sign_in: SignIn::Profile("shop".into()), ..intent() };
    let mut script = Script::open(by_shop).sees(facts).press(&[Key::Tab]);
    let says_so = |script: &Script| on_the_page(script.screens.last().expect("a screen")).contains("Ctrl-X를누르면");
    let before = script.screens.last().expect("a screen").clone();
    assert!(says_so(&script), "{before}");
    script.asked();
    script = script.press(&[Key::F(11)]);
    let begun = script.asked().into_iter().find_map(|it| match it {
        Effect::SignInByBrowser { ticket, .. } => Some(ticket),
        _ => None,
    });
    let ticket = begun.expect("it begins");
    assert!(!says_so(&script), "{}", script.screens.last().expect("a screen"));
    script.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
    assert!(!says_so(&script), "{}", script.screens.last().expect("a screen"));
    let held = "arn:aws:iam::999988887777:root".to_owned();
    let question = KeepQuestion::OtherPrincipal { profile: "shop".into(), held, arn: ARN.into() };
    script.tell(Msg::SignedIn { ticket, ended: Ok(SignInEnd::Asked(question)) });
    assert!(!says_so(&script), "{}", script.screens.last().expect("a screen"));
    // Stopped, it is offered again.
    script = script.press(&[Key::Esc]);
    assert!(says_so(&script), "{}", script.screens.last().expect("a screen"));
}

/// The name that was said is the name that the session gets.
#[test]
fn a_profile_that_was_named_and_is_not_there_yet_is_the_one_that_is_made() {
    let named = Intent { sign_in: SignIn::Profile("shop".into()), ..intent() };
    let rows = [
        (vec![], Some("shop")),
        (vec![profile("shop", LoginKind::Console, Lasts::NoEnd)], Some("shop")),
        // What holds something else stays as it is.
        (vec![profile("shop", LoginKind::Program, Lasts::NoEnd)], None),
    ];
    for (found, goes_to) in rows {
        let facts = Facts { logins: Fact::Present(logins(found)), ..at_a_desk() };
        let mut script = Script::open(named.clone()).sees(facts).press(&[Key::Tab]);
        if !script.model.form.is_open() {
            script = script.press(&[Key::Up, Key::Char(' ')]);
        }
        script = script.press(&[Key::Up; 9]);
        while script.model.picked_sign_in() != Some(SignInBy::Browser) {
            script = script.press(&[Key::Down]);
        }
        script.asked();
        script = script.press(&[Key::Enter]);
        let begun = script.asked().into_iter().find_map(|it| match it {
            Effect::SignInByBrowser { profile, .. } => Some(profile),
            _ => None,
        });
        assert_eq!(begun.expect("it begins").as_deref(), goes_to);
    }
}

#[test]
fn the_text_of_a_page_on_another_device_is_pasted_until_it_is_the_one() {
    let (mut script, ticket) = waiting(at_a_desk());
    script.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
    script = script.press(&[Key::F(4)]);
    let begun = script.asked().into_iter().find_map(|it| match it {
        Effect::SignInByBrowser { ticket, on: BrowserOn::AnotherDevice, .. } => Some(ticket),
        _ => None,
    });
    let another = begun.expect("begun anew");
    // What the first page comes to is not heard any more.
    script.tell(Msg::SignedIn { ticket, ended: Ok(signed_in()) });
    assert_eq!(script.model.intent.sign_in, SignIn::Ambient);
    assert!(script.model.form.fields.is_empty(), "there is no page whose text could be pasted");
    script.tell(Msg::Browser { ticket: another, news: BrowserNews::Page(the_page()) });
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(Hidden::PageText.into()));
    // Nothing is handed in where nothing stands.
    script = script.press(&[Key::Enter]);
    assert_eq!(script.asked(), []);
    let hands_in = |script: &mut Script, text: &str| {
        script.tell(Msg::Pasted(Secret::new(text)));
        script.tell(Msg::Key(Key::Enter));
        let screen = script.screens.last().expect("a screen");
        assert!(!screen.contains(text) && screen.contains("확인합니다"), "{screen}");
        assert_eq!(script.asked(), [Effect::PasteForBrowser { text: Secret::new(text) }]);
    };
    hands_in(&mut script, "c29tZXRoaW5n");
    assert!(script.model.form.fields.is_empty(), "one text at a time");
    script.tell(Msg::Browser { ticket: another, news: BrowserNews::NotThatText });
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains("다른 로그인의 글") && !screen.contains("쿠키"), "{screen}");
    script.tell(Msg::Browser { ticket: another, news: BrowserNews::StillWaiting });
    assert!(script.screens.last().is_some_and(|screen| screen.contains("쿠키")), "it says what may be wrong");
    hands_in(&mut script, "dGhlIG9uZQ");
    script.tell(Msg::SignedIn { ticket: another, ended: Ok(signed_in()) });
    assert_eq!(script.model.intent.sign_in, SignIn::Profile("sesame".into()));
}

#[test]
fn where_no_browser_opens_the_address_is_for_another_machine() {
    let machine = Machine { system: System::Unix, bus: false, display: false, ssh: true };
    let facts = Facts { machine: Fact::Present(machine), ..at_a_desk() };
    let script = Script::open(intent()).sees(facts).press(&[Key::Tab]);
    let shown: Vec<_> = script.model.form.fields[0].shown().into_iter().map(Choice::id).collect();
    assert_eq!(shown[0], "browser", "it is offered all the same");
    assert_ne!(script.model.picked_sign_in(), Some(SignInBy::Browser), "and is not the usual thing");
    let mut script = script.press(&[Key::Char(' '), Key::Up, Key::Up, Key::Up, Key::Up, Key::Up, Key::Enter]);
    let begun = script.asked().into_iter().find_map(|it| match it {
        Effect::SignInByBrowser { on, .. } => Some(on),
        _ => None,
    });
    assert_eq!(begun, Some(BrowserOn::AnotherDevice));
}
