//! A page of Markdown as HTML.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

const FRAME: &str = include_str!("frame.html");

/// The page in its frame: contents at the side, the same page in the other language at the top.
pub fn html(path: &str, markdown: &str, contents: &str) -> String {
    let (language, rest) = path.split_once('/').unwrap_or((path, ""));
    let [lang, other, other_name, explorer, search] = match language {
        "zh" => ["zh-CN", "en", "English", "API 浏览器", "搜索"],
        _ => ["en", "zh", "中文", "API explorer", "Search"],
    };
    let title = markdown.lines().next().unwrap_or_default();
    let title = escaped(title.trim_start_matches(['#', ' ']));
    // The contents link to their neighbours; from a page they are seen from the language's root.
    let root = format!("/docs/guide/{language}/");
    let side = rendered(contents, &root);
    FRAME
        .replace("{{lang}}", lang)
        .replace("{{title}}", &title)
        .replace("{{root}}", &root)
        .replace("{{other}}", &format!("/docs/guide/{other}/{rest}"))
        .replace("{{other-name}}", other_name)
        .replace("{{explorer}}", explorer)
        .replace("{{search}}", search)
        .replace("{{markdown}}", &markdown_address(path))
        .replace("{{contents}}", &side)
        .replace("{{page}}", &rendered(markdown, ""))
}

fn markdown_address(path: &str) -> String {
    let name = path
        .strip_suffix('/')
        .map(|folder| format!("{folder}/index"));
    format!("/docs/guide/{}.md", name.as_deref().unwrap_or(path))
}

/// HTML of Markdown; a link to `x.md` leads to the page `x`, seen from `root`.
fn rendered(markdown: &str, root: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let mut in_heading = None;
    let mut events = Vec::new();
    for event in parser {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => events.push(Event::Start(Tag::Link {
                link_type,
                dest_url: address(&dest_url, root),
                title,
                id,
            })),
            Event::Start(Tag::Heading { level, .. }) => in_heading = Some((level, Vec::new())),
            Event::End(TagEnd::Heading(level)) => {
                if let Some((_, inner)) = in_heading.take() {
                    let text: String = inner.iter().filter_map(plain).collect();
                    let id = slug(&text);
                    events.push(Event::Html(format!("<{level} id=\"{id}\">").into()));
                    events.extend(inner);
                    events.push(Event::Html(format!("</{level}>\n").into()));
                }
            }
            other => match &mut in_heading {
                Some((_, inner)) => inner.push(other),
                None => events.push(other),
            },
        }
    }
    let mut html = String::new();
    push_html(&mut html, events.into_iter());
    html
}

fn address<'e>(url: &str, root: &str) -> CowStr<'e> {
    if url.contains("://") || url.starts_with(['/', '#']) {
        return url.to_owned().into();
    }
    let (page, anchor) = url.split_once('#').unwrap_or((url, ""));
    let page = page.strip_suffix(".md").unwrap_or(page);
    let hash = if anchor.is_empty() { "" } else { "#" };
    format!("{root}{page}{hash}{anchor}").into()
}

fn plain(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        _ => None,
    }
}

fn slug(text: &str) -> String {
    let letters = text.trim().chars().map(|letter| {
        if letter.is_alphanumeric() {
            letter.to_lowercase().to_string()
        } else {
            "-".into()
        }
    });
    letters.collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
