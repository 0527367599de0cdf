//! What the conversation hears, and what it offers. Knows not who speaks.

use super::{field::FieldId, form::FieldValue, keys::Key, parts::traffic::Ticket};
use crate::{
    setup::{ChangeKind, Facts, Receipt},
    terms::{Call, Coming, Failure, Programme, Region, Secret, VaultNews, WorldNews},
};

/// Something happened.
#[derive(Debug)]
pub enum Msg {
    Key(Key),
    /// What a face without keys says: lines, a script, a screen reader. A field that is not there hears nothing.
    Answer {
        field: FieldId,
        said: FieldValue,
    },
    /// The same of an act. One that is not offered now is refused: nothing happens.
    Act(Act),
    /// Anything pasted may be a secret until a field says otherwise.
    Pasted(Secret),
    Resized {
        columns: u16,
        rows: u16,
    },
    /// A part of a look. *Unknown* in it means "no news".
    Observed {
        ticket: Ticket,
        news: Box<Facts>,
        trouble: Vec<Failure>,
    },
    /// The look is over, complete or at its time limit.
    Looked {
        ticket: Ticket,
    },
    Applied {
        ticket: Ticket,
        outcome: Result<Receipt, Failure>,
    },
    /// The command that was to begin a session has given the terminal back.
    SessionBegun {
        ticket: Ticket,
        ended: Result<(), Failure>,
    },
    Woke {
        ticket: Ticket,
    },
    /// A secret is on the clipboard, or could not be put there.
    Copied {
        ticket: Ticket,
        outcome: Result<(), Failure>,
    },
    Called(Call),
    /// Something on the side did not go through.
    Failed(Failure),
    /// The keychain makes somebody wait, or no longer.
    Keychain(VaultNews),
    /// The page of a console that was to be opened.
    Opened(Result<(), Failure>),
    /// What a rehearsal's world is doing.
    World(WorldNews),
    /// What it does next, if anything.
    Coming(Option<Coming>),
    /// What else could be played.
    Programme(Programme),
}

/// One key and what it does here. Behaviour and footer are the same list, so help cannot lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    pub key: Key,
    pub act: Act,
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(
    name(ActKind),
    doc = "Which act, for its label.",
    derive(Hash, strum::EnumIter, strum::IntoStaticStr)
)]
#[strum_discriminants(strum(serialize_all = "kebab-case"))]
pub enum Act {
    /// Carries out the change that the page shows.
    Confirm(ChangeKind),
    /// To the next answer.
    Answer,
    /// Shows what the window had no room for, below.
    ReadOn,
    /// The same, above.
    ReadBack,
    /// To the field above.
    Above,
    /// To the field below.
    Below,
    /// The choice before or after the one that is picked.
    Previous,
    Next,
    /// Shows all that a choice has.
    Open,
    /// Brings the same about in another way.
    OtherWay,
    /// The message for whoever does it.
    CopyMessage,
    /// The link into the console.
    CopyLink,
    /// What is to be pasted into AWS CloudShell.
    CopyBlock,
    /// Begins the session of the chosen login anew.
    SignInAnew,
    /// Asks AWS about every login that lies at hand.
    AskAll,
    /// The same, opened.
    OpenLink,
    /// The document as AWS takes it.
    Document,
    CopyDocument,
    /// The lines with the secret, for the server: what they are and where they go.
    CopySecret,
    /// Puts them there.
    CopySecretNow,
    /// The letter to AWS's reviewers.
    Letter,
    CopyLetter,
    /// Sends from the region where the sender is verified already.
    UseRegion(Region),
    /// To the next page.
    GoOn,
    Back,
    LookAgain,
    /// Copies the value of the record that is picked.
    CopyName,
    CopyValue,
    /// Another key in the place of the app's.
    Replace,
    /// The key stays after all.
    KeepOld,
    LetTimePass,
    /// The stories that can be played.
    Stories,
    /// Plays the one at this place of the list, from its beginning.
    Play(usize),
    Help,
    Doctor,
    Log,
    /// Closes what lies over the page.
    Close,
    Leave,
    /// As soon as the change under way has been answered.
    LeaveAfter,
    LeaveNow,
}
