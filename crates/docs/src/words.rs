//! The words of the frame around a page.

/// By their name in the frame.
pub type Words = &'static [(&'static str, &'static str)];

const ENGLISH: Words = &[
    ("lang", "en"),
    ("other-lang", "zh-CN"),
    ("other-name", "中文"),
    ("skip", "Skip to the page"),
    ("menu", "Contents"),
    ("search", "Search"),
    ("none", "Nothing found"),
    ("found", "Found"),
    ("site", "Site"),
    ("explorer", "API explorer"),
    ("copy", "Copy"),
    ("neighbours", "Before and after"),
    ("before", "Previous"),
    ("after", "Next"),
    ("on-this-page", "On this page"),
];

const CHINESE: Words = &[
    ("lang", "zh-CN"),
    ("other-lang", "en"),
    ("other-name", "English"),
    ("skip", "跳到正文"),
    ("menu", "目录"),
    ("search", "搜索"),
    ("none", "没有找到"),
    ("found", "找到"),
    ("site", "站点"),
    ("explorer", "API 浏览器"),
    ("copy", "复制"),
    ("neighbours", "上一页和下一页"),
    ("before", "上一页"),
    ("after", "下一页"),
    ("on-this-page", "本页内容"),
];

/// Those of a language, by its folder.
pub fn of_language(folder: &str) -> Words {
    match folder {
        "zh" => CHINESE,
        _ => ENGLISH,
    }
}

/// One of them.
pub fn word(words: Words, name: &str) -> &'static str {
    let found = words.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, word)| word)
}
