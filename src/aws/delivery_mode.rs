//! What GetAccount tells of delivery, read off its own JSON: the SDK's types are older than that member. Calls nothing.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::AfterDeserializationInterceptorContextRef},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use serde::Deserialize;

/// Beside an answer as the SDK has it, the word that it leaves out. Its clones hear the same.
#[derive(Debug, Clone, Default)]
pub(super) struct DeliveryTold(Arc<Mutex<Option<String>>>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    delivery_attributes: Option<Attributes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    shared_pool_delivery_mode: Option<String>,
}

impl DeliveryTold {
    /// DeliveryAttributes.SharedPoolDeliveryMode of the last answer.
    pub(super) fn mode(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Intercept for DeliveryTold {
    fn name(&self) -> &'static str {
        "DeliveryTold"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let account: Option<Account> =
            context.response().body().bytes().and_then(|body| serde_json::from_slice(body).ok());
        let told = account.and_then(|it| it.delivery_attributes).and_then(|it| it.shared_pool_delivery_mode);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = told;
        Ok(())
    }
}
