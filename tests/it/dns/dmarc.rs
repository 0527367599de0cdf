//! DMARC: read as the strictest and the most tolerant receiver read it, kept, and never lowered.

use open_sesame::dns::dmarc::{DmarcFault, DmarcFlaw};

use super::*;

fn merged(there: &[&str]) -> DmarcMerge {
    merge_dmarc(&there.iter().map(ToString::to_string).collect::<Vec<_>>())
}

#[test]
fn dmarc_is_never_lowered() {
    let check = |there: &[&str], expected: DmarcMerge| assert_eq!(merged(there), expected, "{there:?}");
    let reduce = |there: &[&str], new: &str| DmarcMerge::Reduce {
        old: there.iter().map(ToString::to_string).collect(),
        new: new.into(),
    };
    check(&[], DmarcMerge::Add("v=DMARC1; p=none;".into()));
    check(&["v=DMARC1; p=reject"], DmarcMerge::Keep("v=DMARC1; p=reject".into()));
    let three = ["v=DMARC1; p=none", "v=DMARC1; p=reject", "v=DMARC1; p=quarantine"];
    check(&three, reduce(&three, "v=DMARC1; p=reject"));
    // The strictest may be one that only some receivers read.
    let mixed = ["v=DMARC1; p=none", "v=dmarc1; p=reject; sp=none"];
    check(&mixed, reduce(&mixed, "v=DMARC1; p=reject; sp=none"));
    // Nor is it for the names below, in whichever of them that stands.
    let below = ["v=DMARC1; p=none; sp=reject", "v=DMARC1; p=quarantine"];
    check(&below, reduce(&below, "v=DMARC1; p=quarantine; sp=reject"));
    let nowhere = ["v=DMARC1; p=none; np=rej", "v=DMARC1; p=quarantine; sp=none; rua=mailto:a@example.net"];
    check(&nowhere, reduce(&nowhere, "v=DMARC1; p=quarantine; sp=none; rua=mailto:a@example.net; np=reject"));
    let above = ["v=DMARC1; p=reject; sp=none", "v=DMARC1; p=reject"];
    check(&above, reduce(&above, "v=DMARC1; p=reject"));
    // A part of the mail is spared only where all of them spare it, and a test is one only where all of them are.
    let spared = ["v=DMARC1; p=quarantine; pct=5", "v=DMARC1; p=quarantine; rua=mailto:a@example.net"];
    check(&spared, reduce(&spared, "v=DMARC1; p=quarantine; rua=mailto:a@example.net"));
    let spared = ["v=DMARC1; p=reject; pct=0; sp=reject", "v=DMARC1; p=reject; rua=mailto:a@example.net"];
    check(&spared, reduce(&spared, "v=DMARC1; p=reject; sp=reject; rua=mailto:a@example.net"));
    let spared = ["v=DMARC1; p=reject; pct=20", "v=DMARC1; p=none; pct=50"];
    check(&spared, reduce(&spared, "v=DMARC1; p=reject; pct=50"));
    let tested = ["v=DMARC1; p=reject; t=y", "v=DMARC1; p=quarantine"];
    check(&tested, reduce(&tested, "v=DMARC1; p=reject"));
    let tested = ["v=DMARC1; p=reject; t=y", "v=DMARC1; p=quarantine; t=y"];
    check(&tested, reduce(&tested, "v=DMARC1; p=reject; t=y"));
    // Reports go to whom each of them sends them.
    let reported = ["v=DMARC1; p=reject; rua=mailto:a@b.kr", "v=DMARC1; p=none; rua=mailto:c@d.kr; ruf=mailto:a@b.kr"];
    check(&reported, reduce(&reported, "v=DMARC1; p=reject; rua=mailto:a@b.kr,mailto:c@d.kr; ruf=mailto:a@b.kr"));
    // One that only some find.
    for other in [" v=DMARC1; p=reject", "v = DMARC1; p=reject", "v=DMARC1 p=reject", "V=DMARC1;p=reject"] {
        let apart = ["v=DMARC1; p=none", other];
        check(&apart, reduce(&apart, "v=DMARC1; p=reject"));
    }
}

