//! What the conversation hears, and what it offers. Does not know which face speaks.

use super::{field::FieldId, form::FieldValue, keys::Key, parts::traffic::Ticket, path::Page};
use crate::{
    setup::{BrowserNews, Change, ChangeKind, Facts, PlannedWriting, Receipt, SignInEnd},
    terms::{Call, Coming, Failure, Programme, Region, Secret, VaultNews, WorldNews},
};

/// Something happened.
#[derive(Debug)]
pub enum Msg {
    /// The user pressed a key.
    Key(Key),
    /// What a face without keys says: lines, a script, a screen reader. A field that is not there hears nothing.
    Answer { field: FieldId, said: FieldValue },
    /// The same of an act. One that is not offered now is refused: nothing happens.
    Act(Act),
    /// Anything pasted may be a secret until a field says otherwise.
    Pasted(Secret),
    /// The terminal has another size.
    Resized { columns: u16, rows: u16 },
    /// A part of a look. *Unknown* in it means "no news".
    Observed { ticket: Ticket, news: Box<Facts>, trouble: Vec<Failure> },
    /// The look is over, complete or at its time limit.
    Looked { ticket: Ticket },
    /// A change was answered.
    Applied { ticket: Ticket, outcome: Result<Receipt, Failure> },
    /// The command that was to begin a session has given the terminal back.
    SessionBegun { ticket: Ticket, ended: Result<(), Failure> },
    /// Something happened on the way of signing in by the browser.
    Browser { ticket: Ticket, news: BrowserNews },
    /// It ended, well or not.
    SignedIn { ticket: Ticket, ended: Result<SignInEnd, Failure> },
    /// The zone was read into which records are to be written, or could not be.
    RecordsPlanned { ticket: Ticket, planned: Result<Box<PlannedWriting>, Failure> },
    /// A time that was asked for has come.
    Woke { ticket: Ticket },
    /// A secret is on the clipboard, or could not be put there.
    Copied { ticket: Ticket, outcome: Result<(), Failure> },
    /// AWS answered a call.
    Called(Call),
    /// What the keys do has been on the screen for a moment.
    Settled(Box<KeysMeaning>),
    /// Something on the side did not go through.
    Failed(Failure),
    /// The keychain keeps the user waiting, or no longer.
    Keychain(VaultNews),
    /// The page of a console that was to be opened.
    Opened(Result<(), Failure>),
    /// The records were saved under this name, or could not be.
    Saved(Result<String, Failure>),
    /// What a rehearsal's world is doing.
    World(WorldNews),
    /// What it does next, if anything.
    Coming(Option<Coming>),
    /// What else could be played.
    Programme(Programme),
}

impl Msg {
    /// Whether the user has done it, rather than the world.
    pub(super) fn is_of_the_user(&self) -> bool {
        match self {
            Msg::Key(_) | Msg::Answer { .. } | Msg::Act(_) | Msg::Pasted(_) | Msg::Resized { .. } => true,
            Msg::Observed { .. }
            | Msg::Looked { .. }
            | Msg::Applied { .. }
            | Msg::SessionBegun { .. }
            | Msg::Browser { .. }
            | Msg::SignedIn { .. }
            | Msg::RecordsPlanned { .. }
            | Msg::Woke { .. }
            | Msg::Copied { .. }
            | Msg::Called(_)
            | Msg::Settled(_)
            | Msg::Failed(_)
            | Msg::Keychain(_)
            | Msg::Opened(_)
            | Msg::Saved(_)
            | Msg::World(_)
            | Msg::Coming(_)
            | Msg::Programme(_) => false,
        }
    }
}

/// One key and what it does here. Behaviour and footer are the same list, so help cannot lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The key; its twin does the same.
    pub key: Key,
    /// What it does.
    pub act: Act,
}

/// What every key does, on which page, and Enter to which change.
#[derive(Debug, Clone, PartialEq)]
pub struct KeysMeaning {
    pub(super) page: Page,
    pub(super) acts: Vec<Offer>,
    /// The change that Enter carries out, or shows the rest of.
    pub(super) change: Option<Change>,
}

impl KeysMeaning {
    /// What one of them does, and Enter to which change.
    pub(super) fn of(&self, key: Key) -> Option<(Act, Option<&Change>)> {
        let act = self.acts.iter().find(|offer| offer.key == key)?.act;
        Some((act, self.change.as_ref().filter(|_| key == Key::Enter)))
    }
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
    /// From the page's action back to an answer.
    ToAnswer,
    /// To the record above.
    ToRecord,
    /// To the field below.
    Below,
    /// The choice before or after the one that is picked.
    Previous,
    /// The one after it.
    Next,
    /// Shows all that a choice has.
    Open,
    /// Brings the same about in another way.
    OtherWay,
    /// The message for a colleague with the rights.
    CopyMessage,
    /// The link into the console.
    CopyLink,
    /// What is to be pasted into AWS CloudShell.
    CopyBlock,
    /// Begins the session of the chosen login anew.
    SignInAnew,
    /// Signs in by a browser on another device instead.
    OnAnotherDevice,
    /// Waits for the browser no longer.
    StopWaiting,
    /// The session takes the place of another principal's in the same profile.
    ReplaceSession,
    /// Asks AWS about every login that lies at hand.
    AskAll,
    /// The same, opened.
    OpenLink,
    /// The document as AWS takes it.
    Document,
    /// Copies that document.
    CopyDocument,
    /// The lines with the secret, for the server: what they are and where they go.
    CopySecret,
    /// Puts them there.
    CopySecretNow,
    /// The lines for `.env`, as far as they are no secret.
    CopyLines,
    /// The letter to AWS's reviewers.
    Letter,
    /// Opens the website once, as a reviewer would.
    CheckSite,
    /// Copies the letter.
    CopyLetter,
    /// Copies what the doctor found, to show it to others.
    CopyReport,
    /// Sends from the region where the sender is verified already.
    UseRegion(Region),
    /// To the next page.
    GoOn,
    /// The same by Enter, past pages that are green and were seen.
    OnTo(Page),
    /// To the first page where something is left to do.
    ToOpen(Page),
    /// From a diagnosis to the page that mends it.
    Mend(Page),
    /// To the page before.
    Back,
    /// Looks at everything.
    LookAgain,
    /// Copies the name of the record that is picked.
    CopyName,
    /// Copies its value.
    CopyValue,
    /// Saves the records that are not there yet as a file for the provider's import.
    SaveRecords,
    /// Reads the zone at the provider, to say what would be written into it.
    ReadZone,
    /// Another key in the place of the app's.
    Replace,
    /// The key stays after all.
    KeepOld,
    /// Moves a rehearsal's world to its next event.
    LetTimePass,
    /// The stories that can be played.
    Stories,
    /// Plays the one at this place of the list, from its beginning.
    Play(usize),
    /// The same where it is the one that is being played: what was played of it is gone then.
    PlayAnew(usize),
    /// What the page is about and what the keys do.
    Help,
    /// To the doctor.
    Doctor,
    /// The calls to AWS.
    Log,
    /// Closes what lies over the page.
    Close,
    /// Ends the program, after a question in the middle of a change.
    Leave,
    /// As soon as the change under way has been answered.
    LeaveAfter,
    /// At once, in the middle of a change.
    LeaveNow,
}
