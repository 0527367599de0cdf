//! Looking, from the conversation's side: which looks are under way, what their parts mean, when to look again.

use std::collections::BTreeMap;

use super::{Effect, Model, Notice, Page, Ticket, has_turned};
use crate::{
    setup::{Around, Facts, Scope, SignIn, Standing, StandingKind, Step, Wait},
    terms::{Fact, Failure, FailureKind, FailureSort, Partition, Region, Timestamp, VaultTrouble},
};

/// The looks under way.
#[derive(Debug, Default)]
pub struct Looks {
    under_way: BTreeMap<Ticket, Scope>,
    /// When the next one begins, while something is waited for.
    next: Option<(Ticket, Timestamp)>,
    /// Since when each step that waits has been seen waiting.
    pub(super) waited: BTreeMap<Step, Timestamp>,
    /// When the last one ended.
    pub last: Option<Timestamp>,
}

impl Looks {
    /// Whether anything is being looked at.
    pub fn any(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// The one that was begun last.
    pub(super) fn latest(&self) -> Option<Ticket> {
        self.under_way.keys().next_back().copied()
    }

    /// When the next look begins by itself.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.next.map(|(_, at)| at)
    }

    /// One that is about no part of the set-up.
    pub(super) fn begin(&mut self, ticket: Ticket) {
        self.under_way.insert(ticket, Scope::default());
    }

    /// Forgets all that are under way; what they were about.
    pub(super) fn drop_all(&mut self) -> Scope {
        std::mem::take(&mut self.under_way).into_values().fold(Scope::default(), Scope::and)
    }
}

impl Model {
    /// Whether what can be said now is said for a moment only: a change is under way, or a look at what nobody knows.
    pub fn is_passing(&self) -> bool {
        self.doing.is_some() || self.looks.any() && self.kinds().iter().any(|(_, kind)| *kind == StandingKind::Unknown)
    }

    pub(super) fn look_at(&mut self, scope: Scope) -> Vec<Effect> {
        if scope.is_empty() {
            return Vec::new();
        }
        let ticket = self.ticket();
        self.looks.under_way.insert(ticket, scope.clone());
        vec![Effect::Look { ticket, intent: Box::new(self.intent.clone()), scope }]
    }

    /// Looks at whatever would say more about the error.
    pub(super) fn look_for_causes(&mut self) -> Vec<Effect> {
        let Some(ask) = self.diagnosis().map(|diagnosis| diagnosis.ask) else { return Vec::new() };
        self.asked_about = Some(ask.clone());
        let mut effects = self.look_at(ask.scope);
        effects.extend(self.look_around(ask.around));
        effects
    }

    /// The radar: what there is in every region, looked at once.
    pub(super) fn look_around_regions(&mut self) -> Vec<Effect> {
        if !self.facts.regions.is_empty() || self.facts.caller.present().is_none() {
            return Vec::new();
        }
        let ours = self.intent.region.map_or(Partition::Aws, |region| region.row().partition);
        let lists = Region::all().filter(|region| region.row().partition == ours).collect();
        self.look_around(Around { lists, ..Around::default() })
    }

    pub(super) fn look_around(&mut self, around: Around) -> Vec<Effect> {
        if around.is_empty() {
            return Vec::new();
        }
        let ticket = self.ticket();
        self.looks.under_way.insert(ticket, Scope::default());
        let (intent, around) = (Box::new(self.intent.clone()), Box::new(around));
        vec![Effect::LookAround { ticket, intent, around }]
    }

    pub(super) fn observed(&mut self, ticket: Ticket, news: Facts, trouble: Vec<Failure>) -> Vec<Effect> {
        // A look that was begun before a change says what was true then.
        if !self.looks.under_way.contains_key(&ticket) {
            return Vec::new();
        }
        let before = self.kinds();
        let needed = self.needs_an_answer();
        let nobody = matches!(news.caller, Fact::Absent | Fact::Hidden(_));
        self.facts.learn(news);
        for failure in trouble {
            // The sign-in's own page says it, and what to do.
            let said = nobody && self.is_said_by_the_sign_in(&failure);
            if !said && !self.trouble.contains(&failure) {
                self.trouble.push(failure);
            }
        }
        self.refresh_form();
        if !needed {
            self.ask_what_is_needed();
        }
        let after = self.kinds();
        let turned = before.iter().zip(after).filter(|((_, before), (_, after))| has_turned(*before, *after));
        let turned: Vec<Step> = turned.map(|((step, _), _)| *step).collect();
        if let Some(step) = turned.first() {
            self.turned = (self.page.step() != Some(*step)).then_some(*step);
        }
        turned.into_iter().map(|step| Effect::Ring { step }).collect()
    }