/// Beside a record that receivers find, they pass by what does not begin as one.
#[test]
fn a_stray_text_beside_a_record_is_no_second_record() {
    let strays = [
        "p=reject",
        "v=DMARC2; p=reject",
        "v=DMARC10; p=reject",
        "v=DMARC1p=reject",
        "v=DMARC1,p=reject",
        "x v=DMARC1; p=reject",
        "DMARC v=DMARC1; p=reject",
        "DMARC1; p=reject",
        "p=reject; v=DMARC1",
        "\"v=DMARC1; p=reject\"",
    ];
    for stray in strays {
        let good = "v=DMARC1; p=none";
        assert_eq!(merged(&[good, stray]), DmarcMerge::Keep(good.into()), "{stray}");
        assert_eq!(merged(&[stray, good]), DmarcMerge::Keep(good.into()), "{stray}");
        // Where it is the only one that was meant, it is repaired.
        let alone = merged(&["google-site-verification=abc", stray]);
        assert!(matches!(&alone, DmarcMerge::Replace { new, .. } if new == "v=DMARC1; p=reject"), "{stray}: {alone:?}");
        // One that has a mistake of its own is repaired on its own.
        let beside = merged(&["v=DMARC1; p=none; junk", stray]);
        assert!(matches!(&beside, DmarcMerge::Replace { new, .. } if new == good), "{stray}: {beside:?}");
    }
}

#[test]
fn what_some_receivers_refuse_is_repaired_with_the_policy_that_others_act_on() {
    let check = |text: &str, fault: DmarcFault, new: &str| {
        let DmarcMerge::Replace { old, new: got, flaw } = merged(&[text]) else { panic!("{text}") };
        assert_eq!((old.as_str(), got.as_str(), flaw.fault), (text, new, fault), "{text}");
        assert_eq!(merged(&[new]), DmarcMerge::Keep(new.into()), "the repaired one stays");
    };
    let tag = |text: &str| DmarcFault::Tag(text.into());
    let value = |tag: &str, value: &str| DmarcFault::Value { tag: tag.into(), value: value.into() };
    check(
        "v=DMARC1; p=reject; rua=mailto:a@example.net; junk",
        tag("junk"),
        "v=DMARC1; p=reject; rua=mailto:a@example.net",
    );
    check("v=dmarc1; p=reject", DmarcFault::Version, "v=DMARC1; p=reject");
    check(" v=DMARC1; p=quarantine", DmarcFault::Version, "v=DMARC1; p=quarantine");
    check("v=DMARC1; p=none; p=reject", DmarcFault::Twice("p".into()), "v=DMARC1; p=reject");
    check("v=DMARC1; p=reject; p=none", DmarcFault::Twice("p".into()), "v=DMARC1; p=reject");
    check("v=DMARC1; p=monitor", value("p", "monitor"), "v=DMARC1; p=none");
    check("v=DMARC1; p=rej", value("p", "rej"), "v=DMARC1; p=reject");
    check("v=DMARC1; p=none; sp=rej; junk", value("sp", "rej"), "v=DMARC1; p=none; sp=reject");
    check("v=DMARC1; p=none; np=quar", value("np", "quar"), "v=DMARC1; p=none; np=quarantine");
    check("v=DMARC1; p=none; sp=none; sp=r", DmarcFault::Twice("sp".into()), "v=DMARC1; p=none; sp=reject");
    check("v=DMARC1; sp=reject", DmarcFault::NoPolicy, "v=DMARC1; p=none; sp=reject");
    check("v=DMARC1", DmarcFault::NoPolicy, "v=DMARC1; p=none");
    check("v=DMARC1;; p=reject", DmarcFault::Nothing, "v=DMARC1; p=reject");
    check("v=DMARC1; p=reject; fo=7; adkim=s", value("fo", "7"), "v=DMARC1; p=reject; adkim=s");
    check(
        "v=DMARC1; p=reject; sp=none; sp=quarantine",
        DmarcFault::Twice("sp".into()),
        "v=DMARC1; p=reject; sp=quarantine",
    );
    let apart = |tag: &str, value: &str| DmarcFault::Apart { tag: tag.into(), value: value.into() };
    check("v=DMARC1; p=reject; adkim=strict", apart("adkim", "strict"), "v=DMARC1; p=reject; adkim=s");
    check("v=DMARC1; ASPF=Str; p=none", apart("aspf", "Str"), "v=DMARC1; p=none; aspf=s");
    check("v=DMARC1; p=reject; pct=101", value("pct", "101"), "v=DMARC1; p=reject");
    check(
        "v=DMARC1; p=reject; rua=a@example.net",
        value("rua", "a@example.net"),
        "v=DMARC1; p=reject; rua=mailto:a@example.net",
    );
    check("v=DMARC1; p=reject; rf=afrf:iodef", value("rf", "afrf:iodef"), "v=DMARC1; p=reject");
    for taken in [
        "ri=99999999999",
        "rua=mailto:a@example.net mailto:b@example.net",
        "rua=mailto:a@example.net?subject=x",
        "rua=mailto:a@example.net?subject=x%20y&cc=b,mailto:c@example.net!10m",
        "rua=tel:123",
        "rf=afrf",
    ] {
        let text = format!("v=DMARC1; p=reject; {taken}");
        assert_eq!(merged(&[&text]), DmarcMerge::Keep(text.clone()), "no receiver refuses it");
    }
}

