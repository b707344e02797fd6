//! Randomness: the system's, or seeded for tests.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore as _, SeedableRng as _};

/// A source of random numbers fit for secrets.
pub struct Random {
    seeded: Option<Mutex<ChaCha20Rng>>,
    /// Middle of the ids of this process.
    process: OnceLock<String>,
    ids: AtomicU32,
}

impl Random {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self {
            seeded: None,
            process: OnceLock::new(),
            ids: AtomicU32::new(0),
        }
    }

    /// The same numbers for the same seed; for tests.
    pub fn seeded(seed: u64) -> Self {
        Self {
            seeded: Some(Mutex::new(ChaCha20Rng::seed_from_u64(seed))),
            ..Self::system()
        }
    }

    /// Random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness; nothing safe could go on.
    #[expect(
        clippy::expect_used,
        reason = "without randomness every answer would be unsafe"
    )]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.seeded {
            Some(rng) => rng
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill_bytes(&mut bytes),
            None => aws_lc_rs::rand::fill(&mut bytes).expect("the system has randomness"),
        }
        bytes
    }

    /// A decimal code, each digit equally likely.
    pub fn digits(&self, length: usize) -> String {
        let mut code = String::with_capacity(length);
        while code.len() < length {
            // 250 is the largest multiple of ten in a byte; what is above would favour low digits.
            for byte in self.bytes::<16>().into_iter().filter(|byte| *byte < 250) {
                if code.len() < length {
                    code.push(char::from(b'0' + byte % 10));
                }
            }
        }
        code
    }

    /// A secret of 256 bits, as base64url.
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// 32 hex digits that nobody was given before.
    pub fn nonce(&self) -> String {
        hex::encode(self.bytes::<16>())
    }

    /// An id of 24 hex digits: seconds, five random bytes of this process, a counter. Ids of
    /// one process rise in the order they were made.
    pub fn id(&self, now: i64) -> String {
        let seconds = u32::try_from(now / 1000).unwrap_or_default();
        let process = self.process.get_or_init(|| hex::encode(self.bytes::<5>()));
        let count = self.ids.fetch_add(1, Ordering::Relaxed) & 0xff_ffff;
        format!("{seconds:08x}{process}{count:06x}")
    }

    /// A UUID, version 4.
    pub fn uuid(&self) -> String {
        let hex = hex::encode(self.bytes::<16>());
        let part = |from, to| hex.get(from..to).unwrap_or_default();
        format!(
            "{}-{}-4{}-a{}-{}",
            part(0, 8),
            part(8, 12),
            part(13, 16),
            part(17, 20),
            part(20, 32)
        )
    }
}
