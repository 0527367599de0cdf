//! SPF: judged as receivers do, changed and never doubled, and what is proposed passes.

use open_sesame::dns::spf::SpfFault;

use super::*;

/// Names that other records lead to, a line each: name, type, value.
const ELSEWHERE: &str = "
    amazonses.com TXT v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all
    _spf.google.com TXT v=spf1 include:_nb1.google.com include:_nb2.google.com include:_nb3.google.com ~all
    _nb1.google.com TXT v=spf1 ip4:35.190.247.0/24 ~all
    _nb2.google.com TXT v=spf1 ip4:64.233.160.0/19 ~all
    _nb3.google.com TXT v=spf1 ip6:2001:4860:4000::/36 ~all
    full.kr TXT v=spf1 a:h1.kr a:h1.kr a:h1.kr a:h1.kr a:h1.kr a:h1.kr a:h1.kr a:h1.kr a:h1.kr ~all
    h1.kr A 192.0.2.1
    ours.kr TXT v=spf1 include:amazonses.com -all
    broken.kr TXT v=spf1 ipv4:1.2.3.4 -all
    two.kr TXT v=spf1 -all | v=spf1 ~all
    loop.kr TXT v=spf1 include:loop.kr -all
    knot.kr TXT v=spf1 include:knot.kr include:knot.kr include:knot.kr include:knot.kr include:knot.kr include:knot.kr ~all
    mail.kr MX 10 h1.kr
    nomail.kr MX 0 .
    open.kr TXT v=spf1 +all
    opener.kr TXT v=spf1 redirect=open.kr
    notspf.kr TXT hello
    silent.kr TXT ?
";

fn elsewhere(name: &str, kind: RecordType) -> Option<Answer> {
    let lines = ELSEWHERE.lines().filter_map(|line| line.trim().split_once(' '));
    let of_name: Vec<(&str, &str)> =
        lines.filter(|(it, _)| *it == name).filter_map(|(_, rest)| rest.split_once(' ')).collect();
    let found = of_name.iter().find(|(it, _)| *it == kind.to_string());
    Some(match found {
        Some((_, "?")) => Answer::Silent("no answer".into()),
        Some((_, values)) => Answer::Found(values.split(" | ").map(String::from).collect()),
        None if of_name.is_empty() => Answer::NoName,
        None => Answer::NoData,
    })
}

fn lookup() -> Lookup<'static> {
    Lookup { name: "bounce.example.kr", answers: &elsewhere }
}

fn merged(there: &[&str]) -> SpfMerge {
    merge_spf(&there.iter().map(ToString::to_string).collect::<Vec<_>>(), &lookup())
}

