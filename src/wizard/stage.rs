//! What can be played here, where anything can: the list of stories, and another one begun. Knows not who plays it.

use super::{Effect, Model, Overlay};
use crate::terms::WorldNews;

impl Model {
    /// The name of the story that is being played; none where nothing is.
    pub fn playing(&self) -> Option<&str> {
        self.news.iter().find_map(|news| match news {
            WorldNews::Opened { scenario, .. } => Some(scenario.as_str()),
            WorldNews::Published { .. }
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

    /// The list, on the story that is being played.
    pub(super) fn open_stories(&mut self) -> Vec<Effect> {
        let Some(programme) = &self.programme else { return Vec::new() };
        let picked = programme.stories.iter().position(|story| Some(story.name.as_str()) == self.playing());
        self.lay_over(Overlay::Stories { picked: picked.unwrap_or_default() })
    }

    /// What is picked is one of the list.
    pub(super) fn stay_in_the_list(&mut self) {
        let last = self.programme.as_ref().map_or(0, |programme| programme.stories.len().saturating_sub(1));
        if let Some(Overlay::Stories { picked }) = &mut self.overlay {
            *picked = (*picked).min(last);
        }
    }

    /// Begins the story at this place of the list, also the same one anew.
    pub(super) fn play(&mut self, at: usize) -> Vec<Effect> {
        let story = self.programme.as_ref().and_then(|programme| programme.stories.get(at));
        story.map(|story| Effect::Play(story.name.clone())).into_iter().collect()
    }
}
