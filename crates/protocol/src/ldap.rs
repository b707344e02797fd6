//! The messages of LDAP (RFC 4511) that a sign-in needs, in BER. A name stands in a filter as a value
//! of its own: there is no text of a filter that it could break out of.

use std::collections::BTreeMap;

/// Longest message that is read, in bytes.
pub const LONGEST: usize = 64 * 1024;
/// The operation that begins TLS (RFC 4511 section 4.14).
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
/// Most entries that a search asks for: more than one is one too many.
const ENTRIES: u8 = 2;
/// Longest time that a search may take there, in seconds.
const SECONDS: u8 = 2;

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// A part with its tag and its length before it.
fn part(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    match (length.as_slice(), u8::try_from(length.len())) {
        ([], _) => bytes.push(0),
        ([short], _) if *short < 0x80 => bytes.push(*short),
        (long, Ok(count)) => {
            bytes.push(0x80 | count);
            bytes.extend(long);
        }
        // A length has eight bytes at most.
        (_, Err(_)) => {}
    }
    bytes.extend(content);
    bytes
}

fn octets(text: &str) -> Vec<u8> {
    part(OCTETS, text.as_bytes())
}

/// A message of that number.
fn message(id: u8, operation: &[u8]) -> Vec<u8> {
    part(
        SEQUENCE,
        &[part(INTEGER, &[id & 0x7f]).as_slice(), operation].concat(),
    )
}

/// Proves who asks, by a name and a password.
pub fn bind(id: u8, dn: &str, password: &str) -> Vec<u8> {
    let version = part(INTEGER, &[3]);
    let simple = part(0x80, password.as_bytes());
    message(id, &part(0x60, &[version, octets(dn), simple].concat()))
}

/// Asks for TLS.
pub fn start_tls(id: u8) -> Vec<u8> {
    message(id, &part(0x77, &part(0x80, START_TLS.as_bytes())))
}

/// A search below a place for what has that value.
pub struct Search<'a> {
    /// Where.
    pub base: &'a str,
    /// In one of these attributes.
    pub attributes: &'a [&'a str],
    /// Which value.
    pub value: &'a str,
    /// What is read of it.
    pub wanted: &'a [&'a str],
}

impl Search<'_> {
    /// As a message.
    pub fn message(&self, id: u8) -> Vec<u8> {
        let equal = self.attributes.iter().map(|attribute| {
            let both = [octets(attribute), octets(self.value)].concat();
            part(0xa3, &both)
        });
        let filter = match self.attributes.len() {
            1 => equal.flatten().collect(),
            _ => part(0xa1, &equal.flatten().collect::<Vec<u8>>()),
        };
        let wanted: Vec<u8> = self.wanted.iter().flat_map(|name| octets(name)).collect();
        let search = [
            octets(self.base),
            // The whole tree; names are not followed; names and values.
            part(ENUMERATED, &[2]),
            part(ENUMERATED, &[0]),
            part(INTEGER, &[ENTRIES]),
            part(INTEGER, &[SECONDS]),
            part(0x01, &[0]),
            filter,
            part(SEQUENCE, &wanted),
        ];
        message(id, &part(0x63, &search.concat()))
    }
}

/// A part in front: its tag, its content, and what follows.
fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match *first {
        short @ 0..=0x7f => (usize::from(short), rest),
        // The indefinite form is none of LDAP.
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(*first & 0x7f))?;
            let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
            (bytes.iter().fold(0, add), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// How long the message is that begins there; `None` where that is not known yet.
///
/// # Errors
/// When it is none, or an endless one.
pub fn length(bytes: &[u8]) -> Result<Option<usize>, Endless> {
    let head = match bytes {
        [] | [SEQUENCE] => return Ok(None),
        [SEQUENCE, first, ..] => *first,
        _ => return Err(Endless),
    };
    let (start, length) = match head {
        0..=0x7f => (2, usize::from(head)),
        0x81..=0x84 => {
            let count = usize::from(head & 0x7f);
            let Some(digits) = bytes.get(2..2 + count) else {
                return Ok(None);
            };
            let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
            (2 + count, digits.iter().fold(0, add))
        }
        _ => return Err(Endless),
    };
    match start + length {
        whole if whole <= LONGEST => Ok(Some(whole)),
        _ => Err(Endless),
    }
}

/// What is no message, or one without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endless;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A proof, with its result.
    Bound(i64),
    /// An extended operation, with its result.
    Extended(i64),
    /// An entry that a search found.
    Found(Entry),
    /// A search is over, with its result.
    Searched(i64),
    /// Something else, which says nothing of what was asked.
    Other,
}

/// An entry of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub dn: String,
    /// Its attributes by their names in lower case.
    pub attributes: BTreeMap<String, Vec<Vec<u8>>>,
}

