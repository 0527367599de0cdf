//! Looks: the commands that only tell. Each leaves everything as it was, on the disk and at AWS, and asks for each thing once;
//! how many of its questions wait for another's answer is held here, too. Knows of no change but as something that was
//! stopped half-way, and of no clock but one that stands still.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use open_sesame::{
    diagnosis::Complaint,
    dns::{RecordType, Sighting, ZoneCut},
    engine::{
        CHAIN, Ports,
        asking::{Asking, Young},
        ports::Resolver,
        regions::{self, look_around},
        settle::{look, look_as},
    },
    laravel::Mailer,
    rehearsal::{FaultKind, InjectedFault, LoggedRequest},
    report::explain::{self, look_into},
    setup::{Around, Facts, IdentityKind, IdentityName, Intent, Optional, Scope, SignIn, Standing, Step, assess},
    terms::{Fact, Failure, Keep, KeyId, Partition, Region},
    words::{Locale, Text},
};

use crate::{
    interrupt::{Stage, intent},
    keys::STORY,
    live::Account,
};

/// What only looks, whatever else is said.
const LOOKS: [&str; 7] = [
    "status",
    "doctor",
    "records",
    "env",
    "key list",
    "setup --plan",
    "explain Email_address_is_not_verified._The_following_identities_failed_the_check_in_region_AP-NORTHEAST-2:_a@example.com",
];

/// The rest of a life that ended between AWS's deletion of a key and the removal of its secret.
#[test]
fn looks_write_nothing_where_there_is_something_to_mend_and_who_changes_something_mends_it() {
    let account = Account::serve(&format!("seed = 'looks-mend'\n{STORY}"));
    let passphrase = account.machine.passphrase();
    let said = format!("--passphrase-file {}", passphrase.display());
    let from = "--from no-reply@example.co.kr --mail-from none --no-dmarc --keep file";
    account.sesame(&format!("{said} setup {from} --yes")).ends(0);
    let first = account.value("AWS_ACCESS_KEY_ID");
    account.sesame(&format!("{said} key rotate --yes --keep-old")).ends(0);
    let (sealed, ledger) =
        (account.machine.path("data/sesame/secrets.age"), account.machine.path("data/sesame/ledger.jsonl"));
    let with_both = fs::read(&sealed).expect("a sealed file");
    account.sesame(&format!("{said} key retire {first} --yes")).ends(0);
    let without = fs::read(&sealed).expect("a sealed file");
    assert_ne!(with_both, without, "the secret has gone with its key");

    fs::write(&sealed, &with_both).expect("written");
    let text = fs::read_to_string(&ledger).expect("a ledger");
    let lines: Vec<&str> = text.lines().collect();
    let [rest @ .., last] = &lines[..] else { panic!("an empty ledger") };
    assert!(last.contains("after"), "the end of the deletion: {last}");
    fs::write(&ledger, format!("{}\n", rest.join("\n"))).expect("written");

    let (files, app, changes) = (account.files(), account.env(), account.changes());
    for look in LOOKS {
        // A word of an argument has no blanks here.
        let args: Vec<String> = look.split(' ').map(|word| word.replace('_', " ")).collect();
        let mut command = account.command(&said);
        let ran = account.machine.finish({
            command.args(&args);
            command
        });
        assert!(ran.code.is_some_and(|code| code < 4), "{ran}");
        assert_eq!(account.files(), files, "{look} wrote something: {ran}");
        assert_eq!((account.env(), account.changes()), (app.clone(), changes.clone()), "{look}: {ran}");
    }
    // Nor does who may change nothing.
    account.sesame(&format!("{said} --read-only setup {from} --yes")).ends(0);
    assert_eq!(fs::read_to_string(&ledger).expect("a ledger").lines().count(), rest.len());

    account.sesame(&format!("{said} setup {from} --yes")).ends(0);
    assert_eq!(fs::read_to_string(&ledger).expect("a ledger").lines().count(), lines.len(), "its end is written down");
    assert_eq!(account.changes(), changes, "and nothing else was done");
    let listed = account.sesame(&format!("{said} key list --json")).ends(0).json();
    assert_eq!(listed["keys"].as_array().map(Vec::len), Some(1), "{listed:#}");
    assert_ne!(fs::read(&sealed).expect("a sealed file"), with_both, "the secret has gone");
}

// ---- what a look costs ----------------------------------------------------------------------------------------------

