//! The sentinel: nothing secret may be found where it does not belong. Knows no product code, on purpose: it works out
//! for itself what an SMTP password is.
//!
//! A test gives Sesame only secrets with [`MARKER`] in them and tells the sentinel any that come from elsewhere (a key
//! that the rehearsal issued). Afterwards it hands over all that came out. Two nets are laid over each other: a secret
//! is looked for in the forms that no one can read back (turned round, base64, hexadecimal), and the output is read in
//! the ways in which it may have been written down (escaped, wrapped, with the terminal's colors between the letters).

use std::{
    borrow::Cow,
    fmt, fs,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use memchr::{memchr, memmem::Finder};

/// In every secret that a test makes up. Alphanumeric, so that no escaping tears it apart.
pub const MARKER: &str = "Ses4meSENT1NELx9Qv7";

/// What must not be found.
pub struct Sentinel {
    wanted: Vec<Wanted>,
}

/// One form of one secret.
struct Wanted {
    secret: String,
    form: &'static str,
    bytes: Finder<'static>,
}

/// A secret where it does not belong. Says where to look, and not the secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Leak {
    /// What was searched: `stdout`, a path.
    pub name: String,
    /// Which secret.
    pub secret: String,
    /// The form that it had, and how the output had to be read to see it.
    pub form: String,
    /// Where, in lines from 1 on; in the output as it was read.
    pub line: usize,
}

impl Sentinel {
    /// Watches for nothing yet.
    pub fn nothing() -> Self {
        Sentinel { wanted: Vec::new() }
    }

    /// Watches for the marker.
    pub fn new() -> Self {
        let mut sentinel = Sentinel { wanted: Vec::new() };
        sentinel.watch("the marker", MARKER);
        sentinel
    }

    /// A secret access key as IAM makes them, 40 characters, some of which get escaped. Watched, and so are the SMTP
    /// passwords that belong to it in these regions. `seed` tells several apart.
    pub fn secret_access_key(&mut self, seed: char, regions: &[&str]) -> String {
        let secret = format!("{seed}/k+{MARKER}/{}", "wJalrXUtnFEMIK7+").chars().take(40).collect::<String>();
        self.watch_key(&format!("the secret access key {seed}"), &secret, regions);
        secret
    }

    /// Watches for a secret access key from elsewhere and for its SMTP passwords in these regions.
    pub fn watch_key(&mut self, what: &str, secret: &str, regions: &[&str]) {
        self.watch(what, secret);
        for region in regions {
            self.watch(&format!("the SMTP password of {what} in {region}"), &smtp_password(secret, region));
        }
    }

    /// Watches for any secret, whole.
    pub fn watch(&mut self, what: &str, secret: &str) {
        assert!(secret.len() >= 8, "{what} is too short to be told from chance");
        let raw = secret.as_bytes();
        let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut want = |form, bytes: Vec<u8>| {
            self.wanted.push(Wanted { secret: what.into(), form, bytes: Finder::new(&bytes).into_owned() });
        };
        want("as it is", raw.to_vec());
        want("turned round", raw.iter().rev().copied().collect());
        want("in hexadecimal", hex.to_uppercase().into_bytes());
        want("in hexadecimal", hex.into_bytes());
        for (form, lead) in [("in base64", 0), ("in base64, one byte in", 1), ("in base64, two bytes in", 2)] {
            let text = base64_inside(raw, lead);
            want(form, text.replace('+', "-").replace('/', "_").into_bytes());
            want(form, text.into_bytes());
        }
    }

    /// Where the secrets are in this output; each form once.
    pub fn search(&self, name: &str, bytes: &[u8]) -> Vec<Leak> {
        let mut leaks: Vec<Leak> = Vec::new();
        for (reading, read) in readings(bytes) {
            for wanted in &self.wanted {
                let Some(at) = wanted.bytes.find(&read) else { continue };
                let line = 1 + read[..at].iter().filter(|byte| **byte == b'\n').count();
                let form = [wanted.form, reading].join("");
                // What shows without effort is not told again for every further way of reading.
                if !leaks.iter().any(|leak| leak.secret == wanted.secret && form.starts_with(&leak.form)) {
                    leaks.push(Leak { name: name.into(), secret: wanted.secret.clone(), form, line });
                }
            }
        }
        leaks
    }

