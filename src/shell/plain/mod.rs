//! A face on lines: for screen readers, for logs, and for terminals that cannot move a cursor. No color, no box, nothing is
//! taken back: what has changed is said in further lines, then comes a question. Knows no cursor and no key.
//!
//! A line is taken only as an answer to a question that stands there. What was typed ahead waits for the next one, and
//! nothing is asked while a look or a change may still change the question; at a terminal nothing that was typed before a
//! change was shown answers for it. Of a change every line is printed above its
//! question each time, so that [`Shown`] tells the truth.

mod input;
mod interrupts;
mod prompt;

use std::{
    collections::VecDeque,
    io::{self, IsTerminal as _, Write},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{io::AsyncWriteExt as _, time::Instant};
use zeroize::Zeroizing;

use self::prompt::{Asks, Meaning, Prompt};
pub use self::{
    input::{HiddenTyping, Input},
    interrupts::Interrupts,
};
use super::{Aside, Face, FaceEvent};
use crate::{
    setup::{Change, Outcome, Standing},
    terms::Secret,
    view::{self, Refresh, Section, SpokenLine, Theme},
    wizard::{
        Act, Clipboard, FieldId, FieldValue, Model, Msg, Notice, Overlay, Page, Shown, ShownChange, Way, offered_below,
    },
    words::{Text, at_blanks, typed},
};

/// Of what only tells how time passes, so often a line.
const TICK: Duration = Duration::from_secs(60);

/// Whether what is typed shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Echo {
    /// A terminal shows it, with the end of its line.
    Terminal,
    /// Nothing does.
    None,
}

/// A conversation on paper: what was written stays.
pub struct Paper<W> {
    out: W,
    theme: Theme,
    /// How wide a line may be; a terminal would break it within a word.
    width: fn() -> Option<usize>,
    echo: Echo,
    input: Input,
    /// What an answer says to the conversation, on its way.
    meant: VecDeque<Msg>,
    /// Something else is asked now, though nothing was said.
    asks_anew: bool,
    /// The question that waits for its answer.
    asked: Option<Prompt>,
    /// Whether the last line is a question, and so open.
    open: bool,
    /// The lines so far of a long answer.
    long: Vec<Zeroizing<String>>,
    /// An answer that looks like one to another question.
    doubt: Option<(FieldId, String)>,
    answered: Vec<FieldId>,
    /// Whether all questions of the page are asked, needed or not.
    asks_all: bool,
    /// The message that the page has for a colleague.
    message: Option<String>,
    steps: Vec<String>,
    said: SoFar,
    /// The lines have ended, or the output is closed.
    gone: bool,
    /// The lines of a file or a pipe have ended, and an answer was still wanted.
    ran_out: bool,
    text: Option<Text>,
}

/// What has been said.
#[derive(Default)]
struct SoFar {
    page: Option<Page>,
    /// What stands on the page, line by line.
    lines: Vec<(Section, String)>,
    /// What could be read there when all of it was said together.
    read: Vec<String>,
    whereabouts: String,
    overlay: Option<Overlay>,
    doing: Option<Change>,
    waits_for_keychain: bool,
    opened: bool,
    looking: bool,
    done: usize,
    news: usize,
    tick: Option<Instant>,
}

impl Paper<io::Stdout> {
    /// On stdin and stdout, whatever they are. `width` is that of the terminal, where there is one.
    pub fn on_stdout(theme: Theme, width: fn() -> Option<usize>) -> Paper<io::Stdout> {
        let echo = if io::stdin().is_terminal() { Echo::Terminal } else { Echo::None };
        Paper { width, ..Paper::of(io::stdout(), Input::from_stdin(), echo, theme) }
    }
}

impl<W: Write> Paper<W> {
    /// Written to `out`, answered from `input`.
    pub fn of(out: W, input: Input, echo: Echo, theme: Theme) -> Paper<W> {
        Paper {
            out,
            theme,
            width: || None,
            echo,
            input,
            meant: VecDeque::new(),
            asks_anew: false,
            asked: None,
            open: false,
            long: Vec::new(),
            doubt: None,
            answered: Vec::new(),
            asks_all: false,
            message: None,
            steps: Vec::new(),
            said: SoFar::default(),
            gone: false,
            ran_out: false,
            text: None,
        }
    }

