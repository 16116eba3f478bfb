//! Ids of live events: a place in the journal, sealed for one listener.
//!
//! The journal counts all news, also those that a listener may not hear. An id therefore shows nothing of the number: it has the
//! same length for each, looks random, differs each time, and is good for the account only that it was made for.

use app::domain::ids::AccountId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Bytes that are fresh for each id, those of the number, and those of the mark.
const NONCE: usize = 16;
const NUMBER: usize = 8;
const MARK: usize = 16;

/// What a sum is for.
const PAD: &[u8] = b"bienpho live pad 1";
const SEAL: &[u8] = b"bienpho live mark 1";

/// Seals and opens ids. The key is this process's own and kept nowhere: ids of another one don't open.
pub(super) struct Ids {
    key: [Uuid; 2],
}

impl Ids {
    pub(super) fn new() -> Self {
        Self {
            key: [Uuid::new_v4(), Uuid::new_v4()],
        }
    }

    /// The id of this place for this listener.
    pub(super) fn seal(&self, number: u64, listener: AccountId) -> String {
        let nonce = Uuid::new_v4().into_bytes();
        let hidden = (number ^ self.pad(listener, &nonce)).to_be_bytes();
        let mark = self.sum(SEAL, listener, &[nonce.as_slice(), &hidden]);
        let mark = mark.finalize().into_bytes();
        hex::encode([nonce.as_slice(), &hidden, &mark[..MARK]].concat())
    }

    /// The place that this id was made of; none when it isn't one of this process for this listener.
    pub(super) fn open(&self, id: &str, listener: AccountId) -> Option<u64> {
        let mut bytes = [0; NONCE + NUMBER + MARK];
        hex::decode_to_slice(id, &mut bytes).ok()?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
        let (hidden, mark) = rest.split_first_chunk::<NUMBER>()?;
        let sum = self.sum(SEAL, listener, &[nonce, hidden]);
        sum.verify_truncated_left(mark).ok()?;
        Some(u64::from_be_bytes(*hidden) ^ self.pad(listener, nonce))
    }

    fn pad(&self, listener: AccountId, nonce: &[u8; NONCE]) -> u64 {
        let sum = self.sum(PAD, listener, &[nonce]).finalize().into_bytes();
        sum[..NUMBER]
            .iter()
            .fold(0, |pad, &byte| (pad << 8) | u64::from(byte))
    }

    /// A sum over parts whose lengths never differ.
    fn sum(&self, purpose: &[u8], listener: AccountId, parts: &[&[u8]]) -> Hmac<Sha256> {
        // As long as a block: shorter keys are filled up with zeros.
        let mut key = [0; 64];
        key[..16].copy_from_slice(self.key[0].as_bytes());
        key[16..32].copy_from_slice(self.key[1].as_bytes());
        let mut sum = Hmac::<Sha256>::new(&key.into());
        sum.update(purpose);
        sum.update(listener.0.as_bytes());
        for part in parts {
            sum.update(part);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn an_id_opens_for_its_listener_alone_and_only_as_it_was_made(
            number in any::<u64>(), mine in any::<u128>(), other in any::<u128>(), at in 0..80_usize,
        ) {
            let ids = Ids::new();
            let [mine, other] = [mine, other].map(|id| AccountId(Uuid::from_u128(id)));
            let id = ids.seal(number, mine);
            prop_assert_eq!(ids.open(&id, mine), Some(number));
            prop_assert_eq!(Ids::new().open(&id, mine), None);
            if mine != other {
                prop_assert_eq!(ids.open(&id, other), None);
            }
            let changed = if id.as_bytes()[at] == b'0' { "1" } else { "0" };
            let mut forged = id.clone();
            forged.replace_range(at..=at, changed);
            prop_assert_eq!(ids.open(&forged, mine), None);
            prop_assert_eq!(ids.open(&id[..at], mine), None);
        }

        #[test]
        fn ids_say_nothing_of_their_numbers(numbers in proptest::collection::vec(any::<u64>(), 2..20)) {
            let (ids, me) = (Ids::new(), AccountId(Uuid::from_u128(1)));
            let sealed: Vec<_> = numbers.iter().map(|&number| ids.seal(number, me)).collect();
            for (number, id) in numbers.iter().zip(&sealed) {
                prop_assert_eq!(id.len(), 80);
                let plain = format!("{number:016x}");
                prop_assert!(!id.contains(&plain));
                // The same place has another id each time: two that are alike would tell that nothing came between.
                prop_assert!(ids.seal(*number, me) != *id);
            }
        }
    }
}