    /// The same in every file and file name below a folder, but for what is `allowed`: files, or folders and all in them.
    pub fn search_tree(&self, folder: &Path, allowed: &[PathBuf]) -> Vec<Leak> {
        let mut leaks = Vec::new();
        let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("could not search {}: {e}", folder.display()));
        for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
            let name = path.display().to_string();
            let base = path.file_name().expect("an entry has a name").as_encoded_bytes();
            leaks.extend(self.search(&format!("the name of {name}"), base));
            let kind = path.symlink_metadata().expect("an entry is something").file_type();
            if allowed.contains(&path) {
                continue;
            } else if kind.is_dir() {
                leaks.extend(self.search_tree(&path, allowed));
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).expect("a link leads somewhere");
                leaks.extend(self.search(&format!("the target of {name}"), target.as_os_str().as_encoded_bytes()));
            } else if kind.is_file() {
                let bytes = fs::read(&path).unwrap_or_else(|e| panic!("could not search {name}: {e}"));
                leaks.extend(self.search(&name, &bytes));
            }
        }
        leaks
    }

    /// The same in the words and the environment of every process that can be looked into, but for the environment of those
    /// that are `allowed`. Says which process by its number.
    #[cfg(target_os = "linux")]
    pub fn search_processes(&self, allowed: &[u32]) -> Vec<Leak> {
        let pids = fs::read_dir("/proc")
            .expect("/proc is there")
            .filter_map(|entry| entry.expect("an entry").file_name().to_str()?.parse::<u32>().ok());
        let mut leaks = Vec::new();
        for pid in pids {
            for what in ["cmdline", "environ"] {
                let file = format!("/proc/{pid}/{what}");
                // Another's, or gone by now.
                let Ok(bytes) = fs::read(&file) else { continue };
                if what == "cmdline" || !allowed.contains(&pid) {
                    leaks.extend(self.search(&file, &bytes));
                }
            }
        }
        leaks
    }

    /// No secret in any of these outputs.
    #[track_caller]
    pub fn assert_clean<'a>(&self, outputs: impl IntoIterator<Item = (&'a str, &'a [u8])>) {
        report(outputs.into_iter().flat_map(|(name, bytes)| self.search(name, bytes)).collect());
    }

    /// No secret below these folders but in what is `allowed`, and each of those is there and does hold one: a test
    /// whose secret never arrived proves nothing.
    #[track_caller]
    pub fn assert_tree_clean(&self, folder: &Path, allowed: &[PathBuf]) {
        report(self.search_tree(folder, allowed));
        for path in allowed {
            let leaks = if path.is_dir() {
                self.search_tree(path, &[])
            } else {
                self.search("", &fs::read(path).unwrap_or_else(|e| panic!("could not search {}: {e}", path.display())))
            };
            assert!(!leaks.is_empty(), "{} may hold a secret but holds none", path.display());
        }
    }
}

#[track_caller]
fn report(leaks: Vec<Leak>) {
    let lines: Vec<_> = leaks.iter().map(Leak::to_string).collect();
    assert!(leaks.is_empty(), "secrets where they do not belong:\n{}", lines.join("\n"));
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}, {}", self.name, self.line, self.secret, self.form)
    }
}

/// The password of SES's SMTP interface that belongs to a secret access key in a region.
pub fn smtp_password(secret: &str, region: &str) -> String {
    let sign = |key: &[u8], text: &str| {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let steps = ["11111111", region, "ses", "aws4_request", "SendRawEmail"];
    let signature = steps.iter().fold(format!("AWS4{secret}").into_bytes(), |key, step| sign(&key, step));
    STANDARD_NO_PAD.encode([&[4], &signature[..]].concat())
}

/// The base64 letters that depend on nothing but these bytes when they stand `lead` bytes into a longer text.
fn base64_inside(bytes: &[u8], lead: usize) -> String {
    let text = STANDARD_NO_PAD.encode([&vec![0; lead], bytes].concat());
    text[(lead * 8).div_ceil(6)..(lead + bytes.len()) * 8 / 6].into()
}

/// The ways to read an output: as it is, with an escaping undone, with what a terminal or a wrapping added taken out.
/// A NUL counts as a blank, so UTF-16 is read too.
fn readings(bytes: &[u8]) -> Vec<(&'static str, Cow<'_, [u8]>)> {
    let joined = |bytes: &[u8]| -> Vec<u8> {
        let kept = String::from_utf8_lossy(bytes);
        kept.chars()
            .filter(|c| !c.is_whitespace() && *c != '\0' && !"│┃|\u{feff}".contains(*c))
            .collect::<String>()
            .into()
    };
    let plain = without_controls(bytes);
    let once = unescaped(bytes);
    let twice = unescaped(&once);
    let mut readings: Vec<(_, Cow<[u8]>)> = vec![
        (", percent-encoded", percent_decoded(bytes).into()),
        (", behind backslashes", once.into()),
        (", behind backslashes, twice", twice.into()),
        (", in character references", dereferenced(bytes).into()),
        (", torn by blanks", joined(bytes).into()),
    ];
    if plain != bytes {
        readings.push((", torn by blanks and control sequences", joined(&plain).into()));
        readings.push((", between control sequences", plain.into()));
    }
    readings.retain(|(_, read)| **read != *bytes);
    readings.insert(0, ("", bytes.into()));
    readings
}

/// Copies `bytes`; where `undo` knows what begins at this mark, puts its bytes and goes on behind it.
fn rewritten(bytes: &[u8], mark: u8, undo: impl Fn(&[u8]) -> Option<(Vec<u8>, usize)>) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some(at) = memchr(mark, rest) {
        let (before, marked) = rest.split_at(at);
        out.extend_from_slice(before);
        let (meant, length) = undo(marked).unwrap_or_else(|| (vec![mark], 1));
        out.extend(meant);
        rest = &marked[length..];
    }
    out.extend_from_slice(rest);
    out
}

