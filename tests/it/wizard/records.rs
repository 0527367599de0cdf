//! The records on their way into the provider's form: one by one, or all at once.

use open_sesame::{
    dns::RecordType,
    setup::{Authorship, ChangeKind, Facts, Identity, Step},
    terms::Fact,
    wizard::{Act, Choice, Effect, FieldValue, Key, Msg, Notice, Page, Wish, YesNo, offered},
    words::{Locale, Text},
};

use super::{Script, with_everything_said};
use crate::{gallery::exhibits::at_cloudflare, setup};

/// The count says what the columns beside it say: what the provider has, and what public servers have of it.
#[test]
fn the_count_of_records_says_where_they_are() {
    let facts = |public: bool| crate::gallery::standings::published(public);
    for (public, count) in [(false, 0), (true, 6)] {
        let script = with_everything_said(Page::Identity, facts(public));
        let all = script.model.records().len();
        assert_eq!(all, 6);
        for locale in [Locale::Ko, Locale::En] {
            let text = Text::new(locale);
            let standing = script.model.standing(Step::Identity);
            let said = text.summary(Step::Identity, &standing, &script.model.intent, &script.model.facts);
            let wanted = match public {
                true => text.say_records_seen(all, all, "PENDING"),
                false => text.say_records_seen_apart(all, count, all, "PENDING"),
            };
            assert_eq!(said, wanted);
        }
    }
}

/// What a resolver found before the provider had the right value it hands out until its time is over; that is said with the longest.
#[test]
fn how_long_a_wrong_value_may_still_be_seen_is_said() {
    let facts = crate::gallery::standings::outdated();
    let script = with_everything_said(Page::Identity, facts.clone());
    let records = script.model.records();
    assert_eq!(facts.wrong_still(&records).map(|(_, seconds)| seconds), Some(1500));
    assert_eq!(facts.absent_still(&records), None);
    let mut script = with_everything_said(Page::Identity, facts);
    script.tell(Msg::Resized { columns: 100, rows: 60 });
    let screen = script.screens.last().unwrap();
    assert!(screen.contains("예전 값") && screen.contains("25분"), "{screen}");
    // Where the provider still has it nothing is old yet.
    assert_eq!(crate::gallery::standings::published(true).wrong_still(&records), None);
}

/// What SES has found need not be waited for, and that a resolver has it not yet is said as such.
#[test]
fn that_a_resolver_does_not_know_what_ses_has_found_holds_nothing_up() {
    let pending = crate::gallery::standings::restarted();
    let keys = |facts: &Facts| {
        let script = with_everything_said(Page::Identity, facts.clone());
        script.model.records().into_iter().filter(|record| record.kind() == RecordType::Cname).collect::<Vec<_>>()
    };
    assert!(pending.absent_still(&keys(&pending)).is_some() && pending.absent_but_found(&keys(&pending)).is_none());
    let found = Facts { identity: Fact::Present(setup::domain()), ..pending };
    assert_eq!(found.absent_still(&keys(&found)), None);
    assert_eq!(found.absent_but_found(&keys(&found)), Some((vec!["1.1.1.1", "8.8.8.8"], 1500)));
}

/// Which record has come to be in DNS is said on the rule, on whatever page one is; what was there before is no news.
#[test]
fn each_record_that_comes_to_be_in_dns_is_told_by_its_name() {
    use crate::gallery::standings::{published, published_but};
    for page in [Page::Identity, Page::Project] {
        let script =
            with_everything_said(page, published_but(&["t2._domainkey.example.co.kr", "_dmarc.example.co.kr"]));
        let rule = |script: &Script| {
            let screen = script.screens.last().unwrap();
            let rules: Vec<&str> = screen.lines().filter(|line| line.starts_with("──")).collect();
            rules.last().map(|line| line.to_string()).unwrap_or_default()
        };
        assert!(!rule(&script).contains("_domainkey"), "{}", rule(&script));
        let script = script.press(&[Key::F(5)]).sees(published_but(&["_dmarc.example.co.kr"]));
        assert!(rule(&script).contains("t2._domainkey"), "{}", script.screens.last().unwrap());
        assert!(!rule(&script).contains("t1._domainkey"), "{}", rule(&script));
        let script = script.press(&[Key::F(5)]).sees(published_but(&["_dmarc.example.co.kr"]));
        assert!(!rule(&script).contains("_domainkey"), "no news twice: {}", rule(&script));
        let script = script.press(&[Key::F(5)]).sees(published(true));
        assert!(rule(&script).contains("_dmarc"), "{}", script.screens.last().unwrap());
    }
}

