//! What hangs in the gallery besides the standings and the causes: pages, what lies over them, ways, failures, stages.

use open_sesame::{
    dns::{
        ZoneCut,
        mistakes::Slip,
        records::{Purpose, Record},
        writing::{RecordOutlook, WriteConflict},
    },
    setup::{
        BrowserNews, Change, Check, Delivery, Facts, Intent, KeepQuestion, OtherSetup, Outcome, PricePlan, PriceWish,
        PrivacyPage, Quota, Receipt, RegionFacts, Review, ReviewStatus, SIMULATOR, Sender, SesAccount, SignInEnd,
        SiteFound, SiteLook, Step,
    },
    terms::{Call, CallResult, Coming, Fact, Failure, FailureKind, WorldNews},
    wizard::{Clipboard, Effect, History, Key, Msg, Page},
};
use strum::IntoEnumIterator as _;

use super::{Exhibit, standings};
use crate::{
    setup::{self, a, everything, intent, nothing},
    wizard::{
        Script,
        browser::{at_a_desk, the_page, waiting},
        nothing_there,
        stories::played,
        writing::{asked_of, at_route53, planned},
    },
};

fn hang(name: impl Into<String>, script: Script) -> Exhibit {
    Exhibit::new(name, script)
}

/// The browser is waited for: at first, after a while, and where another principal has signed in.
pub fn browser() -> Vec<Exhibit> {
    let told = |news: Vec<BrowserNews>| {
        let (mut script, ticket) = waiting(at_a_desk());
        script.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
        news.into_iter().for_each(|news| script.tell(Msg::Browser { ticket, news }));
        (script, ticket)
    };
    let failed = Failure::new(FailureKind::File, "open the page");
    let (mut other, ticket) = told(Vec::new());
    let arn = "arn:aws:iam::123456789012:user/admin".to_owned();
    let question = KeepQuestion::OtherPrincipal {
        profile: "sesame".into(),
        held: "arn:aws:iam::999988887777:root".into(),
        arn: arn.clone(),
    };
    other.tell(Msg::SignedIn { ticket, ended: Ok(SignInEnd::Asked(question)) });
    let (mut region, ticket) = told(Vec::new());
    let question = KeepQuestion::OtherRegion {
        profile: "sesame".into(),
        arn,
        region: "ap-northeast-2".into(),
        others: vec![("default".into(), "us-east-1".into())],
    };
    region.tell(Msg::SignedIn { ticket, ended: Ok(SignInEnd::Asked(question)) });
    let (mut elsewhere, _) = told(Vec::new());
    elsewhere = elsewhere.press(&[Key::F(4)]);
    let ticket = elsewhere.model.session.browser().expect("it waits").ticket();
    elsewhere.tell(Msg::Browser { ticket, news: BrowserNews::Page(the_page()) });
    vec![
        hang("sign-in-browser-elsewhere-ko", elsewhere),
        hang("sign-in-browser-ko", told(Vec::new()).0),
        hang("sign-in-browser-long-ko", told(vec![BrowserNews::Opened(Err(failed)), BrowserNews::StillWaiting]).0),
        hang("sign-in-browser-other-ko", other),
        hang("sign-in-browser-region-ko", region),
    ]
}

/// Every page, with the address said and nothing there.
pub fn pages() -> Vec<Exhibit> {
    Page::iter().map(|page| hang(format!("{}-ko", <&str>::from(page)), at(page, nothing_there()))).collect()
}

/// A conversation on this page, with the address said.
pub fn at(page: Page, facts: Facts) -> Script {
    let mut script = Script::seeing(facts);
    if page == Page::Start {
        return script;
    }
    script = script.press(&[Key::Enter]).types("no-reply@example.co.kr").press(&[Key::Enter]);
    if page == Page::Doctor {
        return script.press(&[Key::F(2)]);
    }
    while script.model.page != page {
        script = script.press(&[Key::Tab]);
    }
    script
}

