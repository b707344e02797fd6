//! The pages for operators: files of the repository, in English.

/// Its file, its title in English and in Chinese.
pub const PAGES: &[(&str, &str, &str)] = &[
    ("running.md", "Running", "运行"),
    ("settings.md", "Settings", "设置"),
    ("messages.md", "Messages", "消息"),
    ("console.md", "The console", "控制台"),
    ("runbook.md", "Runbook", "运维手册"),
    ("performance.md", "Performance", "性能"),
    ("compatibility.md", "Compatibility", "兼容性"),
    ("promises.md", "Promises", "承诺"),
];

/// Their folder, seen from that of a language.
pub const FOLDER: &str = "operators";

/// Where the guides are, seen from these files in the repository and on the site.
const GUIDES: (&str, &str) = ("guide/en/", "../");

/// The text for the site: a link to a file that the site has not becomes its words.
pub fn on_site(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, label, target, after)) = next_link(rest) {
        text.push_str(before);
        match on_the_site(target) {
            Some(target) => text.push_str(&format!("[{label}]({target})")),
            None => text.push_str(label),
        }
        rest = after;
    }
    text + rest
}

/// The first link: what stands before it, its words, where it leads, what follows.
fn next_link(markdown: &str) -> Option<(&str, &str, &str, &str)> {
    let (head, tail) = markdown.split_once("](")?;
    let (before, label) = head.rsplit_once('[')?;
    let (target, after) = tail.split_once(')')?;
    Some((before, label, target, after))
}

fn on_the_site(target: &str) -> Option<String> {
    if target.starts_with('#') || target.contains("://") {
        return Some(target.to_owned());
    }
    if let Some(guide) = target.strip_prefix(GUIDES.0) {
        return Some(format!("{}{guide}", GUIDES.1));
    }
    let file = target.split('#').next()?;
    let is_page = PAGES.iter().any(|(name, _, _)| *name == file);
    is_page.then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::on_site;

    #[test]
    fn only_files_that_the_site_has_are_linked() {
        for (given, wanted) in [
            (
                "see [it](../deploy/a.toml), [here](#x)",
                "see it, [here](#x)",
            ),
            ("[the keys](running.md#keys)", "[the keys](running.md#keys)"),
            ("[a](architecture.md)", "a"),
            (
                "[start](guide/en/quick-start.md)",
                "[start](../quick-start.md)",
            ),
            ("[v](https://semver.org) [", "[v](https://semver.org) ["),
            ("`a[0](b` none", "`a[0](b` none"),
        ] {
            assert_eq!(on_site(given), wanted);
        }
    }
}
