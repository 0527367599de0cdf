//! What can be seen is looked at: whatever is answered, no step stays unknown while a look could tell, and one that a look
//! could not tell of says why and is looked at again by Enter.

use std::collections::BTreeSet;

use open_sesame::{
    setup::{Authorship, Caller, IdentityName, Seal, Sender, SignIn, Terms},
    terms::{Address, Keep},
};
use proptest::prelude::*;

use super::*;
use crate::setup::{self, everything, nothing};

/// What a look finds: such a world, of which some parts cannot be reached.
#[derive(Debug, Clone)]
struct World {
    facts: Facts,
    fails: BTreeSet<Part>,
}

impl World {
    fn whole(facts: Facts) -> World {
        World { facts, fails: BTreeSet::new() }
    }

    /// What the engine would bring of it: only what was asked for, of what this intent is about.
    fn tells(&self, intent: &Intent, scope: &Scope) -> (Facts, Vec<Failure>) {
        let (all, mut news, mut trouble) = (&self.facts, Facts::default(), Vec::new());
        let mut brings = |part: Part| {
            let fails = scope.has(part) && self.fails.contains(&part);
            if fails {
                trouble.push(Failure::new(FailureKind::Network, format!("ask about {part:?}")));
            }
            scope.has(part) && !fails
        };
        if scope.has(Part::Keys) {
            (news.machine, news.sealed) = (all.machine.clone(), all.sealed.clone());
        }
        if brings(Part::Project) {
            (news.project, news.others) = (all.project.clone(), all.others.clone());
        }
        // The app's own key signs in once it was given; before, nobody does.
        let key_alone = intent.sign_in == SignIn::AppKey;
        news.caller = match (key_alone, &intent.given, brings(Part::Caller)) {
            (true, None, _) => Fact::Absent,
            (true, Some(_), _) => {
                Fact::Present(Caller { arn: "arn:aws:iam::123456789012:user/mail-user".into(), ..setup::caller() })
            }
            (false, _, true) => all.caller.clone(),
            // It is asked whenever the account is not known yet.
            (false, _, false) if !self.fails.contains(&Part::Caller) => all.caller.clone(),
            (false, _, false) => Fact::Unknown,
        };
        if news.caller.present().is_none() || intent.region.is_none() {
            return (news, trouble);
        }
        let ours = all.sender.present().is_none_or(|sender| sender.name == intent.user);
        if brings(Part::Permissions) {
            news.permissions = all.permissions.clone();
        }
        if brings(Part::Account) {
            news.account = all.account.clone();
        }
        if brings(Part::Sender) {
            news.sender = if ours { all.sender.clone() } else { Fact::Absent };
        }
        if brings(Part::Keys) | brings(Part::Accepted) {
            news.keys = if ours { all.keys.clone() } else { Fact::Absent };
            news.kept = if ours { all.kept.clone() } else { Fact::Present(Vec::new()) };
            news.offered = Fact::Absent;
            news.issue = all.issue.clone();
            if news.app_key().is_some() {
                news.accepted = all.accepted.clone();
            }
        }
        let of = |name: &IdentityName| match &all.identity {
            Fact::Present(identity) if identity.name == *name => all.identity.clone(),
            Fact::Present(_) | Fact::Absent | Fact::Hidden(_) | Fact::Unknown => Fact::Absent,
        };
        if let Some(name) = intent.identity_name()
            && brings(Part::Identity) | brings(Part::Dns)
        {
            news.identity = of(&name);
            (news.zone, news.records) = (all.zone.clone(), all.records.clone());
        }
        let is_simulator = |to: &Address| to.to_string().ends_with("simulator.amazonses.com");
        if let Some(to) = intent.test_to.as_ref().filter(|to| !is_simulator(to))
            && brings(Part::Recipient)
        {
            news.recipient = of(&IdentityName::Email(to.clone()));
        }
        (news, trouble)
    }
}

