//! Signing in, key by key: what each choice asks of the world, and what passing by does not.

use std::collections::BTreeSet;

use open_sesame::{
    setup::{Authorship, Caller, ChangeKind, CliVersion, Lasts, LoginKind, Question, Renewal, SignIn},
    terms::{Denial, Slot},
    wizard::{Choice, FieldValue, SignInBy, Way, YesNo},
};

use super::*;
use crate::setup::{a, ago, denied, everything, intent, logins, profile, usual_login};

/// Nobody has signed in, with these logins at hand.
fn nobody(logins: open_sesame::setup::Logins) -> Facts {
    Facts {
        caller: Fact::Absent,
        logins: Fact::Present(logins),
        cli: Fact::Present(CliVersion { major: 2, minor: 32, patch: 0 }),
        project: nothing_there().project,
        ..Facts::default()
    }
}

/// On the page where one signs in.
fn on_the_page(intent: Intent, facts: Facts) -> Script {
    let mut script = Script::open(intent).sees(facts).press(&[Key::Tab]);
    assert_eq!(script.model.page, Page::SignIn);
    script.asked();
    script
}

/// With this picked, and taken.
fn taking(script: Script, wanted: &str) -> Script {
    // An open choice stops at its ends.
    let mut script = if script.model.form.is_open() { script } else { script.press(&[Key::Up, Key::Char(' ')]) };
    script = script.press(&[Key::Up; 20]);
    for _ in 0..20 {
        if script.model.form.text(FieldId::Steer(Steer::SignIn)) == wanted {
            script.asked();
            return script.press(&[Key::Enter]);
        }
        script = script.press(&[Key::Down]);
    }
    panic!("there is no {wanted}");
}

/// By what somebody signs in from here on, as it is remembered.
fn remembered(effects: &[Effect]) -> Option<SignIn> {
    effects.iter().find_map(|it| match it {
        Effect::Remember(intent) => Some(intent.sign_in.clone()),
        _ => None,
    })
}

fn looks_at_everything(effects: &[Effect]) -> bool {
    effects.iter().any(|it| matches!(it, Effect::Look { scope, .. } if *scope == Scope::everything()))
}

fn begins(effects: &[Effect]) -> Option<(Ticket, Renewal)> {
    effects.iter().find_map(|it| match it {
        Effect::BeginSession { ticket, renewal } => Some((*ticket, renewal.clone())),
        _ => None,
    })
}

/// The app's own key is in the sealed file, which nobody has opened in this run.
#[test]
fn the_passphrase_of_the_file_that_the_sign_in_rests_in_is_asked_for_here() {
    let message = "its passphrase was not said".into();
    let sealed = Denial { kind: FailureKind::Vault, code: "Sealed".into(), message };
    let facts = Facts { caller: Fact::Hidden(sealed), ..nobody(logins(Vec::new())) };
    let script = on_the_page(Intent { sign_in: SignIn::AppKey, ..intent() }, facts);
    assert_eq!(script.model.picked_sign_in(), Some(SignInBy::Login(SignIn::AppKey)));
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::Passphrase)));
    assert!(!script.model.is_by_hand(), "there is a key");
    let mut script = script.types("open it").press(&[Key::Enter]);
    let effects = script.asked();
    let held = |it: &Effect| matches!(it, Effect::Hold { slot, .. } if *slot == Slot::passphrase());
    assert!(effects.iter().any(held) && looks_at_everything(&effects), "{effects:?}");
}

#[test]
fn a_login_is_taken_by_enter_and_by_nothing_else() {
    let here = || logins(vec![usual_login(), profile("shop", LoginKind::Program, Lasts::NoEnd)]);
    let facts = || Facts { logins: Fact::Present(here()), ..everything() };
    for away in [Key::Tab, Key::BackTab, Key::Esc, Key::F(2), Key::Up, Key::Down] {
        let mut script = on_the_page(intent(), facts()).press(&[Key::Up, Key::Right]);
        assert_eq!(script.model.picked_sign_in(), Some(SignInBy::Login(SignIn::Profile("shop".into()))));
        script = script.press(&[away]);
        let effects = script.asked();
        assert_eq!((remembered(&effects), looks_at_everything(&effects)), (None, false), "{away:?}");
        assert_eq!(script.model.intent.sign_in, SignIn::Ambient, "{away:?}");
        assert!(script.model.facts.caller.present().is_some(), "{away:?}");
    }
    let mut script = taking(on_the_page(intent(), facts()), "profile:shop");
    let effects = script.asked();
    assert_eq!(remembered(&effects), Some(SignIn::Profile("shop".into())));
    assert!(looks_at_everything(&effects), "{effects:?}");
    // What another saw says nothing; what was begun by another is not heard.
    assert_eq!(script.model.standing(Step::SignIn), Standing::Unknown);
    assert_eq!(script.model.standing(Step::Sender), Standing::Unknown);
}

