//! The records that Sesame writes itself: nothing is written that was not shown, and what the provider wants is asked for.

use open_sesame::{
    dns::{
        ZoneCut,
        records::Record,
        writing::{PlannedRecord, RecordOutlook, WriteConflict, WritePlan},
    },
    setup::{Change, DnsHost, DnsProvider, HostedZone, Outcome, PlannedWriting, Receipt, SignIn, Step, Under},
    terms::{Fact, Failure, FailureKind, Slot},
    wizard::{Act, Effect, Hidden, Key, Msg, Page, Steer, Ticket, Way, WritingStage, Wrong, offered},
};

use super::Script;
use crate::{
    gallery::{exhibits::at_cloudflare, standings},
    setup::{self, everything},
};

/// The records are waited for, at this provider.
pub fn waiting_at(servers: &[&str]) -> Script {
    let servers = servers.iter().map(|it| (*it).to_owned()).collect();
    let zone = Fact::Present(ZoneCut { zone: "example.co.kr".into(), servers, primary: None });
    let facts = open_sesame::setup::Facts { identity: Fact::Present(setup::pending_domain()), zone, ..everything() };
    standings::at(Step::Identity, setup::intent(), facts)
}

pub fn at_route53() -> Script {
    waiting_at(&["ns-412.awsdns-51.com", "ns-1093.awsdns-08.org"])
}

/// What the zone holds, told: nothing of ours, but for what `outlook` says of a record.
pub fn planned(script: &Script, provider: DnsProvider, outlook: impl Fn(&Record) -> RecordOutlook) -> PlannedWriting {
    let under = Under {
        sign_in: SignIn::Ambient,
        account: "123456789012".parse().unwrap(),
        region: "ap-northeast-2".parse().unwrap(),
    };
    let at = match provider {
        DnsProvider::Cloudflare => DnsHost::Cloudflare,
        DnsProvider::Route53 => DnsHost::Route53(under),
    };
    let row = |record: Record| PlannedRecord { outlook: outlook(&record), record };
    let rows = script.model.records().into_iter().map(row).collect();
    let zone = HostedZone { id: "Z0".into(), name: "example.co.kr".into() };
    PlannedWriting { at, zone, plan: WritePlan { rows, obstacle: None } }
}

/// The question that was asked of a zone last.
pub fn asked_of(script: &mut Script) -> Option<(Ticket, DnsProvider, bool)> {
    script.asked().into_iter().find_map(|effect| match effect {
        Effect::PlanRecords { ticket, provider, keeps_token, .. } => Some((ticket, provider, keeps_token)),
        _ => None,
    })
}

impl Script {
    /// Enter, once the page was read to where it reads the zone.
    pub fn reads_the_zone(self) -> Script {
        enter(enters_at_the_end(self).0)
    }
}

/// Reads what the page goes on with, until Enter does something else.
fn enter(mut script: Script) -> Script {
    for _ in 0..20 {
        let reads_on = offered(&script.model).iter().any(|it| it.key == Key::Enter && it.act == Act::ReadOn);
        script = script.press(&[Key::Enter]);
        if !reads_on {
            return script;
        }
    }
    panic!("it goes on for ever:\n{}", script.screens.last().unwrap());
}

fn enters(script: &Script) -> Option<Act> {
    offered(&script.model).into_iter().find(|it| it.key == Key::Enter).map(|it| it.act)
}

/// As Enter is after everything was read.
fn enters_at_the_end(mut script: Script) -> (Script, Option<Act>) {
    while enters(&script) == Some(Act::ReadOn) {
        script = script.press(&[Key::Enter]);
    }
    let act = enters(&script);
    (script, act)
}

fn tell_plan(script: &mut Script, ticket: Ticket, planned: PlannedWriting) {
    script.tell(Msg::RecordsPlanned { ticket, planned: Ok(Box::new(planned)) });
}

