//! Errors as real programs write them, each with the cause that was behind it. Offline, on the text alone: is the true
//! cause among those that are named, and is no other said to be likely?
//!
//! The texts are in `corpus/`, a file per family. A record begins with `=== CAUSE | PROGRAM`; behind a `;` stand causes
//! that may be called likely besides, because the text tells no difference. `none=…` is an error without a cause of
//! ours, whose own words are to be kept; `silent` is a text that only resembles one. A program's name that ends in `as it is` is
//! of a text that would say less in another form. Names, keys and addresses are made
//! up; the sentences are the programs' own.

use std::{fmt::Write as _, fs, path::Path};

use proptest::prelude::*;

use super::*;

/// A text, and what is true of it.
struct Sample {
    truth: Truth,
    /// Causes that may be likely or proven besides.
    also: Vec<Cause>,
    program: String,
    text: String,
}

impl Sample {
    /// Whether another form would take something away: the end of a text that was cut in a word, say.
    fn is_as_it_is(&self) -> bool {
        self.program.ends_with("as it is")
    }
}

enum Truth {
    Cause(Cause),
    /// No cause, and these words.
    Words(String),
    Silence,
}

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    Wrong,
    Silent,
}

/// At most so many others may be named beside the true cause.
const OTHERS: usize = 3;

fn corpus() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/diagnosis/corpus");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| samples(&fs::read_to_string(file).unwrap())).collect()
}

/// Some texts of each cause that a program writes of.
pub(crate) fn some_of_each_cause() -> Vec<String> {
    let mut texts: BTreeMap<Cause, Vec<String>> = BTreeMap::new();
    for Sample { truth, text, .. } in corpus() {
        if let Truth::Cause(cause) = truth {
            texts.entry(cause).or_default().push(text);
        }
    }
    texts.into_values().flat_map(|all| all.into_iter().take(4)).collect()
}

/// All texts.
pub(crate) fn texts() -> Vec<String> {
    corpus().into_iter().map(|sample| sample.text).collect()
}

fn samples(file: &str) -> Vec<Sample> {
    let parts = file.split("=== ").skip(1);
    parts
        .map(|part| {
            let (head, text) = part.split_once('\n').unwrap();
            let (head, program) = head.rsplit_once(" | ").unwrap_or_else(|| panic!("no program: {head}"));
            let (truth, also) = head.split_once(" ; ").unwrap_or((head, ""));
            let cause = |id: &str| id.parse().unwrap_or_else(|_| panic!("no cause: {id}"));
            let truth = match (truth, truth.strip_prefix("none=")) {
                (_, Some(words)) => Truth::Words(words.into()),
                ("silent", None) => Truth::Silence,
                (id, None) => Truth::Cause(cause(id)),
            };
            let also = also.split_whitespace().map(cause).collect();
            Sample { truth, also, program: program.into(), text: text.trim_matches('\n').into() }
        })
        .collect()
}

/// What is named on a text alone, the surest first.
fn named(text: &[u8]) -> Vec<(Cause, Certainty)> {
    let mut reader = LogReader::default();
    reader.take(text);
    match reader.finish() {
        Reading::Complaint(complaint, _) => named_for(&complaint),
        Reading::Empty | Reading::NoComplaint => Vec::new(),
    }
}

fn named_for(complaint: &Complaint) -> Vec<(Cause, Certainty)> {
    let diagnosis = diagnose(Some(complaint), &Intent::default(), &Facts::default(), now());
    diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect()
}

fn judge(sample: &Sample) -> Verdict {
    let named = named(sample.text.as_bytes());
    let sure = |it: &&(Cause, Certainty)| it.1 != Possible;
    match &sample.truth {
        Truth::Cause(truth) => {
            let other = |it: &&(Cause, Certainty)| it.0 != *truth && !sample.also.contains(&it.0);
            let is_named = named.iter().any(|(cause, _)| cause == truth);
            match (named.iter().filter(sure).any(|it| other(&it)), is_named && named.len() <= 1 + OTHERS) {
                (true, _) => Verdict::Wrong,
                (false, true) => Verdict::Right,
                (false, false) if named.is_empty() => Verdict::Silent,
                // Others are possible, and the true one is not: no help.
                (false, false) => Verdict::Wrong,
            }
        }
        Truth::Words(words) => match Complaint::read(&sample.text) {
            Some(complaint) if !named.is_empty() => panic!("{complaint:#?}\n{named:#?}"),
            Some(complaint) => {
                let said = [complaint.code, complaint.message].map(Option::unwrap_or_default).join(": ");
                if said.contains(words.as_str()) { Verdict::Right } else { Verdict::Wrong }
            }
            None => Verdict::Silent,
        },
        Truth::Silence if named.is_empty() => Verdict::Right,
        Truth::Silence => Verdict::Wrong,
    }
}