#[test]
fn what_another_login_was_still_to_see_is_not_heard() {
    let script = on_the_page(intent(), everything()).press(&[Key::F(5)]);
    let old = script.last_look().expect("it looks");
    let mut script = taking(script, "console");
    script.tell(Msg::Observed { ticket: old, news: Box::new(everything()), trouble: Vec::new() });
    assert_eq!(script.model.standing(Step::Sender), Standing::Unknown);
}

#[test]
fn without_credentials_each_way_to_come_by_some_is_offered_in_order() {
    let offers = |facts: Facts| {
        let script = on_the_page(intent(), facts);
        assert!(script.model.form.is_open(), "what there is to choose from is seen at once");
        script.model.form.fields[0].shown().into_iter().map(open_sesame::wizard::Choice::id).collect::<Vec<_>>()
    };
    let ways = ["browser", "aws-login", "cloud-shell", "cloud-shell-block", "console"];
    assert_eq!(offers(nobody(logins(vec![]))), ways);
    let without = [&ways[..1], &ways[2..]].concat();
    for cli in [Fact::Absent, Fact::Present(CliVersion { major: 2, minor: 31, patch: 9 }), Fact::Hidden(denied())] {
        assert_eq!(offers(Facts { cli, ..nobody(logins(vec![])) }), without);
    }
    let app_key = open_sesame::setup::Login {
        by: SignIn::AppKey,
        profile: None,
        ..profile("", LoginKind::AppKey { key: a(crate::setup::KEY) }, Lasts::NoEnd)
    };
    assert_eq!(offers(nobody(logins(vec![app_key])))[..3], ["app-key", "browser", "aws-login"]);
}

#[test]
fn aws_login_has_the_terminal_and_then_everybody_is_asked_again() {
    let check = |found: Vec<open_sesame::setup::Login>, begun: Renewal, sign_in: SignIn| {
        let mut script = taking(on_the_page(intent(), nobody(logins(found))), "aws-login");
        let (ticket, renewal) = begins(&script.asked()).expect("a command has the terminal");
        assert_eq!(renewal, begun);
        // One that was not begun here has nothing to say.
        script.tell(Msg::SessionBegun { ticket: Ticket(ticket.0 + 100), ended: Ok(()) });
        assert!(script.asked().is_empty());
        script.tell(Msg::SessionBegun { ticket, ended: Ok(()) });
        let effects = script.asked();
        assert!(looks_at_everything(&effects), "{effects:?}");
        assert!(effects.iter().any(|it| matches!(it, Effect::LookAtLogins { .. })), "{effects:?}");
        assert_eq!(script.model.intent.sign_in, sign_in);
        script.tell(Msg::SessionBegun { ticket, ended: Ok(()) });
        assert!(script.asked().is_empty(), "it ends once");
    };
    check(vec![], Renewal::Console { profile: None }, SignIn::Ambient);
    // A default profile that holds something stays as it is.
    let sesame = || Renewal::Console { profile: Some("sesame".into()) };
    check(vec![usual_login()], sesame(), SignIn::Profile("sesame".into()));

    let mut script = taking(on_the_page(intent(), nobody(logins(vec![]))), "aws-login");
    let (ticket, _) = begins(&script.asked()).expect("a command has the terminal");
    let failure = Failure::new(FailureKind::NoCredentials, "run aws login").because("it ended with exit status: 255");
    script.tell(Msg::SessionBegun { ticket, ended: Err(failure.clone()) });
    assert!(looks_at_everything(&script.asked()), "it looks all the same");
    assert_eq!(script.model.trouble.change, Some(failure));
}

