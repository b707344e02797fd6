//! The fields of a struct, and structs that take them over from another.

use proc_macro::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::tokens::{Cursor, Fault, Result, code, group, is_sign};

/// The name of a field that stands for fields of another struct.
const TAKEN_OVER: &str = "with";

/// A field as it is written.
pub struct Field {
    /// Its attributes, docs among them.
    pub attributes: Vec<TokenTree>,
    /// Who sees it.
    pub visibility: Vec<TokenTree>,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub kind: Vec<TokenTree>,
}

impl Field {
    /// Reads the fields between the braces of a struct.
    pub fn all(body: TokenStream) -> Result<Vec<Self>> {
        let mut cursor = Cursor::new(body);
        let mut fields = Vec::new();
        while !cursor.is_done() {
            let attributes = cursor.attributes();
            let visibility = cursor.visibility();
            let name = cursor.word("the name of a field")?;
            cursor.expect(':')?;
            let kind = cursor.until(&[',']);
            cursor.sign(',');
            fields.push(Self {
                attributes,
                visibility,
                name,
                kind,
            });
        }
        Ok(fields)
    }

    /// The macro and the names in its brackets, when this stands for fields of another struct.
    pub fn taken_over(&self) -> Option<(Vec<TokenTree>, TokenStream)> {
        if self.name.to_string() != TAKEN_OVER {
            return None;
        }
        match self.kind.as_slice() {
            [path @ .., sign, TokenTree::Group(names)] if is_sign(sign, '!') => {
                Some((path.to_vec(), names.stream()))
            }
            _ => None,
        }
    }

    fn write(&self) -> TokenStream {
        let head = self.attributes.iter().chain(&self.visibility).cloned();
        let mut tokens: TokenStream = head.collect();
        tokens.extend([TokenTree::from(self.name.clone())]);
        tokens.extend(code(":"));
        tokens.extend(self.kind.iter().cloned());
        tokens.extend(code(","));
        tokens
    }
}

/// Fields as they are written.
pub fn write(fields: &[Field]) -> TokenStream {
    fields.iter().map(Field::write).collect()
}

/// A macro with the name of the struct, which hands its fields on.
pub fn handed_on(name: &Ident, fields: &[Field]) -> TokenStream {
    let mut inner = TokenStream::from(group(Delimiter::Brace, write(fields)));
    inner.extend(code("$($call)*"));
    let mut call = code("::cleat_api::derive::take_over!");
    call.extend([group(Delimiter::Brace, inner)]);
    let mut arm = code("($($call:tt)*) =>");
    arm.extend([group(Delimiter::Brace, call)]);
    let mut tokens = code(&format!("macro_rules! __fields_of_{name}"));
    tokens.extend([group(Delimiter::Brace, arm)]);
    tokens.extend(code(&format!(
        "pub(crate) use __fields_of_{name} as {name};"
    )));
    tokens
}

/// A struct with the fields that were asked for at the place where it asked for them.
///
/// The input: fields to take from, names, fields before, fields after, the head of the struct.
pub fn take_over(input: TokenStream) -> Result<TokenStream> {
    let mut cursor = Cursor::new(input);
    let given = Field::all(part(&mut cursor, Delimiter::Brace)?)?;
    let names = part(&mut cursor, Delimiter::Bracket)?;
    let mut body = part(&mut cursor, Delimiter::Brace)?;
    let after = part(&mut cursor, Delimiter::Brace)?;
    body.extend(write(&picked(given, names)?));
    body.extend(after);
    let mut tokens = TokenStream::new();
    while let Some(tree) = cursor.take() {
        tokens.extend([tree]);
    }
    tokens.extend([group(Delimiter::Brace, body)]);
    Ok(tokens)
}

fn part(cursor: &mut Cursor, delimiter: Delimiter) -> Result<TokenStream> {
    let inner = cursor.inside(delimiter);
    inner.ok_or_else(|| Fault::new(Span::call_site(), "write `with: Name![field, …]`"))
}

/// The fields of these names in their order; all of them when none is named.
fn picked(given: Vec<Field>, names: TokenStream) -> Result<Vec<Field>> {
    if names.is_empty() {
        return Ok(given);
    }
    let mut given: Vec<Option<Field>> = given.into_iter().map(Some).collect();
    let mut names = Cursor::new(names);
    let mut picked = Vec::new();
    while !names.is_done() {
        let name = names.word("the name of a field")?;
        names.sign(',');
        let is_meant = |field: &&mut Option<Field>| {
            let own = field.as_ref().map(|field| field.name.to_string());
            own.is_some_and(|own| own == name.to_string())
        };
        let field = given.iter_mut().find(is_meant).and_then(Option::take);
        let missing = || Fault::new(name.span(), format!("there is no field `{name}` to take"));
        picked.push(field.ok_or_else(missing)?);
    }
    Ok(picked)
}