/// On every page where there are several, each way but the usual one.
pub fn ways() -> Vec<Exhibit> {
    let asking = || Facts { sender: Fact::Present(not_allowed()), ..nothing() };
    let no_key = || Facts { keys: Fact::Present(vec![]), kept: Fact::Present(vec![]), ..everything() };
    let unpublished = || Facts { identity: Fact::Present(setup::pending_domain()), ..everything() };
    let sandbox = || Facts { account: Fact::Present(setup::sandbox()), ..everything() };
    let refused = || Facts { sender: Fact::Hidden(setup::denied()), ..nothing() };
    let rows = [
        ("sender-console", Step::Sender, nothing(), 1),
        ("sender-colleague", Step::Sender, nothing(), 2),
        ("sender-policy-console", Step::Sender, asking(), 1),
        ("sender-policy-colleague", Step::Sender, asking(), 2),
        ("sender-refused-console", Step::Sender, refused(), 1),
        ("key-console", Step::Key, no_key(), 1),
        ("key-colleague", Step::Key, no_key(), 2),
        ("identity-console", Step::Identity, nothing(), 1),
        ("identity-colleague", Step::Identity, nothing(), 2),
        ("identity-dns-colleague", Step::Identity, unpublished(), 1),
        ("production-console", Step::Production, sandbox(), 1),
        ("production-colleague", Step::Production, sandbox(), 2),
    ];
    let turned =
        |(name, step, facts, times)| hang(name, standings::at(step, intent(), facts).press(&vec![Key::F(4); times]));
    rows.into_iter().map(turned).collect()
}

/// A user of ours that may do nothing yet.
fn not_allowed() -> Sender {
    Sender { inline: Fact::Present(Default::default()), ..setup::sender() }
}

/// Nothing is left to do.
pub fn all_done() -> Facts {
    let delivery = Delivery { to: a(SIMULATOR), key: a(setup::KEY), message_id: "1".into() };
    Facts { delivery: Fact::Present(delivery), ..everything() }
}

/// The last page.
pub fn receipt(intent: Intent, facts: Facts) -> Script {
    let mut script = Script::open(intent).sees(facts);
    while script.model.page != Page::Receipt {
        script = script.press(&[Key::Tab]);
    }
    script
}

/// The records, at the provider whose cloud is the commonest mistake and who takes them from a file.
pub fn at_cloudflare() -> Script {
    let servers = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"].map(str::to_owned).to_vec();
    let zone = Fact::Present(ZoneCut { zone: "example.co.kr".into(), servers, primary: None });
    let facts = Facts { identity: Fact::Present(setup::pending_domain()), zone, ..everything() };
    let mut script = standings::at(Step::Identity, intent(), facts);
    script.model.copying.clipboard = Clipboard::Terminal;
    script
}

/// The lines with the secret, before they are copied.
fn copying(clipboard: Clipboard) -> Script {
    let mut script = standings::at(Step::Project, intent(), everything());
    script.model.copying.clipboard = clipboard;
    script.press(&[Key::F(6)])
}

/// What lies over a page; a change under way and what came of it; what is only played; several set-ups; the end.
pub fn others() -> Vec<Exhibit> {
    let sender = || standings::at(Step::Sender, intent(), nothing());
    let policy = || standings::at(Step::Sender, intent(), Facts { sender: Fact::Present(not_allowed()), ..nothing() });
    let production = || {
        standings::at(Step::Production, intent(), Facts { account: Fact::Present(setup::sandbox()), ..everything() })
    };
    let of = |name: &str, account: Option<&str>, from: Option<&str>| OtherSetup {
        name: a(name),
        account: account.map(a),
        from: from.map(a),
    };
    let others = Fact::Present(vec![
        of("default", Some("123456789012"), Some("no-reply@example.co.kr")),
        of("new", None, None),
        of("old", Some("111122223333"), Some("hello@example.co.kr")),
        of("older", None, None),
    ]);
    let staging = || Intent { setup: a("staging"), ..intent() };
    let pinned = || Intent { account: Some(a("999988887777")), ..staging() };
    let several = || Facts { others: others.clone(), ..everything() };
    vec![
        hang("over-help", sender().press(&[Key::F(1)])),
        hang("over-log", with_calls(sender()).press(&[Key::F(3)])),
        hang("over-log-empty", sender().press(&[Key::F(3)])),
        hang("over-document", policy().press(&[Key::F(8)])),
        hang("over-secret", copying(Clipboard::System(History::Kept))),
        hang("over-secret-terminal", copying(Clipboard::Terminal)),
        hang("over-letter", production().press(&[Key::F(8)])),
        hang("over-stories", played(sender()).press(&[Key::F(10)])),
        hang("over-leave", sender().press(&[Key::Enter, Key::Ctrl('c')])),
        hang("change-under-way", sender().press(&[Key::Enter])),
        hang("change-leaving", sender().press(&[Key::Enter, Key::Ctrl('c'), Key::Enter])),
        hang("change-done", ends(sender(), None)),
        hang("change-failed", ends(sender(), Some(FailureKind::Denied))),
        hang("stage-waiting", stage_waiting()),
        hang("set-ups-start", Script::open(staging()).sees(several())),
        hang("set-ups-other-account-start", Script::open(pinned()).sees(several())),
        hang("set-ups-other-account", Script::open(pinned()).sees(several()).press(&[Key::Tab])),
        hang("receipt-done", receipt(intent(), everything())),
        hang("receipt-played", played(receipt(intent(), everything()))),
        hang("receipt-all-done", receipt(intent(), all_done())),
        hang("receipt-all-played", played(receipt(intent(), all_done()))),
        hang("identity-cloudflare", at_cloudflare()),
        hang("identity-cloudflare-copied", at_cloudflare().press(&[Key::F(7), Key::F(7)])),
        hang("identity-route53", at_route53()),
        hang("identity-writing", writing(|_| RecordOutlook::Create)),
        hang("identity-writing-in-the-way", writing(in_the_way)),
        hang("identity-writing-unread", unread(FailureKind::NotFound)),
        hang("identity-writing-token", without_a_token()),
        hang("receipt-refused", receipt(intent(), Facts { sender: Fact::Hidden(setup::denied()), ..nothing() })),
        hang("letter-answers", production().press(&[Key::Up, Key::Up])),
        hang("promise-yes", promise().press(&[Key::Up])),
        hang(
            "production-site-well",
            at_the_site(SiteFound::Answers { privacy: PrivacyPage::Linked("/privacy".into()) }),
        ),
        hang("production-site-wrong", at_the_site(SiteFound::Status(503))),
        hang("production-site-silent", at_the_site(SiteFound::Silent { why: "Connection refused".into() })),
        hang("production-granted", granted()),
        hang("region-price-switch", priced()),
        hang("region-price", in_the_region()),
        hang("region-price-asked", in_the_region().press(&[Key::Up])),
    ]
}

