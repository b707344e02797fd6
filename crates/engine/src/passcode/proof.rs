//! The proof of work that a request passes with: a number that, behind a challenge of the server, makes
//! a SHA-256 begin with zero bits (Hashcash). A challenge is for the ten thousand numbers, the network
//! and the second it was asked from, and is paid once.

use cleat_protocol::seal;
use cleat_store::{Result, Tx};

use crate::kernel::{Cx, Task};
use crate::session::nonce;

/// Milliseconds that a challenge is good for.
const LIFE: i64 = 300_000;
/// Hex digits of a challenge's digest.
const DIGEST: usize = 32;
/// Most digits of the number.
const NUMBER: usize = 20;

/// What a proof is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payment<'a> {
    /// Pool.
    pub pool_id: &'a str,
    /// The ten thousand numbers.
    pub prefix: &'a str,
    /// Network.
    pub network: &'a str,
    /// Zero bits.
    pub bits: i64,
}

impl Payment<'_> {
    /// What is asked now.
    pub fn task(&self, cx: &Cx) -> Task {
        Task {
            challenge: self.challenge(cx, cx.now() / 1000),
            bits: self.bits,
        }
    }

    /// The challenge of a second. With its number it fits into one block of SHA-256.
    fn challenge(&self, cx: &Cx, second: i64) -> String {
        let (bits, at) = (self.bits.to_string(), second.to_string());
        let parts = [
            "proof of work",
            self.pool_id,
            self.prefix,
            self.network,
            &bits,
            &at,
        ];
        let digest = cx.app.vault.digest(&parts);
        format!("{bits}.{at}.{}", digest.get(..DIGEST).unwrap_or(&digest))
    }

    /// Takes the proof that the request brings; whether it is one, and was not used before.
    pub async fn take(&self, tx: &mut Tx, cx: &Cx) -> Result<bool> {
        let proof = cx.request.proof.as_deref().unwrap_or_default();
        let Some((challenge, until)) = self.paid(cx, proof) else {
            return Ok(false);
        };
        let value = format!("proof of work {challenge}");
        nonce::spend(tx, self.pool_id, &value, until).await
    }

    /// The challenge that the proof pays, and until when it could come again.
    fn paid<'p>(&self, cx: &Cx, proof: &'p str) -> Option<(&'p str, i64)> {
        let (challenge, number) = proof.split_once(':')?;
        let second: i64 = challenge.split('.').nth(1)?.parse().ok()?;
        let at = second.checked_mul(1000)?;
        let is_live = cx.now().checked_sub(at)?.unsigned_abs() <= LIFE.unsigned_abs();
        let is_number = (1..=NUMBER).contains(&number.len())
            && number.bytes().all(|digit| digit.is_ascii_digit());
        let is_paid = is_live
            && is_number
            && !nonce::is_forgotten(cx, at, LIFE)
            && seal::equal(challenge, &self.challenge(cx, second))
            && i64::from(zero_bits(&seal::sha256(proof))) >= self.bits;
        is_paid.then_some((challenge, at + 2 * LIFE))
    }
}

/// Zero bits that a digest begins with.
fn zero_bits(hex: &str) -> u32 {
    let mut bits = 0;
    for digit in hex.chars().filter_map(|digit| digit.to_digit(16)) {
        if digit != 0 {
            return bits + digit.leading_zeros() - 28;
        }
        bits += 4;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::zero_bits;

    #[test]
    fn bits_are_counted() {
        for (hex, bits) in [
            ("8f", 0),
            ("7f", 1),
            ("1f", 3),
            ("08", 4),
            ("001", 11),
            ("00", 8),
        ] {
            assert_eq!(zero_bits(hex), bits, "{hex}");
        }
    }
}
