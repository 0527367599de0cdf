//! Access key: where its secret rests; of two keys, which may go.

use super::{
    super::{
        Model,
        form::{Field, FieldId},
    },
    needs,
};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let mut fields = vec![Field::choice_of(FieldId::Keep, ["keychain", "project"], model.intent.keep.into())];
    if needs(model, FieldId::RetireKey) {
        let keys = model.facts.keys.present().into_iter().flatten();
        let options = std::iter::once("none".to_owned()).chain(keys.map(|key| key.id.to_string()));
        fields.push(Field::choice_of(FieldId::RetireKey, options, "none"));
    }
    fields
}
