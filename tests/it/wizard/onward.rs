//! What leads on, and what is said of it: the doors, the diagnosis, the footer and its arrows.

use open_sesame::{
    diagnosis::{Cause, Certainty, checks::CheckId},
    setup::{Check, HostInDns, RegionFacts, RunsOn, Terms},
    wizard::{ActKind, Notice},
};

use super::*;
use crate::setup::{self, everything, nothing};

fn at(page: Page, facts: Facts) -> Script {
    with_everything_said(page, facts)
}

fn footer(script: &Script) -> String {
    script.screens.last().unwrap().lines().last().unwrap_or_default().to_owned()
}

fn enter(script: &Script) -> Option<Act> {
    offered(&script.model).into_iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act)
}

/// The door "Just the .env" with these answers.
fn only_env(facts: Facts) -> Script {
    let intent = Intent { region: None, ..Intent::default() };
    let script = Script::open(intent).sees(facts).press(&[Key::Down, Key::Down, Key::Enter]);
    assert_eq!(script.model.page, Page::Project);
    script.types("no-reply@example.co.kr").press(&[Key::Enter])
}

/// The lines alone name no server that does not exist without saying so.
#[test]
fn the_lines_alone_say_where_dns_has_no_smtp_host() {
    let host = "email-smtp.ap-northeast-2.amazonaws.com";
    for (found, is_told) in [(HostInDns::There, false), (HostInDns::Nowhere, true)] {
        let facts = Facts { project: Fact::Absent, hosts: [(host.to_owned(), found)].into(), ..nothing() };
        let script = only_env(facts.clone()).press(&[Key::Enter]).sees(facts);
        let screen = script.screens.last().unwrap();
        assert!(screen.contains(host), "{screen}");
        assert_eq!(screen.contains("SMTP가 없으니"), is_told, "{screen}");
    }
}

#[test]
fn just_the_env_asks_region_and_key_and_enter_ends_it() {
    for facts in
        [Facts { project: Fact::Present(setup::new_app()), ..nothing() }, Facts { project: Fact::Absent, ..nothing() }]
    {
        let mut script = only_env(facts.clone());
        assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Wish(Wish::Region)));
        assert!(script.model.env_lines().is_empty(), "no region, no lines");
        script = script.press(&[Key::Enter]).sees(facts.clone());
        assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Hidden(Hidden::GivenKey)));
        let screen = script.screens.last().unwrap();
        assert!(
            screen.contains("AWS_DEFAULT_REGION=ap-northeast-2")
                || screen.contains("MAIL_HOST=email-smtp.ap-northeast-2"),
            "{screen}"
        );
        script = script.press(&[Key::Enter]);
        while script.model.form.focused().is_some() {
            script = script.press(&[Key::Enter]);
        }
        // The mailer is an answer that the app has a say in, so it is looked at again.
        script = script.sees(facts.clone());
        script.asked();
        script = script.press(&[Key::F(6)]);
        let copied = script.asked().into_iter().find_map(|effect| match effect {
            Effect::Copy(what @ ToCopy::Lines { .. }) => Text::new(Locale::Ko).to_copy(&what).map(|it| it.into_owned()),
            _ => None,
        });
        let copied = copied.expect("they are copied");
        assert!(copied.contains("no-reply@example.co.kr") && copied.contains("ap-northeast-2"), "{copied}");
        assert_eq!(enter(&script), Some(Act::Leave), "{}", script.screens.last().unwrap());
        assert!(offered(&script.model).iter().all(|offer| offer.act != Act::GoOn), "no way to the test send");
        script = script.press(&[Key::Enter]);
        assert!(script.asked().contains(&Effect::Leave));
        // Who came for the lines leaves with them.
        let left = open_sesame::view::farewell(&script.model, &Text::new(Locale::Ko), Default::default(), None);
        assert_eq!(left.join("\n").trim_end(), copied.trim_end());
    }
}

