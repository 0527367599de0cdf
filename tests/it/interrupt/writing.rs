//! Records written into a zone, at both providers: each once, none in another's place, and taken away again exactly; stopped or
//! cut off anywhere.

use open_sesame::{
    dns::{Answer, RecordType, writing::OutlookKind},
    engine::{
        apply,
        ledger::Ending,
        zones::{TakenRecord, TakenState, hold_cloudflare_token, plan_records, takings},
    },
    rehearsal::Service,
    setup::{Change, DnsHost, DnsProvider, DnsWish, HostedZone, PlannedWriting, SignIn},
    terms::{Failure, FailureKind},
};

use super::*;

/// Nobody else writes the records.
fn story(provider: DnsProvider, more: &str) -> String {
    format!(
        "region = 'ap-northeast-2'\nstory = {{ ko = '쓰기', en = 'writing' }}\nreview = {{ after = '2m', decision = 'grant' }}\n\
         iam.propagation = '0s'\n[dns]\nprovider = '{provider}'\npublish_after = '9999h'\n{more}\n"
    )
}

const BOTH: [DnsProvider; 2] = [DnsProvider::Cloudflare, DnsProvider::Route53];

fn wish(provider: DnsProvider) -> DnsWish {
    DnsWish { provider, sign_in: SignIn::Ambient }
}

fn asked() -> Intent {
    intent(IdentityKind::Domain, Keep::Keychain)
}

impl Stage {
    fn writing_ports(&self, witness: Option<&Arc<Witness>>) -> Ports {
        let ports = self.ports(witness);
        hold_cloudflare_token(&ports, self.world.cloudflare_token());
        ports
    }

    async fn writes(&self, provider: DnsProvider, witness: Option<&Arc<Witness>>) -> (Settled, Ports) {
        let (ports, intent) = (self.writing_ports(witness), asked());
        let mut facts = Facts::default();
        look(&ports, &intent, &mut facts, Scope::everything(), &mut |_| ()).await;
        let until = Patience::Until(ports.clock.now() + jiff::SignedDuration::from_hours(5));
        let course = Course::SetupWriting(wish(provider));
        let settled = settle_on(course, &ports, &intent, facts, until, &Halt::default(), |_| ()).await;
        (settled, ports)
    }

    /// What would be written, of an identity that is there.
    async fn planned(&self, provider: DnsProvider) -> Result<PlannedWriting, Failure> {
        let (ports, intent) = (self.writing_ports(None), asked());
        let mut facts = Facts::default();
        look(&ports, &intent, &mut facts, Scope::everything(), &mut |_| ()).await;
        let identity = facts.identity.present().expect("the story has it").clone();
        plan_records(&ports, &intent, &facts, &identity, intent.region.unwrap(), &wish(provider)).await
    }

    fn times(&self, operation: &str) -> usize {
        let well = |status: Option<u16>| status.is_none_or(|status| status < 400);
        self.world.requests().iter().filter(|it| it.operation == operation && well(it.status)).count()
    }

    /// All six are there, each once.
    async fn has_all(&self, what: &str) {
        let ports = self.ports(None);
        let zone = ports.resolver.zone_of("example.co.kr").await.expect("the zone");
        for (name, kind, count) in [
            ("bounce.example.co.kr", RecordType::Mx, 1),
            ("bounce.example.co.kr", RecordType::Txt, 1),
            ("_dmarc.example.co.kr", RecordType::Txt, 1),
        ] {
            let seen = ports.resolver.look(name, kind, &zone).await;
            let answer = seen.authoritative.first().map(|it| it.answer.clone()).unwrap_or(Answer::NoData);
            assert_eq!(answer.values().len(), count, "{what}: {name} {kind}\n{:#?}", self.world.requests());
        }
    }
}

const THERE: &str =
    "[[identity]]\nname = 'example.co.kr'\nage = '1h'\nmail_from = 'bounce'\ntags = { managed-by = 'sesame' }\n";

