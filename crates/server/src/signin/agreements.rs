//! What an application wants its users to agree to before they sign in or up.

use cleat_api::application::{Agreement, AgreementPage};
use cleat_engine::kernel::{Error, Result};
use cleat_protocol::seal;
use minijinja::{HtmlEscape, Value, context};

use super::asked::Asked;
use super::step::Step;

/// The field of forms that says what is agreed to.
pub const FIELD: &str = "agreement";

/// An agreement as a page shows it.
pub struct Shown {
    html: String,
    required: bool,
}

impl Shown {
    /// As the template has it.
    fn value(&self, agreed: bool) -> Value {
        context! { html => self.html.as_str(), required => self.required, agreed => agreed }
    }
}

/// As the template has them; what a form agreed to that comes back stays agreed to.
pub fn values(all: &[Shown], asked: &Asked) -> Vec<Value> {
    let given = asked.fields(FIELD);
    let agreed = |at: usize| given.iter().any(|given| *given == at.to_string());
    let shown = all.iter().enumerate();
    shown.map(|(at, one)| one.value(agreed(at))).collect()
}

/// The agreements of a page, in its language. One page for sign-in and sign-up shows both kinds.
/// Whoever comes back from a source agreed before they went.
pub fn shown(step: &Step, signs_up: bool) -> Vec<Shown> {
    let (document, language) = (&step.app.document, step.language());
    let config = &document.branding_config;
    if !config.show_agreement || step.found.is_some() {
        return Vec::new();
    }
    let merges = document.login_config.merge_login_and_register_page;
    let is_here = |agreement: &&Agreement| {
        let page = match signs_up {
            true => AgreementPage::RegisterPage,
            false => AgreementPage::LoginPage,
        };
        agreement.lang == language && (merges || agreement.display_at.contains(&page))
    };
    let all = config.agreements.iter().filter(is_here);
    all.map(|agreement| Shown {
        html: safe(&agreement.content),
        required: agreement.is_required,
    })
    .collect()
}

/// Refuses a form that does not agree to all that is required.
///
/// # Errors
/// The field.
pub fn require(step: &Step, signs_up: bool, asked: &Asked) -> Result<()> {
    let given = asked.fields(FIELD);
    let all = shown(step, signs_up);
    let mut needed = (0..).zip(&all).filter(|(_, one)| one.required);
    match needed.all(|(at, _)| given.iter().any(|given| *given == at.to_string())) {
        true => Ok(()),
        false => Err(Error::field(FIELD, "is missing")),
    }
}

/// What whoever agrees to all that is required agrees to, as a sign-in on its way notes it; `None`
/// where nothing is.
pub fn required(step: &Step, signs_up: bool) -> Option<String> {
    let all = shown(step, signs_up).into_iter();
    let texts: Vec<String> = all.filter(|one| one.required).map(|one| one.html).collect();
    (!texts.is_empty()).then(|| seal::sha256(&texts.join("\n")))
}

/// Text with its links, and nothing else of what the operator wrote.
fn safe(content: &str) -> String {
    let mut html = String::new();
    let mut is_open = false;
    let mut rest = content;
    while let Some((text, tag_on)) = rest.split_once('<') {
        html.push_str(&HtmlEscape(&unescaped(text)).to_string());
        let Some((tag, after)) = tag_on.split_once('>') else {
            rest = "";
            break;
        };
        rest = after;
        if tag.eq_ignore_ascii_case("/a") && is_open {
            html.push_str("</a>");
            is_open = false;
        } else if let Some(address) = address(tag).filter(|_| !is_open) {
            let address = HtmlEscape(address).to_string();
            html.push_str(&format!(
                "<a href=\"{address}\" target=\"_blank\" rel=\"noopener\">"
            ));
            is_open = true;
        }
    }
    html.push_str(&HtmlEscape(&unescaped(rest)).to_string());
    if is_open {
        html.push_str("</a>");
    }
    html
}

/// Where a link leads, where that is a page of the web.
fn address(tag: &str) -> Option<&str> {
    let inner = tag.strip_prefix("a ").or_else(|| tag.strip_prefix("A "))?;
    let (_, value) = inner.split_once("href=")?;
    let quote = value
        .chars()
        .next()
        .filter(|mark| matches!(mark, '"' | '\''))?;
    let address = value.get(1..)?.split(quote).next()?;
    let leads = address.starts_with("https://") || address.starts_with("http://");
    Some(address).filter(|_| leads)
}

fn unescaped(text: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let mut plain = text.to_owned();
    for (name, mark) in marks {
        plain = plain.replace(name, mark);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn only_text_and_links_stay() {
        for (content, expected) in [
            ("I agree", "I agree"),
            (
                "<p>I agree to the <a href=\"https://a.example/t?x=1\" onclick=\"x()\">terms</a></p>",
                "I agree to the <a href=\"https:&#x2f;&#x2f;a.example&#x2f;t?x=1\" target=\"_blank\" \
                 rel=\"noopener\">terms</a>",
            ),
            ("<a href=\"javascript:x()\">a</a>", "a"),
            ("<script>x()</script>", "x()"),
            (
                "<a href='https://a.example'>open",
                "<a href=\"https:&#x2f;&#x2f;a.example\" \
                 target=\"_blank\" rel=\"noopener\">open</a>",
            ),
            ("1 < 2", "1 "),
            ("&lt;b&gt; &amp; c", "&lt;b&gt; &amp; c"),
        ] {
            assert_eq!(safe(content), expected, "{content}");
        }
    }
}
