//! How a host or a text that stands in DNS came to differ from the one that is wanted: what forms add, and what is pasted along or
//! cut off. Knows no record, and asks no server.

use super::{
    host,
    mailbox::{MailHost, mail_host},
    mistakes::Slip,
    places::NOBODY,
};
use crate::terms::Region;

/// What to enter instead of a wrong host, and how it came to be wrong.
pub(super) fn host_slip(ours: &str, seen: &str, zone: &str) -> (String, Slip) {
    let seen = host(seen);
    if seen.strip_prefix(ours).is_some_and(|rest| rest.starts_with('.')) {
        return (format!("{ours}."), Slip::ZoneAppended);
    }
    let without_zone = seen.strip_suffix(zone).and_then(|it| it.strip_suffix('.')).unwrap_or(&seen);
    let slip = beside_it(ours, &typed(&seen), zone)
        .or_else(|| of_another_region(ours, &seen))
        // To what was cut the form may have added the zone.
        .or_else(|| is_cut(ours, without_zone).then_some(Slip::Cut))
        .unwrap_or(Slip::Different);
    (ours.into(), slip)
}

/// Characters that are none of a host's, or whatever else was pasted along with it.
fn beside_it(ours: &str, typed: &str, zone: &str) -> Option<Slip> {
    let cleaned = clean(typed);
    let is_whole = |it: &str| it == ours || it.strip_suffix(zone).and_then(|it| it.strip_suffix('.')) == Some(ours);
    if cleaned != typed && is_whole(&cleaned.to_ascii_lowercase()) {
        return Some(first_difference(typed, &cleaned));
    }
    let (before, behind) = typed.split_once(ours)?;
    if !before.trim().is_empty() && before.trim().bytes().all(|it| it.is_ascii_digit()) {
        return Some(Slip::PriorityInHost);
    }
    let surplus = if before.is_empty() { behind } else { before };
    // A longer token is another one, and a longer ending another host.
    let is_apart = |it: char| !it.is_alphanumeric() && !matches!(it, '-' | '_' | '.');
    let is_pasted = before.ends_with(is_apart) || before.is_empty() && behind.starts_with(is_apart);
    is_pasted.then(|| Slip::Surplus(surplus.trim().into()))
}

/// The host of another region, or this one's token with an end that is no longer this region's.
fn of_another_region(ours: &str, seen: &str) -> Option<Slip> {
    let known = |code: &str| Region::all().any(|region| region.code() == code).then(|| Slip::OtherRegion(code.into()));
    let feedback = |text: &str| text.strip_prefix(FEEDBACK)?.strip_suffix(SES).map(str::to_owned);
    if let (Some(_), Some(code)) = (feedback(ours), feedback(seen)) {
        return known(&code);
    }
    let ((_, end), (_, other)) = (ours.split_once('.')?, seen.split_once('.')?);
    let is_of_dkim = |it: &str| it.starts_with("dkim.") && it.ends_with(SES);
    if end == other || !is_of_dkim(end) || !is_of_dkim(other) {
        return None;
    }
    let code = other.strip_prefix("dkim.").and_then(|it| it.strip_suffix(SES)).unwrap_or_default();
    known(code).or(Some(Slip::OtherEnd))
}

const FEEDBACK: &str = "feedback-smtp.";
const SES: &str = ".amazonses.com";

/// What is to be said of an MX that leads to no host of SES's for bounces, and is nothing that was mistyped.
pub(super) fn of_other_mail(seen: &str) -> Option<Slip> {
    let slip = match mail_host(seen)? {
        MailHost::SesReceives => Slip::ForReceiving,
        MailHost::Other => Slip::OtherMail,
    };
    Some(slip)
}

/// Where all names beside this one are led to by a DNAME above: its target, as the answer for a made-up name shows it.
pub(super) fn redirected(name: &str, seen: &str, beside: &[String]) -> Option<String> {
    let (label, _) = name.split_once('.')?;
    let target = seen.strip_prefix(label)?.strip_prefix('.')?;
    let is_led_alike = |it: &String| it.strip_prefix(NOBODY).and_then(|it| it.strip_prefix('.')) == Some(target);
    beside.iter().any(is_led_alike).then(|| target.to_owned())
}

/// Whether a host is ours without its beginning, its end, or a piece of its first label.
fn is_cut(ours: &str, seen: &str) -> bool {
    let is_piece = |whole: &str, part: &str| {
        part.len() < whole.len() && !part.is_empty() && (whole.starts_with(part) || whole.ends_with(part))
    };
    let of_the_token = || {
        let ((token, host), (part, other)) = (ours.split_once('.')?, seen.split_once('.')?);
        Some(host == other && is_piece(token, part))
    };
    let is_of_ses = seen.contains("amazonses") || ours.starts_with(seen);
    is_of_ses && (is_piece(ours, seen) || of_the_token() == Some(true))
}

/// A host as it was typed: DNS writes what is no letter of a host behind a stroke, some of it by its number.
fn typed(host: &str) -> String {
    let mut bytes = Vec::with_capacity(host.len());
    let mut rest = host.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let number = behind.get(..3).filter(|it| *first == b'\\' && it.iter().all(|it| matches!(it, b'0'..=b'7')));
        let number = number.and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 8).ok());
        match (number, first, behind) {
            (Some(byte), _, _) => {
                bytes.push(byte);
                rest = &behind[3..];
            }
            (None, b'\\', [meant, after @ ..]) => {
                bytes.push(*meant);
                rest = after;
            }
            (None, _, _) => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text without what forms and word processors add, and in the letters that DNS has: a Korean keyboard may write wide ones.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '"' | '\'' | '\\' | '“' | '”' | '‘' | '’' | '«' | '»' | '`' => None,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        '。' => Some('.'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - WIDE),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    });
    kept.collect::<String>().trim().into()
}

/// How far the wide forms of the characters of ASCII are behind them.
const WIDE: u32 = 0xff01 - 0x21;

/// Where a text first differs from what is left of it once it is clean.
pub(super) fn first_difference(text: &str, cleaned: &str) -> Slip {
    let mut right = cleaned.chars();
    let odd = text.chars().enumerate().find(|(_, c)| right.next() != Some(*c));
    odd.map_or(Slip::Unreadable, |(at, found)| Slip::OddCharacter { at: at + 1, found })
}
