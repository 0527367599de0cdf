//! What writing into a zone would do, a zone a row: `name TYPE value` lines are what it holds (` proxied` at the end where the
//! provider answers for it), names relative to `example.kr`.

use open_sesame::dns::{
    compare::RecordStanding,
    writing::{
        HeldRecord, OutlookKind, RecordOutlook, Seen, WritableZone, WriteConflict, WritePlan, WriteUnit, ZoneObstacle,
        ZoneState, is_within, names_to_read, plan_writing, unescaped, unquoted,
    },
};
use strum::IntoEnumIterator as _;

use super::*;

const TOKEN: &str = "t1._domainkey CNAME t1.dkim.amazonses.com";
const MX: &str = "bounce MX 10 feedback-smtp.ap-northeast-2.amazonses.com";
const WEBSITE: &str = "@ A 192.0.2.1\nwww CNAME shop.example.net\n@ CAA 0 issue letsencrypt.org\n@ TXT v=spf1 -all";

fn held(text: &str, of: &str) -> Vec<HeldRecord> {
    let line = |line: &str| {
        let (line, proxied) = line.strip_suffix(" proxied").map_or((line, false), |line| (line, true));
        let mut parts = line.splitn(3, ' ');
        let [name, kind, value] = [(); 3].map(|()| parts.next().unwrap_or_default().to_owned());
        let name = if name == "@" { of.to_owned() } else { format!("{name}.{of}") };
        HeldRecord { name, kind, value, proxied, id: None, ttl: None }
    };
    text.lines().filter(|it| !it.is_empty()).map(line).collect()
}

/// A zone that is delegated to its own servers.
fn zone(text: &str, unit: WriteUnit) -> WritableZone {
    WritableZone {
        name: "example.kr".into(),
        servers: vec!["ns1.example.net".into(), "ns2.example.net".into()],
        state: ZoneState::Active,
        unit,
        held: held(text, "example.kr"),
    }
}

fn cut() -> ZoneCut {
    // As some write them.
    ZoneCut {
        zone: "example.kr".into(),
        servers: vec!["NS2.example.net.".into(), "ns1.example.net".into()],
        primary: None,
    }
}

fn plan_of(records: &[Record], zone: &WritableZone, cut: Option<&ZoneCut>, standing: RecordStanding) -> WritePlan {
    let answers = |name: &str, _: RecordType| match name {
        "amazonses.com" => Some(Answer::Found(vec!["v=spf1 ip4:192.0.2.0/24 -all".into()])),
        "_spf.example.net" => Some(Answer::Found(vec!["v=spf1 ip4:203.0.113.0/24 -all".into()])),
        _ => Some(Answer::NoName),
    };
    plan_writing(records, zone, &Seen { cut, standing: &|_| standing, answers: &answers })
}

fn plan(text: &str, unit: WriteUnit) -> WritePlan {
    let records = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
    plan_of(&records, &zone(text, unit), Some(&cut()), RecordStanding::Missing)
}

/// How each record fares: `+`, `=`, `~`, or the conflict; t1, t2, t3, MX, SPF, DMARC.
fn outlooks(plan: &WritePlan) -> Vec<&'static str> {
    let short = |outlook: &RecordOutlook| match outlook {
        RecordOutlook::Create => "+",
        RecordOutlook::There => "=",
        RecordOutlook::Merge { .. } => "~",
        RecordOutlook::Conflict { why, .. } => <&str>::from(why),
    };
    plan.rows.iter().map(|row| short(&row.outlook)).collect()
}

