//! How an error is recognised in other text, and which of several errors explains the others. Reads any bytes, at the
//! speed of a search: logs of any size go through here. Does not take a sentence apart; that is `sentence`.
//!
//! Each sentence and each wrapping is found by one word of it, whatever surrounds it. All words are searched for at
//! once, and where one stands the text around it is compared. Once an error of a record is found, only what explains
//! more is compared.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use memchr::{
    memchr,
    memmem::{self, Finder},
};

use super::{
    about, cli,
    flat::{flat, says},
    hosts, json,
    known::{KNOWN, KnownSentence, led_by},
    rank::{Doubt, FoundError, Rank, Span},
    received, sdk, smtp, xml,
};
use crate::diagnosis::complaint::Kind;

/// The errors of one record, weighed as they come.
#[derive(Debug, Clone, Default)]
pub(in crate::diagnosis) struct Weighing {
    best: Option<FoundError>,
    asked: Asked,
    /// Whether what stands around an error had to be read.
    looked_around: bool,
}

/// What the call to AWS was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Asked {
    #[default]
    Unsaid,
    Mail,
    AnotherService,
}

impl Weighing {
    /// Weighs what begins in the first `upto` bytes of a text. Returns where the best error stands, if it is better
    /// than before.
    pub fn add(&mut self, text: &[u8], upto: usize) -> Option<usize> {
        let mut found = None;
        let mut from = 0;
        while from < upto {
            let calls = calls(text, from);
            for hit in search().find_iter(Input::new(text).range(from..calls.start)) {
                let (at, end) = (hit.start(), hit.end());
                if at < upto && self.weigh(&TELLS.of_word[hit.pattern().as_usize()], text, at, end) {
                    found = Some(at);
                }
            }
            from = calls.end;
        }
        found
    }

    /// Weighs what a word may be part of; true where that explains more than all before.
    fn weigh(&mut self, tells: &[Tells], text: &[u8], at: usize, end: usize) -> bool {
        let mut is_better = false;
        for tell in tells {
            let best = self.best.as_ref().map(|best| best.rank);
            if matches!(tell, Tells::Request) {
                self.ask(text, end);
            } else if best.is_none_or(|best| tell.at_best() < best)
                && let Some(mut told) = tell.look(text, at, end)
            {
                self.looked_around |= tell.looks_around(&told);
                // Where one error of a record is of mail, the record is.
                let known = self.best.as_ref().is_some_and(|best| best.names_mail);
                told.names_mail = known || told.names_mail || about::names_mail(text, told.from, told.to);
                if told.rank == Rank::Other && told.code.is_none() && self.asked == Asked::Unsaid {
                    self.asked = Asked::AnotherService;
                }
                if best.is_none_or(|best| told.rank < best) {
                    self.best = Some(told);
                    is_better = true;
                }
            }
        }
        is_better
    }

    fn ask(&mut self, text: &[u8], end: usize) {
        if self.asked != Asked::Mail {
            self.asked = match sdk::is_about_mail(text, end) {
                Some(true) => Asked::Mail,
                Some(false) => Asked::AnotherService,
                None => self.asked,
            };
        }
    }

    /// Whether it took long: what stands around an error was read.
    pub fn is_costly(&self) -> bool {
        self.looked_around
    }

    /// The error that explains the others.
    pub fn best(&self) -> Option<&FoundError> {
        self.best.as_ref()
    }

    /// How doubtful it is that the error is about this mail.
    pub fn doubt(&self) -> Doubt {
        match &self.best {
            Some(best) if best.rank == Rank::Other => Doubt::NotOfMail,
            Some(_) | None if self.asked == Asked::AnotherService => Doubt::NotOfMail,
            Some(best) if best.rank == Rank::OfLaravel => Doubt::WhoseItIs,
            Some(best) if !best.names_mail && self.asked != Asked::Mail => Doubt::WhoseItIs,
            Some(_) | None => Doubt::Nothing,
        }
    }
}

/// Where a line of a stack trace may begin.
static NEXT_CALL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n#"));

/// The next lines of a PHP stack trace from a place on: most of a log is made of them, and none holds an error. An
/// empty range at the end where there are no more.
fn calls(text: &[u8], from: usize) -> Range<usize> {
    let line = |at: usize| memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length + 1);
    let mut found = NEXT_CALL.find_iter(&text[from..]).map(|at| from + at + 1);
    let Some(start) = found.find(|at| is_call(&text[*at..])) else { return text.len()..text.len() };
    let mut end = start;
    while is_call(&text[end..]) {
        end = line(end);
    }
    start..end
}

