//! The looks under way, what each will still tell, and when the next one begins. Does not know what was seen.

use std::{collections::BTreeMap, time::Duration};

use super::{standings::Standings, traffic::Ticket};
use crate::{
    setup::{DnsRest, Scope, Step},
    terms::Timestamp,
};

/// The looks under way.
#[derive(Debug, Default)]
pub struct Looks {
    under_way: BTreeMap<Ticket, Look>,
    /// When the next one begins, while something is waited for.
    next: Option<(Ticket, Timestamp)>,
    /// Since when each step that waits has been seen waiting.
    waited: BTreeMap<Step, Timestamp>,
    /// When the world was last seen to move.
    pub(in crate::wizard) moved: Option<Timestamp>,
    /// When DNS was last asked by a look that began by itself.
    pub(in crate::wizard) dns_rest: DnsRest,
    /// What was concluded from them.
    pub(in crate::wizard) standings: Standings,
    /// When the last one ended.
    pub last: Option<Timestamp>,
    /// The look that a key asked for, while it is under way.
    asked: Option<Ticket>,
    /// A step that was waited for, and that turned while another page was shown.
    pub turned: Option<Step>,
    /// Wakes when a relative time on the screen is to be drawn anew.
    pub(in crate::wizard) redraw: Option<Ticket>,
}

/// A look under way.
#[derive(Debug, Default)]
struct Look {
    /// What it will still tell.
    brings: Scope,
    /// What was answered otherwise since it began: of these parts it tells what is of no use.
    outdated: Scope,
}

impl Looks {
    /// Whether anything is being looked at.
    pub fn any(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// When the next look begins by itself.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.next.map(|(_, at)| at)
    }

    /// One that is about no part of the set-up.
    pub(in crate::wizard) fn begin(&mut self, ticket: Ticket) {
        self.begin_for(ticket, Scope::default());
    }

    /// One that will tell of these parts.
    pub(in crate::wizard) fn begin_for(&mut self, ticket: Ticket, brings: Scope) {
        self.under_way.insert(ticket, Look { brings, outdated: Scope::default() });
    }

    /// The look that was begun last is the one that a key asked for.
    pub(in crate::wizard) fn is_asked_for(&mut self) {
        self.asked = self.under_way.keys().next_back().copied();
    }

    /// Of which parts a look brings old news; none where it was dropped, because a change may have come between.
    pub(in crate::wizard) fn outdated(&self, ticket: Ticket) -> Option<&Scope> {
        self.under_way.get(&ticket).map(|look| &look.outdated)
    }

    /// A look is over; whether it is the one that a key asked for.
    pub(in crate::wizard) fn end(&mut self, ticket: Ticket, now: Timestamp) -> bool {
        if self.under_way.remove(&ticket).is_none() {
            return false;
        }
        self.last = Some(now);
        self.asked.take_if(|asked| *asked == ticket).is_some()
    }

    /// The next one begins with this ticket.
    pub(in crate::wizard) fn plan(&mut self, ticket: Ticket, at: Timestamp) {
        self.next = Some((ticket, at));
    }

    /// Nothing is waited for: no look begins by itself.
    pub(in crate::wizard) fn plan_none(&mut self) {
        self.next = None;
    }

    /// Whether the next look begins with this ticket. One for a redraw is used up by it.
    pub(in crate::wizard) fn wakes(&mut self, ticket: Ticket) -> bool {
        self.redraw.take_if(|redraw| *redraw == ticket);
        self.next.take_if(|(next, _)| *next == ticket).is_some()
    }

    /// Since when a step has been seen waiting.
    pub(in crate::wizard) fn waited_since(&self, step: Step) -> Option<Timestamp> {
        self.waited.get(&step).copied()
    }

    /// For how long a step has been seen waiting, and nothing moving.
    pub(in crate::wizard) fn still_for(&self, step: Step, now: Timestamp) -> Duration {
        let since = self.waited_since(step).max(self.moved).unwrap_or(now);
        now.duration_since(since).unsigned_abs()
    }

    /// What was seen of a step: whether it waits.
    pub(in crate::wizard) fn keep_waiting(&mut self, step: Step, waits: bool, now: Timestamp) {
        if waits {
            self.waited.entry(step).or_insert(now);
        } else {
            self.waited.remove(&step);
        }
    }

    /// What those under way will still tell.
    pub(in crate::wizard) fn bring(&self) -> Scope {
        self.under_way.values().map(|look| look.brings.clone()).fold(Scope::default(), Scope::and)
    }

    /// An answer has changed what is to be seen of these parts.
    pub(in crate::wizard) fn outdate(&mut self, touched: &Scope) {
        for look in self.under_way.values_mut() {
            look.brings = std::mem::take(&mut look.brings).without(touched);
            look.outdated = std::mem::take(&mut look.outdated).and(touched.clone());
        }
    }

    /// Forgets all that are under way; what they were about.
    pub(in crate::wizard) fn drop_all(&mut self) -> Scope {
        let dropped = std::mem::take(&mut self.under_way).into_values();
        dropped.map(|look| look.brings).fold(Scope::default(), Scope::and)
    }
}
