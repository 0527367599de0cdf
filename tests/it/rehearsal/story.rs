//! Scenarios: what they say, what they begin with, and how their time passes.

use std::collections::BTreeMap;

use open_sesame::{
    dns::{Answer, RecordType},
    engine::ports::{VaultEntry, VaultLabel},
    rehearsal::{MARKER, Play, Scenario, VaultState, World},
    terms::{FailureKind, Secret, WorldNews},
};
use serde_json::{Value, json};

use super::{Ask, SEOUL, served, told};

#[tokio::test]
async fn every_story_can_be_told_and_its_secrets_are_marked() {
    for name in Scenario::names() {
        let scenario = Scenario::named(name).expect("it parses");
        assert!(!scenario.story.ko.is_empty() && !scenario.story.en.is_empty(), "{name} has no story");
        let world = World::open(&scenario);
        for key in world.state().keys() {
            let secret = world.secret_of(&key.id.parse().expect("an id")).expect("the world knows it");
            assert!(secret.reveal().starts_with(MARKER) && secret.reveal().len() == 40, "{name}: {}", key.id);
        }
        let (id, secret) = world.admin();
        assert!(!secret.reveal().contains(MARKER), "the administrator's secret is printed by design");
        assert_eq!(World::open(&scenario).admin(), (id, secret), "the same in every run");
    }
}

#[test]
fn a_scenario_with_a_mistake_says_where_and_what_is_allowed() {
    let story = "[story]\nko = \"\"\nen = \"\"\n";
    let rows: [(&str, &[&str]); 9] = [
        ("regoin = \"us-east-1\"\n", &["test, line 1", "`regoin`", "expected one of", "region"]),
        ("region = \"ap-east-1\"\n", &["line 1", "SES is not in ap-east-1"]),
        ("vault = \"open\"\n[dns]\nprovider = \"cludflare\"\n", &["line 3", "cludflare", "cloudflare", "gabia"]),
        ("[review]\nafter = \"soon\"\n", &["line 2", "soon", "90s"]),
        ("[dns]\npublish_after = \"-1h\"\n", &["line 2", "goes back in time"]),
        ("fault = [{ operation = \"CreateKey\", kind = \"reset\" }]\n", &["`fault`", "no operation `CreateKey`"]),
        ("[admin]\npolicies = [\"arn:aws:iam::aws:policy/Nonsense\"]\n", &["`policies`", "Nonsense"]),
        ("[admin]\nprincipal = \"me\"\n", &["`principal`", "root, user/NAME"]),
        ("[ses]\nenforcement = \"FINE\"\n", &["`enforcement`", "HEALTHY"]),
    ];
    for (text, parts) in rows {
        let said = Scenario::parse("test", &format!("{text}{story}")).expect_err(text).to_string();
        assert!(parts.iter().all(|part| said.contains(part)), "{text}\n{said}");
    }
    let unknown = Scenario::named("frsh").expect_err("a slip").to_string();
    assert!(unknown.contains("“frsh”") && unknown.contains("fresh, half-done, denied"), "{unknown}");
}

/// A story plays for the operator's own domain, as long as nothing was changed for another.
#[test]
fn a_story_moves_to_the_domain_that_is_named() {
    for name in ["wrong-region", "half-done"] {
        let world = World::open(&Scenario::named(name).expect("it parses"));
        let region = if name == "half-done" { SEOUL } else { "us-east-1" };
        let keys = world.state().keys().map(|key| key.id.clone()).collect::<Vec<_>>();
        for domain in ["shop.kr", "example.co.kr", "mail.store.com"] {
            world.tell_of(&domain.parse().expect("a domain"));
            assert!(world.state().identity(region, domain).is_some(), "{name} says nothing of {domain}");
        }
        assert!(world.state().identity(region, "shop.kr").is_none(), "{name} still speaks of another");
        assert_eq!(world.state().keys().map(|key| key.id.clone()).collect::<Vec<_>>(), keys);
        // Of a mailbox provider's domain no story tells.
        world.tell_of(&"naver.com".parse().expect("a domain"));
        assert!(world.state().identity(region, "mail.store.com").is_some());
    }
}

