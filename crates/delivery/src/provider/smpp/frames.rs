//! What comes from an SMSC, cut into its parts: never more in memory than one of them may have.

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Bytes of a header: length, command, status and number.
const HEADER: usize = 16;
/// Longest part that is read: a message of 64 KB, and what stands around it.
const LONGEST: usize = 66_000;
/// Bytes that are read at once.
const AT_ONCE: usize = 4096;
/// What is set in the command of every answer.
pub(super) const ANSWER: u32 = 0x8000_0000;

/// A part of the protocol (PDU).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// What it asks for or answers.
    pub(super) command: u32,
    /// What became of a request, in its answer.
    pub(super) status: u32,
    /// Number of the request.
    pub(super) number: u32,
    /// What follows.
    pub(super) body: BytesMut,
}

/// Something that is none of the protocol.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbage;

/// What came and was not looked at yet.
#[derive(Default)]
pub(super) struct Frames(BytesMut);

impl Frames {
    /// Reads on; how much came, nothing at the end. Whoever stops waiting loses nothing.
    pub(super) async fn fill(
        &mut self,
        reader: &mut (impl AsyncRead + Unpin),
    ) -> std::io::Result<usize> {
        self.0.reserve(AT_ONCE);
        reader.read_buf(&mut self.0).await
    }

    /// The next part, where it is there as a whole.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, Garbage> {
        let Some(length) = self.word(0) else {
            return Ok(None);
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if !(HEADER..=LONGEST).contains(&length) {
            return Err(Garbage);
        }
        let words = (self.word(1), self.word(2), self.word(3));
        let (Some(command), Some(status), Some(number)) = words else {
            return Ok(None);
        };
        if self.0.len() < length {
            return Ok(None);
        }
        let mut body = self.0.split_to(length);
        body.advance(HEADER);
        Ok(Some(Frame {
            command,
            status,
            number,
            body,
        }))
    }

    /// Bytes that wait.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.0.len()
    }

    /// A word of four bytes of the header.
    fn word(&self, place: usize) -> Option<u32> {
        let word = self.0.get(place * 4..place * 4 + 4)?;
        Some(u32::from_be_bytes(word.try_into().ok()?))
    }
}
