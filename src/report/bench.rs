//! What every command works on, and what commands have in common: looking, telling on the side, the standings. Knows no
//! command.

use std::sync::Arc;

use super::{
    out::{self, Out},
    stop::Stop,
};
use crate::{
    cli,
    diagnosis::Finding,
    engine::{
        Ports,
        asking::{Asking, Young},
        regions::look_around,
        settle::{self, Event, Halt},
    },
    laravel::MaskedValue,
    setup::{
        Facts, Intent, NamedIn, Question, Scope, Standing, Step, about,
        notes::{self, Note},
        sesame, setup_words, standings, typed_with,
    },
    terms::{BadRegion, Failure, Timestamp},
    words::Text,
};

/// What every command works on.
pub struct Bench {
    /// The way to AWS, DNS and this machine.
    pub ports: Ports,
    /// What is wanted.
    pub intent: Intent,
    /// The language.
    pub text: Text,
    /// The form of what is printed.
    pub out: Out,
    /// The region that this machine's environment or profile names, where mail cannot be sent from it.
    pub unfit_region: Option<UnfitRegion>,
    /// The command line as it was typed; empty where none was.
    pub typed: String,
    /// The flags of it that go before every other command about the same thing: which set-up, which account, which rehearsal.
    pub here: Vec<String>,
    /// What is said above a receipt, where something is.
    pub banner: Option<&'static str>,
    /// What is said below it.
    pub after: Option<String>,
    /// What becomes of what this run leaves undone.
    pub next_run: NextRun,
    /// Whether the run is asked to end; the change under way is not cancelled.
    pub halt: Arc<Halt>,
}

/// A region that cannot be sent from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfitRegion {
    /// Why not.
    pub why: BadRegion,
    /// What names it.
    pub by: NamedIn,
}

/// Where another run of the same command begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextRun {
    /// Where this one ends.
    GoesOn,
    /// At the beginning: nothing of this one is kept.
    BeginsAnew,
}

impl Bench {
    /// On these ports, with nothing of the environment and nothing to say around a receipt.
    pub fn new(ports: Ports, intent: Intent, text: Text, out: Out) -> Bench {
        Bench {
            ports,
            intent,
            text,
            out,
            unfit_region: None,
            typed: String::new(),
            here: Vec::new(),
            banner: None,
            after: None,
            next_run: NextRun::GoesOn,
            halt: Arc::default(),
        }
    }

    /// Everything that can be seen, for a command that only reads, and the failures on the way. Prints nothing.
    pub async fn look(&self) -> (Facts, Vec<Failure>) {
        self.look_as(Young::Once).await
    }

    /// The same, with a young key tried as often as is said: for a command that may change something afterwards.
    pub async fn look_as(&self, young: Young) -> (Facts, Vec<Failure>) {
        let (mut facts, mut quiet) = (Facts::default(), |_: Event| ());
        let scope = Scope::everything();
        let trouble = settle::look_as(young, &self.ports, &self.intent, &mut facts, scope, &mut quiet).await;
        self.learn(&facts);
        (facts, trouble)
    }

    /// Learns what `--share` hides.
    pub fn learn(&self, facts: &Facts) {
        out::to_be_hidden(|veil| {
            veil.learn_intent(&self.intent);
            veil.learn_facts(facts);
            let process: Vec<(String, MaskedValue)> = self.process();
            veil.learn_values(process.iter().map(|(name, value)| (name.as_str(), value)));
        });
    }