#[test]
fn what_stands_decides_what_is_written() {
    let check = |text: &str, expected: &str| {
        for unit in [WriteUnit::Value, WriteUnit::Set] {
            let plan = plan(text, unit);
            assert_eq!(outlooks(&plan).join(" "), expected, "{unit:?}\n{text}\n{plan:#?}");
            let all_well = !expected.contains(|c: char| c == '~' || c.is_ascii_lowercase());
            assert_eq!(plan.has_obstacles(), !all_well, "{text}");
            assert_eq!(plan.to_create().len(), expected.split(' ').filter(|it| *it == "+").count(), "{text}");
        }
    };
    check("", "+ + + + + +");
    check(WEBSITE, "+ + + + + +");
    check(&format!("{TOKEN}\n{MX}\nbounce TXT {SPF}\n_dmarc TXT v=DMARC1; p=none;"), "= + + = = =");
    // Written in another way, and the same.
    check("t1._domainkey CNAME T1.DKIM.amazonses.com.", "= + + + + +");
    check("bounce MX 20 FEEDBACK-smtp.ap-northeast-2.amazonses.com.", "+ + + = + +");
    // In a token's place.
    check("t1._domainkey CNAME other.example.net", "other-cname + + + + +");
    check("t1._domainkey A 192.0.2.1", "no-room-for-cname + + + + +");
    check("t1._domainkey AAAA 2001:db8::1", "no-room-for-cname + + + + +");
    check("t1._domainkey TXT t1.dkim.amazonses.com", "no-room-for-cname + + + + +");
    check("t1._domainkey CAA 0 issue ca.example", "no-room-for-cname + + + + +");
    check(&format!("{TOKEN} proxied"), "proxied + + + + +");
    check(&format!("{TOKEN}\nt1._domainkey CNAME other.example.net"), "other-cname + + + + +");
    // In the way of everything at its name.
    check("bounce CNAME shop.example.net", "+ + + cname-in-the-way cname-in-the-way +");
    check("_dmarc CNAME dmarc.example.net", "+ + + + + cname-in-the-way");
    // Beside one's own.
    check("bounce A 192.0.2.1", "+ + + + + +");
    // An SPF for SES alone would have receivers doubt that mail.
    check("bounce MX 10 mail.example.net", "+ + + other-mx other-mx +");
    check(&format!("bounce MX 10 mail.example.net\nbounce TXT {SPF}"), "+ + + other-mx = +");
    check(&format!("{MX}\nbounce MX 20 mail.example.net"), "+ + + other-mx other-mx +");
    check(&format!("{MX}\n{}", MX.replace("10 ", "20 ")), "+ + + other-mx + +");
    check("bounce TXT v=spf1 -all\nbounce TXT v=spf1 ~all", "+ + + + several-spf +");
    check("bounce TXT v=spf1 include:_spf.example.net -all", "+ + + + ~ +");
    check("bounce TXT v=spf1 include:amazonses.com include:_spf.example.net -all", "+ + + + = +");
    check("_dmarc TXT v=DMARC1; p=reject; rua=mailto:a@example.net", "+ + + + + =");
    check("_dmarc TXT v=DMARC1; p=reject; junk", "+ + + + + ~");
    check("_dmarc TXT v=DMARC1; p=none\n_dmarc TXT v=DMARC1; p=reject", "+ + + + + several-dmarc");
    // Passed on to others.
    check("_domainkey NS ns.example.net", "delegated delegated delegated + + +");
    check("bounce NS ns.example.net", "+ + + delegated delegated +");
    check("_domainkey DNAME keys.example.net", "delegated delegated delegated + + +");
    check("@ NS ns1.example.net", "+ + + + + +");
}