#[test]
fn with_its_value_a_record_is_copied_and_the_next_one_picked() {
    let script = at_cloudflare();
    let first = script.model.row();
    let script = script.press(&[Key::F(6)]);
    assert_eq!((script.model.row(), script.model.window.copied.len()), (first, 0), "the name alone is half of it");
    let script = script.press(&[Key::F(7)]);
    assert_eq!(script.model.row(), first + 1);
    assert!(script.model.window.copied.contains(&first));
    let last = script.model.records().len() - 1;
    let script = script.press(&vec![Key::F(7); last + 3]);
    assert_eq!(script.model.row(), last);
}

#[test]
fn what_cloudflare_lacks_is_saved_as_a_file_that_it_imports() {
    let mut script = at_cloudflare().press(&[Key::F(8)]);
    let saved = script.asked().into_iter().find_map(|effect| match effect {
        Effect::Save { name, text } => Some((name, text)),
        _ => None,
    });
    let (name, text) = saved.expect("it is saved");
    assert_eq!(name, "sesame-dns-example.co.kr.txt");
    assert_eq!(text.lines().filter(|line| line.ends_with("; cf_tags=cf-proxied:false")).count(), 3, "{text}");
    assert!(text.contains(" IN MX ") && !text.contains("_dmarc"), "what is there already would be refused: {text}");
    script.tell(Msg::Saved(Ok(name.clone())));
    assert_eq!(script.model.window.notice, Some(Notice::Saved(name)));
    assert!(offered(&script.model).iter().any(|offer| offer.act == Act::SaveRecords));
}

/// What stands with a mistake is corrected and not doubled, wherever its text is handed out.
#[test]
fn what_stands_with_a_mistake_is_handed_out_corrected() {
    use open_sesame::{
        dns::{Answer, RecordType, ServerAnswer, Sighting, ask},
        setup::{Facts, RecordKey},
        terms::Fact,
    };
    let seen = |name: &str, kind: RecordType, answer: Answer| {
        let question = ask::Query { name: name.into(), kind, why: ask::Aim::Itself };
        let said = ServerAnswer::new("ada.ns.cloudflare.com", answer);
        let seen = [(question, Sighting { authoritative: vec![said], public: Vec::new() })].into_iter().collect();
        (RecordKey { name: name.into(), kind }, seen)
    };
    let text = |text: &str| Answer::Found(vec![text.into()]);
    let mut script = at_cloudflare();
    let records = script.model.records();
    let mut all: std::collections::BTreeMap<_, _> =
        records.iter().map(|it| seen(&it.name, it.kind(), Answer::NoName)).collect();
    let dkim = records[0].name.clone();
    all.extend([
        seen("_dmarc.example.co.kr", RecordType::Txt, text("v=DMARC1; p=reject; junk")),
        seen(&dkim, RecordType::Cname, text("t1.dkim.amazonses.com.example.co.kr")),
    ]);
    let Fact::Present(identity) = &script.model.facts.identity else { panic!("it is there") };
    let facts = Facts { identity: Fact::Present(identity.clone()), records: all, ..script.model.facts.clone() };
    script.model.facts = facts.into();
    let rows = script.model.form_rows();
    assert_eq!(rows.last().map(|row| row.value.as_str()), Some("v=DMARC1; p=reject"));
    assert_eq!(rows[0].value, "t1.dkim.amazonses.com.", "this form appends the zone where no dot ends the host");
    assert_eq!(rows[1].value, "t2.dkim.amazonses.com");
    let (_, file) = script.model.zone_file().expect("the others are to be added");
    let added: Vec<&str> = file.lines().filter(|line| !line.starts_with(';')).collect();
    assert_eq!(added.len(), records.len() - 2, "{file}");
    assert!(added.iter().all(|line| !line.contains("DMARC1") && !line.contains(&dkim)), "{file}");
    let remarks: Vec<&str> = file.lines().filter(|line| line.starts_with(';')).collect();
    assert!(remarks.len() == 2 && remarks[1].contains("v=DMARC1; p=reject"), "{file}");
    for locale in [Locale::Ko, Locale::En] {
        let errand = Text::new(locale).errand_dns(&script.model.intent, &script.model.facts).expect("a message");
        assert!(errand.contains("v=DMARC1; p=reject\n") && !errand.contains("p=none"), "{errand}");
    }
}

