//! What do these keys lead to? The conversation alone: no runtime, no terminal, and facts that were made up.

use std::collections::BTreeMap;

use open_sesame::{
    setup::{Change, ChangeKind, Facts, Intent, Outcome, Part, Receipt, Scope, SesAccount, Standing, Step},
    terms::{Fact, Failure, FailureKind, Secret, Timestamp},
    view,
    wizard::{
        Act, Effect, FieldId, Hidden, Key, Model, Msg, Overlay, Page, Shown, Steer, Ticket, ToCopy, Wish, Wrong,
        offered, open, shown, unsettled, update,
    },
    words::{Locale, Text},
};
use ratatui::{Terminal, backend::TestBackend, layout::Position};

use crate::gallery::shot;

mod answers;
mod anything;
pub mod browser;
mod emulator;
mod keys;
mod letter;
mod onward;
mod others;
mod pricing;
mod records;
mod resting;
mod secret;
mod seeing;
mod set_ups;
mod signing_in;
mod site;
pub mod stories;
pub mod writing;

use emulator::Emulator;

/// A conversation, played by hand.
pub struct Script {
    pub model: Model,
    pub effects: Vec<Effect>,
    /// Every screen that was drawn, oldest first.
    pub screens: Vec<String>,
    cursor: Option<Position>,
    look: Option<Ticket>,
    emulator: Emulator,
    now: Timestamp,
    /// Whatever news brings is looked at for a moment before the next key.
    pub settles: bool,
}

impl Script {
    pub fn open(intent: Intent) -> Script {
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let (model, effects) = open(intent, now);
        let look = look_in(&effects);
        Script {
            model,
            effects,
            screens: Vec::new(),
            cursor: None,
            look,
            emulator: Emulator::default(),
            now,
            settles: true,
        }
    }

    /// A conversation that has looked, and seen this.
    pub fn seeing(facts: Facts) -> Script {
        let region = "ap-northeast-2".parse().ok();
        Script::open(Intent { region, ..Intent::default() }).sees(facts)
    }

    /// Answers the look that was asked for last.
    pub fn sees(mut self, facts: Facts) -> Script {
        let ticket = self.last_look().expect("a look was asked for");
        self.tell(Msg::Observed { ticket, news: Box::new(facts), trouble: Vec::new() });
        self.tell(Msg::Looked { ticket });
        self
    }

    fn last_look(&self) -> Option<Ticket> {
        self.look
    }

    pub fn tell(&mut self, msg: Msg) {
        self.now += std::time::Duration::from_millis(10);
        let effects = update(&mut self.model, msg, self.now);
        self.look = look_in(&effects).or(self.look);
        self.effects.extend(effects);
        self.look_up();
        if self.settles {
            self.settle();
        }
    }

    /// A moment passes.
    pub fn settle(&mut self) {
        if let Some(meaning) = unsettled(&self.model) {
            let effects = update(&mut self.model, Msg::Settled(Box::new(meaning)), self.now);
            self.effects.extend(effects);
        }
    }

    /// The person sees what there is room for.
    fn look_up(&mut self) {
        let mut terminal = Terminal::new(TestBackend::new(self.model.window.columns, self.model.window.rows)).unwrap();
        let text = Text::new(Locale::Ko);
        let mut seen = Shown::default();
        terminal.draw(|frame| seen = view::draw(frame, &self.model, &text)).unwrap();
        if shown(&mut self.model, seen.clone()) {
            terminal.draw(|frame| drop(view::draw(frame, &self.model, &text))).unwrap();
        }
        let screen = shot(terminal.backend().buffer());
        self.emulator.draws_over(&self.model, &screen);
        self.screens.push(screen);
        // Where the person types, if they can, and have not turned away to read.
        let types = self.model.window.scroll == 0
            && !seen.hides_its_end
            && self.model.window.overlay.is_none()
            && self.model.form.focused().is_some_and(|it| it.takes_text());
        let fits = self.model.window.columns >= 40 && self.model.window.rows >= 12;
        self.cursor = (types && fits).then(|| terminal.get_cursor_position().unwrap());
    }

    fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    pub fn press(mut self, keys: &[Key]) -> Script {
        if self.settles {
            self.settle();
        }
        keys.iter().for_each(|key| self.tell(Msg::Key(*key)));
        self
    }

    pub fn types(mut self, text: &str) -> Script {
        text.chars().for_each(|c| self.tell(Msg::Key(Key::Char(c))));
        self
    }

    pub fn pastes(mut self, text: &str) -> Script {
        self.tell(Msg::Pasted(Secret::new(text)));
        self
    }

    /// What was asked of the world since the last question.
    pub fn asked(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn applied(&mut self) -> Option<(Ticket, Change)> {
        self.asked().into_iter().find_map(|effect| match effect {
            Effect::Apply { ticket, change, .. } => Some((ticket, *change)),
            _ => None,
        })
    }
}

/// The last look that is asked for among these.
fn look_in(effects: &[Effect]) -> Option<Ticket> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Look { ticket, .. } => Some(*ticket),
        _ => None,
    })
}

/// On this page, with everything said and such a world seen.
fn with_everything_said(page: Page, facts: Facts) -> Script {
    let mut script = Script::open(crate::setup::intent()).sees(facts);
    while script.model.page != page {
        script = script.press(&[Key::Tab]);
    }
    script
}

#[test]
fn a_name_and_a_value_are_copied_as_the_providers_form_takes_them() {
    let copied = |facts: Facts, keys: &[Key]| {
        let mut script = with_everything_said(Page::Identity, facts).press(keys);
        script.asked().into_iter().rev().find_map(|effect| match effect {
            Effect::Copy(ToCopy::Text(text)) => Some(text),
            _ => None,
        })
    };
    let copies = |facts: &Facts, keys: &[Key], expected: &str| {
        assert_eq!(copied(facts.clone(), keys).as_deref(), Some(expected), "{keys:?}");
    };
    let gabia = crate::gallery::standings::doubled();
    // Its form adds the zone, and wants a dot behind a host.
    copies(&gabia, &[Key::F(6)], "t1._domainkey");
    copies(&gabia, &[Key::F(7)], "t1.dkim.amazonses.com.");
    let to_the_mx = [Key::Down, Key::Down, Key::Down];
    copies(&gabia, &[&to_the_mx[..], &[Key::F(6)]].concat(), "bounce");
    copies(&gabia, &[&to_the_mx[..], &[Key::F(7)]].concat(), "feedback-smtp.ap-northeast-2.amazonses.com.");
    // Where nobody knows the zone, the name is whole.
    let nowhere = Facts { zone: Fact::Unknown, ..gabia };
    copies(&nowhere, &[Key::F(6)], "t1._domainkey.example.co.kr");
    copies(&nowhere, &[Key::F(7)], "t1.dkim.amazonses.com");
}

#[test]
fn what_turns_out_wrong_in_dns_is_told_at_once_and_watched_like_a_wait() {
    let wrong = crate::gallery::standings::doubled();
    let empty = Facts { records: BTreeMap::new(), ..wrong.clone() };
    let mut script = with_everything_said(Page::Production, empty.clone());
    let rings =
        |script: &mut Script| script.asked().iter().any(|it| matches!(it, Effect::Ring { step: Step::Identity, .. }));
    assert!(!rings(&mut script));
    let look = |script: Script, seen: Facts| {
        let mut script = script.press(&[Key::F(5)]).sees(seen);
        let rang = rings(&mut script);
        let standing = script.model.standing(Step::Identity);
        (script, rang, standing)
    };
    let (script, rang, standing) = look(script, wrong.clone());
    assert!(rang && matches!(standing, Standing::Wrong { .. }), "{standing:?}");
    assert!(script.screens.last().unwrap().contains("! 4"), "{}", script.screens.last().unwrap());
    assert!(script.model.looks.next_at().is_some(), "it is looked at again by itself");
    // Still wrong is no news.
    let (script, rang, _) = look(script, wrong);
    assert!(!rang);
    // Corrected, and verified.
    let (_, rang, standing) = look(script, crate::setup::everything());
    assert!(rang && standing == Standing::Done, "{standing:?}");
}