#[test]
fn at_route_53_enter_reads_the_zone_and_writes_what_it_showed() {
    let (mut script, act) = enters_at_the_end(at_route53());
    assert_eq!((script.model.way(), act), (Some(Way::ForMe), Some(Act::ReadZone)));
    script.asked();
    let mut script = enter(script);
    let (ticket, provider, keeps) = asked_of(&mut script).expect("the zone is read");
    assert_eq!((provider, keeps), (DnsProvider::Route53, false));
    assert_eq!(enters_at_the_end(script).1, None, "what Enter does comes with the answer");

    let mut script = at_route53().reads_the_zone();
    assert_eq!(asked_of(&mut script).map(|it| it.0), Some(ticket), "played alike");
    let there = |record: &Record| record.name.starts_with("_dmarc");
    let outlook = |record: &Record| if there(record) { RecordOutlook::There } else { RecordOutlook::Create };
    let told = planned(&script, provider, outlook);
    tell_plan(&mut script, ticket, told);
    assert!(script.applied().is_none(), "nothing is written by itself");
    let (script, act) = enters_at_the_end(script);
    assert!(matches!(act, Some(Act::Confirm(_))), "{act:?}\n{}", script.screens.last().unwrap());
    let mut script = enter(script);
    let (ticket, change) = script.applied().expect("it is written");
    let Change::WriteRecords { records, zone, .. } = &change else { panic!("{change:?}") };
    assert_eq!((records.len(), zone.name.as_str()), (5, "example.co.kr"));
    assert!(!records.iter().any(there));
    // Afterwards it is said that they are written, and what was read says nothing.
    let receipt = Receipt { change: change.kind(), outcome: Outcome::Done, made: None, learned: None };
    script.tell(Msg::Applied { ticket, outcome: Ok(receipt) });
    assert!(matches!(script.model.writing(), None | Some(WritingStage::Written)));
    assert!(script.model.planned_writing().is_none());
}

/// The page says no account: what was read by one sign-in is not written by another.
#[test]
fn a_plan_belongs_to_the_sign_in_and_the_account_that_made_it() {
    let mut script = at_route53().reads_the_zone();
    let (ticket, provider, _) = asked_of(&mut script).unwrap();
    let told = planned(&script, provider, |_| RecordOutlook::Create);
    tell_plan(&mut script, ticket, told.clone());
    assert!(script.model.planned_writing().is_some());
    script.model.intent.sign_in = SignIn::Profile("other".into());
    assert!(script.model.planned_writing().is_none());

    let mut script = at_route53().reads_the_zone();
    let (ticket, ..) = asked_of(&mut script).unwrap();
    let mut elsewhere = told;
    if let DnsHost::Route53(under) = &mut elsewhere.at {
        under.account = "999988887777".parse().unwrap();
    }
    tell_plan(&mut script, ticket, elsewhere);
    assert!(script.model.planned_writing().is_none());
}

/// Another way has another form, and what was typed for a provider is taken nowhere else.
#[test]
fn the_token_is_asked_for_on_its_own_way_alone() {
    let mut script = at_cloudflare().press(&[Key::F(4)]).reads_the_zone();
    let (ticket, ..) = asked_of(&mut script).unwrap();
    let none = Failure::new(FailureKind::DnsToken, "find Cloudflare's API token");
    script.tell(Msg::RecordsPlanned { ticket, planned: Err(none) });
    assert!(script.model.form.place_of(Hidden::DnsToken).is_some());
    let script = script.press(&[Key::F(4)]);
    assert!(script.model.form.fields.is_empty(), "{}", script.screens.last().unwrap());
    let script = script.press(&[Key::F(4), Key::F(4)]);
    assert!(script.model.form.place_of(Hidden::DnsToken).is_some());
    // Typed and not entered: Enter leads back to it.
    let script = enter(script.pastes("a-token").press(&[Key::Down]));
    assert_eq!(script.model.form.focused().map(|it| it.id), Some(Hidden::DnsToken.into()));
}

#[test]
fn what_is_in_the_way_is_named_and_enter_goes_on() {
    let mut script = at_route53().reads_the_zone();
    let (ticket, provider, _) = asked_of(&mut script).unwrap();
    let stands = vec!["CNAME shop.example.net".to_owned()];
    let outlook = |_: &Record| RecordOutlook::Conflict { stands: stands.clone(), why: WriteConflict::NoRoomForCname };
    let told = planned(&script, provider, outlook);
    tell_plan(&mut script, ticket, told);
    let (script, act) = enters_at_the_end(script);
    assert!(script.screens.iter().any(|screen| screen.contains("CNAME shop.example.net")));
    assert!(matches!(act, Some(Act::GoOn | Act::OnTo(_))), "{act:?}");
    // Another look is another question.
    let mut script = script.press(&[Key::F(5)]);
    assert!(script.model.planned_writing().is_none() && script.applied().is_none());
}