/// Each thing that is asked of a zone's administrator, done and undone literally, leaves one record of each sort.
#[test]
fn the_message_to_the_zones_administrator_tells_adding_from_changing() {
    use open_sesame::{
        dns::{Answer, RecordType, ServerAnswer, Sighting, ask},
        setup::{Facts, RecordKey, Standing, Step, Wait},
        terms::Fact,
    };
    let script = at_cloudflare();
    let records = script.model.records();
    let n = records.len();
    let said = |answer: Answer| Sighting {
        authoritative: vec![ServerAnswer::new("ada.ns.cloudflare.com", answer)],
        public: Vec::new(),
    };
    let query = |name: &str, kind, why| ask::Query { name: name.into(), kind, why };
    let Fact::Present(identity) = &script.model.facts.identity else { panic!("it is there") };
    // Whatever a row does not say is not there.
    let facts = |rows: &[(&str, RecordType, &str, Answer)], rest: Answer| {
        let all = records.iter().map(|record| {
            let own = rows.iter().find(|(at, kind, ..)| *at == record.name && *kind == record.kind());
            let answer = own.map_or(rest.clone(), |(.., answer)| answer.clone());
            let mut seen: ask::Sightings =
                [(query(&record.name, record.kind(), ask::Aim::Itself), said(answer))].into_iter().collect();
            for (at, kind, of, answer) in rows.iter().filter(|(_, _, of, _)| *of == record.name) {
                let why = if of == at { ask::Aim::OtherType } else { ask::Aim::Stray(ask::Stray::Doubled) };
                seen.add(query(at, *kind, why), said(answer.clone()));
            }
            (RecordKey { name: record.name.clone(), kind: record.kind() }, seen)
        });
        let records = all.collect();
        Facts { identity: Fact::Present(identity.clone()), records, ..(*script.model.facts).clone() }
    };
    let text = |text: &str| Answer::Found(text.split(" | ").map(String::from).collect());
    let en = Text::new(Locale::En);
    let message = |facts: &Facts| en.errand_dns(&script.model.intent, facts);
    let check = |facts: &Facts, has: &[&str], lacks: &[&str]| {
        let said = message(facts).expect("a message");
        has.iter().for_each(|part| assert!(said.contains(part), "{part:?} is not in\n{said}"));
        lacks.iter().for_each(|part| assert!(!said.contains(part), "{part:?} is in\n{said}"));
    };
    let (dmarc, bounce) = ("_dmarc.example.co.kr", "bounce.example.co.kr");
    let all_added = [&*format!(": {n} to add\n"), "Add:\n", "does not change", en.errand_dns_undo_add()];
    check(
        &facts(&[], Answer::NoName),
        &all_added,
        &["to change", "to remove", "Change", "From:", "Only if", "put the values"],
    );
    let old = [
        (dmarc, RecordType::Txt, "", text("v=DMARC1; p=reject; junk")),
        (bounce, RecordType::Txt, "", text("v=spf1 -all | v=spf1 ~all")),
    ];
    check(
        &facts(&old, Answer::NoName),
        &[
            &*format!("{} to add, 2 to change\n", n - 2),
            "   From: v=DMARC1; p=reject; junk\n   To: v=DMARC1; p=reject\n",
            "   From: v=spf1 -all\n   From: v=spf1 ~all\n   To: v=spf1 include:amazonses.com -all\n",
            en.errand_dns_one_stays(),
            en.errand_dns_undo_change(),
        ],
        &["Value: v=spf1", "Value: v=DMARC1", "does not change"],
    );
    // What stands under a wrong name, or as another type, goes.
    let (first, target) = (records[0].name.clone(), records[0].value.value_text().to_owned());
    let twice = format!("{first}.example.co.kr");
    let stray = [(twice.as_str(), RecordType::Cname, first.as_str(), Answer::Found(vec![target.clone()]))];
    let removed = format!("Remove:\n\n{}. CNAME ({twice})", n + 1);
    check(&facts(&stray, Answer::NoName), &[&*format!("{n} to add, 1 to remove\n"), &removed, &target], &["to change"]);
    let cname = [
        (bounce, RecordType::Cname, bounce, Answer::Found(vec!["amazonses.com".into()])),
        (bounce, RecordType::Txt, "", Answer::NoData),
    ];
    check(&facts(&cname, Answer::NoName), &["CNAME (bounce.example.co.kr)", "Value: amazonses.com"], &["to change"]);
    let once = message(&facts(&cname, Answer::NoName)).map(|said| said.matches("Value: amazonses.com").count());
    assert_eq!(once, Some(1), "one CNAME is in the way of both");
    // What nobody could read is added only where nothing stands; of DKIM no other record has the name.
    let unread = facts(&[], Answer::Silent("SERVFAIL".into()));
    let cautions = message(&unread).map(|said| said.matches(en.errand_dns_if_none()).count());
    assert_eq!(cautions, Some(n - 3));
    // So the count of what is there is not taken from what was not read.
    let waiting = Standing::Waiting { on: Wait::Dns };
    let summary = |facts: &Facts| en.summary(Step::Identity, &waiting, &script.model.intent, facts);
    assert!(summary(&unread).starts_with(&format!("the {n} records could not be read")), "{}", summary(&unread));
    let in_part = facts(&[(dmarc, RecordType::Txt, "", text("v=DMARC1; p=none"))], Answer::Silent("REFUSED".into()));
    assert!(
        summary(&in_part).starts_with(&format!("1 of 1 records are in DNS, {} could not be read", n - 1)),
        "{}",
        summary(&in_part)
    );
    // Resolvers that refuse what the zone's own servers answer: that it is DNSSEC, or that it may be.
    let refused = |public: &[&str]| {
        let mut facts = facts(&[], Answer::NoName);
        let public = public.iter().map(|why| ServerAnswer::new("1.1.1.1", Answer::Silent((*why).into())));
        let question = query(dmarc, RecordType::Txt, ask::Aim::Itself);
        let sighting = Sighting { public: public.collect(), ..said(Answer::NoName) };
        let key = RecordKey { name: dmarc.into(), kind: RecordType::Txt };
        facts.records.insert(key, [(question, sighting)].into_iter().collect());
        (en.records_refused(&records, &facts), en.records_silent(&records, &facts))
    };
    assert_eq!(refused(&[]), (None, None));
    assert_eq!(refused(&["REFUSED"]), (None, Some(en.fault_silent("1.1.1.1: REFUSED"))));
    // What is told with its reason is not told once more without it.
    assert_eq!(refused(&["SERVFAIL"]), (Some(en.fault_refused("1.1.1.1")), None));
    assert_eq!(refused(&["SERVFAIL (DNSSEC)"]), (Some(en.fault_dnssec("1.1.1.1")), None));
    assert_eq!(refused(&["SERVFAIL", "REFUSED"]).0, None);
    // A name in another script stands in both forms.
    let from = "no-reply@참깨.kr".parse().ok();
    let intent = open_sesame::setup::Intent { from, ..(*script.model.intent).clone() };
    let said = en.errand_dns(&intent, &facts(&[], Answer::NoName)).expect("a message");
    assert!(said.contains("no-reply@참깨.kr (no-reply@xn--"), "{said}");
}

