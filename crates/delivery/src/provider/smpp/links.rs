//! The links that are kept, by the ids of their providers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::link::Link;
use super::settings::Settings;
use super::sink::{Arrived, Sink};
use crate::http::Reachable;

/// Receipts that wait to be written down.
const WAITING: usize = 256;
/// Longest time for all links to end.
const TO_CLOSE: Duration = Duration::from_secs(6);

/// The links that are kept. Whoever has a provider has its link; when nobody has it any more, it
/// ends.
pub(crate) struct Links {
    /// Where links work: providers are made by threads of the database as well.
    runtime: Option<Handle>,
    links: Mutex<HashMap<String, (String, Weak<Link>)>>,
    arrivals: mpsc::Sender<Arrived>,
    arrived: tokio::sync::Mutex<mpsc::Receiver<Arrived>>,
}

impl Default for Links {
    fn default() -> Self {
        let (arrivals, arrived) = mpsc::channel(WAITING);
        Self {
            runtime: Handle::try_current().ok(),
            links: Mutex::default(),
            arrivals,
            arrived: tokio::sync::Mutex::new(arrived),
        }
    }
}

impl Links {
    /// The link of a provider of a pool: the one there is, unless its settings have changed.
    pub(crate) fn of(
        &self,
        (id, pool_id): (&str, &str),
        settings: Settings,
        to: Reachable,
    ) -> Arc<Link> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let known = links.get(id).and_then(|(_, link)| link.upgrade());
        let before = match known {
            Some(link) if *link.settings() == settings => return link,
            Some(link) => Some(link.close()),
            None => None,
        };
        let sink = Sink {
            provider_id: id.to_owned(),
            arrivals: self.arrivals.clone(),
        };
        let with = (self.runtime.clone(), before);
        let link = Arc::new(Link::keep(Arc::new(settings), to, sink, with));
        links.retain(|_, (_, link)| link.strong_count() > 0);
        links.insert(id.to_owned(), (pool_id.to_owned(), Arc::downgrade(&link)));
        link
    }

    /// Has all of them made.
    pub(crate) fn want(&self) {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let links = links.values().filter_map(|(_, link)| link.upgrade());
        links.for_each(|link| link.want());
    }

    /// The pools that have links.
    pub(crate) fn pools(&self) -> Vec<String> {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = links.values().filter(|(_, link)| link.strong_count() > 0);
        kept.map(|(pool_id, _)| pool_id.clone()).collect()
    }

    /// The receipts that come next: one at least.
    pub(crate) async fn arrived(&self, most: usize) -> Vec<Arrived> {
        let mut came = Vec::new();
        self.arrived.lock().await.recv_many(&mut came, most).await;
        came
    }

    /// Ends all links: each takes leave of its SMSC.
    pub(crate) async fn close(&self) {
        let ended: Vec<_> = {
            let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
            let links = links.values().filter_map(|(_, link)| link.upgrade());
            links.map(|link| link.close()).collect()
        };
        let all = async {
            for link in ended {
                link.wait().await;
            }
        };
        if timeout(TO_CLOSE, all).await.is_err() {
            tracing::warn!("a link to an SMSC did not end in time");
        }
    }
}
