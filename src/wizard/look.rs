//! Looking, from the conversation's side: which looks are under way, what their parts mean, when to look again. Knows
//! no page and no field.
//!
//! One rule holds for whatever is answered, chosen, pasted or told: a step that comes to be unknown is looked at,
//! unless a look under way tells of it. An answer says which parts of the world it touches and need not know which
//! steps depend on them. So a step stays unknown only where a look did not get through, and then its reason stays on
//! the screen.

use super::{
    effect::Effect,
    model::Model,
    parts::{traffic::Ticket, window::Notice},
    path::Page,
};
use crate::{
    diagnosis::{Ask, checks::checks},
    dns::compare::RecordStanding,
    setup::{Around, Facts, Identity, Scope, SignIn, Standing, StandingKind, Step, Wait, wanted_records},
    terms::{Fact, Failure, FailureKind, FailureSort, Partition, Region, VaultTrouble},
};

impl Model {
    /// Whether what can be said now is said for a moment only: a change is under way, or a look at what is unknown.
    pub fn is_passing(&self) -> bool {
        self.work.doing.is_some()
            || self.is_reading_zone()
            || self.looks.any() && self.kinds().iter().any(|(_, kind)| *kind == StandingKind::Unknown)
    }

    /// A look at these parts; none at nothing.
    pub(super) fn look_at(&mut self, scope: Scope) -> Vec<Effect> {
        if scope.is_empty() {
            return Vec::new();
        }
        let ticket = self.traffic.ticket();
        let brings = match self.intent.region {
            Some(_) => scope.clone(),
            None => scope.clone().within(&Scope::without_a_region()),
        };
        self.looks.begin_for(ticket, brings);
        vec![Effect::Look { ticket, intent: self.intent.boxed(), scope }]
    }

    /// After an answer: what was seen for another one is forgotten, what is still being looked at for it is not heard, and
    /// whatever is unknown now is looked at.
    pub(super) fn look_after(&mut self, touched: Scope) -> Vec<Effect> {
        if touched.is_empty() {
            return Vec::new();
        }
        self.facts.forget(&touched);
        self.looks.outdate(&touched);
        // All that is unknown is asked again, and what still keeps it so is told again.
        if !self.looks.any() {
            self.trouble.others.clear();
        }
        let unseen = self.unseen().without(&self.looks.bring());
        self.look_at(touched.and(unseen))
    }

    /// The rule, after whatever has happened: what has come to be unknown, and no look under way tells of, is looked at.
    pub(super) fn look_at_what_came_to_be_unknown(&mut self, before: &[(Step, StandingKind)]) -> Vec<Effect> {
        if self.work.is_leaving() {
            return Vec::new();
        }
        let known = |step: Step| before.iter().any(|(it, kind)| *it == step && *kind != StandingKind::Unknown);
        let came = Step::all().filter(|step| known(*step) && self.is_unseen(*step)).collect::<Vec<_>>();
        let unseen = came.into_iter().map(|step| self.lacking(step)).fold(Scope::default(), Scope::and);
        self.look_at(unseen.without(&self.looks.bring()))
    }

    /// Whether a step is unknown although the user is, or may be, signed in. Of what is done by hand no look can tell.
    pub(super) fn is_unseen(&self, step: Step) -> bool {
        !self.is_by_hand() && self.standing(step) == Standing::Unknown
    }

    /// The parts to look at so that no step is unknown.
    pub(super) fn unseen(&self) -> Scope {
        let steps = Step::all().filter(|step| self.is_unseen(*step));
        steps.map(|step| self.lacking(step)).fold(Scope::default(), Scope::and)
    }

    /// What keeps a step unknown: the parts of it that nothing is known of, or, where each says something, all of them.
    fn lacking(&self, step: Step) -> Scope {
        let lacking = step.shows_in().within(&self.facts.unseen());
        if lacking.is_empty() { step.shows_in() } else { lacking }
    }

    /// The first step that the user has to do something about. None while one before it was not seen: that one may be it.
    pub fn next_step(&self) -> Option<Step> {
        let mut steps = Step::all().map(|step| (step, self.standing(step)));
        let stops = |(step, standing): &(Step, Standing)| match standing {
            Standing::Unknown => !self.is_by_hand() || self.is_made_by_hand(*step),
            Standing::Open { .. } | Standing::Undecided { .. } => true,
            Standing::Blocked { .. }
            | Standing::Waiting { .. }
            | Standing::Wrong { .. }
            | Standing::Refused(_)
            | Standing::Done => false,
        };
        steps.find(stops).map(|(step, _)| step).filter(|step| !self.is_unseen(*step))
    }