/// What would make strangers' sign-ups fail is a comment, on the page as on the clipboard, where the account is known to be in the
/// sandbox and others use the app.
#[test]
fn just_the_env_holds_the_switch_back_in_the_sandbox() {
    for (account, runs_on, is_later) in [
        (setup::sandbox(), RunsOn::Server, true),
        (setup::production(), RunsOn::Server, false),
        (setup::sandbox(), RunsOn::Local, false),
    ] {
        let project = Fact::Present(setup::new_app());
        let facts = Facts { project, account: Fact::Present(account), ..nothing() };
        let mut script = only_env(facts.clone()).press(&[Key::Enter]).sees(facts.clone());
        script.model.intent.runs_on = runs_on;
        let copied = Text::new(Locale::En).to_copy(&script.model.env_lines_to_copy()).expect("lines").into_owned();
        let script = script.sees(facts);
        let screen = script.screens.last().unwrap();
        for text in [&copied, screen] {
            let live = text
                .lines()
                .any(|line| line.trim_matches([' ', '│']).ends_with("MAIL_MAILER=ses") && !line.contains('#'));
            assert_eq!(live, !is_later, "{runs_on:?}: {text}");
            assert_eq!(text.contains("# MAIL_MAILER=ses"), is_later, "{text}");
            assert!(!text.contains("--write"), "a flag of a command: {text}");
        }
    }
}

#[test]
fn just_the_env_takes_a_key_and_copies_its_secret_unseen() {
    let facts = Facts { project: Fact::Present(setup::app(setup::DONE_ENV)), ..nothing() };
    let mut script = only_env(facts.clone()).press(&[Key::Enter]).sees(facts.clone());
    script.model.copying.clipboard = open_sesame::wizard::Clipboard::Terminal;
    script =
        script.pastes(&format!("{}\n{}", setup::OTHER_KEY, setup::SECRET)).press(&[Key::Enter]).sees(facts.clone());
    let screen = script.screens.last().unwrap();
    assert!(screen.contains(&format!("={}", setup::OTHER_KEY)), "{screen}");
    assert!(screen.contains("=•••") && !screen.contains(setup::SECRET), "{screen}");
    while script.model.form.focused().is_some() {
        script = script.press(&[Key::Enter]);
    }
    script = script.sees(facts);
    script.asked();
    script = script.press(&[Key::F(6), Key::Enter]);
    let lines = script.asked().into_iter().find_map(|effect| match effect {
        Effect::CopySecret { lines, .. } => Some(lines),
        _ => None,
    });
    let given = Intent::given_slot(&setup::a(setup::OTHER_KEY));
    let lines = lines.expect("they are copied");
    assert!(lines.iter().any(|(_, value)| *value == open_sesame::setup::Value::Of(given.clone())), "{lines:?}");
}

/// From a diagnosis one key leads to the page that mends its cause, and what speaks for it comes first.
#[test]
fn a_diagnosis_leads_to_the_page_that_mends_it() {
    let virginia = RegionFacts {
        listed: Fact::Present([("example.co.kr".parse().unwrap(), Check::Success)].into()),
        ..RegionFacts::default()
    };
    let facts = Facts { regions: [("us-east-1".parse().unwrap(), virginia)].into(), ..nothing() };
    let refused = "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: ";
    let rows = [
        (facts, format!("{refused}no-reply@example.co.kr"), Page::Region),
        (everything(), format!("{refused}guest@naver.com"), Page::Production),
    ];
    for (facts, error, page) in rows {
        let facts = Facts { account: nothing().account, ..facts };
        let mut script =
            Script::open(setup::intent()).sees(facts).press(&[Key::F(2)]).types(&error).press(&[Key::Enter]);
        assert_eq!(enter(&script), Some(Act::Mend(page)), "{}", script.screens.last().unwrap());
        assert!(footer(&script).contains("Enter 고칠 화면으로"), "{}", footer(&script));
        script = script.press(&[Key::Enter]);
        assert_eq!(script.model.page, page);
    }
    // Without an error each check leads to its page.
    let script = Script::open(setup::intent()).sees(everything()).press(&[Key::F(2), Key::Down]);
    assert!(matches!(enter(&script), Some(Act::Mend(_))), "{:?}", enter(&script));
}

