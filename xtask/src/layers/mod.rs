//! What may stand on what: floors, nouns, and no circles. There is no list of exceptions.

mod arrows;
mod circles;
mod floors;
mod manifests;
mod source;
mod tokens;
mod tree;

use std::collections::BTreeSet;

use arrows::Arrows;
use floors::Fault;

use crate::run::say;

/// Reads the sources of every crate; an error when an arrow goes up or files import each other in
/// a circle.
pub fn layers() -> Result<(), String> {
    let crates = manifests::crates()?;
    let mut tree = tree::Tree::default();
    let mut files = 0;
    let mut faults = Vec::new();
    for one in &crates {
        files += one.files.len();
        tree.add(&one.name, &one.files);
        faults.extend(one.faults(&crates));
    }
    let arrows = arrows::arrows(&tree);
    faults.extend(floors::faults(&arrows));
    let pairs = arrows.keys();
    let circles = circles::circles(pairs.map(|(from, to)| (from.as_str(), to.as_str())));
    for (number, circle) in circles.iter().enumerate() {
        print_circle(number + 1, circle, &arrows);
    }
    for Fault { place, why } in &faults {
        say(&format!("up: {place} {why}"));
    }
    let summary = format!(
        "layers: {files} files, {} arrows, {} up, {} circles",
        arrows.len(),
        faults.len(),
        circles.len()
    );
    say(&summary);
    match faults.is_empty() && circles.is_empty() {
        true => Ok(()),
        false => Err("every arrow must go down: see docs/architecture.md".into()),
    }
}

fn print_circle(number: usize, circle: &BTreeSet<&str>, arrows: &Arrows) {
    say(&format!("circle {number}: {} files", circle.len()));
    for file in circle {
        say(&format!("  {file}"));
    }
    for ((from, to), tie) in arrows {
        if !circle.contains(from.as_str()) || !circle.contains(to.as_str()) {
            continue;
        }
        for (line, names) in &tie.taken {
            say(&format!("  {from}:{line} -> {to}: {}", floors::join(names)));
        }
    }
}
