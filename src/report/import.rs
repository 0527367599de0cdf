//! `--import-key`: an existing key, its id and its secret on two lines of stdin, checked before it is used. It goes
//! into this run's memory; a change stores it like any other key. Does not know where it will be stored.

use std::io::{self, IsTerminal as _, Read as _};

use zeroize::Zeroizing;

use super::{
    bench::Bench,
    stop::{Stop, UserError},
};
use crate::{
    cli::ImportFrom,
    engine::hold,
    setup::{Intent, KeyFrom},
    terms::{BadCredentials, Credentials, Failure, FailureKind, Secret},
};

/// More bytes than a key has in any format.
const LIMIT: u64 = 64 * 1024;
const FLAG: &str = "--import-key";

/// Takes the given key into memory, and notes it in the intent.
pub(super) fn take(bench: &mut Bench, from: ImportFrom) -> Result<(), Stop> {
    match from {
        ImportFrom::Env => {
            bench.intent.key_from = Some(KeyFrom::Env);
            Ok(())
        }
        ImportFrom::Stdin => {
            let text = bench.text;
            if io::stdin().is_terminal() {
                let more = vec![(FLAG.to_owned(), text.import_lines().to_owned())];
                let (kind, said) = (FailureKind::MissingFlag, text.import_terminal().to_owned());
                return Err(Stop::Asked(UserError { kind, said, more, hint: None }));
            }
            let bad = |said: String| Stop::asked(FailureKind::BadInput, text.stop_flag(FLAG, said));
            let key = Credentials::read(&from_stdin()?).map_err(|why| bad(text.bad_credentials(&why)))?;
            if key.token.is_some() {
                return Err(bad(text.bad_credentials(&BadCredentials::Temporary)));
            }
            hold(&bench.ports, Intent::given_slot(&key.id), key.secret);
            bench.intent.given = Some(key.id);
            Ok(())
        }
    }
}

fn from_stdin() -> Result<Secret, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(LIMIT).unwrap_or_default()));
    let read = io::stdin().lock().take(LIMIT).read_to_end(&mut bytes);
    read.map_err(|e| Failure::new(FailureKind::File, "read the key from stdin").because(e))?;
    Ok(Secret::new(String::from_utf8_lossy(&bytes)))
}
