//! `#[wire]`.

use proc_macro::{Delimiter, Ident, Literal, TokenStream, TokenTree};

use crate::fields::{self, Field};
use crate::tokens::{Cursor, Result, code, group};

const ARGUMENTS: &str = "`request`, `fields`, `snake_case` or the name of the schema in quotes";

/// What stands in the brackets of the attribute.
#[derive(Default)]
struct Arguments {
    request: bool,
    fields: bool,
    snake_case: bool,
    schema: Option<Literal>,
}

impl Arguments {
    fn read(tokens: TokenStream) -> Result<Self> {
        let mut cursor = Cursor::new(tokens);
        let mut found = Self::default();
        while let Some(tree) = cursor.take() {
            match (&tree, tree.to_string().as_str()) {
                (TokenTree::Literal(name), _) => found.schema = Some(name.clone()),
                (_, "request") => found.request = true,
                (_, "fields") => found.fields = true,
                (_, "snake_case") => found.snake_case = true,
                _ => return Err(cursor.expected(ARGUMENTS)),
            }
            if !cursor.is_done() {
                cursor.expect(',')?;
            }
        }
        Ok(found)
    }

    /// The name of the schema, as code.
    fn schema_of(&self, name: &Ident) -> String {
        let own = self.schema.as_ref().map(Literal::to_string);
        own.unwrap_or_else(|| format!("{:?}", name.to_string()))
    }
}

/// The item and the arguments of its attribute.
struct Item {
    arguments: TokenStream,
    asked: Arguments,
    attributes: Vec<TokenTree>,
    visibility: Vec<TokenTree>,
    name: Ident,
    rest: Cursor,
}

/// The type with all that makes it one of the wire.
pub fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let mut rest = Cursor::new(item);
    let attributes = with_one_doc(rest.attributes());
    let visibility = rest.visibility();
    let kind = rest.one_of(&["struct", "enum", "type"])?;
    let name = rest.word("a name")?;
    let asked = Arguments::read(arguments.clone())?;
    let item = Item {
        arguments,
        asked,
        attributes,
        visibility,
        name,
        rest,
    };
    match kind.to_string().as_str() {
        "struct" => structure(item, kind),
        "enum" => enumeration(item, kind),
        _ => page(item, kind),
    }
}

fn structure(mut item: Item, keyword: Ident) -> Result<TokenStream> {
    let body = item.rest.inside(Delimiter::Brace);
    let body = body.ok_or_else(|| item.rest.expected("fields in braces"))?;
    let fields = Field::all(body)?;
    let taken_over = fields.iter().position(|field| field.taken_over().is_some());
    match taken_over {
        Some(place) => Ok(with_taken_over(item, keyword, fields, place)),
        None => Ok(derived(item, keyword, fields)),
    }
}

/// Asks the macro of the other struct to write this one with its fields.
fn with_taken_over(
    item: Item,
    keyword: Ident,
    mut fields: Vec<Field>,
    place: usize,
) -> TokenStream {
    let after = fields.split_off(place + 1);
    let Some((path, names)) = fields.pop().and_then(|field| field.taken_over()) else {
        return TokenStream::new();
    };
    let mut input = TokenStream::from(group(Delimiter::Bracket, names));
    input.extend([
        group(Delimiter::Brace, fields::write(&fields)),
        group(Delimiter::Brace, fields::write(&after)),
    ]);
    let mut attribute = code("::cleat_api::wire");
    attribute.extend([group(Delimiter::Parenthesis, item.arguments)]);
    input.extend(code("#"));
    input.extend([group(Delimiter::Bracket, attribute)]);
    input.extend(item.attributes.into_iter().chain(item.visibility));
    input.extend([TokenTree::from(keyword), item.name.into()]);
    let mut tokens: TokenStream = path.into_iter().collect();
    tokens.extend(code("!"));
    tokens.extend([group(Delimiter::Brace, input)]);
    tokens
}

