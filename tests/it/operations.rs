//! Is the table of operations what is really asked? Every look and every change of every story, on its own, against the
//! rehearsal's list of requests: nothing that is not in the table, and nothing in it that nobody asks.

use std::collections::{BTreeMap, BTreeSet};

use open_sesame::{
    engine::{
        Ports, apply,
        asking::{Asking, Young},
        observe,
        regions::look_around,
    },
    laravel::plan::Mailer,
    rehearsal::{LoggedRequest, Play, Scenario, World},
    setup::{
        Around, Change, ChangeKind, Facts, IdentityKind, Intent, Optional, Part, PolicyChoice, PriceWish, Scope,
        Standing, Step, assess, next_change,
        operations::{self, AROUND, By, On, Operation},
        policy, servers_key, standings,
    },
    terms::{Fact, Region},
};
use strum::IntoEnumIterator as _;

use crate::interrupt::Stage;

/// What was asked, by what asked it.
#[derive(Default)]
struct Asked {
    by_part: BTreeMap<Part, BTreeSet<(String, String, bool)>>,
    by_change: BTreeMap<ChangeKind, BTreeSet<(String, String, bool)>>,
    around: BTreeSet<(String, String, bool)>,
}

impl Asked {
    fn and(mut self, other: Asked) -> Asked {
        for (part, asked) in other.by_part {
            self.by_part.entry(part).or_default().extend(asked);
        }
        for (kind, asked) in other.by_change {
            self.by_change.entry(kind).or_default().extend(asked);
        }
        self.around.extend(other.around);
        self
    }
}

/// One telling of a story, all of its requests at hand.
struct Telling<'a> {
    world: &'a World,
    ports: &'a Ports,
    intent: Intent,
    facts: Facts,
    administrator: String,
}

impl Telling<'_> {
    /// What was asked since.
    fn since(&self, before: usize) -> BTreeSet<(String, String, bool)> {
        let asked = |it: &LoggedRequest| {
            let service = it.service.map(|it| format!("{it:?}").to_lowercase()).unwrap_or_default();
            (service, it.operation.clone(), it.key_id.as_deref() != Some(&self.administrator))
        };
        self.world.requests().iter().skip(before).map(asked).collect()
    }

    /// At these parts, each by itself.
    async fn look(&mut self, scope: &Scope, asked: &mut Asked) {
        for part in Part::iter().filter(|part| scope.has(*part)) {
            let before = self.world.requests().len();
            let mut seen = Facts::default();
            let asking = Asking::of(Young::InARow);
            observe(self.ports, &asking, &self.intent, Scope::of([part]), |news, _| seen.learn(news)).await;
            self.facts.learn(seen);
            asked.by_part.entry(part).or_default().extend(self.since(before));
        }
    }

    async fn look_around(&mut self, asked: &mut Asked) {
        let before = self.world.requests().len();
        let seoul: Region = self.intent.region.expect("a region");
        let name = self.intent.identity_name().expect("a sender");
        // One name, and all of them.
        let one = Around { identities: [(seoul, [name].into())].into(), ..Around::default() };
        let more = Around {
            suppressed: [(seoul, ["guest@naver.com".parse().expect("an address")].into())].into(),
            sets: [(seoul, ["news".to_owned()].into())].into(),
            ..Around::default()
        };
        for around in [one, Around { lists: [seoul].into(), ..Around::default() }, more] {
            let asking = Asking::of(Young::Once);
            look_around(self.ports, &asking, &self.intent.sign_in, &around, |_, _| ()).await.expect("signed in");
        }
        asked.around.extend(self.since(before));
    }

    async fn make(&mut self, change: Change, asked: &mut Asked) {
        let (kind, before) = (change.kind(), self.world.requests().len());
        if let Ok(receipt) = apply(self.ports, change).await
            && let Some(learned) = receipt.learned
        {
            self.facts.learn(*learned);
        }
        asked.by_change.entry(kind).or_default().extend(self.since(before));
        self.facts.forget(&kind.touches());
    }

    /// To its end, or as far as it goes without anybody's help.
    async fn tell(&mut self, asked: &mut Asked) {
        let mut scope = Scope::everything();
        for _ in 0..30 {
            self.look(&scope, asked).await;
            let now = self.world.now();
            let waits = |standing: &Standing| matches!(standing, Standing::Waiting { .. });
            match next_change(&self.intent, &self.facts, now) {
                Some(change) => {
                    scope = change.kind().touches();
                    self.make(change, asked).await;
                }
                None if standings(&self.intent, &self.facts, now).iter().any(|(_, it)| waits(it)) => {
                    self.world.advance(std::time::Duration::from_secs(13 * 3600));
                    scope = Scope::of([Part::Account, Part::Keys, Part::Identity, Part::Dns]);
                }
                None => break,
            }
            let key = self.facts.keys.present().and_then(|keys| keys.last()).map(|key| key.id.clone());
            if self.intent.retire_key.is_none() && self.facts.keys.present().is_some_and(|keys| keys.len() > 1) {
                self.intent.retire_key = key;
            }
        }
        if let Standing::Open { next } = assess(Step::Delivery, &self.intent, &self.facts, self.world.now()) {
            self.make(next, asked).await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("server.env");
        if let Standing::Open { next } = servers_key(&self.intent, &self.facts, self.world.now(), &file) {
            self.make(next, asked).await;
        }
    }
}