#[test]
fn nine_in_ten_are_answered_rightly_and_none_wrongly() {
    let corpus = corpus();
    let mut rows: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut complaints = String::new();
    for sample in &corpus {
        let truth = match &sample.truth {
            Truth::Cause(cause) => cause.to_string(),
            Truth::Words(_) => "(no cause, in AWS's words)".into(),
            Truth::Silence => "(not an error of this mail)".into(),
        };
        let verdict = judge(sample);
        rows.entry(truth.clone()).or_default()[verdict as usize] += 1;
        if verdict != Verdict::Right {
            let read = Complaint::read(&sample.text).map(|it| (it.kind, it.code, it.message, it.region));
            let named = named(sample.text.as_bytes());
            writeln!(
                complaints,
                "{verdict:?}: {truth} by {}: {named:?}\n  {read:?}\n  {}",
                sample.program, sample.text
            )
            .unwrap();
        }
    }
    let sum = |verdict: Verdict| rows.values().map(|row| row[verdict as usize]).sum::<usize>();
    let (right, wrong) = (sum(Verdict::Right), sum(Verdict::Wrong));
    assert!(corpus.len() > 200, "only {} texts", corpus.len());
    assert_eq!(wrong, 0, "{complaints}");
    assert!(right * 10 >= corpus.len() * 9, "{right} of {}\n{complaints}", corpus.len());
    // The table for those who want to know.
    let mut table = format!("{:40} {:>5} {:>5} {:>6}\n", "cause", "right", "wrong", "silent");
    for (truth, [right, wrong, silent]) in &rows {
        writeln!(table, "{truth:40} {right:>5} {wrong:>5} {silent:>6}").unwrap();
    }
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("corpus", table);
    });
}

/// The causes of which no program that we know writes an error: they are seen in the app, in the account or in DNS.
const UNWRITTEN: [Cause; 27] = [
    FromPublicMailbox,
    MessageFromElsewhere,
    FromNameDefault,
    ConfigCached,
    WorkerStale,
    QueueNotRunning,
    EnvOverridden,
    EnvSwallowed,
    EnvExposed,
    AwsKeysShared,
    VerificationNotWired,
    DnsMissing,
    DnsNameDoubled,
    DnsWrongValue,
    DnsWrongType,
    DnsProxied,
    DnsWrongProvider,
    DnsServersDisagree,
    DnsSpfDuplicate,
    DnsDmarcDuplicate,
    DnsMxExtra,
    VerificationLinkExpired,
    MailFromNotSet,
    FromCnameInUse,
    ConfigUnreadable,
    ConfigSetAtStart,
    MailRedirected,
];

#[test]
fn every_cause_that_a_program_writes_of_has_a_text() {
    let corpus = corpus();
    let written: BTreeSet<Cause> =
        corpus.iter().filter_map(|it| if let Truth::Cause(cause) = it.truth { Some(cause) } else { None }).collect();
    for cause in Cause::iter() {
        let unwritten = UNWRITTEN.contains(&cause);
        assert_ne!(written.contains(&cause), unwritten, "{cause}");
    }
}

/// Makes of a text what is pasted.
type Form = fn(&str) -> Vec<u8>;