    /// That there is no sign-in, or one that is over, is a standing and no trouble; but for a profile that was named.
    fn is_said_by_the_sign_in(&self, failure: &Failure) -> bool {
        let is_named = matches!(self.intent.sign_in, SignIn::Profile(_));
        match failure.kind.sort() {
            FailureSort::SignIn => failure.kind != FailureKind::NoCredentials || !is_named,
            // It asks for the passphrase.
            FailureSort::Here => failure.vault == Some(VaultTrouble::NoPassphrase),
            FailureSort::Usage | FailureSort::Refused | FailureSort::Request | FailureSort::Lost | FailureSort::Bug => {
                false
            }
        }
    }

    pub(super) fn looked(&mut self, ticket: Ticket) -> Vec<Effect> {
        if self.looks.under_way.remove(&ticket).is_some() {
            self.looks.last = Some(self.now);
            if self.asked_to_look.take_if(|asked| *asked == ticket).is_some() {
                self.notice = Some(Notice::Looked);
            }
        }
        self.look_further()
    }

    /// What was seen may lead to another question; the same one is not asked twice.
    fn look_further(&mut self) -> Vec<Effect> {
        if self.page != Page::Doctor || self.looks.any() || self.asked_about.is_none() {
            return Vec::new();
        }
        match self.diagnosis().map(|diagnosis| diagnosis.ask) {
            Some(ask) if !ask.is_empty() && self.asked_about.as_ref() != Some(&ask) => self.look_for_causes(),
            Some(_) | None => Vec::new(),
        }
    }

    pub(super) fn woke(&mut self, ticket: Ticket) -> Vec<Effect> {
        if self.redraw == Some(ticket) {
            self.redraw = None;
        }
        if self.looks.next.take_if(|(next, _)| *next == ticket).is_none() {
            return Vec::new();
        }
        self.trouble.clear();
        self.look_where_waiting()
    }

    /// A look at whatever is waited for.
    pub(super) fn look_where_waiting(&mut self) -> Vec<Effect> {
        let scope = self.waits().into_iter().map(|on| on.shows_in()).fold(Scope::default(), Scope::and);
        self.look_at(scope)
    }

    /// The next look while any step waits, whatever page is shown; and a redraw each second while one can see time pass.
    pub(super) fn keep_time(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for step in Step::all() {
            let standing = self.standing(step);
            if standing.waits_on().is_some() {
                self.looks.waited.entry(step).or_insert(self.now);
            } else if standing != Standing::Unknown {
                // Nothing new is known while nobody has looked.
                self.looks.waited.remove(&step);
            }
        }
        let gap = self.waits().into_iter().map(|on| on.gap()).min();
        match gap {
            Some(gap) if self.looks.next.is_none() && !self.looks.any() && self.doing.is_none() => {
                let ticket = self.ticket();
                let at = self.now + gap;
                self.looks.next = Some((ticket, at));
                effects.push(Effect::WakeAt { ticket, at });
            }
            Some(_) => {}
            None => self.looks.next = None,
        }
        let shows_time = self.doing.is_some()
            || self.copied.is_some()
            || self.page.step().is_some_and(|step| self.standing(step).waits_on().is_some());
        if shows_time && self.redraw.is_none() {
            let ticket = self.ticket();
            self.redraw = Some(ticket);
            effects.push(Effect::WakeAt { ticket, at: self.now + std::time::Duration::from_secs(1) });
        }
        effects
    }

    fn waits(&self) -> Vec<Wait> {
        let waiting = Step::all().filter_map(|step| self.standing(step).waits_on());
        let colleagues = Step::all().filter(|step| self.is_handed_over(*step)).map(|_| Wait::Colleague);
        waiting.chain(colleagues).collect()
    }

    fn kinds(&self) -> Vec<(Step, StandingKind)> {
        Step::all().map(|step| (step, StandingKind::from(&self.standing(step)))).collect()
    }
}
