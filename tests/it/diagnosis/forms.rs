//! A log whose records differ in ids, numbers and addresses is read as if each record were weighed by itself.

use proptest::prelude::*;

use super::*;

/// Numbers that mean something somewhere.
const NUMBERS: [&str; 24] = [
    "535", "554", "530", "454", "501", "552", "550", "465", "587", "25", "2587", "2465", "4566", "77", "60", "28",
    "35", "52", "56", "7", "6", "5", "3", "407",
];
/// Names that hold what rules look for, and such as do not.
const NAMES: [&str; 30] = [
    "kim",
    "lee77",
    "login",
    "auth0",
    "smtp",
    "guests",
    "liam",
    "aws",
    "user",
    "sts",
    "email",
    "signup",
    "nodemailer",
    "ses",
    "gsmtp",
    "oauth",
    "localhost",
    "mailpit",
    "smtp.kim",
    "email.ap-1",
    "prod.outlook",
    "s3",
    "ec2",
    "support-1",
    "no-reply",
    "Kim.MinSu",
    "x",
    "amazonses",
    "clerk",
    "heroku",
];

/// As much luck as a text needs.
struct Luck(u64);

impl Luck {
    fn upto(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

/// The same text with other numbers, ids and addresses, mostly of the same length.
fn another(text: &str, luck: &mut Luck) -> String {
    let is_of_address = |c: char| c.is_ascii_alphanumeric() || "._+-@".contains(c);
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (run, behind) = rest.split_at(rest.find(|c: char| !is_of_address(c)).unwrap_or(rest.len()));
        if run.is_empty() {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        rest = behind;
        match run.split_once('@') {
            Some((name, domain)) if !name.is_empty() && domain.contains('.') => {
                let other = NAMES[luck.upto(NAMES.len())];
                let filled: String =
                    other.chars().chain("abcdefghij.klm-nop".chars().cycle()).take(name.len()).collect();
                let name = if luck.upto(4) == 0 { other.to_owned() } else { filled };
                out.push_str(&format!("{name}@{domain}"));
            }
            Some(_) | None => out.push_str(&with_other_digits(run, luck)),
        }
    }
    out
}

fn with_other_digits(run: &str, luck: &mut Luck) -> String {
    let mut out = String::new();
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let own = &rest[..digits];
        let alike: Vec<&&str> = NUMBERS.iter().filter(|number| number.len() == digits).collect();
        match luck.upto(4) {
            // Most numbers in an error mean something.
            0 | 1 => out.push_str(own),
            2 if !alike.is_empty() => out.push_str(alike[luck.upto(alike.len())]),
            _ => (0..digits).for_each(|_| out.push(char::from(b'0' + luck.upto(10) as u8))),
        }
        rest = &rest[digits..];
    }
    out
}

/// What both readers answer.
fn check(log: &str) -> Result<(), String> {
    let (mut quick, mut slow) = (LogReader::default(), LogReader::without_memory());
    quick.take(log.as_bytes());
    slow.take(log.as_bytes());
    let (quick, slow) = (quick.finish(), slow.finish());
    if quick == slow { Ok(()) } else { Err(format!("{quick:#?}\nand not\n{slow:#?}\n{log}")) }
}

/// A record of each of these sayings.
fn log_of(sayings: &[String]) -> String {
    let record = |(at, said): (usize, &String)| {
        format!("[2026-11-20 10:{:02}:{:02}] production.ERROR: {said}\n", at / 60, at % 60)
    };
    sayings.iter().enumerate().map(record).collect()
}

/// Each text of the corpus with other ids, some times over: whatever is remembered of one must hold for the next.
#[test]
fn records_that_differ_in_ids_alone_are_weighed_as_each_would_be() {
    let mut complaints = Vec::new();
    for (at, text) in corpus::texts().iter().enumerate().filter(|(_, text)| text.len() < 4000) {
        let mut luck = Luck(at as u64);
        let sayings: Vec<String> = (0..6).map(|_| another(text, &mut luck)).collect();
        // From the third on they may be recalled, so each of these has its turn as the last.
        let last = [4, 6][at % 2];
        complaints.extend(check(&log_of(&sayings[..last])).err());
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

proptest! {
    #![proptest_config(crate::property::cases(48))]

    /// Several texts among each other.
    #[test]
    fn a_log_of_several_errors_with_other_ids_is_read_as_if_nothing_were_remembered(
        picked in prop::collection::vec((0..4_usize, any::<u64>()), 4..24), of in prop::collection::vec(any::<usize>(), 4)
    ) {
        let texts = corpus::texts();
        let some: Vec<&String> = of.iter().map(|at| &texts[at % texts.len()]).collect();
        let sayings: Vec<String> = picked.iter().map(|(at, luck)| another(some[*at], &mut Luck(*luck))).collect();
        if let Err(complaint) = check(&log_of(&sayings)) {
            prop_assert!(false, "{complaint}");
        }
    }
}
