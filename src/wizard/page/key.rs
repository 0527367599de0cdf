//! Access key: where it comes from, where its secret rests and what opens that place; of two keys, which may go; and, once
//! there is one, its replacement by another. Sees no secret.

use super::{
    super::{
        choice::Choice,
        effect::Effect,
        field::{Hidden, Wish},
        form::Field,
        model::Model,
    },
    needed::needs,
};
use crate::{
    setup::{Access, Change, DeleteReason, KeyFrom, KeyRefusal, Refusal, Seal, SignIn, Step},
    terms::{Fact, Keep, KeyId, Slot, UserName},
};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    match model.intent.access {
        Access::Key => {}
        Access::Role(_) => return Vec::new(),
    }
    let mut fields = Vec::new();
    if is_to_come(model) {
        fields.push(Field::choice_of(sources(model).into_iter().map(Choice::KeyFrom), Choice::KeyFrom(source(model))));
        // One that turned out to be none makes room for another.
        let is_none = model.standing(Step::Key).refusal().is_some() && user_of_the_given_key(model).is_none();
        let is_none = is_none || model.is_refused_with_the_given_key();
        if source(model) == KeyFrom::Given && (model.intent.given.is_none() || is_none) {
            fields.push(Field::secret_of(Hidden::GivenKey));
        }
    }
    if let Some(user) = user_of_the_given_key(model) {
        fields.push(Field::choice_of([None, Some(user)].map(Choice::TakeUser), Choice::TakeUser(None)));
    }
    let places = [Keep::Keychain, Keep::File, Keep::Project].map(Choice::Keep);
    fields.push(Field::choice_of(places, Choice::Keep(model.intent.keep)));
    fields.extend(passphrase(model).iter().map(|id| Field::secret_of(*id)));
    let named = named_to_go(model);
    if needs(model, Wish::RetireKey) || named.is_some() {
        let keys = model.facts.keys.present().into_iter().flatten();
        let keys = keys.filter(|key| model.intent.rotating.as_ref() != Some(&key.id));
        let options = std::iter::once(None).chain(keys.map(|key| Some(key.id.clone())));
        fields.push(Field::choice_of(options.map(Choice::RetireKey), Choice::RetireKey(named)));
    }
    fields
}

/// The key that was chosen to go, as long as it is there: until then another may be chosen.
fn named_to_go(model: &Model) -> Option<KeyId> {
    let named = model.intent.retire_key.clone()?;
    let standing = model.standing(Step::Key);
    let goes = standing.open().and_then(Change::retires).is_some_and(|(key, _)| *key == named);
    goes.then_some(named)
}

/// Of a file that is still to be made twice: nothing else could tell a slip of the finger.
fn passphrase(model: &Model) -> &'static [Hidden] {
    match (model.intent.keep, model.facts.sealed.present().map(|file| file.seal)) {
        (Keep::File, Some(Seal::Unmade)) => &[Hidden::Passphrase, Hidden::PassphraseAgain],
        (Keep::File, Some(Seal::Closed | Seal::Wrong)) => &[Hidden::Passphrase],
        (Keep::File, Some(Seal::Open) | None) | (Keep::Keychain | Keep::Project, _) => &[],
    }
}

/// The user of a given key, where it is another than was wanted: it may be taken instead, by its name.
pub(super) fn user_of_the_given_key(model: &Model) -> Option<UserName> {
    match model.standing(Step::Key).refusal() {
        Some(Refusal::Key(KeyRefusal::OfOtherUser { user, .. })) => user.parse().ok(),
        Some(_) | None => None,
    }
}

/// No key of this set-up is at rest, as far as was seen; while AWS is asked about a given key, nothing was seen.
fn is_to_come(model: &Model) -> bool {
    let looked = model.facts.kept.present().is_some() || model.intent.given.is_some() || model.is_by_hand();
    model.intent.rotating.is_none() && looked && model.facts.app_key().is_none()
}

fn sources(model: &Model) -> Vec<KeyFrom> {
    let in_env = matches!(&model.facts.offered,
        Fact::Present(offered) if matches!(offered.slot, Slot::Resting(Keep::Project, _)));
    // A user without any other sign-in creates it by hand, and brings it here.
    if model.is_by_hand() || model.is_refused_with_the_given_key() {
        return vec![KeyFrom::Given];
    }
    let all = [KeyFrom::New, KeyFrom::Env, KeyFrom::Given].into_iter();
    all.filter(|from| in_env || *from != KeyFrom::Env).collect()
}

/// What is picked, or would be taken by itself.
fn source(model: &Model) -> KeyFrom {
    if model.is_by_hand() || model.is_refused_with_the_given_key() {
        return KeyFrom::Given;
    }
    let from_env = matches!(model.standing(Step::Key).open(), Some(Change::KeepKey { from: Slot::Resting(..), .. }));
    let usual = if from_env { KeyFrom::Env } else { KeyFrom::New };
    model.intent.key_from.unwrap_or(usual)
}

impl Model {
    /// Whether the sign-in is the key that was given, and AWS takes it for none.
    pub fn is_refused_with_the_given_key(&self) -> bool {
        self.intent.sign_in == SignIn::AppKey
            && self.intent.given.is_some()
            && self.standing(Step::SignIn).refusal().is_some()
    }

    /// The key that another may take the place of, on its page: the app's own, as long as none has come after it.
    pub(in crate::wizard) fn may_be_replaced(&self) -> Option<KeyId> {
        if self.intent.access != Access::Key {
            return None;
        }
        match &self.intent.rotating {
            // One that was made a moment ago is not old enough to be replaced.
            None if self.standing(Step::Key).waits_on().is_some() => None,
            None => self.facts.app_key().map(|key| key.id.clone()),
            Some(old) => {
                let old = self.facts.keys.present()?.iter().find(|key| key.id == *old)?;
                self.facts.successor(old).is_none().then(|| old.id.clone())
            }
        }
    }

    /// Asks for another key in its place; asked again before there is one, it stays after all.
    pub(in crate::wizard) fn replace_key(&mut self) -> Vec<Effect> {
        let Some(key) = self.may_be_replaced() else { return Vec::new() };
        self.intent.rotating = match &self.intent.rotating {
            None => Some(key),
            Some(_) => None,
        };
        self.intent.retire_key = None;
        self.window.follow();
        self.refresh_form();
        vec![Effect::Remember(self.intent.boxed())]
    }

    /// A rotation is over with the end of the first key. One that was chosen to go and is only deactivated is to be chosen again
    /// before it is deleted: that cannot be undone, and what misses it shows after some days.
    pub(in crate::wizard) fn forget_the_key_of(&mut self, ended: &Change) -> Vec<Effect> {
        let before = (self.intent.rotating.clone(), self.intent.retire_key.clone());
        if let Change::DeleteKey { key, .. } = ended {
            self.intent.rotating = self.intent.rotating.take().filter(|it| it != key);
        }
        if let Change::DeactivateKey { key, why: DeleteReason::Chosen, .. } = ended {
            self.intent.retire_key = self.intent.retire_key.take().filter(|it| it != key);
        }
        match before == (self.intent.rotating.clone(), self.intent.retire_key.clone()) {
            true => Vec::new(),
            false => vec![Effect::Remember(self.intent.boxed())],
        }
    }
}