#[test]
fn spf_is_judged_as_receivers_judge_it() {
    let check = |text: &str, expected: Result<(), &str>| {
        let got = match judge(text, &lookup()) {
            SpfVerdict::Passes => Ok(()),
            SpfVerdict::Fails(fault) => Err(fault.to_string()),
            SpfVerdict::Lacks(questions) => Err(format!("lacks {questions:?}")),
            SpfVerdict::Unclear(name) => Err(format!("unclear: {name}")),
        };
        assert_eq!(got.as_ref().map_err(String::as_str).copied(), expected, "{text}");
    };
    let nothing = Err("it does not let SES send");
    check(SPF, Ok(()));
    check("v=spf1 +Include:AmazonSES.com -ALL", Ok(()));
    let small = Err("some receivers read it only where it begins with v=spf1, the letters small");
    check("V=SPF1 include:amazonses.com -all", small);
    check("v=spf1 redirect=amazonses.com", Ok(()));
    let capitals = Err("some receivers know redirect= only in small letters");
    check("v=spf1 REDIRECT=amazonses.com", capitals);
    check("v=spf1 a:h1.kr Redirect=ours.kr", capitals);
    check("v=spf1 include:amazonses.com REDIRECT=ours.kr", Ok(()));
    // A name that takes no mail has no hosts to ask for.
    check("v=spf1 mx:nomail.kr include:amazonses.com ~all", Ok(()));
    check("v=spf1 include:ours.kr -all", Ok(()));
    check("v=spf1 +all", Ok(()));
    check("v=spf1 ip4:192.0.2.0/24 include:_spf.google.com include:amazonses.com ~all x-own=1", Ok(()));
    check("v=spf1", nothing);
    check("v=spf1 -all include:amazonses.com", nothing);
    check("v=spf1 mx:mail.kr ~all", nothing);
    // SES's own addresses, spelled out.
    check("v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all", Ok(()));
    check("v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/19 -all", nothing);
    // One bad term anywhere.
    let term = |it: &str| format!("“{it}” is no SPF term, and one such term voids the whole record");
    for bad in [
        "foo:bar",
        "foo",
        "ip4:1.2.3.4/33",
        "ip4:1.2.3",
        "ip4:01.2.3.4",
        "ip4:1.2.3.4/08",
        "ip4",
        "ip6:1.2.3.4",
        "ip6:::1/129",
        "all:x",
        "include",
        "include:",
        "include:localhost",
        "include:a..kr",
        "a:",
        "a/33",
        "a//129",
        "mx/",
        "ptr/24",
        "exists",
        "redirect=",
        "-redirect=a.kr",
        "=x",
        "a:%{x}.kr",
        "a:%d.kr",
        "include:%{c}.kr",
        "\u{a0}",
        "a\tmx",
        "“a”",
    ] {
        check(&format!("v=spf1 include:amazonses.com ~all {bad}"), Err(&term(bad)));
        check(&format!("v=spf1 {bad} include:amazonses.com ~all"), Err(&term(bad)));
    }
    check(
        "v=spf1 include:amazonses.com exp=a.kr exp=b.kr",
        Err("exp= stands there twice, which voids the whole record"),
    );
    // Ten look-ups, and no more; behind `all` nobody looks.
    check("v=spf1 include:_spf.google.com a:h1.kr a:h1.kr a:h1.kr a:h1.kr a:h1.kr include:amazonses.com -all", Ok(()));
    check(
        "v=spf1 include:full.kr include:amazonses.com -all",
        Err("it makes receivers ask DNS 11 times, and more than 10 void it"),
    );
    check(
        "v=spf1 include:amazonses.com include:full.kr -all",
        Err("it makes receivers ask DNS 11 times, and more than 10 void it"),
    );
    check("v=spf1 include:amazonses.com -all include:full.kr", Ok(()));
    check(
        "v=spf1 a:x1.kr a:x2.kr mx:x3.kr include:amazonses.com -all",
        Err("it names x1.kr, x2.kr, x3.kr, which hold nothing, and more than two such names void it"),
    );
    check("v=spf1 a:x1.kr a:x2.kr include:amazonses.com -all", Ok(()));
    // What it relies on.
    check(
        "v=spf1 include:notspf.kr include:amazonses.com -all",
        Err("it relies on notspf.kr, which has no SPF record, and that voids it"),
    );
    check(
        "v=spf1 include:two.kr include:amazonses.com -all",
        Err("it relies on two.kr, which has several SPF records, and that voids it"),
    );
    check(
        "v=spf1 include:broken.kr include:amazonses.com -all",
        Err("it relies on broken.kr, whose record is void for the term “ipv4:1.2.3.4”"),
    );
    check("v=spf1 include:loop.kr include:amazonses.com -all", Err("it includes loop.kr in a circle"));
    check("v=spf1 include:silent.kr include:amazonses.com -all", Err("unclear: silent.kr"));
    // The end of what is included is not the end of the record; a pass in there is.
    check(
        "v=spf1 include:_nb1.google.com a:%{l}.x1.kr exists:%{l}.x2.kr mx:%{l}.x3.kr include:amazonses.com -all",
        Err(
            "it names bounce.x1.kr, bounce.x2.kr, bounce.x3.kr, which hold nothing, and more than two such names void it",
        ),
    );
    check("v=spf1 include:ours.kr exists:%{l}.x1.kr exists:%{l}.x2.kr exists:%{l}.x3.kr -all", Ok(()));
    // What stands before SES.
    check("v=spf1 -ip4:192.0.2.0/24 include:amazonses.com -all", Ok(()));
    for before in ["-ip4:0.0.0.0/0", "?ip4:199.255.193.7", "~include:ours.kr", "-exists:h1.kr", "-exists:%{ir}.h1.kr"] {
        let refused = format!("{before} stands before SES and refuses it");
        let expected = if before.contains('%') { Ok(()) } else { Err(refused.as_str()) };
        check(&format!("v=spf1 {before} include:amazonses.com -all"), expected);
    }
}

