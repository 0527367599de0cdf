//! SPF and DMARC: changed, never doubled, never weakened.

use super::*;

#[test]
fn spf_is_changed_and_never_added_to() {
    let add = || Merged::Add(SPF.into());
    let keep = |text: &str| Merged::Keep(text.into());
    let replace = |old: &str, new: &str| Merged::Replace { old: old.into(), new: new.into() };
    let check = |there: &[&str], expected: Merged| {
        let there: Vec<String> = there.iter().map(|it| it.to_string()).collect();
        assert_eq!(merge_spf(&there), expected, "{there:?}");
    };
    check(&[], add());
    check(&["google-site-verification=x", " v=spf1 -all", "v=spf10 -all"], add());
    check(&[SPF], keep(SPF));
    check(&["V=SPF1 +Include:AmazonSES.com. -all"], keep("V=SPF1 +Include:AmazonSES.com. -all"));
    check(&["v=spf1"], replace("v=spf1", "v=spf1 include:amazonses.com"));
    check(&["v=spf1 mx -all"], replace("v=spf1 mx -all", "v=spf1 mx include:amazonses.com -all"));
    check(&["v=spf1 all a"], replace("v=spf1 all a", "v=spf1 include:amazonses.com all a"));
    check(
        &["v=spf1 a redirect=_spf.x.kr"],
        replace("v=spf1 a redirect=_spf.x.kr", "v=spf1 a include:amazonses.com redirect=_spf.x.kr"),
    );
    // Behind `all`, or not passing, an include does nothing.
    check(
        &["v=spf1 -all include:amazonses.com"],
        replace("v=spf1 -all include:amazonses.com", "v=spf1 include:amazonses.com -all include:amazonses.com"),
    );
    check(
        &["v=spf1 a ?include:amazonses.com -all"],
        replace("v=spf1 a ?include:amazonses.com -all", "v=spf1 a include:amazonses.com ?include:amazonses.com -all"),
    );
    check(
        &["v=spf1 a -all", "v=spf1 a mx ~all"],
        Merged::Reduce {
            old: vec!["v=spf1 a -all".into(), "v=spf1 a mx ~all".into()],
            new: "v=spf1 a mx include:amazonses.com -all".into(),
        },
    );
}

#[test]
fn dmarc_is_never_weakened() {
    let check = |there: &[&str], expected: Merged| {
        let there: Vec<String> = there.iter().map(|it| it.to_string()).collect();
        assert_eq!(merge_dmarc(&there), expected, "{there:?}");
    };
    check(&[], Merged::Add("v=DMARC1; p=none;".into()));
    check(&["v=DMARC1; p=reject"], Merged::Keep("v=DMARC1; p=reject".into()));
    check(
        &["v=DMARC1; p=none", "v=DMARC1; p=reject", "v=DMARC1; p=quarantine"],
        Merged::Reduce {
            old: vec!["v=DMARC1; p=none".into(), "v=DMARC1; p=reject".into(), "v=DMARC1; p=quarantine".into()],
            new: "v=DMARC1; p=reject".into(),
        },
    );
}

#[test]
fn dmarc_is_read_as_receivers_read_it() {
    let check = |text: &str, expected: Option<(Disposition, Option<Disposition>)>| {
        let got = DmarcRecord::parse(text).map(|it| (it.policy, it.subdomain_policy));
        assert_eq!(got, expected, "{text}");
    };
    check("v=DMARC1; p=none;", Some((Disposition::None, None)));
    check("v=DMARC1;p=Quarantine;sp=reject", Some((Disposition::Quarantine, Some(Disposition::Reject))));
    check("v = DMARC1 ; pct=50; P = reject ; ", Some((Disposition::Reject, None)));
    check("v=DMARC1; rua=mailto:a@b.kr", Some((Disposition::None, None)));
    check("v=DMARC1; p=strict; rua=mailto:a@b.kr", Some((Disposition::None, None)));
    check("v=DMARC1; p=strict", None);
    check("v=DMARC1", None);
    check("v=DMARC1 p=none", None);
    check("v=dmarc1; p=none", None);
    check("p=none; v=DMARC1", None);
    check(" v=DMARC1; p=none", None);
    check("", None);
}

#[test]
fn strict_alignment_takes_half_of_dmarc_away_from_a_subdomain() {
    let check = |dmarc: &str, from: &str, mail_from: Option<&str>, expected: &[&str]| {
        let mail_from = mail_from.map(domain);
        let costs =
            DmarcRecord::parse(dmarc).unwrap().misaligned(&domain(from), &domain("example.kr"), mail_from.as_ref());
        assert_eq!(costs.iter().map(|it| it.to_string()).collect::<Vec<_>>(), expected);
    };
    let bounce = Some("bounce.example.kr");
    check("v=DMARC1; p=reject", "app.example.kr", bounce, &[]);
    check("v=DMARC1; p=reject; aspf=s; adkim=s", "example.kr", None, &[]);
    check(
        "v=DMARC1; p=reject; aspf=s; adkim=s",
        "app.example.kr",
        bounce,
        &[
            "aspf=s wants app.example.kr, mail leaves from bounce.example.kr: SPF does not count, DKIM must",
            "adkim=s wants app.example.kr, the signature is of example.kr: DKIM does not count; verify \
             app.example.kr itself",
        ],
    );
}

proptest! {
    #![proptest_config(crate::property::cases(256))]

    #[test]
    fn merging_spf_lets_ses_send_keeps_the_rest_and_is_done_once(
        records in prop::collection::vec(prop::collection::vec(prop::sample::select(TERMS), 0..7), 1..3)
    ) {
        let texts: Vec<String> =
            records.iter().map(|terms| [&["v=spf1"][..], terms.as_slice()].concat().join(" ")).collect();
        let merged = match merge_spf(&texts) {
            Merged::Keep(text) => text,
            Merged::Replace { new, .. } => new,
            Merged::Reduce { new, .. } => new,
            Merged::Add(text) => panic!("added {text} to {texts:?}"),
        };
        prop_assert!(Spf::parse(&merged).unwrap().lets_ses_send(), "{}", merged);
        prop_assert_eq!(merge_spf(std::slice::from_ref(&merged)), Merged::Keep(merged.clone()));
        let after: Vec<&str> = merged.split(' ').skip(1).collect();
        if let [terms] = &records[..] {
            // Take our one insertion out again, and the record is as it was.
            let restored = (0..after.len()).any(|at| [&after[..at], &after[at + 1..]].concat() == *terms);
            prop_assert!(after == *terms || restored, "{} from {:?}", merged, terms);
        }
        for term in records.iter().flat_map(|terms| terms.iter().take_while(|term| !term.ends_with("all"))) {
            prop_assert!(term.contains('=') || after.contains(term), "{} lost {}", merged, term);
        }
    }
}

const TERMS: &[&str] = &[
    "a",
    "mx",
    "ip4:192.0.2.0/24",
    "include:_spf.google.com",
    "include:amazonses.com",
    "?include:amazonses.com",
    "-all",
    "~all",
    "redirect=_spf.example.kr",
    "exp=why.example.kr",
];