/// Whatever it was meant to ask for is kept, be it that a receiver reads it or that none does.
#[test]
fn what_a_text_was_meant_to_say_is_kept() {
    let check = |text: &str, new: &str, by_none: Option<Disposition>| {
        let DmarcMerge::Replace { new: got, flaw: DmarcFlaw { by_none: told, .. }, .. } = merged(&[text]) else {
            panic!("{text}")
        };
        assert_eq!((got.as_str(), told), (new, by_none), "{text}");
        assert_eq!(merged(&[new]), DmarcMerge::Keep(new.into()), "the repaired one stays");
    };
    let (reject, quarantine) = ("v=DMARC1; p=reject", "v=DMARC1; p=quarantine");
    // Some receiver acts on these.
    for text in [
        "v=DMARC 1; p=reject",
        "TXT v=DMARC1; p=reject",
        "_dmarc v=DMARC1; p=reject",
        "; v=DMARC1; p=reject",
        "the v=DMARC1; p=reject",
        "xv=DMARC1; p=reject",
    ] {
        check(text, reject, None);
    }
    // No receiver acts on these.
    for text in [
        "v=DMARC1; p=reject.",
        "v=DMARC1 p=reject",
        "v=DMARC1, p=reject",
        "v=DMARC1: p=reject",
        "v=DMARC1；p=reject",
        "v=DMARC1p=reject",
        "v=DMARC1.0; p=reject",
        "v=DMARC2; p=reject",
        "DMARC1; p=reject",
        "p=reject",
        "v:DMARC1; p=reject",
        "v=DMARC1; p:reject",
        "v=DMARC1; p＝reject",
        "v=DMARC1; p=rejected",
        "v=DMARC1; p=rejct",
        "v=DMARC1; p==reject",
        "v=DMARC1; \u{440}=reject",
    ] {
        check(text, reject, Some(Disposition::Reject));
    }
    for text in ["v=DMARC1; p=quaratine", "v=DMARC1; p=quarantined", "v=DMARC1; p:quarantine", "v=DMARC1: p=quarantine"]
    {
        check(text, quarantine, Some(Disposition::Quarantine));
    }
    let with_part = "v=DMARC1; p=quarantine; pct=100";
    for text in ["v=DMARC1; p=quarantine pct=100", "v=DMARC1; p=quarantine, pct=100", "v=DMARC1 p=quarantine pct=100"] {
        check(text, with_part, Some(Disposition::Quarantine));
    }
    check("v=DMARC1; p=monitor", "v=DMARC1; p=none", Some(Disposition::None));
    let below = "v=DMARC1; p=reject; sp=quarantine";
    check("v=DMARC1 p=reject sp=quarantine", below, Some(Disposition::Reject));
    // Nobody means DMARC by these.
    for text in ["dmarc-site-verification=abc", "google-site-verification=abc", "v=spf1 -all", "MS=ms1"] {
        assert_eq!(merged(&[text]), DmarcMerge::Add("v=DMARC1; p=none;".into()), "{text}");
    }
}

