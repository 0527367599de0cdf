//! The pretend world around a rehearsal, as far as it tells of itself: what it has done, what it does next, what else can be
//! played. All of it is empty in a real account. Does not know what plays it.

use crate::terms::{Coming, Programme, Story, WorldNews};

/// What the pretend world has said so far.
#[derive(Debug, Default)]
pub struct Scene {
    /// What it has done, newest last.
    pub news: Vec<WorldNews>,
    /// What it does next, as things stand.
    pub coming: Option<Coming>,
    /// What can be played.
    pub programme: Option<Programme>,
}

impl Scene {
    /// Whether there is a world whose time can be let pass.
    pub fn is_staged(&self) -> bool {
        !self.news.is_empty()
    }

    /// The name of the story that is being played; none in a real account.
    pub fn playing(&self) -> Option<&str> {
        self.news.iter().find_map(|news| match news {
            WorldNews::Opened { scenario, .. } => Some(scenario.as_str()),
            WorldNews::Published { .. }
            | WorldNews::Removed { .. }
            | WorldNews::Verified { .. }
            | WorldNews::MailFromFound { .. }
            | WorldNews::GaveUp { .. }
            | WorldNews::LinkSent { .. }
            | WorldNews::LinkClicked { .. }
            | WorldNews::LinkExpired { .. }
            | WorldNews::KeySpread
            | WorldNews::ReviewOpened { .. }
            | WorldNews::ReviewAnswered { .. }
            | WorldNews::SandboxEnded { .. }
            | WorldNews::PageOpened { .. }
            | WorldNews::TimePassed { .. } => None,
        })
    }

    /// The stories that can be played, in the order of the list.
    pub fn stories(&self) -> &[Story] {
        self.programme.as_ref().map_or(&[], |programme| &programme.stories)
    }

    /// Whether the story at this place of the list is the one that is being played.
    pub(in crate::wizard) fn is_playing(&self, at: usize) -> bool {
        self.stories().get(at).is_some_and(|story| Some(story.name.as_str()) == self.playing())
    }

    /// At which place of the list the story is that is being played; the first where it is not in the list.
    pub(in crate::wizard) fn place_of_playing(&self) -> usize {
        self.stories().iter().position(|story| Some(story.name.as_str()) == self.playing()).unwrap_or_default()
    }
}
