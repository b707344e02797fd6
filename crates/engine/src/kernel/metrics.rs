//! Figures for Prometheus. No label holds a value that came from a client.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cleat_api::{ErrorCode, Operation};
use cleat_delivery::Counts;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds of the times of requests, in seconds.
const BOUNDS: [f64; 12] = [
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5,
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    operation: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Timed {
    operation: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Carried {
    provider: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    provider: String,
    country: String,
    outcome: &'static str,
}

/// Messages by what became of them and who was asked last.
#[derive(Default)]
struct Messages {
    sent: Family<Carried, Counter>,
    failed: Family<Carried, Counter>,
    unknown: Family<Carried, Counter>,
    given_up: Family<Carried, Counter>,
    outcomes: Family<Outcome, Counter>,
}

impl Messages {
    fn register(registry: &mut Registry) -> Self {
        let messages = Self::default();
        let help = "Messages that a provider took, by provider";
        registry.register("messages_sent", help, messages.sent.clone());
        let help = "Times that a provider did not take a message; it is tried again";
        registry.register("messages_failed", help, messages.failed.clone());
        let help = "Times that it is not known whether a provider took a message";
        registry.register("messages_unknown", help, messages.unknown.clone());
        let help = "Messages that were given up, by the provider that was asked last";
        registry.register("messages_given_up", help, messages.given_up.clone());
        let help = "What providers answered and receipts said, by the country of the number";
        registry.register("message_outcomes", help, messages.outcomes.clone());
        messages
    }
}

/// The figures of one server.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Timed, Histogram>,
    in_flight: Gauge,
    queued: Gauge,
    oldest: Gauge<f64, AtomicU64>,
    started: Counter,
    messages: Messages,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("cleat");
        let requests = Family::default();
        let durations =
            Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> Histogram);
        let (in_flight, queued, oldest) = (Gauge::default(), Gauge::default(), Gauge::default());
        let started = Counter::default();
        let help = "Answers, by operation and error";
        registry.register("requests", help, requests.clone());
        let help = "Time from a request to its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, durations.clone());
        let help = "Requests that are not answered yet";
        registry.register("requests_in_flight", help, in_flight.clone());
        let help = "Messages that wait for a provider, all replicas together";
        registry.register("messages_queued", help, queued.clone());
        let help = "How long the oldest of them waits";
        registry.register_with_unit("messages_oldest", help, Unit::Seconds, oldest.clone());
        let help = "Requests that came in, of whatever path";
        registry.register("requests_started", help, started.clone());
        let messages = Messages::register(&mut registry);
        Self {
            registry,
            requests,
            durations,
            in_flight,
            queued,
            oldest,
            started,
            messages,
        }
    }
}

impl Metrics {
    /// Counts a request until the guard is dropped, answered or not.
    pub fn begin(&self) -> InFlight {
        self.started.inc();
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts an answer.
    pub fn answered(
        &self,
        operation: Option<&'static Operation>,
        error: Option<ErrorCode>,
        took: Duration,
    ) {
        let operation = operation.map_or("none", |operation| operation.id);
        let result = error.map_or("Success", ErrorCode::name);
        let labels = Answered { operation, result };
        self.requests.get_or_create(&labels).inc();
        let labels = Timed { operation };
        self.durations
            .get_or_create(&labels)
            .observe(took.as_secs_f64());
    }

    /// Sets what the outbox holds: messages, and the age of the oldest in milliseconds.
    pub fn outbox(&self, queued: i64, oldest: i64) {
        self.queued.set(queued);
        self.oldest
            .set(Duration::from_millis(oldest.max(0).unsigned_abs()).as_secs_f64());
    }

    /// Sets what became of the messages, provider by provider.
    pub fn messages(&self, counts: Vec<Counts>) {
        for counts in counts {
            for (country, outcome, count) in counts.by_country {
                let labels = Outcome {
                    provider: counts.provider.clone(),
                    country,
                    outcome,
                };
                let counter = self.messages.outcomes.get_or_create(&labels);
                counter.inner().store(count, Ordering::Relaxed);
            }
            let labels = Carried {
                provider: counts.provider,
            };
            for (family, count) in [
                (&self.messages.sent, counts.sent),
                (&self.messages.failed, counts.failed),
                (&self.messages.unknown, counts.unknown),
                (&self.messages.given_up, counts.given_up),
            ] {
                let counter = family.get_or_create(&labels);
                counter.inner().store(count, Ordering::Relaxed);
            }
        }
    }

    /// The figures as text, in the OpenMetrics format that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let written = encode(&mut text, &self.registry);
        debug_assert!(written.is_ok(), "writing to a string does not fail");
        text
    }
}

/// A request that is being answered.
pub struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