#[test]
fn a_session_that_is_over_is_begun_anew_by_its_own_command() {
    let renewal = Renewal::SsoSession { session: "corp".into() };
    let sso = |lasts| profile("work", LoginKind::Sso { session: Some("corp".into()) }, lasts);
    let over = Lasts::Over { since: Some(ago(60)), renewal: renewal.clone() };
    let by_work = Intent { sign_in: SignIn::Profile("work".into()), ..intent() };
    let expired = Fact::Hidden(is_over());
    for lasts in [over, Lasts::Until(ago(-3600))] {
        let facts = Facts { caller: expired.clone(), ..nobody(logins(vec![sso(lasts)])) };
        let mut script = on_the_page(by_work.clone(), facts);
        assert!(!script.model.form.is_open(), "the usual thing is to begin it anew");
        script = script.press(&[Key::F(11)]);
        let (ticket, begun) = begins(&script.asked()).expect("a command has the terminal");
        assert_eq!(begun, renewal);
        script.tell(Msg::SessionBegun { ticket, ended: Ok(()) });
        assert_eq!(script.model.intent.sign_in, by_work.sign_in, "whoever it was stays");
    }
    // One that works is left alone.
    let facts = Facts { logins: Fact::Present(logins(vec![sso(Lasts::NoEnd)])), ..everything() };
    let mut script = on_the_page(by_work, facts).press(&[Key::F(11)]);
    assert_eq!(begins(&script.asked()), None);
}

const ASIA: &str = "export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\n\
                    export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";

#[test]
fn what_was_pasted_is_held_and_what_cannot_work_is_said_before_it_is_used() {
    let mut script = taking(on_the_page(intent(), nobody(logins(vec![]))), "cloud-shell");
    assert_eq!(remembered(&script.asked()), Some(SignIn::Pasted));
    script = script.sees_nobody();
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::Credentials)));
    assert!(script.model.has_line());

    // The token is missing.
    script = script.pastes(ASIA).press(&[Key::Enter]);
    assert!(script.model.form.focused().is_some_and(|field| field.wrong.is_some()));
    let effects = script.asked();
    assert!(!effects.iter().any(|it| matches!(it, Effect::Hold { .. })), "{effects:?}");

    let whole = format!("{ASIA}export AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLETOKEN\n");
    script = script.press(&[Key::Ctrl('u')]).pastes(&whole).press(&[Key::Enter]);
    let effects = script.asked();
    let held: Vec<_> = effects.iter().filter(|it| matches!(it, Effect::Hold { .. })).collect();
    assert_eq!(held, [&Effect::Hold { slot: SignIn::pasted(), secret: Secret::new(&whole) }]);
    assert!(looks_at_everything(&effects), "{effects:?}");
    let pasted = open_sesame::setup::Login {
        by: SignIn::Pasted,
        profile: None,
        ..profile("", LoginKind::Pasted { key: a("ASIAIOSFODNN7EXAMPLE") }, Lasts::Until(ago(-3600)))
    };
    script = script.sees(Facts { logins: Fact::Present(logins(vec![pasted])), ..everything() });
    assert_eq!(
        script.model.form.fields.iter().map(|field| field.id).collect::<Vec<_>>(),
        [FieldId::Steer(Steer::SignIn)]
    );
    assert_eq!(script.model.picked_sign_in(), Some(SignInBy::Login(SignIn::Pasted)));
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains("이 로그인은 59분"), "{screen}\n{:?} {:?}", script.model.facts.logins, script.model.now);
    assert!(!script.screens.iter().any(|it| it.contains("wJalr") || it.contains("IQoJ")), "a secret was drawn");

    // Once AWS does not take it any more, another is asked for on the spot.
    script = script.press(&[Key::F(5)]).sees(Facts { caller: Fact::Hidden(is_over()), ..Facts::default() });
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::Credentials)));
}

