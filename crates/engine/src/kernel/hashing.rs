//! Threads for password hashing, and who has them next: those who are known before strangers, and
//! in each of the two queues one network after the other, so that nobody fills it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cleat_api::ErrorCode;
use tokio::sync::oneshot;

use super::{Error, Result};

/// Who wants something hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Somebody known to the account, a signed-in user, or the pool.
    Known,
    /// Anybody. They leave one thread to the others, where there is more than one.
    Stranger,
}

/// Most that wait for one network, and in all.
const MOST_OF_NETWORK: usize = 64;
const MOST: usize = 1024;

/// The threads.
pub struct Hashing {
    threads: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: Queue,
    strangers: Queue,
}

type Waiter = oneshot::Sender<Permit>;

/// Those who wait, by their networks, and how many of this queue are at work.
#[derive(Default)]
struct Queue {
    running: usize,
    waiting: usize,
    by_network: HashMap<String, VecDeque<Waiter>>,
    /// Networks in the order of their turns.
    turns: VecDeque<String>,
}

impl Queue {
    fn push(&mut self, network: &str, waiter: Waiter) -> bool {
        let own = self.by_network.entry(network.to_owned()).or_default();
        if self.waiting >= MOST || own.len() >= MOST_OF_NETWORK {
            return false;
        }
        if own.is_empty() {
            self.turns.push_back(network.to_owned());
        }
        own.push_back(waiter);
        self.waiting += 1;
        true
    }

    fn pop(&mut self) -> Option<Waiter> {
        let network = self.turns.pop_front()?;
        let own = self.by_network.get_mut(&network)?;
        let waiter = own.pop_front();
        if own.is_empty() {
            self.by_network.remove(&network);
        } else {
            self.turns.push_back(network);
        }
        self.waiting -= usize::from(waiter.is_some());
        waiter
    }
}

impl State {
    fn queue(&mut self, priority: Priority) -> &mut Queue {
        match priority {
            Priority::Known => &mut self.known,
            Priority::Stranger => &mut self.strangers,
        }
    }

    /// Whether another one of that priority may begin.
    fn has_room(&self, priority: Priority, threads: usize) -> bool {
        let running = self.known.running + self.strangers.running;
        let of_strangers = (threads - 1).max(1);
        running < threads && (priority == Priority::Known || self.strangers.running < of_strangers)
    }
}

/// The right to one thread; it goes to the next one when dropped.
pub struct Permit {
    of: Option<Arc<Hashing>>,
    priority: Priority,
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(hashing) = self.of.take() {
            hashing.end(self.priority);
            hashing.hand_on();
        }
    }
}

impl Hashing {
    /// So many threads, at least one.
    pub fn new(threads: usize) -> Arc<Self> {
        Arc::new(Self {
            threads: threads.max(1),
            state: Mutex::default(),
        })
    }

    /// Waits for a thread.
    ///
    /// # Errors
    /// `TooManyRequests` when too many wait already.
    pub async fn enter(self: &Arc<Self>, priority: Priority, network: &str) -> Result<Permit> {
        let (waiter, turn) = oneshot::channel();
        if !self.lock().queue(priority).push(network, waiter) {
            let refusal = Error::from(ErrorCode::TooManyRequests);
            return Err(refusal.about("password hashing").retry_after(1000));
        }
        self.hand_on();
        turn.await.map_err(Error::internal)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, priority: Priority) {
        let mut state = self.lock();
        let queue = state.queue(priority);
        queue.running = queue.running.saturating_sub(1);
    }

    /// Gives every free thread to whoever is next.
    fn hand_on(self: &Arc<Self>) {
        while let Some((priority, waiter)) = self.next() {
            let permit = Permit {
                of: Some(self.clone()),
                priority,
            };
            if let Err(mut unwanted) = waiter.send(permit) {
                // Whoever waited has gone; to drop it here would hand on from within.
                unwanted.of = None;
                self.end(priority);
            }
        }
    }

    fn next(&self) -> Option<(Priority, Waiter)> {
        let mut state = self.lock();
        for priority in [Priority::Known, Priority::Stranger] {
            if state.has_room(priority, self.threads)
                && let Some(waiter) = state.queue(priority).pop()
            {
                state.queue(priority).running += 1;
                return Some((priority, waiter));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn soon<T>(work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(Duration::from_millis(50), work)
            .await
            .ok()
    }

    /// Seen to fail with `has_room` the same for both.
    #[tokio::test]
    async fn strangers_leave_a_thread_to_those_who_are_known() {
        let hashing = Hashing::new(2);
        let held = hashing.enter(Priority::Stranger, "a").await.unwrap();
        assert!(soon(hashing.enter(Priority::Stranger, "b")).await.is_none());
        let known = soon(hashing.enter(Priority::Known, "a")).await;
        assert!(known.is_some());
        drop((held, known));
        assert!(soon(hashing.enter(Priority::Stranger, "b")).await.is_some());
    }

    /// Seen to fail with one queue for all networks, and without `MOST_OF_NETWORK`.
    #[tokio::test]
    async fn networks_take_turns_and_none_fills_the_queue() {
        let hashing = Hashing::new(1);
        let held = hashing.enter(Priority::Stranger, "a").await.unwrap();
        let (done, mut order) = tokio::sync::mpsc::unbounded_channel();
        let wait = |network: &'static str| {
            let (hashing, done) = (hashing.clone(), done.clone());
            tokio::spawn(async move {
                let permit = hashing.enter(Priority::Stranger, network).await;
                done.send((network, permit.is_ok())).unwrap();
            })
        };
        for _ in 0..=MOST_OF_NETWORK {
            wait("a");
        }
        assert_eq!(order.recv().await, Some(("a", false)));
        wait("b");
        tokio::task::yield_now().await;
        drop(held);
        let first = [order.recv().await, order.recv().await];
        assert!(first.contains(&Some(("b", true))), "{first:?}");
    }
}
