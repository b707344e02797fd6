//! `operations!`: the rows are read here and written out by a template in
//! `cleat_api::derive`.

use proc_macro::{Delimiter, Ident, Literal, TokenStream, TokenTree};

use crate::tokens::{Cursor, Fault, Result, code, group, is_sign};

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// The columns after the caller, in their order, with what they are when left out.
const COLUMNS: [(&str, &str); 7] = [
    ("counts", "Free"),
    ("audits", "Nothing"),
    ("wire", "Envelope"),
    ("answers", "Ok"),
    ("client", "Authentication"),
    ("proof", "None"),
    ("origin", "Contract"),
];

/// Every row, and the list of them.
pub fn expand(rows: TokenStream) -> Result<TokenStream> {
    let mut cursor = Cursor::new(rows);
    let mut input = TokenStream::new();
    let mut count = 0;
    while !cursor.is_done() {
        input.extend([row(&mut cursor, count)?]);
        count += 1;
    }
    let mut all = code(&count.to_string());
    all.extend(input);
    let mut tokens = code("::cleat_api::operation_table!");
    tokens.extend([group(Delimiter::Brace, all)]);
    Ok(tokens)
}

/// One row, for the template: everything in a fixed place.
fn row(cursor: &mut Cursor, place: usize) -> Result<TokenTree> {
    let id = cursor.word("the id of an operation")?;
    cursor.expect('=')?;
    let method = cursor.one_of(&METHODS)?;
    let path = path(cursor)?;
    let aliases = aliases(cursor)?;
    let caller = cursor.word("who may call it")?;
    cursor.expect(',')?;
    let (columns, request) = columns(cursor, &caller)?;
    cursor.expect('-')?;
    cursor.expect('>')?;
    let response = cursor.until(&[',', ';']);
    let written: String = response.iter().map(TokenTree::to_string).collect();
    let errors = match cursor.sign(',') {
        Some(_) => errors(cursor)?,
        None => TokenStream::new(),
    };
    cursor.expect(';')?;
    let mut input = TokenStream::from(TokenTree::from(Literal::usize_unsuffixed(place)));
    input.extend([TokenTree::from(id), method.into(), path]);
    input.extend([group(Delimiter::Bracket, aliases), caller.into()]);
    input.extend(columns.map(TokenTree::from));
    input.extend([
        TokenTree::from(request),
        Literal::string(&written).into(),
        group(
            Delimiter::Parenthesis,
            response.into_iter().collect::<TokenStream>(),
        ),
        group(Delimiter::Bracket, errors),
    ]);
    Ok(group(Delimiter::Bracket, input))
}

fn path(cursor: &mut Cursor) -> Result<TokenTree> {
    match cursor.take() {
        Some(path @ TokenTree::Literal(_)) => Ok(path),
        _ => Err(cursor.expected("a path in quotes")),
    }
}

/// The paths after each `also`, with commas between them; reads on behind `by`.
fn aliases(cursor: &mut Cursor) -> Result<TokenStream> {
    let mut aliases = TokenStream::new();
    while cursor.one_of(&["also", "by"])?.to_string() == "also" {
        aliases.extend([path(cursor)?]);
        aliases.extend(code(","));
    }
    Ok(aliases)
}

/// What the columns say, and the request, which stands after them.
fn columns(cursor: &mut Cursor, caller: &Ident) -> Result<([Ident; COLUMNS.len()], Ident)> {
    let mut said = COLUMNS.map(|(_, usual)| Ident::new(usual, caller.span()));
    if let [_, _, _, _, client, ..] = &mut said
        && caller.to_string() == "Management"
    {
        *client = caller.clone();
    }
    let mut next = 0;
    loop {
        let word = cursor.word("a column or the type of the request")?;
        if cursor.peek().is_some_and(|tree| is_sign(tree, '-')) {
            return Ok((said, word));
        }
        let column = said.iter_mut().zip(COLUMNS).enumerate().skip(next);
        let found = column
            .into_iter()
            .find(|(_, (_, (name, _)))| word.to_string() == *name);
        let Some((place, (value, _))) = found else {
            return Err(unknown(&word));
        };
        *value = cursor.word("what the column says")?;
        next = place + 1;
        cursor.expect(',')?;
    }
}

fn unknown(word: &Ident) -> Fault {
    let names = COLUMNS.map(|(name, _)| name).join(", ");
    Fault::new(
        word.span(),
        format!(
            "expected a column, each once and in this order: {names}; or `Request -> Response`"
        ),
    )
}

/// `errors GROUP + [One, Another]`, as a list of lists.
fn errors(cursor: &mut Cursor) -> Result<TokenStream> {
    cursor.one_of(&["errors"])?;
    let mut groups = TokenStream::new();
    loop {
        match cursor.inside(Delimiter::Bracket) {
            Some(names) => groups.extend(listed(names)?),
            None => {
                let first = cursor.word("a list in brackets or a constant")?;
                groups.extend([TokenTree::from(first)]);
                groups.extend(cursor.until(&['+', ';']));
            }
        }
        groups.extend(code(","));
        if cursor.sign('+').is_none() {
            return Ok(groups);
        }
    }
}

/// `[One, Another]` as a list of errors.
fn listed(names: TokenStream) -> Result<TokenStream> {
    let mut cursor = Cursor::new(names);
    let mut list = TokenStream::new();
    while !cursor.is_done() {
        let name = cursor.word("the name of an error")?;
        list.extend(code("::cleat_api::ErrorCode::"));
        list.extend([TokenTree::from(name)]);
        list.extend(code(","));
        if !cursor.is_done() {
            cursor.expect(',')?;
        }
    }
    let mut tokens = code("&");
    tokens.extend([group(Delimiter::Bracket, list)]);
    Ok(tokens)
}
