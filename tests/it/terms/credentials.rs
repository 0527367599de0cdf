//! Credentials as people paste them: what is read, and what is refused with which sentence.

use open_sesame::{
    terms::{BadCredentials, Credentials, Secret},
    words::{Locale, Text},
};
use proptest::prelude::*;

use crate::sentinel::MARKER;

const ID: &str = "AKIAIOSFODNN7EXAMPLE";
const TEMPORARY: &str = "ASIAIOSFODNN7EXAMPLE";

/// 40 characters, as IAM makes them.
fn secret() -> String {
    format!("k+{MARKER}/wJalrXUtnFEMIK7xyz").chars().take(40).collect()
}

fn token() -> String {
    format!("IQoJb3JpZ2luX2VjE{}{MARKER}+/==", "Ab9/".repeat(60))
}

/// The id that is read; whether a token came along.
fn read(text: &str) -> Result<(String, bool), BadCredentials> {
    let read = Credentials::read(&Secret::new(text))?;
    assert!(read.secret == Secret::new(secret()), "another secret was read from a text with the right one");
    assert!(read.token.as_ref().is_none_or(|it| *it == Secret::new(token())), "another token was read");
    Ok((read.id.to_string(), read.token.is_some()))
}

#[test]
fn a_paste_is_read_however_it_was_written() {
    let (s, t) = (secret(), token());
    assert_eq!(s.len(), 40);
    let lasting = [
        format!("{ID}\n{s}\n"),
        format!("  {ID}  {s}  "),
        format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={s}\nAWS_DEFAULT_REGION=ap-northeast-2\n"),
        format!("AWS_ACCESS_KEY_ID=\"{ID}\"\r\nAWS_SECRET_ACCESS_KEY='{s}' # from the console\r\n"),
        format!("export AWS_ACCESS_KEY_ID={ID}; export AWS_SECRET_ACCESS_KEY={s}"),
        format!("[default]\naws_access_key_id = {ID}\naws_secret_access_key = {s}\n"),
        format!("Access key ID,Secret access key\n{ID},{s}\n"),
        format!("Access key\n{ID}\nSecret access key\n{s}\nDone"),
        format!(
            r#"{{"AccessKey": {{"UserName": "mail-user", "AccessKeyId": "{ID}", "Status": "Active", "SecretAccessKey": "{s}", "CreateDate": "2026-11-24T09:00:00+00:00"}}}}"#
        ),
        format!("AccessKeyId: {ID}\nSecretAccessKey: {s}"),
        format!("액세스 키 “{ID}”\u{200b} 비밀 키 “{s}”"),
    ];
    for text in lasting {
        assert_eq!(read(&text), Ok((ID.to_owned(), false)), "{text}");
    }
    let temporary = [
        format!(
            "export AWS_ACCESS_KEY_ID={TEMPORARY}\nexport AWS_SECRET_ACCESS_KEY={s}\nexport AWS_SESSION_TOKEN={t}\n"
        ),
        format!(
            "$Env:AWS_ACCESS_KEY_ID=\"{TEMPORARY}\"\n$Env:AWS_SECRET_ACCESS_KEY=\"{s}\"\n$Env:AWS_SESSION_TOKEN=\"{t}\""
        ),
        format!("set AWS_ACCESS_KEY_ID={TEMPORARY}\nset AWS_SECRET_ACCESS_KEY={s}\nset AWS_SESSION_TOKEN={t}"),
        format!("{TEMPORARY}\n{s}\n{t}"),
    ];
    for text in temporary {
        assert_eq!(read(&text), Ok((TEMPORARY.to_owned(), true)), "{text}");
    }
    let process = format!(
        r#"{{"Version": 1, "AccessKeyId": "{TEMPORARY}", "SecretAccessKey": "{s}", "SessionToken": "{t}", "Expiration": "2026-11-24T21:00:00+00:00"}}"#
    );
    let read = Credentials::read(&Secret::new(process)).expect("what the CLI exports");
    assert_eq!(read.expires, "2026-11-24T21:00:00Z".parse().ok());
}

#[test]
fn what_cannot_work_is_recognised_before_it_is_used() {
    let (s, t) = (secret(), token());
    let smtp = crate::sentinel::smtp_password(&s, "ap-northeast-2");
    let id = |id: &str| id.parse().expect("an id");
    let rows = [
        ("".to_owned(), BadCredentials::NoId),
        ("나중에".to_owned(), BadCredentials::NoId),
        (s.clone(), BadCredentials::NoId),
        (ID.to_owned(), BadCredentials::NoSecret),
        (format!("{ID}\nAWS_SECRET_ACCESS_KEY="), BadCredentials::NoSecret),
        (format!("{ID}\n{smtp}"), BadCredentials::SmtpPassword),
        (format!("IAM User Name,SMTP Username,SMTP Password\nses-smtp,{ID},{smtp}"), BadCredentials::SmtpPassword),
        (format!("{ID}\n{}", &s[..39]), BadCredentials::SecretLength(39)),
        (format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={s}x"), BadCredentials::SecretLength(41)),
        (
            format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={} {}", &s[..20], &s[20..]),
            BadCredentials::SecretSpaced,
        ),
        (format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={}-", &s[..39]), BadCredentials::SecretCharacter),
        (format!("{TEMPORARY}\n{s}"), BadCredentials::NoToken),
        (
            format!("{ID} {s}\nAKIAI44QH8DHBEXAMPLE {s}"),
            BadCredentials::SeveralIds { first: id(ID), second: id("AKIAI44QH8DHBEXAMPLE") },
        ),
    ];
    for (text, wanted) in rows {
        assert_eq!(read(&text).unwrap_err(), wanted, "{text}");
    }
    let short = read(&format!("AWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY={s}")).unwrap_err();
    assert!(matches!(short, BadCredentials::Id(_)), "{short:?}");
    assert_eq!(read(&format!("{ID}\n{s}\n{t}")), Ok((ID.to_owned(), true)), "a token too many is AWS's to judge");
}

proptest! {
    #![proptest_config(crate::property::cases(256))]

    /// Whatever is pasted, nothing of a secret comes back in an error.
    #[test]
    fn an_error_says_nothing_of_the_text(before in ".{0,40}", cut in 0_usize..40, after in "[ \\n=,]{0,3}") {
        let text = format!("{before}{ID}{after}{MARKER}{}{after}", &secret()[..cut]);
        if let Err(bad) = Credentials::read(&Secret::new(text)) {
            for said in [bad.to_string(), format!("{bad:?}"), Text::new(Locale::Ko).bad_credentials(&bad)] {
                prop_assert!(!said.contains(MARKER), "{said}");
            }
        }
    }
}