/// `#12 /var/www/app/x.php(8): …`, `#13 [internal function]: …`, `#14 {main}`.
fn is_call(line: &[u8]) -> bool {
    let Some(number) = line.strip_prefix(b"#") else { return false };
    let digits = number.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && [&b" /"[..], b" [internal", b" {"].iter().any(|it| number[digits..].starts_with(it))
}

/// All codes in a text, in their order, each with where it ends.
pub(super) fn codes(text: &[u8]) -> impl Iterator<Item = (String, usize)> {
    search().find_iter(text).flat_map(move |hit| {
        let tells = &TELLS.of_word[hit.pattern().as_usize()];
        tells.iter().filter_map(move |tell| match tell {
            Tells::Code(code_at) => Some((code_at(text, hit.start(), hit.end())?, hit.end())),
            Tells::Sentence(_) | Tells::Denial | Tells::Unverified | Tells::Request | Tells::Results => None,
        })
    })
}

/// The two sentences with names in them (identities; a user and what it may not do), from the word by which they are
/// found.
const UNVERIFIED: (&str, &str) = ("email", "email address is not verified");
/// What SES says behind it, before a region and a list of names.
const FAILED: &str = ". the following identities failed the check in region ";
/// The end of that, which is left where the head of a text was cut off.
pub(super) const FAILED_THE_CHECK: &str = "identities failed the check in region ";
/// What Laravel says before it, of a user of the app.
const YOUR: &str = "your ";
/// What emulators of SES say in place of it.
const EMULATED: &str = "email address not verified ";
const DENIAL: (&str, &str) = ("authorized", "authorized to perform");
const IS_NOT: &str = "is not ";

/// All that is looked for here and in the wrappings.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let wrappings = [cli::WORDS, xml::WORDS, json::WORDS].into_iter().flatten().copied();
    let own = [UNVERIFIED.0, UNVERIFIED.1, FAILED, FAILED_THE_CHECK, YOUR, EMULATED, DENIAL.0, DENIAL.1, IS_NOT];
    wrappings.chain(own).chain([received::WORD])
}

/// What a word may be part of.
#[derive(Clone, Copy)]
enum Tells {
    Sentence(&'static KnownSentence),
    Unverified,
    Denial,
    /// The header in which a receiver says what it checked.
    Results,
    Code(CodeAt),
    /// Not an error, but the call that failed.
    Request,
}

/// A wrapping's way to its code: the text, where the word begins and where it ends.
type CodeAt = fn(&[u8], usize, usize) -> Option<String>;

/// The words, and what each of them may be part of.
struct Words {
    words: Vec<String>,
    of_word: Vec<Vec<Tells>>,
    search: AhoCorasick,
}

/// The search for long texts. It takes seven times as long to make, which is more than a short one is worth.
static FOR_A_LOG: OnceLock<AhoCorasick> = OnceLock::new();

/// Makes what searches a long text faster. What is found is the same.
pub(in crate::diagnosis) fn expect_a_log() {
    FOR_A_LOG.get_or_init(|| search_for(&TELLS.words, AhoCorasickKind::DFA));
}

fn search() -> &'static AhoCorasick {
    FOR_A_LOG.get().unwrap_or_else(|| &TELLS.search)
}

fn search_for(words: &[String], kind: AhoCorasickKind) -> AhoCorasick {
    let searched = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(Some(kind)).build(words);
    searched.expect("a few words are no more than a search can hold")
}

static TELLS: LazyLock<Words> = LazyLock::new(|| {
    let coded = |words: &'static [&str], code_at: CodeAt| words.iter().map(move |word| (*word, Tells::Code(code_at)));
    let sentences = KNOWN.iter().map(|known| (known.anchor.as_str(), Tells::Sentence(known)));
    let all = sentences
        .chain([(UNVERIFIED.0, Tells::Unverified), (DENIAL.0, Tells::Denial), (sdk::EXECUTING, Tells::Request)])
        .chain([(received::WORD, Tells::Results)])
        .chain(coded(cli::WORDS, cli::code_at))
        .chain(coded(xml::WORDS, xml::code_at))
        .chain(coded(json::WORDS, json::code_at))
        .chain(coded(smtp::WORDS, smtp::code_at))
        .chain(coded(sdk::FAULTS, sdk::code_before))
        .chain(coded(sdk::GO, sdk::code_behind))
        .chain(coded(sdk::NAMED, sdk::named_at));
    let (mut words, mut of_word) = (Vec::<String>::new(), Vec::<Vec<Tells>>::new());
    for (word, tells) in all.flat_map(|(word, tells)| spellings(word).map(move |it| (it, tells))) {
        match words.iter().position(|known| *known == word) {
            Some(at) => of_word[at].push(tells),
            None => {
                words.push(word);
                of_word.push(vec![tells]);
            }
        }
    }
    let search = search_for(&words, AhoCorasickKind::NoncontiguousNFA);
    Words { words, of_word, search }
});

