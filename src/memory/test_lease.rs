//! Leases against a simple oracle: a list of everything that was asked for, which is searched from its start.

use proptest::prelude::*;

use super::{Asked, Count, LeaseId, Leases, Range};

/// What waits in these tests: the number of a job.
type Job = usize;

const OWNER: u32 = 1;

#[derive(Clone, Debug)]
enum Step {
    Ask(Vec<Range>),
    Release(usize),
    Withdraw(usize),
}

fn range() -> impl Strategy<Value = Range> {
    (0..3_usize, 0..20_usize, 0..8_usize, any::<bool>()).prop_map(
        |(memory, start, len, exclusive)| {
            let start = memory * 1000 + start;
            Range {
                memory,
                start,
                end: start + len,
                exclusive,
            }
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec(range(), 0..4).prop_map(Step::Ask),
        3 => any::<usize>().prop_map(Step::Release),
        1 => any::<usize>().prop_map(Step::Withdraw),
    ]
}

/// Every job that has asked and is not over, in the order of asking, and whether it has its lease.
#[derive(Default)]
struct Oracle(Vec<(Job, Vec<Range>, bool)>);

impl Oracle {
    /// Gives leases to the jobs that no earlier job is in the way of, and returns these jobs.
    fn settle(&mut self) -> Vec<Job> {
        let mut ready = Vec::new();
        for at in 0..self.0.len() {
            let (earlier, rest) = self.0.split_at_mut(at);
            let (job, ranges, is_out) = &mut rest[0];
            let in_the_way = earlier.iter().flat_map(|(_, ranges, _)| ranges);
            if !*is_out
                && !in_the_way
                    .clone()
                    .any(|a| ranges.iter().any(|b| clash(a, b)))
            {
                *is_out = true;
                ready.push(*job);
            }
        }
        ready
    }
}

fn clash(a: &Range, b: &Range) -> bool {
    (a.start..a.end).any(|byte| (b.start..b.end).contains(&byte)) && (a.exclusive || b.exclusive)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_job_has_its_lease_once_no_earlier_job_is_in_its_way(steps in prop::collection::vec(step(), 1..40)) {
        let leases: Leases<(LeaseId, Job)> = Leases::new();
        let mut oracle = Oracle::default();
        let mut ids: Vec<LeaseId> = Vec::new();
        for step in steps {
            match step {
                Step::Ask(ranges) => {
                    let job = ids.len();
                    let asked = leases.ask(OWNER, ranges.clone(), |id| {
                        ids.push(id);
                        (id, job)
                    });
                    oracle.0.push((job, ranges, false));
                    let out = oracle.settle();
                    prop_assert_eq!(matches!(asked, Asked::Out(_)), out == [job]);
                }
                Step::Release(which) => {
                    let out = oracle.0.iter().filter(|(_, _, is_out)| *is_out);
                    let out: Vec<_> = out.map(|(job, _, _)| *job).collect();
                    if out.is_empty() {
                        continue;
                    }
                    let job = out[which % out.len()];
                    oracle.0.retain(|(other, _, _)| *other != job);
                    let ready: Vec<_> = leases.release(ids[job]).into_iter().map(|(_, job)| job).collect();
                    prop_assert_eq!(ready, oracle.settle());
                }
                Step::Withdraw(which) => {
                    if ids.is_empty() {
                        continue;
                    }
                    let job = which % ids.len();
                    let waits = oracle.0.iter().any(|(other, _, is_out)| *other == job && !is_out);
                    let (withdrawn, ready) = leases.withdraw(ids[job]);
                    prop_assert_eq!(withdrawn.map(|(_, job)| job), waits.then_some(job));
                    if waits {
                        oracle.0.retain(|(other, _, _)| *other != job);
                    }
                    prop_assert_eq!(ready.into_iter().map(|(_, job)| job).collect::<Vec<_>>(), oracle.settle());
                }
            }
            let out = oracle.0.iter().filter(|(_, _, is_out)| *is_out).count();
            let waiting = oracle.0.len() - out;
            prop_assert_eq!(leases.count(OWNER), Count { out, waiting });
            prop_assert_eq!(leases.waiting(OWNER).len(), waiting);
            prop_assert_eq!(leases.count(OWNER + 1), Count::default());
        }
    }
}
