//! A model as bytes: safetensors, with all that is no tensor as JSON in its metadata. The same model gives the same bytes.

use std::collections::HashMap;

use candle_core::{Device, Tensor};
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};

use super::blend::Blend;
use super::check;
use super::encoding::Encoding;
use super::model::{Model, Report};
use super::network::Network;
use super::rule::Rule;
use super::schema::Schema;
use super::wrong::ModelError;
use crate::learn::forest::{Forest, Node};

/// What stands in the metadata under [`KEY`], and only there: a map of several would have no order.
const KEY: &str = "autoagents";
/// Of the layout, and of what the numbers mean.
pub const VERSION: u32 = 1;

/// All that is no tensor.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    schema: Schema,
    base: f32,
    network: Inputs,
    logistic: Inputs,
    rule: Rule,
    blend: Blend,
    plain: Blend,
    report: Report,
}

/// The version alone, which every version has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Inputs {
    columns: Vec<usize>,
    encoding: Encoding,
    layers: usize,
}

/// A tensor's name, kind, shape and bytes.
type Raw = (String, Dtype, Vec<usize>, Vec<u8>);

impl Model {
    /// The model as the bytes of a file.
    ///
    /// # Errors
    /// When a tensor cannot be read, which would be a fault of this program.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let inputs = |network: &Network| Inputs {
            columns: network.columns.clone(),
            encoding: network.encoding.clone(),
            layers: network.layers.len(),
        };
        let head = Head {
            version: VERSION,
            schema: self.schema.clone(),
            base: self.forest.base,
            network: inputs(&self.network),
            logistic: inputs(&self.logistic),
            rule: self.rule.clone(),
            blend: self.blend.clone(),
            plain: self.plain.clone(),
            report: self.report.clone(),
        };
        let mut raw = forest_to_raw(&self.forest);
        network_to_raw("network", &self.network, &mut raw)?;
        network_to_raw("logistic", &self.logistic, &mut raw)?;
        let views = raw.iter().map(|(name, kind, shape, bytes)| {
            TensorView::new(*kind, shape.clone(), bytes).map(|view| (name.clone(), view)).map_err(foreign)
        });
        let head = serde_json::to_string(&head).map_err(foreign)?;
        let views = views.collect::<Result<Vec<_>, _>>()?;
        serialize(views, Some(HashMap::from([(KEY.to_owned(), head)]))).map_err(foreign)
    }

    /// A model from the bytes of a file.
    ///
    /// # Errors
    /// When they are cut off, foreign, of another version, or do not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(foreign)?;
        let head = metadata.metadata().as_ref().and_then(|all| all.get(KEY)).ok_or(ModelError::NotOurs)?;
        let version = serde_json::from_str::<Versioned>(head).map_err(foreign)?.version;
        if version != VERSION {
            return Err(ModelError::OtherVersion { found: version, known: VERSION });
        }
        let tensors = SafeTensors::deserialize(bytes).map_err(foreign)?;
        let head: Head = serde_json::from_str(head).map_err(foreign)?;
        let model = Self {
            forest: forest_from(&tensors, head.base)?,
            network: network_from("network", head.network, &tensors)?,
            logistic: network_from("logistic", head.logistic, &tensors)?,
            schema: head.schema,
            rule: head.rule,
            blend: head.blend,
            plain: head.plain,
            report: head.report,
        };
        check::sound(&model)?;
        Ok(model)
    }
}

fn foreign(error: impl std::fmt::Display) -> ModelError {
    ModelError::Foreign { error: error.to_string() }
}

