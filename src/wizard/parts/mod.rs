//! The parts of the model: what belongs together, with the methods that keep it right. None of them knows the model, a
//! page's fields or another part's matter.

pub(super) mod copying;
pub(super) mod doctor;
pub(super) mod draft;
pub(super) mod looks;
pub(super) mod overlay;
pub(super) mod scene;
pub(super) mod seen;
pub(super) mod session;
pub(super) mod shared;
pub(super) mod standings;
pub(super) mod traffic;
pub(super) mod trouble;
pub(super) mod ways;
pub(super) mod window;
pub(super) mod work;
pub(super) mod writing;
