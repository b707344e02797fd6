//! The layout against `rustfmt` itself.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Call, Code};

/// Expressions of all forms and lengths, the same each time.
struct Forms(u32);

impl Forms {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % end
    }

    fn word(&mut self, longest: u32) -> String {
        let length = 2 + self.below(longest);
        let letters = (0..length).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap()));
        format!("x{}", letters.collect::<String>())
    }

    fn value(&mut self, depth: u32) -> Code {
        match self.below(if depth == 0 { 2 } else { 4 }) {
            0 => Code::Plain(format!("\"{}\"", self.word(40))),
            1 => Code::Plain(self.below(100_000).to_string()),
            2 => {
                let length = 1 + self.below(4);
                let item = self.value(depth - 1);
                let mut items = vec![item; length as usize];
                if matches!(items[0], Code::Plain(_)) {
                    items = (0..length)
                        .map(|_| Code::Plain(format!("\"{}\".to_string()", self.word(30))))
                        .collect();
                }
                Code::List(items)
            }
            _ => self.builder(depth - 1),
        }
    }

    fn builder(&mut self, depth: u32) -> Code {
        let head = format!("A{}::builder()", self.word(20));
        let mut calls = Vec::new();
        for _ in 0..=self.below(4) {
            let argument = self.value(depth);
            calls.push(Call::Method(self.word(16), Some(argument)));
        }
        calls.push(Call::Method("build".into(), None));
        Code::Chain(head, calls)
    }
}

/// Seen to fail when a list as an argument had no limit of its own.
#[test]
fn it_writes_as_rustfmt_writes() {
    let mut forms = Forms(1);
    let mut text = String::from("fn main() {\n");
    for _ in 0..400 {
        let request = forms.builder(2);
        let request = Some(Code::Borrowed(Box::new(request)));
        let calls = vec![Call::Method(forms.word(24), request), Call::Await];
        let call = Code::Chain("client".into(), calls);
        let prefix = "    let result = ";
        text.push_str(&format!("{prefix}{};\n", call.text(4, prefix.len(), 1)));
    }
    text.push_str("}\n");
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let formatted = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), formatted.lines().count());
    for (ours, theirs) in text.lines().zip(formatted.lines()) {
        assert_eq!(ours, theirs);
    }
}