impl Script {
    /// Everything that was asked of the world is answered, in the order in which it was asked or the other way round, until
    /// nothing is asked any more.
    fn settles(&mut self, world: &World, last_first: bool) {
        for _ in 0..50 {
            let mut effects = self.asked();
            if last_first {
                effects.reverse();
            }
            let mut any = false;
            for effect in effects {
                any |= self.is_answered(world, effect);
            }
            if !any {
                return;
            }
        }
        panic!("it never stops looking:\n{}", self.screens.last().unwrap());
    }

    fn is_answered(&mut self, world: &World, effect: Effect) -> bool {
        match effect {
            Effect::Look { ticket, intent, scope } => {
                let (news, trouble) = world.tells(&intent, &scope);
                self.tell(Msg::Observed { ticket, news: Box::new(news), trouble });
                self.tell(Msg::Looked { ticket });
            }
            Effect::LookAtLogins { ticket, .. } => {
                let logins = world.facts.logins.clone();
                let news = Facts { logins, cli: Fact::Absent, ..Facts::default() };
                self.tell(Msg::Observed { ticket, news: Box::new(news), trouble: Vec::new() });
                self.tell(Msg::Looked { ticket });
            }
            Effect::LookAround { ticket, .. } => self.tell(Msg::Looked { ticket }),
            Effect::BeginSession { ticket, .. } => self.tell(Msg::SessionBegun { ticket, ended: Ok(()) }),
            // Whoever sits at the browser allows it.
            Effect::SignInByBrowser { ticket, .. } | Effect::KeepSession { ticket } => {
                self.tell(Msg::SignedIn { ticket, ended: Ok(super::browser::signed_in()) });
            }
            Effect::PlanRecords { ticket, .. } => {
                let failure = Failure::new(FailureKind::Network, "read the zone");
                self.tell(Msg::RecordsPlanned { ticket, planned: Err(failure) });
            }
            Effect::Apply { ticket, change, .. } => {
                let failure = Failure::new(FailureKind::Network, format!("carry out {:?}", change.kind()));
                self.tell(Msg::Applied { ticket, outcome: Err(failure) });
            }
            _ => return false,
        }
        true
    }

    fn unknown(&self) -> Vec<Step> {
        Step::all().filter(|step| self.model.standing(*step) == Standing::Unknown).collect()
    }

    fn turns_to(&mut self, page: Page) {
        for key in [Key::Esc, Key::Tab].into_iter().flat_map(|key| std::iter::repeat_n(key, 12)) {
            if self.model.page == page {
                return;
            }
            self.tell(Msg::Key(key));
        }
        assert_eq!(self.model.page, page);
    }

    fn says(&self, words: &str) -> bool {
        let screen: String = self
            .screens
            .last()
            .unwrap()
            .lines()
            .flat_map(|line| line.rsplit('│').next().unwrap_or_default().split_whitespace())
            .collect();
        screen.contains(&words.split_whitespace().collect::<String>())
    }
}

/// Signed in on a machine that says no region, on the page where one is chosen.
fn before_a_region(world: &World) -> Script {
    let mut script = Script::open(Intent { region: None, ..setup::intent() });
    script.settles(world, false);
    script.turns_to(Page::Region);
    script.settles(world, false);
    script
}

#[test]
fn a_region_that_is_chosen_shows_every_step() {
    let world = World::whole(nothing());
    let mut script = before_a_region(&world);
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Wish(Wish::Region)));
    script = script.press(&[Key::Enter]);
    let effects = script.asked();
    let scopes: Vec<&Scope> = effects
        .iter()
        .filter_map(|it| match it {
            Effect::Look { scope, .. } => Some(scope),
            _ => None,
        })
        .collect();
    let [scope] = scopes[..] else { panic!("one look is enough: {effects:?}") };
    for part in [Part::Sender, Part::Permissions, Part::Account, Part::Keys, Part::Identity] {
        assert!(scope.has(part), "{part:?} is not looked at: {scope:?}");
    }
    for effect in effects {
        script.is_answered(&world, effect);
    }
    script.settles(&world, false);
    assert_eq!(script.unknown(), [], "{}", script.screens.last().unwrap());
    script = script.press(&[Key::Enter]);
    assert!(script.model.ready().is_some(), "the user may be made:\n{}", script.screens.last().unwrap());
}