/// What would be written into a zone at Route 53.
fn writing(outlook: fn(&Record) -> RecordOutlook) -> Script {
    let mut script = at_route53().reads_the_zone();
    let (ticket, provider, _) = asked_of(&mut script).expect("the zone is read");
    let planned = Ok(Box::new(planned(&script, provider, outlook)));
    script.tell(Msg::RecordsPlanned { ticket, planned });
    script
}

/// One of each kind.
fn in_the_way(record: &Record) -> RecordOutlook {
    match record.purpose {
        Purpose::Dkim => RecordOutlook::There,
        Purpose::MailFromMx => {
            RecordOutlook::Conflict { stands: vec!["CNAME shop.example.net".into()], why: WriteConflict::CnameInTheWay }
        }
        Purpose::MailFromSpf => RecordOutlook::Merge {
            stands: "v=spf1 include:_spf.example.net ~all".into(),
            instead: "v=spf1 include:_spf.example.net include:amazonses.com ~all".into(),
            why: Slip::SesNotIncluded,
        },
        Purpose::Dmarc => RecordOutlook::There,
    }
}

fn unread(kind: FailureKind) -> Script {
    let mut script = at_route53().reads_the_zone();
    let (ticket, ..) = asked_of(&mut script).expect("the zone is read");
    let failure = Failure::new(kind, "find the zone of example.co.kr at Route 53").because(
        "this account has no public zone for it; where another account has it, name its profile with --dns-profile",
    );
    script.tell(Msg::RecordsPlanned { ticket, planned: Err(failure) });
    script
}

fn without_a_token() -> Script {
    let mut script = at_cloudflare().press(&[Key::F(4)]).reads_the_zone();
    let (ticket, ..) = asked_of(&mut script).expect("the zone is read");
    let failure = Failure::new(FailureKind::DnsToken, "find Cloudflare's API token")
        .because("there is none, neither in CLOUDFLARE_API_TOKEN nor in the keychain");
    script.tell(Msg::RecordsPlanned { ticket, planned: Err(failure) });
    script
}

/// The request, with what the website answered.
fn at_the_site(found: SiteFound) -> Script {
    let site = Some(SiteLook { website: a("https://example.co.kr/"), found });
    standings::at(Step::Production, intent(), Facts { account: Fact::Present(setup::sandbox()), site, ..everything() })
}

fn essentials() -> SesAccount {
    let plan = Some(PricePlan { current: "ESSENTIALS".into(), next: None });
    let quota = Some(Quota { max_24_hour: 50_000.0, max_rate: 14.0, sent_24_hour: 0.0 });
    SesAccount { plan, quota, delivery_mode: Some("GLOBAL".into()), ..setup::production() }
}

