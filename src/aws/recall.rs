//! What one look has asked of AWS, with the answers: the same question in the same region is put once, and one that is still
//! under way is waited for. Of one signer's questions only. Knows no operation, and not when a look is over: the one who
//! began it lets it go.

use std::{
    any::Any,
    collections::HashMap,
    fmt::Display,
    sync::{Arc, Mutex},
};

use tokio::sync::OnceCell;

use super::Session;
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

impl Session {
    /// The same, asking nothing that was asked with this before.
    #[must_use]
    pub fn recalling(mut self, recall: &Recall) -> Session {
        self.recall = Some(recall.clone());
        self
    }

    /// Asks, or takes what was answered before. A failure is an answer too: who wants to try again looks again.
    pub(super) async fn once<T: Clone + Send + Sync + 'static>(
        &self,
        operation: &'static str,
        subject: impl Display,
        ask: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        // A future of its own: with the SDK's calls in it the whole program's would be too deep a one for the compiler.
        let ask = Box::pin(ask);
        let Some(Recall(asked)) = &self.recall else { return ask.await };
        let question = Question { operation, region: self.region, subject: subject.to_string() };
        let cell = {
            let mut asked = asked.lock().expect("no panic while it is held");
            asked.entry(question).or_insert_with(|| Arc::new(OnceCell::<Result<T, Failure>>::new())).clone()
        };
        match cell.downcast::<OnceCell<Result<T, Failure>>>() {
            Ok(cell) => cell.get_or_init(|| ask).await.clone(),
            // One operation has one kind of answer.
            Err(_) => ask.await,
        }
    }
}