    /// What would say more about the error, or without one about what would keep mail from going.
    fn worth_asking(&self) -> Ask {
        match self.diagnosis() {
            Some(diagnosis) => diagnosis.ask,
            None => checks(&self.intent, &self.facts, self.now).1,
        }
    }

    /// Looks at whatever would say more.
    pub(super) fn look_for_causes(&mut self) -> Vec<Effect> {
        let ask = self.worth_asking();
        self.doctor.asked = Some(ask.clone());
        let mut effects = self.look_at(ask.scope);
        effects.extend(self.look_around(ask.around));
        effects
    }

    /// The radar: what there is in every region, looked at once.
    pub(super) fn look_around_regions(&mut self) -> Vec<Effect> {
        if !self.facts.regions.is_empty() || self.facts.caller.present().is_none() {
            return Vec::new();
        }
        let lists = self.regions_of_ours().collect();
        self.look_around(Around { lists, ..Around::default() })
    }

    /// How many regions are looked at where all are.
    pub fn regions_to_see(&self) -> usize {
        self.regions_of_ours().count()
    }

    fn regions_of_ours(&self) -> impl Iterator<Item = Region> + use<> {
        let ours = self.intent.region.map_or(Partition::Aws, |region| region.row().partition);
        Region::all().filter(move |region| region.row().partition == ours)
    }

    /// A look beyond the set-up's own matters; none at nothing.
    pub(super) fn look_around(&mut self, around: Around) -> Vec<Effect> {
        if around.is_empty() {
            return Vec::new();
        }
        let ticket = self.traffic.ticket();
        self.looks.begin(ticket);
        let (intent, around) = (self.intent.boxed(), Box::new(around));
        vec![Effect::LookAround { ticket, intent, around }]
    }

