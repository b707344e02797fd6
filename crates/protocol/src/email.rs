//! One spelling of an e-mail address: RFC 5321 and 6531 for the mailbox, UTS 46 for the domain.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Longest address, in bytes (RFC 5321 section 4.5.3.1.3).
const LONGEST: usize = 254;
/// Longest part before the `@`, in bytes (section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Longest label of a domain, in bytes (RFC 1035 section 2.3.4).
const LONGEST_LABEL: usize = 63;
/// ASCII that no domain has. The underscore is in use, whatever RFC 1123 says.
const NOT_IN_DOMAINS: AsciiDenyList = AsciiDenyList::new(true, "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~");
/// How the sign of an address is written in a text: also in the forms that are folded to it, and as
/// links have it.
pub const AT: [&str; 4] = ["@", "\u{ff20}", "\u{fe6b}", "%40"];
const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();

/// An e-mail address that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// As it is shown and written to: an address in ASCII as it was typed, any other with its
    /// domain in ASCII.
    pub address: String,
    /// What all spellings of one mailbox have in common.
    pub key: String,
}

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// A character that is not seen, has no meaning, or looks like another one.
    #[error("is not an e-mail address: it has characters that are not seen or mean nothing")]
    Character,
    /// The part before the `@`.
    #[error("is not an e-mail address: look at the part before the @")]
    Local,
    /// The part after the `@`.
    #[error("is not an e-mail address: look at the part after the @")]
    Domain,
    /// It is too long.
    #[error("is not an e-mail address: it is too long")]
    Length,
}

impl Email {
    /// Reads an address as typed.
    ///
    /// # Errors
    /// Why it is not one.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let typed = text.trim();
        if typed.len() > 4 * LONGEST {
            return Err(EmailError::Length);
        }
        if !typed.chars().all(is_seen) {
            return Err(EmailError::Character);
        }
        let plain = half_width(typed);
        let (local, domain) = plain.rsplit_once('@').ok_or(EmailError::Local)?;
        let local = self::local(local)?;
        let ascii_domain = self::domain(domain)?;
        let shown = if domain.is_ascii() {
            domain
        } else {
            &ascii_domain
        };
        let email = Self {
            key: format!("{}@{ascii_domain}", folded(&local)),
            address: format!("{local}@{shown}"),
        };
        if email.key.len() > LONGEST || email.key.len() - ascii_domain.len() > LONGEST_LOCAL + 1 {
            return Err(EmailError::Length);
        }
        Ok(email)
    }
}

/// What all spellings of one mailbox have in common. A text that is no address, as databases may
/// still have from before, is its own in lower case.
pub fn key(text: &str) -> String {
    Email::parse(text).map_or_else(|_| text.trim().to_lowercase(), |email| email.key)
}

/// Whether a reader sees it, and it is a character at all.
fn is_seen(sign: char) -> bool {
    use GeneralCategory as Kind;
    if sign.is_ascii() {
        return !sign.is_ascii_control();
    }
    let kind = CodePointMapData::<GeneralCategory>::new().get(sign);
    let nothing = matches!(
        kind,
        Kind::Control
            | Kind::Format
            | Kind::PrivateUse
            | Kind::Surrogate
            | Kind::Unassigned
            | Kind::LineSeparator
            | Kind::ParagraphSeparator
            | Kind::SpaceSeparator
    );
    !nothing && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(sign)
}

/// Full-width and half-width forms as what they are forms of (RFC 8265 section 3.3.2).
fn half_width(text: &str) -> Cow<'_, str> {
    let is_form = |sign: char| matches!(sign, '\u{ff00}'..='\u{ffef}');
    if !text.contains(is_form) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut buffer = [0; 4];
    for sign in text.chars() {
        let same = sign.encode_utf8(&mut buffer);
        plain.push_str(&match is_form(sign) {
            true => NFKC.normalize(same),
            false => Cow::Borrowed(&*same),
        });
    }
    Cow::Owned(plain)
}

