//! `--share`: letters in place of what identifies the user, so that an output can be shown to others. Within one output
//! the same thing has the same letter. Knows no output and no command: text in, text out.
//!
//! **By name and by form.** The user's own names are learnt from the intent, the facts and the app. Besides, whatever
//! has the form of an account id, an ARN, a key id, an address or a domain is hidden, known or not, because AWS's
//! sentences quote names that Sesame has not asked for. By form rather too much is hidden than too little; names of
//! AWS, of DNS providers, of public mail providers and of examples do not identify the user and stay.
//!
//! **What stays readable.** `mail.example.co.kr` becomes `mail.DOMAIN-A`, another name below it `SUB-A.DOMAIN-A`,
//! `no-reply@example.co.kr` `NAME-A@DOMAIN-A`: a doubled zone, another subdomain or a From outside the domain can still
//! be seen. Ids, regions, versions, request ids and AWS's codes stay as they are.

mod learn;
mod shapes;

use std::collections::BTreeMap;

use serde_json::Value;

use shapes::{
    PUBLIC_ADDRESSES, USUAL_LABELS, account_in, is_a_key_id, is_a_providers, is_a_token, is_an_address, is_an_example,
    is_below, is_of_a_word, is_one_of, is_public, is_public_mailbox_name, registrable,
};

/// The word before a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Account,
    /// A domain as it is registered.
    Domain,
    /// A label before the domain that is not a usual word.
    Sub,
    /// A user, a role, a profile, an app, the local part of an address.
    Name,
    Key,
    /// A DKIM token of SES, which can be looked up in DNS.
    Token,
    Ip,
    Folder,
    Case,
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Sort::Account => "ACCOUNT",
            Sort::Domain => "DOMAIN",
            Sort::Sub => "SUB",
            Sort::Name => "NAME",
            Sort::Key => "KEY",
            Sort::Token => "TOKEN",
            Sort::Ip => "IP",
            Sort::Folder => "FOLDER",
            Sort::Case => "CASE",
        }
    }
}

/// Members of objects whose values come from a fixed list and are never a name of the user.
const WORDS: &str = "action by cause certainty change check code flag keep kind mail_type mailer note on origin outcome \
     priority provider purpose question region standing step tool type verdict wins";

/// What is hidden, and behind which letter.
#[derive(Debug, Default)]
pub struct Veil {
    /// Whole words, and what replaces them.
    words: BTreeMap<String, String>,
    /// Phrases, and words with letters beyond ASCII; the longest first.
    phrases: Vec<(String, String)>,
    /// Registered domains of the user; the longest first.
    domains: Vec<String>,
    letters: BTreeMap<(Sort, String), String>,
}

