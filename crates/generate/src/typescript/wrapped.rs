//! Long lists.

/// Longest line.
const LINE: usize = 120;

/// Items between `start` and `end`, broken into lines after `between`.
pub fn wrapped(start: &str, items: &[String], between: &str, end: &str) -> String {
    let mut text = start.to_owned();
    let mut column = start.len();
    for (number, item) in items.iter().enumerate() {
        let last = number + 1 == items.len();
        let after = if last { end } else { between };
        if number > 0 && column + 1 + item.len() + after.trim_end().len() > LINE {
            text.push_str("\n  ");
            column = 2;
        } else if number > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(item);
        text.push_str(after);
        column += item.len() + after.len();
    }
    text
}