/// Before the first record is typed the page says where, and where one is tried first.
#[test]
fn the_page_says_at_once_which_screen_has_an_effect() {
    use open_sesame::terms::Fact;
    let names =
        ["t1._domainkey", "t2._domainkey", "t3._domainkey", "bounce", "_dmarc"].map(|it| format!("{it}.example.co.kr"));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = Text::new(Locale::Ko);
    for (server, provider, is_checked) in
        [("ada.ns.cloudflare.com", "Cloudflare", true), ("ns1.inames.co.kr", "아이네임즈", false)]
    {
        let mut facts = crate::gallery::standings::published_but(&names);
        if let Fact::Present(zone) = &mut facts.zone {
            zone.servers = vec![server.into()];
        }
        let mut script = with_everything_said(Page::Identity, facts);
        script.tell(Msg::Resized { columns: 100, rows: 30 });
        let screen = script.screens.last().expect("it is drawn");
        let flat = |text: &str| text.split_whitespace().collect::<String>();
        let page: String = screen.lines().filter_map(|line| line.split_once('│')).map(|(_, page)| flat(page)).collect();
        assert!(page.contains(&flat(&text.records_other_screen(provider))), "{screen}");
        assert_eq!(page.contains(&flat(text.records_one_first())), !is_checked, "{screen}");
    }
}

