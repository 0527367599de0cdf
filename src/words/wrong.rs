//! Sentences about what is wrong with something: a name that was typed, a line of `.env`, a DNS record. Each says what it
//! is and what to do instead. Does not know whose mistake it is, and never repeats a value of `.env`.

use super::{Locale, Text};
use crate::{
    dns::{
        dmarc::{DmarcFault, DmarcFlaw},
        mistakes::{Clue, Mistake, Slip},
        spf::SpfFault,
    },
    laravel::{
        dotenv::{Flaw, ReadError, Reader, Swallow},
        plan::PatchRefusal,
    },
    setup::Barrier,
    terms::{BadCredentials, BadName, BadRegion, Failure, FailureKind, Keeper, VaultTrouble, Why},
};

impl Text {
    /// What sort of trouble a failure is; of a resting place, exactly what is wrong with it; of a refusal, by whom.
    pub fn what_failed(&self, failure: &Failure) -> &'static str {
        let barrier = failure.causes().find_map(Barrier::of);
        match (failure.vault, barrier) {
            (Some(trouble), _) => self.vault_what(trouble),
            (None, Some(barrier)) if failure.kind == FailureKind::Denied => self.barrier_what(barrier),
            (None, Some(_) | None) => self.failure_what(failure.kind),
        }
    }

    /// The same for a user who has fields before them, and no flags.
    pub fn way_out_here(&self, failure: &Failure) -> String {
        let flags = ["(--keep file)", "(--keep project)"];
        flags.iter().fold(self.way_out(failure), |said, flag| said.replace(&format!(" {flag}"), "").replace(flag, ""))
    }

    /// What to do about it, in the program that keeps the secrets where that is known.
    pub fn way_out(&self, failure: &Failure) -> String {
        match (failure.vault, failure.keeper) {
            (Some(trouble), Some(keeper)) => self.way_out_in(keeper, trouble),
            (Some(trouble), None) => self.vault_hint(trouble).to_owned(),
            (None, _) if failure.kind == FailureKind::NoProgram && failure.doing.starts_with("run git ") => {
                self.hint_no_git().to_owned()
            }
            (None, _) => self.failure_hint(failure.kind).to_owned(),
        }
    }

    fn way_out_in(&self, keeper: Keeper, trouble: VaultTrouble) -> String {
        // The program itself, and the one in which its entries are seen.
        let (program, window) = match keeper {
            Keeper::GnomeKeyring => ("gnome-keyring", "Seahorse"),
            Keeper::Keepassxc => ("KeePassXC", "KeePassXC"),
            Keeper::Kwallet => ("KWallet", "KWalletManager"),
        };
        match trouble {
            VaultTrouble::NoCollection => self.keeper_no_collection(keeper).to_owned(),
            VaultTrouble::Unseen => self.keeper_unseen(keeper).to_owned(),
            VaultTrouble::Locked => self.keeper_locked(keeper).to_owned(),
            VaultTrouble::Stuck => self.keeper_stuck(keeper).to_owned(),
            VaultTrouble::Refused => self.keeper_in_refused(window),
            VaultTrouble::Failed => self.keeper_in_failed(program),
            VaultTrouble::NotText => self.keeper_in_not_text(window),
            VaultTrouble::Several => self.keeper_in_several(window),
            VaultTrouble::NoBus
            | VaultTrouble::NoProvider
            | VaultTrouble::NoPlugin
            | VaultTrouble::Dismissed
            | VaultTrouble::Altered
            | VaultTrouble::Gone
            | VaultTrouble::NoPassphrase
            | VaultTrouble::WrongPassphrase
            | VaultTrouble::NotSealed
            | VaultTrouble::Damaged => self.vault_hint(trouble).to_owned(),
        }
    }

    /// A text that is not the name that it should be.
    pub fn bad_name(&self, bad: &BadName) -> String {
        let why = match &bad.why {
            Why::Empty => self.bad_name_empty().into(),
            Why::Invisible('\n' | '\r') => self.bad_name_line_break().into(),
            Why::Invisible(c) if c.is_whitespace() => self.bad_name_blank().into(),
            Why::Invisible(c) => self.bad_name_invisible(code(*c)),
            Why::Character(c) if is_hangul(*c) => self.bad_name_hangul(c),
            Why::Character(c) => self.bad_name_character(c),
            Why::NoAt => self.bad_name_no_at().into(),
            Why::ManyAt => self.bad_name_many_at().into(),
            Why::NoDot => self.bad_name_no_dot().into(),
            Why::PublicSuffix => self.bad_name_public_suffix().into(),
            Why::IpAddress => self.bad_name_ip_address().into(),
            Why::Url => self.bad_name_url().into(),
            Why::BadPart(part) => self.bad_name_bad_part(part),
            Why::TooLong(most) => self.bad_name_too_long(most),
            Why::TooShort(least) => self.bad_name_too_short(least),
            Why::NonAsciiLocal(c) => self.bad_name_non_ascii_local(c),
            Why::NotHttp => self.bad_name_not_http().into(),
            Why::NotPublic(host) => self.bad_name_not_public(host),
            Why::NotTwelveDigits => self.bad_name_not_twelve_digits().into(),
        };
        self.bad_name_frame(&bad.given, self.name_of(bad.what), why)
    }

    /// A paste that holds no usable credentials.
    pub fn bad_credentials(&self, bad: &BadCredentials) -> String {
        match bad {
            BadCredentials::Temporary => self.bad_credentials_temporary().into(),
            BadCredentials::NoId => self.bad_credentials_no_id().into(),
            BadCredentials::Id(bad) => self.bad_name(bad),
            BadCredentials::SeveralIds { first, second } => self.bad_credentials_several_ids(first, second),
            BadCredentials::NoSecret => self.bad_credentials_no_secret().into(),
            BadCredentials::SmtpPassword => self.bad_credentials_smtp_password().into(),
            BadCredentials::SecretSpaced => self.bad_credentials_secret_spaced().into(),
            BadCredentials::SecretLength(length) => self.bad_credentials_secret_length(length),
            BadCredentials::SecretCharacter => self.bad_credentials_secret_character().into(),
            BadCredentials::NoToken => self.bad_credentials_no_token().into(),
        }
    }

    /// A text that is no region to send from.
    pub fn bad_region(&self, bad: &BadRegion) -> String {
        match bad {
            BadRegion::WithoutSes { code, english, korean } => {
                let name = match self.locale() {
                    Locale::En => english,
                    Locale::Ko => korean,
                };
                self.bad_region_without_ses(name, code)
            }
            BadRegion::NamedSo { given, meant } => {
                let name = match self.locale() {
                    Locale::En => meant.row().english,
                    Locale::Ko => meant.row().korean,
                };
                self.bad_region_named_so(meant.code(), given, name)
            }
            BadRegion::OtherPartition(code) => self.bad_region_other_partition(code),
            BadRegion::NoSuch(given) => self.bad_region_no_such(given),
        }
    }

    /// A `.env` that phpdotenv refuses, by file and line.
    pub fn env_refused(&self, file: &str, error: &ReadError) -> String {
        let flaw = match &error.flaw {
            Flaw::NoName => self.env_flaw_no_name().into(),
            Flaw::BadName => self.env_flaw_bad_name().into(),
            Flaw::Blank { name } => self.env_flaw_blank(name),
            Flaw::Unclosed { name } => self.env_flaw_unclosed(name),
            Flaw::Escape { name } => self.env_flaw_escape(name),
        };
        self.say_env_line(file, flaw, error.line)
    }

    /// A `.env` in which a quote hides lines, by file, line and the names that are lost.
    pub fn env_swallows(&self, file: &str, swallow: &Swallow) -> String {
        let flaw = match swallow.until {
            Some(until) => self.env_flaw_swallows_until(until),
            None => self.env_flaw_swallows_all().into(),
        };
        let names = match swallow.names.as_slice() {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        self.say_env_line(file, flaw + &names, swallow.line)
    }

    /// Programs that read `.env`, by the names that their users know them by.
    pub fn readers(&self, readers: &[Reader]) -> String {
        let names = readers.iter().map(|reader| match reader {
            Reader::Shell => self.reader_shell(),
            Reader::Vite => "Vite",
            Reader::Dotenv => "dotenv (Node.js)",
            Reader::Node => "node --env-file",
            Reader::Bun => "Bun",
            Reader::Compose => "Docker Compose",
            Reader::Docker => "docker run --env-file",
            Reader::Symfony => "Symfony Dotenv",
            Reader::Python => "python-dotenv",
            Reader::Systemd => "systemd",
            Reader::Honcho => "Procfile",
            Reader::Direnv => "direnv",
            Reader::Dotenvy => "dotenvy",
        });
        names.collect::<Vec<_>>().join(", ")
    }

    /// A configuration file that we cannot change.
    pub fn unpatchable(&self, why: &PatchRefusal) -> String {
        match why {
            PatchRefusal::Unreadable { path, line } => self.config_flaw_unreadable(line, path),
            PatchRefusal::NotAnArray { path, line, entry, wanted } => {
                self.config_flaw_not_an_array(entry, line, path, wanted)
            }
            PatchRefusal::FromAnotherFile { path, line, entry, other, wanted } => {
                self.config_flaw_from_another_file(entry, line, other, path, wanted)
            }
            PatchRefusal::Missing { path } => self.config_flaw_missing(path),
            PatchRefusal::Elsewhere => self.config_flaw_elsewhere().into(),
            PatchRefusal::NoSesV2 => self.config_flaw_no_ses_v2().into(),
        }
    }

    /// Why AWS does not find a record (VerificationInfo.ErrorType); its own word where we do not know it.
    pub fn aws_error(&self, word: &str) -> String {
        match word {
            "HOST_NOT_FOUND" => self.aws_error_host_not_found().into(),
            "TYPE_NOT_FOUND" => self.aws_error_type_not_found().into(),
            "INVALID_VALUE" => self.aws_error_invalid_value().into(),
            "DNS_SERVER_ERROR" => self.aws_error_dns_server_error().into(),
            "SERVICE_ERROR" => self.aws_error_service_error().into(),
            other => other.into(),
        }
    }

    /// What is wrong with a DNS record, and what to type instead.
    pub fn mistake(&self, mistake: &Mistake) -> String {
        match mistake {
            Mistake::Missing { name, kind, clue: None } => self.mistake_missing(kind, name),
            Mistake::Missing { name, kind, clue: Some(Clue::Wildcard(values)) } => {
                self.mistake_wildcard(kind, name, shown(values))
            }
            Mistake::Missing { name, kind, clue: Some(Clue::PassedOn(server)) } => {
                self.mistake_passed_on(kind, name, cut(server, TO_SEE))
            }
            Mistake::Missing { kind, clue: Some(Clue::UnderscoreLost(at)), .. } => {
                self.mistake_underscore_lost(at, kind)
            }
            Mistake::Missing { kind, clue: Some(Clue::SubdomainLost { at, instead }), .. } => {
                self.mistake_subdomain_lost(at, instead, kind)
            }
            Mistake::Missing { kind, clue: Some(Clue::NameCut { at, instead }), .. } => {
                self.mistake_name_cut(at, instead, kind)
            }
            Mistake::Missing { kind, clue: Some(Clue::NameLonger { at, instead }), .. } => {
                self.mistake_name_longer(at, instead, kind)
            }
            Mistake::Missing { name, kind, clue: Some(Clue::ByWildcard(values)) } => {
                self.mistake_by_wildcard(kind, name, shown(values))
            }
            Mistake::Missing { name, kind, clue: Some(Clue::UnderWww { at, host, instead }) } => {
                self.mistake_under_www(at, host, instead, kind, name)
            }
            Mistake::Missing { name, kind, clue: Some(Clue::OtherLabel { at, label, instead }) } => {
                self.mistake_other_label(at, instead, kind, label, name)
            }
            Mistake::Missing { clue: Some(Clue::Exchanged { at, instead }), .. } => self.mistake_exchanged(at, instead),
            Mistake::Missing { name, kind, clue: Some(Clue::OfTheDomain { at, instead }) } => {
                self.mistake_of_the_domain(at, instead, kind, name)
            }
            Mistake::CnameInUse { name, target, wanted } => self.mistake_cname_in_use(name, target, wanted),
            Mistake::NameDoubled { at, instead } => self.mistake_name_doubled(at, instead),
            Mistake::WrongValue { name, seen, instead, slip: Slip::BesideDmarc } => {
                self.mistake_beside_dmarc(cut(instead, TO_TYPE), name, shown(seen))
            }
            Mistake::WrongValue { name, slip: slip @ (Slip::PublicSuffix | Slip::ReportsRefused(_)), .. } => {
                self.mistake_in_effect(name, self.slip(slip))
            }
            Mistake::WrongValue { name, seen, instead, slip } => {
                self.mistake_wrong_value(cut(instead, TO_TYPE), name, shown(seen), self.slip(slip))
            }
            Mistake::WrongType { name, found, seen, wanted } => {
                self.mistake_wrong_type(found, name, shown(seen), wanted)
            }
            Mistake::Proxied { name, addresses } => match addresses.as_slice() {
                [] => self.mistake_hidden(name),
                some => self.mistake_proxied(shown(some), name),
            },
            Mistake::WrongProvider { name, servers } => self.mistake_wrong_provider(name, servers.join(", ")),
            Mistake::ServersDisagree { right, of, behind, others, apart } => {
                let said = match apart {
                    true => self.mistake_servers_apart(behind.join(", "), of, right),
                    false => self.mistake_servers_disagree(behind.join(", "), of, right),
                };
                let each = others.iter().map(|(server, values)| self.mistake_at_server(server, shown(values)));
                match others.is_empty() {
                    true => said,
                    false => self.mistake_servers_differ(each.collect::<Vec<_>>().join("; "), said),
                }
            }
            Mistake::SpfDuplicate { name, seen, instead } => {
                self.mistake_spf_duplicate(seen.len(), cut(instead, TO_TYPE), name)
            }
            Mistake::DmarcDuplicate { name, seen, keep } => {
                self.mistake_dmarc_duplicate(seen.len(), cut(keep, TO_TYPE), name)
            }
            Mistake::MxExtra { name, extra, keep } => self.mistake_mx_extra(shown(extra), keep, name),
        }
    }

    /// In which way a value differs from the one that is wanted.
    pub fn slip(&self, slip: &Slip) -> String {
        match slip {
            Slip::ZoneAppended => self.slip_zone_appended().into(),
            Slip::OddCharacter { at, found } => self.slip_odd_character(at, code(*found)),
            Slip::OtherRegion(region) => self.slip_other_region(region),
            Slip::OtherEnd => self.slip_other_end().into(),
            Slip::Surplus(text) => self.slip_surplus(cut(text, TO_SEE)),
            Slip::OtherMail => self.slip_other_mail().into(),
            Slip::ForReceiving => self.slip_for_receiving().into(),
            Slip::Redirected(target) => self.slip_redirected(cut(target, TO_SEE)),
            Slip::PublicSuffix => self.slip_public_suffix().into(),
            Slip::ReportsRefused(domain) => self.slip_reports_refused(cut(domain, TO_SEE)),
            Slip::SesNotIncluded => self.slip_ses_not_included().into(),
            Slip::Spf(fault) => self.spf_fault(fault),
            Slip::SpfOpen => self.slip_spf_open().into(),
            Slip::BesideDmarc => self.slip_beside_dmarc().into(),
            Slip::SpfFull(lookups) => self.slip_spf_full(lookups),
            Slip::Dmarc(flaw) => self.dmarc_flaw(flaw),
            Slip::OfAnother(name) => self.slip_of_another(name),
            Slip::PriorityInHost => self.slip_priority_in_host().into(),
            Slip::Unreadable => self.slip_unreadable().into(),
            Slip::Cut => self.slip_cut().into(),
            Slip::Different => self.slip_different().into(),
        }
    }
}