    /// What was written.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        match written {
            // A reader that has gone away is no error.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            other => other,
        }
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        let before = if std::mem::take(&mut self.open) { "\n" } else { "" };
        let line = self.broken(&self.theme.line(line));
        self.write(&format!("{before}{}\n", line.trim_end()))
    }

    fn broken(&self, line: &str) -> String {
        (self.width)().map_or_else(|| line.to_owned(), |width| at_blanks(line, width))
    }

    fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a String>) -> io::Result<()> {
        lines.into_iter().try_for_each(|line| self.line(line))
    }

    /// What has happened since: changes that were answered, and what a rehearsal's world did.
    fn tell(&mut self, model: &Model, text: &Text) -> io::Result<()> {
        for (change, outcome) in model.work.done.iter().skip(self.said.done) {
            let outcome = match outcome {
                Outcome::Done => text.setup_done(),
                Outcome::Already => text.setup_already(),
            };
            self.line(&format!("{}: {outcome}", text.change(change)))?;
        }
        self.said.done = model.work.done.len();
        for news in model.scene.news.iter().skip(self.said.news) {
            self.line(&text.news(news))?;
        }
        self.said.news = model.scene.news.len();
        // Where it was not opened its link stands here.
        let opened = model.window.notice == Some(Notice::PageAsked);
        if opened != self.said.opened {
            self.said.opened = opened;
            if opened {
                self.line(text.screen_page_asked())?;
            }
        }
        if model.traffic.waits_for_keychain() != self.said.waits_for_keychain {
            self.said.waits_for_keychain = model.traffic.waits_for_keychain();
            if self.said.waits_for_keychain {
                self.line(text.keychain_waits())?;
            }
        }
        Ok(())
    }

    /// What is under way, once.
    fn tell_passing(&mut self, model: &Model, text: &Text) -> io::Result<()> {
        let doing = model.work.doing.as_ref().map(|doing| doing.change.clone());
        if doing != self.said.doing {
            if let Some(change) = &doing {
                self.line(&text.setup_doing(text.change(change)))?;
            }
            self.said.doing = doing;
        } else if doing.is_none() && self.asked.is_none() && model.is_passing() && !self.said.looking {
            self.said.looking = true;
            self.line(text.card_unknown())?;
        }
        Ok(())
    }

    /// What lies over the page, once, and closed again; but for what is a question itself.
    fn tell_overlay(&mut self, model: &Model, text: &Text, overlay: Overlay) -> io::Result<()> {
        if self.said.overlay != Some(overlay) {
            self.said.overlay = Some(overlay);
            self.asked = None;
            let said: Vec<String> = view::lines(model, text).into_iter().map(|said| said.text).collect();
            self.lines(&said)?;
            if matches!(overlay, Overlay::Help { .. }) {
                self.lines(&typed::listed(text, &offered_below(model)))?;
            }
        }
        match overlay {
            // The lines for the server are not offered where there is no clipboard.
            Overlay::Help { .. }
            | Overlay::Log { .. }
            | Overlay::Document { .. }
            | Overlay::Letter
            | Overlay::Secret { .. } => self.meant.push_back(Msg::Act(Act::Close)),
            Overlay::Stories { .. } | Overlay::Leave => self.ask(Prompt::of(model, text, None, Vec::new()))?,
        }
        Ok(())
    }

    /// The page: all of it where it is another one, else what is new on it.
    fn tell_page(&mut self, model: &Model, text: &Text, now: &[SpokenLine], asks: bool) -> io::Result<()> {
        let whereabouts = view::whereabouts(model, text);
        if whereabouts != self.said.whereabouts {
            self.line(&whereabouts)?;
            self.said.whereabouts = whereabouts;
        }
        let answered = |id: FieldId| self.answered.contains(&id) && !model.asks_once_more(id);
        let all_answered = model.form.fields.iter().all(|field| answered(field.id));
        let kept = now.iter().filter(|said| match said.part {
            Section::Page | Section::Trouble => true,
            Section::Form => !asks && !all_answered,
            Section::Action => !asks,
            // Above its question.
            Section::Change | Section::Over => false,
        });
        let (steady, ticking): (Vec<&SpokenLine>, Vec<&SpokenLine>) =
            kept.partition(|said| said.refresh == Refresh::Steady);
        let steady: Vec<(Section, String)> = steady.into_iter().map(|said| (said.part, said.text.clone())).collect();
        let read: Vec<String> =
            now.iter().filter(|said| said.part == Section::Page).map(|said| said.text.clone()).collect();
        let turned_over = self.said.page != Some(model.page);
        let confirms = !asks && model.ready().is_some();
        if turned_over || confirms && read != self.said.read {
            self.line("")?;
            self.lines(steady.iter().map(|(_, line)| line))?;
            (self.said.page, self.said.read) = (Some(model.page), read);
        } else {
            let new: Vec<String> =
                steady.iter().filter(|line| !self.said.lines.contains(line)).map(|(_, line)| line.clone()).collect();
            self.lines(&new)?;
        }
        // What is gone only during a look is no news when it is there again.
        match model.is_passing() {
            true => self.said.lines.extend(steady),
            false => self.said.lines = steady,
        }
        let ticking: Vec<String> = ticking.into_iter().map(|said| said.text.trim().to_owned()).collect();
        let due = self.said.tick.is_none_or(|last| last + TICK <= Instant::now());
        if ticking.is_empty() {
            self.said.tick = None;
        } else if due {
            self.lines(&ticking)?;
            self.said.tick = Some(Instant::now());
        }
        Ok(())
    }

    /// The field that is asked about: the first that has no answer yet, where the page's matter is still to be brought
    /// about; else the one that the conversation stands on.
    fn question(&self, model: &Model) -> Option<FieldId> {
        let open = self.asks_all
            // Whether it is kept is asked before it is used.
            || model.wants_token()
            || model.page.step().is_some_and(|step| match model.standing(step) {
                Standing::Open { .. } => matches!(model.way(), Some(Way::ForMe) | None),
                Standing::Undecided { .. } => true,
                Standing::Unknown
                | Standing::Blocked { .. }
                | Standing::Waiting { .. }
                | Standing::Wrong { .. }
                | Standing::Refused(_)
                | Standing::Done => false,
            });
        let unanswered = |id: FieldId| !self.answered.contains(&id) || model.asks_once_more(id);
        let focused = model.form.focused();
        let next = model.form.fields.iter().map(|field| field.id).find(|id| open && unanswered(*id));
        match focused {
            Some(field) if field.wrong.is_some() => Some(field.id),
            Some(_) | None => next.or(focused.map(|field| field.id)),
        }
    }

    fn ask(&mut self, mut prompt: Prompt) -> io::Result<()> {
        if let Some(asked) = self.asked.as_ref().filter(|asked| asked.reads_as(&prompt)) {
            prompt.question.clone_from(&asked.question);
            if self.open {
                self.asked = Some(prompt);
                return Ok(());
            }
        } else {
            self.lines(&prompt.above)?;
            // What a hand typed before the question was there is no answer to it. A script knows what it will be asked.
            if matches!(prompt.asks, Asks::Change(_)) && self.echo == Echo::Terminal {
                while self.input.lines.try_recv().is_ok() {}
            }
        }
        match prompt.asks {
            Asks::Secret { .. } | Asks::Passphrase { .. } if self.echo == Echo::Terminal => self.input.hide()?,
            Asks::Secret { .. }
            | Asks::Passphrase { .. }
            | Asks::Story { .. }
            | Asks::Text { .. }
            | Asks::Really { .. }
            | Asks::Long { .. }
            | Asks::Choice { .. }
            | Asks::Change(_)
            | Asks::Page
            | Asks::Leave => {}
        }
        let question = self.broken(&self.theme.line(&prompt.question));
        let before = if std::mem::replace(&mut self.open, true) { "\n" } else { "" };
        self.write(&format!("{before}{question}: "))?;
        self.asked = Some(prompt);
        Ok(())
    }

    /// A question whose lines above have been printed.
    fn ask_on(&mut self, prompt: Prompt) -> io::Result<()> {
        self.asked = Some(prompt.clone());
        self.ask(prompt)
    }

    /// A line as an answer to the question.
    fn take(&mut self, line: &str) -> io::Result<()> {
        let (Some(prompt), Some(text)) = (self.asked.clone(), self.text) else { return Ok(()) };
        if self.echo == Echo::None || self.input.is_hidden() {
            self.write("\n")?;
        }
        self.open = false;
        let meaning = prompt.understand(line, &self.long, &text);
        if let Meaning::More = meaning {
            self.long.push(Zeroizing::new(line.to_owned()));
            return Ok(());
        }
        self.long.clear();
        self.doubt = None;
        self.input.show();
        self.said.looking = false;
        match meaning {
            Meaning::Answers(field, said) => self.answers(field, said),
            Meaning::Says(acts) => self.says(acts),
            Meaning::Confirms => {
                // What goes wrong twice is said twice.
                self.said.lines.retain(|(part, _)| *part != Section::Trouble);
                self.says(prompt.confirms());
            }
            // What the change is stands above already, and stays there.
            Meaning::Declines => self.ask_on(prompt.left_for_later(&text))?,
            Meaning::Doubtful(field, said) => {
                self.ask(prompt.really(&said, field, &text))?;
                self.doubt = Some((field, said));
            }
            Meaning::AsksTheSame(before) => self.ask(*before)?,
            Meaning::AsksAgain => {
                self.answered.clear();
                (self.asked, self.asks_all, self.asks_anew) = (None, true, true);
            }
            Meaning::Steps => {
                let steps = std::mem::take(&mut self.steps);
                self.lines(&steps)?;
                self.steps = steps;
                self.asks_the_same(prompt)?;
            }
            Meaning::Message => {
                let message = self.message.take();
                match &message {
                    Some(message) => self.line(message)?,
                    None => self.line(&text.plain_not_here(text.word_copy()))?,
                }
                self.message = message;
                self.asks_the_same(prompt)?;
            }
            Meaning::Unclear(why) => {
                self.line(&why)?;
                self.asks_the_same(prompt)?;
            }
            Meaning::More => {}
        }
        Ok(())
    }

    fn says(&mut self, acts: Vec<Act>) {
        self.meant.extend(acts.into_iter().map(Msg::Act));
        self.asked = None;
    }

    fn answers(&mut self, field: FieldId, said: FieldValue) {
        self.answered.push(field);
        self.meant.push_back(Msg::Answer { field, said });
        self.asked = None;
    }

    /// What Ctrl-C, and the end of all lines, means.
    fn leaves(&mut self) -> Act {
        self.asked = None;
        if self.said.overlay == Some(Overlay::Leave) { Act::LeaveNow } else { Act::Leave }
    }

    /// The same question; a change with all its lines.
    fn asks_the_same(&mut self, prompt: Prompt) -> io::Result<()> {
        if matches!(prompt.asks, Asks::Change(_)) {
            self.asked = None;
        }
        self.ask(prompt)
    }
}