/// An address that was typed wrongly still gets its reports, and what is none is said.
#[test]
fn reports_still_go_to_whom_they_were_meant_for() {
    let check = |tags: &str, expected: &str, left_out: &[&str]| {
        let text = format!("v=DMARC1; p=none{tags}");
        let DmarcMerge::Replace { new, flaw, .. } = merged(&[&text]) else { panic!("{text}") };
        assert_eq!(new, format!("v=DMARC1; p=none{expected}"), "{text}");
        assert_eq!(flaw.left_out, left_out, "{text}");
        assert_eq!(merged(&[&new]), DmarcMerge::Keep(new.clone()), "the repaired one stays");
    };
    let (one, two) = ("; rua=mailto:a@x.kr", "; rua=mailto:a@x.kr,mailto:b@x.kr");
    for tags in [
        "; rua=a@x.kr",
        "; rua=mailto:a@x.kr,",
        "; rua:mailto:a@x.kr",
        " rua=mailto:a@x.kr",
        ", rua=mailto:a@x.kr",
        "; rua=mailto: a@x.kr",
        "; rua=<a@x.kr>",
        "; rua=mailto:<a@x.kr>",
        "；rua=mailto:a@x.kr",
        "; rua=mailto:a@x.kr; junk",
    ] {
        check(tags, one, &[]);
    }
    for tags in [
        "; rua=mailto:a@x.kr,b@x.kr",
        "; rua=a@x.kr b@x.kr",
        "; rua=mailto:a@x.kr;mailto:b@x.kr",
        "; rua=a@x.kr; b@x.kr",
        "; rua=mailto:a@x.kr; rua=mailto:b@x.kr",
        "; rua=mailto:a@x.kr mailto:b@x.kr; junk",
    ] {
        check(tags, two, &[]);
    }
    check("; rua=none", "", &["none"]);
    check("; rua=a@x.kr,nobody; ruf=!", one, &["!", "nobody"]);
    let with_subject = "; rua=mailto:a@x.kr?subject=dmarc,mailto:b@x.kr!10m";
    check(&format!("{with_subject}; junk"), with_subject, &[]);
    check("; rua=https://x.kr/r,a@x.kr", "; rua=https://x.kr/r,mailto:a@x.kr", &[]);
}