impl Veil {
    /// The text with what identifies the user replaced.
    pub fn hide(&mut self, text: &str) -> String {
        let mut hidden = String::with_capacity(text.len());
        let (mut rest, mut before) = (text, None);
        while let Some(first) = rest.chars().next() {
            let (length, instead) = match before.is_some_and(is_of_a_word) {
                true => (first.len_utf8(), None),
                false => self.at(rest),
            };
            match instead {
                Some(instead) => hidden.push_str(&instead),
                None => hidden.push_str(&rest[..length]),
            }
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        hidden
    }

    /// The same for an object: values from a fixed list and names of members stay.
    pub fn hide_object(&mut self, object: Value) -> Value {
        match object {
            Value::String(text) => Value::String(self.hide(&text)),
            Value::Array(all) => all.into_iter().map(|it| self.hide_object(it)).collect(),
            Value::Object(members) => {
                let mut hidden = serde_json::Map::new();
                for (name, value) in members {
                    let is_a_word = value.is_string() && is_one_of(WORDS, &name);
                    let value = if is_a_word { value } else { self.hide_object(value) };
                    hidden.insert(name, value);
                }
                Value::Object(hidden)
            }
            value @ (Value::Null | Value::Bool(_) | Value::Number(_)) => value,
        }
    }

    /// How many bytes at the beginning of a text are one thing, and what replaces it, if anything does.
    fn at(&mut self, text: &str) -> (usize, Option<String>) {
        let ends = |phrase: &str| {
            let next = text[phrase.len()..].chars().next();
            let last = phrase.chars().next_back();
            !(last.is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_some_and(|c| c.is_ascii_alphanumeric()))
        };
        let phrase = self.phrases.iter().find(|(phrase, _)| text.starts_with(phrase.as_str()) && ends(phrase));
        if let Some((phrase, letter)) = phrase {
            return (phrase.len(), Some(letter.clone()));
        }
        if text.starts_with("arn:") {
            let arn = text.find(|c: char| !(is_of_a_word(c) || ":/=*,".contains(c))).unwrap_or(text.len());
            let arn = text[..arn].trim_end_matches(['.', ',', ':']);
            return (arn.len(), Some(self.arn(arn)));
        }
        let ip = text.find(|c: char| !(c.is_ascii_hexdigit() || c == ':')).unwrap_or(text.len());
        if text[..ip].parse::<std::net::Ipv6Addr>().is_ok_and(|it| !it.is_loopback() && !it.is_unspecified()) {
            return (ip, Some(self.letter(Sort::Ip, &text[..ip])));
        }
        let word = text.find(|c: char| !is_of_a_word(c)).unwrap_or(text.len());
        // The full stop behind a sentence and the dot before a file name are not part of the word.
        let word = text[..word].trim_end_matches(['.', '-']);
        if word.is_empty() {
            return (text.chars().next().map_or(0, char::len_utf8), None);
        }
        let (dots, name) = word.split_at(word.len() - word.trim_start_matches('.').len());
        (word.len(), self.word(name).map(|hidden| format!("{dots}{hidden}")))
    }

    fn word(&mut self, word: &str) -> Option<String> {
        if let Some(letter) = self.words.get(word) {
            return Some(letter.clone());
        }
        if let Some((local, domain)) = word.rsplit_once('@') {
            return self.address(local, domain);
        }
        if let Some(number) = account_in(word) {
            return Some(self.letter(Sort::Account, &number));
        }
        if is_a_key_id(word) {
            return Some(self.letter(Sort::Key, word));
        }
        if is_an_address(word) {
            return (!is_one_of(PUBLIC_ADDRESSES, word)).then(|| self.letter(Sort::Ip, word));
        }
        if is_a_token(word) {
            return Some(self.letter(Sort::Token, word));
        }
        self.domain(word).or_else(|| self.within(word))
    }

    /// A file's name may hold a name: `example.co.kr.csv`.
    fn within(&mut self, word: &str) -> Option<String> {
        let known = self.domains.iter().find(|known| word.contains(known.as_str()))?.clone();
        let letter = self.letter(Sort::Domain, &known);
        Some(word.replace(&known, &letter))
    }

    fn address(&mut self, local: &str, domain: &str) -> Option<String> {
        let lower = domain.to_lowercase();
        if is_public_mailbox_name(registrable(&lower).unwrap_or(&lower)) {
            let name = if local.is_empty() { String::new() } else { self.letter(Sort::Name, local) };
            return Some(format!("{name}@{domain}"));
        }
        let domain = match self.domain(domain) {
            Some(domain) => domain,
            None if is_public(&lower) || is_an_example(&lower) => return None,
            None => self.letter(Sort::Domain, domain),
        };
        let name = if local.is_empty() { String::new() } else { self.letter(Sort::Name, local) };
        Some(format!("{name}@{domain}"))
    }

    /// A domain with the labels before it, as far as those are usual words.
    fn domain(&mut self, name: &str) -> Option<String> {
        let lower = name.to_ascii_lowercase();
        if !lower.contains('.') {
            return None;
        }
        if is_public(&lower) {
            let token = name.split('.').find(|label| is_a_token(label))?;
            return Some(name.replace(token, &self.letter(Sort::Token, token)));
        }
        let known = self.domains.iter().find(|known| is_below(&lower, known)).cloned();
        let shaped = || registrable(&lower).filter(|base| !is_an_example(base) && !is_a_providers(&lower));
        let base = known.or_else(|| shaped().map(str::to_owned))?;
        let letter = self.letter(Sort::Domain, &base);
        // A form that adds the zone doubles it, which must stay visible.
        let mut times = 0;
        let mut before = lower.as_str();
        while is_below(before, &base) {
            before = before[..before.len() - base.len()].trim_end_matches('.');
            times += 1;
        }
        let labels: Vec<&str> = before.split('.').filter(|label| !label.is_empty()).collect();
        let labels = self.labels(&labels);
        let zones = vec![letter; times].join(".");
        Some(if labels.is_empty() { zones } else { format!("{labels}.{zones}") })
    }

    fn labels(&mut self, labels: &[&str]) -> String {
        let hidden = labels.iter().map(|label| match label {
            token if is_a_token(token) => self.letter(Sort::Token, token),
            usual if usual.starts_with('_') || is_one_of(USUAL_LABELS, usual) => (*usual).to_owned(),
            other => self.letter(Sort::Sub, other),
        });
        hidden.collect::<Vec<_>>().join(".")
    }

    /// `arn:aws:iam::ACCOUNT-A:user/NAME-A`: the sort of resource stays.
    fn arn(&mut self, arn: &str) -> String {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [prefix, partition, service, region, account, resource] = parts[..] else { return arn.to_owned() };
        // A policy managed by AWS does not identify the user.
        if account == "aws" {
            return arn.to_owned();
        }
        let account = match account_in(account) {
            Some(number) => self.letter(Sort::Account, &number),
            None => account.to_owned(),
        };
        let (sort, names) = match resource.find(['/', ':']) {
            Some(at) => resource.split_at(at + 1),
            None if resource == "root" => (resource, ""),
            None => ("", resource),
        };
        let hidden: Vec<String> = names.split('/').map(|name| self.in_an_arn(name)).collect();
        format!("{prefix}:{partition}:{service}:{region}:{account}:{sort}{}", hidden.join("/"))
    }

    /// A part of a resource or of a path, which is a name by its place.
    fn in_an_arn(&mut self, name: &str) -> String {
        match name {
            "" | "*" => name.to_owned(),
            name => self.word(name).unwrap_or_else(|| self.letter(Sort::Name, name)),
        }
    }

    /// `NAME-A`; the same for the same thing, whatever its case.
    fn letter(&mut self, sort: Sort, thing: &str) -> String {
        let next = self.letters.keys().filter(|(known, _)| *known == sort).count();
        let letter = || format!("{}-{}", sort.word(), letters(next));
        self.letters.entry((sort, thing.to_lowercase())).or_insert_with(letter).clone()
    }
}

/// A to Z, then AA.
fn letters(number: usize) -> String {
    let last = char::from(b'A' + u8::try_from(number % 26).unwrap_or_default());
    match number / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}