#[test]
fn what_another_run_held_is_said_to_be_gone() {
    let pasted = Intent { sign_in: SignIn::Pasted, ..intent() };
    let script = on_the_page(pasted, nobody(logins(vec![usual_login()])));
    assert!(script.model.session.has_lost_what_was_pasted());
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::Credentials)));
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains("지난번에 붙여 넣은"), "{screen}");
    let script = taking(script, "ambient");
    assert!(!script.model.session.has_lost_what_was_pasted());
}

#[test]
fn with_no_credentials_at_all_the_whole_path_is_walked_and_nothing_is_asked_of_aws() {
    for way in ["cloud-shell-block", "console"] {
        let mut script = taking(on_the_page(intent(), nobody(logins(vec![]))), way).sees_nobody();
        let mut pages = vec![script.model.page];
        while script.model.page != Page::Receipt {
            let here = script.model.page;
            if matches!(here, Page::Sender | Page::Key | Page::Identity | Page::Production) {
                let step = here.step().expect("a step");
                assert_eq!(
                    script.model.standing(step),
                    Standing::Unknown,
                    "{here:?}: nothing was seen, and nothing is said"
                );
                assert_eq!(script.model.way(), Some(Way::Console), "{here:?}");
                let screen = script.screens.last().expect("a screen");
                let says = if here == Page::Key { "붙여 넣으세요" } else { "콘솔" };
                assert!(screen.contains(says) || by_block(way, here), "{here:?}\n{screen}");
            }
            if here == Page::Key {
                // Enter does not pass by what is missing, on the field or below it.
                script = script.press(&[Key::Enter, Key::Down, Key::Down, Key::Enter]);
                assert_eq!(script.model.page, here);
                assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::GivenKey)));
                script = script.press(&[Key::Tab]);
            }
            for _ in 0..20 {
                if script.model.page != here {
                    break;
                }
                script = script.press(&[Key::Enter]);
            }
            assert_ne!(script.model.page, here, "{here:?} is a dead end");
            pages.push(script.model.page);
        }
        assert_eq!(pages, Page::path().skip(1).collect::<Vec<_>>());
        let effects = script.asked();
        assert!(!effects.iter().any(|it| matches!(it, Effect::Apply { .. })), "{effects:?}");
    }
}

/// What the block makes is said of the block.
fn by_block(way: &str, page: Page) -> bool {
    way == "cloud-shell-block" && page == Page::Sender
}

#[test]
fn what_the_block_makes_is_pasted_where_the_cursor_stands() {
    let mut script = taking(on_the_page(intent(), nobody(logins(vec![]))), "cloud-shell-block").sees_nobody();
    let read = |script: &Script| {
        let page = script.screens.last().expect("a screen").lines().map(|line| line.rsplit('│').next().unwrap_or(""));
        page.flat_map(str::split_whitespace).collect::<String>()
    };
    let marked = |script: &Script, name: &str| {
        let screen = script.screens.last().expect("a screen");
        screen.lines().any(|line| line.contains(&format!("→ {name}")))
    };
    // The block makes the user too, and nothing is clicked for it.
    while script.model.page != Page::Sender {
        script = script.press(&[Key::Enter]);
    }
    assert!(read(&script).contains("mail-user도CloudShell의블록이만듭니다"), "{}", script.screens.last().unwrap());
    assert!(!read(&script).contains("Createuser"), "{}", script.screens.last().unwrap());
    let copies =
        |script: &Script| offered(&script.model).iter().any(|it| (it.key, &it.act) == (Key::F(6), &Act::CopyBlock));
    assert!(copies(&script) && script.model.has_block());
    assert!(marked(&script, "3"), "what is next is to bring the key:\n{}", script.screens.last().unwrap());

    script = script.press(&[Key::Enter]);
    assert_eq!(script.model.page, Page::Key);
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::GivenKey)));
    assert!(script.cursor().is_some() && copies(&script));
    assert!(read(&script).contains("출력한키의ID와비밀키를위칸에붙여넣으세요"), "{}", script.screens.last().unwrap());
    script = script.press(&[Key::Enter, Key::Enter]);
    assert_eq!(script.model.page, Page::Key, "nothing was pasted yet");
    assert!(script.model.form.focused().is_some_and(|field| field.wrong.is_some()));
    script.asked();
    let printed = format!("AWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\n", crate::setup::KEY, crate::setup::SECRET);
    script = script.pastes(&printed).press(&[Key::Enter]);
    let effects = script.asked();
    assert!(effects.iter().any(|it| matches!(it, Effect::Hold { .. })) && looks_at_everything(&effects), "{effects:?}");

    // By clicks the user comes first.
    let script = taking(on_the_page(intent(), nobody(logins(vec![]))), "console").sees_nobody();
    assert!(marked(&script, "2"), "{}", script.screens.last().unwrap());
}