/// Each value in its place: when AWS looked, and what it saw.
#[test]
fn what_aws_saw_is_said_with_its_time() {
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    let checked = "2026-11-23T08:59:40Z".parse().ok();
    let identity = open_sesame::setup::Identity {
        error: Some("HOST_NOT_FOUND".into()),
        checked,
        ..crate::setup::pending_domain()
    };
    let facts = crate::setup::everything();
    let said = |locale| Text::new(locale).seen_by_aws(&identity, &facts, now).remove(0);
    assert!(said(Locale::En).starts_with("AWS looked 20 s ago: "), "{}", said(Locale::En));
    assert!(said(Locale::Ko).starts_with("AWS가 20초 전 확인한 결과: "), "{}", said(Locale::Ko));
}

#[test]
fn a_zone_that_others_serve_is_said_with_whose_servers_are_whose() {
    use super::writing::{at_route53, planned};
    use open_sesame::dns::writing::{RecordOutlook, ZoneObstacle};
    let script = at_route53();
    let plan = planned(&script, open_sesame::setup::DnsProvider::Route53, |_| RecordOutlook::Create);
    let elsewhere = ZoneObstacle::ServedElsewhere {
        own: vec!["ns-1.own.example".into()],
        delegated: vec!["ns.other.example".into()],
    };
    let said = Text::new(Locale::En).zone_obstacle(&plan, &elsewhere);
    let wanted = "delegated to ns.other.example, not to this zone of Route 53 (ns-1.own.example)";
    assert!(said.contains(wanted), "{said}");
}

/// Nothing of an identity that Sesame did not make waits for Enter before it was given; left, it stays.
#[test]
fn a_pending_identity_of_somebody_elses_is_asked_about() {
    let pending = Identity { made: Authorship::Foreign, mail_from: None, ..crate::setup::pending_domain() };
    let seen = |made| Facts {
        identity: Fact::Present(Identity { made, ..pending.clone() }),
        ..crate::gallery::standings::published(false)
    };
    let mut script = with_everything_said(Page::Identity, seen(Authorship::Foreign));
    let kind = |script: &Script| script.model.ready().map(|change| change.kind());
    let field = script.model.form.field(Wish::AdoptIdentity).expect("it is asked");
    assert_eq!(field.picked(), Some(&Choice::AdoptIdentity(YesNo::No)));
    assert_eq!(kind(&script), None);
    for (answer, expected) in [(YesNo::No, None), (YesNo::Yes, Some(ChangeKind::AdoptIdentity)), (YesNo::No, None)] {
        let said = FieldValue::Choice(Choice::AdoptIdentity(answer));
        script.tell(Msg::Answer { field: Wish::AdoptIdentity.into(), said });
        assert_eq!(kind(&script), expected, "{answer:?}");
    }
    for made in [Authorship::Ours, Authorship::Adopted] {
        let script = with_everything_said(Page::Identity, seen(made));
        assert!(script.model.form.field(Wish::AdoptIdentity).is_none(), "{made:?}");
    }
}