#[test]
fn a_zone_that_could_not_be_read_is_written_to_by_other_ways() {
    let mut script = at_route53().reads_the_zone();
    let (ticket, ..) = asked_of(&mut script).unwrap();
    let failure = Failure::new(FailureKind::NotFound, "find the zone of example.co.kr at Route 53");
    script.tell(Msg::RecordsPlanned { ticket, planned: Err(failure.clone()) });
    assert_eq!(script.model.trouble.change, Some(failure.clone()));
    let (script, act) = enters_at_the_end(script);
    assert!(matches!(act, Some(Act::GoOn | Act::OnTo(_))), "{act:?}\n{}", script.screens.last().unwrap());
    // On another page it is not said, and back on this one it is.
    let script = script.press(&[Key::Tab]);
    assert!(script.model.page != Page::Identity && script.model.trouble.change.is_none(), "{:?}", script.model.page);
    let mut script = script;
    while script.model.page != Page::Identity {
        script = script.press(&[Key::Esc]);
    }
    assert_eq!(script.model.trouble.change, Some(failure));
    // Another look at the zone is another answer.
    let script = script.press(&[Key::F(5)]);
    assert_eq!(script.model.trouble.change, None);
}

#[test]
fn cloudflares_token_is_asked_for_held_and_kept_where_that_is_wished() {
    for keep in [false, true] {
        let script = at_cloudflare();
        assert_eq!(script.model.way(), Some(Way::Console), "a token has to be made first");
        let script = enters_at_the_end(script.press(&[Key::F(4)])).0;
        assert_eq!(script.model.way(), Some(Way::ForMe));
        let mut script = enter(script);
        let (ticket, provider, _) = asked_of(&mut script).expect("one may be there already");
        assert_eq!(provider, DnsProvider::Cloudflare);
        let none = Failure::new(FailureKind::DnsToken, "find Cloudflare's API token");
        script.tell(Msg::RecordsPlanned { ticket, planned: Err(none.clone()) });
        let field = |script: &Script| script.model.form.focused().map(|field| field.id);
        assert_eq!(field(&script), Some(Hidden::DnsToken.into()));
        // Nothing is no token.
        let script = enter(script);
        assert_eq!(script.model.form.focused().and_then(|it| it.wrong.clone()), Some(Wrong::Missing));
        let script = match keep {
            true => {
                let script = script.press(&[Key::Up]);
                assert_eq!(field(&script), Some(Steer::KeepToken.into()));
                script.press(&[Key::Right, Key::Down])
            }
            false => script,
        };
        let mut script = enter(script.pastes(" a-token-of-theirs\n"));
        let effects = script.asked();
        let held = effects.iter().any(|effect| {
            matches!(effect, Effect::Hold { slot, secret }
                if *slot == Slot::cloudflare_token() && secret.reveal() == "a-token-of-theirs")
        });
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::PlanRecords { ticket, keeps_token, .. } => Some((*ticket, *keeps_token)),
            _ => None,
        });
        let (ticket, keeps) = asked.expect("the zone is read with it");
        assert!(held);
        assert_eq!(keeps, keep);
        assert!(!script.screens.iter().any(|screen| screen.contains("a-token-of-theirs")));
        // A wrong one is asked for again, with the reason.
        script.tell(Msg::RecordsPlanned { ticket, planned: Err(none.clone()) });
        assert_eq!((field(&script), &script.model.trouble.change), (Some(Hidden::DnsToken.into()), &Some(none)));
    }
}

/// An answer to a question that was taken back says nothing.
#[test]
fn what_was_read_for_something_else_is_not_written() {
    let mut script = at_route53().reads_the_zone();
    let (ticket, provider, _) = asked_of(&mut script).unwrap();
    let told = planned(&script, provider, |_| RecordOutlook::Create);
    let mut script = script.press(&[Key::F(5)]);
    tell_plan(&mut script, ticket, told.clone());
    assert!(script.model.planned_writing().is_none());

    let mut script = at_route53().reads_the_zone();
    let (ticket, ..) = asked_of(&mut script).unwrap();
    tell_plan(&mut script, ticket, told);
    assert!(script.model.planned_writing().is_some());
    script.model.intent.region = "us-east-1".parse().ok();
    assert!(script.model.planned_writing().is_none() && script.model.page == Page::Identity);
}
