//! A question on a line, and what an answer to it means to the conversation: an answer said whole, or an act. Pure; prints
//! nothing, and knows no key but by the names that the pages mention.

use zeroize::Zeroizing;

use crate::{
    setup::Change,
    terms::{Secret, Story},
    view::{Alternative, alternatives},
    wizard::{Act, ActKind, Choice, Entry, FieldId, FieldValue, Hidden, Key, Model, Offer, Overlay, Wish, offered},
    words::{
        Text, ask,
        typed::{self, Word},
    },
};

/// What is asked now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prompt {
    /// What an answer is about.
    pub asks: Asks,
    /// Lines before the question.
    pub above: Vec<String>,
    /// The question, without what separates it from the answer.
    pub question: String,
    offers: Vec<Offer>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asks {
    /// A field; where nothing is typed the last answer that was one is taken.
    Text {
        field: FieldId,
        default: String,
    },
    /// Whether an answer to a field is meant so; and what was asked before.
    Really {
        field: FieldId,
        said: String,
        before: Box<Prompt>,
    },
    /// A field whose text may have many lines.
    Long {
        field: FieldId,
    },
    /// A field whose text is hidden; it may have many lines.
    Secret {
        field: FieldId,
    },
    /// The same of one line.
    Passphrase {
        field: FieldId,
    },
    Choice {
        field: FieldId,
        choices: Vec<Choice>,
        options: Vec<Alternative>,
        picked: usize,
    },
    /// Whether to carry out this change, whose lines stand above the question.
    Change(Change),
    /// Which story to play.
    Story {
        options: Vec<Alternative>,
        picked: usize,
    },
    /// What to do next.
    Page,
    /// Whether to leave in the middle of a change.
    Leave,
}

/// What a line means.
#[derive(Debug)]
pub(super) enum Meaning {
    /// This is said to the conversation.
    Says(Vec<Act>),
    /// The field has its answer.
    Answers(FieldId, FieldValue),
    /// Another line belongs to it.
    More,
    /// Carries the change out.
    Confirms,
    /// The change is not carried out, for now.
    Declines,
    /// It looks like an answer to another question.
    Doubtful(FieldId, String),
    /// The page's questions are asked anew.
    AsksAgain,
    /// The question before this one is asked again.
    AsksTheSame(Box<Prompt>),
    Steps,
    /// The message for a colleague is shown.
    Message,
    /// It means nothing here; why.
    Unclear(String),
}

impl Prompt {
    /// What is asked while the model stands so: of a field, or what to do next. `change` are the lines that say the change,
    /// where there is one.
    pub fn of(model: &Model, text: &Text, field: Option<FieldId>, change: Vec<String>) -> Prompt {
        let offers = offered(model);
        match model.window.overlay {
            Some(Overlay::Leave) => {
                let question = text.plain_leave().to_owned();
                return Prompt { asks: Asks::Leave, above: Vec::new(), question, offers };
            }
            Some(Overlay::Stories { picked }) => {
                let options = stories(model, text);
                let (above, question) = (numbered(&options), text.plain_story(picked + 1));
                return Prompt { asks: Asks::Story { options, picked }, above, question, offers };
            }
            Some(
                Overlay::Help { .. }
                | Overlay::Log { .. }
                | Overlay::Document { .. }
                | Overlay::Secret { .. }
                | Overlay::Letter,
            )
            | None => {}
        }
        let Some(field) = field.and_then(|id| model.form.field(id)) else {
            return match model.ready() {
                Some(ready) => {
                    let question = text.plain_ask().to_owned();
                    Prompt { asks: Asks::Change(ready), above: change, question, offers }
                }
                None => {
                    let question = typed::enter(text, &offers);
                    Prompt { asks: Asks::Page, above: Vec::new(), question, offers }
                }
            };
        };
        let mut above: Vec<String> = field.wrong.iter().map(|wrong| ask::wrong(text, wrong)).collect();
        above.extend(ask::hint_in_words(text, field.id).map(str::to_owned));
        let name = text.field_name(field.id);
        if matches!(field.id, FieldId::Hidden(Hidden::Passphrase | Hidden::PassphraseAgain)) {
            above.push(text.plain_passphrase().to_owned());
            return Prompt { asks: Asks::Passphrase { field: field.id }, above, question: name.to_owned(), offers };
        }
        if matches!(field.entry, Entry::Secret(_)) {
            above.push(text.plain_secret().to_owned());
            return Prompt { asks: Asks::Secret { field: field.id }, above, question: name.to_owned(), offers };
        }
        if let Entry::Choice { options: choices, picked, .. } = &field.entry {
            let (choices, picked) = (choices.clone(), *picked);
            let options = alternatives(model, text, field);
            above.extend(numbered(&options));
            let question = format!("{name} [{}]", picked + 1);
            return Prompt {
                asks: Asks::Choice { field: field.id, choices, options, picked },
                above,
                question,
                offers,
            };
        }
        // An error may hold a secret: it is not said again.
        if field.id.is_long() {
            above.push(text.plain_long().to_owned());
            return Prompt { asks: Asks::Long { field: field.id }, above, question: name.to_owned(), offers };
        }
        if field.id == Wish::MailFrom {
            above.push(text.plain_empty().to_owned());
        }
        let default = model.last_answer(field.id);
        let question = match default.as_str() {
            "" => name.to_owned(),
            default => format!("{name} [{default}]"),
        };
        Prompt { asks: Asks::Text { field: field.id, default }, above, question, offers }
    }