impl<W: Write> Face for Paper<W> {
    /// What was written stays, and says nothing any more.
    fn begin(&mut self) -> io::Result<()> {
        self.meant.clear();
        self.long.clear();
        self.answered.clear();
        (self.asked, self.asks_all, self.said) = (None, false, SoFar::default());
        Ok(())
    }

    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown> {
        self.text = Some(*text);
        // In the middle of an answer nothing new is on the paper.
        if !self.meant.is_empty() || !self.long.is_empty() {
            return Ok(Shown::default());
        }
        self.tell(model, text)?;
        self.tell_passing(model, text)?;
        if self.said.page != Some(model.page) {
            self.answered.clear();
            self.asks_all = false;
        }
        if let Some(overlay) = model.window.overlay {
            self.tell_overlay(model, text, overlay)?;
            return Ok(Shown::default());
        }
        self.said.overlay = None;
        let question = self.question(model);
        let needs_no_look = model.page.step().is_none() && question.is_some();
        let settling = model.work.doing.is_some() || model.looks.any() && !needs_no_look;
        if settling {
            let still = self
                .asked
                .as_ref()
                .is_some_and(|asked| matches!(&asked.asks, Asks::Change(it) if model.ready().as_ref() == Some(it)));
            return Ok(if still { self.shown() } else { Shown::default() });
        }
        self.said.looking = false;
        let now = view::lines(model, text);
        self.tell_page(model, text, &now, question.is_some())?;
        self.message = text.errand(model);
        self.steps = typed::steps(text, model);
        let change = now.iter().filter(|said| said.part == Section::Change).map(|said| said.text.clone());
        let change = change.chain([view::whereabouts(model, text)]).collect();
        let prompt = Prompt::of(model, text, question, change);
        // News may have come between an answer and whether it is meant so.
        let doubt = self.doubt.as_ref().filter(|(field, _)| question == Some(*field));
        let prompt = match doubt {
            Some((field, said)) => prompt.really(said, *field, text),
            None => prompt,
        };
        self.ask(prompt)?;
        Ok(self.shown())
    }