/// The part before the `@` in its one form, but for the case of letters. Quotes stay only where
/// they are needed.
fn local(text: &str) -> Result<String, EmailError> {
    let text = NFC.normalize(text);
    if NFKC.normalize(&text) != text {
        return Err(EmailError::Character);
    }
    let quoted = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(quoted) = quoted else {
        return match is_dot_atom(&text) {
            true => Ok(text.into_owned()),
            false => Err(EmailError::Local),
        };
    };
    let content = unquoted(quoted).ok_or(EmailError::Local)?;
    if is_dot_atom(&content) {
        return Ok(content);
    }
    let escaped = content.replace('\\', "\\\\").replace('"', "\\\"");
    Ok(format!("\"{escaped}\""))
}

/// What stands between quotes, without its backslashes (RFC 5321 section 4.1.2).
fn unquoted(text: &str) -> Option<String> {
    let mut content = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        content.push(match sign {
            '"' => return None,
            '\\' => signs.next()?,
            other => other,
        });
    }
    let fits = |sign: char| sign.is_ascii() || is_word(sign);
    (!content.is_empty() && content.chars().all(fits)).then_some(content)
}

/// Words of letters and the signs of RFC 5322 section 3.2.3, with single dots between them.
fn is_dot_atom(text: &str) -> bool {
    let fits = |sign: char| {
        sign.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(sign) || is_word(sign)
    };
    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(fits))
}

/// A letter, mark or number of any script.
fn is_word(sign: char) -> bool {
    use GeneralCategory as Kind;
    !sign.is_ascii()
        && matches!(
            CodePointMapData::<GeneralCategory>::new().get(sign),
            Kind::UppercaseLetter
                | Kind::LowercaseLetter
                | Kind::TitlecaseLetter
                | Kind::ModifierLetter
                | Kind::OtherLetter
                | Kind::NonspacingMark
                | Kind::SpacingMark
                | Kind::DecimalNumber
                | Kind::LetterNumber
                | Kind::OtherNumber
        )
}

