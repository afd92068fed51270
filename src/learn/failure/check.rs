//! Whether the parts of a model that was read fit together, so that nothing of it is looked for where it is not.

use super::blend::Blend;
use super::model::Model;
use super::network::Network;
use super::wrong::ModelError;

/// Whether it can be used.
///
/// # Errors
/// When it cannot; names the part.
pub(super) fn sound(model: &Model) -> Result<(), ModelError> {
    let width = model.width();
    let parts = [
        ("schema", model.schema.horizon.is_finite() && model.schema.horizon > 0.0),
        ("forest", model.forest.is_sound(width)),
        ("network", network(&model.network, width)),
        ("logistic", network(&model.logistic, width)),
        ("rule", model.rule.column < width.max(1) && model.rule.is_sound()),
        ("blend", blend(&model.blend, 2) && blend(&model.plain, 1)),
    ];
    match parts.into_iter().find(|(_, sound)| !sound) {
        Some((part, _)) => Err(ModelError::Inconsistent { part: part.to_owned() }),
        None => Ok(()),
    }
}

fn network(network: &Network, width: usize) -> bool {
    let inputs = network.encoding.width();
    let mut from = inputs;
    for (weights, bias) in &network.layers {
        let Ok((rows, columns)) = weights.dims2() else { return false };
        if rows != from || bias.dims() != [columns] {
            return false;
        }
        from = columns;
    }
    !network.layers.is_empty()
        && from == 1
        && network.around.as_ref().is_none_or(|around| around.dims() == [inputs, 1])
        && network.mean.dims() == [1, inputs]
        && network.columns.len() == network.encoding.scales.len()
        && network.columns.iter().all(|column| *column < width)
}

fn blend(blend: &Blend, count: usize) -> bool {
    blend.weights.len() == count && blend.weights.iter().chain([&blend.shift]).all(|weight| weight.is_finite())
}