fn forest_to_raw(forest: &Forest) -> Vec<Raw> {
    let nodes = &forest.nodes;
    let words = |of: &mut dyn Iterator<Item = u32>| of.flat_map(u32::to_le_bytes).collect::<Vec<u8>>();
    let floats = |of: &mut dyn Iterator<Item = f32>| of.flat_map(f32::to_le_bytes).collect::<Vec<u8>>();
    let unknown = nodes.iter().map(|node| u8::from(node.unknown_left)).collect();
    let columns = words(&mut nodes.iter().map(|node| node.column));
    let children = words(&mut nodes.iter().flat_map(|node| node.children));
    let raw = [
        ("columns", Dtype::U32, vec![nodes.len()], columns),
        ("bounds", Dtype::F32, vec![nodes.len()], floats(&mut nodes.iter().map(|node| node.bound))),
        ("children", Dtype::U32, vec![nodes.len(), 2], children),
        ("unknown_left", Dtype::U8, vec![nodes.len()], unknown),
        ("answers", Dtype::F32, vec![nodes.len()], floats(&mut nodes.iter().map(|node| node.answer))),
        ("roots", Dtype::U32, vec![forest.roots.len()], words(&mut forest.roots.iter().copied())),
    ];
    raw.into_iter().map(|(name, kind, shape, bytes)| (format!("forest.{name}"), kind, shape, bytes)).collect()
}

fn network_to_raw(name: &str, network: &Network, raw: &mut Vec<Raw>) -> Result<(), ModelError> {
    let mut add = |part: String, tensor: &Tensor| -> Result<(), ModelError> {
        let values = tensor.flatten_all()?.to_vec1::<f32>()?;
        let bytes = values.into_iter().flat_map(f32::to_le_bytes).collect();
        raw.push((format!("{name}.{part}"), Dtype::F32, tensor.dims().to_vec(), bytes));
        Ok(())
    };
    for (at, (weights, bias)) in network.layers.iter().enumerate() {
        add(format!("{at}.weights"), weights)?;
        add(format!("{at}.bias"), bias)?;
    }
    if let Some(around) = &network.around {
        add("around".to_owned(), around)?;
    }
    add("mean".to_owned(), &network.mean)
}

/// The four-byte words of a tensor.
fn words<T>(tensors: &SafeTensors<'_>, name: &str, kind: Dtype, read: fn([u8; 4]) -> T) -> Result<Vec<T>, ModelError> {
    let view = tensors.tensor(name).map_err(foreign)?;
    if view.dtype() != kind {
        return Err(ModelError::Inconsistent { part: name.to_owned() });
    }
    let words = view.data().chunks_exact(4).filter_map(|word| <[u8; 4]>::try_from(word).ok());
    Ok(words.map(read).collect())
}

fn forest_from(tensors: &SafeTensors<'_>, base: f32) -> Result<Forest, ModelError> {
    let integers = |name: &str| words(tensors, name, Dtype::U32, u32::from_le_bytes);
    let floats = |name: &str| words(tensors, name, Dtype::F32, f32::from_le_bytes);
    let (columns, children) = (integers("forest.columns")?, integers("forest.children")?);
    let (bounds, answers) = (floats("forest.bounds")?, floats("forest.answers")?);
    let unknown = tensors.tensor("forest.unknown_left").map_err(foreign)?.data().to_vec();
    let count = columns.len();
    if [bounds.len(), answers.len(), unknown.len()] != [count; 3] || children.len() != 2 * count {
        return Err(ModelError::Inconsistent { part: "forest".to_owned() });
    }
    let node = |at: usize| Node {
        column: columns[at],
        bound: bounds[at],
        children: [children[2 * at], children[2 * at + 1]],
        unknown_left: unknown[at] != 0,
        answer: answers[at],
    };
    Ok(Forest { base, nodes: (0..count).map(node).collect(), roots: integers("forest.roots")? })
}

fn network_from(name: &str, inputs: Inputs, tensors: &SafeTensors<'_>) -> Result<Network, ModelError> {
    let tensor = |part: String| -> Result<Tensor, ModelError> {
        let name = format!("{name}.{part}");
        let values = words(tensors, &name, Dtype::F32, f32::from_le_bytes)?;
        let shape = tensors.tensor(&name).map_err(foreign)?.shape().to_vec();
        Ok(Tensor::from_vec(values, shape, &Device::Cpu)?)
    };
    let layer = |at: usize| Ok((tensor(format!("{at}.weights"))?, tensor(format!("{at}.bias"))?));
    let layers = (0..inputs.layers).map(layer).collect::<Result<Vec<_>, ModelError>>()?;
    let around = (layers.len() > 1).then(|| tensor("around".to_owned())).transpose()?;
    let mean = tensor("mean".to_owned())?;
    Ok(Network { columns: inputs.columns, encoding: inputs.encoding, layers, around, mean })
}
