//! How long tasks take, learned.
use std::collections::BTreeMap;
use super::graph::Graph;
use super::kind::families;

pub struct Run<'a> { pub graph: &'a Graph, pub kinds: &'a [String], pub seconds: &'a [f64] }

const LEAST: f64 = 0.01;
pub static mut K: [f64; 8] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
fn k(i: usize) -> f64 { unsafe { K[i] } }

fn log(s: f64) -> f64 { s.max(LEAST).ln() }

#[derive(Default)]
pub struct History { groups: BTreeMap<(usize, String), Vec<f64>>, all: Vec<f64> }

fn median(v: &mut [f64]) -> f64 { v.sort_by(f64::total_cmp); let n = v.len(); if n == 0 { return 0.0 } if n % 2 == 1 { v[n/2] } else { (v[n/2-1]+v[n/2])/2.0 } }
fn mean(v: &[f64]) -> f64 { if v.is_empty() { 0.0 } else { v.iter().sum::<f64>() / v.len() as f64 } }

impl History {
    pub fn learn(runs: &[Run<'_>]) -> Self {
        let mut h = Self::default();
        for run in runs {
            let mut of: BTreeMap<(usize, String), Vec<f64>> = BTreeMap::new();
            let mut all = vec![];
            for (kind, s) in run.kinds.iter().zip(run.seconds) {
                for (level, f) in families(kind).into_iter().enumerate() { of.entry((level, f)).or_default().push(log(*s)); }
                all.push(log(*s));
            }
            for (key, mut v) in of { h.groups.entry(key).or_default().push(median(&mut v)); }
            h.all.push(median(&mut all));
        }
        h
    }
    fn base(&self, kind: &str) -> f64 {
        let mut v = mean(&self.all);
        for (level, f) in families(kind).into_iter().enumerate() {
            if let Some(m) = self.groups.get(&(level, f)) {
                let n = m.len() as f64;
                let mut m = m.clone();
                v = (k(0) * v + n * median(&mut m)) / (k(0) + n);
            }
        }
        v
    }
}

pub struct Estimates { base: Vec<f64>, chain: Vec<Vec<usize>>, sum: Vec<f64>, count: Vec<f64>, known: Vec<Option<f64>> }

impl Estimates {
    pub fn new(h: &History, graph: &Graph, kinds: &[String]) -> Self {
        let mut ids: BTreeMap<(usize, String, Vec<usize>), usize> = BTreeMap::new();
        let mut sizes: BTreeMap<(bool, String, Vec<usize>), usize> = BTreeMap::new();
        let fam: Vec<_> = kinds.iter().map(|k| families(k)).collect();
        for t in 0..graph.len() {
            *sizes.entry((false, fam[t][1].clone(), graph.parents(t).to_vec())).or_default() += 1;
            *sizes.entry((true, fam[t][1].clone(), graph.children(t).to_vec())).or_default() += 1;
        }
        let mut chain = vec![];
        for t in 0..graph.len() {
            let a = sizes[&(false, fam[t][1].clone(), graph.parents(t).to_vec())];
            let b = sizes[&(true, fam[t][1].clone(), graph.children(t).to_vec())];
            let use_b = !graph.children(t).is_empty() && (b > a || graph.parents(t).is_empty());
            let place = if use_b { graph.children(t).to_vec() } else { graph.parents(t).to_vec() };
            let keys = [(0, String::new(), vec![]), (1, fam[t][0].clone(), vec![]), (2, fam[t][1].clone(), vec![]), (3 + usize::from(use_b), fam[t][1].clone(), place), (5, fam[t][2].clone(), vec![])];
            chain.push(keys.into_iter().map(|key| { let n = ids.len(); *ids.entry(key).or_insert(n) }).collect());
        }
        let n = ids.len();
        Self { base: kinds.iter().map(|k| h.base(k)).collect(), chain, sum: vec![0.0; n], count: vec![0.0; n], known: vec![None; graph.len()] }
    }
    pub fn ended(&mut self, t: usize, s: f64) {
        self.known[t] = Some(s);
        let r = (log(s) - self.base[t]).clamp(-3.0, 3.0);
        for g in &self.chain[t] { self.sum[*g] += r; self.count[*g] += 1.0; }
    }
    pub fn seconds(&self) -> Vec<f64> {
        (0..self.base.len()).map(|t| {
            if let Some(s) = self.known[t] { return s; }
            let mut r = 0.0;
            for (level, g) in self.chain[t].iter().enumerate() {
                let kk = k(1 + level.min(4));
                r = (kk * r + self.sum[*g]) / (kk + self.count[*g]);
            }
            (self.base[t] + r).exp()
        }).collect()
    }
}
