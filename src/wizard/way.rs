//! Which ways a page's matter can be brought about. Whatever way was taken, looking decides whether it is there. Does
//! not know what a way shows.

use super::{model::Model, parts::ways::Way};
use crate::{
    dns::{compare::RecordStanding, records::Record},
    setup::{DnsProvider, SignIn, Standing, Step, Wait, handover::AT_AWS},
};

const ALL: &[Way] = &[Way::ForMe, Way::Console, Way::Colleague];
/// Where we cannot.
const OTHERS: &[Way] = &[Way::Console, Way::Colleague];

/// Where we can with a token that the user would have to make first.
const WITH_A_TOKEN: &[Way] = &[Way::Console, Way::ForMe, Way::Colleague];

/// What we may not, we can still be shown to be refused.
const NOT_FOR_US: &[Way] = &[Way::Console, Way::Colleague, Way::ForMe];

/// Of what was refused another sign-in may be allowed.
const WHO_MAY: &[Way] = &[Way::Colleague, Way::Console];

impl Model {
    /// The ways that there are on this page, the usual one first. None where nothing is to be done, or only here.
    pub fn ways(&self) -> &'static [Way] {
        let Some(step) = self.page.step() else { return &[] };
        let at_aws = AT_AWS.contains(&step);
        // Of a region nothing but its price plan is changed.
        let changed_at_aws = at_aws || step == Step::Region;
        match self.standing(step) {
            Standing::Open { next } if changed_at_aws && self.facts.is_barred(next.kind()) => NOT_FOR_US,
            // What is done here, or with the app's own key, is not for others to do.
            Standing::Open { next } if changed_at_aws && next.under().is_some() => ALL,
            // What is not seen from here is done by hand all the same.
            Standing::Unknown if at_aws && self.is_by_hand() => OTHERS,
            // What is in DNS already only AWS still has to see.
            Standing::Waiting { on: Wait::Dns } | Standing::Wrong { on: Wait::Dns }
                if self.records().iter().any(|it| !self.is_in_dns(it)) =>
            {
                match self.writable() {
                    Some(DnsProvider::Route53) => ALL,
                    Some(DnsProvider::Cloudflare) => WITH_A_TOKEN,
                    None => OTHERS,
                }
            }
            // A key that was given is the operator's own business.
            Standing::Refused(why) if why.is_about_a_given_key() => &[],
            Standing::Refused(_) if at_aws && self.intent.sign_in == SignIn::AppKey => OTHERS,
            Standing::Refused(_) if matches!(step, Step::Sender | Step::Key) => WHO_MAY,
            Standing::Open { .. }
            | Standing::Refused(_)
            | Standing::Waiting { .. }
            | Standing::Wrong { .. }
            | Standing::Unknown
            | Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Done => &[],
        }
    }

    /// The way that was chosen for this page, if there is any.
    pub fn way(&self) -> Option<Way> {
        let ways = self.ways();
        let chosen = self.page.step().and_then(|step| self.ways.chosen(step));
        chosen.filter(|way| ways.contains(way)).or(ways.first().copied())
    }

    fn is_in_dns(&self, record: &Record) -> bool {
        self.facts.record_standing(record) == Some(RecordStanding::Present)
    }

    /// Whether the page's matter is in a colleague's hands.
    pub(super) fn is_handed_over(&self, step: Step) -> bool {
        self.ways.chosen(step) == Some(Way::Colleague)
            && matches!(self.standing(step), Standing::Open { .. } | Standing::Refused(_))
    }

    /// To the next of the ways that there are on this page, around the end.
    pub(super) fn take_other_way(&mut self) {
        let ways = self.ways();
        let now = ways.iter().position(|way| Some(*way) == self.way()).unwrap_or_default();
        if let (Some(step), Some(next)) = (self.page.step(), ways.iter().cycle().nth(now + 1)) {
            self.ways.choose(step, *next, self.page);
            self.window.follow();
            self.refresh_form();
        }
    }
}
