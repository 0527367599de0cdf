//! Without a screen: a file per command. Data to stdout, everything else to stderr; nothing prompts, what is missing is
//! named with its flag. Knows neither a terminal nor whether this is a rehearsal.

pub mod doctor;
pub mod env;
pub mod explain;
pub mod handover;
mod hearing;
mod import;
mod json;
pub mod key;
pub mod out;
pub mod policy;
pub mod receipt;
pub mod records;
pub mod setup;
pub mod share;
pub mod status;

use std::{collections::BTreeMap, sync::Arc};

pub use hearing::Heard;
use out::Out;

use crate::{
    cli,
    diagnosis::{
        Diagnosis, Finding,
        checks::{Check, Verdict},
    },
    engine::{
        Changes, Ports,
        asking::{Asking, Young},
        regions::look_around,
        settle::{self, Event, Halt},
    },
    laravel::{EnvFile, Seen},
    setup::{
        Change, Facts, Intent, Question, Refusal, Scope, Standing, Step,
        letter::{Answers, BadAnswers},
        notes::{self, Note},
        standings,
    },
    terms::{BadRegion, Failure, FailureKind, FailureSort, Timestamp, VaultTrouble},
    words::Text,
};

/// What every command works on.
pub struct Bench {
    pub ports: Ports,
    pub intent: Intent,
    pub text: Text,
    pub out: Out,
    /// What an app that is started from here would find in its environment; of a rehearsal nothing.
    pub process: BTreeMap<String, Seen>,
    /// The region that this machine's environment or profile names, where it is none to send from.
    pub bad_region: Option<BadRegion>,
    /// What is to be said above a receipt, where something is.
    pub banner: Option<&'static str>,
    /// What is to be said below it.
    pub after: Option<String>,
    /// Somebody wants this to end; the change under way is not cancelled.
    pub halt: Arc<Halt>,
}

/// How a command ended, for whoever called it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or all well.
    Well,
    /// Something that the user can act on.
    Finding,
    /// Wrong usage.
    Usage,
    /// Nothing wrong, but the world must move.
    Waiting,
    /// A bug in Sesame.
    Bug,
    /// As the program ended that was run.
    Child(u8),
}

/// What ends a command before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// An act that did not go through, in English, with AWS's words.
    Failed(Failure),
    /// Something that the operator has to say or to mend first, in their language.
    Asked(Ask),
}

/// What the operator has to say or to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Decides the hint and the exit code.
    pub kind: FailureKind,
    /// One sentence.
    pub said: String,
    /// What belongs to it, line by line.
    pub more: Vec<(String, String)>,
    /// The way out, where it is another than that of the kind.
    pub hint: Option<String>,
}

impl Stop {
    pub fn asked(kind: FailureKind, said: impl Into<String>) -> Stop {
        Stop::Asked(Ask { kind, said: said.into(), more: Vec::new(), hint: None })
    }

