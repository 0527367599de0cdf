//! The pages: the path in the guide's order, and the doctor beside it. Does not know what a page asks or how one looks.

use crate::setup::Step;

/// One page of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Page {
    /// What the user came for, and the sender.
    Start,
    /// To AWS.
    SignIn,
    /// Where SES sends.
    Region,
    /// The IAM user, or the role.
    Sender,
    /// The app's access key.
    Key,
    /// The domain or address, and its DNS records.
    Identity,
    /// Out of the sandbox.
    Production,
    /// Laravel's `.env` and configuration.
    Project,
    /// A test message.
    Delivery,
    /// What there is now, and what is left to do.
    Receipt,
    /// Beside the path: what is wrong, and why.
    Doctor,
}

impl Page {
    /// The pages of the path, in order.
    pub fn path() -> impl DoubleEndedIterator<Item = Page> {
        use Page::*;
        [Start, SignIn, Region, Sender, Key, Identity, Production, Project, Delivery, Receipt].into_iter()
    }

    /// The step that the page is about.
    pub fn step(self) -> Option<Step> {
        match self {
            Page::SignIn => Some(Step::SignIn),
            Page::Region => Some(Step::Region),
            Page::Sender => Some(Step::Sender),
            Page::Key => Some(Step::Key),
            Page::Identity => Some(Step::Identity),
            Page::Production => Some(Step::Production),
            Page::Project => Some(Step::Project),
            Page::Delivery => Some(Step::Delivery),
            Page::Start | Page::Receipt | Page::Doctor => None,
        }
    }

    /// The number that the guide's steps have on the rail.
    pub fn number(self) -> Option<usize> {
        match self {
            Page::Region => Some(1),
            Page::Sender => Some(2),
            Page::Key => Some(3),
            Page::Identity => Some(4),
            Page::Production => Some(5),
            Page::Project => Some(6),
            Page::Delivery => Some(7),
            Page::Start | Page::SignIn | Page::Receipt | Page::Doctor => None,
        }
    }

    /// The page after this one; the last stays.
    pub fn after(self) -> Page {
        Page::path().skip_while(|page| *page != self).nth(1).unwrap_or(self)
    }

    /// The page before this one; the first stays, and from beside the path one returns to where one was.
    pub fn before(self) -> Page {
        Page::path().rev().skip_while(|page| *page != self).nth(1).unwrap_or(self)
    }

    /// The page about a step.
    pub fn about(step: Step) -> Page {
        match step {
            Step::SignIn => Page::SignIn,
            Step::Region => Page::Region,
            Step::Sender => Page::Sender,
            Step::Key => Page::Key,
            Step::Identity => Page::Identity,
            Step::Production => Page::Production,
            Step::Project => Page::Project,
            Step::Delivery => Page::Delivery,
        }
    }
}
