//! What every command works on, and what every command does with it: look, tell on the side, know the standings. Knows no
//! command.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    out::{self, Out},
    stop::Stop,
};
use crate::{
    cli,
    engine::{
        Ports,
        asking::{Asking, Young},
        regions::look_around,
        settle::{self, Event, Halt},
    },
    laravel::MaskedValue,
    setup::{
        Facts, Intent, Question, Scope, Standing, Step,
        notes::{self, Note},
        standings,
    },
    terms::{BadRegion, Failure, Timestamp},
    words::Text,
};

/// What every command works on.
pub struct Bench {
    pub ports: Ports,
    pub intent: Intent,
    pub text: Text,
    pub out: Out,
    /// What an app that is started from here would find in its environment; of a rehearsal nothing.
    pub process: BTreeMap<String, MaskedValue>,
    /// The region that this machine's environment or profile names, where it is none to send from.
    pub bad_region: Option<BadRegion>,
    /// What is to be said above a receipt, where something is.
    pub banner: Option<&'static str>,
    /// What is to be said below it.
    pub after: Option<String>,
    /// Somebody wants this to end; the change under way is not cancelled.
    pub halt: Arc<Halt>,
}

impl Bench {
    /// On these ports, with nothing of the environment and nothing to say around a receipt.
    pub fn new(ports: Ports, intent: Intent, text: Text, out: Out) -> Bench {
        Bench {
            ports,
            intent,
            text,
            out,
            process: BTreeMap::new(),
            bad_region: None,
            banner: None,
            after: None,
            halt: Arc::default(),
        }
    }

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

/// `--from`, `--user` and the like, joined to what was said before. Not remembered here: only `setup` remembers.
pub fn with_wanted(mut bench: Bench, wanted: &cli::WantedArgs) -> Bench {
    wanted.tell(&mut bench.intent);
    out::to_be_hidden(|veil| veil.learn_intent(&bench.intent));
    bench
}