/// The number of a message and the answer in it; `None` where it is none.
pub fn answer(bytes: &[u8]) -> Option<(i64, Answer)> {
    let (SEQUENCE, content, []) = next(bytes)? else {
        return None;
    };
    let (INTEGER, id, rest) = next(content)? else {
        return None;
    };
    let (tag, operation, _) = next(rest)?;
    let answer = match tag {
        0x61 => Answer::Bound(result(operation)?),
        0x64 => Answer::Found(entry(operation)?),
        0x65 => Answer::Searched(result(operation)?),
        0x78 => Answer::Extended(result(operation)?),
        _ => Answer::Other,
    };
    Some((number(id)?, answer))
}

fn number(bytes: &[u8]) -> Option<i64> {
    let is_small = (1..=4).contains(&bytes.len()) && bytes.first()? & 0x80 == 0;
    let add = |sum: i64, byte: &u8| sum << 8 | i64::from(*byte);
    is_small.then(|| bytes.iter().fold(0, add))
}

fn result(operation: &[u8]) -> Option<i64> {
    match next(operation)? {
        (ENUMERATED, code, _) => number(code),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn entry(operation: &[u8]) -> Option<Entry> {
    let (OCTETS, dn, rest) = next(operation)? else {
        return None;
    };
    let (SEQUENCE, mut rest, _) = next(rest)? else {
        return None;
    };
    let mut entry = Entry {
        dn: text(dn)?,
        attributes: BTreeMap::new(),
    };
    while !rest.is_empty() {
        let (SEQUENCE, attribute, after) = next(rest)? else {
            return None;
        };
        let (OCTETS, name, values) = next(attribute)? else {
            return None;
        };
        let (SET, values, _) = next(values)? else {
            return None;
        };
        let name = text(name)?.to_ascii_lowercase();
        entry.attributes.insert(name, all(values)?);
        rest = after;
    }
    Some(entry)
}

fn all(mut values: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    while !values.is_empty() {
        let (OCTETS, value, rest) = next(values)? else {
            return None;
        };
        found.push(value.to_vec());
        values = rest;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of a bind in RFC 4511 has no bytes; these are those of OpenLDAP's `ldapwhoami`.
    #[test]
    fn requests_are_as_others_write_them() {
        let bound = "300c020101600702010304008000";
        assert_eq!(hex::encode(bind(1, "", "")), bound);
        let tls = "301d02010177188016312e332e362e312e342e312e313436362e3230303337";
        assert_eq!(hex::encode(start_tls(1)), tls);
        let long = "x".repeat(200);
        let bytes = bind(2, "cn=a", &long);
        assert_eq!(length(&bytes), Ok(Some(bytes.len())));
        assert_eq!(bytes[..3], [0x30, 0x81, 0xda]);
    }

    #[test]
    fn a_name_stays_a_value() {
        let evil = "*)(uid=*))(|(uid=*\u{0}";
        let search = Search {
            base: "dc=a",
            attributes: &["uid"],
            value: evil,
            wanted: &["cn"],
        };
        let bytes = search.message(3);
        let at = bytes
            .windows(evil.len())
            .position(|part| part == evil.as_bytes());
        let at = at.unwrap();
        assert_eq!(bytes[at - 2..at], [OCTETS, evil.len() as u8]);
    }

    /// The filter is that of OpenLDAP's `ldapsearch` for `(|(a=x)(b=x))`.
    #[test]
    fn a_name_may_stand_in_one_of_several_attributes() {
        let search = Search {
            base: "",
            attributes: &["a", "b"],
            value: "x",
            wanted: &[],
        };
        let bytes = hex::encode(search.message(1));
        assert!(
            bytes.contains("a110a306040161040178a306040162040178"),
            "{bytes}"
        );
    }

    #[test]
    fn what_is_cut_or_endless_is_no_message() {
        let done = hex::decode("300c02010265070a010004000400").unwrap();
        assert_eq!(answer(&done), Some((2, Answer::Searched(0))));
        for end in 0..done.len() {
            assert_eq!(answer(&done[..end]), None, "{end}");
        }
        for (bytes, expected) in [
            ("", Ok(None)),
            ("30", Ok(None)),
            ("3084", Ok(None)),
            ("308400010000", Err(Endless)),
            ("3080", Err(Endless)),
            ("30ff", Err(Endless)),
            ("485454502f312e31", Err(Endless)),
            ("3084ffffffff", Err(Endless)),
            ("300c", Ok(Some(14))),
        ] {
            let bytes = hex::decode(bytes).unwrap();
            assert_eq!(length(&bytes), expected, "{bytes:x?}");
        }
        // A length that leads beyond what there is.
        let lies = hex::decode("300c020102650784ffffffff0a01").unwrap();
        assert_eq!(answer(&lies), None);
    }
}