#[test]
fn everybody_is_asked_about_only_when_somebody_says_so_and_no_program_is_run() {
    let over = Lasts::Over { since: None, renewal: Renewal::Console { profile: Some("gone".into()) } };
    let role = |by_program| LoginKind::Role { name: "Deploy".into(), from: Some("default".into()), by_program };
    let found = vec![
        usual_login(),
        profile("role", role(false), Lasts::NoEnd),
        profile("role-of-a-program", role(true), Lasts::NoEnd),
        profile("program", LoginKind::Program, Lasts::NoEnd),
        profile("gone", LoginKind::Console, over),
    ];
    let mut script = Script::open(intent()).sees(Facts { logins: Fact::Unknown, ..everything() }).press(&[Key::Tab]);
    let asked = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|it| match it {
            Effect::LookAtLogins { ticket, asked, .. } => Some((ticket, asked)),
            _ => None,
        })
    };
    let (ticket, nobody) = asked(script.asked()).expect("it looks at what lies at hand");
    assert_eq!(nobody, BTreeSet::new());
    let news = Facts { logins: Fact::Present(logins(found)), ..Facts::default() };
    script.tell(Msg::Observed { ticket, news: Box::new(news), trouble: Vec::new() });
    script.tell(Msg::Looked { ticket });
    script = script.press(&[Key::F(5)]);
    let (_, some) = asked(script.asked()).expect("somebody said so");
    assert_eq!(some, BTreeSet::from([SignIn::Ambient, SignIn::Profile("role".into())]));
}

#[test]
fn what_a_sign_in_may_not_is_done_in_another_way_and_the_rest_goes_on() {
    let barred = [("iam:CreateUser".to_owned(), open_sesame::setup::Barrier::Organization)];
    let facts = Facts { permissions: Fact::Present(barred.into()), ..crate::setup::nothing() };
    let script = on_the_page(intent(), facts);
    let screen = script.screens.last().expect("a screen");
    assert!(screen.contains("iam:CreateUser") && screen.contains("SCP"), "{screen}");
    let mut script = script.press(&[Key::Tab, Key::Tab]);
    assert_eq!((script.model.page, script.model.way()), (Page::Sender, Some(Way::Console)));
    script = script.press(&[Key::Tab, Key::Tab]);
    assert_eq!((script.model.page, script.model.way()), (Page::Identity, Some(Way::ForMe)));

    // What AWS refuses on the way is remembered of this sign-in, and of no other.
    let mut script = on_the_page(intent(), crate::setup::nothing()).press(&[Key::Tab, Key::Tab]);
    script = script.press(&[Key::Enter; 3]);
    let (ticket, change) = script.applied().expect("it is confirmed");
    let failure = Failure::new(FailureKind::Denied, "create the user")
        .because("with an explicit deny in an identity-based policy");
    script.tell(Msg::Applied { ticket, outcome: Err(failure) });
    script = script.sees(crate::setup::nothing());
    assert!(script.model.facts.is_barred(change.kind()));
    assert_eq!(script.model.way(), Some(Way::Console));
    script = taking(script.press(&[Key::Esc, Key::Esc]), "ambient");
    assert!(!script.model.facts.is_barred(change.kind()));
}

impl Script {
    /// Answers the look that was asked for last: there are no credentials, and so nothing is seen.
    fn sees_nobody(self) -> Script {
        self.sees(Facts { caller: Fact::Absent, project: nothing_there().project, ..Facts::default() })
    }
}

/// As AWS answers a session that has run out.
fn is_over() -> Denial {
    let (kind, code) = (FailureKind::CredentialsExpired, "ExpiredToken".into());
    Denial { kind, code, message: "it is over".into() }
}

