//! Writing an expression as `rustfmt` writes it, for the few forms that samples have.

/// Longest line.
const LINE: usize = 100;
/// Longest call chain or list of items on one line.
const SHORT: usize = 60;
/// One step to the right.
const STEP: usize = 4;

/// What reads an object.
const READ: &str = "serde_json::from_str::<cleat_client::api::Object>";

/// An expression of a sample.
#[derive(Debug, Clone)]
pub enum Code {
    /// A value or a path: never broken.
    Plain(String),
    /// An object that is read from its JSON.
    Json(String),
    /// `&` and an expression.
    Borrowed(Box<Code>),
    /// `vec![…]`.
    List(Vec<Code>),
    /// `head.call(argument).await?`.
    Chain(String, Vec<Call>),
}

/// A link of a chain.
#[derive(Debug, Clone)]
pub enum Call {
    /// `.name()` or `.name(argument)`.
    Method(String, Option<Code>),
    /// `.await?`.
    Await,
}

impl Code {
    /// The text, begun `column` characters into a line that is indented by `indent`, where
    /// `after` characters follow it.
    pub fn text(&self, indent: usize, column: usize, after: usize) -> String {
        let flat = self.flat();
        let fits = column + width(&flat) + after <= LINE;
        match self {
            Self::Plain(_) | Self::Json(_) => flat,
            Self::List(_) | Self::Chain(..) if fits && self.is_short() => flat,
            Self::Borrowed(inner) => format!("&{}", inner.text(indent, column + 1, after)),
            Self::List(items) => broken(items, indent),
            Self::Chain(head, calls) => {
                let mut text = head.clone();
                for call in calls {
                    text.push_str(&call.text(indent + STEP));
                }
                text
            }
        }
    }

    /// The text on one line.
    fn flat(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Json(json) => format!("{READ}(r#\"{json}\"#)?"),
            Self::Borrowed(inner) => format!("&{}", inner.flat()),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::flat).collect();
                format!("vec![{}]", items.join(", "))
            }
            Self::Chain(head, calls) => {
                let calls: String = calls.iter().map(Call::flat).collect();
                format!("{head}{calls}")
            }
        }
    }

    /// Whether it may stand on one line.
    fn is_short(&self) -> bool {
        match self {
            Self::Plain(_) | Self::Json(_) => true,
            Self::Borrowed(inner) => inner.is_short(),
            Self::List(items) => {
                width(&self.flat()) <= SHORT + "vec![]".len() && items.iter().all(Self::is_short)
            }
            Self::Chain(_, calls) => {
                // A question mark at the end takes a column more.
                let more = usize::from(matches!(calls.last(), Some(Call::Await)));
                width(&self.flat()) + more <= SHORT && calls.iter().all(Call::is_short)
            }
        }
    }
}

impl Call {
    fn flat(&self) -> String {
        match self {
            Self::Method(name, None) => format!(".{name}()"),
            Self::Method(name, Some(argument)) => format!(".{name}({})", argument.flat()),
            Self::Await => ".await?".into(),
        }
    }

    fn is_short(&self) -> bool {
        match self {
            Self::Method(_, Some(list @ Code::List(_))) => {
                list.is_short() && width(&list.flat()) <= SHORT
            }
            Self::Method(_, Some(argument)) => argument.is_short(),
            _ => true,
        }
    }

    /// On a line of its own.
    fn text(&self, indent: usize) -> String {
        let start = pad(indent);
        let column = indent + width(&self.flat());
        let Self::Method(name, Some(argument)) = self else {
            return format!("{start}{}", self.flat());
        };
        if self.is_short() && column <= LINE {
            return format!("{start}{}", self.flat());
        }
        match argument {
            Code::List(items) => format!("{start}.{name}({})", broken(items, indent)),
            Code::Json(json) => {
                let inner = pad(indent + STEP);
                format!("{start}.{name}({READ}({inner}r#\"{json}\"#,{start})?)")
            }
            _ => {
                let inner = argument.text(indent + STEP, indent + STEP, 1);
                format!("{start}.{name}({}{inner},{start})", pad(indent + STEP))
            }
        }
    }
}

/// A list with an item a line; that of a single list is broken in its stead.
fn broken(items: &[Code], indent: usize) -> String {
    if let [Code::List(items)] = items {
        return format!("vec![{}]", broken(items, indent));
    }
    let inner = indent + STEP;
    let lines = items
        .iter()
        .map(|item| format!("{}{},", pad(inner), item.text(inner, inner, 1)));
    format!("vec![{}{}]", lines.collect::<String>(), pad(indent))
}

/// Columns of a text; letters of East Asia take two.
fn width(text: &str) -> usize {
    let columns = text
        .chars()
        .map(|letter| 1 + usize::from(letter >= '\u{2E80}'));
    columns.sum()
}

/// The start of a line.
fn pad(indent: usize) -> String {
    format!("\n{}", " ".repeat(indent))
}

/// `use path::{A, B};`, the names in order.
pub fn import(path: &str, names: &[&str]) -> String {
    let line = match names {
        [one] => format!("use {path}::{one};"),
        many => format!("use {path}::{{{}}};", many.join(", ")),
    };
    if line.len() <= LINE {
        return format!("{line}\n");
    }
    let mut text = format!("use {path}::{{");
    let mut column = LINE;
    for name in names {
        if column + name.len() + 2 > LINE {
            text.push_str(&pad(STEP));
            column = STEP;
        } else {
            text.push(' ');
            column += 1;
        }
        text.push_str(&format!("{name},"));
        column += name.len() + 1;
    }
    format!("{text}\n}};\n")
}

#[cfg(test)]
mod tests;