#[test]
fn spf_is_changed_and_never_added_to() {
    let keep = |text: &str| SpfMerge::Keep(text.into());
    let replace = |old: &str, new: &str, fault: SpfFault| SpfMerge::Replace { old: old.into(), new: new.into(), fault };
    let check = |there: &[&str], expected: SpfMerge| assert_eq!(merged(there), expected, "{there:?}");
    let lacks = |old: &str, new: &str| replace(old, new, SpfFault::NotIncluded);
    check(&[], SpfMerge::Add(SPF.into()));
    check(&["google-site-verification=x", " v=spf1 -all", "v=spf10 -all"], SpfMerge::Add(SPF.into()));
    check(&[SPF], keep(SPF));
    check(&["v=spf1"], lacks("v=spf1", "v=spf1 include:amazonses.com"));
    check(&["v=spf1 mx:mail.kr -all"], lacks("v=spf1 mx:mail.kr -all", "v=spf1 mx:mail.kr include:amazonses.com -all"));
    check(
        &["v=spf1 a:h1.kr redirect=_spf.google.com"],
        lacks(
            "v=spf1 a:h1.kr redirect=_spf.google.com",
            "v=spf1 a:h1.kr include:amazonses.com redirect=_spf.google.com",
        ),
    );
    // Behind `all`, or not passing, an include does nothing.
    check(
        &["v=spf1 -all include:amazonses.com"],
        lacks("v=spf1 -all include:amazonses.com", "v=spf1 include:amazonses.com -all"),
    );
    check(
        &["v=spf1 a:h1.kr -ip4:0.0.0.0/0 include:amazonses.com -all"],
        replace(
            "v=spf1 a:h1.kr -ip4:0.0.0.0/0 include:amazonses.com -all",
            "v=spf1 include:amazonses.com a:h1.kr -ip4:0.0.0.0/0 -all",
            SpfFault::Refused("-ip4:0.0.0.0/0".into()),
        ),
    );
    // What voids the record goes, and nothing else.
    check(
        &["v=spf1 ip4:192.0.2.1 foo:bar include:amazonses.com ~all"],
        replace(
            "v=spf1 ip4:192.0.2.1 foo:bar include:amazonses.com ~all",
            "v=spf1 ip4:192.0.2.1 include:amazonses.com ~all",
            SpfFault::Term("foo:bar".into()),
        ),
    );
    check(
        &["v=spf1 include:notspf.kr ip4:192.0.2.1 include:amazonses.com ~all"],
        replace(
            "v=spf1 include:notspf.kr ip4:192.0.2.1 include:amazonses.com ~all",
            "v=spf1 ip4:192.0.2.1 include:amazonses.com ~all",
            SpfFault::NothingThere("notspf.kr".into()),
        ),
    );
    // Ten already.
    let full = |old: &[&str], lookups| SpfMerge::Full { old: old.iter().map(ToString::to_string).collect(), lookups };
    check(&["v=spf1 include:full.kr ~all"], full(&["v=spf1 include:full.kr ~all"], 11));
    // So with several: ours alone would take the place of both.
    let several = ["v=spf1 include:full.kr ~all", "v=spf1 a:h1.kr -all"];
    check(&several, full(&several, 12));
    check(
        &["v=spf1 a:h1.kr -all", "v=spf1 a:h1.kr mx:mail.kr ~all"],
        SpfMerge::Reduce {
            old: vec!["v=spf1 a:h1.kr -all".into(), "v=spf1 a:h1.kr mx:mail.kr ~all".into()],
            new: "v=spf1 a:h1.kr mx:mail.kr include:amazonses.com -all".into(),
        },
    );
}