    /// A part of a look has come. Rings for each step that was waited for and has turned.
    pub(super) fn observed(&mut self, ticket: Ticket, mut news: Facts, trouble: Vec<Failure>) -> Vec<Effect> {
        // A look that was begun before a change says what was true then.
        let Some(outdated) = self.looks.outdated(ticket) else { return Vec::new() };
        news.forget(outdated);
        let (before, lacking, verdict) = (self.kinds(), self.not_in_dns(), self.verdict());
        let needed = self.needs_an_answer();
        let nobody = matches!(news.caller, Fact::Absent | Fact::Hidden(_));
        self.facts.learn(news);
        self.bind_answers();
        for failure in trouble {
            // The sign-in's own page says it, and what to do.
            let said = nobody && self.is_said_by_the_sign_in(&failure);
            if !said {
                self.trouble.add(failure);
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
            self.looks.turned = (self.page.step() != Some(*step)).then_some(*step);
        }
        self.tell_of_records(&lacking);
        if lacking != self.not_in_dns() || verdict != self.verdict() {
            self.looks.moved = Some(self.now);
        }
        turned.into_iter().map(|step| Effect::Ring { step, standing: self.standing(step) }).collect()
    }

    /// What AWS says of the identity.
    fn verdict(&self) -> Option<String> {
        self.facts.identity.present().map(Identity::verdict)
    }

    /// The names of the records that DNS was seen without.
    fn not_in_dns(&self) -> Vec<String> {
        self.records_by(|standing| matches!(standing, RecordStanding::Missing | RecordStanding::Wrong))
    }

    /// Says which of those that were lacking are there now; a copy that was just made is worth more on the one line.
    fn tell_of_records(&mut self, lacking: &[String]) {
        let there = self.records_by(|standing| standing == RecordStanding::Present);
        let came: Vec<String> = there.into_iter().filter(|name| lacking.contains(name)).collect();
        let is_free = matches!(self.window.notice, None | Some(Notice::Looked | Notice::Published(_)));
        if is_free && !came.is_empty() {
            self.window.notice = Some(Notice::Published(came));
        }
    }

    fn records_by(&self, is_so: impl Fn(RecordStanding) -> bool) -> Vec<String> {
        let (Some(identity), Some(region)) = (self.facts.identity.present(), self.intent.region) else {
            return Vec::new();
        };
        let records = wanted_records(&self.intent, identity, region).into_iter();
        records.filter(|record| self.facts.record_standing(record).is_some_and(&is_so)).map(|it| it.name).collect()
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

    /// A look is over.
    pub(super) fn looked(&mut self, ticket: Ticket) -> Vec<Effect> {
        // What the look has brought says more than that it is over.
        let told = matches!(self.window.notice, Some(Notice::Published(_)));
        if self.looks.end(ticket, self.now) && !told {
            self.window.notice = Some(Notice::Looked);
        }
        self.look_further()
    }

    /// What was seen may lead to another question; the same one is not asked twice.
    fn look_further(&mut self) -> Vec<Effect> {
        if self.page != Page::Doctor || self.looks.any() || self.doctor.asked.is_none() {
            return Vec::new();
        }
        let ask = self.worth_asking();
        match ask.is_empty() || self.doctor.asked.as_ref() == Some(&ask) {
            true => Vec::new(),
            false => self.look_for_causes(),
        }
    }

    /// It is time for the next look.
    pub(super) fn woke(&mut self, ticket: Ticket) -> Vec<Effect> {
        if !self.looks.wakes(ticket) {
            return Vec::new();
        }
        // This look is only about what is waited for; what else is unknown keeps its reason.
        if self.unseen().is_empty() {
            self.trouble.others.clear();
        }
        self.look_where_waiting()
    }

    /// A look at whatever is waited for.
    pub(super) fn look_where_waiting(&mut self) -> Vec<Effect> {
        let waits = self.waits();
        let scope = waits.iter().map(|(_, on)| on.shows_in()).fold(Scope::default(), Scope::and);
        let still = waits.iter().map(|(step, _)| self.looks.still_for(*step, self.now)).min().unwrap_or_default();
        let scope = self.looks.dns_rest.spare(scope, &self.intent, &self.facts, still, self.now);
        self.look_at(scope)
    }

    /// The next look while any step waits, whatever page is shown; and a redraw each second while one can see time pass.
    pub(super) fn keep_time(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for step in Step::all() {
            let standing = self.standing(step);
            // Of what is unknown nothing new was seen.
            if standing != Standing::Unknown {
                self.looks.keep_waiting(step, standing.waits_on().is_some(), self.now);
            }
        }
        let gap = self.waits().into_iter().map(|(step, on)| on.gap(self.looks.still_for(step, self.now))).min();
        match gap {
            Some(gap) if self.looks.next_at().is_none() && !self.looks.any() && self.work.doing.is_none() => {
                let (ticket, at) = (self.traffic.ticket(), self.now + gap);
                self.looks.plan(ticket, at);
                effects.push(Effect::WakeAt { ticket, at });
            }
            Some(_) => {}
            None => self.looks.plan_none(),
        }
        let shows_time = self.work.doing.is_some()
            || self.copying.copied.is_some()
            || self.page.step().is_some_and(|step| self.standing(step).waits_on().is_some());
        if shows_time && self.looks.redraw.is_none() {
            let ticket = self.traffic.ticket();
            self.looks.redraw = Some(ticket);
            effects.push(Effect::WakeAt { ticket, at: self.now + std::time::Duration::from_secs(1) });
        }
        effects
    }

    fn waits(&self) -> Vec<(Step, Wait)> {
        let waiting = Step::all().filter_map(|step| Some((step, self.standing(step).waits_on()?)));
        let colleagues = Step::all().filter(|step| self.is_handed_over(*step)).map(|step| (step, Wait::Colleague));
        waiting.chain(colleagues).collect()
    }

    /// The standing of every step, without its details.
    pub(super) fn kinds(&self) -> Vec<(Step, StandingKind)> {
        Step::all().map(|step| (step, StandingKind::from(&self.standing(step)))).collect()
    }
}

/// Whether a step was being waited for and no longer is, or is found to be wrong.
fn has_turned(before: StandingKind, after: StandingKind) -> bool {
    match after {
        StandingKind::Done | StandingKind::Open | StandingKind::Refused | StandingKind::Undecided => {
            matches!(before, StandingKind::Waiting | StandingKind::Wrong)
        }
        StandingKind::Wrong => before == StandingKind::Waiting,
        StandingKind::Waiting | StandingKind::Blocked | StandingKind::Unknown => false,
    }
}
