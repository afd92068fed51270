//! What can be wrong with a model, in words.

use crate::i18n::said;
use crate::learn::failure::ModelError;

said! {
    "model": ModelError,
}