/// The struct with its derives.
fn derived(item: Item, keyword: Ident, fields: Vec<Field>) -> TokenStream {
    let Item { asked, name, .. } = item;
    let schema = asked.schema_of(&name);
    let mut tokens = code(&format!(
        "#[derive(Debug, Clone, Default)]
         #[derive(::cleat_api::derive::serde::Serialize, ::cleat_api::derive::serde::Deserialize)]
         #[derive(::cleat_api::derive::schemars::JsonSchema)]
         #[serde(crate = \"::cleat_api::derive::serde\")]
         #[schemars(crate = \"::cleat_api::derive::schemars\", rename = {schema})]"
    ));
    if asked.request {
        tokens.extend(code(
            "#[derive(::cleat_api::derive::bon::Builder)]
             #[builder(on(_, into), crate = ::cleat_api::derive::bon)]",
        ));
    }
    if !asked.snake_case {
        tokens.extend(code("#[serde(rename_all = \"camelCase\")]"));
    }
    tokens.extend(item.attributes.into_iter().chain(item.visibility));
    tokens.extend([TokenTree::from(keyword), name.clone().into()]);
    let handed_on = asked.fields.then(|| fields::handed_on(&name, &fields));
    let fields: Vec<Field> = fields
        .into_iter()
        .map(|field| of_wire(field, asked.request))
        .collect();
    tokens.extend([group(Delimiter::Brace, fields::write(&fields))]);
    tokens.extend(handed_on);
    tokens
}

/// The field with the attributes that its type calls for.
fn of_wire(mut field: Field, has_builder: bool) -> Field {
    field.attributes = with_one_doc(field.attributes);
    let first = field.kind.first().map(TokenTree::to_string);
    if first.as_deref() == Some("Patch") {
        field.attributes.extend(code(
            "#[serde(default, skip_serializing_if = \"::cleat_api::Patch::is_keep\")]",
        ));
        if has_builder {
            field.attributes.extend(code("#[builder(default)]"));
        }
    }
    field
}

/// The enum, from the template in `cleat_api::derive`.
fn enumeration(mut item: Item, keyword: Ident) -> Result<TokenStream> {
    let values = item.rest.inside(Delimiter::Brace);
    let values = values.ok_or_else(|| item.rest.expected("values in braces"))?;
    let mut input = code(&item.asked.schema_of(&item.name));
    input.extend(item.attributes.into_iter().chain(item.visibility));
    input.extend([TokenTree::from(keyword), item.name.into()]);
    input.extend([group(Delimiter::Brace, values)]);
    let mut tokens = code("::cleat_api::wire_enum!");
    tokens.extend([group(Delimiter::Brace, input)]);
    Ok(tokens)
}

/// The alias of a page, and what the contract calls such a page.
fn page(mut item: Item, keyword: Ident) -> Result<TokenStream> {
    let schema = item.asked.schema_of(&item.name);
    let doc = docs(&item.attributes).concat();
    item.rest.expect('=')?;
    let kind = item.rest.until(&[';']);
    let mut inner = Cursor::new(kind.iter().cloned().collect());
    inner.one_of(&["Page"])?;
    inner.expect('<')?;
    let row = inner.until(&['>']);
    let mut tokens: TokenStream = item.attributes.into_iter().chain(item.visibility).collect();
    tokens.extend([TokenTree::from(keyword), item.name.into()]);
    tokens.extend(code("="));
    tokens.extend(kind);
    tokens.extend(code("; impl ::cleat_api::page::Listed for"));
    tokens.extend(row);
    tokens.extend(code(&format!(
        "{{ const SCHEMA: &'static str = {schema}; const DOC: &'static str = \"{doc}\"; }}"
    )));
    Ok(tokens)
}

/// The same attributes with all lines of the doc comment in one: a sentence may have several.
fn with_one_doc(attributes: Vec<TokenTree>) -> Vec<TokenTree> {
    let doc = docs(&attributes).concat();
    if doc.is_empty() {
        return attributes;
    }
    let mut joined: Vec<TokenTree> = code(&format!("#[doc = \"{doc}\"]")).into_iter().collect();
    let pairs = attributes.chunks(2);
    joined.extend(
        pairs
            .filter(|pair| doc_of(pair).is_none())
            .flatten()
            .cloned(),
    );
    joined
}

/// The lines of the doc comment, escaped.
fn docs(attributes: &[TokenTree]) -> Vec<String> {
    attributes.chunks(2).filter_map(doc_of).collect()
}

/// The text of `#[doc = "text"]`, escaped.
fn doc_of(attribute: &[TokenTree]) -> Option<String> {
    let [_, TokenTree::Group(group)] = attribute else {
        return None;
    };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    match inner.as_slice() {
        [TokenTree::Ident(word), _, TokenTree::Literal(text)] if word.to_string() == "doc" => {
            let text = text.to_string();
            let text = text.strip_prefix('"')?.strip_suffix('"')?;
            Some(text.to_owned())
        }
        _ => None,
    }
}