/// That the app names another region than the set-up says nothing of the one in which something is verified: the app's is looked
/// at, and until then nothing is called likely.
#[test]
fn the_doctors_page_looks_at_the_apps_region_before_it_suspects_it() {
    let env = setup::DONE_ENV.replace("ap-northeast-2", "us-east-1");
    let facts = Facts { identity: Fact::Absent, project: Fact::Present(setup::app(&env)), ..everything() };
    let mut script = Script::open(setup::intent()).sees(facts);
    script.asked();
    script = script.press(&[Key::F(2)]);
    let around = script.asked().into_iter().find_map(|effect| match effect {
        Effect::LookAround { around, .. } => Some(around),
        _ => None,
    });
    let around = around.expect("a look around");
    assert!(around.regions().contains(&"us-east-1".parse().unwrap()), "{around:?}");
    let told = script.screens.last().unwrap();
    assert!(told.contains(Text::new(Locale::Ko).check_name(CheckId::Region)), "{told}");
    let checks = script.model.listed_checks();
    let found = checks.iter().flat_map(|check| &check.findings).find(|it| it.cause == Cause::RegionMismatch);
    assert_eq!(found.map(|it| it.certainty), Some(Certainty::Possible));
}

#[test]
fn the_footer_names_how_an_answer_is_changed_and_how_records_are_passed() {
    let pending = || Facts { identity: Fact::Present(setup::pending_domain()), ..everything() };
    for (columns, rows) in [(80, 24), (120, 40), (60, 20)] {
        for page in Page::path() {
            let mut script = at(page, pending());
            script.tell(Msg::Resized { columns, rows });
            let (fields, on_action) = (!script.model.form.fields.is_empty(), script.model.form.focused().is_none());
            let records = !script.model.records().is_empty();
            let footer = footer(&script);
            assert_eq!(footer.contains("↑ 답 고치기"), fields && on_action, "{page:?}\n{footer}");
            assert_eq!(footer.contains("↑↓ 레코드"), !fields && records, "{page:?}\n{footer}");
        }
    }
}

/// More presses than any page has fields and options together.
const ENOUGH: usize = 120;

/// Up and down move through all of a page: through a list to its end and on to the field there, and from the first field to
/// the action. A list that is passed stays as it was.
#[test]
fn the_arrows_move_through_fields_and_lists_alike() {
    let asked = Facts { account: nothing().account, ..everything() };
    let intent = Intent { terms: open_sesame::setup::Terms::NotAsked, ..setup::intent() };
    let mut script = Script::open(intent).sees(asked);
    while script.model.page != Page::Production {
        script = script.press(&[Key::Tab]);
    }
    let focused = |script: &Script| script.model.form.focused().map(|field| field.id);
    let (website, promise) = (FieldId::Wish(Wish::Website), FieldId::Wish(Wish::AcceptTerms));
    while focused(&script) != Some(promise) {
        script = script.press(&[Key::Down]);
    }
    let picked = |script: &Script| script.model.form.field(promise).and_then(|field| field.picked().map(|it| it.id()));
    assert!(script.model.form.is_open());
    let before = picked(&script);
    script = script.press(&[Key::Up]);
    assert_eq!((focused(&script), picked(&script).as_deref()), (Some(promise), Some("yes")));
    script = script.press(&[Key::Up]);
    assert_eq!((focused(&script), picked(&script)), (Some(website), before));
    assert_eq!(script.model.intent.terms, open_sesame::setup::Terms::NotAsked, "nothing was promised by an arrow");
    // From the first field up is the action, and down again the field.
    script = script.press(&[Key::Up]);
    assert_eq!(focused(&script), None);
    script = script.press(&[Key::Down]);
    assert_eq!(focused(&script), Some(website));
    // On every page with fields each of them is reached, either way.
    for page in Page::path() {
        for key in [Key::Up, Key::Down] {
            let mut script = at(page, Facts { account: nothing().account, ..everything() });
            let mut seen = std::collections::BTreeSet::new();
            for _ in 0..ENOUGH {
                seen.insert(script.model.form.focus);
                if seen.len() > script.model.form.fields.len() {
                    break;
                }
                script = script.press(&[key]);
            }
            assert_eq!(seen.len(), script.model.form.fields.len() + 1, "{page:?} {key:?}: {seen:?}");
        }
    }
}

