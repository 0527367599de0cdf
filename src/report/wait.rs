//! `sesame wait`: until the sender is verified, or the account is out of the sandbox. Does not know how it is looked at, or when
//! next: that is for the engine. A look at the account is one question; one at a domain two, DNS after SES, until all of its
//! records are there.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    bench::Bench,
    exit::Exit,
    hearing::say_what_moves_it,
    json::causes,
    out::{Out, as_typed_here},
    records::{faults, rows, set_up_first, standing},
    stop::Stop,
    stops::{lacking, stopped_at_sign_in},
};
use crate::{
    cli,
    dns::compare::RecordStanding,
    engine::waiting::{WaitEnd, WaitNews, Waited, wait_for},
    setup::{Awaited, Facts, Intent, Question, SignIn, Standing, Step, Wait, WhyOver},
    terms::{Failure, FailureKind, Timestamp, in_both},
};

/// So long without `--timeout`: then SES gives up looking for records, and most reviewers have answered.
const USUAL: SignedDuration = SignedDuration::from_hours(72);

/// How waiting ended, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum WaitEnding {
    /// It is so.
    Done,
    /// The time was up; it may still come.
    TimedOut,
    /// No waiting brings it.
    Over,
}

impl WaitEnding {
    fn exit(self) -> Exit {
        match self {
            WaitEnding::Done => Exit::Well,
            WaitEnding::TimedOut => Exit::Waiting,
            WaitEnding::Over => Exit::Finding,
        }
    }
}

/// Runs the command.
pub async fn run(bench: Bench, flags: &cli::WaitArgs) -> Result<Exit, Stop> {
    let asks = [
        (flags.what == Awaited::Verified && bench.intent.identity_name().is_none()).then_some(Question::From),
        bench.intent.region.is_none().then_some(Question::Region),
    ];
    let missing: Vec<Question> = asks.into_iter().flatten().collect();
    if !missing.is_empty() {
        return Err(lacking(&bench, &missing, &Facts::default()));
    }
    let since = bench.now();
    let until = since + flags.timeout.unwrap_or(USUAL);
    let mut said = Progress { bench: &bench, awaited: flags.what, since, until, waits_for: None, state: String::new() };
    let waited = wait_for(&bench.ports, bench.intent.clone(), flags.what, until, |news| said.hear(&news)).await;
    bench.learn(&waited.facts);
    let subject = subject(flags.what, &waited.intent, &waited.facts);
    let ended = match &waited.end {
        WaitEnd::Done => WaitEnding::Done,
        WaitEnd::TimedOut(_) => WaitEnding::TimedOut,
        WaitEnd::Over(_) => WaitEnding::Over,
        WaitEnd::Unbegun | WaitEnd::Hidden(_) | WaitEnd::Unseen => {
            return Err(not_to_be_waited_for(&bench, flags.what, &subject, waited));
        }
    };
    let (summary, hint) = last_word(&bench, flags.what, &subject, &waited, since);
    match bench.out {
        Out::Json => bench.out.object(&object(&bench, flags.what, &subject, &waited, ended, since, (summary, hint))),
        Out::Text => {
            bench.out.says(format!("{} {summary}", mark(ended)));
            hint.iter().for_each(|hint| bench.out.note(format!("  {hint}")));
        }
    }
    Ok(ended.exit())
}

/// The mark of an end, which is understood without color.
fn mark(ended: WaitEnding) -> &'static str {
    match ended {
        WaitEnding::Done => "✓",
        WaitEnding::TimedOut => "◐",
        WaitEnding::Over => "✗",
    }
}

/// Of whom or of what it is to become true.
fn subject(awaited: Awaited, intent: &Intent, facts: &Facts) -> String {
    match awaited {
        Awaited::Verified => {
            let seen = facts.identity.present().map(|it| it.name.clone());
            seen.or_else(|| intent.identity_name()).map(|it| it.to_string()).unwrap_or_default()
        }
        Awaited::Production => intent.region.map(|it| it.code().to_owned()).unwrap_or_default(),
    }
}

/// What is printed on the way: once what is waited for, and what moves it; then what has changed; and, where a user watches, when
/// it looks next.
struct Progress<'a> {
    bench: &'a Bench,
    awaited: Awaited,
    since: Timestamp,
    until: Timestamp,
    waits_for: Option<Wait>,
    /// What was said last of how it stands.
    state: String,
}

impl Progress<'_> {
    fn hear(&mut self, news: &WaitNews<'_>) {
        let (text, out) = (&self.bench.text, self.bench.out);
        match news {
            WaitNews::ByTheAppsKey => out.note(text.wait_by_the_apps_key()),
            WaitNews::Trouble(failure) => out.trouble(text, failure),
            WaitNews::Looked { on, facts, next } => {
                self.bench.learn(facts);
                if self.waits_for.replace(*on) != Some(*on) {
                    let step = match self.awaited {
                        Awaited::Verified => Step::Identity,
                        Awaited::Production => Step::Production,
                    };
                    say_what_moves_it(self.bench, facts, *on, step);
                    out.note(format!("◐ {}", text.setup_waiting(self.bench.moment(self.until), text.wait_name(*on))));
                }
                let state = self.state_of(facts);
                if state != self.state {
                    out.note(format!("  {state}"));
                    self.state = state;
                }
                let so_far = text.duration(self.bench.now().duration_since(self.since).unsigned_abs());
                let gap = text.duration(next.duration_since(self.bench.now()).unsigned_abs());
                out.passing(text.wait_passing(gap, self.bench.moment(self.since), so_far));
            }
        }
    }

    /// AWS's own words, and how DNS has the records.
    fn state_of(&self, facts: &Facts) -> String {
        let text = &self.bench.text;
        let mut said = Vec::new();
        match self.awaited {
            Awaited::Verified => {
                said.extend(facts.identity.present().map(|it| text.card_aws_says(it.verdict())));
                let rows = rows(self.bench, facts);
                if !rows.is_empty() {
                    let there = rows.iter().filter(|(_, it)| standing(it) == RecordStanding::Present).count();
                    said.push(text.records_so_far(rows.len(), there));
                }
                said.extend(faults(text, facts, &rows));
            }
            Awaited::Production => {
                let review = facts.account.present().and_then(|account| account.review.as_ref());
                said.extend(review.map(|it| text.card_aws_says(it.status.word())));
            }
        }
        said.join(" · ")
    }
}

