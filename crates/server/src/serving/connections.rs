//! All connections, and which of them makes room when there are too many.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cleat_engine::kernel::{App, network};
use tokio::sync::Notify;

use super::exchange::Exchange;

/// Most connections, whatever the machine allows.
const MOST: usize = 4096;
/// Fewest connections, whatever the machine allows.
const FEWEST: usize = 16;
/// Files that are for the database, the log and what messages go through.
const RESERVED: usize = 128;
/// Files a process may have open where the machine does not say.
const USUAL: usize = 1024;
/// Time between two looks for room.
const PAUSE: Duration = Duration::from_millis(5);

/// Where connections come from: whether it is a trusted proxy, and the address; of IPv6, which
/// hands out a network to each customer, the first 64 bits.
type Origin = (bool, IpAddr);

type Open = BTreeMap<Origin, BTreeMap<u64, Arc<Exchange>>>;

/// All connections.
pub(super) struct Connections {
    most: usize,
    open: Mutex<(u64, Open)>,
    ended: Notify,
}

/// A place among them, until it is dropped.
pub(super) struct Place {
    all: Arc<Connections>,
    origin: Origin,
    number: u64,
}

impl Connections {
    pub(super) fn new() -> Self {
        Self {
            most: most(open_files().unwrap_or(USUAL)),
            open: Mutex::default(),
            ended: Notify::new(),
        }
    }

    pub(super) fn most(&self) -> usize {
        self.most
    }

    fn open(&self) -> MutexGuard<'_, (u64, Open)> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self) -> usize {
        self.open().1.values().map(BTreeMap::len).sum()
    }

    /// Waits until there is room for one more: the one that waits longest of those that have most
    /// leaves.
    pub(super) async fn room(&self) {
        while self.count() >= self.most {
            self.ask_to_leave();
            drop(tokio::time::timeout(PAUSE, self.ended.notified()).await);
        }
    }

    /// Asks a connection that waits for its client to make room, if there is one.
    pub(super) fn ask_to_leave(&self) {
        let open = self.open();
        let waits = |members: &BTreeMap<u64, Arc<Exchange>>| {
            members.values().find(|one| one.waits()).cloned()
        };
        let crowd = open.1.iter();
        let crowd = crowd.max_by_key(|((trusted, _), members)| (!trusted, members.len()));
        let found = crowd.and_then(|(_, members)| waits(members));
        if let Some(one) = found.or_else(|| open.1.values().find_map(waits)) {
            one.leave.notify_one();
        }
    }

    pub(super) fn enter(
        all: &Arc<Self>,
        app: &App,
        address: IpAddr,
        exchange: Arc<Exchange>,
    ) -> Place {
        let origin = (
            app.settings.trusted_proxies.contains(address),
            network::customer(address),
        );
        let mut open = all.open();
        open.0 += 1;
        let number = open.0;
        open.1.entry(origin).or_default().insert(number, exchange);
        Place {
            all: all.clone(),
            origin,
            number,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.all.open();
        if let Some(members) = open.1.get_mut(&self.origin) {
            members.remove(&self.number);
            if members.is_empty() {
                open.1.remove(&self.origin);
            }
        }
        drop(open);
        self.all.ended.notify_waiters();
    }
}

/// Connections that leave enough of so many files for everything else.
fn most(files: usize) -> usize {
    let most = (files / 4 * 3).min(files.saturating_sub(RESERVED));
    most.clamp(FEWEST, MOST)
}

/// Files that this process may have open, where the system tells.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let mut lines = limits.lines();
    let files = lines.find_map(|line| line.strip_prefix("Max open files"))?;
    files.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        for (files, connections) in [(64, 16), (256, 128), (1024, 768), (1_000_000, 4096)] {
            assert_eq!(most(files), connections, "{files}");
        }
    }

    #[test]
    fn a_customer_of_ipv6_is_a_network() {
        let of = |text: &str| network::customer(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