/// What DNS finds at the end of a CNAME is what SES and every reader find, so whoever looks and whoever writes say the same of it.
#[test]
fn a_cname_that_leads_to_what_is_wanted_is_not_in_the_way() {
    let records = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
    let held = "bounce CNAME hub.example.kr\n_dmarc CNAME dmarc.example.net";
    let check = |world: &str, expected: &[RecordStanding], outlooks_expected: &str| {
        let (cut, unit) = (cut(), WriteUnit::Value);
        let standing = |record: &Record| {
            let seen = super::compared::seen(record, "example.kr", world);
            compare(record, &seen, &super::zone("example.kr")).standing
        };
        let of_each: Vec<RecordStanding> = records[3..].iter().map(standing).collect();
        assert_eq!(of_each, expected, "{world}");
        let seen = Seen { cut: Some(&cut), standing: &standing, answers: &|_, _| Some(Answer::NoName) };
        let plan = plan_writing(&records, &zone(held, unit), &seen);
        assert_eq!(outlooks(&plan)[3..].join(" "), outlooks_expected, "{world}");
    };
    let (present, wrong) = (RecordStanding::Present, RecordStanding::Wrong);
    // As a server tells it: the answer is the target's.
    let ours = format!(
        "own bounce.example.kr CNAME hub.example.kr
        own bounce.example.kr MX 10 {FEEDBACK}
        own bounce.example.kr TXT {SPF}
        own _dmarc.example.kr CNAME dmarc.example.net
        own _dmarc.example.kr TXT -
        public _dmarc.example.kr TXT v=DMARC1; p=reject"
    );
    check(&ours, &[present, present, present], "= = =");
    let others = "own bounce.example.kr CNAME hub.example.kr
        own bounce.example.kr MX 10 mail.example.net
        own bounce.example.kr TXT -
        own hub.example.kr MX 10 mail.example.net
        own _dmarc.example.kr CNAME dmarc.example.net
        own _dmarc.example.kr TXT -";
    let in_the_way = "cname-in-the-way cname-in-the-way cname-in-the-way";
    check(others, &[wrong, wrong, wrong], in_the_way);
}

#[test]
fn a_text_of_another_sort_is_in_the_way_only_where_whole_sets_are_written() {
    let text = "bounce TXT site-verification=1\n_dmarc TXT something else";
    assert_eq!(outlooks(&plan(text, WriteUnit::Value)).join(" "), "+ + + + + +");
    assert_eq!(outlooks(&plan(text, WriteUnit::Set)).join(" "), "+ + + + set-stands set-stands");
}

#[test]
fn a_merge_shows_both_texts_and_keeps_the_policy() {
    let plan =
        plan("bounce TXT v=spf1 include:_spf.example.net -all\n_dmarc TXT v=DMARC1; p=reject; junk", WriteUnit::Value);
    let merges: Vec<(String, String)> = plan
        .rows
        .iter()
        .filter_map(|row| match &row.outlook {
            RecordOutlook::Merge { stands, instead, .. } => Some((stands.clone(), instead.clone())),
            RecordOutlook::Create | RecordOutlook::There | RecordOutlook::Conflict { .. } => None,
        })
        .collect();
    let [(spf, new_spf), (dmarc, new_dmarc)] = merges.as_slice() else { panic!("{plan:#?}") };
    assert_eq!((spf.as_str(), dmarc.as_str()), ("v=spf1 include:_spf.example.net -all", "v=DMARC1; p=reject; junk"));
    assert!(new_spf.contains("include:_spf.example.net") && new_spf.contains("include:amazonses.com"), "{new_spf}");
    assert!(new_dmarc.contains("p=reject"), "{new_dmarc}");
    let why: Vec<String> = plan
        .rows
        .iter()
        .filter_map(|row| match &row.outlook {
            RecordOutlook::Merge { why, .. } => Some(why.to_string()),
            RecordOutlook::Create | RecordOutlook::There | RecordOutlook::Conflict { .. } => None,
        })
        .collect();
    assert_eq!(why, ["it does not let SES send", "“junk” is no tag=value"]);
}