/// The first look is still under way when the region is chosen; it was begun without one.
#[test]
fn a_region_that_is_chosen_in_the_middle_of_the_first_look_shows_every_step() {
    let world = World::whole(everything());
    for last_first in [false, true] {
        let mut script = Script::open(Intent { region: None, ..setup::intent() });
        let first = script.asked();
        let ticket = script.last_look().expect("it looks");
        let news = Facts { caller: everything().caller, logins: everything().logins, ..Facts::default() };
        script.tell(Msg::Observed { ticket, news: Box::new(news), trouble: Vec::new() });
        script.turns_to(Page::Region);
        script = script.press(&[Key::Enter]);
        let mut effects: Vec<Effect> = first.into_iter().chain(script.asked()).collect();
        if last_first {
            effects.reverse();
        }
        for effect in effects {
            script.is_answered(&world, effect);
        }
        script.settles(&world, last_first);
        assert_eq!(script.unknown(), [], "{last_first}: {}", script.screens.last().unwrap());
    }
}

/// What was still being looked at for another answer is not taken for what there is for this one.
#[test]
fn what_is_still_coming_in_for_another_region_is_not_heard() {
    let world = World::whole(everything());
    let mut script = Script::open(setup::intent());
    script.settles(&world, false);
    script.turns_to(Page::Region);
    script.settles(&world, false);
    script = script.press(&[Key::F(5)]);
    let old = script.last_look().expect("it looks again");
    script = script.press(&[Key::Up, Key::Char(' '), Key::Down, Key::Enter]);
    assert_ne!(script.model.intent.region, setup::intent().region);
    assert_eq!(script.model.standing(Step::Region), Standing::Unknown);
    script.tell(Msg::Observed { ticket: old, news: Box::new(everything()), trouble: Vec::new() });
    assert_eq!(script.model.standing(Step::Region), Standing::Unknown, "that was said of the other region");
    // What no answer touched it may still tell.
    assert_eq!(script.model.facts.sender, everything().sender);
}

#[test]
fn a_step_that_was_not_seen_says_why_and_enter_looks_again_and_never_walks_past() {
    let world = World { facts: nothing(), fails: [Part::Sender].into() };
    let mut script = Script::open(setup::intent());
    script.settles(&world, false);
    script.turns_to(Page::Sender);
    assert_eq!(script.model.standing(Step::Sender), Standing::Unknown);
    for _ in 0..3 {
        script.settles(&world, false);
        assert!(
            script.says("확인하지 못했습니다") && script.says("ask about Sender"),
            "{}",
            script.screens.last().unwrap()
        );
        let enter = offered(&script.model).into_iter().find(|offer| offer.key == Key::Enter);
        assert_eq!(enter.map(|offer| offer.act), Some(Act::LookAgain));
        script = script.press(&[Key::Enter]);
        assert_eq!(script.model.page, Page::Sender);
    }
    // Even where nothing was told.
    let look = script.last_look().expect("it looks");
    script.tell(Msg::Looked { ticket: look });
    assert!(script.says("답이 오지 않았"), "{}", script.screens.last().unwrap());
    script = script.press(&[Key::Enter]);
    script.settles(&World::whole(nothing()), false);
    assert!(script.model.ready().is_some(), "{}", script.screens.last().unwrap());
    assert!(!script.says("ask about Sender"), "{}", script.screens.last().unwrap());
}