impl Text {
    /// Why receivers do not pass mail from SES.
    fn spf_fault(&self, fault: &SpfFault) -> String {
        match fault {
            SpfFault::NotIncluded => self.slip_ses_not_included().into(),
            SpfFault::Refused(term) => self.slip_spf_refused(cut(term, TO_SEE)),
            SpfFault::Version => self.slip_spf_version().into(),
            SpfFault::Capitals => self.slip_spf_capitals().into(),
            SpfFault::Term(term) => self.slip_spf_term(cut(term, TO_SEE)),
            SpfFault::Repeated(name) => self.slip_spf_repeated(name),
            SpfFault::LookUps(count) => self.slip_spf_look_ups(count),
            SpfFault::Void(names) => self.slip_spf_void(shown(names)),
            SpfFault::ManyMx(name) => self.slip_spf_many_mx(name),
            SpfFault::NothingThere(name) => self.slip_spf_nothing_there(name),
            SpfFault::SeveralThere(name) => self.slip_spf_several_there(name),
            SpfFault::BrokenThere { name, term } => self.slip_spf_broken_there(name, cut(term, TO_SEE)),
            SpfFault::Circle(name) => self.slip_spf_circle(name),
        }
    }

    /// Why receivers refuse a DMARC text, and what becomes of its policy and its addresses.
    fn dmarc_flaw(&self, flaw: &DmarcFlaw) -> String {
        let why = self.dmarc_fault(&flaw.fault);
        let said = match (&flaw.fault, flaw.by_none) {
            (DmarcFault::Apart { .. }, _) => why,
            (_, Some(policy)) => self.slip_dmarc_by_none(policy, why),
            (_, None) => self.slip_dmarc_by_some(why),
        };
        match flaw.left_out.is_empty() {
            true => said,
            false => self.slip_dmarc_left_out(said, shown(&flaw.left_out)),
        }
    }