#[test]
fn one_key_uses_the_region_where_the_sender_is_verified_already() {
    use open_sesame::setup::{Check, RegionFacts};
    let virginia = RegionFacts {
        listed: Fact::Present([("example.co.kr".parse().unwrap(), Check::Success)].into()),
        ..RegionFacts::default()
    };
    let facts = Facts { regions: [("us-east-1".parse().unwrap(), virginia)].into(), ..nothing_there() };
    for page in [Page::Region, Page::Identity] {
        let mut script = Script::seeing(facts.clone());
        script = script.press(&[Key::Enter]).types("no-reply@example.co.kr").press(&[Key::Enter]);
        // The address was another before: what there is for it is looked at.
        script = script.sees(facts.clone());
        while script.model.page != page {
            script = script.press(&[Key::Tab]);
        }
        let uses = |script: &Script| offered(&script.model).iter().any(|it| matches!(it.act, Act::UseRegion(_)));
        let (screen, cut) = (script.screens.last().unwrap(), |text: &str| text.contains("us-east-1을 쓰면"));
        assert!(uses(&script) && cut(&screen.replace("\n", "")), "{page:?}\n{screen}");
        script.asked();
        script = script.press(&[Key::F(11)]);
        let looks = script.asked().into_iter().find_map(|effect| match effect {
            Effect::Look { intent, scope, .. } => Some((intent.region, scope.has(Part::Identity))),
            _ => None,
        });
        assert_eq!(looks, Some(("us-east-1".parse().ok(), true)), "{page:?}");
        assert_eq!(script.model.page, page);
        // Nothing is changed by it, and there is nothing more to be told.
        assert!(!uses(&script) && script.model.work.doing.is_none());
        assert_eq!(script.model.intent.region, "us-east-1".parse().ok());
    }
}

/// Signed in, and nothing there.
pub fn nothing_there() -> Facts {
    let caller = open_sesame::setup::Caller {
        account: "123456789012".parse().unwrap(),
        arn: "arn:aws:iam::123456789012:user/admin".into(),
    };
    let account = SesAccount {
        region: "ap-northeast-2".parse().unwrap(),
        production: false,
        quota: None,
        sending_enabled: true,
        enforcement: None,
        suppressed: ["BOUNCE".into(), "COMPLAINT".into()].into(),
        review: None,
        plan: None,
        delivery_mode: None,
    };
    Facts {
        caller: Fact::Present(caller),
        account: Fact::Present(account),
        sender: Fact::Absent,
        keys: Fact::Absent,
        kept: Fact::Present(Vec::new()),
        offered: Fact::Absent,
        identity: Fact::Absent,
        logins: Fact::Present(crate::setup::logins(vec![crate::setup::usual_login()])),
        ..Facts::default()
    }
}

/// Through the first door, where the address is asked.
pub fn at_the_address() -> Script {
    Script::seeing(nothing_there()).press(&[Key::Enter])
}

/// On the page of the IAM user, with the change in view.
fn at_the_sender() -> Script {
    let mut script = at_the_address().types("no-reply@example.co.kr").press(&[Key::Enter; 3]);
    assert_eq!(script.model.page, Page::Sender);
    script.asked();
    script
}

#[test]
fn it_begins_with_a_look_at_everything_and_asks_nothing_else_of_the_world() {
    let script = Script::open(Intent::default());
    let [Effect::Look { scope, .. }] = &script.effects[..] else { panic!("{:?}", script.effects) };
    assert_eq!(*scope, Scope::everything());
}

#[test]
fn nothing_is_changed_but_by_enter_on_the_page_that_shows_it() {
    let every = [
        Key::Char('q'),
        Key::Char('ㅂ'),
        Key::Tab,
        Key::BackTab,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Backspace,
        Key::Delete,
        Key::Esc,
        Key::F(1),
        Key::F(3),
        Key::F(5),
        Key::F(9),
        Key::Ctrl('l'),
        Key::Ctrl('r'),
    ];
    for key in every {
        let mut script = at_the_sender().press(&[key]);
        assert!(script.applied().is_none(), "{key:?} applied a change");
    }
    let mut script = at_the_sender().press(&[Key::Enter]);
    let Some((_, Change::CreateSender { user, under, .. })) = script.applied() else { panic!("no change") };
    assert_eq!((user.as_str(), under.account.as_str()), ("mail-user", "123456789012"));
}