/// The rail leads to no step as long as one before it was not seen.
#[test]
fn the_arrow_does_not_pass_a_step_that_was_not_seen() {
    let arrow = |script: &Script| {
        let screen = script.screens.last().unwrap();
        screen.lines().find(|line| line.chars().take(3).any(|c| c == '→')).map(str::to_owned)
    };
    let unseen = World { facts: nothing(), fails: [Part::Sender].into() };
    let mut script = Script::open(setup::intent());
    script.settles(&unseen, false);
    assert_eq!((script.model.next_step(), arrow(&script)), (None, None), "{}", script.screens.last().unwrap());
    script = script.press(&[Key::F(5)]);
    script.settles(&World::whole(nothing()), false);
    assert_eq!(script.model.next_step(), Some(Step::Sender));
    assert!(arrow(&script).is_some_and(|line| line.contains("2 IAM")), "{}", script.screens.last().unwrap());
}

/// Enter alone, until it comes to rest: every page it stood on, and what was said there.
fn enters(script: &mut Script, world: &World, most: usize) -> Option<Vec<Page>> {
    let mut pages = Vec::new();
    for _ in 0..most {
        let page = script.model.page;
        pages.push(page);
        let enter = offered(&script.model).into_iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act);
        assert!(
            enter.is_some() || script.model.work.doing.is_some(),
            "no key goes on:\n{}",
            script.screens.last().unwrap()
        );
        // The receipt, or the lines of an app where only those were asked for.
        let is_end = page == Page::Receipt && enter != Some(Act::ReadOn) || enter == Some(Act::Leave);
        if is_end {
            return Some(pages);
        }
        let field = script.model.form.focused().map(|field| field.id);
        let open = page.step().is_some_and(|step| {
            matches!(
                script.model.standing(step),
                Standing::Open { .. } | Standing::Undecided { .. } | Standing::Refused(_) | Standing::Wrong { .. }
            )
        });
        script.tell(Msg::Key(Key::Enter));
        if script.model.page != page
            && open
            && page.step().is_some_and(|step| script.model.standing(step) != Standing::Done)
        {
            assert!(script.says("남겨 두었습니다"), "it walked past {page:?}:\n{}", script.screens.last().unwrap());
        }
        script.settles(world, false);
        // What is missing is named where it is typed, and what did not go through where it was asked for.
        let wrong = script.model.form.focused().is_some_and(|it| it.wrong.is_some() && Some(it.id) == field);
        let failed = script.says("연결하지 못했거나") || script.says("답이 오지 않았");
        // What is done by hand elsewhere the page says, and Enter looks whether it is.
        let failed = failed || script.says("마친 뒤 Enter를 누르면");
        if script.model.page == page
            && (wrong || failed)
            && pages.iter().rev().take(4).filter(|it| **it == page).count() > 3
        {
            return Some(pages);
        }
    }
    None
}

/// Each of these says "not now" by its default, and Enter on it goes on.
#[test]
fn enter_on_not_now_goes_on_and_says_how_to_come_back() {
    let second = setup::key(setup::OTHER_KEY);
    let two_keys = Facts {
        keys: Fact::Present(vec![setup::key(setup::KEY), second]),
        kept: Fact::Present(vec![]),
        ..everything()
    };
    let two_keys = Facts { offered: Fact::Absent, accepted: Fact::Unknown, ..two_keys };
    let verified = Facts { account: nothing().account, project: Fact::Unknown, ..everything() };
    let sender = everything().sender.present().cloned().expect("there");
    let of_another = Facts { sender: Fact::Present(Sender { made: Authorship::Foreign, ..sender }), ..nothing() };
    let rows = [
        (Page::Production, Wish::AcceptTerms, verified),
        (Page::Key, Wish::RetireKey, two_keys),
        (Page::Sender, Wish::AdoptUser, of_another),
    ];
    for (page, wish, facts) in rows {
        let world = World::whole(facts);
        let mut script = Script::open(Intent { terms: Terms::default(), ..setup::intent() });
        script.settles(&world, false);
        script.turns_to(page);
        script.settles(&world, false);
        for _ in 0..8 {
            if script.model.form.focused().is_some_and(|field| field.id == FieldId::Wish(wish)) {
                break;
            }
            script = script.press(&[Key::Enter]);
            script.settles(&world, false);
        }
        let screen = script.screens.last().unwrap();
        assert_eq!(script.model.form.focused().map(|field| field.id), Some(FieldId::Wish(wish)), "{page:?}\n{screen}");
        script = script.press(&[Key::Enter]);
        // What the page had no room for is read first.
        if script.model.page == page {
            script = script.press(&[Key::Enter]);
        }
        assert_eq!(script.model.page, page.after(), "{}", script.screens.last().unwrap());
        assert!(
            script.says("남겨 두었습니다") && script.says("Esc로 돌아옵니다"),
            "{}",
            script.screens.last().unwrap()
        );
    }
}

