//! One run of a command on its ports, and what is removed after it. Does not know what the ports stand for.

use std::path::PathBuf;

use super::ending::asked_to_end;
use crate::{
    cli::WantedArgs,
    engine::ports::Place as _,
    host::{Folder, Leaving, Tools},
    report::{Bench, Exit, NextRun, Stop, UnfitRegion},
    shell::Playing,
    terms::FailureKind,
};

/// The ports of one run, and what must be removed after it.
pub(super) struct Opened {
    /// What the command works on.
    pub bench: Bench,
    /// The simulated world of a rehearsal.
    pub stage: Option<Playing>,
    /// Lets the run end without waiting for a keychain's dialog.
    pub leaving: Option<Leaving>,
    /// The folder of a rehearsal, which is removed with this.
    pub rehearsal: Option<tempfile::TempDir>,
    /// The app's folder.
    pub project: PathBuf,
    /// What is to be said before anything is done.
    pub notes: Vec<String>,
}

impl Opened {
    /// A run with nothing to remove and nothing to say first.
    pub fn on(bench: Bench, project: PathBuf) -> Opened {
        Opened { bench, stage: None, leaving: None, rehearsal: None, project, notes: Vec::new() }
    }

    /// Refused where mail cannot be sent from the region that this machine names.
    pub fn with_ses(self) -> Result<Opened, Stop> {
        let Some(unfit) = &self.bench.unfit_region else { return Ok(self) };
        let text = &self.bench.text;
        let said = text.stop_flag(text.named_in(&unfit.by), text.bad_region(&unfit.why));
        Err(Stop::asked(FailureKind::BadInput, said))
    }

    /// Says of such a region that it is passed over: another is asked for.
    #[must_use]
    pub fn with_any_region(mut self) -> Opened {
        let text = self.bench.text;
        let passed_over =
            |unfit: &UnfitRegion| text.bad_region_passed_over(text.named_in(&unfit.by), text.bad_region(&unfit.why));
        let note = self.bench.unfit_region.as_ref().map(passed_over);
        self.notes.extend(note);
        self
    }

    /// Says which server is asked where that is not AWS.
    #[must_use]
    pub fn naming_the_server(mut self) -> Opened {
        let Bench { ports, intent, text, .. } = &self.bench;
        let named = ports.cloud.named_in_awss_place(intent.sign_in.profile());
        let note = named.map(|(by, url)| text.login_server(text.named_in(&by), url));
        self.notes.extend(note);
        self
    }

    /// A rehearsal then plays for the domain of this sender, as it does on the screen.
    pub fn telling_of(self, wanted: &WantedArgs) -> Opened {
        if let (Some(Playing { stage, .. }), Some(from)) = (&self.stage, &wanted.from) {
            stage.tell_of(from.domain());
        }
        self
    }

    /// The same for a command that makes several changes: when asked to end, it ends between two of them.
    pub async fn run_to_a_halt(mut self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
        let (text, out, halt) = (self.bench.text, self.bench.out, self.bench.halt.clone());
        let leaving = self.leaving.take();
        let halting = match self.bench.next_run {
            NextRun::GoesOn => text.setup_halting(),
            NextRun::BeginsAnew => text.setup_halting_rehearsed(),
        };
        let asked = asked_to_end();
        let ends = tokio::spawn(async move {
            asked.await;
            out.note(halting);
            halt.ask();
            if let Some(leaving) = &leaving {
                leaving.begin();
            }
            // The change under way is completed, and the keychain is not asked again.
            std::future::pending::<()>().await;
        });
        let ended = self.run(command).await;
        ends.abort();
        ended
    }

    /// Runs a command. On stderr it says what a rehearsal works on, and what it left there.
    pub async fn run(self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
        let out = self.bench.out;
        self.notes.iter().for_each(|note| out.note(note));
        let (ended, left) = self.play(command).await?;
        left.iter().for_each(|note| out.note(note));
        ended
    }

    /// The same without printing: afterwards removes a rehearsal's folder, or returns what it left.
    pub async fn play<T>(self, command: impl AsyncFnOnce(Bench) -> T) -> Result<(T, Option<String>), Stop> {
        let Opened { bench, stage: _, leaving: _leaving, rehearsal, project, notes: _ } = self;
        let text = bench.text;
        let before = Folder::at(&project, Tools::Pretended).read(".env").await?;
        // Boxed for the compiler, which takes no deeper futures.
        let ended = Box::pin(command(bench)).await;
        let Some(folder) = rehearsal else { return Ok((ended, None)) };
        let after = Folder::at(&project, Tools::Pretended).read(".env").await?;
        // A copy that was written to is the result of the rehearsal, so it stays; any other copy goes.
        let left = (after != before).then(|| {
            let _ = folder.keep();
            text.rehearse_sample(project.display())
        });
        Ok((ended, left))
    }
}