#[test]
fn a_change_under_way_is_not_begun_again_and_not_cancelled() {
    let mut script = at_the_sender().press(&[Key::Enter]);
    let (ticket, _) = script.applied().expect("a change");
    script = script.press(&[Key::Enter, Key::Enter]);
    assert!(script.applied().is_none());
    // Leaving asks, and waits for the answer …
    script = script.press(&[Key::Ctrl('c')]);
    assert_eq!(script.model.window.overlay, Some(Overlay::Leave));
    script = script.press(&[Key::Enter]);
    assert!(script.model.work.is_leaving() && !script.asked().contains(&Effect::Leave));
    let receipt = Receipt { change: ChangeKind::CreateSender, outcome: Outcome::Done, made: None, learned: None };
    script.tell(Msg::Applied { ticket, outcome: Ok(receipt) });
    assert!(script.asked().contains(&Effect::Leave));
    // … unless it is asked for twice.
    let mut script = at_the_sender().press(&[Key::Enter, Key::Ctrl('c'), Key::Ctrl('c')]);
    assert!(script.asked().contains(&Effect::Leave));
}

#[test]
fn after_a_change_whatever_came_of_it_the_conversation_looks_again_at_what_it_touched() {
    let receipt = || Receipt { change: ChangeKind::CreateSender, outcome: Outcome::Done, made: None, learned: None };
    let failure = || Failure::new(FailureKind::Network, "create the IAM user mail-user");
    for outcome in [Ok(receipt()), Err(failure())] {
        let mut script = at_the_sender().press(&[Key::Enter]);
        let (ticket, change) = script.applied().expect("a change");
        let failed = outcome.is_err();
        script.tell(Msg::Applied { ticket, outcome });
        let looks = script.asked();
        let touched = change.kind().touches();
        let [Effect::Look { scope, .. }, ..] = &looks[..] else { panic!("{looks:?}") };
        let mut parts = <Part as strum::IntoEnumIterator>::iter().filter(|part| touched.has(*part));
        assert!(parts.all(|part| scope.has(part)), "{looks:?}");
        assert_eq!(script.model.standing(Step::Sender), Standing::Unknown);
        assert_eq!(script.model.trouble.change.is_some(), failed);
    }
}

#[test]
fn a_look_begun_before_a_change_says_nothing_about_after() {
    let mut script = at_the_sender().press(&[Key::F(5)]);
    let old = script.last_look().expect("a look");
    script = script.press(&[Key::Enter]);
    let (ticket, _) = script.applied().expect("a change");
    let receipt = Receipt { change: ChangeKind::CreateSender, outcome: Outcome::Done, made: None, learned: None };
    script.tell(Msg::Applied { ticket, outcome: Ok(receipt) });
    script.tell(Msg::Observed { ticket: old, news: Box::new(nothing_there()), trouble: Vec::new() });
    assert_eq!(script.model.standing(Step::Sender), Standing::Unknown);
}

#[test]
fn an_answer_that_is_none_stays_in_its_field_and_says_why() {
    for (typed, wrong) in [("", true), ("no-reply", true), ("a@b", true), ("no-reply@example.co.kr", false)] {
        let script = at_the_address().types(typed).press(&[Key::Enter]);
        let field = &script.model.form.fields[1];
        assert_eq!((field.id, field.wrong.is_some()), (FieldId::Wish(Wish::From), wrong), "{typed}");
        assert_eq!(field.text(), typed);
        assert_eq!(script.model.intent.from.is_none(), wrong, "{typed}");
    }
}