/// The receipt leads to what is open, and from there back.
#[test]
fn at_the_receipt_enter_leads_to_the_open_step() {
    let world = World::whole(Facts { identity: Fact::Absent, ..everything() });
    let mut script = Script::open(setup::intent());
    script.settles(&world, false);
    script.turns_to(Page::Receipt);
    script = script.press(&[Key::Enter]);
    assert_eq!(script.model.page, Page::Identity, "{}", script.screens.last().unwrap());
}

/// A set-up that an earlier run began goes on where that one stopped.
#[test]
fn starting_again_is_at_the_open_step_in_one_key() {
    for (facts, page) in [
        (Facts { identity: Fact::Absent, ..everything() }, Page::Identity),
        (Facts { identity: Fact::Present(setup::pending_domain()), ..everything() }, Page::Identity),
        (
            Facts { kept: Fact::Present(vec![]), keys: Fact::Present(vec![]), offered: Fact::Absent, ..everything() },
            Page::Key,
        ),
    ] {
        let world = World::whole(facts);
        let mut script = Script::open(setup::intent());
        script.settles(&world, false);
        assert_eq!(script.model.page, Page::Start);
        script = script.press(&[Key::Enter]);
        assert_eq!(script.model.page, page, "{}", script.screens.last().unwrap());
    }
}

