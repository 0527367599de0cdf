//! What one look has asked of AWS, with the answers: the same question in the same region is put once, and one that is
//! still under way is waited for. Of one signer's questions only. Knows no operation, and not when a look is over: the
//! caller that began it drops it.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::sync::OnceCell;

use crate::terms::{Failure, Region};

/// The questions of one look. Its clones are the same.
#[derive(Default, Clone)]
pub struct Recall(Arc<Mutex<HashMap<Question, Arc<dyn Any + Send + Sync>>>>);

#[derive(PartialEq, Eq, Hash)]
struct Question {
    operation: &'static str,
    region: Region,
    /// The name that it is about, where it is about one.
    subject: String,
}

impl Recall {
    /// Asks, or takes what was answered before. A failure is an answer too: a caller who wants to try again begins a new look.
    pub(super) async fn once<T: Clone + Send + Sync + 'static>(
        &self,
        operation: &'static str,
        region: Region,
        subject: String,
        ask: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let question = Question { operation, region, subject };
        let cell = {
            let mut asked = self.0.lock().expect("no panic while it is held");
            asked.entry(question).or_insert_with(|| Arc::new(OnceCell::<Result<T, Failure>>::new())).clone()
        };
        match cell.downcast::<OnceCell<Result<T, Failure>>>() {
            Ok(cell) => cell.get_or_init(|| ask).await.clone(),
            // One operation has one kind of answer.
            Err(_) => ask.await,
        }
    }
}