/// `%2F`, `%2f`.
fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, b'%', |rest| match rest {
        [b'%', digits @ ..] => number(digits.get(..2)?, 16).map(|byte| (vec![byte as u8], 3)),
        _ => None,
    })
}

/// `\/`, `\x2f`, `\057`, `\u002f`, `\u{2f}`: what JSON, Rust, PHP and a shell make of a text.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, b'\\', |rest| match rest {
        [b'\\', b'u', b'{', digits @ ..] => {
            let end = digits.iter().take(7).position(|byte| *byte == b'}')?;
            Some((utf8(number(&digits[..end], 16)?), end + 4))
        }
        [b'\\', b'u', digits @ ..] => Some((utf8(number(digits.get(..4)?, 16)?), 6)),
        [b'\\', b'x', digits @ ..] => Some((vec![number(digits.get(..2)?, 16)? as u8], 4)),
        [b'\\', digits @ ..] if digits.get(..3).is_some_and(|three| number(three, 8).is_some_and(|n| n < 256)) => {
            Some((vec![number(&digits[..3], 8)? as u8], 4))
        }
        [b'\\', plain, ..] if !plain.is_ascii_alphanumeric() => Some((vec![*plain], 2)),
        _ => None,
    })
}

/// `&#47;`, `&#x2F;`: what XML and HTML make of a text.
fn dereferenced(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, b'&', |rest| match rest {
        [b'&', b'#', inside @ ..] => {
            let end = inside.iter().take(9).position(|byte| *byte == b';')?;
            let code = match &inside[..end] {
                [b'x' | b'X', digits @ ..] => number(digits, 16)?,
                digits => number(digits, 10)?,
            };
            Some((utf8(code), end + 3))
        }
        _ => None,
    })
}

/// Without what a terminal obeys instead of showing: `ESC [ … letter`, `ESC ] … BEL`.
fn without_controls(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, 0x1b, |rest| match rest {
        [0x1b, b'[', inside @ ..] => {
            inside.iter().position(|byte| (0x40..0x7f).contains(byte)).map(|end| (vec![], end + 3))
        }
        [0x1b, b']', ..] => None, // Its text reaches the terminal: a title, a clipboard.
        [0x1b, _, ..] => Some((vec![], 2)),
        _ => None,
    })
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|it| it.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    u32::from_str_radix(digits, radix).ok()
}

fn utf8(code: u32) -> Vec<u8> {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER).to_string().into_bytes()
}

#[test]
fn smtp_passwords_are_those_of_aws() {
    let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    assert_eq!(smtp_password(secret, "us-east-1"), "BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9");
    assert_eq!(smtp_password(secret, "eu-west-1"), "BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk");
}