/// How it ended, and what to do then.
fn last_word(
    bench: &Bench,
    awaited: Awaited,
    subject: &str,
    waited: &Waited,
    since: Timestamp,
) -> (String, Option<String>) {
    let text = &bench.text;
    match &waited.end {
        WaitEnd::Over(why) => {
            let (said, hint) = text.why_over(why);
            (said, Some(hint))
        }
        WaitEnd::TimedOut(on) => {
            let passed = text.duration(bench.now().duration_since(since).unsigned_abs());
            (text.wait_timed_out(passed, text.wait_name(*on)), Some(text.wait_normal(*on).to_owned()))
        }
        WaitEnd::Done | WaitEnd::Unbegun | WaitEnd::Hidden(_) | WaitEnd::Unseen => match awaited {
            Awaited::Verified => (text.say_identity(in_both(subject)), None),
            Awaited::Production => {
                let said = text.summary(Step::Production, &Standing::Done, &waited.intent, &waited.facts);
                (format!("{subject}: {said}"), Some(text.wait_in_production().to_owned()))
            }
        },
    }
}

fn object(
    bench: &Bench,
    awaited: Awaited,
    subject: &str,
    waited: &Waited,
    ended: WaitEnding,
    since: Timestamp,
    (summary, hint): (String, Option<String>),
) -> Value {
    let Waited { end, facts, intent, looks, trouble: _ } = waited;
    let identity = facts.identity.present().filter(|_| awaited == Awaited::Verified);
    let account = facts.account.present().filter(|_| awaited == Awaited::Production);
    let review = account.and_then(|it| it.review.as_ref());
    let (on, reason) = match end {
        WaitEnd::TimedOut(on) => (Some(on), None),
        WaitEnd::Over(why) => (None, Some(<&str>::from(why))),
        WaitEnd::Done | WaitEnd::Unbegun | WaitEnd::Hidden(_) | WaitEnd::Unseen => (None, None),
    };
    json!({
        "for": awaited,
        "subject": subject,
        "region": intent.region,
        "ended": <&str>::from(ended),
        "on": on,
        "reason": reason,
        "summary": summary,
        "hint": hint.as_deref().map(as_typed_here),
        "causes": if ended == WaitEnding::TimedOut { causes(intent, facts) } else { Vec::new() },
        "since": since,
        "at": bench.now(),
        "looks": looks,
        "by": if intent.sign_in == SignIn::AppKey { "app-key" } else { "sign-in" },
        "aws": {
            "verification": identity.map(|it| it.verification.word()),
            "dkim": identity.map(|it| it.dkim.status.word()),
            "mail_from": identity.and_then(|it| it.mail_from.as_ref()).map(|it| it.status.word()),
            "production": account.map(|it| it.production),
            "review": review.map(|it| it.status.word()),
            "case": review.and_then(|it| it.case.as_ref()),
        },
    })
}

/// Why there was nothing to wait for, or nothing to be seen.
fn not_to_be_waited_for(bench: &Bench, awaited: Awaited, subject: &str, waited: Waited) -> Stop {
    let Waited { end, facts, intent, looks: _, trouble } = waited;
    let text = &bench.text;
    let looked_at = match awaited {
        Awaited::Verified => format!("look at the identity {subject}"),
        Awaited::Production => format!("look at SES in {subject}"),
    };
    match (end, awaited) {
        (WaitEnd::Unbegun, Awaited::Verified) => {
            let said =
                text.wait_no_identity(in_both(subject), intent.region.map(|it| text.region(it)).unwrap_or_default());
            Stop::asked(FailureKind::NotFound, said).with_hint(set_up_first(bench, &facts))
        }
        (WaitEnd::Unbegun, Awaited::Production) => {
            let said = text.wait_no_request(intent.region.map(|it| text.region(it)).unwrap_or_default());
            let hint = match bench.setup_command(&facts) {
                Some(command) => text.wait_ask_first(command),
                None => set_up_first(bench, &facts),
            };
            Stop::asked(FailureKind::NotFound, said).with_hint(hint)
        }
        (WaitEnd::Hidden(denial), _) => Failure::new(denial.kind, looked_at).because(&denial.message).into(),
        (WaitEnd::Unseen | WaitEnd::Done | WaitEnd::Over(_) | WaitEnd::TimedOut(_), _) => {
            let stop = stopped_at_sign_in(bench, &facts, &trouble);
            let stop = stop.or_else(|| trouble.first().cloned().map(Stop::from));
            let stop = stop.unwrap_or_else(|| Failure::new(FailureKind::NoCredentials, looked_at).into());
            bench.stopped_by(stop, &trouble)
        }
    }
}

/// The ids of why no waiting brings it, for programs.
pub fn reasons() -> &'static [&'static str] {
    <WhyOver as strum::VariantNames>::VARIANTS
}