/// A list that goes on says so, with its part of the whole, in every direction in which it goes on.
#[test]
fn a_list_that_goes_on_shows_that_it_does() {
    let intent = Intent { region: None, ..setup::intent() };
    let mut script = Script::open(intent).sees(nothing());
    while script.model.page != Page::Region {
        script = script.press(&[Key::Tab]);
    }
    let all = script.model.form.focused().expect("the regions").shown().len();
    let text = Text::new(Locale::Ko);
    let says = |script: &Script, marks: &str, from: usize, to: usize| {
        let (screen, wanted) =
            (script.screens.last().unwrap(), format!("{marks} {}", text.screen_part_of(all, from, to)));
        assert!(screen.contains(&wanted), "{wanted}\n{screen}");
    };
    says(&script, "▾", 1, 8);
    script = script.press(&[Key::Down; 10]);
    says(&script, "▴▾", 7, 14);
    script = script.press(&vec![Key::Down; all]);
    says(&script, "▴", all - 7, all);
    // One that is narrowed down to what can be shown goes on nowhere.
    let script = script.types("us-");
    let screen = script.screens.last().unwrap();
    assert!(!screen.contains("개 중 1~"), "{screen}");
}

/// A letter that acts stands in the help, and only where it acts.
#[test]
fn the_help_names_the_letters_that_act() {
    let help = |mut script: Script| {
        script.tell(Msg::Resized { columns: 120, rows: 60 });
        script.press(&[Key::F(1)]).screens.last().unwrap().clone()
    };
    let on_action = help(at(Page::Sender, nothing()));
    assert!(on_action.contains("F4 Ctrl-O o ") && on_action.contains("F5 Ctrl-R r "), "{on_action}");
    let in_field = help(at_the_address());
    assert!(in_field.contains("Ctrl-R ") && !in_field.contains("Ctrl-R r"), "{in_field}");
}

#[test]
fn the_title_stays_and_no_page_begins_with_the_end_of_a_sentence() {
    for (columns, rows) in [(80, 24), (60, 20), (40, 14)] {
        let sender = everything().sender.present().cloned().expect("there");
        let sender = open_sesame::setup::Sender { inline: Fact::Present(BTreeMap::new()), ..sender };
        let facts = Facts { sender: Fact::Present(sender), ..nothing() };
        for page in [Page::Sender, Page::Identity, Page::Project, Page::Receipt] {
            for down in 0..4 {
                let mut script = at(page, facts.clone());
                script.tell(Msg::Resized { columns, rows });
                let title = Text::new(Locale::Ko).page_name(page);
                script = script.press(&vec![Key::PageDown; down]);
                let screen = script.screens.last().unwrap();
                let body: Vec<&str> =
                    screen.lines().skip(2).map(|line| line.rsplit('│').next().unwrap_or_default()).collect();
                assert!(body[0].contains(title), "{page:?} {columns}x{rows}\n{screen}");
            }
        }
    }
}

/// What scrolls nowhere offers no key for it.
#[test]
fn page_keys_are_offered_where_something_is_hidden() {
    let pages = |script: &Script| offered(&script.model).iter().any(|it| matches!(it.key, Key::PageUp | Key::PageDown));
    let stories = super::stories::played(at_the_address()).press(&[Key::F(10)]);
    assert!(!pages(&stories), "{}", stories.screens.last().unwrap());
    let log = at_the_sender().press(&[Key::F(3)]);
    assert!(!pages(&log), "{}", log.screens.last().unwrap());
    let help = at_the_sender().press(&[Key::F(1)]);
    assert_eq!(pages(&help), help.screens.last().unwrap().contains(['▾', '▴']), "{}", help.screens.last().unwrap());
}

/// One's own inbox is asked first and Enter alone takes the simulator; of a sandbox that is over nothing is said.
#[test]
fn the_test_goes_to_ones_own_inbox_or_to_the_simulator() {
    let script = at(Page::Delivery, everything());
    assert_eq!(script.model.form.text(FieldId::Wish(Wish::TestTo)), "");
    let screen = script.screens.last().unwrap();
    assert!(screen.contains("예: me@example.com") && !screen.contains("샌드박스입니다"), "{screen}");
    let script = script.press(&[Key::Enter]);
    assert_eq!(
        script.model.intent.test_to.as_ref().map(ToString::to_string).as_deref(),
        Some("success@simulator.amazonses.com")
    );
    let sandbox = at(Page::Delivery, Facts { account: nothing().account, ..everything() });
    assert!(sandbox.screens.last().unwrap().contains("샌드박스입니다"), "{}", sandbox.screens.last().unwrap());
}

