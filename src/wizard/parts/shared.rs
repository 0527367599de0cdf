//! A value that others may hold on to as it was: it is copied when it is changed while they do. Does not know the value.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// Read and changed like the value itself.
#[derive(Debug, Default, PartialEq)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// The value as it is now, to be compared with what it is later.
    pub(in crate::wizard) fn hold(&self) -> Shared<T> {
        Shared(Arc::clone(&self.0))
    }

    /// Whether nothing was changed since `held` was taken. Cheap; what was changed and changed back is another.
    pub(in crate::wizard) fn is_still(&self, held: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &held.0)
    }
}

impl<T: Clone> Shared<T> {
    /// A copy to hand out.
    pub fn boxed(&self) -> Box<T> {
        Box::new(T::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Shared<T> {
        Shared(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}
