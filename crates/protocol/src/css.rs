//! Style sheets of others: they may change how a page looks, and neither load nor tell anything.

/// Rules that only arrange what is there.
const RULES: [&str; 6] = [
    "media",
    "supports",
    "container",
    "layer",
    "keyframes",
    "-webkit-keyframes",
];
/// Functions that load, however what they load is written.
const LOADING: [&str; 8] = [
    "src",
    "image",
    "image-set",
    "-webkit-image-set",
    "cross-fade",
    "-webkit-cross-fade",
    "element",
    "paint",
];
/// What `url()` may begin with: a picture in the sheet itself, a part of the page.
const OWN: [&str; 2] = ["data:image/", "#"];

/// What an address without quotes may have besides letters and digits. Whether CSS takes it for an
/// address or, behind a `#`, for something else: nothing of it opens or ends anything.
const PLAIN: &str = "-._~:/?#!$&+,;=%";
/// White space of CSS, which is less than that of Unicode.
const WHITE: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];

const OPEN: &str = "has a comment or a text that does not end";
const UNQUOTED: &str = "has an address in url() that needs quotes";
const LOADS: &str = "must not load anything; url() takes data:image and # alone";

/// Refuses a sheet that loads something (CSS Syntax Module Level 3).
///
/// # Errors
/// What is wrong with it.
pub fn check(sheet: &str) -> Result<(), &'static str> {
    // By an escape a name can be spelled in ways that nobody could list.
    if sheet.contains('\\') {
        return Err("must not have a backslash");
    }
    let mut rest = sheet;
    while let Some(sign) = rest.chars().next() {
        let (_, after) = rest.split_at(sign.len_utf8());
        rest = match sign {
            '/' if after.starts_with('*') => past(after.get(1..).unwrap_or_default(), "*/")?,
            '"' | '\'' => past_text(after, sign)?,
            '@' => rule(after)?,
            sign if is_of_name(sign) => function(rest)?,
            _ => after,
        };
    }
    Ok(())
}

/// What follows an end.
fn past<'s>(text: &'s str, end: &str) -> Result<&'s str, &'static str> {
    text.split_once(end).map(|(_, rest)| rest).ok_or(OPEN)
}

/// What follows a quoted text; none goes over the end of a line.
fn past_text(text: &str, quote: char) -> Result<&str, &'static str> {
    let (inside, rest) = text.split_once(quote).ok_or(OPEN)?;
    match inside.contains(['\n', '\r', '\u{c}']) {
        true => Err(OPEN),
        false => Ok(rest),
    }
}

/// The name that a text begins with, in small letters, and what follows it.
fn name(text: &str) -> (String, &str) {
    let end = text.find(|sign| !is_of_name(sign)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (name.to_ascii_lowercase(), rest)
}

/// Signs beyond ASCII end a name here: which of them are of one, editions of CSS disagree on.
fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_')
}

fn rule(text: &str) -> Result<&str, &'static str> {
    let (name, rest) = name(text);
    match RULES.contains(&name.as_str()) {
        true => Ok(rest),
        false => Err("may have no @-rules but media, supports, container, layer and keyframes"),
    }
}

fn function(text: &str) -> Result<&str, &'static str> {
    let (name, rest) = name(text);
    let Some(inside) = rest.strip_prefix('(') else {
        return Ok(rest);
    };
    if LOADING.contains(&name.as_str()) {
        return Err(LOADS);
    }
    if name != "url" {
        return Ok(inside);
    }
    let inside = inside.trim_start_matches(WHITE);
    let quote = if inside.starts_with('"') { '"' } else { '\'' };
    match inside.strip_prefix(quote) {
        Some(address) if is_own(address) => past_text(address, quote),
        None if is_own(inside) => past_plain(inside),
        _ => Err(LOADS),
    }
}

fn is_own(address: &str) -> bool {
    let begins = |own: &&str| {
        let begin = address.get(..own.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(own))
    };
    OWN.iter().any(begins)
}

/// What follows an address without quotes.
fn past_plain(text: &str) -> Result<&str, &'static str> {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || PLAIN.contains(sign);
    let rest = text.trim_start_matches(is_plain);
    let rest = rest.trim_start_matches(WHITE);
    rest.strip_prefix(')').ok_or(UNQUOTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_changes_how_a_page_looks() {
        for sheet in [
            "",
            "body { background: #123; color: rgb(1 2 3 / 50%) }",
            "/* @import url(x) */ h1::before { content: \"url(http://x) @import\" }",
            "@media (max-width: 40em) { main { width: calc(100% - 2px) } }",
            "@keyframes turn { to { transform: rotate(1turn) } }",
            "a { background: url( \"data:image/png;base64,AA==\" ) }",
            "a { background: URL(data:image/svg+xml,%3Csvg/%3E) ; filter: url(#blur) }",
            "input[value^='a'] { color: red }",
            "h1::after { content: '\u{2014}' }",
            "a { background: url( data:image/png;base64,AA== ) }",
            ".été, .\u{a0}x { color: red }",
            "#url { color: red }",
        ] {
            assert_eq!(check(sheet), Ok(()), "{sheet}");
        }
    }

    /// Seen to fail with the names compared as they are written, with the white space of Unicode,
    /// with signs beyond ASCII taken for letters, and with anything let pass up to `)`.
    #[test]
    fn a_sheet_loads_nothing() {
        for sheet in [
            "@import 'https://evil.test/x.css';",
            "@IMPORT url(data:image/png,x);",
            "@font-face { font-family: x; src: url(data:image/png,x) }",
            "@charset \"x\";",
            "@namespace url(http://evil.test);",
            "@\\69mport 'x';",
            "a { background: \\75rl(https://evil.test) }",
            "a { background: url(https://evil.test/?x) }",
            "a { background: uRl( 'https://evil.test' ) }",
            "a { background: url(//evil.test) }",
            "a { background: url(/oidc/session/end) }",
            "a { background: url() }",
            "a { background: url(\n\"data:text/html,x\") }",
            "a { background: image-set('https://evil.test/x' 1x) }",
            "a { background: -webkit-image-set(url(https://evil.test) 1x) }",
            "a { background: SRC('https://evil.test') }",
            "a { background: image('https://evil.test') }",
            "a { content: \"x\ny\" }",
            "a { content: 'x",
            "/* a",
            "a { background: url('data:image/png,x",
            "a { background: url(data:image/png,x",
            "/**/@import 'x';",
            "a{}/*'*/@import 'x';/*'*/",
            "'/*'@import 'x';'*/'",
            "a{b:url(\u{a0}\"data:image/)} body{background:url(https://evil.test/?x)}/*\"*/",
            "a{b:url(\u{b}\"data:image/)} body{background:url(https://evil.test/?x)}/*\"*/",
            "a{b:url(\u{85}'data:image/)} body{background:url(https://evil.test/?x)}/*'*/",
            "a{background:url(\"'data:image/../../oidc/session/end\")}",
            "a{background:url('\"#/../oidc/session/end')}",
            "a{b:#url(data:image/ \")\");background:url(https://evil.test)}/*\"*/",
            "a{b:\0url(data:image/ \")\");background:url(https://evil.test)}/*\"*/",
            "a{b:1url(data:image/ \")\");background:url(https://evil.test)}/*\"*/",
            "a{background:\u{2003}url(https://evil.test)}",
            "a{background:\u{d7}url(https://evil.test)}",
            "a{b:url(#/*)} c{background:url(https://evil.test)}/**/",
            "a{b:url(#{)} c{background:url(https://evil.test)}",
        ] {
            assert!(check(sheet).is_err(), "{sheet}");
        }
    }
}