/// The ways in which a text comes to be pasted, or to stand in a log.
const FORMS: [(&str, Form); 19] = [
    ("as it is", |text| text.into()),
    ("Windows", |text| text.replace('\n', "\r\n").into()),
    ("PowerShell", |text| {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    }),
    ("UTF-16 from the other end", |text| {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    }),
    ("docker compose", |text| each_line(text, "app-1  | ").into()),
    ("docker logs --timestamps", |text| each_line(text, "2026-11-21T08:00:00.123456789Z ").into()),
    ("quoted in a mail", |text| each_line(text, "> ").into()),
    ("HTML", |text| {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        escaped.replace('"', "&quot;").replace('\'', "&#039;").into()
    }),
    ("a string of JSON", |text| serde_json::json!({ "log": text, "stream": "stderr" }).to_string().into()),
    ("a string of JSON in one", |text| {
        let inner = serde_json::json!({ "message": text }).to_string();
        serde_json::json!({ "log": inner }).to_string().into()
    }),
    ("colored", |text| each_line(text, "\u{1B}[31m").replace('\n', "\u{1B}[0m\n").into()),
    ("a terminal of 80 columns", |text| folded(text, 80).into()),
    ("between two sentences in Korean", |text| {
        format!("메일을 보내면 이런 오류가 나옵니다.\n\n{text}\n\n어떻게 해야 하나요? 부탁드립니다.").into()
    }),
    ("journald", |text| each_line(text, "Nov 20 10:00:00 web app[812]: ").into()),
    ("a platform's log", |text| each_line(text, "2026-11-20T10:00:00.123456+00:00 app[worker.1]: ").into()),
    ("Kubernetes", |text| each_line(text, "2026-11-20T10:00:00.123456789Z stderr F ").into()),
    ("the frame of a terminal's box", |text| format!("╷\n{}╵\n", each_line(text, "│ ")).into()),
    ("broken between words", |text| broken_between_words(text, 72).into()),
    // As PHP's `json_encode` and Python's `json.dumps` write it.
    ("such a frame in JSON of ASCII alone", |text| {
        let framed = format!("╷\n{}╵\n", each_line(text, "│ "));
        let ascii = |unit: u16| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            Ok(_) | Err(_) => format!("\\u{unit:04x}"),
        };
        let json = serde_json::json!({ "log": framed }).to_string();
        json.encode_utf16().map(ascii).collect::<String>().into()
    }),
];

fn each_line(text: &str, before: &str) -> String {
    text.lines().map(|line| format!("{before}{line}\n")).collect()
}

/// As mail programs break their lines.
fn broken_between_words(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_inclusive([' ', '\n']) {
        if column + word.trim_end().len() > width && out.ends_with(' ') {
            out.pop();
            out.push('\n');
            column = 0;
        }
        out.push_str(word);
        column = if word.ends_with('\n') { 0 } else { column + word.len() };
    }
    out
}