/// All is set up and long verified; AWS's reviewers have nothing to do.
const DONE: &str = r#"
region = "ap-northeast-2"
production = ["ap-northeast-2"]
iam.propagation = "0s"
story = { ko = "다 된 계정", en = "all done" }
[[identity]]
name = "example.co.kr"
age = "20h"
stands = "verified"
tags = { managed-by = "sesame" }
"#;
/// Nothing is there.
const NEW: &str = r#"
region = "ap-northeast-2"
story = { ko = "새 계정", en = "a new account" }
"#;
/// A person who is allowed to look, by a role whose path only IAM knows.
const BY_ROLE: &str = "[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '1000h'\n";
/// Who may not list identities.
const NO_LIST: &str = r#"
[admin]
policies = []
policy = '''{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ses:ListEmailIdentities","Resource":"*"}]}'''
"#;

/// A second of the paused clock for every answer: what passes is how many of them waited for each other.
const ROUND: Duration = Duration::from_secs(1);

/// What was asked in a look, and how many questions needed the answer to another, the first among them.
async fn cost(stage: &Stage, what: &str, look: impl AsyncFnOnce(&Ports)) -> (Vec<LoggedRequest>, u128) {
    let ports = stage.ports(None);
    let before = stage.world.requests().len();
    stage.world.inject(InjectedFault::new(FaultKind::Delay(ROUND)).times(10_000));
    let began = tokio::time::Instant::now();
    look(&ports).await;
    let rounds = (began.elapsed().as_millis() + 500) / ROUND.as_millis();
    let requests = stage.world.requests().split_off(before);
    let mut times: BTreeMap<_, u32> = BTreeMap::new();
    for it in &requests {
        let asked = (&it.operation, &it.region, &it.key_id, &it.subject);
        *times.entry(asked).or_default() += 1;
    }
    times.retain(|_, times| *times > 1);
    assert!(times.is_empty(), "{what}: asked more than once: {times:#?}");
    (requests, rounds)
}

async fn everything(ports: &Ports, intent: &Intent, facts: &mut Facts) {
    let trouble = look_as(Young::Once, ports, intent, facts, Scope::everything(), &mut |_| ()).await;
    assert!(trouble.is_empty(), "{trouble:#?}");
}

fn asked() -> Intent {
    Intent {
        mail_from: Optional::Declined,
        dmarc: Optional::Declined,
        mailer: Some(Mailer::Ses),
        ..intent(IdentityKind::Domain, Keep::Keychain)
    }
}

fn count(requests: &[LoggedRequest], operation: &str) -> usize {
    requests.iter().filter(|it| it.operation == operation).count()
}