#[test]
fn a_paste_is_taken_as_people_paste() {
    let rows = [
        ("no-reply@example.co.kr\n", "no-reply@example.co.kr"),
        ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"),
        ("a\u{7}b", "ab"),
        ("Shop <no-reply@example.co.kr>", "no-reply@example.co.kr"),
        ("mailto:no-reply@example.co.kr", "no-reply@example.co.kr"),
        ("line one\nno-reply@example.co.kr\nline three", "no-reply@example.co.kr"),
        ("From: “no-reply@example.co.kr”.\nReply-To: No-Reply@example.co.kr\n", "no-reply@example.co.kr"),
        // Which of the two nobody knows; the field says what is wrong with the line.
        ("a@example.co.kr, b@example.co.kr", "a@example.co.kr, b@example.co.kr"),
    ];
    for (pasted, expected) in rows {
        let script = at_the_address().pastes(pasted);
        assert_eq!(script.model.form.text(FieldId::Wish(Wish::From)), expected, "{pasted:?}");
    }
    // The one address is the answer, whatever stood there.
    let script = at_the_address().types("hello@").pastes("no-reply@example.co.kr");
    assert_eq!(script.model.form.text(FieldId::Wish(Wish::From)), "no-reply@example.co.kr");
    let script = at_the_address().types("hello@").pastes("example.co.kr");
    assert_eq!(script.model.form.text(FieldId::Wish(Wish::From)), "hello@example.co.kr");
}

#[test]
fn several_lines_are_not_run_together() {
    let check = |pasted: &str, lines: Option<usize>| {
        let script = at_the_address().types("hello@").pastes(pasted);
        let field = script.model.form.focused().expect("the address");
        assert_eq!(field.wrong, lines.map(Wrong::Lines), "{pasted:?}");
        let expected = if lines.is_some() { "hello@".to_owned() } else { format!("hello@{}", pasted.trim()) };
        assert_eq!(field.text(), expected, "{pasted:?}");
        if let Some(lines) = lines {
            let screen = script.screens.last().unwrap();
            assert!(screen.contains(&format!("{lines}줄을 붙여 넣었습니다")), "{screen}");
            // Whoever goes on typing is told no more.
            let script = script.types("x");
            assert_eq!(script.model.form.focused().unwrap().wrong, None);
        }
    };
    check("one\ntwo\nthree", Some(3));
    check("one\n\n two\n", Some(2));
    check("a@example.co.kr\nb@example.co.kr", Some(2));
    check("  example.co.kr \n", None);
}

#[test]
fn help_and_the_log_lie_over_the_page_and_take_no_change_through() {
    for (key, overlay) in [(Key::F(1), Overlay::Help { down: 0 }), (Key::F(3), Overlay::Log { up: 0 })] {
        let mut script = at_the_sender().press(&[key]);
        assert_eq!(script.model.window.overlay, Some(overlay));
        script = script.press(&[Key::Enter]);
        assert!(script.applied().is_none());
        assert_eq!(script.press(&[Key::Esc]).model.window.overlay, None);
    }
}

#[test]
fn while_something_is_waited_for_the_next_look_is_arranged_on_every_page() {
    let mut facts = nothing_there();
    if let Fact::Present(account) = &mut facts.account {
        account.review =
            Some(open_sesame::setup::Review { status: open_sesame::setup::ReviewStatus::Pending, case: None });
    }
    let mut script = Script::seeing(facts);
    let wakes: Vec<_> = script.asked().into_iter().filter(|it| matches!(it, Effect::WakeAt { .. })).collect();
    let [Effect::WakeAt { ticket, .. }] = wakes[..] else { panic!("{wakes:?}") };
    script.tell(Msg::Woke { ticket });
    assert!(script.last_look().is_some());
}

#[test]
fn nothing_ticks_on_a_page_where_nobody_waits() {
    let mut script = Script::seeing(nothing_there());
    let effects = script.asked();
    assert!(!effects.iter().any(|it| matches!(it, Effect::WakeAt { .. })), "{effects:?}");
}

#[test]
fn what_is_offered_is_what_the_keys_do() {
    let pages = Page::path().chain([Page::Doctor]);
    for page in pages {
        let mut script = at_the_address().types("no-reply@example.co.kr").press(&[Key::Enter]);
        for _ in 0..12 {
            if script.model.page == page {
                break;
            }
            script = script.press(&[if page == Page::Doctor { Key::F(2) } else { Key::Tab }]);
        }
        assert_eq!(script.model.page, page);
        let mut seen = BTreeMap::new();
        for offer in offered(&script.model) {
            assert_eq!(seen.insert(format!("{:?}", offer.key), offer.act), None, "{page:?}: {:?} twice", offer.key);
        }
        assert!(offered(&script.model).iter().any(|offer| offer.act == Act::Leave));
    }
}