#[test]
fn a_secret_is_found_in_every_form() {
    let mut sentinel = Sentinel::new();
    let secret = sentinel.secret_access_key('a', &["ap-northeast-2"]);
    let password = smtp_password(&secret, "ap-northeast-2");
    assert_eq!((secret.len(), password.len()), (40, 44));
    let each = |text: &str, form: &dyn Fn(u8) -> String| text.bytes().map(form).collect::<String>();

    for text in [MARKER, &secret, &password] {
        let wrapped: Vec<_> = text.as_bytes().chunks(7).map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let rows = [
            ("as it is", text.to_string()),
            ("turned round", text.chars().rev().collect()),
            ("in hexadecimal", each(text, &|b| format!("{b:02x}"))),
            ("in hexadecimal", each(text, &|b| format!("{b:02X}"))),
            ("as it is, percent-encoded", each(text, &|b| format!("%{b:02X}"))),
            ("as it is, percent-encoded", each(text, &|b| format!("%{b:02x}"))),
            ("as it is, behind backslashes", each(text, &|b| format!("\\u{b:04x}"))),
            ("as it is, behind backslashes", each(text, &|b| format!("\\u{{{b:x}}}"))),
            ("as it is, behind backslashes", each(text, &|b| format!("\\x{b:02x}"))),
            ("as it is, behind backslashes", each(text, &|b| format!("\\{b:03o}"))),
            ("as it is, behind backslashes, twice", each(text, &|b| format!("\\\\u{b:04x}"))),
            ("as it is, in character references", each(text, &|b| format!("&#{b};"))),
            ("as it is, in character references", each(text, &|b| format!("&#x{b:X};"))),
            ("as it is, between control sequences", each(text, &|b| format!("\x1b[1;32m{}\x1b[0m", b as char))),
            ("as it is, torn by blanks", wrapped.join("\r\n")),
            ("as it is, torn by blanks", wrapped.join("  │\n│ ")),
            ("as it is, torn by blanks", String::from_utf8(utf16).unwrap()),
            ("as it is, torn by blanks and control sequences", wrapped.join("\x1b[0m \n\x1b[3;1H")),
        ];
        for (form, written) in rows {
            let leaks = sentinel.search("stdout", format!("first\n…{written}… rest").as_bytes());
            assert!(leaks.iter().any(|leak| leak.form == form), "{form}: {written}: {leaks:#?}");
        }
        for lead in 0..3 {
            for (engine, name) in [
                (base64::engine::general_purpose::STANDARD, "standard"),
                (base64::engine::general_purpose::URL_SAFE, "for addresses"),
            ] {
                let written = engine.encode(format!("{}{text}, rest", "x".repeat(lead)));
                let leaks = sentinel.search("stdout", written.as_bytes());
                assert!(leaks.iter().any(|leak| leak.form.starts_with("in base64")), "{name}, {lead} in: {written}");
                let wrapped = [&written[..20], &written[20..]].join("\n");
                assert!(!sentinel.search("stdout", wrapped.as_bytes()).is_empty(), "{name}, {lead} in, wrapped");
            }
        }
    }
    for escaped in [secret.replace('/', "\\/"), secret.replace('/', "%2F").replace('+', "%2B")] {
        let mut only_whole = Sentinel { wanted: Vec::new() };
        only_whole.watch("the secret", &secret);
        assert_eq!(only_whole.search("log", escaped.as_bytes()).len(), 1, "{escaped}");
    }
}

#[test]
fn a_leak_says_where_and_which_but_not_what() {
    let mut sentinel = Sentinel::new();
    sentinel.watch_key("the issued key", "0123456789/abcdefghij+ABCDEFGHIJ/klmnopqr", &["us-east-1", "eu-west-1"]);
    let password = smtp_password("0123456789/abcdefghij+ABCDEFGHIJ/klmnopqr", "eu-west-1");
    let leaks = sentinel.search("stderr", format!("one\ntwo\nMAIL_PASSWORD={password}").as_bytes());
    assert_eq!(leaks.len(), 1, "{leaks:#?}");
    assert_eq!(leaks[0].to_string(), "stderr:3: the SMTP password of the issued key in eu-west-1, as it is");
    assert!(!format!("{leaks:?}").contains(&password));
}

#[test]
fn clean_output_is_clean() {
    let mut sentinel = Sentinel::new();
    let secret = sentinel.secret_access_key('b', &["us-east-1"]);
    let masked = format!("{}…{}", &secret[..2], &secret[38..]);
    sentinel.assert_clean([("stdout", masked.as_bytes()), ("stderr", b"\x1b[1mcould not\x1b[0m \\ % &#; \\u{ \\x %4")]);
    assert_eq!(sentinel.search("nothing", b""), []);
}

#[test]
fn a_tree_is_searched_down_to_names_and_links() {
    let mut sentinel = Sentinel::new();
    let secret = sentinel.secret_access_key('c', &[]);
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    fs::create_dir_all(at("app/config")).unwrap();
    fs::write(at("app/.env"), format!("AWS_SECRET_ACCESS_KEY={secret}\n")).unwrap();
    fs::write(at("app/config/mail.php"), "<?php return [];").unwrap();

    assert_ne!(sentinel.search_tree(home.path(), &[]), []);
    sentinel.assert_tree_clean(home.path(), &[at("app/.env")]);
    sentinel.assert_tree_clean(home.path(), &[at("app")]);
    for nothing_there in [vec![at("app/.env"), at("app/config/mail.php")], vec![at("app/.env"), at("app/.env.backup")]]
    {
        let held = std::panic::catch_unwind(|| sentinel.assert_tree_clean(home.path(), &nothing_there));
        assert!(held.is_err(), "{nothing_there:?} holds no secret, and nobody noticed");
    }

    fs::write(at(&format!("app/config/{MARKER}")), "").unwrap();
    assert_eq!(sentinel.search_tree(home.path(), &[at("app/.env")]).len(), 1, "a file's name");
    fs::remove_file(at(&format!("app/config/{MARKER}"))).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(MARKER, at("app/config/link")).unwrap();
        assert_eq!(sentinel.search_tree(home.path(), &[at("app/.env")]).len(), 1, "a link's target");
    }
}
