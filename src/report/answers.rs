//! `--answers`: the file that the letter to AWS's reviewers is made of. Does not know what the letter says.

use super::{bench::Bench, stop::Stop};
use crate::{
    cli,
    setup::letter::{Answers, BadAnswers},
    terms::{Failure, FailureKind},
};

/// Takes the answers of `--answers` into the intent, beside those of earlier runs.
pub(crate) fn take_answers(bench: &mut Bench, request: &cli::ReviewArgs) -> Result<(), Stop> {
    let Some(path) = &request.answers else { return Ok(()) };
    let file = path.display();
    let toml = std::fs::read_to_string(path)
        .map_err(|e| Failure::new(FailureKind::BadInput, format!("read the answers in {file}")).because(e))?;
    let text = &bench.text;
    // A file may hold anything; its control characters must not reach the terminal.
    let shown = |given: &str| given.chars().take(60).flat_map(char::escape_debug).collect::<String>();
    let said = match bench.intent.answers.take(&toml) {
        Ok(()) => return Ok(()),
        Err(BadAnswers::Malformed { line, why }) => text.answers_malformed(file, line, shown(&why)),
        Err(BadAnswers::NoSuchName { line, name }) => {
            text.answers_name(file, shown(&name), line, Answers::names().collect::<Vec<_>>().join(", "))
        }
        Err(BadAnswers::NoSuchValue { line, name, value }) => {
            text.answers_value(file, shown(&value), line, name, Answers::values(name).join(", "))
        }
    };
    Err(Stop::asked(FailureKind::BadInput, said))
}