/// What is no answer holds the cursor nowhere, stays to be seen, and is what Enter leads back to.
#[test]
fn an_answer_that_is_none_does_not_hold_the_cursor() {
    let facts = Facts { account: nothing().account, ..everything() };
    let mut script = at(Page::Production, facts);
    for _ in 0..20 {
        if script.model.form.focused().is_some_and(|field| field.id == FieldId::Wish(Wish::Contact)) {
            break;
        }
        script = script.press(&[Key::Up]);
    }
    script = script.types("nobody").press(&[Key::Up, Key::Up, Key::Up]);
    assert_ne!(script.model.form.focused().map(|field| field.id), Some(FieldId::Wish(Wish::Contact)));
    let screen = script.screens.last().unwrap();
    assert!(screen.contains("nobody"), "it is still seen:\n{screen}");
    while script.model.form.focused().is_some() {
        script = script.press(&[Key::Down]);
    }
    script = script.press(&[Key::Enter]);
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Wish(Wish::Contact)));
}

/// Left empty, a field says what is missing beside what is wanted.
#[test]
fn an_empty_answer_does_not_hide_the_example() {
    let script = at_the_address().press(&[Key::Enter]);
    let screen = script.screens.last().unwrap();
    assert!(screen.contains("예: no-reply@example.co.kr") && screen.contains("답이 필요합니다"), "{screen}");
}

/// A key that is pressed twice turns the page, and does not carry out what stands on the next one.
#[test]
fn a_second_enter_in_the_same_breath_carries_nothing_out() {
    let mut script = Script::open(setup::intent()).sees(setup::nothing());
    while script.model.page != Page::Region {
        script = script.press(&[Key::Tab]);
    }
    script.asked();
    script.settles = false;
    script.tell(Msg::Key(Key::Enter));
    assert_eq!(script.model.page, Page::Sender);
    assert!(matches!(enter(&script), Some(Act::Confirm(_))), "{:?}", enter(&script));
    script.tell(Msg::Key(Key::Enter));
    assert!(script.model.work.doing.is_none());
    assert!(matches!(script.model.window.notice, Some(Notice::Held(Key::Enter, ActKind::Confirm))));
    script.settle();
    script.tell(Msg::Key(Key::Enter));
    assert!(script.model.work.doing.is_some());
}

/// With its last answer a page turns to what Enter does. The request, which cannot be taken back, stands whole on 24 rows.
/// The reply names the proposed site before it is answered, and that it goes on below is marked.
#[test]
fn the_reply_is_of_the_site_that_is_proposed() {
    let intent = Intent { website: None, terms: Terms::NotAsked, ..setup::intent() };
    let facts = Facts { account: setup::nothing().account, ..setup::everything() };
    let mut script = Script::open(intent).sees(facts);
    while script.model.page != Page::Production {
        script = script.press(&[Key::Tab]);
    }
    script = script.press(&[Key::F(8)]);
    let reply = script.model.window.draft.as_ref().expect("a reply").text();
    assert!(reply.contains("https://") && !reply.contains("our site"), "{reply}");
    script = script.press(&[Key::Down]);
    let screen = script.screens.last().unwrap();
    assert!(screen.contains('▾'), "{screen}");
}

#[test]
fn the_request_is_seen_whole() {
    let intent = Intent { website: None, terms: Terms::NotAsked, ..setup::intent() };
    let verified = Facts { account: setup::nothing().account, ..setup::everything() };
    let mut script = Script::open(intent).sees(verified);
    while script.model.page != Page::Production {
        script = script.press(&[Key::Tab]);
    }
    script = script.press(&[Key::Enter, Key::Up, Key::Enter]);
    let screen = script.screens.last().unwrap();
    assert!(script.model.form.focused().is_none() && script.model.ready().is_some(), "{screen}");
    let seen = &script.model.window.seen;
    assert!(!seen.above && !seen.below && matches!(enter(&script), Some(Act::Confirm(_))), "{screen}");
}
