//! One job's pieces, worked off by as many workers as have nothing else to do.
//!
//! Pieces are numbered, and which worker computes which does not change what comes out: an outcome does not depend on the
//! number of threads.

use super::Crew;

/// Computes `piece(0)` to `piece(pieces - 1)`, here and on whatever worker comes to help, and returns them in order.
///
/// # Panics
///
/// With the panic of a piece, when none runs any more.
pub(super) fn split<T, F>(crew: &dyn Crew, pieces: usize, piece: F) -> Vec<T>
where
    T: Send,
    F: Fn(usize) -> T + Sync,
{
    let mut outcomes: Vec<Option<T>> = (0..pieces).map(|_| None).collect();
    halve(crew, 0, &mut outcomes, &piece);
    outcomes.into_iter().flatten().collect()
}

fn halve<T, F>(crew: &dyn Crew, start: usize, outcomes: &mut [Option<T>], piece: &F)
where
    T: Send,
    F: Fn(usize) -> T + Sync,
{
    match outcomes {
        [] => {}
        [outcome] => *outcome = Some(piece(start)),
        _ => {
            let middle = outcomes.len() / 2;
            let (left, right) = outcomes.split_at_mut(middle);
            crew.join(&mut |crew| halve(crew, start, left, piece), &mut |crew| {
                halve(crew, start + middle, right, piece)
            });
        }
    }
}