    /// The environment as an app that is started from here would find it; empty in a rehearsal.
    fn process(&self) -> Vec<(String, MaskedValue)> {
        self.ports.place.environment().masked().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Looks beyond the set-up's own resources where that may save work, and returns what is worth knowing. Failures
    /// there are dropped: no step depends on what is found.
    pub async fn look_for_notes(&self, facts: &mut Facts) -> Vec<Note> {
        let around = notes::where_to_look(&self.intent, facts);
        if !around.is_empty() {
            let asking = Asking::of(Young::Once);
            let (mut seen, all) = (0, around.regions().len());
            let learn = |news, _| {
                facts.learn(news);
                seen += 1;
                self.out.passing(self.text.screen_radar_so_far(all, seen));
            };
            let looked = Box::pin(look_around(&self.ports, &asking, &self.intent.sign_in, &around, learn)).await;
            drop(looked);
        }
        notes::notes(&self.intent, facts)
    }

    /// Prints what is worth knowing, on stderr.
    pub fn note(&self, notes: &[Note]) {
        notes.iter().for_each(|note| self.out.note(format!("● {}", self.text.note(note))));
    }

    /// The name of the set-up, where it is not the default one.
    pub fn set_up(&self) -> Option<String> {
        let name = &self.intent.setup;
        (!name.is_default()).then(|| self.text.screen_setup(name))
    }

    /// Prints what could not be seen, on stderr.
    pub fn tell(&self, trouble: &[Failure]) {
        trouble.iter().for_each(|failure| self.out.trouble(&self.text, failure));
    }

    /// The same, except the failure that ends the command, which is printed at its end.
    pub fn stopped_by(&self, stop: Stop, trouble: &[Failure]) -> Stop {
        let printed_later = |failure: &&Failure| matches!(&stop, Stop::Failed(it) if it == *failure);
        let others: Vec<Failure> = trouble.iter().filter(|it| !printed_later(it)).cloned().collect();
        self.tell(&others);
        stop
    }

    /// The standing of each step.
    pub fn standings(&self, facts: &Facts) -> Vec<(Step, Standing)> {
        standings(&self.intent, facts, self.now())
    }

    /// The time by the run's clock.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// A moment in this machine's time zone.
    pub fn moment(&self, at: Timestamp) -> String {
        self.text.moment(at, self.ports.clock.offset(at))
    }

    /// A command of Sesame, with the flags that it needs to be about the same sender: only `setup --yes` remembers them.
    pub fn command(&self, words: &str) -> String {
        self.as_typed_here(&sesame(&self.intent, &format!("{words}{}", about(&self.intent))))
    }

    /// The command of a set-up with all that it needs to be said; `None` where only the operator can decide the rest.
    pub fn setup_command(&self, facts: &Facts) -> Option<String> {
        setup_words(&self.intent, facts, self.now()).map(|words| self.as_typed_here(&sesame(&self.intent, &words)))
    }

    /// The command that brings the set-up about, or else the one that asks for what is still to be decided.
    pub fn that_makes_it(&self, facts: &Facts) -> String {
        match self.setup_command(facts) {
            Some(command) => format!("{command} --yes"),
            None => self.as_typed_here(&sesame(&self.intent, "")),
        }
    }

    /// A command of Sesame as it has to be typed for the same account, folder and rehearsal as this one; others stay.
    pub fn as_typed_here(&self, command: &str) -> String {
        typed_with(&self.here, command)
    }

    /// The same of every command of these findings.
    pub fn typed_here(&self, findings: &mut [Finding]) {
        for command in findings.iter_mut().flat_map(|finding| &mut finding.commands) {
            *command = self.as_typed_here(command);
        }
    }

    /// The questions that only the operator can answer, without those of the test message, which is never required. A
    /// refused step asks nothing.
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

    /// The refused steps, each with its reason.
    pub fn refusals(&self, facts: &Facts) -> Vec<(Step, String)> {
        let refused = |(step, standing): (Step, Standing)| standing.refusal().map(|why| (step, self.text.refusal(why)));
        self.standings(facts).into_iter().filter_map(refused).collect()
    }
}

/// Takes `--from`, `--user` and the like into the intent. They are not remembered; only `setup` remembers.
pub fn with_wanted(mut bench: Bench, wanted: &cli::WantedArgs) -> Bench {
    wanted.tell(&mut bench.intent);
    out::to_be_hidden(|veil| veil.learn_intent(&bench.intent));
    bench
}
