//! Credentials as people paste them: `export` lines, `.env`, an ini file, PowerShell, the JSON of the AWS CLI, the
//! console's CSV, or just an id and a secret. Recognises what cannot work before it is tried. Does not know AWS.

use super::{BadName, KeyId, Secret, Timestamp};

/// A key with its secret; of a temporary one the token too.
#[derive(Debug)]
pub struct Credentials {
    pub id: KeyId,
    pub secret: Secret,
    /// Of temporary credentials, whose id begins with `ASIA`.
    pub token: Option<Secret>,
    /// When they run out, where the text says so.
    pub expires: Option<Timestamp>,
}

/// Why a text holds no credentials that could work. Never quotes the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCredentials {
    #[error("there is no access key id in it")]
    NoId,
    #[error("{0}")]
    Id(BadName),
    #[error("there are two access key ids in it, {first} and {second}")]
    SeveralIds { first: KeyId, second: KeyId },
    #[error("there is no secret access key in it")]
    NoSecret,
    #[error("an SES SMTP password stands where the secret access key should be")]
    SmtpPassword,
    #[error("the secret access key has a blank in the middle")]
    SecretSpaced,
    /// So many characters, not 40.
    #[error("the secret access key has {0} characters and should have 40")]
    SecretLength(usize),
    #[error("the secret access key has a character that none has")]
    SecretCharacter,
    #[error("a temporary key needs its session token")]
    NoToken,
    /// Whole, and none that an app can go on with.
    #[error("a temporary key runs out")]
    Temporary,
}

/// As many as every secret access key has.
const SECRET_LENGTH: usize = 40;
/// Every session token is longer.
const SHORTEST_TOKEN: usize = 100;
/// What is shorter is part of a sentence, not a secret.
const SHORTEST_SECRET: usize = 16;

impl Credentials {
    /// Reads them out of a paste. Names decide where there are any (`AWS_SECRET_ACCESS_KEY=…`), else what a word looks like.
    pub fn read(pasted: &Secret) -> Result<Credentials, BadCredentials> {
        let found = Found::of(pasted.reveal());
        let id = found.id()?;
        let secret = found.secret(&id)?;
        let token = found.token();
        if id.is_temporary() && token.is_none() {
            return Err(BadCredentials::NoToken);
        }
        Ok(Credentials {
            id,
            secret: Secret::new(secret),
            token: token.map(Secret::new),
            expires: found.named(Name::Expiration).first().and_then(|text| text.parse().ok()),
        })
    }
}

/// Whether a text can be a secret access key.
fn recognised(secret: &str) -> Result<&str, BadCredentials> {
    let length = secret.chars().count();
    if Secret::new(secret).shape().smtp_password_like {
        Err(BadCredentials::SmtpPassword)
    } else if length != SECRET_LENGTH {
        Err(BadCredentials::SecretLength(length))
    } else if !secret.chars().all(is_of_a_secret) {
        Err(BadCredentials::SecretCharacter)
    } else {
        Ok(secret)
    }
}

/// What a word is called in the line that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Id,
    Secret,
    Token,
    Expiration,
}

impl Name {
    /// `AWS_ACCESS_KEY_ID`, `aws_access_key_id`, `AccessKeyId`, `$Env:AWS_ACCESS_KEY_ID`.
    fn of(word: &str) -> Option<Name> {
        let last = word.rsplit(':').find(|part| !part.is_empty())?;
        let letters: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
        let letters = letters.to_ascii_lowercase();
        match letters.strip_prefix("aws").unwrap_or(&letters) {
            "accesskeyid" => Some(Name::Id),
            "secretaccesskey" | "secretkey" => Some(Name::Secret),
            "sessiontoken" | "securitytoken" => Some(Name::Token),
            "expiration" | "credentialexpiration" => Some(Name::Expiration),
            _ => None,
        }
    }
}

/// The words of a text, each with the name in front of it.
struct Found<'a> {
    words: Vec<(Option<Name>, &'a str)>,
}

impl<'a> Found<'a> {
    fn of(text: &'a str) -> Found<'a> {
        let mut words = Vec::new();
        // A name holds to the end of its line, or of its member where several stand in one.
        for member in text.split(['\n', '\r', ',', ';', '{', '}']) {
            let mut name = None;
            let said = member.split(separates).filter(|word| !word.is_empty());
            for word in said.take_while(|word| !word.starts_with('#')) {
                let (before, after) = word.split_once('=').unwrap_or((word, ""));
                match Name::of(before) {
                    Some(named) => {
                        name = Some(named);
                        words.extend((!after.is_empty()).then_some((name, after)));
                    }
                    None if word.trim_matches([':', '=']).is_empty() => {}
                    None => words.push((name, word)),
                }
            }
        }
        Found { words }
    }

    fn named(&self, name: Name) -> Vec<&'a str> {
        self.words.iter().filter(|(named, _)| *named == Some(name)).map(|(_, word)| *word).collect()
    }

    fn id(&self) -> Result<KeyId, BadCredentials> {
        if let Some(named) = self.named(Name::Id).first() {
            return named.parse().map_err(BadCredentials::Id);
        }
        let mut ids: Vec<KeyId> = Vec::new();
        for (_, word) in self.words.iter().filter(|(_, word)| looks_like_an_id(word)) {
            let id: KeyId = word.parse().map_err(BadCredentials::Id)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        match &ids[..] {
            [] => Err(BadCredentials::NoId),
            [only] => Ok(only.clone()),
            [first, second, ..] => Err(BadCredentials::SeveralIds { first: first.clone(), second: second.clone() }),
        }
    }

    fn secret(&self, id: &KeyId) -> Result<&'a str, BadCredentials> {
        match self.named(Name::Secret)[..] {
            [] => {}
            [only] => return recognised(only),
            [_, _, ..] => return Err(BadCredentials::SecretSpaced),
        }
        let unnamed = || self.words.iter().filter(|(name, _)| name.is_none()).map(|(_, word)| *word);
        let whole = unnamed().find(|word| recognised(word).is_ok());
        // Nothing that could be one: say what is wrong with what comes closest.
        let closest = || {
            unnamed()
                .filter(|word| *word != id.as_str() && (SHORTEST_SECRET..SHORTEST_TOKEN).contains(&word.len()))
                .filter(|word| word.chars().all(is_of_a_secret))
                .max_by_key(|word| word.len())
        };
        recognised(whole.or_else(closest).ok_or(BadCredentials::NoSecret)?)
    }

    fn token(&self) -> Option<&'a str> {
        let long = || self.words.iter().map(|(_, word)| *word).find(|word| word.len() >= SHORTEST_TOKEN);
        self.named(Name::Token).first().copied().or_else(long)
    }
}

/// Blanks, quotes of every sort, and what stands around a cell.
fn separates(c: char) -> bool {
    c.is_whitespace() || "\"'`“”‘’[]|\u{feff}\u{200b}".contains(c)
}

fn is_of_a_secret(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '/' || c == '+'
}

fn looks_like_an_id(word: &str) -> bool {
    (word.starts_with("AKIA") || word.starts_with("ASIA"))
        && word.len() < 30
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// The sign-in of the caller, most often an administrator's: by a key, by a profile, or by a token for a role. Nothing of it
/// reaches the program; what the app itself keeps in `.env` under one of these names it finds there.
pub const SIGN_IN_VARIABLES: [&str; 11] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_SSO_ACCOUNT_ID",
];
