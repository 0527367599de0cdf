//! What stops a command before its first change. Knows no command, and looks at nothing itself.

use super::{
    bench::Bench,
    stop::{Stop, UserError},
};
use crate::{
    engine::Changes,
    laravel::EnvFile,
    setup::{Change, EnvFlaw, Facts, Question, Refusal, Standing, Step, Switch, assess, example},
    terms::{Failure, FailureKind, VaultTrouble},
    words::Text,
};

/// Names the flags that are missing, each with its question.
pub(crate) fn missing_flags(text: &Text, missing: &[Question]) -> Stop {
    let flags: Vec<&str> = missing.iter().map(|ask| ask.flag()).collect();
    let more = missing.iter().map(|ask| (ask.flag().to_owned(), text.question_ask(*ask).to_owned()));
    Stop::Asked(UserError {
        kind: FailureKind::MissingFlag,
        said: text.setup_missing(flags.join(", ")),
        more: more.collect(),
        hint: None,
    })
}

/// The same; and, where each of them can have an example, the command line that goes on.
pub(crate) fn lacking(bench: &Bench, missing: &[Question], facts: &Facts) -> Stop {
    let stop = missing_flags(&bench.text, missing);
    let examples: Option<Vec<String>> = missing.iter().map(|ask| example(*ask, &bench.intent, facts)).collect();
    match examples {
        Some(examples) if !bench.typed.is_empty() => {
            stop.with_hint(bench.text.stop_missing_hint(format!("{} {}", bench.typed, examples.join(" "))))
        }
        Some(_) | None => stop,
    }
}

/// The given passphrase is wrong.
pub(crate) fn wrong_passphrase(trouble: &[Failure]) -> Option<Stop> {
    let wrong = |failure: &&Failure| failure.vault == Some(VaultTrouble::WrongPassphrase);
    trouble.iter().find(wrong).cloned().map(Stop::from)
}

/// A sign-in to another account than the set-up's stops everything, and so does one that AWS refuses.
pub(crate) fn stopped_at_sign_in(bench: &Bench, facts: &Facts, trouble: &[Failure]) -> Option<Stop> {
    let standings = bench.standings(facts);
    let (_, standing) = standings.iter().find(|(step, _)| *step == Step::SignIn)?;
    match standing {
        Standing::Refused(Refusal::OtherAccount { .. }) => {
            let said = bench.text.summary(Step::SignIn, standing, &bench.intent, facts);
            let accounts = bench.text.accounts(&bench.intent, facts).into_iter();
            let more = accounts.map(|(label, value)| (label.to_owned(), value)).collect();
            Some(Stop::Asked(UserError { kind: FailureKind::OtherAccount, said, more, hint: None }))
        }
        Standing::Refused(_) | Standing::Unknown => trouble.first().cloned().map(Stop::from),
        Standing::Undecided { .. } => {
            trouble.iter().find(|it| it.kind == FailureKind::NoCredentials).cloned().map(Stop::from)
        }
        Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Waiting { .. }
        | Standing::Wrong { .. }
        | Standing::Done => None,
    }
}

/// A `.env` that cannot be written, with the line to correct.
pub(crate) fn unusable_env(bench: &Bench, facts: &Facts) -> Option<Stop> {
    let project = facts.project.present()?;
    let said = match &project.app.env {
        EnvFile::Refused(error) => bench.text.env_refused(".env", error),
        EnvFile::Read { swallow: Some(swallow), .. } => bench.text.env_swallows(".env", swallow),
        EnvFile::Read { swallow: None, .. } | EnvFile::Missing => return None,
    };
    Some(Stop::asked(FailureKind::EnvUnusable, said))
}

/// An app that will be refused whatever is made at AWS first, with what to change in it.
pub(crate) fn refused_app(bench: &Bench, facts: &Facts) -> Option<Stop> {
    let standing = assess(Step::Project, &bench.intent, facts, bench.now());
    let Some(refusal) = standing.refusal() else {
        // What goes before the files will keep all that is written from counting.
        let project = facts.project.present()?;
        if let Some(why) = project.unfit.clone().filter(|_| standing != Standing::Done) {
            let said = bench.text.refusal(&Refusal::Env(EnvFlaw::Unfit(why)));
            return Some(Stop::asked(FailureKind::EnvUnusable, said));
        }
        let kept_back = project.kept_back.clone()?;
        let wanted = bench.intent.switch != Switch::Off && standing != Standing::Done;
        return wanted.then(|| Stop::asked(FailureKind::Conflict, bench.text.refusal(&Refusal::NotInForce(kept_back))));
    };
    let kind = match refusal {
        Refusal::Env(_) => FailureKind::EnvUnusable,
        Refusal::Config(_) | Refusal::SmtpWithoutKey | Refusal::NoSmtpHost(_) => FailureKind::Conflict,
        // What goes before the file can be taken out of the way meanwhile.
        Refusal::NotInForce(_)
        | Refusal::ByAws(_)
        | Refusal::OtherAccount { .. }
        | Refusal::RegionOff(_)
        | Refusal::Policy { .. }
        | Refusal::SenderBarred { .. }
        | Refusal::LinkExpired(_)
        | Refusal::NoMail { .. }
        | Refusal::ForeignDkim(_)
        | Refusal::SendingStopped(_)
        | Refusal::ReviewDenied { .. }
        | Refusal::ReviewWord(_)
        | Refusal::NoKeyHere
        | Refusal::Key(_) => return None,
    };
    Some(Stop::asked(kind, bench.text.refusal(refusal)))
}

/// `--read-only`, before a change is begun.
pub(crate) fn refused_as_read_only(bench: &Bench, change: &Change) -> Option<Stop> {
    match bench.ports.changes {
        Changes::Allowed => None,
        Changes::Refused => {
            Some(Stop::asked(FailureKind::ReadOnly, bench.text.stop_read_only(bench.text.change(change))))
        }
    }
}