/// What the text is changed into, in whichever way.
fn changed(there: &[&str]) -> String {
    match merged(there) {
        SpfMerge::Replace { new, .. } | SpfMerge::Reduce { new, .. } => new,
        other => panic!("{other:?} of {there:?}"),
    }
}

/// Slips of the keyboard take an end away, or turn it into one that lets everybody send.
#[test]
fn what_is_proposed_never_passes_everybody() {
    let check = |there: &[&str], expected: &str| assert_eq!(changed(there), expected, "{there:?}");
    let (soft, hard) = ("v=spf1 include:amazonses.com ~all", "v=spf1 include:amazonses.com -all");
    for end in ["~ all", "-al all", "~al", "–al", "-", "+ all", "– + all", "-a11", "＋all", "~  all", "˜all"] {
        check(&[&format!("v=spf1 include:amazonses.com {end}")], soft);
    }
    for end in ["- all", "– all", "–all", "—all", "--all", "+-all", "−all", "-  all"] {
        check(&[&format!("v=spf1 include:amazonses.com {end}")], hard);
    }
    check(&["v=spf1 include:amazonses.com~all"], soft);
    check(&["v=spf1 include:amazonses.com-all"], hard);
    check(&["v=spf1 include:amazonses.com+all"], soft);
    check(&["v=spf1 a:h1.kr-all"], "v=spf1 a:h1.kr include:amazonses.com -all");
    // Beside a right one.
    check(&["v=spf1 +all", "v=spf1 include:amazonses.com ~all"], soft);
    check(&["v=spf1 all", "v=spf1 include:amazonses.com -all"], soft);
    check(&["v=spf1 include:amazonses.com - all", "v=spf1 include:amazonses.com ~all"], hard);
    // Whatever else passes everybody.
    for open in [
        "ip4:0.0.0.0/0",
        "ip4:128.0.0.0/1",
        "ip6:::/0",
        "ip6:2000::/3",
        "a/0",
        "a:h1.kr/4",
        "mx:mail.kr//0",
        "exists:h1.kr",
        "include:open.kr",
        "include:opener.kr",
    ] {
        check(&[&format!("v=spf1 foo {open} include:amazonses.com")], soft);
        check(&[&format!("v=spf1 foo {open} include:amazonses.com -all")], hard);
        check(&[&format!("v=spf1 {open} ~all"), hard], soft);
    }
    check(&["v=spf1 foo redirect=open.kr"], soft);
    // What keeps out stays, and so does what says nothing.
    check(&["v=spf1 foo include:amazonses.com ?all"], "v=spf1 include:amazonses.com ?all");
    check(&["v=spf1 foo include:amazonses.com -ip4:0.0.0.0/0"], "v=spf1 include:amazonses.com -ip4:0.0.0.0/0");
    check(
        &["v=spf1 - ip4:192.0.2.0/24 include:amazonses.com ~all"],
        "v=spf1 -ip4:192.0.2.0/24 include:amazonses.com ~all",
    );
}

#[test]
fn a_record_that_lets_everybody_send_is_told() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(open_sesame::dns::spf::shut(text, &lookup()).as_deref(), expected, "{text}");
    };
    check(SPF, None);
    check("v=spf1 include:amazonses.com ?all", None);
    check("v=spf1 include:amazonses.com -all +all", None);
    check("v=spf1 include:amazonses.com +all", Some(SPF));
    check("v=spf1 all", Some(SPF));
    check("v=spf1 ip4:0.0.0.0/0 include:amazonses.com -all", Some("v=spf1 include:amazonses.com -all"));
    check("v=spf1 include:opener.kr include:amazonses.com", Some(SPF));
    // Names that lead to themselves come to an end.
    check("v=spf1 include:loop.kr include:amazonses.com ~all", None);
    check("v=spf1 include:knot.kr include:knot.kr include:amazonses.com ~all", None);
}

