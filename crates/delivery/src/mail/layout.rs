//! What our mails look like: one column, no image, nothing from elsewhere, dark where the reader
//! has it dark, and a code that is selected by one tap.

use super::html::escape;
use super::parts::{Mail, one_line};

/// The parts of a mail. All but the HTML of [`document`] is plain text, with macros or without.
pub(super) struct Body<'a> {
    /// Title of the document.
    pub(super) subject: &'a str,
    /// What it is about.
    pub(super) lead: &'a str,
    /// What the code or the link is called.
    pub(super) label: &'a str,
    /// The code, where there is one.
    pub(super) code: Option<String>,
    /// Where the link leads, where there is one.
    pub(super) link: Option<String>,
    /// What else there is to say.
    pub(super) after: &'a str,
}

impl Body<'_> {
    /// The mail as plain text.
    pub(super) fn text(&self) -> String {
        let about = match (&self.code, &self.link) {
            (Some(code), _) => format!("    {code}"),
            (None, Some(link)) => format!("{}:\n{link}", self.label),
            (None, None) => String::new(),
        };
        let parts = [self.lead, &about, self.after];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n\n")
    }
}

const STYLE: &str = "
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #16181d !important; }
  .card { background: #22252c !important; color: #eceef2 !important; }
  .code { background: #343842 !important; color: #ffffff !important; }
  .small { color: #b4bac6 !important; }
  .link { background: #7aa7ff !important; color: #0b1220 !important; }
  .plain { color: #9dbdff !important; }
}
";

const FONTS: &str = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', \
                     'Microsoft YaHei', 'Hiragino Sans', 'Noto Sans CJK SC', sans-serif;";

/// The mail as a document of HTML, whose texts may have macros.
pub(super) fn document(language: &str, body: &Body<'_>) -> String {
    let title = escape(body.subject);
    let lead = paragraph(body.lead);
    let about = match (&body.code, &body.link) {
        (Some(code), _) => big(body.label, code),
        (None, Some(link)) => button(body.label, link),
        (None, None) => String::new(),
    };
    let after = escape(body.after);
    let small = "margin: 0; font-size: 14px; line-height: 1.6; color: #4d5563;";
    format!(
        r#"<!DOCTYPE html>
<html lang="{language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body class="page" style="margin: 0; padding: 24px 12px; background: #f2f4f7; {FONTS}">
<div role="article" aria-roledescription="email" aria-label="{title}" lang="{language}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
 style="max-width: 520px; margin: 0 auto;">
<tr>
<td class="card" style="padding: 32px 28px; border-radius: 8px; background: #ffffff;
 color: #1b1f27;">
{lead}{about}<p class="small" style="{small}">{after}</p>
</td>
</tr>
</table>
</div>
</body>
</html>
"#
    )
}

fn paragraph(text: &str) -> String {
    let style = "margin: 0 0 20px; font-size: 16px; line-height: 1.6;";
    format!("<p style=\"{style}\">{}</p>\n", escape(text))
}

/// The code, large; a tap selects all of it. Screen readers hear what it is first.
fn big(label: &str, code: &str) -> String {
    let label = escape(label);
    let style = "margin: 0 0 20px; padding: 16px; border-radius: 6px; background: #eef1f6; \
                 color: #10131a; text-align: center; font-size: 32px; font-weight: 700; \
                 line-height: 1.2; letter-spacing: 6px; \
                 font-family: ui-monospace, Menlo, Consolas, monospace; \
                 -webkit-user-select: all; user-select: all;";
    format!("<p class=\"code\" style=\"{style}\" aria-label=\"{label}: {code}\">{code}</p>\n")
}

fn button(label: &str, link: &str) -> String {
    let label = escape(label);
    let style = "display: inline-block; padding: 12px 20px; border-radius: 6px; \
                 background: #1a56db; color: #ffffff; font-size: 16px; font-weight: 600; \
                 text-decoration: none;";
    let small = "margin: 0 0 20px; font-size: 13px; line-height: 1.5; word-break: break-all;";
    format!(
        "<p style=\"margin: 0 0 12px;\"><a class=\"link\" href=\"{link}\" style=\"{style}\">{label}\
         </a></p>\n<p class=\"small\" style=\"{small}\">\
         <a class=\"plain\" href=\"{link}\" style=\"color: #1a56db;\">{link}</a></p>\n"
    )
}

/// A mail of a few lines, such as a notice, that looks like the others. Its first line is what it
/// is about.
pub fn plain(subject: &str, text: &str, language: &str) -> Mail {
    let (lead, after) = text.split_once("\n\n").unwrap_or((text, ""));
    let body = Body {
        subject,
        lead,
        label: "",
        code: None,
        link: None,
        after,
    };
    Mail {
        subject: one_line(subject),
        sender: None,
        text: text.to_owned(),
        html: Some(document(language, &body)),
    }
}

/// A whole document of what may be a part of one.
pub(super) fn whole(content: String, language: &str) -> String {
    if content.to_ascii_lowercase().contains("<html") {
        return content;
    }
    let language = escape(language);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         </head>\n<body>\n{content}\n</body>\n</html>\n"
    )
}