/// What somebody does, and how far the world has answered.
#[derive(Debug, Clone)]
enum Does {
    Key(Key),
    Text(&'static str),
    Paste(String),
    /// Everything that was asked is answered now.
    Settles,
    /// One thing of what was asked is answered, and the rest later.
    Answers(usize),
}

fn does() -> impl Strategy<Value = Does> {
    let keys = prop_oneof![
        8 => Just(Key::Enter),
        5 => Just(Key::Tab),
        4 => prop::sample::select(vec![Key::Up, Key::Down, Key::Left, Key::Right]),
        1 => prop::sample::select(vec![Key::Esc, Key::F(2), Key::F(4), Key::F(5), Key::F(8), Key::Char(' ')]),
    ];
    let key = format!("{}\n{}", setup::OTHER_KEY, setup::SECRET);
    prop_oneof![
        12 => keys.prop_map(Does::Key),
        1 => prop::sample::select(vec!["no-reply@example.co.kr", "me@example.com", "shop-mail", "open it"]).prop_map(Does::Text),
        1 => Just(Does::Paste(key)),
        3 => Just(Does::Settles),
        2 => any::<usize>().prop_map(Does::Answers),
    ]
}

fn worlds() -> impl Strategy<Value = Facts> {
    let sealed = |seal| Facts { sealed: Fact::Present(setup::sealed(seal)), ..Facts::default() };
    prop::sample::select(vec![
        nothing(),
        everything(),
        super::keys::with_second(),
        Facts { identity: Fact::Present(setup::pending_domain()), ..everything() },
    ])
    .prop_flat_map(move |facts| {
        let seals = prop::sample::select(vec![Seal::Unmade, Seal::Closed, Seal::Open]);
        seals.prop_map(move |seal| Facts { sealed: sealed(seal).sealed, ..facts.clone() })
    })
}

fn intents() -> impl Strategy<Value = Intent> {
    let keeps = prop::sample::select(vec![Keep::Keychain, Keep::File, Keep::Project]);
    (any::<bool>(), any::<bool>(), keeps).prop_map(|(region, from, keep)| Intent {
        region: setup::intent().region.filter(|_| region),
        from: setup::intent().from.filter(|_| from),
        keep,
        ..setup::intent()
    })
}

proptest! {
    #![proptest_config(crate::property::cases(64))]

    #[test]
    fn with_a_sign_in_no_step_stays_unknown_without_a_reason(
        facts in worlds(),
        intent in intents(),
        fails in prop::collection::btree_set(prop::sample::select(<Part as strum::IntoEnumIterator>::iter().collect::<Vec<_>>()), 0..3),
        well in any::<bool>(),
        story in prop::collection::vec(does(), 1..50),
    ) {
        let world = World { facts, fails: if well { BTreeSet::new() } else { fails } };
        let mut script = Script::open(intent);
        let mut asked = Vec::new();
        for what in story {
            match what {
                Does::Key(key) => script.tell(Msg::Key(key)),
                Does::Text(text) => text.chars().for_each(|c| script.tell(Msg::Key(Key::Char(c)))),
                Does::Paste(text) => script.tell(Msg::Pasted(Secret::new(text))),
                Does::Settles => {
                    for effect in std::mem::take(&mut asked) {
                        script.is_answered(&world, effect);
                    }
                    script.settles(&world, false);
                }
                Does::Answers(which) => {
                    asked.extend(script.asked());
                    if !asked.is_empty() {
                        let effect = asked.remove(which % asked.len());
                        script.is_answered(&world, effect);
                    }
                }
            }
        }
        // The last answered first: what was begun for an earlier answer comes in last.
        asked.extend(script.asked());
        for effect in asked.into_iter().rev() {
            script.is_answered(&world, effect);
        }
        script.settles(&world, true);
        prop_assume!(script.model.window.overlay.is_none());
        let unknown = if script.model.is_by_hand() { Vec::new() } else { script.unknown() };
        prop_assert!(!well || unknown.is_empty(), "{unknown:?} could be seen:\n{}", script.screens.last().unwrap());
        for step in unknown {
            script.turns_to(Page::about(step));
            script.settles(&world, false);
            if script.model.standing(step) == Standing::Unknown && !script.model.is_by_hand() {
                let why = script.says("ask about") || script.says("답이 오지 않았");
                prop_assert!(why, "{step} says nothing of why:\n{}", script.screens.last().unwrap());
            }
        }
    }

    /// Whatever was done before, Enter alone comes to the end of what can be done now, or to where the screen names what is
    /// missing; it leaves no open step without a word, and always goes somewhere.
    #[test]
    fn enter_alone_comes_to_the_end_of_what_can_be_done_now(
        facts in worlds(),
        intent in intents(),
        story in prop::collection::vec(does(), 0..25),
    ) {
        let world = World::whole(facts);
        let mut script = Script::open(intent);
        script.settles(&world, false);
        for what in story {
            match what {
                Does::Key(key) => script.tell(Msg::Key(key)),
                Does::Text(text) => text.chars().for_each(|c| script.tell(Msg::Key(Key::Char(c)))),
                Does::Paste(text) => script.tell(Msg::Pasted(Secret::new(text))),
                Does::Settles | Does::Answers(_) => script.settles(&world, false),
            }
        }
        script.settles(&world, false);
        prop_assume!(script.model.window.overlay.is_none());
        prop_assert!(enters(&mut script, &world, 80).is_some(), "Enter goes round in circles:\n{}", script.screens.last().unwrap());
    }
}