    /// The same change once more, after a no: its lines stand further up.
    pub fn left_for_later(self, text: &Text) -> Prompt {
        Prompt { question: text.plain_left().to_owned(), ..self }
    }

    /// Whether this is meant as the answer to the field that was asked.
    pub fn really(self, said: &str, field: FieldId, text: &Text) -> Prompt {
        let question = text.plain_really(text.field_name(field), said);
        let offers = self.offers.clone();
        let asks = Asks::Really { field, said: said.to_owned(), before: Box::new(self) };
        Prompt { asks, above: Vec::new(), question, offers }
    }

    /// Whether it asks the same in the same words; of a change the lines above the question are what counts.
    pub fn reads_as(&self, other: &Prompt) -> bool {
        let same = (&self.asks, &self.above) == (&other.asks, &other.above);
        same && (self.question == other.question || matches!(self.asks, Asks::Change(_)))
    }

    /// What a line means as an answer. `before` are the lines of a long answer.
    pub fn understand(&self, line: &str, before: &[Zeroizing<String>], text: &Text) -> Meaning {
        let literal = line.trim_start().strip_prefix('=');
        if before.is_empty()
            && literal.is_none()
            && let Some(word) = typed::word(line)
        {
            return self.obey(word, line.trim(), text);
        }
        let said = literal.unwrap_or(line).trim();
        match &self.asks {
            Asks::Long { field } | Asks::Secret { field } if line.trim().is_empty() => {
                let lines: Vec<&str> = before.iter().map(|line| line.as_str()).collect();
                let said = lines.join("\n");
                let hidden = matches!(self.asks, Asks::Secret { .. });
                let said = if hidden { FieldValue::Secret(Secret::new(said)) } else { FieldValue::Text(said) };
                Meaning::Answers(*field, said)
            }
            Asks::Long { .. } | Asks::Secret { .. } => Meaning::More,
            Asks::Text { field, default } if said.is_empty() => {
                Meaning::Answers(*field, FieldValue::Text(default.clone()))
            }
            Asks::Text { field, .. } if said == "-" => Meaning::Answers(*field, FieldValue::Text(String::new())),
            // Yes or no is the answer to another question.
            Asks::Text { field, .. } if literal.is_none() && (typed::is_yes(said) || typed::is_no(said)) => {
                Meaning::Doubtful(*field, said.to_owned())
            }
            Asks::Text { field, .. } => Meaning::Answers(*field, FieldValue::Text(said.to_owned())),
            Asks::Really { field, said: meant, .. } if typed::is_yes(line) => {
                Meaning::Answers(*field, FieldValue::Text(meant.clone()))
            }
            Asks::Really { before, .. } => Meaning::AsksTheSame(before.clone()),
            // A passphrase is what it is, blanks and all; only one that is also a command needs the sign before it.
            Asks::Passphrase { field } => {
                let said = literal.filter(|it| typed::word(it).is_some()).unwrap_or(line);
                Meaning::Answers(*field, FieldValue::Secret(Secret::new(said)))
            }
            Asks::Choice { field, choices, options, picked } => match chosen(options, *picked, said) {
                Some(wanted) => Meaning::Answers(*field, FieldValue::Choice(choices[wanted].clone())),
                None => Meaning::Unclear(text.plain_number(options.len())),
            },
            Asks::Story { options, picked } => match chosen(options, *picked, said) {
                Some(wanted) => Meaning::Says(vec![Act::Play(wanted)]),
                None => Meaning::Unclear(text.plain_number(options.len())),
            },
            Asks::Change(_) if typed::is_yes(line) => Meaning::Confirms,
            Asks::Change(_) => Meaning::Declines,
            Asks::Page | Asks::Leave if said.is_empty() => match self.enter() {
                Some(act) => Meaning::Says(vec![act]),
                None => Meaning::Unclear(text.plain_unknown().to_owned()),
            },
            // It may be a secret, and is not said again.
            Asks::Page | Asks::Leave => Meaning::Unclear(text.plain_unknown().to_owned()),
        }
    }