#[tokio::test(start_paused = true)]
async fn a_domain_is_verified_with_no_value_typed_by_hand() {
    for provider in BOTH {
        let stage = Stage::over(&story(provider, "page = 1"));
        let (settled, ports) = stage.writes(provider, None).await;
        assert!(settled.failure.is_none(), "{provider}: {:#?}", settled.failure);
        let standing = open_sesame::setup::assess(Step::Identity, &asked(), &settled.facts, ports.clock.now());
        assert_eq!(standing, Standing::Done, "{provider}\n{:#?}", stage.world.requests());
        stage.has_all(&provider.to_string()).await;
        let written = ports.home.ledger().written().expect("the ledger");
        assert_eq!(written.iter().map(|it| it.records.len()).sum::<usize>(), 6, "{written:#?}");
        let numbered = written.iter().flat_map(|it| &it.records).all(|it| it.id.is_some());
        assert_eq!(numbered, provider == DnsProvider::Cloudflare, "{written:#?}");
        // Another life writes nothing more.
        let before = stage.world.mutating_requests();
        stage.writes(provider, None).await;
        assert_eq!(stage.world.mutating_requests(), before, "{provider}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_written_is_taken_away_again_and_nothing_else() {
    for provider in BOTH {
        let mine = "records = [{ name = 'www.example.co.kr', type = 'CNAME', values = ['shop.example.net'] }]";
        let stage = Stage::over(&story(provider, mine));
        let (_, ports) = stage.writes(provider, None).await;
        // Somebody tightens the policy meanwhile.
        let tightened = ["v=DMARC1; p=reject;".to_owned()];
        stage.world.set_dns("_dmarc.example.co.kr", RecordType::Txt, &tightened, 300);
        let all = takings(&ports).await.expect("they are read");
        let standing = all.iter().filter(|it| it.state == TakenState::Stands);
        let records: Vec<_> = standing.map(|it| it.written.clone()).collect();
        assert_eq!((all.len(), records.len()), (6, 5), "{all:#?}");
        let (at, zone) = (all[0].at.clone(), all[0].zone.clone());
        let every = all.iter().map(|it| it.written.clone()).collect();
        // Even where all six are named, only those that stand as they were written go.
        apply(&ports, Change::RemoveRecords { at: at.clone(), zone: zone.clone(), records: every })
            .await
            .expect("done");
        let zone = ports.resolver.zone_of("example.co.kr").await.expect("the zone");
        let count = async |name: &str, kind| {
            ports.resolver.look(name, kind, &zone).await.authoritative[0].answer.values().len()
        };
        assert_eq!(count("bounce.example.co.kr", RecordType::Mx).await, 0, "{provider}");
        assert_eq!(count("bounce.example.co.kr", RecordType::Txt).await, 0, "{provider}");
        assert_eq!(count("_dmarc.example.co.kr", RecordType::Txt).await, 1, "{provider}: the tightened policy stays");
        assert_eq!(count("www.example.co.kr", RecordType::Cname).await, 1, "{provider}");
        assert!(
            takings(&ports).await.expect("they are read").is_empty(),
            "{provider}: nothing is left to be taken away"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_is_lost_or_garbled_writes_nothing_twice() {
    for (provider, operation) in
        [(DnsProvider::Cloudflare, "BatchDnsRecords"), (DnsProvider::Route53, "ChangeResourceRecordSets")]
    {
        for kind in [FaultKind::LoseReply, FaultKind::Reset, FaultKind::Garbage, FaultKind::Error500] {
            for when in [When::Before, When::After] {
                let stage = Stage::over(&story(provider, ""));
                stage.world.inject(InjectedFault::new(kind).on(operation).when(when));
                let (settled, ports) = stage.writes(provider, None).await;
                let what = format!("{provider}: {kind:?} {when:?}");
                assert!(settled.failure.is_none(), "{what}: {:#?}", settled.failure);
                stage.has_all(&what).await;
                let written = ports.home.ledger().written().expect("the ledger");
                let all = takings(&ports).await.expect("they are read");
                assert_eq!(all.len(), 6, "{what}: {written:#?}");
                assert!(all.iter().all(|it| it.state == TakenState::Stands), "{what}: {all:#?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_life_that_ends_while_it_writes_is_taken_up_by_the_next() {
    for provider in BOTH {
        let mut stage = Stage::over(&story(provider, ""));
        let witness = stage.witness();
        stage.writes(provider, Some(&witness)).await;
        let moments = witness.moments();
        let mut dangerous = 0;
        for moment in &moments {
            if !["Change", "Batch", "rrset", "dns_records", "ledger"].iter().any(|it| moment.what.contains(it)) {
                continue;
            }
            dangerous += 1;
            stage.goes_back_to(moment);
            let (settled, ports) = stage.writes(provider, None).await;
            assert!(settled.failure.is_none(), "{provider}, {}: {:#?}", moment.what, settled.failure);
            stage.has_all(&moment.what).await;
            let all = takings(&ports).await.expect("they are read");
            let standing = all.iter().filter(|it| it.state == TakenState::Stands).count();
            assert!(standing >= 6, "{provider}, {}: {all:#?}", moment.what);
        }
        assert!(dangerous > 0, "{:#?}", moments.iter().map(|it| &it.what).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_at_a_provider_is_seen_whatever_it_is() {
    // A page of one, a wildcard, a kind that nobody knows, a CNAME in use, a proxied name.
    let more = "page = 1\nothers = [{ name = 'bounce.example.co.kr', type = 'HTTPS', values = ['1 .'] }]\n\
        records = [{ name = '*.example.co.kr', type = 'A', values = ['192.0.2.1'] },\n\
        { name = '_dmarc.example.co.kr', type = 'TXT', values = ['v=DMARC1; p=reject; rua=mailto:a@example.net'] },\n\
        { name = 'bounce.example.co.kr', type = 'MX', values = ['10 mail.example.net'] }]\n";
    for provider in BOTH {
        let stage = Stage::over(&story(provider, &format!("{more}{THERE}")));
        let planned = stage.planned(provider).await.expect("it is read");
        let kinds: Vec<OutlookKind> = planned.plan.rows.iter().map(|row| OutlookKind::from(&row.outlook)).collect();
        use OutlookKind::{Conflict, Create, There};
        assert_eq!(kinds, [Create, Create, Create, Conflict, Conflict, There], "{provider}: {planned:#?}");
        assert_eq!(planned.zone.name, "example.co.kr");
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_zones_the_one_that_is_asked_is_written_to() {
    let stage = Stage::over(&story(DnsProvider::Route53, &format!("twins = 3\npage = 1\n{THERE}")));
    let planned = stage.planned(DnsProvider::Route53).await.expect("it is read");
    assert_eq!(planned.plan.obstacle, None, "{planned:#?}");
    assert_eq!(planned.plan.to_create().len(), 6, "{planned:#?}");
    // One of the others has a copy of its name servers, which nobody asks there.
    apply(&stage.writing_ports(None), planned.change().expect("six")).await.expect("it is written");
    stage.has_all("in the zone that is asked").await;
    for provider in BOTH {
        // It lies there too, and the domain is delegated to another.
        let mut other = story(DnsProvider::Cloudflare, &format!("also_at = ['{provider}']\n{THERE}"));
        other = other.replace("provider = 'cloudflare'", "provider = 'gabia'");
        let planned = Stage::over(&other).planned(provider).await.expect("it is read");
        assert!(planned.plan.obstacle.is_some() && planned.change().is_none(), "{planned:#?}");
        // And it is nowhere there.
        let failure = Stage::over(&other.replace(&format!("also_at = ['{provider}']"), "")).planned(provider).await;
        let failure = failure.expect_err("there is no zone");
        let kind = if provider == DnsProvider::Cloudflare { FailureKind::DnsToken } else { FailureKind::NotFound };
        assert_eq!(failure.kind, kind, "{failure:#?}");
    }
    for (what, word) in [("zone_status = 'pending'", "pending"), ("zone_type = 'partial'", "partial")] {
        let stage = Stage::over(&story(DnsProvider::Cloudflare, &format!("{what}\n{THERE}")));
        let planned = stage.planned(DnsProvider::Cloudflare).await.expect("it is read");
        assert!(format!("{:?}", planned.plan.obstacle).contains(word) && planned.change().is_none(), "{planned:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_will_not_do_is_told_by_its_number() {
    let check = async |token: &str, code: Option<&str>, said: &str| {
        let stage = Stage::over(&story(DnsProvider::Cloudflare, &format!("token = '{token}'\n{THERE}")));
        let failure = match stage.planned(DnsProvider::Cloudflare).await {
            Err(failure) => failure,
            Ok(planned) => {
                let change = planned.change().expect("something is missing");
                apply(&stage.writing_ports(None), change).await.expect_err("it may not write")
            }
        };
        assert_eq!((failure.kind, failure.code.as_deref()), (FailureKind::DnsToken, code), "{token}: {failure:#?}");
        assert!(failure.in_full().contains(said), "{token}: {}", failure.in_full());
        assert!(!failure.in_full().contains(stage.world.cloudflare_token().reveal()));
        assert_eq!(stage.times("BatchDnsRecords"), 0, "{token}");
    };
    check("read-only", None, "may read this zone's records and not write them").await;
    check("mute", Some("10000"), "Zone → DNS → Edit").await;
    check("of-another-zone", None, "made for other zones").await;
    check("revoked", Some("9109"), "deleted or has run out").await;

    let stage = Stage::over(&story(DnsProvider::Cloudflare, THERE));
    for (token, code, said) in [
        ("short", Some("6003"), "no API token"),
        ("with a blank in it", Some("6003"), "no API token"),
        ("with\na line", None, "characters"),
    ] {
        let ports = stage.ports(None);
        hold_cloudflare_token(&ports, Secret::new(token));
        let mut facts = Facts::default();
        look(&ports, &asked(), &mut facts, Scope::everything(), &mut |_| ()).await;
        let identity = facts.identity.present().expect("it is there").clone();
        let region = asked().region.unwrap();
        let planned = plan_records(&ports, &asked(), &facts, &identity, region, &wish(DnsProvider::Cloudflare)).await;
        let failure = planned.expect_err("it is no token");
        assert_eq!((failure.kind, failure.code.as_deref()), (FailureKind::DnsToken, code), "{token}: {failure:#?}");
        assert!(failure.in_full().contains(said), "{failure:#?}");
    }
    // Without any, nothing is asked.
    let ports = stage.ports(None);
    let before = stage.world.requests().iter().filter(|it| it.service == Some(Service::Cloudflare)).count();
    let none = open_sesame::engine::zones::cloudflare_token(&ports).await.expect_err("there is none");
    assert_eq!(none.kind, FailureKind::DnsToken);
    assert_eq!(stage.world.requests().iter().filter(|it| it.service == Some(Service::Cloudflare)).count(), before);
}

#[tokio::test(start_paused = true)]
async fn too_many_calls_are_waited_for_and_protected_names_are_told() {
    let stage = Stage::over(&story(DnsProvider::Cloudflare, THERE));
    stage.world.inject(InjectedFault::new(FaultKind::Throttle).of(Service::Cloudflare).times(2));
    let before = stage.world.now();
    stage.planned(DnsProvider::Cloudflare).await.expect("it is read after all");
    assert!(stage.world.now().duration_since(before).as_secs() >= 60, "it waits as it is asked to");
    stage.world.inject(InjectedFault::new(FaultKind::Throttle).of(Service::Cloudflare).times(9));
    let failure = stage.planned(DnsProvider::Cloudflare).await.expect_err("it never ends");
    assert_eq!(failure.kind, FailureKind::Throttled, "{failure:#?}");
    assert!(failure.in_full().contains("30 seconds"), "{failure:#?}");
    for provider in BOTH {
        let stage = Stage::over(&story(provider, &format!("protected = ['_dmarc.example.co.kr']\n{THERE}")));
        let planned = stage.planned(provider).await.expect("it is read");
        let failure =
            apply(&stage.writing_ports(None), planned.change().expect("six")).await.expect_err("it is protected");
        assert!(failure.in_full().contains("_dmarc.example.co.kr"), "{}", failure.in_full());
        if provider == DnsProvider::Route53 {
            // Of the record that it is about, with its owner's own words, and that the others were not written either.
            for said in [
                "TXT _dmarc.example.co.kr: a record set protection",
                "leave this one out (--no-dmarc, another --mail-from), or enter the others by hand",
                "ask the platform team",
                "nothing was changed",
            ] {
                assert!(failure.in_full().contains(said), "{said}: {}", failure.in_full());
            }
            assert!(!failure.in_full().contains("CNAME"), "the others are named as if they were refused");
        }
        let ports = stage.ports(None);
        assert!(ports.home.ledger().written().expect("the ledger").is_empty(), "all or nothing");
    }
}

/// What was written is still asked for, and the owner of the zone has it kept: each of the six says so, and stays.
#[tokio::test(start_paused = true)]
async fn a_guardrail_that_keeps_records_is_told_of_each_and_they_stay() {
    let stage = Stage::over(&story(DnsProvider::Route53, &format!("guardrails = ['ACTIVE_RECORD_CHECK']\n{THERE}")));
    let planned = stage.planned(DnsProvider::Route53).await.expect("it is read");
    let change = planned.change().expect("six");
    let ports = stage.writing_ports(None);
    apply(&ports, change).await.expect("to write them is no trouble");
    let all = takings(&ports).await.expect("they are read");
    let records: Vec<_> = all.iter().map(|it| it.written.clone()).collect();
    let change = Change::RemoveRecords { at: planned.at.clone(), zone: planned.zone.clone(), records };
    let failure = apply(&ports, change).await.expect_err("they are kept");
    assert_eq!(failure.kind, FailureKind::Conflict, "{failure:#?}");
    for one in &all {
        let record = &one.written.record;
        let said =
            format!("{} {}: the zone's change guardrail ACTIVE_RECORD_CHECK says no", record.kind(), record.name);
        assert_eq!(failure.causes().filter(|cause| cause.starts_with(&said)).count(), 1, "{said}: {failure:#?}");
    }
    let after = takings(&ports).await.expect("they are read");
    assert!(after.len() == all.len() && after.iter().all(|it| it.state == TakenState::Stands), "{after:#?}");
}

/// One provider's token is missing by now: what was written at the other can be taken away all the same.
#[tokio::test(start_paused = true)]
async fn a_zone_that_cannot_be_read_holds_no_other_up() {
    let both = story(DnsProvider::Route53, &format!("also_at = ['cloudflare']\n{THERE}"));
    let stage = Stage::over(&both);
    let planned = stage.planned(DnsProvider::Route53).await.expect("it is read");
    let ports = stage.writing_ports(None);
    apply(&ports, planned.change().expect("six")).await.expect("it is written");
    // As a run that had the token wrote it down.
    let other = Change::WriteRecords {
        at: DnsHost::Cloudflare,
        zone: HostedZone { id: "0".repeat(32), name: "example.co.kr".into() },
        records: planned.plan.to_create(),
    };
    let ledger = ports.home.ledger();
    let line = ledger.open(&other, ports.clock.now(), None, Vec::new()).expect("a line");
    ledger.close(line, ports.clock.now(), Ending::Done { made: None }).expect("closed");
    let without = stage.ports(None);
    let all = takings(&without).await.expect("one of the two can be read");
    let at = |host: &dyn Fn(&DnsHost) -> bool| all.iter().filter(|it| host(&it.at)).collect::<Vec<_>>();
    let (there, unseen) = (at(&|host| *host != DnsHost::Cloudflare), at(&|host| *host == DnsHost::Cloudflare));
    assert!(there.len() == 6 && there.iter().all(|it| it.state == TakenState::Stands), "{there:#?}");
    let lacks_token =
        |it: &&TakenRecord| matches!(&it.state, TakenState::Unseen { why } if why.kind == FailureKind::DnsToken);
    assert!(unseen.len() == 6 && unseen.iter().all(lacks_token), "{unseen:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_missing_permission_is_named_and_our_policy_is_enough() {
    let policy = open_sesame::setup::policy::writing_dns();
    let document = |policy: &str| {
        format!(
            "admin.principal = 'user/dns'\nadmin.policies = ['arn:aws:iam::aws:policy/AmazonSESFullAccess']\nadmin.policy = '''{policy}'''\n"
        )
    };
    let with = |policy: &str| {
        let whole = story(DnsProvider::Route53, THERE);
        Stage::over(&format!("{}{whole}", document(policy)))
    };
    let stage = with(&policy.to_string());
    let planned = stage.planned(DnsProvider::Route53).await.expect("it may look");
    apply(&stage.writing_ports(None), planned.change().expect("six")).await.expect("it may write");
    stage.has_all("by our own policy").await;
    for action in ["ListHostedZonesByName", "GetHostedZone", "ListResourceRecordSets", "ChangeResourceRecordSets"] {
        let stage = with(&policy.to_string().replace(&format!("\"route53:{action}\""), "\"route53:Nothing\""));
        let failure = match stage.planned(DnsProvider::Route53).await {
            Err(failure) => failure,
            Ok(planned) => {
                apply(&stage.writing_ports(None), planned.change().unwrap()).await.expect_err("it may not write")
            }
        };
        assert_eq!(failure.kind, FailureKind::Denied, "{action}: {failure:#?}");
        assert!(failure.in_full().contains(&format!("route53:{action}")), "{}", failure.in_full());
    }
}

/// Between the plan and the confirmation: beside theirs ours would void both.
#[tokio::test(start_paused = true)]
async fn what_has_come_to_stand_since_the_plan_gets_no_twin() {
    for provider in BOTH {
        for (name, text, is_in_the_way) in [
            ("bounce.example.co.kr", "v=spf1 ip4:192.0.2.1 -all", true),
            ("_dmarc.example.co.kr", "v=dmarc1; p=reject", true),
            // This one does what ours would do, and more.
            ("_dmarc.example.co.kr", "v=DMARC1; p=reject", false),
        ] {
            let stage = Stage::over(&format!("{}{THERE}", story(provider, "")));
            let planned = stage.planned(provider).await.expect("the zone is read");
            let change = planned.change().expect("there is something to write");
            stage.world.set_dns(name, RecordType::Txt, &[text.to_owned()], 300);
            let ports = stage.writing_ports(None);
            let told = apply(&ports, change).await;
            let what = format!("{provider} {text}: {told:?}");
            match is_in_the_way {
                true => {
                    let failure = told.expect_err(&what);
                    assert_eq!(failure.kind, FailureKind::Conflict, "{what}");
                    assert!(failure.in_full().contains(text), "{what}");
                }
                false => drop(told.expect(&what)),
            }
            let zone = ports.resolver.zone_of("example.co.kr").await.expect("the zone");
            let seen = ports.resolver.look(name, RecordType::Txt, &zone).await;
            assert_eq!(seen.authoritative[0].answer.values(), [text], "{what}");
        }
    }
}

/// Whose an identity is, and whether there is something to lose, is seen before it is deleted, or it stays.
#[tokio::test(start_paused = true)]
async fn an_address_that_may_not_be_seen_is_not_deleted() {
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ses:GetEmailIdentity","Resource":"*"}]}"#;
    let theirs = "[[identity]]\nname = 'me@example.co.kr'\nage = '30h'\n";
    let admin = format!("[admin]\npolicies = []\npolicy = '''{policy}'''\n");
    let stage = Stage::over(&format!("{}{theirs}{admin}", story(DnsProvider::Cloudflare, "")));
    let ports = stage.ports(None);
    let mut facts = Facts::default();
    look(&ports, &asked(), &mut facts, Scope::everything(), &mut |_| ()).await;
    let account = facts.caller.present().expect("signed in").account.clone();
    let region = asked().region.expect("one");
    let under = open_sesame::setup::Under { sign_in: SignIn::Ambient, account, region };
    let name = "me@example.co.kr".parse().expect("a name");
    let told = apply(&ports, Change::RecreateIdentity { under, name, tags: Vec::new() }).await;
    assert_eq!(told.expect_err("it is not seen").kind, FailureKind::Denied);
    assert_eq!(stage.times("DeleteEmailIdentity"), 0, "{:#?}", stage.world.requests());
}
