//! The texts: what the build script accepts and makes of them, and the forms that differ by language.

use std::{collections::BTreeSet, time::Duration};

use open_sesame::{
    diagnosis::Evidence,
    dns::{
        mistakes::{Mistake, Slip},
        spf::SpfFault,
    },
    laravel::{dotenv, plan::PatchRefusal},
    setup::ChangeKind,
    terms::{Denial, Failure, FailureKind, Offset},
    words::{Locale, Text, particle},
};
use strum::IntoEnumIterator as _;

#[allow(dead_code, reason = "its main is for cargo")]
#[path = "../../assets/locales/compile.rs"]
mod compile;

/// What the screen draws red and bold, and what it says.
#[test]
fn what_cannot_be_undone_is_said_to_be_so() {
    for kind in ChangeKind::iter() {
        let said = Text::new(Locale::En).change_undoes(kind);
        assert_eq!(!kind.can_be_undone(), said.starts_with("cannot be"), "{kind:?}: {said}");
    }
}

#[test]
fn a_locale_that_says_less_or_something_else_fails_the_build() {
    let rows = [
        (r#"a = "x""#, "", "ko.toml: a is missing; en.toml has it"),
        ("", r#"a = "x""#, "en.toml: a is missing; ko.toml has it"),
        ("[t]\na = 'x'", "t = 'x'", "ko.toml: t.a is missing; en.toml has it"),
        (r#"a = "x {n}""#, r#"a = "x""#, r#"a: en.toml has {"n"}, ko.toml has {}"#),
        (r#"a = "x""#, r#"a = "x {n}""#, r#"a: en.toml has {}, ko.toml has {"n"}"#),
        (r#"a = "{m} {n}""#, r#"a = "{n} {o}""#, r#"a: en.toml has {"m", "n"}, ko.toml has {"n", "o"}"#),
        (r#"a = " ""#, r#"a = "x""#, "en.toml: a is empty"),
        (r#"a = "x""#, r#"a = """#, "ko.toml: a is empty"),
        ("a = 1", "a = 'x'", "en.toml: a is neither a text nor a table"),
        ("a = 'x", "a = 'x'", "en.toml: TOML parse error"),
        ("A = 'x'", "A = 'x'", "en.toml: A is no key"),
        ("[t_u]\na = 'x'", "[t_u]\na = 'x'", "ko.toml: t_u is no key"),
        ("a = '{Name}'", "a = '{Name}'", "en.toml: a: {Name} is no placeholder"),
        ("a = '{}'", "a = 'x'", "en.toml: a: {} is no placeholder"),
        ("a = 'x'", "a = '{a-b}'", "ko.toml: a: {a-b} is no placeholder"),
        ("a = '{n'", "a = '{n}'", "en.toml: a: a brace without its other half"),
        ("a = '{n}'", "a = '{n}}'", "ko.toml: a: a brace without its other half"),
        ("a = '{n}'", "a = '{n:를}'", "ko.toml: a: {n:를}: no such particle; there are 은 이 을 과 으로"),
        ("a = '{n}'", "a = '{n:>8}'", "ko.toml: a: {n:>8}: no such particle"),
        ("a = '{n:을}'", "a = '{n}'", "en.toml: a: {n:을}: particles are for ko.toml"),
        ("[t]\n_of = 'x::Y'\na = '{n}'", "[t]\na = '{n}'", "t.a: a text of a table with _of takes no"),
        ("[t]\na = 'x'", "[t]\n_of = 'x::Y'\na = 'x'", "ko.toml: t._of is said once, in en.toml"),
    ];
    for (en, ko, expected) in rows {
        let complaints = compile::check(en, ko).expect_err(&format!("{en} and {ko} should not be taken"));
        assert!(complaints.iter().any(|line| line.starts_with(expected)), "{en} and {ko}: {complaints:#?}");
        assert!(complaints.iter().all(|line| !line.contains('\n')), "one line each: {complaints:#?}");
    }
}

#[test]
fn every_command_that_a_text_names_exists() {
    use clap::CommandFactory as _;
    let sesame = open_sesame::cli::Cli::command();
    let command = regex_lite::Regex::new(r"[`:] ?sesame ([a-z]+)((?: [a-z]+)*)").unwrap();
    let mut named = BTreeSet::new();
    for locale in ["en", "ko"] {
        let path = format!("{}/assets/locales/{locale}.toml", env!("CARGO_MANIFEST_DIR"));
        let texts = std::fs::read_to_string(path).unwrap();
        for found in command.captures_iter(&texts) {
            let there = sesame.find_subcommand(&found[1]);
            assert!(there.is_some(), "{locale}.toml names `sesame {}`, which does not exist", &found[1]);
            named.insert(found[1].to_owned());
        }
    }
    for known in ["setup", "doctor", "explain", "env"] {
        assert!(named.contains(known), "the texts no longer name {known}; has their form changed? {named:?}");
    }
}

#[test]
fn every_complaint_is_made_at_once() {
    let complaints = compile::check("a = 'x'\nb = ''\nc = '{N}'", "c = 'x'\nd = 'x'").unwrap_err();
    assert_eq!(complaints.len(), 4, "{complaints:#?}");
}

#[test]
fn a_key_becomes_a_function() {
    let code = |en, ko| compile::check(en, ko).expect("these are fine");

    let plain = code("[step.sign-in]\ntitle = 'Sign in {{now}}'", "[step.sign-in]\ntitle = '로그인'");
    assert!(plain.contains("pub fn step_sign_in_title(&self) -> &'static str"), "{plain}");
    assert!(plain.contains(r#"Locale::En => "Sign in {now}","#), "{plain}");

    let ordered = code("a = '{{{zone} by {name}}}'", "a = '{name:이} 맡은 {zone:으로}'");
    assert!(
        ordered.contains("a(&self, name: impl std::fmt::Display, zone: impl std::fmt::Display) -> String"),
        "{ordered}"
    );
    assert!(ordered.contains(r#"format!("{{{zone} by {name}}}")"#), "{ordered}");
    assert!(
        ordered.contains(
            r#"format!("{name}{} 맡은 {zone}{}", particle(&name.to_string(), "이", "가"), particle(&zone.to_string(), "으로", "로"))"#
        ),
        "{ordered}"
    );

    let looked_up = code("[t.hint]\n_of = 'terms::Kind'\nses-v2 = 'x'", "[t.hint]\nses-v2 = 'x'");
    assert!(
        looked_up.contains("pub fn t_hint(&self, of: impl std::borrow::Borrow<crate::terms::Kind>)"),
        "{looked_up}"
    );
    assert!(looked_up.contains("crate::terms::Kind::SesV2 { .. } => self.t_hint_ses_v2(),"), "{looked_up}");
}

#[test]
fn a_look_up_finds_the_text_of_each_variant() {
    for locale in Locale::iter() {
        let text = Text::new(locale);
        let said: BTreeSet<_> = FailureKind::iter().map(|kind| text.failure_hint(kind)).collect();
        assert_eq!(said.len(), FailureKind::iter().count(), "{locale:?}: two kinds have the same way out");
    }
    assert_eq!(Text::new(Locale::Ko).failure_what(FailureKind::Dns), "DNS가 응답하지 않았습니다.");
    let borrowed = &FailureKind::Dns;
    assert_eq!(Text::new(Locale::En).failure_what(borrowed), "DNS did not answer.");
}

#[test]
fn a_particle_follows_the_last_sound() {
    let rows = [
        // value, 을/를, 이/가, 으로/로
        ("도메인", "을", "이", "으로"),
        ("업체", "를", "가", "로"),
        ("서울", "을", "이", "로"),
        ("3", "을", "이", "으로"),
        ("2", "를", "가", "로"),
        ("1", "을", "이", "로"),
        ("50,000", "을", "이", "으로"),
        ("URL", "을", "이", "로"),
        ("IAM", "을", "이", "으로"),
        ("SES", "를", "가", "로"),
        ("mail-user", "를", "가", "로"),
        ("example.co.kr", "을", "이", "로"),
        ("Cloudflare", "를", "가", "로"),
        ("“도메인”", "을", "이", "으로"),
        ("서울(ap-northeast-2)", "을", "이", "로"),
        ("아시아 태평양(서울)", "을", "이", "으로"),
        ("(주)가비아", "를", "가", "로"),
        ("(업체)", "를", "가", "로"),
        ("\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}", "을", "이", "로"),
        ("\u{1112}\u{1161}\u{11AB}", "을", "이", "으로"),
        ("\u{1112}\u{1161}", "를", "가", "로"),
        ("…", "를", "가", "로"),
        ("", "를", "가", "로"),
    ];
    for (value, object, subject, toward) in rows {
        assert_eq!(particle(value, "을", "를"), object, "{value}");
        assert_eq!(particle(value, "이", "가"), subject, "{value}");
        assert_eq!(particle(value, "으로", "로"), toward, "{value}");
    }
}

#[test]
fn the_flag_decides_the_language_then_the_environment() {
    let rows = [
        (None, [None, None, None], Locale::En),
        (None, [None, None, Some("ko_KR.UTF-8")], Locale::Ko),
        (None, [None, None, Some("ko")], Locale::Ko),
        (None, [None, None, Some("kok_IN")], Locale::En),
        (None, [None, Some("ko_KR.UTF-8"), Some("en_US.UTF-8")], Locale::Ko),
        (None, [Some("C.UTF-8"), Some("ko_KR.UTF-8"), Some("ko_KR.UTF-8")], Locale::En),
        (None, [Some(""), Some(""), Some("ko_KR.eucKR")], Locale::Ko),
        (None, [Some("de_DE@euro"), None, None], Locale::En),
        (Some(Locale::En), [Some("ko_KR.UTF-8"), None, None], Locale::En),
        (Some(Locale::Ko), [Some("C"), None, None], Locale::Ko),
    ];
    for (flag, environment, expected) in rows {
        assert_eq!(Locale::from_env(flag, environment), expected, "{flag:?} {environment:?}");
    }
    for locale in Locale::iter() {
        assert_eq!(<&str>::from(locale).parse(), Ok(locale));
    }
    assert!("kr".parse::<Locale>().is_err());
}

#[test]
fn times_and_numbers_read_as_each_language_writes_them() {
    let (en, ko) = (Text::new(Locale::En), Text::new(Locale::Ko));
    let rows = [
        (0, "0 s", "0초"),
        (14, "14 s", "14초"),
        (60, "1 min", "1분"),
        (200, "3 min 20 s", "3분 20초"),
        (3600 + 59, "1 h", "1시간"),
        (2 * 3600 + 5 * 60 + 9, "2 h 5 min", "2시간 5분"),
        (72 * 3600, "3 d", "3일"),
        (400 * 86_400 + 3600, "400 d 1 h", "400일 1시간"),
    ];
    for (seconds, english, korean) in rows {
        let time = Duration::from_secs(seconds);
        assert_eq!((en.duration(time).as_str(), ko.duration(time).as_str()), (english, korean));
    }
    for (number, said) in [(0, "0"), (999, "999"), (1000, "1,000"), (50_000, "50,000"), (1_234_567, "1,234,567")] {
        assert_eq!((en.number(number).as_str(), ko.number(number).as_str()), (said, said));
    }
    let at = "2026-03-05T09:05:59Z".parse().unwrap();
    assert_eq!((en.date(at).as_str(), ko.date(at).as_str()), ("5 March 2026", "2026년 3월 5일"));
    let rows = [
        (0, "5 March 2026 09:05 UTC", "2026년 3월 5일 09:05 UTC"),
        (9 * 60, "5 March 2026 18:05 (UTC+9)", "2026년 3월 5일 18:05 (UTC+9)"),
        (15 * 60, "6 March 2026 00:05 (UTC+15)", "2026년 3월 6일 00:05 (UTC+15)"),
        (330, "5 March 2026 14:35 (UTC+5:30)", "2026년 3월 5일 14:35 (UTC+5:30)"),
        (-150, "5 March 2026 06:35 (UTC-2:30)", "2026년 3월 5일 06:35 (UTC-2:30)"),
        (-30, "5 March 2026 08:35 (UTC-0:30)", "2026년 3월 5일 08:35 (UTC-0:30)"),
    ];
    for (minutes, english, korean) in rows {
        let offset = Offset::from_seconds(minutes * 60).unwrap();
        assert_eq!((en.moment(at, offset).as_str(), ko.moment(at, offset).as_str()), (english, korean));
    }
    assert_eq!(ko.time_ago(ko.duration(Duration::from_secs(14))), "14초 전");
}

#[test]
fn what_we_refuse_or_find_is_said_in_korean_too() {
    let text = Text::new(Locale::Ko);
    let hangul = |said: &str| said.chars().any(|c| ('가'..='힣').contains(&c));
    for kind in FailureKind::iter() {
        for message in ["in AWS's words", "SomeCode: in AWS's words"] {
            let said = text.denial(&Denial { kind, code: "SomeCode".into(), message: message.into() });
            assert!(hangul(&said) && said.ends_with("SomeCode: in AWS's words"), "{said}");
            assert_eq!(said.matches("SomeCode").count(), 1, "{said}");
        }
    }

    let path = "config/mail.php";
    for why in [
        PatchRefusal::Unreadable { path: path.into(), line: 3 },
        PatchRefusal::NotAnArray { path: path.into(), line: 3, entry: "mailers".into(), wanted: "it".into() },
        PatchRefusal::FromAnotherFile {
            path: path.into(),
            line: 3,
            entry: "'ses'".into(),
            other: "a".into(),
            wanted: "it".into(),
        },
        PatchRefusal::Missing { path },
        PatchRefusal::NoSesV2,
    ] {
        assert!(hangul(&text.unpatchable(&why)), "{why}");
    }
    let mistake = Mistake::NameDoubled { at: "a.example.kr.example.kr".into(), instead: "a".into() };
    let flaw = dotenv::read(b"A=one two").unwrap_err();
    let swallow = dotenv::swallowed(b"A=1 # it=\"x\nB=2\n").unwrap();
    for evidence in [
        Evidence::Record(mistake),
        Evidence::EnvFlaw { file: ".env".into(), flaw },
        Evidence::EnvSwallow { file: ".env".into(), swallow },
    ] {
        assert!(hangul(&text.evidence(&evidence)), "{evidence:?}");
    }
}

#[test]
fn every_sentence_of_help_has_its_korean_and_no_other_has() {
    let english: BTreeSet<String> = open_sesame::cli::sentences();
    let korean: BTreeSet<String> = Text::helped().map(str::to_owned).collect();
    let missing: Vec<_> = english.difference(&korean).collect();
    let stray: Vec<_> = korean.difference(&english).collect();
    assert!(missing.is_empty() && stray.is_empty(), "missing: {missing:#?}\nstray: {stray:#?}");
    let latin: Vec<_> =
        english.iter().filter_map(|it| Text::new(Locale::Ko).help(it)).filter(|it| it.is_ascii()).collect();
    assert!(latin.is_empty(), "{latin:?}");
}

#[test]
fn each_thing_that_is_copied_has_its_text() {
    use open_sesame::{
        setup::{Facts, by_hand},
        wizard::{Handover, ToCopy},
    };
    let text = Text::new(Locale::En);
    let copied = |what: &ToCopy| text.to_copy(what).map(|said| said.into_owned());
    let message = |about: Handover, facts: Facts| {
        copied(&ToCopy::Message { about, intent: Box::new(crate::setup::intent()), facts: Box::new(facts) })
    };
    assert_eq!(copied(&ToCopy::Text("as it is".into())).as_deref(), Some("as it is"));
    assert_eq!(copied(&ToCopy::Line).as_deref(), Some(by_hand::EXPORT_CREDENTIALS));
    let block = copied(&ToCopy::Block(Box::new(crate::setup::intent()))).expect("the sender is known");
    assert!(block.contains("create-access-key"), "{block}");
    assert_eq!(copied(&ToCopy::Block(Box::default())), None, "the policy would name no sender");
    let records = message(Handover::Records, crate::gallery::standings::doubled()).expect("records are missing");
    assert!(records.starts_with("Subject: [DNS]"), "{records}");
    let changes = message(Handover::Changes(Vec::new()), Facts::default()).expect("there is a letter in any case");
    assert!(changes.starts_with("Subject: [AWS]"), "{changes}");
}

#[test]
fn every_paragraph_of_the_letter_has_its_korean() {
    use open_sesame::setup::{
        Facts, Intent, MailType, SuppressionRefusal,
        letter::{Answers, Bounces, Guard, ListFrom, OptOut, Sends, Volume, composed},
    };
    use std::collections::BTreeMap;
    let ko = Text::new(Locale::Ko);
    let mut met: BTreeMap<String, String> = BTreeMap::new();
    let mut read = |intent: &Intent, facts: &Facts| {
        for paragraph in composed(intent, facts).split("\n\n") {
            let meaning = ko.letter_meaning(paragraph).unwrap_or_else(|| panic!("no Korean: {paragraph}"));
            assert!(!meaning.contains(['{', '}']), "{meaning}");
            met.insert(paragraph.trim().to_owned(), meaning);
        }
    };
    let (bare, whole) = (Intent::default(), crate::setup::intent());
    read(&bare, &Facts::default());
    read(&Intent { mail_type: MailType::Marketing, ..whole.clone() }, &crate::setup::everything());
    for at in 0..4 {
        fn nth<T: strum::IntoEnumIterator>(at: usize) -> T {
            T::iter().cycle().nth(at).expect("it goes round")
        }
        let answers = Answers {
            sends: nth::<Sends>(at),
            list: nth::<ListFrom>(at),
            volume: nth::<Volume>(at),
            bounces: nth::<Bounces>(at),
            opt_out: nth::<OptOut>(at),
            guard: nth::<Guard>(at),
        };
        read(&Intent { answers, ..whole.clone() }, &crate::setup::everything());
        read(&Intent { answers, ..whole.clone() }, &Facts::default());
        let refusal = SuppressionRefusal { in_production: false, denial: crate::setup::denied() };
        read(&whole, &Facts { suppression_refused: Some(refusal), ..Facts::default() });
    }
    let said: String = met.keys().map(String::as_str).collect::<Vec<_>>().join("\n");
    for sentence in Text::letter_sentences() {
        let pieces = sentence.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
        assert!(pieces.into_iter().all(|piece| said.contains(piece)), "never said: {sentence}");
    }
    let opening =
        met.values().find(|it| it.contains("운영합니다") && it.contains("example.co.kr")).expect("an opening");
    assert!(opening.contains("메일을 보냅니다"), "{opening}");
    assert_eq!(ko.letter_meaning("We also sell tea."), None, "what the operator wrote is theirs");
    assert_eq!(Text::new(Locale::En).letter_meaning("our site"), None);
}

#[test]
fn every_act_that_can_fail_has_its_korean() {
    let sources = crate::tidy::sources();
    let (mut acts, mut seen) = (BTreeSet::new(), 0);
    for source in sources {
        // The literal behind each of these is an act, with what is formatted into it in braces.
        for mark in
            ["Failure::new(", "let doing = ", "failure(", "self.call(", "self.failed(", "of_vault(", "self.opened("]
        {
            for after in source.split(mark).skip(1) {
                let Some((before, rest)) = after.split_once('"') else { continue };
                let plain = |c: char| c.is_alphanumeric() || " \n:,_&.(!|".contains(c);
                if before.len() > 60 || !before.chars().all(plain) || before.contains(';') || before.contains(").") {
                    continue;
                }
                seen += 1;
                acts.extend(rest.split_once('"').map(|(act, _)| act.to_owned()));
            }
        }
    }
    assert!(seen > 60, "only {seen} acts were found; has their form changed?");
    let ko = Text::new(Locale::Ko);
    let said = |act: &str| {
        let failure = open_sesame::terms::Failure::new(FailureKind::File, act);
        ko.failed_in_full(&failure)
    };
    // What begins with a value is put together from words that stand here too.
    let missing: Vec<_> =
        acts.iter().filter(|act| !act.starts_with('{') && said(act).starts_with("could not")).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    for act in ["read .env", "write config/mail.php", "remove x", "list storage/logs"] {
        assert!(!said(act).starts_with("could not"), "{act}");
    }
    let failure = open_sesame::terms::Failure::new(FailureKind::Denied, "create the IAM user mail-user")
        .because("AccessDenied: User is not authorized");
    assert_eq!(ko.failed_in_full(&failure), "IAM 사용자 mail-user 만들기 실패: AccessDenied: User is not authorized");
    assert_eq!(Text::new(Locale::En).failed_in_full(&failure), failure.in_full());
}

/// What Sesame itself says of why: each such sentence of the sources, where it has more words than its values.
#[test]
fn every_cause_that_is_ours_has_its_korean() {
    let sources = crate::tidy::sources();
    let mut causes = BTreeSet::new();
    for after in sources.iter().flat_map(|source| source.split("because(").skip(1)) {
        let literal = after.strip_prefix("format!(").unwrap_or(after).trim_start().strip_prefix('"');
        // A line that ends in a backslash goes on at the next word.
        let joined = |it: &str| it.split("\\\n").map(str::trim_start).collect::<String>();
        causes.extend(literal.and_then(|rest| Some(joined(rest.split_once('"')?.0))));
    }
    assert!(causes.len() > 60, "only {} causes were found; has their form changed?", causes.len());
    let ko = Text::new(Locale::Ko);
    let is_said = |cause: &str| {
        let failure = open_sesame::terms::Failure::new(FailureKind::File, "read .env").because(cause);
        !ko.failed_in_full(&failure).ends_with(cause)
    };
    // Those that hand on what another said are that, and a frame around it.
    let words_of_ours = |cause: &str| {
        let pieces = cause.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
        pieces.flat_map(str::split_whitespace).filter(|word| word.contains(char::is_alphabetic)).count()
    };
    let missing: Vec<_> = causes.iter().filter(|it| words_of_ours(it) > 3 && !is_said(it)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// What strangers put into DNS is shown: no terminal obeys it, and no screen is flooded by it.
#[test]
fn what_stands_in_dns_is_shown_safely() {
    let huge = format!("v=spf1 \u{1b}]0;owned\u{7}\u{202e} {}", "ip4:192.0.2.1 ".repeat(4300));
    let bad = |slip| Mistake::WrongValue {
        name: "bounce.example.kr".into(),
        seen: vec![huge.clone(); 40],
        instead: format!("v=spf1 {}", "ip4:192.0.2.1 ".repeat(4300)),
        slip,
    };
    let mistakes = [
        bad(Slip::Spf(SpfFault::Term(huge.clone()))),
        bad(Slip::Spf(SpfFault::Void(vec![huge.clone(); 3]))),
        Mistake::MxExtra { name: "bounce.example.kr".into(), extra: vec![huge.clone()], keep: "10 a.kr".into() },
    ];
    for mistake in &mistakes {
        for locale in [Locale::En, Locale::Ko] {
            let said = Text::new(locale).mistake(mistake);
            assert!(!said.chars().any(|c| c.is_control() || c == '\u{202e}'), "{said:?}");
            assert!(said.chars().count() < 4000, "{} characters", said.chars().count());
        }
    }
}

#[test]
fn what_the_doctor_found_is_copied_without_what_was_pasted() {
    use open_sesame::{diagnosis::Complaint, setup::Facts, terms::Timestamp, wizard::ToCopy};
    let marker = crate::sentinel::MARKER;
    let pasted = format!(
        "AWS_SECRET_ACCESS_KEY={marker}\n[2026-11-23] production.ERROR: Request to AWS SES API failed. Reason: Email address \
         is not verified. The following identities failed the check in region AP-NORTHEAST-2: a@b.kr."
    );
    let complaint = Complaint::read(&pasted).map(Box::new);
    assert!(complaint.is_some());
    for locale in [Locale::En, Locale::Ko] {
        let (intent, facts) = (Box::new(crate::setup::intent()), Box::new(Facts::default()));
        let what = ToCopy::Report { complaint: complaint.clone(), intent, facts, now: Timestamp::UNIX_EPOCH };
        let report = Text::new(locale).to_copy(&what).expect("a report").into_owned();
        assert!(report.contains("[recipient-in-sandbox]") && report.contains("AP-NORTHEAST-2"), "{report}");
        assert!(!report.contains(marker) && !report.contains("production.ERROR"), "{report}");
        let checks = report.lines().filter(|line| line.starts_with("- [")).count();
        assert!(checks > 10, "{report}");
    }
}

/// What a run has made is named where it is said how to undo it: the identity of the recipient of a test too.
#[test]
fn what_is_to_be_deleted_names_the_identity_of_a_tests_recipient() {
    use crate::setup;
    use open_sesame::{
        setup::{Facts, Identity, IdentityName},
        terms::Fact,
    };
    let everything = setup::everything();
    let own = everything.identity.present().expect("one").clone();
    let recipient = Identity { name: IdentityName::Email("me@gmail.com".parse().unwrap()), ..own };
    let facts = Facts { recipient: Fact::Present(recipient), ..everything };
    for locale in [Locale::En, Locale::Ko] {
        let text = Text::new(locale);
        let short = text.undo_in_short(&setup::intent(), &facts).expect("something of ours");
        assert!(short.contains("example.co.kr") && short.contains("me@gmail.com"), "{short}");
        assert!(text.undo(&setup::intent(), &facts).iter().any(|line| line.contains("me@gmail.com")));
    }
}

/// By its host, without what signs in to it.
#[test]
fn the_server_in_awss_place_is_named_in_short() {
    use open_sesame::setup::{Facts, ProcessEndpoint};
    let named = |url: &str| {
        let process_endpoint = Some(ProcessEndpoint { variable: "AWS_ENDPOINT_URL".into(), url: url.into() });
        Text::new(Locale::En).server_in_short(&Facts { process_endpoint, ..Default::default() })
    };
    assert_eq!(named("http://localhost:4566").as_deref(), Some("server localhost:4566"));
    assert_eq!(named("https://me:secret@aws.example:8443/x?y#z").as_deref(), Some("server aws.example:8443"));
    assert_eq!(Text::new(Locale::En).server_in_short(&Facts::default()), None);
}

/// The program that is missing is not always the app's.
#[test]
fn without_git_the_way_out_is_not_where_php_is() {
    for locale in [Locale::En, Locale::Ko] {
        let text = Text::new(locale);
        let missing = |doing: &str| text.way_out(&Failure::new(FailureKind::NoProgram, doing));
        assert!(!missing("run git rm --cached --quiet -- .env in /srv/app").contains("PHP"));
        assert!(missing("run php artisan config:clear in /srv/app").contains("PHP"));
    }
}
