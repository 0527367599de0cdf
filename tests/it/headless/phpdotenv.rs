//! What is written is read by the real phpdotenv as by us.

use std::collections::BTreeMap;

use open_sesame::laravel::dotenv;

use super::*;
use crate::dotenv::{laravel_reads, phpdotenv_reads};

/// An app's `.env` as owners have them, and what the run is asked for.
const WRITTEN: [(&str, &str); 9] = [
    ("", "--keep project"),
    ("", "--mailer smtp"),
    ("", "--mailer ses-v2 --identity email"),
    ("", "--mailer smtp --switch-on"),
    ("APP_NAME=\"$HOME \\\"상점\\\" #1 \\\\\"\r\nAPP_KEY=base64:c29tZWJvZHkgZWxzZSdzIGtleSwgMzIgYnl0ZXM=\r\n", ""),
    ("\u{feff}APP_NAME='\u{110e}\u{1161}\u{11b7}\u{1101}\u{1162} ${X}'\nexport MAIL_FROM_NAME=Old # note\n", ""),
    (
        "APP_NAME=true\nAWS_BUCKET=files\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=of/uploads+12345\n",
        "",
    ),
    ("APP_NAME=Laravel\nMAIL_MAILER=log", "--mailer smtp"),
    ("APP_NAME=\"한 줄\n두 줄\"\nMAIL_URL=smtp://old:pass@word@localhost\n", "--mailer smtp --keep project"),
];

#[test]
#[ignore = "needs php and phpdotenv; tests/all runs it"]
fn the_real_phpdotenv_reads_every_env_that_is_written() {
    let mut files = Vec::new();
    for (env, flags) in WRITTEN {
        let machine = Machine::new();
        let app = machine.app();
        if !env.is_empty() {
            fs::write(app.join(".env"), env).unwrap();
        }
        let line = format!("--rehearse --project app setup {ASKED} --yes --wait 2h {flags}");
        machine.sesame(&words(&line)).ends(0);
        files.push(fs::read(rehearsed_app(&machine).join(".env")).expect("an .env"));
    }
    let (theirs, in_laravel) = (phpdotenv_reads(&files), laravel_reads(&files));
    for (((file, theirs), in_laravel), (env, flags)) in files.iter().zip(theirs).zip(in_laravel).zip(WRITTEN) {
        let shown = format!("{flags}: {env:?}");
        let ours: BTreeMap<String, Option<String>> = dotenv::read(file).expect("we read it");
        assert_eq!(theirs.as_ref(), Ok(&ours), "{shown}");
        let in_laravel = in_laravel.expect("Laravel reads it");
        let mailer = words(flags).windows(2).find(|pair| pair[0] == "--mailer").map_or("ses", |pair| pair[1]);
        assert_eq!(in_laravel["MAIL_MAILER"], mailer, "{shown}");
        assert_eq!(in_laravel["MAIL_FROM_ADDRESS"], "no-reply@example.co.kr", "{shown}");
        assert!(in_laravel["MAIL_FROM_NAME"].is_string(), "{shown}: {in_laravel:#?}");
        let secret =
            ["AWS_SES_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"].into_iter().find_map(|it| ours.get(it)?.clone());
        match mailer {
            "smtp" => assert_eq!(in_laravel["MAIL_PASSWORD"].as_str().map(str::len), Some(44), "{shown}"),
            _ => assert_eq!(secret.map(|it| it.len()), Some(40), "{shown}"),
        }
    }
}