#[tokio::test]
async fn the_keychain_is_in_the_state_that_the_story_says() {
    let entry = VaultEntry::Throwaway("probe".into());
    for (text, state) in
        [("", VaultState::Open), ("vault = \"locked\"", VaultState::Locked), ("vault = \"absent\"", VaultState::Absent)]
    {
        let vault = told(text).vault();
        let put = vault.put(&entry, &Secret::new("x"), &VaultLabel::default()).await.map_err(|failure| failure.kind);
        let got = vault.get(&entry).await.map(|secret| secret.is_some()).map_err(|failure| failure.kind);
        let expected = match state {
            VaultState::Open => (Ok(()), Ok(true)),
            // What is in a locked one nobody sees.
            VaultState::Locked | VaultState::Absent => (Err(FailureKind::Vault), Err(FailureKind::Vault)),
        };
        assert_eq!((put, got), expected, "{state:?}");
    }
}

#[tokio::test]
async fn letting_time_pass_leads_from_one_event_to_the_next() {
    let it = served("slow-dns", Play::ByItself).await;
    it.check(vec![(it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" })), "", "")]).await;
    let stage = it.world.stage();
    let token = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens[0].clone();
    let mut told = Vec::new();
    for _ in 0..3 {
        stage.news();
        let coming = stage.coming().expect("something is bound to happen");
        stage.let_time_pass();
        assert!(it.world.now() >= coming.at, "{coming:?}");
        told.push(stage.news());
        assert!(told.iter().flatten().any(|news| *news == coming.what), "{coming:?} did not come: {told:#?}");
    }
    let name = |end: &str| format!("{token}._domainkey.example.co.kr{end}");
    let published = |news: &[WorldNews], name: &str| {
        news.iter().any(|one| matches!(one, WorldNews::Published { names } if names.iter().any(|it| it == name)))
    };
    assert!(published(&told[0], &name(".example.co.kr")), "{told:#?}");
    assert!(published(&told[1], &name("")), "{told:#?}");
    assert!(told[2].contains(&WorldNews::Verified { identity: "example.co.kr".into() }), "{told:#?}");
    let passed: u64 =
        told.iter().flatten().map(|news| if let WorldNews::TimePassed { seconds } = news { *seconds } else { 0 }).sum();
    assert!((26 * 3600..27 * 3600).contains(&passed), "{passed}");
    let (gone, there) =
        it.world.resolver().zone_of("example.co.kr").await.map(|zone| (zone.clone(), zone)).expect("a zone");
    let doubled = it.world.resolver().look(&name(".example.co.kr"), RecordType::Cname, &gone).await;
    let right = it.world.resolver().look(&name(""), RecordType::Cname, &there).await;
    assert_eq!(doubled.authoritative[0].answer, Answer::NoName);
    assert!(matches!(right.authoritative[0].answer, Answer::Found(_)));
}

#[tokio::test]
async fn the_same_story_makes_up_the_same_things() {
    let mut told: Vec<BTreeMap<String, Vec<String>>> = Vec::new();
    for looks in [0, 5] {
        let it = served("fresh", Play::ByHand).await;
        for _ in 0..looks {
            it.send(it.v2("GET", "/account", Value::Null)).await;
        }
        it.send(it.query("iam", "Action=CreateUser&UserName=mail-user")).await;
        it.send(it.query("iam", "Action=CreateAccessKey&UserName=mail-user")).await;
        it.send(it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" }))).await;
        let virginia = it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" }));
        it.send(Ask { region: "us-east-1", ..virginia }).await;
        let state = it.world.state();
        let tokens = |region| state.identity(region, "example.co.kr").expect("there").tokens.clone();
        assert_ne!(tokens(SEOUL), tokens("us-east-1"), "tokens differ per region");
        assert!(
            tokens(SEOUL)
                .iter()
                .all(|token| token.len() == 32
                    && token.bytes().all(|b| b"abcdefghijklmnopqrstuvwxyz234567".contains(&b)))
        );
        let keys = state.keys().map(|key| key.id.clone()).collect();
        told.push(BTreeMap::from([("keys".into(), keys), ("tokens".into(), tokens(SEOUL))]));
    }
    assert_eq!(told[0], told[1]);
}
