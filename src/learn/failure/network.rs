//! A small network with candle: inputs, two hidden layers, a way around them, log-odds. Without hidden layers it is a logistic
//! regression.

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};

use super::encoding::Encoding;
use super::wrong::ModelError;
use crate::learn::forest::Matrix;

/// Questions a step.
const BATCH: usize = 256;
/// Questions that are scored at once.
const AT_ONCE: usize = 2_048;
/// Steps between a point without information and a question, over which slopes are averaged.
const STEPS: usize = 8;

/// How a network is trained.
#[derive(Debug, Clone)]
pub(super) struct Training {
    /// Width of each hidden layer.
    pub(super) hidden: Vec<usize>,
    /// How often each question is looked at.
    pub(super) epochs: usize,
    /// Length of the longest steps.
    pub(super) rate: f64,
    /// Share of the hidden values that are left out at a step.
    pub(super) dropout: f32,
    /// What draws weights to 0.
    pub(super) decay: f64,
    /// Of the random choices.
    pub(super) seed: u64,
}

/// A trained network.
#[derive(Debug, Clone)]
pub(super) struct Network {
    /// Which numbers of a question it looks at.
    pub(super) columns: Vec<usize>,
    /// What becomes of them.
    pub(super) encoding: Encoding,
    /// Weights (inputs x outputs) and bias of each layer.
    pub(super) layers: Vec<(Tensor, Tensor)>,
    /// Weights of the way around, inputs x 1, where there are hidden layers.
    pub(super) around: Option<Tensor>,
    /// The mean input of the training questions.
    pub(super) mean: Tensor,
}

impl Network {
    /// Trains one. `go_on` is told of each epoch; `None` when it says no.
    ///
    /// # Errors
    /// When the numbers cannot be worked out.
    pub(super) fn train(
        matrix: &Matrix,
        columns: Vec<usize>,
        labels: &[bool],
        training: &Training,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Self>, ModelError> {
        // The product of small matrices is not worth waking other threads for, which others need more.
        gemm::set_threading_threshold(usize::MAX);
        let encoding = Encoding::learn(matrix, &columns);
        let inputs = encoding.inputs(matrix, &columns);
        let mut random = fastrand::Rng::with_seed(training.seed);
        let parts = Parts::begin(inputs.width, labels, training, &mut random)?;
        let mut weights: Vec<Var> = parts.layers.iter().map(|(weights, _)| weights.clone()).collect();
        weights.extend(parts.around.clone());
        let biases = parts.layers.iter().map(|(_, bias)| bias.clone()).collect();
        let with = |decay| ParamsAdamW { lr: training.rate, weight_decay: decay, ..ParamsAdamW::default() };
        let mut optimizers = [AdamW::new(weights, with(training.decay))?, AdamW::new(biases, with(0.0))?];
        let mut order: Vec<usize> = (0..labels.len()).collect();
        let (mut step, steps) = (0, training.epochs * labels.len().div_ceil(BATCH));
        for _ in 0..training.epochs {
            random.shuffle(&mut order);
            for batch in order.chunks(BATCH) {
                for optimizer in &mut optimizers {
                    optimizer.set_learning_rate(training.rate * pace(step, steps));
                }
                step += 1;
                let loss = parts.loss(&inputs, labels, batch, training.dropout, &mut random)?;
                let slopes = loss.backward()?;
                for optimizer in &mut optimizers {
                    optimizer.step(&slopes)?;
                }
            }
            if !go_on() {
                return Ok(None);
            }
        }
        let mean = mean(&inputs)?;
        Ok(Some(parts.finish(columns, encoding, mean)))
    }

    /// Log-odds of questions.
    ///
    /// # Errors
    /// When the numbers cannot be worked out.
    pub(super) fn margins(&self, matrix: &Matrix) -> Result<Vec<f64>, ModelError> {
        gemm::set_threading_threshold(usize::MAX);
        let mut all = Vec::with_capacity(matrix.rows());
        for rows in matrix.values.chunks(matrix.width.max(1) * AT_ONCE) {
            let inputs = self.encoding.inputs_of(rows, matrix.width, &self.columns);
            let out = self.forward(&tensor(inputs)?)?.flatten_all()?.to_vec1::<f32>()?;
            all.extend(out.into_iter().map(f64::from));
        }
        Ok(all)
    }

    /// Adds what each number has moved the log-odds of a question by, from what is usual: integrated gradients (Sundararajan,
    /// Taly & Yan, 2017).
    ///
    /// # Errors
    /// When the numbers cannot be worked out.
    pub(super) fn attribute(&self, row: &[f32], weight: f64, out: &mut [f64]) -> Result<(), ModelError> {
        let own = tensor(self.encoding.inputs_of(row, row.len(), &self.columns))?;
        let away = own.broadcast_sub(&self.mean)?;
        #[expect(clippy::cast_precision_loss, reason = "a few steps")]
        let parts: Vec<f32> = (0..STEPS).map(|step| (step as f32 + 0.5) / STEPS as f32).collect();
        let parts = Tensor::from_vec(parts, (STEPS, 1), &Device::Cpu)?;
        let points = Var::from_tensor(&parts.matmul(&away)?.broadcast_add(&self.mean)?)?;
        let slopes = self.forward(points.as_tensor())?.sum_all()?.backward()?;
        let Some(slopes) = slopes.get(points.as_tensor()) else { return Ok(()) };
        let moved = slopes.mean(0)?.mul(&away.squeeze(0)?)?.to_vec1::<f32>()?;
        let mut begin = 0;
        for (column, scale) in self.columns.iter().zip(&self.encoding.scales) {
            let end = begin + scale.width();
            out[*column] += weight * moved[begin..end].iter().map(|part| f64::from(*part)).sum::<f64>();
            begin = end;
        }
        Ok(())
    }

    fn forward(&self, inputs: &Tensor) -> Result<Tensor, ModelError> {
        let mut values = inputs.clone();
        for (at, (weights, bias)) in self.layers.iter().enumerate() {
            values = values.matmul(weights)?.broadcast_add(bias)?;
            if at + 1 < self.layers.len() {
                values = values.relu()?;
            }
        }
        Ok(match &self.around {
            Some(around) => (values + inputs.matmul(around)?)?,
            None => values,
        })
    }
}

/// A network in training.
struct Parts {
    layers: Vec<(Var, Var)>,
    around: Option<Var>,
}

impl Parts {
    fn begin(
        width: usize,
        labels: &[bool],
        training: &Training,
        random: &mut fastrand::Rng,
    ) -> Result<Self, ModelError> {
        let widths: Vec<usize> = [width].into_iter().chain(training.hidden.iter().copied()).chain([1]).collect();
        let mut layers = Vec::new();
        for pair in widths.windows(2) {
            #[expect(clippy::cast_precision_loss, reason = "a width")]
            let scale = (2.0 / pair[0].max(1) as f32).sqrt() * if pair[1] == 1 { 0.1 } else { 1.0 };
            let weights: Vec<f32> = (0..pair[0] * pair[1]).map(|_| normal(random) * scale).collect();
            let weights = Tensor::from_vec(weights, (pair[0], pair[1]), &Device::Cpu)?;
            layers.push((Var::from_tensor(&weights)?, Var::zeros(pair[1], DType::F32, &Device::Cpu)?));
        }
        let failed = labels.iter().filter(|label| **label).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
        let odds = ((failed as f32 + 0.5) / ((labels.len() - failed) as f32 + 0.5)).ln();
        if let Some((_, bias)) = layers.last() {
            bias.set(&Tensor::new(&[odds], &Device::Cpu)?)?;
        }
        let around = (!training.hidden.is_empty()).then(|| Var::zeros((width, 1), DType::F32, &Device::Cpu));
        Ok(Self { layers, around: around.transpose()? })
    }