    async fn next(&mut self) -> Option<io::Result<FaceEvent>> {
        loop {
            if let Some(msg) = self.meant.pop_front() {
                return Some(Ok(FaceEvent::Msg(msg)));
            }
            if std::mem::take(&mut self.asks_anew) {
                return Some(Ok(FaceEvent::Nothing));
            }
            let asking = self.asked.is_some();
            if self.gone && asking {
                // There are no more answers: in the middle of a change that of AWS is waited for.
                let act = if self.leaves() == Act::LeaveNow { Act::LeaveAfter } else { Act::Leave };
                return Some(Ok(FaceEvent::Msg(Msg::Act(act))));
            }
            tokio::select! {
                Some(()) = self.input.breaks.recv() => {
                    return Some(Ok(FaceEvent::Msg(Msg::Act(self.leaves()))));
                }
                line = self.input.lines.recv(), if asking => match line {
                    Some(line) => {
                        if let Err(error) = self.take(&line) {
                            return Some(Err(error));
                        }
                    }
                    None => {
                        self.gone = true;
                        // At a terminal the end of the input is a way to leave.
                        self.ran_out = self.echo == Echo::None;
                    }
                },
                else => std::future::pending().await,
            }
        }
    }

    fn ran_out(&self) -> bool {
        self.ran_out
    }

