//! What a process remembers, one cache a type. An entry ends with the generation of keys it was
//! made by, so that a verdict does not outlive the key that gave it.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

/// A kind of entry.
pub trait Cached: Send + Sync + 'static {
    /// What it is found by.
    type Key: Hash + Eq + Clone + Send + Sync;
    /// What is remembered.
    type Value: Clone + Send + Sync;
    /// Most entries.
    const CAPACITY: usize;
}

/// The entries of one kind.
pub struct Cache<C: Cached> {
    entries: quick_cache::sync::Cache<C::Key, (u64, C::Value)>,
}

impl<C: Cached> Cache<C> {
    /// The entry, if it was made by this generation of keys.
    pub fn get(&self, key: &C::Key, generation: u64) -> Option<C::Value> {
        let (made_by, value) = self.entries.get(key)?;
        (made_by == generation).then_some(value)
    }

    /// Remembers an entry.
    pub fn insert(&self, key: C::Key, generation: u64, value: C::Value) {
        self.entries.insert(key, (generation, value));
    }
}

/// The caches, by the type of their entries.
#[derive(Default)]
pub struct Caches {
    kinds: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Caches {
    /// The cache of that kind.
    pub fn of<C: Cached>(&self) -> Arc<Cache<C>> {
        let kind = TypeId::of::<C>();
        let known = {
            let kinds = self.kinds.read().unwrap_or_else(PoisonError::into_inner);
            kinds.get(&kind).cloned()
        };
        let known = known.unwrap_or_else(|| {
            let mut kinds = self.kinds.write().unwrap_or_else(PoisonError::into_inner);
            kinds.entry(kind).or_insert_with(fresh::<C>).clone()
        });
        known.downcast().unwrap_or_else(|_| {
            // The map holds under each type only what was made for it.
            Arc::new(Cache {
                entries: quick_cache::sync::Cache::new(C::CAPACITY),
            })
        })
    }
}

fn fresh<C: Cached>() -> Arc<dyn Any + Send + Sync> {
    Arc::new(Cache::<C> {
        entries: quick_cache::sync::Cache::new(C::CAPACITY),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Squares;

    impl Cached for Squares {
        type Key = u32;
        type Value = u32;
        const CAPACITY: usize = 10;
    }

    #[test]
    fn entries_end_with_their_generation() {
        let caches = Caches::default();
        caches.of::<Squares>().insert(3, 1, 9);
        assert_eq!(caches.of::<Squares>().get(&3, 1), Some(9));
        assert_eq!(caches.of::<Squares>().get(&3, 2), None);
        assert_eq!(caches.of::<Squares>().get(&4, 1), None);
    }
}