    fn dmarc_fault(&self, fault: &DmarcFault) -> String {
        match fault {
            DmarcFault::Version => self.slip_dmarc_version().into(),
            DmarcFault::NotSeparated => self.slip_dmarc_not_separated().into(),
            DmarcFault::Nothing => self.slip_dmarc_nothing().into(),
            DmarcFault::Tag(tag) => self.slip_dmarc_tag(cut(tag, TO_SEE)),
            DmarcFault::Twice(tag) => self.slip_dmarc_twice(tag),
            DmarcFault::Value { tag, value } => self.slip_dmarc_value(cut(tag, TO_SEE), cut(value, TO_SEE)),
            DmarcFault::Apart { tag, value } => self.slip_dmarc_apart(cut(tag, TO_SEE), cut(value, TO_SEE)),
            DmarcFault::NoPolicy => self.slip_dmarc_no_policy().into(),
        }
    }
}

/// A text that stands at AWS, in DNS or at a provider, safe for a terminal and not too long for it.
pub fn as_seen(text: &str) -> String {
    cut(text, TO_SEE)
}

/// The same of a text that is to be typed, and so is shown in greater length.
pub fn to_be_typed(text: &str) -> String {
    cut(text, TO_TYPE)
}

/// The lines of a text, with whatever a terminal would obey written out.
pub fn obeyed_by_none(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' | '\t' => shown.push(c),
            // As files of Windows end their lines.
            '\r' if text[at + 1..].starts_with('\n') => shown.push(c),
            c if c.is_control() => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// So much of a stranger's text is shown, in characters.
const TO_SEE: usize = 120;

/// So much of a text that is to be typed: a longer one is in the report for programs.
const TO_TYPE: usize = 1000;

/// A text that stands in DNS, safe for a terminal and not too long for it.
pub(super) fn shown(values: &[String]) -> String {
    let some = values.iter().take(8).map(|value| cut(value, TO_SEE));
    let more = if values.len() > 8 { ", …" } else { "" };
    some.collect::<Vec<_>>().join(", ") + more
}

/// The beginning of a text, what a terminal would obey or hide written out.
fn cut(text: &str, most: usize) -> String {
    let is_odd = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown = text.chars().take(most).map(|c| if is_odd(c) { c.escape_unicode().to_string() } else { c.into() });
    let more = if text.chars().nth(most).is_some() { "…" } else { "" };
    shown.collect::<String>() + more
}

/// As Unicode numbers it: `000A`.
fn code(c: char) -> String {
    format!("{:04X}", c as u32)
}

/// A syllable, or a letter of one that was only begun: what a keyboard in Korean mode makes of English.
fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣' | 'ㄱ'..='ㅣ' | '\u{1100}'..='\u{11FF}')
}