    /// What an empty line asks for: what Enter does, where it confirms nothing.
    fn enter(&self) -> Option<Act> {
        let harmless = |act: &Act| !matches!(act, Act::Confirm(_) | Act::ReadOn);
        self.offers.iter().find(|offer| offer.key == Key::Enter && harmless(&offer.act)).map(|offer| offer.act)
    }

    fn obey(&self, word: Word, line: &str, text: &Text) -> Meaning {
        let act = match word {
            Word::Answers => return Meaning::AsksAgain,
            Word::Steps => return Meaning::Steps,
            Word::Key(key) => self.offers.iter().find(|offer| offer.key == key).map(|offer| offer.act),
            Word::Act(kind) => self.offered(kind),
        };
        match (act, word) {
            (None, Word::Act(ActKind::Back)) if matches!(self.asks, Asks::Leave | Asks::Story { .. }) => {
                Meaning::Says(vec![Act::Close])
            }
            // A list that lies open is closed first.
            (None, Word::Act(ActKind::Back)) if self.offered(ActKind::Close).is_some() => {
                Meaning::Says(vec![Act::Close, Act::Back])
            }
            // Where several logins lie at hand, to look again asks about all of them.
            (None, Word::Act(ActKind::LookAgain)) if self.offered(ActKind::AskAll).is_some() => {
                Meaning::Says(vec![Act::AskAll])
            }
            (None, Word::Act(ActKind::CopyMessage)) => Meaning::Message,
            (None, Word::Act(ActKind::Leave)) => Meaning::Says(vec![Act::LeaveNow]),
            (Some(act), _) => Meaning::Says(vec![act]),
            (None, Word::Act(_) | Word::Key(_) | Word::Answers | Word::Steps) => {
                Meaning::Unclear(text.plain_not_here(line))
            }
        }
    }

    /// What a yes to the change that was asked about asks for.
    pub fn confirms(&self) -> Vec<Act> {
        match &self.asks {
            Asks::Change(change) => vec![Act::Confirm(change.kind())],
            Asks::Text { .. }
            | Asks::Really { .. }
            | Asks::Long { .. }
            | Asks::Secret { .. }
            | Asks::Passphrase { .. }
            | Asks::Choice { .. }
            | Asks::Story { .. }
            | Asks::Page
            | Asks::Leave => Vec::new(),
        }
    }

    fn offered(&self, kind: ActKind) -> Option<Act> {
        self.offers.iter().find(|offer| ActKind::from(&offer.act) == kind).map(|offer| offer.act)
    }
}

/// The stories, as options of a choice.
fn stories(model: &Model, text: &Text) -> Vec<Alternative> {
    let option = |story: &Story| Alternative {
        id: story.name.clone(),
        name: story.name.clone(),
        beside: (model.scene.playing() == Some(&story.name)).then(|| text.screen_stories_now().to_owned()),
        hint: Some(text.story(story).to_owned()),
    };
    model.scene.stories().iter().map(option).collect()
}

/// Options to choose from, by number.
fn numbered(options: &[Alternative]) -> Vec<String> {
    let line = |(at, option): (usize, &Alternative)| {
        let more = option.beside.iter().chain(&option.hint);
        let said: Vec<&str> = std::iter::once(&option.name).chain(more).map(String::as_str).collect();
        format!("  {}. {}", at + 1, said.join(" - "))
    };
    options.iter().enumerate().map(line).collect()
}

/// Which option a line picks: by number, by name, or by a part of the name that no other has.
fn chosen(options: &[Alternative], picked: usize, said: &str) -> Option<usize> {
    if said.is_empty() {
        return Some(picked);
    }
    if let Ok(number) = said.parse::<usize>() {
        return number.checked_sub(1).filter(|at| *at < options.len());
    }
    let said = match (typed::is_yes(said), typed::is_no(said)) {
        (true, _) => "yes".to_owned(),
        (_, true) => "no".to_owned(),
        (false, false) => said.to_lowercase(),
    };
    let names = |at: usize| [options[at].id.to_lowercase(), options[at].name.to_lowercase()];
    let whole = (0..options.len()).find(|at| names(*at).contains(&said));
    let mut like = (0..options.len()).filter(|at| names(*at).iter().any(|name| name.contains(&said)));
    whole.or(match (like.next(), like.next()) {
        (Some(at), None) => Some(at),
        (Some(_), Some(_)) | (None, _) => None,
    })
}
