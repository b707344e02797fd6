//! Digits as people type and paste them.

/// The zeros of all decimal digits (general category Nd of Unicode 17); nine digits follow each.
const ZEROS: &[char] = &[
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{116d0}',
    '\u{116da}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11de0}',
    '\u{11f50}',
    '\u{16130}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{16d70}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e5f1}',
    '\u{1e950}',
    '\u{1fbf0}',
];

/// The text with its decimal digits in ASCII, without spaces, hyphens and invisible characters.
pub(crate) fn folded(text: &str) -> String {
    let seen = text.chars().filter(|sign| !is_left_out(*sign));
    seen.map(plain).collect()
}

/// A decimal digit in ASCII; anything else as it is.
fn plain(sign: char) -> char {
    let before = ZEROS.partition_point(|zero| *zero <= sign);
    let zero = before.checked_sub(1).and_then(|place| ZEROS.get(place));
    let value = zero.map(|zero| u32::from(sign) - u32::from(*zero));
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(sign)
}

fn is_left_out(sign: char) -> bool {
    sign.is_whitespace() || is_hyphen(sign) || is_invisible(sign)
}

/// The dashes of Unicode (general category Pd) and the minus sign.
fn is_hyphen(sign: char) -> bool {
    matches!(
        sign,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{10d6e}'
                | '\u{10ead}'
    )
}

/// What has no glyph of its own: marks of direction and of joining, fillers, variation selectors,
/// tags, the byte order mark.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_plain_digits() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            let written: String = (0..10)
                .filter_map(|value| char::from_u32(u32::from(*zero) + value))
                .collect();
            assert_eq!(folded(&written), "0123456789", "{zero:?}");
        }
    }

    #[test]
    fn spaces_hyphens_and_what_is_invisible_are_left_out() {
        for typed in [
            "123 456",
            "123-456",
            " 123\u{a0}456\n",
            "\u{feff}12\u{2011}34\u{200e}56",
        ] {
            assert_eq!(folded(typed), "123456", "{typed:?}");
        }
    }

    #[test]
    fn nothing_else_is_read_as_a_digit_or_left_out() {
        for typed in [
            "l23456",
            "12345O",
            "12345\u{b2}",
            "\u{2460}23456",
            "123.456",
            "123,456",
            "+123456",
        ] {
            assert_eq!(folded(typed), typed);
        }
    }
}