/// `status`, `records`, `env` and `key list` look at everything, and at nothing else.
#[tokio::test(start_paused = true)]
async fn a_look_at_everything_asks_each_thing_once_and_in_two_rounds() {
    for (what, story, is_set_up, rounds) in [
        ("all done", DONE.to_owned(), true, CHAIN),
        ("nothing there", NEW.to_owned(), false, CHAIN),
        ("by a role", format!("{DONE}{BY_ROLE}"), true, CHAIN + 1),
    ] {
        let (stage, intent) = (Stage::over(&story), asked());
        if is_set_up {
            stage.live(&intent, None).await.expect("it lives");
            stage.world.advance(Duration::from_secs(3600));
        }
        let mut facts = Facts::default();
        let (requests, took) =
            cost(&stage, what, async |ports: &Ports| everything(ports, &intent, &mut facts).await).await;
        assert!(took <= rounds as u128, "{what}: {took} rounds\n{requests:#?}");
        assert_eq!(facts.app_key().is_some(), is_set_up, "{what}");
        assert_eq!(count(&requests, "SimulatePrincipalPolicy"), 1, "{what}: {requests:#?}");
    }
    // A test that goes to an address at the domain itself asks no more of it.
    let (stage, intent) = (Stage::over(DONE), Intent { test_to: "me@example.co.kr".parse().ok(), ..asked() });
    let mut facts = Facts::default();
    let (requests, _) =
        cost(&stage, "with a recipient", async |ports: &Ports| everything(ports, &intent, &mut facts).await).await;
    assert_eq!(count(&requests, "GetEmailIdentity"), 2, "{requests:#?}");
    assert!(facts.recipient.present().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_diagnosis_asks_each_thing_once_in_all_its_rounds() {
    let not_verified = "Email address is not verified. The following identities failed the check in region \
                        AP-NORTHEAST-2: guest@example.com, no-reply@example.co.kr";
    let signature =
        "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.";
    for (story, is_set_up) in [(DONE, true), (NEW, false)] {
        for complaint in [None, Some(not_verified), Some(signature)] {
            let (stage, mut intent) = (Stage::over(story), asked());
            if is_set_up {
                stage.live(&intent, None).await.expect("it lives");
                stage.world.advance(Duration::from_secs(3600));
            }
            let what = format!("{} {complaint:?}", if is_set_up { "all done" } else { "nothing there" });
            let complaint = complaint.map(|text| Complaint::read(text).expect("it is known"));
            let mut facts = Facts::default();
            let look = async |ports: &Ports| {
                facts =
                    look_into(ports, &mut intent, complaint.as_ref(), |failure| panic!("{failure}"), |_, _| ()).await;
            };
            let (requests, rounds) = cost(&stage, &what, look).await;
            assert!(rounds <= explain::CHAIN as u128, "{what}: {rounds} rounds\n{requests:#?}");
            assert!(facts.caller.present().is_some(), "{what}");
            let all = Region::all().filter(|region| region.row().partition == Partition::Aws).count();
            let lists = count(&requests, "ListEmailIdentities");
            assert!(lists <= all, "{what}: {lists} lists");
        }
    }
}

async fn radar(ports: &Ports, around: &Around) -> Facts {
    let (asking, mut facts) = (Asking::of(Young::Once), Facts::default());
    let learn = |news, _| facts.learn(news);
    look_around(ports, &asking, &SignIn::Ambient, around, learn).await.expect("signed in");
    facts
}

#[tokio::test(start_paused = true)]
async fn the_radar_asks_all_regions_together_and_finds_several_names_in_one_list() {
    let names = |names: &[&str]| names.iter().map(|name| name.parse().expect("a name")).collect();
    let regions: Vec<Region> = Region::all().filter(|region| region.row().partition == Partition::Aws).collect();
    let everywhere = Around { lists: regions.iter().copied().collect(), ..Around::default() };
    let stage = Stage::over(DONE);
    let (requests, rounds) =
        cost(&stage, "the radar", async |ports: &Ports| drop(radar(ports, &everywhere).await)).await;
    assert_eq!(rounds, regions::CHAIN as u128);
    for operation in ["GetAccount", "ListEmailIdentities"] {
        assert_eq!(count(&requests, operation), regions.len(), "{operation}");
    }

    let several = |names: BTreeSet<IdentityName>| Around {
        identities: regions.iter().map(|region| (*region, names.clone())).collect(),
        ..Around::default()
    };
    let three = names(&["example.co.kr", "no-reply@example.co.kr", "example.com"]);
    let (requests, rounds) =
        cost(&stage, "three names", async |ports: &Ports| drop(radar(ports, &several(three)).await)).await;
    assert_eq!((rounds, count(&requests, "GetEmailIdentity")), (regions::CHAIN as u128, 0), "{requests:#?}");
    let (requests, rounds) =
        cost(&stage, "one name", async |ports: &Ports| drop(radar(ports, &several(names(&["example.co.kr"]))).await))
            .await;
    assert_eq!((rounds, count(&requests, "ListEmailIdentities")), (regions::CHAIN as u128, 0), "{requests:#?}");

    // Where the list is hidden they are looked up one by one.
    let stage = Stage::over(&format!("{DONE}{NO_LIST}"));
    let seoul: Region = "ap-northeast-2".parse().unwrap();
    let both = names(&["example.co.kr", "example.com"]);
    let around = Around { identities: [(seoul, both)].into(), ..Around::default() };
    let mut facts = Facts::default();
    let looked = async |ports: &Ports| facts = radar(ports, &around).await;
    let (requests, _) = cost(&stage, "no list", looked).await;
    assert_eq!(count(&requests, "GetEmailIdentity"), 2, "{requests:#?}");
    let seen = &facts.regions[&seoul];
    assert!(matches!(seen.listed, Fact::Hidden(_)));
    let verified = |name: &str| seen.identities[&name.parse::<IdentityName>().unwrap()].present().map(|it| it.verified);
    assert_eq!((verified("example.co.kr"), verified("example.com")), (Some(true), None));
}

/// A region that never answers is told as not seen once its time is up, and the look has an end.
#[tokio::test(start_paused = true)]
async fn a_region_that_never_answers_ends_no_look_and_holds_no_other_back() {
    let stage = Stage::over(DONE);
    let regions: Vec<Region> = Region::all().filter(|region| region.row().partition == Partition::Aws).collect();
    let around = Around { lists: regions.iter().copied().collect(), ..Around::default() };
    stage.world.inject(InjectedFault::new(FaultKind::Delay(Duration::from_secs(24 * 3600))).on("GetAccount").times(1));
    let (asking, ports, began) = (Asking::of(Young::Once), stage.ports(None), tokio::time::Instant::now());
    let (mut facts, mut trouble) = (Facts::default(), Vec::new());
    let learn = |news, more| {
        facts.learn(news);
        trouble.extend(more);
    };
    look_around(&ports, &asking, &SignIn::Ambient, &around, learn).await.expect("signed in");
    assert!(began.elapsed() <= regions::LIMIT + ROUND, "{:?}", began.elapsed());
    assert_eq!(facts.regions.len(), regions.len(), "each is told of");
    let unseen: Vec<&Region> = facts.regions.iter().filter(|(_, it)| it.account.is_unknown()).map(|it| it.0).collect();
    let ([late], [failure]) = (unseen.as_slice(), trouble.as_slice()) else { panic!("{unseen:?} {trouble:?}") };
    assert!(failure.in_full().contains(late.code()), "{failure:?}");
}

/// The recipient of a test is asked after in DNS before AWS writes there, and the sender's zone stays what it is.
#[tokio::test(start_paused = true)]
async fn a_recipient_whose_domain_takes_no_mail_is_seen_before_anything_is_sent() {
    let intent = Intent { test_to: "me@nomail.co.kr".parse().ok(), ..asked() };
    for (mx, is_refused) in [("0 .", true), ("10 mail.nomail.co.kr", false)] {
        let stage = Stage::over(DONE);
        stage.world.set_dns("nomail.co.kr", RecordType::Mx, &[mx.to_owned()], 60);
        stage.live(&asked(), None).await.expect("it lives");
        let mut facts = Facts::default();
        everything(&stage.ports(None), &intent, &mut facts).await;
        assert_eq!(facts.zone.present().map(|cut| cut.zone.as_str()), Some("example.co.kr"));
        let to = IdentityName::Email(intent.test_to.clone().expect("an address"));
        assert_eq!(facts.no_mail(&to).is_some(), is_refused, "{mx}");
    }
}

/// DNS as over a network: each question takes the time that its chain in the real resolver takes.
struct Far {
    inner: Arc<dyn Resolver>,
    known: Mutex<BTreeSet<String>>,
}

/// One way there and back.
const TRIP: Duration = Duration::from_millis(50);
/// The SOA and the servers of each level; the address of a server above; what it delegates to.
const TRIPS_TO_A_ZONE: u32 = 3;

#[async_trait::async_trait]
impl Resolver for Far {
    async fn zone_of(&self, name: &str) -> Result<ZoneCut, Failure> {
        let is_new = self.known.lock().expect("no panic").insert(name.to_owned());
        if is_new {
            tokio::time::sleep(TRIP * TRIPS_TO_A_ZONE).await;
        }
        self.inner.zone_of(name).await
    }

    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting {
        tokio::time::sleep(TRIP).await;
        self.inner.look(name, kind, zone).await
    }
}

/// By the paused clock, which stands still but for the trips: what passes is how many of them waited for each other.
#[tokio::test(start_paused = true)]
async fn an_x_ray_of_six_records_takes_five_trips_and_two_where_the_zone_is_known() {
    let pending =
        "[[identity]]\nname = 'example.co.kr'\nage = '1h'\nmail_from = 'bounce'\ntags = { managed-by = 'sesame' }\n";
    let own_dmarc = "[dns]\npublish_after = '9999h'\n";
    let story = |dns: &str| format!("region = 'ap-northeast-2'\nstory = {{ ko = '멀리', en = 'far' }}\n{dns}{pending}");
    let intent = intent(IdentityKind::Domain, Keep::Keychain);
    let there = |records: &[(&str, &str, &str)]| {
        let one = |(name, kind, value): &(&str, &str, &str)| {
            format!("[[dns.records]]\nname = '{name}'\ntype = '{kind}'\nvalues = ['{value}']\n")
        };
        story(&records.iter().map(one).fold(own_dmarc.to_owned(), |all, one| all + &one))
    };
    let (feedback, spf) = ("10 feedback-smtp.ap-northeast-2.amazonses.com", "v=spf1 include:amazonses.com ~all");
    // What leads on to other names takes a trip more for each of them.
    for (what, limits, stage) in [
        ("nothing is there", [5, 2], Stage::over(&story(own_dmarc))),
        ("all is there", [5, 2], Stage::over(&story(""))),
        (
            "the MAIL FROM is there, with a policy",
            [5, 2],
            Stage::over(&there(&[
                ("bounce.example.co.kr", "MX", feedback),
                ("bounce.example.co.kr", "TXT", spf),
                ("_dmarc.example.co.kr", "TXT", "v=DMARC1; p=none; rua=mailto:a@reports.example.net"),
            ])),
        ),
        (
            "other mail is there, and an SPF without SES",
            [5, 2],
            Stage::over(&there(&[
                ("bounce.example.co.kr", "MX", "10 mail.example.co.kr"),
                ("bounce.example.co.kr", "TXT", "v=spf1 -all"),
            ])),
        ),
        (
            "the name twice: whether a wildcard answers there",
            [6, 3],
            Stage::over(&there(&[("bounce.example.co.kr.example.co.kr", "MX", feedback)])),
        ),
        (
            "by a wildcard alone: whether the other record is there",
            [6, 3],
            Stage::over(&there(&[("*.example.co.kr", "TXT", spf)])),
        ),
        (
            "an SPF that leads to an MX and to its address",
            [7, 4],
            Stage::over(&there(&[
                ("bounce.example.co.kr", "MX", "10 mail.example.co.kr"),
                ("bounce.example.co.kr", "TXT", "v=spf1 mx -all"),
            ])),
        ),
    ] {
        let ports = stage.ports(None);
        let ports =
            Ports { resolver: Arc::new(Far { inner: ports.resolver.clone(), known: Mutex::default() }), ..ports };
        for most in limits {
            let (mut facts, began) = (Facts::default(), tokio::time::Instant::now());
            everything(&ports, &intent, &mut facts).await;
            let trips = began.elapsed().as_millis() / TRIP.as_millis();
            assert!((1..=most).contains(&trips), "{what}: {trips} trips");
            assert!(facts.records.len() >= 6, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_young_key_who_only_tells_asks_once_and_says_so() {
    let (stage, intent) = (Stage::over(DONE), asked());
    stage.live(&intent, None).await.expect("it lives");
    let now = stage.world.now();
    let (text, said) = (Text::new(Locale::En), |text: &Text, facts: &Facts| {
        assert_eq!(assess(Step::Key, &asked(), facts, now), Standing::Done);
        text.summary(Step::Key, &Standing::Done, &asked(), facts)
    });
    let own = |requests: &[LoggedRequest], key: &KeyId| {
        let own =
            |it: &&LoggedRequest| it.operation == "GetCallerIdentity" && it.key_id.as_deref() == Some(key.as_str());
        requests.iter().filter(own).count()
    };
    let mut facts = Facts::default();
    let (requests, rounds) =
        cost(&stage, "to tell", async |ports: &Ports| everything(ports, &intent, &mut facts).await).await;
    let key = facts.app_key().expect("a key").id.clone();
    assert_eq!((rounds, own(&requests, &key), &facts.young), (CHAIN as u128, 1, &Some(key.clone())));
    assert!(said(&text, &facts).contains("young"), "{}", said(&text, &facts));

    // Whatever may follow from it needs more than one of AWS's machines.
    let (ports, before, mut facts) = (stage.ports(None), stage.world.requests().len(), Facts::default());
    look(&ports, &intent, &mut facts, Scope::everything(), &mut |_| ()).await;
    assert_eq!((own(&stage.world.requests()[before..], &key), &facts.young), (3, &None));
    assert!(!said(&text, &facts).contains("young"));

    // Two minutes later it is a key like any other.
    stage.world.advance(Duration::from_secs(150));
    let mut facts = Facts::default();
    let (requests, _) = cost(&stage, "later", async |ports: &Ports| everything(ports, &intent, &mut facts).await).await;
    assert_eq!((own(&requests, &key), &facts.young), (1, &None));
}