    /// There is no clipboard here: it is shown.
    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.line(text)
    }

    /// What is on paper stays there.
    fn clipboard(&self) -> Clipboard {
        Clipboard::None
    }

    fn copy_secret(&mut self, _: &Secret) -> io::Result<()> {
        Err(io::Error::other("there is no clipboard where there are only lines"))
    }

    fn clear_secret(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn forget_secret(&mut self) {}

    fn ring(&mut self, said: &str) -> io::Result<()> {
        self.line(said)
    }

    /// Lines are read here already, so the program is handed those that are typed meanwhile.
    async fn step_aside(&mut self, aside: Aside<'_>) -> io::Result<io::Result<ExitStatus>> {
        self.line(&aside.before)?;
        let begun = tokio::process::Command::new(aside.program).args(&aside.args).stdin(Stdio::piped()).spawn();
        let mut child = match begun {
            Ok(child) => child,
            Err(e) => return Ok(Err(e)),
        };
        let mut stdin = child.stdin.take();
        let ended = loop {
            tokio::select! {
                ended = child.wait() => break ended,
                line = self.input.lines.recv(), if stdin.is_some() => match (line, &mut stdin) {
                    // One that does not listen any more is told nothing.
                    (Some(line), Some(to)) => {
                        let _ = to.write_all(line.as_bytes()).await;
                        let _ = to.write_all(b"\n").await;
                    }
                    (None, _) | (_, None) => stdin = None,
                },
            }
        };
        // Ctrl-C was the program's.
        while self.input.breaks.try_recv().is_ok() {}
        if let Ok(status) = &ended
            && !status.success()
        {
            self.line(&(aside.after)(*status))?;
        }
        Ok(ended)
    }
}

impl<W> Paper<W> {
    /// What stands above the question, to its last line.
    fn shown(&self) -> Shown {
        let Some(Prompt { asks: Asks::Change(change), above, .. }) = &self.asked else { return Shown::default() };
        let lines = above.len();
        let change = ShownChange { change: change.clone(), lines, from: 0, to: lines };
        Shown { change: Some(change), ..Shown::default() }
    }
}
