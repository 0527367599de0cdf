//! The wizard, on a screen or in lines. A rehearsal may play several stories in a row: the screen stays, all else is
//! new. Does not know what the wizard asks.

use std::{env, io, pin::pin, sync::Arc};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{ending::terminated, flags::Hears, open::open_with, opened::Opened, rehearsed::scenario};
use crate::{
    aws::CallLog,
    cli::Global,
    rehearsal::Pacing,
    report::{Bench, Exit, Stop, out::Out},
    setup::standings,
    shell::{
        self, Broken, BrowserStop, Ended, Face, Setting, Tell, Then,
        plain::Paper,
        terminal::{self, Screen},
    },
    terms::{Failure, FailureKind},
    view::{self, Colors, FunctionKeys, Marks, Theme},
    wizard::Msg,
    words::Text,
};

/// Converses on a terminal, or in lines where `--plain` asks for it; without either it is a usage error.
pub(super) async fn converse(global: &Global, text: Text, out: Out) -> Result<Exit, Stop> {
    if let Some(name) = &global.rehearse {
        // A story that does not exist is the mistake, whatever the terminal is.
        scenario(&text, name)?;
    }
    if out == Out::Json || !(global.plain || terminal::is_a_terminal()) {
        return Err(Stop::asked(FailureKind::MissingFlag, text.stop_no_command()));
    }
    let first = Talk::open(global, text, out).await?;
    first.opened.notes.iter().for_each(|note| out.note(note));
    let theme = theme(global);
    let (mut left, mut receipt) = (Vec::new(), Vec::new());
    let ended = if global.plain || env::var_os("TERM").is_some_and(|term| term == "dumb") {
        // Lines have said it already.
        play(&mut Paper::on_stdout(theme, terminal::width), first, global, &mut left, &mut Vec::new()).await
    } else {
        play(&mut Screen::enter(theme).map_err(no_terminal)?, first, global, &mut left, &mut receipt).await
    };
    // The screen has been left, so this stays visible.
    receipt.iter().for_each(|line| out.note(line));
    left.iter().for_each(|note| out.note(note));
    ended
}

/// A conversation before it starts, with the channel for its news.
struct Talk {
    opened: Opened,
    tell: Tell,
    heard: UnboundedReceiver<Msg>,
}

impl Talk {
    async fn open(global: &Global, text: Text, out: Out) -> Result<Talk, Stop> {
        let (tell, heard) = unbounded_channel();
        let calls = tell.clone();
        // A closed channel ends the log.
        let log = CallLog::new(move |call| drop(calls.send(Msg::Called(call))));
        let waits = tell.clone();
        let keychain = Box::new(move |news| drop(waits.send(Msg::Keychain(news))));
        let opened = open_with(global, text, out, Hears { log, keychain }, Pacing::Watched).await?;
        let opened = opened.with_any_region().naming_the_server();
        Ok(Talk { opened, tell, heard })
    }
}

/// Plays a story, and then each that the user chooses. Collects what was left in folders, and the receipt of the last.
async fn play(
    face: &mut impl Face,
    first: Talk,
    global: &Global,
    left: &mut Vec<String>,
    receipt: &mut Vec<String>,
) -> Result<Exit, Stop> {
    let (mut global, mut exit) = (global.clone(), Exit::Well);
    let (mut ended, mut next) = (pin!(terminated()), Some(first));
    while let Some(Talk { mut opened, tell, heard }) = next.take() {
        let (text, out, stage) = (opened.bench.text, opened.bench.out, opened.stage.take());
        let talk = async |Bench { ports, intent, here, .. }: Bench| {
            let setting = Setting { ports: Arc::new(ports), stage, tell, heard, here, browser: BrowserStop::default() };
            shell::converse(face, setting, intent, &text, ended.as_mut()).await
        };
        let live = opened.rehearsal.is_none();
        let (talked, kept) = opened.play(talk).await?;
        left.extend(kept);
        if let Ok(Ended { model, then: Then::Leave }) = &talked {
            *receipt = view::farewell(model, &text, theme(&global), terminal::width());
        }
        match talked {
            Ok(Ended { then: Then::Leave, model }) => {
                let stands = Exit::of_standings(&standings(&model.intent, &model.facts, model.now));
                if face.ran_out() {
                    exit = stands;
                    left.extend((stands != Exit::Well).then(|| text.plain_ran_out().to_owned()));
                }
                // A rehearsal keeps nothing, and reports itself what it leaves.
                if live {
                    left.push(
                        if stands == Exit::Well { text.screen_left_done() } else { text.screen_left() }.to_owned(),
                    );
                }
            }
            Ok(Ended { then: Then::Play(story), .. }) => {
                global.rehearse = Some(story);
                next = Some(Talk::open(&global, text, out).await?);
            }
            Err(Broken::Face(e)) => return Err(no_terminal(e).into()),
            Err(broken @ Broken::Task(_)) => {
                return Err(Failure::new(FailureKind::Bug, "go on").because(broken).into());
            }
        }
    }
    Ok(exit)
}

fn no_terminal(error: io::Error) -> Failure {
    Failure::new(FailureKind::File, "use the terminal").because(error)
}

/// The marks and colors, by the flags and <https://no-color.org>.
fn theme(global: &Global) -> Theme {
    let no_color = global.no_color || env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    Theme {
        marks: if global.ascii { Marks::Ascii } else { Marks::Drawn },
        colors: if no_color { Colors::None } else { Colors::Sixteen },
        function_keys: match env::var_os("VTE_VERSION") {
            Some(_) => FunctionKeys::Vte,
            None => FunctionKeys::All,
        },
    }
}