#[test]
fn dmarc_is_read_as_the_most_tolerant_receiver_reads_it() {
    let check = |text: &str, expected: Option<(Disposition, Option<Disposition>)>| {
        let got = DmarcRecord::parse(text).map(|it| (it.policy, it.subdomain_policy));
        assert_eq!(got, expected, "{text}");
    };
    check("v=DMARC1; p=none;", Some((Disposition::None, None)));
    check("v=DMARC1;p=Quarantine;sp=reject", Some((Disposition::Quarantine, Some(Disposition::Reject))));
    check("v = DMARC1 ; pct=50; P = reject ; ", Some((Disposition::Reject, None)));
    check("v=DMARC1; rua=mailto:a@b.kr", Some((Disposition::None, None)));
    check("v=DMARC1; p=strict; rua=mailto:a@b.kr", Some((Disposition::None, None)));
    check("v=dmarc1; p=reject", Some((Disposition::Reject, None)));
    check(" v=DMARC1; p=reject", Some((Disposition::Reject, None)));
    check("p=reject; v=DMARC1", Some((Disposition::Reject, None)));
    check("v=DMARC1; p=strict", None);
    check("v=DMARC1", None);
    check("v=DMARC1 p=none", None);
    check("v=DMARC10; p=reject", None);
    check("TXT v=DMARC1; p=reject", Some((Disposition::Reject, None)));
    check("", None);
    // Of several the one that all find, wherever it stands.
    let all = ["p=reject; v=DMARC1", "v=DMARC1; p=none"].map(String::from);
    assert_eq!(DmarcRecord::among(&all).map(|it| it.policy), Some(Disposition::None));
    assert_eq!(DmarcRecord::among(&all[..1]).map(|it| it.policy), Some(Disposition::Reject));
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
    fn a_repaired_record_is_right_and_no_weaker(tags in prop::collection::vec(prop::sample::select(TAGS), 0..6)) {
        let text = [&["v=DMARC1"][..], tags.as_slice()].concat().join("; ");
        let new = match merged(&[&text]) {
            DmarcMerge::Keep(text) => text,
            DmarcMerge::Replace { new, .. } => new,
            DmarcMerge::Add(_) | DmarcMerge::Reduce { .. } => panic!("{text} is one record"),
        };
        prop_assert_eq!(merged(&[&new]), DmarcMerge::Keep(new.clone()));
        prop_assert!(holds(&[&new]) >= holds(&[&text]), "{} from {}", new, text);
    }

    #[test]
    fn one_in_the_place_of_several_is_right_and_no_weaker(
        all in prop::collection::vec(prop::collection::vec(prop::sample::select(TAGS), 0..4), 2..4)
    ) {
        let texts: Vec<String> = all.iter().map(|tags| [&["v=DMARC1"][..], tags.as_slice()].concat().join("; ")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let DmarcMerge::Reduce { new, .. } = merged(&texts) else { panic!("{texts:?} are several") };
        prop_assert_eq!(merged(&[&new]), DmarcMerge::Keep(new.clone()));
        let (now, before) = (holds(&[&new]), holds(&texts));
        prop_assert!((0..3).all(|at| now[at] >= before[at]), "{} from {:?}", new, texts);
    }
}

/// The strictest that some receiver sees for the domain, for names below it, and for those below it that do not exist.
fn holds(texts: &[&str]) -> [usize; 3] {
    let words = ["none", "quarantine", "reject"];
    let said = |text: &str, tag: &str| {
        let values = text
            .split(';')
            .filter_map(|it| it.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case(tag));
        let known = values.filter_map(|(_, value)| {
            let value = value.trim().to_lowercase();
            words.iter().position(|word| !value.is_empty() && word.starts_with(&value))
        });
        known.max()
    };
    let of_one = |text: &&str| {
        let own = said(text, "p").unwrap_or(0);
        let below = said(text, "sp").unwrap_or(own);
        [own, below, said(text, "np").unwrap_or(below)]
    };
    texts.iter().map(of_one).fold([0; 3], |all, one| std::array::from_fn(|at| all[at].max(one[at])))
}

const TAGS: &[&str] = &[
    "p=none",
    "p=quarantine",
    "p=reject",
    "p=monitor",
    "P=Reject",
    "p=rej",
    "p=",
    "sp=none",
    "sp=reject",
    "sp=rej",
    "np=quarantine",
    "np=r",
    "adkim=s",
    "aspf=r",
    "junk",
    "",
    "rua=mailto:a@example.net",
    "rua=nobody",
    "pct=50",
    "pct=200",
    "fo=1",
    "x=y",
    "v=DMARC1",
];