    /// The same with a way out of its own.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Stop {
        match self {
            Stop::Failed(failure) => Stop::Failed(failure),
            Stop::Asked(ask) => Stop::Asked(Ask { hint: Some(hint.into()), ..ask }),
        }
    }

    pub fn kind(&self) -> FailureKind {
        match self {
            Stop::Failed(failure) => failure.kind,
            Stop::Asked(ask) => ask.kind,
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

impl Exit {
    /// As the system is told.
    pub fn code(self) -> u8 {
        match self {
            Exit::Well => 0,
            Exit::Finding => 1,
            Exit::Usage => 2,
            Exit::Waiting => 3,
            Exit::Bug => 70,
            Exit::Child(code) => code,
        }
    }

    /// What a failure means for the caller.
    pub fn of(kind: FailureKind) -> Exit {
        match kind.sort() {
            FailureSort::Usage => Exit::Usage,
            FailureSort::Bug => Exit::Bug,
            FailureSort::SignIn
            | FailureSort::Refused
            | FailureSort::Request
            | FailureSort::Lost
            | FailureSort::Here => Exit::Finding,
        }
    }

    /// What the causes of an error mean for the caller: a wait where the surest of them are nothing else.
    pub fn of_diagnosis(diagnosis: &Diagnosis) -> Exit {
        let deciding: Vec<&Finding> = diagnosis.deciding().collect();
        let only_waits = !deciding.is_empty() && deciding.iter().all(|finding| finding.cause.is_a_wait());
        match (diagnosis.findings.is_empty(), only_waits) {
            (true, _) => Exit::Well,
            (false, true) => Exit::Waiting,
            (false, false) => Exit::Finding,
        }
    }

    /// What the checks mean for the caller. Warnings count for nothing; where no check could tell anything, nothing is
    /// known to be well.
    pub fn of_checks(checks: &[Check]) -> Exit {
        let any = |verdict| checks.iter().any(|check| check.verdict == verdict);
        let blind = checks.iter().all(|check| check.verdict == Verdict::Unknown);
        match (any(Verdict::Fail) || blind, any(Verdict::Waiting)) {
            (true, _) => Exit::Finding,
            (false, true) => Exit::Waiting,
            (false, false) => Exit::Well,
        }
    }

    /// What the standings mean for the caller. Delivery counts for nothing: AWS keeps no trace of a test.
    pub fn of_standings(standings: &[(Step, Standing)]) -> Exit {
        let counted = || standings.iter().filter(|(step, _)| *step != Step::Delivery);
        if counted().all(|(_, standing)| matches!(standing, Standing::Done)) {
            return Exit::Well;
        }
        match counted().all(|(_, standing)| matches!(standing, Standing::Done) || only_waits(standing, standings)) {
            true => Exit::Waiting,
            false => Exit::Finding,
        }
    }
}

/// Waiting, or blocked by something that is.
fn only_waits(standing: &Standing, all: &[(Step, Standing)]) -> bool {
    // A step can only be blocked by an earlier one, so this ends.
    let earlier = |by: Step| all.iter().any(|(step, standing)| *step == by && only_waits(standing, all));
    matches!(standing, Standing::Waiting { .. }) || standing.blocked_by().is_some_and(earlier)
}

impl Bench {
    /// Everything there is to see, for a command that only tells, and what could not be seen. Tells nothing.
    pub async fn look(&self) -> (Facts, Vec<Failure>) {
        self.look_as(Young::Once).await
    }

    /// The same, and of a young key as often as is said: for a command that may change something then.
    pub async fn look_as(&self, young: Young) -> (Facts, Vec<Failure>) {
        let (mut facts, mut quiet) = (Facts::default(), |_: Event| ());
        let scope = Scope::everything();
        let trouble = settle::look_as(young, &self.ports, &self.intent, &mut facts, scope, &mut quiet).await;
        self.learn(&facts);
        (facts, trouble)
    }

    /// What of it is to be hidden with `--share`.
    pub fn learn(&self, facts: &Facts) {
        out::to_be_hidden(|veil| {
            veil.learn_intent(&self.intent);
            veil.learn_facts(facts);
            veil.learn_values(self.process.iter().map(|(name, value)| (name.as_str(), value)));
        });
    }

    /// Looks beyond the set-up's own matters where that may save work, and says what is worth knowing. What cannot be seen
    /// there is nothing to anybody.
    pub async fn look_for_notes(&self, facts: &mut Facts) -> Vec<Note> {
        let around = notes::where_to_look(&self.intent, facts);
        if !around.is_empty() {
            let asking = Asking::of(Young::Once);
            let learn = |news, _| facts.learn(news);
            let looked = Box::pin(look_around(&self.ports, &asking, &self.intent.sign_in, &around, learn)).await;
            drop(looked);
        }
        notes::notes(&self.intent, facts)
    }

    /// What is worth knowing, on the side.
    pub fn note(&self, notes: &[Note]) {
        notes.iter().for_each(|note| self.out.note(format!("● {}", self.text.note(note))));
    }

    /// Which of the project's set-ups this is about, where it is not the usual one.
    pub fn set_up(&self) -> Option<String> {
        let name = &self.intent.setup;
        (!name.is_default()).then(|| self.text.screen_setup(name))
    }

    /// What could not be seen, on the side.
    pub fn tell(&self, trouble: &[Failure]) {
        trouble.iter().for_each(|failure| self.out.trouble(&self.text, failure));
    }

    /// The same, but for what ends the command and is told then.
    pub fn stopped_by(&self, stop: Stop, trouble: &[Failure]) -> Stop {
        let told_then = |failure: &&Failure| matches!(&stop, Stop::Failed(it) if it == *failure);
        let others: Vec<Failure> = trouble.iter().filter(|it| !told_then(it)).cloned().collect();
        self.tell(&others);
        stop
    }

    pub fn standings(&self, facts: &Facts) -> Vec<(Step, Standing)> {
        standings(&self.intent, facts, self.now())
    }

    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// A moment as this machine's owner tells the time.
    pub fn moment(&self, at: Timestamp) -> String {
        self.text.moment(at, self.ports.clock.offset(at))
    }

    /// A command of ours, with what it needs to be about the same set-up: only `setup --yes` remembers anything.
    pub fn command(&self, words: &str) -> String {
        let from = self.intent.from.as_ref().map(|from| format!(" --from {from}")).unwrap_or_default();
        format!("sesame {words}{from}")
    }

    /// What only the operator can say and has not said. A test is only ever asked for, and a step whose matter is
    /// somebody else's refusal asks nothing.
    pub fn missing(&self, facts: &Facts) -> Vec<Question> {
        let standings = self.standings(facts).into_iter().filter(|(step, _)| *step != Step::Delivery);
        let asks = standings.flat_map(|(_, standing)| standing.asks().to_vec());
        let mut missing: Vec<Question> = Vec::new();
        for ask in asks {
            if !missing.contains(&ask) {
                missing.push(ask);
            }
        }
        missing
    }

    /// The steps that somebody has said no to, or that a file keeps from being done.
    pub fn refusals(&self, facts: &Facts) -> Vec<(Step, String)> {
        let refused = |(step, standing): (Step, Standing)| standing.refusal().map(|why| (step, self.text.refusal(why)));
        self.standings(facts).into_iter().filter_map(refused).collect()
    }
}

/// Names the flags that are missing, each with its question.
pub(crate) fn missing_flags(text: &Text, missing: &[Question]) -> Stop {
    let flags: Vec<&str> = missing.iter().map(|ask| ask.flag()).collect();
    let more = missing.iter().map(|ask| (ask.flag().to_owned(), text.question_ask(*ask).to_owned()));
    Stop::Asked(Ask {
        kind: FailureKind::MissingFlag,
        said: text.setup_missing(flags.join(", ")),
        more: more.collect(),
        hint: None,
    })
}

/// What was said as the passphrase is not the one.
pub(crate) fn wrong_passphrase(trouble: &[Failure]) -> Option<Stop> {
    let wrong = |failure: &&Failure| failure.vault == Some(VaultTrouble::WrongPassphrase);
    trouble.iter().find(wrong).cloned().map(Stop::from)
}

/// The sign-in of another account than the set-up's stops everything; so does one that AWS refuses.
pub(crate) fn stopped_at_sign_in(bench: &Bench, facts: &Facts, trouble: &[Failure]) -> Option<Stop> {
    let standings = bench.standings(facts);
    let (_, standing) = standings.iter().find(|(step, _)| *step == Step::SignIn)?;
    match standing {
        Standing::Refused(Refusal::OtherAccount { .. }) => {
            let said = bench.text.summary(Step::SignIn, standing, &bench.intent, facts);
            let accounts = bench.text.accounts(&bench.intent, facts).into_iter();
            let more = accounts.map(|(label, value)| (label.to_owned(), value)).collect();
            Some(Stop::Asked(Ask { kind: FailureKind::OtherAccount, said, more, hint: None }))
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

/// A `.env` that nothing can be written into, by the line to mend.
pub(crate) fn unusable_env(bench: &Bench, facts: &Facts) -> Option<Stop> {
    let project = facts.project.present()?;
    let said = match &project.app.env {
        EnvFile::Refused(error) => bench.text.env_refused(".env", error),
        EnvFile::Read { swallow: Some(swallow), .. } => bench.text.env_swallows(".env", swallow),
        EnvFile::Read { swallow: None, .. } | EnvFile::Missing => return None,
    };
    Some(Stop::asked(FailureKind::EnvUnusable, said))
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

/// `--answers`, joined to what was said before.
pub(crate) fn take_answers(bench: &mut Bench, request: &cli::Request) -> Result<(), Stop> {
    let Some(path) = &request.answers else { return Ok(()) };
    let file = path.display();
    let toml = std::fs::read_to_string(path)
        .map_err(|e| Failure::new(FailureKind::BadInput, format!("read the answers in {file}")).because(e))?;
    let text = &bench.text;
    // What stands in a file may be anything; a terminal is to obey none of it.
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

/// `--from`, `--user` and the like, joined to what was said before. Not remembered here: only `setup` remembers.
pub fn with_wanted(mut bench: Bench, wanted: &cli::Wanted) -> Bench {
    wanted.tell(&mut bench.intent);
    out::to_be_hidden(|veil| veil.learn_intent(&bench.intent));
    bench
}