/// The spellings of a word: as it is, in lower case, at the beginning of a sentence, and in names. What is written in
/// capitals always is. A search without regard to case takes three times as long.
fn spellings(word: &str) -> impl Iterator<Item = String> {
    const NAMES: [&str; 1] = ["ErrorType"];
    let low = word.to_ascii_lowercase();
    let mut capital = low.clone();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let name = NAMES.iter().find(|name| name.eq_ignore_ascii_case(word)).map(|name| (*name).to_owned());
    let mut all = vec![word.to_owned()];
    if !word.contains(|c: char| c.is_ascii_lowercase()) && word.len() > 1 {
        return all.into_iter();
    }
    for spelling in [Some(low), Some(capital), name].into_iter().flatten() {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all.into_iter()
}

impl Tells {
    /// The most that it may explain.
    fn at_best(&self) -> Rank {
        match self {
            Tells::Sentence(known) => known.rank,
            Tells::Unverified => Rank::NotVerified,
            Tells::Denial => Rank::MayNotSend,
            Tells::Results => Rank::Outcome,
            Tells::Code(_) => Rank::Code,
            Tells::Request => Rank::Other,
        }
    }

    /// Whether it was found by what stands around it too.
    fn looks_around(&self, told: &FoundError) -> bool {
        match self {
            Tells::Sentence(known) => known.asks_around(),
            Tells::Code(_) => !told.names_mail,
            Tells::Unverified | Tells::Denial | Tells::Results | Tells::Request => false,
        }
    }

    /// The error at this place, if the text around the word is one.
    fn look(&self, text: &[u8], at: usize, end: usize) -> Option<FoundError> {
        match self {
            Tells::Sentence(known) => known.look(text, at, end),
            Tells::Unverified => unverified(text, at, end),
            Tells::Denial => denial(text, at, end),
            Tells::Results => received::look(text, at, end),
            Tells::Code(code_at) => code_at(text, at, end).map(|code| coded(text, code, at, end)),
            Tells::Request => None,
        }
    }
}

fn unverified(text: &[u8], at: usize, end: usize) -> Option<FoundError> {
    let found = |rank, kind, from, to, span| {
        let names_mail = rank != Rank::Unverified;
        Some(FoundError { rank, kind, from, to, span, code: None, names_mail })
    };
    if let Some(length) = says(&text[at..], EMULATED) {
        const NEAR: usize = 120;
        let before = &text[at.saturating_sub(NEAR)..at];
        let rejected = memmem::find(before, b"MessageRejected").is_some();
        return rejected.then(|| found(Rank::Refused, Kind::Emulated, at, at + length, Span::Open))?;
    }
    let to = end + says(&text[end..], &UNVERIFIED.1[end - at..])?;
    if says(&text[to..], FAILED).is_some() {
        return found(Rank::NotVerified, Kind::NotVerified, at, to, Span::Closed);
    }
    match led_by(text, at, YOUR) {
        Some(_) if about::is_of_anothers_login(text, at) => None,
        Some(from) => found(Rank::OfLaravel, Kind::UnverifiedUser, from, to, Span::Closed),
        None if about::is_of_a_login(text, at) => None,
        None => found(Rank::Unverified, Kind::NotVerified, at, to, Span::Closed),
    }
}

fn denial(text: &[u8], at: usize, end: usize) -> Option<FoundError> {
    let to = end + says(&text[end..], &DENIAL.1[end - at..])?;
    let from = led_by(text, at, IS_NOT).or_else(|| cut_before(text, at, IS_NOT))?;
    let rank = rank_of_denied(&action_at(&text[to..]));
    let names_mail = rank == Rank::MayNotSend;
    Some(FoundError { rank, kind: Kind::NotAuthorized, from, to, span: Span::Open, code: None, names_mail })
}

/// Where a text begins whose head was cut off within the words that lead to this place.
fn cut_before(text: &[u8], at: usize, lead: &str) -> Option<usize> {
    let mark = if text.starts_with("…".as_bytes()) { "…".len() } else { 0 };
    let head = mark + text.get(mark..at)?.iter().take_while(|byte| b". ".contains(byte)).count();
    lead.as_bytes().ends_with(&text[head..at]).then_some(head)
}

/// How much the denial of this action explains.
pub(super) fn rank_of_denied(action: &str) -> Rank {
    match action.to_ascii_lowercase().split_once(':') {
        Some(("ses", action)) if action.starts_with("send") => Rank::MayNotSend,
        Some(("ses", _)) | None => Rank::MayNot,
        Some((_, _)) => Rank::Other,
    }
}

/// The action behind the words: `` `ses:SendRawEmail'``, `: ses:GetAccount`.
fn action_at(text: &[u8]) -> String {
    /// AWS's longest has some 60 characters.
    const LONGEST: usize = 96;
    let near = flat(text.get(..LONGEST).unwrap_or(text)).text;
    let action = near.trim_start_matches([':', ' ', '`', '\'', '"']);
    action.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '*')).collect()
}