    /// Mean of what the answers of a batch cost (cross entropy).
    fn loss(
        &self,
        inputs: &Matrix,
        labels: &[bool],
        batch: &[usize],
        dropout: f32,
        random: &mut fastrand::Rng,
    ) -> Result<Tensor, ModelError> {
        let truth = batch.iter().map(|row| f32::from(u8::from(labels[*row]))).collect();
        let truth = Tensor::from_vec(truth, (batch.len(), 1), &Device::Cpu)?;
        let inputs = tensor(inputs.pick(batch))?;
        let mut values = inputs.clone();
        for (at, (weights, bias)) in self.layers.iter().enumerate() {
            values = values.matmul(weights.as_tensor())?.broadcast_add(bias.as_tensor())?;
            if at + 1 < self.layers.len() {
                let (rows, width) = values.dims2()?;
                let kept = 1.0 / (1.0 - dropout);
                let mask = (0..rows * width).map(|_| if random.f32() < dropout { 0.0 } else { kept }).collect();
                values = values.relu()?.mul(&Tensor::from_vec::<_, f32>(mask, (rows, width), &Device::Cpu)?)?;
            }
        }
        if let Some(around) = &self.around {
            values = (values + inputs.matmul(around.as_tensor())?)?;
        }
        // ln(1 + e^z) - yz, so that no exponential overflows.
        let soft = ((values.abs()?.neg()?.exp()? + 1.0)?.log()? + values.relu()?)?;
        Ok((soft - values.mul(&truth)?)?.mean_all()?)
    }

    fn finish(self, columns: Vec<usize>, encoding: Encoding, mean: Tensor) -> Network {
        let still = |var: Var| var.as_tensor().detach();
        let layers = self.layers.into_iter().map(|(weights, bias)| (still(weights), still(bias))).collect();
        Network { columns, encoding, layers, around: self.around.map(still), mean }
    }
}

/// How long a step is, of the longest: a warm-up, then ever shorter (Loshchilov & Hutter, 2017).
#[expect(clippy::cast_precision_loss, reason = "counts of steps")]
fn pace(step: usize, steps: usize) -> f64 {
    let done = step as f64 / steps.max(1) as f64;
    if done < 0.1 { (done + 0.005) / 0.105 } else { 0.5 * (1.0 + (std::f64::consts::PI * (done - 0.1) / 0.9).cos()) }
}

fn tensor(matrix: Matrix) -> Result<Tensor, ModelError> {
    let rows = matrix.rows();
    Ok(Tensor::from_vec(matrix.values, (rows, matrix.width), &Device::Cpu)?)
}

/// The mean row, 1 x width.
fn mean(inputs: &Matrix) -> Result<Tensor, ModelError> {
    let mut sums = vec![0.0_f64; inputs.width];
    for row in 0..inputs.rows() {
        sums.iter_mut().zip(inputs.row(row)).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "values between 0 and 1")]
    let mean = sums.iter().map(|sum| (sum / inputs.rows().max(1) as f64) as f32).collect();
    Ok(Tensor::from_vec(mean, (1, inputs.width), &Device::Cpu)?)
}

/// A number of the normal distribution (Box & Muller, 1958).
fn normal(random: &mut fastrand::Rng) -> f32 {
    (-2.0 * (1.0 - random.f32()).ln()).sqrt() * (std::f32::consts::TAU * random.f32()).cos()
}