/// Ours is said once, and where it was, it stays.
#[test]
fn ours_is_not_said_twice() {
    let check = |there: &str, expected: &str| assert_eq!(changed(&[there]), expected, "{there}");
    check("v=spf1 ~all include:amazonses.com", SPF);
    check("v=spf1 ?include:amazonses.com ~all", SPF);
    check("v=spf1 include=amazonses.com ~all", SPF);
    check("v=spf1 ip4=192.0.2.1 foo include:amazonses.com ~all", "v=spf1 ip4:192.0.2.1 include:amazonses.com ~all");
    check(
        "v=spf1 include:%{d}.x1.kr include:amazonses.com ~all",
        "v=spf1 include:amazonses.com include:%{d}.x1.kr ~all",
    );
    check(
        "v=spf1 exists:x1.kr exists:x2.kr exists:x3.kr include:amazonses.com ~all",
        "v=spf1 include:amazonses.com exists:x1.kr exists:x2.kr exists:x3.kr ~all",
    );
}

#[test]
fn what_a_judgement_lacks_is_asked_level_by_level_and_ends() {
    let text = "v=spf1 include:_spf.google.com ?include:deep.kr include:amazonses.com ~all";
    let deep = |name: &str| name.strip_suffix("deep.kr").map(|it| format!("v=spf1 include:x{it}deep.kr"));
    let mut known: Vec<(String, RecordType)> = Vec::new();
    let mut rounds = 0;
    let verdict = loop {
        let answers = |name: &str, kind: RecordType| {
            let was_asked = known.contains(&(name.to_owned(), kind));
            was_asked.then(|| deep(name).map(|it| Answer::Found(vec![it])).or_else(|| elsewhere(name, kind)))?
        };
        match judge(text, &Lookup { name: "bounce.example.kr", answers: &answers }) {
            SpfVerdict::Lacks(questions) => known.extend(questions),
            verdict => break verdict,
        }
        rounds += 1;
        assert!(rounds < 14, "{known:?}");
    };
    assert_eq!(verdict, SpfVerdict::Fails(SpfFault::LookUps(11)));
}

/// Texts that lead in circles, or to names without end, written by nobody who wants his mail to arrive.
#[test]
fn a_strangers_record_comes_to_an_end() {
    let check = |what: &str, text: &str, at: &dyn Fn(&str) -> Option<String>, expected: SpfVerdict| {
        let mut asked: Vec<(String, RecordType)> = Vec::new();
        let verdict = loop {
            let answers = |name: &str, kind: RecordType| {
                let was_asked = asked.contains(&(name.to_owned(), kind));
                let told = || match (kind, at(name)) {
                    (RecordType::Txt, Some(text)) => Some(Answer::Found(vec![text])),
                    (_, _) => elsewhere(name, kind),
                };
                was_asked.then(told)?
            };
            match judge(text, &Lookup { name: "bounce.example.kr", answers: &answers }) {
                SpfVerdict::Lacks(questions) => asked.extend(questions),
                verdict => break verdict,
            }
            assert!(asked.len() <= 60, "{what}: {} questions", asked.len());
        };
        assert_eq!(verdict, expected, "{what}");
    };
    let circle = |name: &str| SpfVerdict::Fails(SpfFault::Circle(name.into()));
    let too_many = || SpfVerdict::Fails(SpfFault::LookUps(12));
    // Behind an end within, the macro leads back to the record itself.
    let itself = "v=spf1 include:_nb1.google.com include:%{o} ~all";
    let at_itself = |name: &str| (name == "bounce.example.kr").then(|| itself.to_owned());
    check("itself", itself, &at_itself, circle("bounce.example.kr"));
    // A wildcard answers for every name, and each leads to two more.
    let twofold = "v=spf1 include:_nb1.google.com include:a.%{d} include:b.%{d} ~all";
    let anywhere = |name: &str| name.ends_with(".bounce.example.kr").then(|| twofold.to_owned());
    check("twofold", twofold, &anywhere, too_many());
    // A circle that only one of the senders meets.
    let by_sender = "v=spf1 -ip4:192.0.2.1 include:%{i}.x.kr include:amazonses.com -all";
    let one = |name: &str| {
        let end = if name == "54.240.0.0.x.kr" { "include:54.240.0.0.x.kr -all" } else { "-all" };
        name.ends_with(".x.kr").then(|| format!("v=spf1 {end}"))
    };
    check("one sender", by_sender, &one, circle("54.240.0.0.x.kr"));
    // The longest answer that DNS gives: more addresses of SES than anybody tries.
    let ranges: String = (0..4000).map(|at| format!(" -ip4:54.240.{}.{}", at / 256, at % 256)).collect();
    let many = format!("v=spf1 ip4:192.0.2.1{ranges} include:amazonses.com -all");
    check("many", &many, &|_| None, SpfVerdict::Unclear("bounce.example.kr".into()));
}