/// Letters without their case: each as the small form of its capital, so that all forms of one
/// letter are one. Capitals do not tell the dotless i from i, so it stays.
fn folded(local: &str) -> String {
    if local.is_ascii() {
        return local.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(local.len());
    for sign in local.chars() {
        let mut capitals = sign.to_uppercase();
        let capital = match (capitals.next(), capitals.next()) {
            (Some(capital), None) if sign != 'ı' => capital,
            _ => sign,
        };
        folded.extend(capital.to_lowercase());
    }
    NFC.normalize(&folded).into_owned()
}

/// A domain in ASCII, in lower case.
fn domain(text: &str) -> Result<String, EmailError> {
    let (hyphens, length) = (Hyphens::CheckFirstLast, DnsLength::Verify);
    let ascii = Uts46::new()
        .to_ascii(text.as_bytes(), NOT_IN_DOMAINS, hyphens, length)
        .map_err(|_| EmailError::Domain)?;
    let is_end = |sign: Option<u8>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
    let fits = |label: &str| {
        label.len() <= LONGEST_LABEL
            && is_end(label.bytes().next())
            && is_end(label.bytes().next_back())
    };
    let (_, top) = ascii.rsplit_once('.').ok_or(EmailError::Domain)?;
    if ascii.split('.').all(fits) && !top.bytes().all(|sign| sign.is_ascii_digit()) {
        Ok(ascii.into_owned())
    } else {
        Err(EmailError::Domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spellings of five mailboxes.
    const MAILBOXES: &[&[&str]] = &[
        &[
            "用户@例子.广告",
            "用户@例子。广告",
            "用户@例子｡广告",
            "用户＠例子．广告",
            "用户@xn--fsqu00a.广告",
            "用户@XN--FSQU00A.xn--4rr70v",
        ],
        &[
            "dörte@sörensen.example.com",
            "DÖRTE@SÖRENSEN.example.com",
            "do\u{308}rte@so\u{308}rensen.EXAMPLE.com",
            "Dörte@xn--srensen-90a.example.com",
        ],
        &[
            "Ada@Example.com",
            "ada@example.com",
            " ada@EXAMPLE.COM ",
            "ａｄａ@example.com",
            "\"ada\"@example.com",
            "\"\\ada\"@example.com",
            "ada＠example。com",
        ],
        &[
            "χρήστης@παράδειγμα.ελ",
            "ΧΡΉΣΤΗΣ@ΠΑΡΆΔΕΙΓΜΑ.ΕΛ",
            "χρήστησ@παράδειγμα.ελ",
        ],
        &[
            "\"a..b\"@example.com",
            "\"a\\.\\.b\"@example.com",
            "\"A..b\"@example.com",
        ],
    ];

    const REFUSED: &[(&str, EmailError)] = &[
        ("a..b@example.com", EmailError::Local),
        (".a@example.com", EmailError::Local),
        ("a.@example.com", EmailError::Local),
        ("@example.com", EmailError::Local),
        ("example.com", EmailError::Local),
        ("a b@example.com", EmailError::Local),
        ("a,b@example.com", EmailError::Local),
        ("<a@example.com>", EmailError::Local),
        ("\"@example.com", EmailError::Local),
        ("\"\"@example.com", EmailError::Local),
        ("a@b@example.com", EmailError::Local),
        ("a❤b@example.com", EmailError::Local),
        ("a@localhost", EmailError::Domain),
        ("a@example..com", EmailError::Domain),
        ("a@example.com.", EmailError::Domain),
        ("a@.example.com", EmailError::Domain),
        ("a@-example.com", EmailError::Domain),
        ("a@127.0.0.1", EmailError::Domain),
        ("a@[127.0.0.1]", EmailError::Domain),
        ("a@exa mple.com", EmailError::Domain),
        ("a@xn--\u{e9}.com", EmailError::Domain),
        ("a@xn--a.com", EmailError::Domain),
        ("\u{feff}a@example.com", EmailError::Character),
        ("a\u{200b}b@example.com", EmailError::Character),
        ("a\u{202e}b@example.com", EmailError::Character),
        ("a@exam\u{ad}ple.com", EmailError::Character),
        ("a\u{fe0f}@example.com", EmailError::Character),
        ("a\u{e000}@example.com", EmailError::Character),
        ("a\u{378}@example.com", EmailError::Character),
        ("a\u{7}@example.com", EmailError::Character),
        ("a\u{a0}b@example.com", EmailError::Character),
        ("\u{fb01}@example.com", EmailError::Character),
    ];

    #[test]
    fn one_mailbox_in_many_spellings() {
        for spellings in MAILBOXES {
            let keys: std::collections::BTreeSet<_> = spellings
                .iter()
                .map(|spelling| {
                    Email::parse(spelling)
                        .map_err(|e| format!("{spelling}: {e}"))
                        .unwrap()
                        .key
                })
                .collect();
            assert_eq!(keys.len(), 1, "{keys:?}");
            for key in keys {
                assert_eq!(
                    Email::parse(&key).unwrap().key,
                    key,
                    "it is its own spelling"
                );
            }
        }
        let ascii = Email::parse(" Ada@Example.com").unwrap();
        assert_eq!(
            (ascii.address.as_str(), ascii.key.as_str()),
            ("Ada@Example.com", "ada@example.com")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, error) in REFUSED {
            assert_eq!(
                Email::parse(text).map(|email| email.key),
                Err(*error),
                "{text:?}"
            );
        }
        assert_eq!(
            Email::parse(&format!("{}@example.com", "a".repeat(65))).err(),
            Some(EmailError::Length)
        );
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(64))).is_ok());
    }

    #[test]
    fn addresses_of_all_scripts_are_addresses() {
        for address in [
            "संपर्क@डाटामेल.भारत",
            "квіточка@пошта.укр",
            "коля@пример.рф",
            "ผู้ใช้@ตัวอย่าง.ไทย",
            "مستخدم@مثال.إختبار",
            "josé.arturo+tag@example.co",
            "o'brien_99@my_corp.example",
            "x@ab--cd.com",
        ] {
            let email = Email::parse(address)
                .map_err(|e| format!("{address}: {e}"))
                .unwrap();
            assert_eq!(key(&email.address), email.key);
        }
        assert_eq!(key(" A..B@example.com "), "a..b@example.com");
    }
}