#[test]
fn where_ten_look_ups_leave_no_room_the_plan_says_so() {
    let ten = format!("v=spf1 {} -all", ["a:_spf.example.net"; 10].join(" "));
    let plan_of = |text: &str| plan(text, WriteUnit::Value).rows.swap_remove(4).outlook;
    match plan_of(&format!("bounce TXT {ten}")) {
        RecordOutlook::Merge { stands, instead, why } => {
            assert_eq!((stands, instead.as_str()), (ten.clone(), SPF));
            assert!(why.to_string().contains("11 times"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    // Ours alone in the place of several is nobody's merge.
    let several = plan_of(&format!("bounce TXT {ten}\nbounce TXT v=spf1 a:_spf.example.net -all"));
    assert!(matches!(several, RecordOutlook::Conflict { why: WriteConflict::SeveralSpf, .. }), "{several:?}");
}

#[test]
fn a_policy_from_above_is_never_undercut() {
    // The sender is a subdomain, and a record of its own would take the place of what holds from above.
    let records = records("app.example.kr", Some("bounce.app.example.kr"), Dmarc::Wanted);
    let check = |text: &str, zone_name: &str, standing, expected: &str| {
        let zone = WritableZone { name: zone_name.into(), held: held(text, zone_name), ..zone("", WriteUnit::Value) };
        let cut = ZoneCut { zone: zone_name.into(), ..cut() };
        let plan = plan_of(&records, &zone, Some(&cut), standing);
        assert_eq!(outlooks(&plan).last(), Some(&expected), "{text} in {zone_name}, {standing:?}");
    };
    use RecordStanding::{Missing, Present, Unknown};
    check("", "example.kr", Missing, "+");
    check("", "example.kr", Unknown, "+");
    check("_dmarc TXT v=DMARC1; p=reject", "example.kr", Unknown, "=");
    check("_dmarc TXT v=DMARC1; p=reject", "example.kr", Missing, "=");
    check("", "app.example.kr", Present, "=");
    check("", "app.example.kr", Missing, "+");
    check("", "app.example.kr", Unknown, "policy-above-unseen");
}

#[test]
fn a_zone_that_nobody_asks_is_not_written_to() {
    let records = records("example.kr", None, Dmarc::Wanted);
    let of = |zone: WritableZone, cut: Option<&ZoneCut>| plan_of(&records, &zone, cut, RecordStanding::Missing);
    let servers = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let plain = || zone("", WriteUnit::Value);
    assert_eq!(of(plain(), Some(&cut())).obstacle, None);
    assert_eq!(of(plain(), None).obstacle, Some(ZoneObstacle::DelegationUnseen));
    let elsewhere = |delegated: Vec<String>| {
        let cut = ZoneCut { servers: delegated.clone(), ..cut() };
        let plan = of(plain(), Some(&cut));
        assert_eq!(plan.obstacle, Some(ZoneObstacle::ServedElsewhere { own: plain().servers, delegated }));
        assert!(plan.to_create().is_empty(), "{plan:#?}");
    };
    elsewhere(servers(&["ns.gabia.co.kr", "ns1.gabia.co.kr"]));
    // A part of the world would ask the other.
    elsewhere(servers(&["ns1.example.net", "ns.gabia.co.kr"]));
    elsewhere(Vec::new());
    // One of ours is not in use, which does no harm.
    let fewer = ZoneCut { servers: servers(&["ns1.example.net"]), ..cut() };
    assert_eq!(of(plain(), Some(&fewer)).obstacle, None);
    let below = ZoneCut { zone: "mail.example.kr".into(), ..cut() };
    assert!(matches!(of(plain(), Some(&below)).obstacle, Some(ZoneObstacle::ServedElsewhere { .. })));
    for (state, expected) in [
        (ZoneState::NotActive("pending".into()), ZoneObstacle::NotActive("pending".into())),
        (ZoneState::NotWhole("partial".into()), ZoneObstacle::NotWhole("partial".into())),
    ] {
        let plan = of(WritableZone { state, ..plain() }, Some(&cut()));
        assert_eq!(plan.obstacle, Some(expected));
        assert!(plan.to_create().is_empty() && plan.has_obstacles());
    }
}

#[test]
fn every_name_is_read_before_anything_is_written() {
    let names =
        |of: &str, mail_from: Option<&str>, zone: &str| names_to_read(&records(of, mail_from, Dmarc::Wanted), zone);
    assert_eq!(
        names("example.kr", Some("bounce.example.kr"), "example.kr"),
        [
            "t1._domainkey.example.kr",
            "_domainkey.example.kr",
            "t2._domainkey.example.kr",
            "t3._domainkey.example.kr",
            "bounce.example.kr",
            "_dmarc.example.kr"
        ]
    );
    let below = names("app.example.kr", Some("m.bounce.app.example.kr"), "example.kr");
    for name in ["app.example.kr", "bounce.app.example.kr", "_domainkey.app.example.kr", "_dmarc.example.kr"] {
        assert!(below.contains(&name.to_owned()), "{name} in {below:?}");
    }
    assert!(below.iter().all(|name| is_within(name, "example.kr") && name != "example.kr"), "{below:?}");
    assert!(!is_within("notexample.kr", "example.kr") && is_within("example.kr", "example.kr"));
}

#[test]
fn a_name_in_another_zone_is_not_written() {
    let records = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
    let other = WritableZone { name: "other.kr".into(), held: Vec::new(), ..zone("", WriteUnit::Value) };
    let plan = plan_of(&records, &other, Some(&cut()), RecordStanding::Missing);
    assert!(outlooks(&plan).iter().all(|it| *it == "outside-the-zone") && plan.obstacle.is_some(), "{plan:#?}");
}

#[test]
fn texts_and_names_are_read_as_zone_files_write_them() {
    let texts = [
        (r#""v=spf1 -all""#, "v=spf1 -all"),
        (r#""v=spf1 " "-all""#, "v=spf1 -all"),
        (r#""v=spf1 ""-all""#, "v=spf1 -all"),
        (r#""a \"b\" \\ c""#, r#"a "b" \ c"#),
        (r#""\052.example""#, "*.example"),
        (r#""\353\252\205""#, "명"),
        ("v=spf1 -all", "v=spf1 -all"),
        (r#"a"b"#, r#"a"b"#),
        (r#""unfinished"#, "unfinished"),
        (r#""ends in \"#, "ends in "),
        ("", ""),
    ];
    for (written, plain) in texts {
        assert_eq!(unquoted(written), plain, "{written}");
    }
    for (written, plain) in [(r"\052.Example.KR.", "*.example.kr"), ("a.b", "a.b"), (r"a\b.kr", "ab.kr"), (r"\", "")] {
        assert_eq!(unescaped(written), plain, "{written}");
    }
}

proptest! {
    #![proptest_config(crate::property::cases(200))]

    /// Whatever a zone holds: only what is missing is created, and nothing where something else stands.
    #[test]
    fn nothing_that_stands_is_written_over(
        lines in proptest::collection::vec((0_usize..6, 0_usize..7, "[a-z\" \\\\]{0,12}", proptest::bool::ANY), 0..8),
        whole_sets in proptest::bool::ANY,
    ) {
        let names = ["t1._domainkey.example.kr", "t2._domainkey.example.kr", "bounce.example.kr", "_dmarc.example.kr",
            "_domainkey.example.kr", "example.kr"];
        let kinds = ["CNAME", "TXT", "MX", "A", "NS", "HTTPS", "CAA"];
        let held: Vec<HeldRecord> = lines.iter().map(|(name, kind, value, proxied)| HeldRecord {
            name: names[*name].into(), kind: kinds[*kind].into(), value: value.clone(), proxied: *proxied, id: None, ttl: None,
        }).collect();
        let unit = if whole_sets { WriteUnit::Set } else { WriteUnit::Value };
        let zone = WritableZone { held, ..super::writing::zone("", unit) };
        let records = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
        let plan = plan_of(&records, &zone, Some(&cut()), RecordStanding::Missing);
        for record in plan.to_create() {
            let mut at = zone.held.iter().filter(|it| it.name == record.name);
            let kind = record.kind().to_string();
            prop_assert!(at.all(|it| it.kind != "CNAME" && kind != "CNAME" && (it.kind != kind || (kind == "TXT" && !whole_sets))));
        }
    }
}

#[test]
fn every_conflict_is_met_here() {
    let source = include_str!("writing.rs");
    for conflict in WriteConflict::iter().filter(|it| *it != WriteConflict::Unjudged) {
        assert!(source.contains(<&str>::from(conflict)), "{conflict:?} is in no row");
    }
    let unjudged = |_: &str, _: RecordType| None;
    let zone = zone("bounce TXT v=spf1 include:_spf.example.net -all", WriteUnit::Value);
    let records = records("example.kr", Some("bounce.example.kr"), Dmarc::Declined);
    let seen = Seen { cut: Some(&cut()), standing: &|_| RecordStanding::Missing, answers: &unjudged };
    assert_eq!(outlooks(&plan_writing(&records, &zone, &seen)).last(), Some(&"unjudged"));
    assert_eq!(OutlookKind::iter().count(), 4);
}
