//! What the records before came to, by their forms: in most logs that are full of complaints the records differ in ids, times and
//! addresses alone. Bounded: of two halves the older one goes when the newer one is full. Does not know what a form is.

use std::collections::BTreeMap;

use super::super::formats::{FormId, RecordForm, Weighing};

/// So many forms make a half.
const HALF: usize = 4096;
/// Of so many records that are looked up so many must have a known form, or for some time none is looked up.
const TRIED: usize = 512;
const KNOWN: usize = 128;
/// For how many records.
const PAUSE: usize = 8192;
/// So many records behind a complaint that took long one like it may come; to find the form of a record that is well costs more
/// than to weigh it.
const NEAR: usize = 16;

/// What forms came to.
#[derive(Debug, Default)]
pub(super) struct Memory {
    is_off: bool,
    /// How many of the next records are looked up.
    near: usize,
    /// How many were looked up lately, how many of these were known, and for how many more none is looked up.
    tried: usize,
    known: usize,
    pause: usize,
    newer: BTreeMap<FormId, Weighing>,
    older: BTreeMap<FormId, Weighing>,
}

impl Memory {
    /// One that keeps nothing.
    pub fn without() -> Memory {
        Memory { is_off: true, ..Memory::default() }
    }

    /// Whether it keeps anything.
    pub fn is_on(&self) -> bool {
        !self.is_off
    }

    /// What a record comes to: as one of its form did, or as it is weighed now.
    pub fn recall_or(&mut self, record: &[u8], weigh: impl FnOnce() -> Weighing) -> Weighing {
        let form = if self.is_asked() { RecordForm::of(record) } else { None };
        let form = form.map(|form| (form.id(), form));
        if let Some((id, _)) = &form {
            self.tried += 1;
            if let Some(known) = self.recall(*id) {
                self.near = NEAR;
                self.known += 1;
                return known;
            }
            if self.tried >= TRIED {
                self.pause = if self.known < KNOWN { PAUSE } else { 0 };
                (self.tried, self.known) = (0, 0);
            }
        }
        let weighing = weigh();
        match weighing.best() {
            None => self.near = self.near.saturating_sub(1),
            Some(best) => {
                // What is weighed at once is not worth its form.
                self.near = if weighing.is_costly() { NEAR } else { self.near.saturating_sub(1) };
                // A code that was blanked is each record's own.
                let keeps = |form: &RecordForm| best.code.as_deref().is_none_or(|code| form.keeps(record, code));
                if let Some((id, _)) = form.filter(|(_, form)| keeps(form)) {
                    self.keep(id, weighing.clone());
                }
            }
        }
        weighing
    }

    /// Whether it is worth looking.
    fn is_asked(&mut self) -> bool {
        let pauses = self.pause > 0;
        self.pause = self.pause.saturating_sub(1);
        !self.is_off && self.near > 0 && !pauses
    }

    fn recall(&mut self, form: FormId) -> Option<Weighing> {
        if let Some(known) = self.newer.get(&form) {
            return Some(known.clone());
        }
        let known = self.older.remove(&form)?;
        self.keep(form, known.clone());
        Some(known)
    }

    fn keep(&mut self, form: FormId, weighing: Weighing) {
        if self.newer.len() >= HALF {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(form, weighing);
    }

    /// How many bytes are held, but for what the maps need.
    pub fn held(&self) -> usize {
        (self.newer.len() + self.older.len()) * (size_of::<FormId>() + size_of::<Weighing>())
    }
}
