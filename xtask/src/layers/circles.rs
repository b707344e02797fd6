//! Files that take from each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

/// The circles of a graph, the largest first: files each of which leads to every other.
pub fn circles<'f>(arrows: impl Iterator<Item = (&'f str, &'f str)>) -> Vec<BTreeSet<&'f str>> {
    let (mut down, mut up) = (Graph::default(), Graph::default());
    for (from, to) in arrows {
        down.entry(from).or_default().push(to);
        up.entry(to).or_default().push(from);
    }
    let mut ended = Vec::new();
    let mut seen = BTreeSet::new();
    for file in down.keys() {
        visit(&down, file, &mut seen, &mut ended);
    }
    let mut circles = Vec::new();
    seen.clear();
    for file in ended.into_iter().rev() {
        let mut circle = Vec::new();
        visit(&up, file, &mut seen, &mut circle);
        if circle.len() > 1 {
            circles.push(BTreeSet::from_iter(circle));
        }
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

type Graph<'f> = BTreeMap<&'f str, Vec<&'f str>>;

/// Visits all that a file leads to and that was not seen; a file ends after what it leads to.
fn visit<'f>(
    graph: &Graph<'f>,
    file: &'f str,
    seen: &mut BTreeSet<&'f str>,
    ended: &mut Vec<&'f str>,
) {
    if !seen.insert(file) {
        return;
    }
    for next in graph.get(file).into_iter().flatten() {
        visit(graph, next, seen, ended);
    }
    ended.push(file);
}

#[cfg(test)]
mod tests {
    use super::circles;

    fn shown(arrows: &str) -> String {
        let arrows = arrows.split(' ').filter_map(|arrow| arrow.split_once('>'));
        let circles = circles(arrows).into_iter();
        let shown = circles.map(|circle| circle.into_iter().collect::<Vec<&str>>().join(""));
        shown.collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn circles_are_found() {
        assert_eq!(shown("a>b b>c a>c"), "");
        assert_eq!(shown("a>b b>a"), "ab");
        assert_eq!(shown("a>b b>c c>a c>d d>e e>d x>a"), "abc de");
        assert_eq!(shown("a>b b>c c>b a>d d>c"), "bc");
    }
}