fn folded(text: &str, width: usize) -> String {
    let fold = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        letters.chunks(width).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    text.lines().map(fold).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_form_in_which_a_text_comes_changes_nothing() {
    let mut complaints = String::new();
    for sample in corpus().iter().filter(|it| !it.is_as_it_is()) {
        let plain = named(sample.text.as_bytes());
        for (form, wrap) in FORMS {
            let wrapped = wrap(&sample.text);
            let read = named(&wrapped);
            if read != plain {
                let text = String::from_utf8_lossy(&wrapped);
                writeln!(complaints, "{form}, {}: {read:?} and not {plain:?}\n{text}\n", sample.program).unwrap();
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

/// A log in another one, in a mail or in a string: for each text one such pair, every pair for some. With
/// `SESAME_PROPERTY_TIMES` as many pairs for each text.
#[test]
fn forms_within_forms_change_nothing() {
    let is_of_a_container = |form: usize| FORMS[form].0.starts_with("docker");
    let inner = [4, 5, 6];
    let all: Vec<(usize, usize)> =
        inner.iter().flat_map(|inner| (0..FORMS.len()).map(|outer| (*inner, outer))).collect();
    // What a mail or a terminal breaks of lines that begin with a container's time cannot be told from lines of their own.
    let is_one = |(inner, outer): &&(usize, usize)| {
        let breaks = FORMS[*outer].0.contains("80 columns") || FORMS[*outer].0.contains("broken");
        inner != outer && !breaks
    };
    let pairs: Vec<(usize, usize)> = all.iter().filter(is_one).copied().collect();
    let mut complaints = String::new();
    for (at, sample) in corpus().iter().enumerate().filter(|(_, it)| !it.is_as_it_is()) {
        let plain = named(sample.text.as_bytes());
        for time in 0..crate::property::times().min(pairs.len()) {
            let (inner, outer) = pairs[(at + time) % pairs.len()];
            // The header of a mail goes on over lines, and stands in no container's log.
            if sample.text.starts_with("Authentication-Results") && [inner, outer].into_iter().any(is_of_a_container) {
                continue;
            }
            let wrapped = FORMS[outer].1(&String::from_utf8(FORMS[inner].1(&sample.text)).expect("text"));
            let read = named(&wrapped);
            if read != plain {
                let (inner, outer, text) = (FORMS[inner].0, FORMS[outer].0, String::from_utf8_lossy(&wrapped));
                writeln!(complaints, "{inner} in {outer}, {}: {read:?} and not {plain:?}\n{text}\n", sample.program)
                    .unwrap();
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

proptest! {
    #![proptest_config(crate::property::cases(64))]

    /// Any piece of any text, and any bytes among it, is read without harm.
    #[test]
    fn any_piece_of_a_text_is_read(at in 0_usize..1000, from in 0.0_f64..1.0, to in 0.0_f64..1.0, noise in any::<Vec<u8>>()) {
        let corpus = corpus();
        let text = corpus[at % corpus.len()].text.as_bytes();
        let place = |part: f64| (part * text.len() as f64) as usize;
        let (from, to) = (place(from.min(to)), place(from.max(to)));
        let mut bytes = text[from..to].to_vec();
        bytes.extend_from_slice(&noise);
        bytes.extend_from_slice(&text[to..]);
        named(&bytes);
    }
}

/// A text that was cut has the causes of the whole, or none.
#[test]
fn a_text_that_is_cut_is_not_taken_for_another() {
    let mut complaints = String::new();
    for sample in corpus() {
        let Truth::Cause(truth) = sample.truth else { continue };
        let ends: Vec<usize> = sample.text.char_indices().map(|(at, _)| at).collect();
        for tenth in 1..10 {
            let cut = &sample.text[..ends[ends.len() * tenth / 10]];
            let named = named(cut.as_bytes());
            let other = |it: &&(Cause, Certainty)| it.0 != truth && !sample.also.contains(&it.0);
            let sure = |it: &&(Cause, Certainty)| it.1 != Possible;
            if named.iter().filter(sure).any(|it| other(&it)) {
                writeln!(complaints, "{truth} by {}, cut: {named:?}\n{cut}\n", sample.program).unwrap();
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

/// AWS's own sentence is kept whole, whatever stands around it.
#[test]
fn the_sentence_is_kept_whole() {
    let rows = [
        (
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        ),
        (
            "Signature expired",
            "Signature expired: 20261120T100000Z is now earlier than 20261120T102500Z (20261120T103000Z - 5 min.)",
        ),
        (
            "Sending paused",
            "Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.",
        ),
        ("no identity-based", "because no identity-based policy allows the ses:GetAccount action"),
        (
            "user/ses-smtp-user",
            "User: arn:aws:iam::111122223333:user/ses-smtp-user.20261101-101010 is not authorized to perform: ses:ListIdentities",
        ),
        ("AccessKeysPerUser", "Cannot exceed quota for AccessKeysPerUser: 2"),
        (
            "wrong version number",
            "Connection could not be established with host \"ssl://email-smtp.ap-northeast-2.amazonaws.com:587\"",
        ),
        ("already exist.", "Email identity example.co.kr already exist."),
        // Where no cause is known, in SES's words.
        ("Recipient count", "Recipient count exceeds 50."),
        ("concurrent SMTP", "Too many concurrent SMTP connections"),
    ];
    for (mark, whole) in rows {
        let mut seen = 0;
        let is_ours = |it: &&Sample| !matches!(it.truth, Truth::Silence);
        for sample in corpus().iter().filter(is_ours).filter(|it| it.text.contains(mark) && it.text.contains(whole)) {
            let complaint = Complaint::read(&sample.text).unwrap_or_else(|| panic!("{}", sample.text));
            let said = complaint.message.unwrap_or_default();
            assert!(said.contains(whole), "{}: {said}\n{}", sample.program, sample.text);
            assert!(said.len() < whole.len() + 200, "{}: {said}\n{}", sample.program, sample.text);
            assert!(!said.ends_with("\"."), "{}: {said}", sample.program);
            seen += 1;
        }
        assert!(seen > 0, "{whole}");
    }
}

/// A program that sets machines up has credentials of its own: what it says of them is never more than possible, and says why.
#[test]
fn what_other_programs_say_of_their_credentials_is_possible_at_most() {
    const SET_UPS: [&str; 8] = ["Terraform", "Pulumi", "CDK", "Serverless", "SAM", "aws-vault", "Ansible", "GitHub"];
    let mut seen = 0;
    for sample in corpus() {
        let is_about_credentials =
            matches!(sample.truth, Truth::Cause(CredentialsExpired | CredentialsMissing | KeyUnknown | SecretMismatch));
        if !is_about_credentials || !SET_UPS.iter().any(|program| sample.program.contains(program)) {
            continue;
        }
        let Some(complaint) = Complaint::read(&sample.text).filter(|it| it.program.is_some()) else { continue };
        let diagnosis = diagnose(Some(&complaint), &Intent::default(), &Facts::default(), now());
        for finding in &diagnosis.findings {
            assert_eq!(finding.certainty, Possible, "{}: {:?}\n{}", sample.program, finding, sample.text);
            let says_whose = finding.evidence.iter().any(|it| matches!(it, Evidence::OfProgram { .. }));
            assert!(says_whose, "{}: {finding:?}", sample.program);
        }
        seen += 1;
    }
    assert!(seen > 8, "only {seen} texts");
}