/// The same through the questions of a look: they have an end, too, and what is not answered is not judged.
#[test]
fn a_strangers_record_is_worth_so_many_questions() {
    let hosts: Vec<String> = (0..10).map(|at| format!("10 h{at}.NAME")).collect();
    let mut seen = Sightings::default();
    let text = format!(
        "v=spf1 {} include:amazonses.com -all",
        (0..9).map(|at| format!("mx:m{at}.x.kr")).collect::<Vec<_>>().join(" ")
    );
    let said = |answer: Answer| Sighting {
        authoritative: Vec::new(),
        public: vec![open_sesame::dns::ServerAnswer::new("1.1.1.1", answer)],
    };
    let first = ask::first(&bounce_spf());
    seen.add(first, said(Answer::Found(vec![text])));
    let mut asked = 0;
    for _ in 0..20 {
        let more = ask::follow_ups(&bounce_spf(), &seen, &zone("example.kr"));
        for question in more {
            asked += 1;
            let answer = match question.kind {
                RecordType::Mx => Answer::Found(hosts.iter().map(|it| it.replace("NAME", &question.name)).collect()),
                _ => Answer::NoData,
            };
            seen.add(question, said(answer));
        }
    }
    assert!((90..=ask::MOST_SPF_QUESTIONS).contains(&asked), "{asked} questions");
}

proptest! {
    #![proptest_config(crate::property::cases(256))]

    #[test]
    fn what_is_proposed_passes_and_keeps_what_holds(
        records in prop::collection::vec(prop::collection::vec(prop::sample::select(TERMS), 0..7), 1..3)
    ) {
        let texts: Vec<String> =
            records.iter().map(|terms| [&["v=spf1"][..], terms.as_slice()].concat().join(" ")).collect();
        let new = match merge_spf(&texts, &lookup()) {
            SpfMerge::Keep(text) => text,
            SpfMerge::Replace { new, .. } | SpfMerge::Reduce { new, .. } => new,
            other => panic!("{other:?} of {texts:?}"),
        };
        prop_assert_eq!(judge(&new, &lookup()), SpfVerdict::Passes, "{}", new);
        prop_assert_eq!(merge_spf(std::slice::from_ref(&new), &lookup()), SpfMerge::Keep(new.clone()));
        prop_assert_eq!(open_sesame::dns::spf::shut(&new, &lookup()), None, "{}", new);
        let after: Vec<&str> = new.split(' ').collect();
        for term in records.iter().flat_map(|terms| terms.iter().take_while(|term| !term.ends_with("all"))) {
            let is_ours = term.ends_with("include:amazonses.com");
            let is_kept = term.contains('=') || is_ours || BAD.contains(term) || after.contains(term);
            prop_assert!(is_kept, "{} lost {} of {:?}", new, term, texts);
        }
    }
}

const BAD: &[&str] = &["foo:bar", "ip4:1.2.3.4/33", "-al"];

const TERMS: &[&str] = &[
    "a:h1.kr",
    "mx:mail.kr",
    "ip4:192.0.2.0/24",
    "-ip4:0.0.0.0/0",
    "include:ours.kr",
    "include:amazonses.com",
    "?include:amazonses.com",
    "foo:bar",
    "ip4:1.2.3.4/33",
    "-al",
    "-all",
    "~all",
    "redirect=_nb1.google.com",
    "exp=why.example.kr",
];