/// Of many profiles too nothing is taken that is not like what was typed.
#[test]
fn a_profile_that_nothing_is_like_is_not_taken() {
    let names = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"];
    let all = names.map(|name| profile(name, LoginKind::Program, Lasts::NoEnd)).to_vec();
    let mut script = on_the_page(intent(), nobody(logins(all)));
    if !script.model.form.is_open() {
        script = script.press(&[Key::Up, Key::Char(' ')]);
    }
    let shown = |script: &Script| script.model.form.focused().map(|field| field.shown().len());
    script = script.types("p3");
    assert_eq!(shown(&script), Some(1), "{}", script.screens.last().unwrap());
    script = script.types("zzz");
    script.asked();
    script = script.press(&[Key::Enter]);
    assert_eq!(remembered(&script.asked()), None);
    assert!(shown(&script).is_some_and(|all| all >= names.len()), "{}", script.screens.last().unwrap());
}

/// On this page, by as many of these.
fn turned_to(mut script: Script, page: Page, key: Key) -> Script {
    for _ in 0..20 {
        if script.model.page == page {
            return script;
        }
        script = script.press(&[key]);
    }
    panic!("{key:?} does not lead there:\n{}", script.screens.last().expect("a screen"));
}

/// Who signs in anew may be in another account. What was seen is looked at anew, all of it; what the operator said stays; but what
/// they said of one account's user, identity and reviewers is asked again in another, and stands again back in the first.
#[test]
fn what_was_answered_for_one_account_is_asked_again_in_another() {
    let here = || logins(vec![usual_login(), profile("shop", LoginKind::Program, Lasts::NoEnd)]);
    let foreign = open_sesame::setup::Sender { made: Authorship::Foreign, ..crate::setup::sender() };
    let seen = |account: &str| Facts {
        caller: Fact::Present(Caller { account: a(account), ..crate::setup::caller() }),
        sender: Fact::Present(foreign.clone()),
        logins: Fact::Present(here()),
        ..everything()
    };
    let (first, second) = ("123456789012", "999988887777");
    let said = Intent { account: None, ..intent() };
    let mut script = Script::open(said.clone()).sees(seen(first));
    script = turned_to(script, Page::Sender, Key::Tab);
    let asks = |script: &Script| script.model.standing(Step::Sender).asks().contains(&Question::AdoptUser);
    let adopts = |script: &Script| {
        script.model.standing(Step::Sender).open().is_some_and(|it| it.kind() == ChangeKind::AdoptSender)
    };
    assert!(asks(&script) && !adopts(&script));
    let yes = || Msg::Answer { field: Wish::AdoptUser.into(), said: FieldValue::Choice(Choice::AdoptUser(YesNo::Yes)) };
    script.tell(yes());
    assert!(adopts(&script), "{:?}", script.model.standing(Step::Sender));

    let to_sign_in = |script| turned_to(script, Page::SignIn, Key::Esc);
    script = taking(to_sign_in(script), "profile:shop");
    let effects = script.asked();
    assert!(looks_at_everything(&effects), "{effects:?}");
    assert_eq!(script.model.standing(Step::Sender), Standing::Unknown, "what another saw says nothing");
    script = script.sees(seen(second));
    assert!(asks(&script) && !adopts(&script), "{:?}", script.model.standing(Step::Sender));
    let now = &script.model.intent;
    assert_eq!((now.region, &now.from, &now.user, now.keep), (said.region, &said.from, &said.user, said.keep));

    // Back in the first it stands; said in the second, it is of that one.
    script = taking(script, "ambient").sees(seen(first));
    assert!(adopts(&script), "{:?}", script.model.standing(Step::Sender));
    script = taking(to_sign_in(script), "profile:shop").sees(seen(second));
    script = turned_to(script, Page::Sender, Key::Tab);
    let field = script.model.form.fields.iter().find(|it| it.id == Wish::AdoptUser).expect("it is asked again");
    assert_eq!(field.picked(), Some(&Choice::AdoptUser(YesNo::No)));
    script.tell(yes());
    assert!(adopts(&script));
    script = taking(to_sign_in(script), "ambient").sees(seen(first));
    assert!(asks(&script) && !adopts(&script));
}
