//! One remedy, carried out.

use crate::model::recovery::Deed;
use crate::model::remedy::{Remedy, RemedyError};

use super::{clear, commands, link};

/// What was done, and why no more could be.
pub(in crate::exec) type Outcome = (Vec<Deed>, Option<RemedyError>);

/// Carries a remedy out. Blocks for as long as that takes, which is bounded by its timeout.
pub(in crate::exec) fn carry_out(data_id: &str, remedy: Remedy) -> Outcome {
    match remedy {
        Remedy::Survey { of, running } => clear::survey(data_id, &of, running),
        Remedy::Clear { of } => clear::clear(data_id, &of),
        Remedy::MakeRoom { dirs, mount } => clear::make_room(&dirs, mount.as_deref()),
        Remedy::PutBack { deeds } => clear::put_back(&deeds),
        Remedy::Run { commands, timeout } => commands::run(&commands, timeout),
        Remedy::Relink { link, to } => match link::switch(&link, &to) {
            Ok(from) => (vec![Deed::Relink { link: link.to_string_lossy().into_owned(), from, to }], None),
            Err(why) => (Vec::new(), Some(why)),
        },
    }
}