/// Approved, and it has not taken effect yet.
fn granted() -> Script {
    let review = Some(Review { status: ReviewStatus::Granted, case: None });
    let account = Fact::Present(SesAccount { review, ..setup::sandbox() });
    standings::at(Step::Production, intent(), Facts { account, ..everything() })
}

/// Another price plan is asked for.
fn priced() -> Script {
    let intent = Intent { pricing: Some(PriceWish::None), ..intent() };
    standings::at(Step::Region, intent, Facts { account: Fact::Present(essentials()), ..everything() })
}

/// What AWS tells of bills and delivery; and of another region, where sending is stopped.
fn in_the_region() -> Script {
    let stopped = SesAccount { region: a("us-east-1"), sending_enabled: false, ..essentials() };
    let listed = Fact::Present([(a("example.com"), Check::Success)].into());
    let there = RegionFacts { account: Fact::Present(stopped), listed, ..RegionFacts::default() };
    let facts =
        Facts { account: Fact::Present(essentials()), regions: [(a("us-east-1"), there)].into(), ..everything() };
    standings::at(Step::Region, intent(), facts)
}

/// Where the promise to AWS is asked.
fn promise() -> Script {
    let intent = Intent { terms: open_sesame::setup::Terms::NotAsked, ..intent() };
    standings::at(Step::Production, intent, Facts { account: Fact::Present(setup::sandbox()), ..everything() })
}

fn with_calls(mut script: Script) -> Script {
    let call = |service: &str, operation: &str, region: Option<&str>, result, took_ms| Call {
        service: service.into(),
        operation: operation.into(),
        region: region.map(str::to_owned),
        result,
        took_ms,
        request_id: Some("f52f5ba3-4d93-4dc4-8b2c-1f3e0f9bd6c1".into()),
    };
    for call in [
        call("sts", "GetCallerIdentity", Some("ap-northeast-2"), CallResult::Ok, 82),
        call("iam", "GetUser", None, CallResult::Refused("NoSuchEntity".into()), 310),
        call("sesv2", "PutEmailIdentityDkimSigningAttributes", Some("ap-northeast-2"), CallResult::NoAnswer, 60_000),
    ] {
        script.tell(Msg::Called(call));
    }
    script
}

/// The change of the page is confirmed, and answered.
fn ends(script: Script, failed: Option<FailureKind>) -> Script {
    let mut script = script.press(&[Key::Enter]);
    let applied = script.asked().into_iter().find_map(|effect| match effect {
        Effect::Apply { ticket, change, .. } => Some((ticket, *change)),
        _ => None,
    });
    let (ticket, change) = applied.expect("a change");
    let outcome = match failed {
        Some(kind) => Err(Failure::new(kind, "create the IAM user mail-user").because("AWS's own words")),
        None => Ok(Receipt { change: change.kind(), outcome: Outcome::Done, made: None, learned: None }),
    };
    let came_of_it = match (&failed, &change) {
        (None, Change::CreateSender { .. }) => Facts { sender: Fact::Present(not_allowed()), ..nothing() },
        (Some(_) | None, _) => nothing(),
    };
    script.tell(Msg::Applied { ticket, outcome });
    script.sees(came_of_it)
}

/// Somebody waits for the reviewer, and the world says when he answers.
fn stage_waiting() -> Script {
    let facts = Facts { account: Fact::Present(setup::under_review()), ..nothing() };
    let mut script = played(standings::at(Step::Production, intent(), facts));
    script.tell(Msg::World(WorldNews::Verified { identity: "example.co.kr".into() }));
    script.tell(Msg::World(WorldNews::ReviewOpened { region: "ap-northeast-2".into() }));
    let at = script.model.now + std::time::Duration::from_secs(38 * 60 + 5);
    let what = WorldNews::ReviewAnswered { region: "ap-northeast-2".into(), granted: true };
    script.tell(Msg::Coming(Some(Coming { at, what })));
    script
}

/// A failure of each kind, in the order of the kinds.
pub fn failures() -> Vec<Exhibit> {
    let fails = |kind: FailureKind| {
        let mut script = at(Page::Key, nothing_there());
        script.tell(Msg::Failed(Failure::new(kind, "create an access key for mail-user").because("AWS's own words")));
        hang(format!("failure-{kind}"), script)
    };
    FailureKind::iter().map(fails).collect()
}