/// An error with a code and without a known sentence.
fn coded(text: &[u8], code: String, from: usize, to: usize) -> FoundError {
    let kind = kind_of_code(&code);
    let is_of_smtp = code.starts_with(|c: char| c.is_ascii_digit());
    let known = kind != Kind::Other || sdk::NAMED.contains(&code.as_str()) || is_of_smtp;
    let is_anothers = !is_of_smtp && !is_of_ses_alone(&code) && is_anothers(text, from);
    let (rank, kind) = match (known, is_anothers) {
        (_, true) => (Rank::Other, Kind::Other),
        (true, false) => (Rank::Code, kind),
        (false, false) => (Rank::Other, kind),
    };
    let names_mail = is_of_ses_alone(&code);
    FoundError { rank, kind, from, to, span: Span::Open, code: Some(code), names_mail }
}

/// Whether a code without a sentence that is known is another service's of AWS, or of a server that speaks as AWS does.
fn is_anothers(text: &[u8], at: usize) -> bool {
    hosts::is_of_another_service(text, at)
        || !about::names_mail(text, at, at) && hosts::is_about_another_server(text, at)
}

/// Whether no other service of AWS has this code.
fn is_of_ses_alone(code: &str) -> bool {
    code == "MessageRejected" || ["Sending", "ConfigurationSet", "MailFrom"].iter().any(|word| code.contains(word))
}

/// What a code alone says.
fn kind_of_code(code: &str) -> Kind {
    match code {
        "SignatureDoesNotMatch" | "InvalidSignatureException" => Kind::Signature,
        "InvalidClientTokenId" | "UnrecognizedClientException" => Kind::KeyNotAccepted,
        "ExpiredToken" | "ExpiredTokenException" => Kind::Expired,
        "AccessDenied" | "AccessDeniedException" => Kind::NotAuthorized,
        "OptInRequired" | "SubscriptionRequired" | "SubscriptionRequiredException" => Kind::NotSubscribed,
        "SendingPausedException"
        | "AccountSendingPausedException"
        | "ConfigurationSetSendingPausedException"
        | "AccountSendingPaused"
        | "ConfigurationSetSendingPaused" => Kind::SendingPaused,
        "AccountSuspendedException" | "AccountSuspended" => Kind::AccountSuspended,
        "ConfigurationSetDoesNotExist" | "ConfigurationSetDoesNotExistException" => Kind::ConfigurationSetMissing,
        "MailFromDomainNotVerifiedException" | "MailFromDomainNotVerified" => Kind::MailFrom,
        "535" => Kind::SmtpLogin,
        _ => Kind::Other,
    }
}

/// Whether AWS gives this code with a sentence of this kind. An unknown code may go with any sentence of AWS.
pub(super) fn goes_with(code: &str, kind: Kind) -> bool {
    let of_code = kind_of_code(code);
    // AWS has one code for them.
    let has_anothers = matches!(kind, Kind::Clock | Kind::WrongScope) && of_code == Kind::Signature;
    let is_rejected = matches!(
        kind,
        Kind::NotVerified | Kind::Rejected | Kind::Suppressed | Kind::SendingPaused | Kind::AccountSuspended
    );
    let has_its_own = of_code == kind && kind != Kind::Other;
    if code == "MessageRejected" {
        return is_rejected;
    }
    kind.is_of_aws() && (has_its_own || has_anothers || (of_code == Kind::Other && kind != Kind::SmtpLogin))
}