/// A story, what is wanted in it, and who moves it.
fn told() -> Vec<(Scenario, Intent, Play)> {
    let intent = crate::setup::intent;
    let to = |intent: Intent| Intent { test_to: "success@simulator.amazonses.com".parse().ok(), ..intent };
    let named =
        |name: &str, intent: Intent| (Scenario::named(name).expect("it comes along"), to(intent), Play::ByItself);
    let by_address = || Intent { identity: IdentityKind::Email, mail_from: Optional::Declined, ..intent() };
    let told = |toml: &str, intent: Intent, play: Play| {
        let text = format!("story = {{ ko = '', en = '' }}\n{toml}");
        (Scenario::parse("told", &text).expect("a good story"), intent, play)
    };
    let adopting = || Intent { adopt: "mail-user".parse().ok(), ..intent() };
    let given = || Intent { adopt_identity: intent().identity_name(), ..intent() };
    let mut stories: Vec<_> = Scenario::names().map(|name| named(name, intent())).collect();
    stories.extend([
        named("fresh", Intent { policy: PolicyChoice::FullAccess, ..intent() }),
        named("fresh", Intent { mailer: Some(Mailer::SesV2), ..intent() }),
        named("fresh", by_address()),
        told("[[user]]\nname = 'mail-user'\n", adopting(), Play::ByItself),
        told("[[identity]]\nname = 'example.co.kr'\nage = '9d'\nstands = 'verified'\n", given(), Play::ByItself),
        // A link that nobody clicks, so that it is sent again; records that nobody adds, so that DKIM is begun anew.
        told("", by_address(), Play::ByHand),
        told("", intent(), Play::ByHand),
        told("", Intent { pricing: Some(PriceWish::None), ..intent() }, Play::ByItself),
        told("[ses]\nsuppressed_reasons = []\nsuppression_in_sandbox = 'refused'\n", intent(), Play::ByItself),
        // Credentials of a role, whose path GetRole knows.
        told("[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '1000h'\n", intent(), Play::ByItself),
    ]);
    // In the sandbox, to somebody who has to be verified first.
    let mut to_somebody = named("denied", intent());
    to_somebody.1.test_to = "guest@naver.com".parse().ok();
    stories.push(to_somebody);
    stories
}

async fn everything_asked() -> Asked {
    let mut tellings = tokio::task::JoinSet::new();
    for (scenario, intent, play) in told() {
        tellings.spawn(async move {
            let stage = Stage::of(&scenario);
            stage.world.play(play);
            let ports = stage.ports(None);
            let administrator = stage.world.admin().0.to_string();
            let mut telling =
                Telling { world: &stage.world, ports: &ports, intent, facts: Facts::default(), administrator };
            let mut asked = Asked::default();
            telling.tell(&mut asked).await;
            telling.look_around(&mut asked).await;
            asked
        });
    }
    tellings.join_all().await.into_iter().fold(Asked::default(), Asked::and)
}

