//! `depends_on`: every target exists, and nothing waits for itself.

use std::collections::BTreeMap;

use super::fault::nearest;
use super::keys::ServiceKeys;
use super::reader::Reader;
use crate::model::wrong::WrongName;

/// Notes targets that do not exist and cycles. `names` are all services of the file, also those that could not be read.
pub(super) fn check(services: &[(String, ServiceKeys)], names: &[(usize, String)], reader: &mut Reader<'_>) {
    for (path, keys) in services {
        for (index, target) in keys.depends_on.iter().enumerate() {
            let place = format!("{path}.depends_on[{index}]");
            let own = split(target, services).map_or(target.as_str(), |(name, _)| name);
            if own == keys.name {
                reader.fault(&place, WrongName::NeedsItself { name: target.clone() });
            } else if let Some((name, number)) = split(target, services) {
                let count = services.iter().find(|(_, keys)| keys.name == name).and_then(|(_, keys)| keys.instances);
                if count.is_none_or(|count| number > count) {
                    let (name, instance) = (name.to_owned(), target.clone());
                    reader.missing(&place, WrongName::NoInstance { name, instance, count });
                }
            } else if !names.iter().any(|(_, name)| name == target) {
                let others = names.iter().map(|(_, name)| name.as_str()).filter(|name| *name != keys.name);
                let near = nearest(target, others).map(str::to_owned);
                reader.missing(&place, WrongName::NoService { name: target.clone(), near });
            }
        }
    }
    let edges = Edges::of(services);
    for cycle in edges.cycles() {
        let Some((path, keys)) = cycle.first().and_then(|first| services.get(*first)) else { continue };
        let name = |at: usize| services.get(at).map_or("", |(_, keys)| keys.name.as_str());
        let next = cycle.get(1).map_or("", |at| name(*at));
        let index = keys
            .depends_on
            .iter()
            .position(|target| split(target, services).map_or(target.as_str(), |(name, _)| name) == next)
            .unwrap_or(0);
        let round: Vec<&str> = cycle.iter().map(|at| name(*at)).chain([keys.name.as_str()]).collect();
        reader.fault(&format!("{path}.depends_on[{index}]"), WrongName::Cycle { round: round.join(" -> ") });
    }
}

/// One of several instances, as the name of the service and the number.
fn split<'t>(target: &'t str, services: &[(String, ServiceKeys)]) -> Option<(&'t str, u32)> {
    let (name, number) = target.split_once('@')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    services.iter().any(|(_, keys)| keys.name == name).then_some((name, number))
}

/// Who waits for whom, by position.
struct Edges(Vec<Vec<usize>>);

impl Edges {
    fn of(services: &[(String, ServiceKeys)]) -> Self {
        let at: BTreeMap<&str, usize> =
            services.iter().enumerate().rev().map(|(index, (_, keys))| (keys.name.as_str(), index)).collect();
        let targets = |(index, (_, keys)): (usize, &(String, ServiceKeys))| {
            keys.depends_on
                .iter()
                .filter_map(|name| {
                    let name = split(name, services).map_or(name.as_str(), |(name, _)| name);
                    at.get(name).copied()
                })
                .filter(|to| *to != index)
                .collect()
        };
        Self(services.iter().enumerate().map(targets).collect())
    }

    /// Disjoint cycles such that without them nothing would go in circles, each in the direction of waiting.
    fn cycles(&self) -> Vec<Vec<usize>> {
        let mut left: Vec<bool> = vec![true; self.0.len()];
        let mut cycles = Vec::new();
        loop {
            self.drop_free(&mut left);
            let Some(start) = left.iter().position(|left| *left) else { return cycles };
            let mut walk = vec![start];
            // Each node left waits for another one left, so the walk must meet itself.
            while let Some(next) = walk.last().and_then(|at| self.0[*at].iter().copied().find(|to| left[*to])) {
                if let Some(met) = walk.iter().position(|at| *at == next) {
                    walk.drain(..met);
                    break;
                }
                walk.push(next);
            }
            // A cycle reads best from its first service in the file.
            if let Some(first) = (0..walk.len()).min_by_key(|at| walk[*at]) {
                walk.rotate_left(first);
            }
            for at in &walk {
                left[*at] = false;
            }
            cycles.push(walk);
        }
    }

    /// Drops all that wait for nothing that is left, again and again.
    fn drop_free(&self, left: &mut [bool]) {
        let mut waiting: Vec<usize> = self.0.iter().map(|to| to.iter().filter(|to| left[**to]).count()).collect();
        let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); self.0.len()];
        for (from, targets) in self.0.iter().enumerate() {
            for to in targets {
                dependants[*to].push(from);
            }
        }
        let mut free: Vec<usize> = (0..self.0.len()).filter(|at| left[*at] && waiting[*at] == 0).collect();
        while let Some(at) = free.pop() {
            left[at] = false;
            for from in &dependants[at] {
                waiting[*from] -= 1;
                if waiting[*from] == 0 && left[*from] {
                    free.push(*from);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found_once_each() {
        type Lists = Vec<Vec<usize>>;
        let cases: [(Lists, Lists); 5] = [
            (vec![vec![1], vec![]], vec![]),
            (vec![vec![1], vec![0]], vec![vec![0, 1]]),
            (vec![vec![1], vec![2], vec![1]], vec![vec![1, 2]]),
            (vec![vec![1], vec![0], vec![3], vec![2], vec![0, 2]], vec![vec![0, 1], vec![2, 3]]),
            (vec![vec![2, 1], vec![], vec![0, 0]], vec![vec![0, 2]]),
        ];
        for (edges, wanted) in cases {
            assert_eq!(Edges(edges.clone()).cycles(), wanted, "{edges:?}");
        }
    }

    #[test]
    fn a_long_chain_is_no_problem() {
        let edges = (0..50_000).map(|at| if at == 0 { vec![] } else { vec![at - 1] }).collect();
        assert!(Edges(edges).cycles().is_empty());
    }
}
