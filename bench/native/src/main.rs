//! The native tasks' kernels beside rayon's, on the same threads: one JSON line for each case.
//!
//! Our side's halves run on rayon's threads too, so what is compared is kernels and not schedulers. Each figure is the best of its
//! rounds. Arguments choose cases by the start of their names; without any all run.

mod cases;
mod measure;

use std::env;

fn main() {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let is_wanted =
        |name: &str| wanted.is_empty() || wanted.iter().any(|start| name.starts_with(start));
    for (name, case) in cases::ALL {
        if is_wanted(name) {
            case(name);
        }
    }
}