fn rows(operations: &[Operation]) -> BTreeSet<(String, String, bool)> {
    operations.iter().map(|it| (it.service.into(), it.name.into(), it.by == By::App)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_in_the_table_and_the_table_holds_no_other() {
    let asked = everything_asked().await;
    let who = rows(operations::of_part(Part::Caller));
    let keys = [Part::Keys, Part::Accepted].map(operations::of_part).concat();
    for part in Part::iter() {
        // These two are one look.
        let table =
            if matches!(part, Part::Keys | Part::Accepted) { rows(&keys) } else { rows(operations::of_part(part)) };
        let table = if part == Part::Dns { rows(operations::of_part(Part::Identity)) } else { table };
        let real: BTreeSet<_> = asked.by_part[&part].iter().filter(|it| !who.contains(*it)).cloned().collect();
        let table: BTreeSet<_> = table.into_iter().filter(|it| !who.contains(it)).collect();
        assert_eq!(real, table, "{part:?}");
    }
    assert!(asked.by_part[&Part::Caller].is_subset(&who));
    assert_eq!(asked.around, rows(AROUND), "around");
    for kind in ChangeKind::iter() {
        let table = rows(operations::of_change(kind));
        match asked.by_change.get(&kind) {
            Some(real) => assert!(real.is_subset(&table), "{kind}: {real:#?} in {table:#?}"),
            None => assert!(table.is_empty(), "{kind} was never made"),
        }
    }
    // What only goes wrong asks for more: the second attempt at something that was done, the key that could not be kept.
    let rare = [
        (ChangeKind::IssueKey, "DeleteAccessKey"),
        (ChangeKind::IssueServerKey, "DeleteAccessKey"),
        (ChangeKind::AskForProduction, "GetAccount"),
    ];
    for (kind, real) in &asked.by_change {
        let missing = rows(operations::of_change(*kind)).into_iter().filter(|it| !real.contains(it));
        for (_, name, _) in missing {
            assert!(rare.contains(&(*kind, name.as_str())), "{kind}: nobody asks for {name}");
        }
    }
}

#[test]
fn the_policies_follow_from_the_table() {
    let actions = |document: &serde_json::Value| -> BTreeSet<String> {
        let statements = document["Statement"].as_array().expect("a list");
        let actions = statements.iter().flat_map(|it| it["Action"].as_array().expect("a list"));
        actions.map(|it| it.as_str().expect("a word").to_owned()).collect()
    };
    let of = |operations: Vec<Operation>| operations::actions(&operations).into_iter().map(String::from).collect();
    let wizard = policy::wizard(&crate::setup::intent());
    assert_eq!(actions(&wizard), of(operations::of_everything()));
    // No other user can be touched with it.
    let statements = wizard["Statement"].as_array().expect("a list");
    for statement in statements.iter().filter(|it| it["Resource"] == "*") {
        let actions = statement["Action"].as_array().expect("a list").iter().map(|it| it.as_str().expect("a word"));
        let iam: Vec<&str> = actions.filter(|it| it.starts_with("iam:")).collect();
        assert!(iam.iter().all(|it| it.starts_with("iam:Get") || it.starts_with("iam:Simulate")), "{iam:?}");
    }
    assert_eq!(actions(&policy::reader()), of(operations::of_looks()));
    let changes =
        |action: &String| ["Get", "List", "Simulate"].iter().all(|verb| !action.contains(&format!(":{verb}")));
    assert_eq!(actions(&policy::reader()).into_iter().find(changes), None, "a reader that changes something");
}

#[test]
fn what_a_change_lacks_is_named_by_the_action_and_by_whoever_refuses() {
    use open_sesame::setup::Barrier;
    let barred =
        [("iam:CreateUser".to_owned(), Barrier::Organization), ("iam:TagUser".to_owned(), Barrier::NotAllowed)];
    let facts = Facts { permissions: Fact::Present(barred.clone().into()), ..crate::setup::nothing() };
    assert_eq!(
        facts.bars(ChangeKind::CreateSender),
        [("iam:CreateUser", Barrier::Organization), ("iam:TagUser", Barrier::NotAllowed)]
    );
    assert_eq!(facts.bars(ChangeKind::CreateIdentity), []);
    assert_eq!(facts.barred(), barred.into());
    // On what no resource is named for, nothing is asked.
    assert!(operations::of_everything().iter().all(|it| it.on != On::Identity || it.service != "iam"));
}
