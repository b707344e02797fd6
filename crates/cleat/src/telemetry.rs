//! Logs, and traces where the feature `otel` is built in.

use cleat_server::Settings;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Holds what must be sent before the program ends.
pub struct Telemetry {
    #[cfg(feature = "otel")]
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Writes the log to standard error, one JSON object a line. With the feature `otel`, spans go
/// to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names, as OTLP over HTTP.
///
/// # Errors
/// When the exporter cannot be made.
pub fn start(settings: &Settings) -> Result<Telemetry, String> {
    // Libraries log requests, and requests hold codes and tokens: only the server's own crates
    // may go below `warn`.
    let own = [
        "cleat",
        "cleat_server",
        "cleat_store",
        "cleat_delivery",
        "cleat_client",
    ];
    let mut filter = String::from("warn");
    for name in own {
        filter.push_str(&format!(",{name}={}", settings.log));
    }
    let log = tracing_subscriber::fmt::layer()
        .json()
        .with_writer(std::io::stderr)
        // They would be printed to where nothing can be printed.
        .log_internal_errors(false)
        .with_filter(EnvFilter::new(filter));
    let registry = tracing_subscriber::registry().with(log);
    #[cfg(feature = "otel")]
    {
        let traces = otel::provider()?;
        let layer = traces.as_ref().map(otel::layer);
        drop(registry.with(layer).try_init());
        Ok(Telemetry { traces })
    }
    #[cfg(not(feature = "otel"))]
    {
        drop(registry.try_init());
        Ok(Telemetry {})
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        #[cfg(feature = "otel")]
        if let Some(traces) = &self.traces
            && let Err(error) = traces.shutdown()
        {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

#[cfg(feature = "otel")]
mod otel {
    use opentelemetry::trace::TracerProvider as _;
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing::Subscriber;
    use tracing_subscriber::Layer;
    use tracing_subscriber::filter::{LevelFilter, Targets};
    use tracing_subscriber::registry::LookupSpan;

    /// Name of the environment that turns traces on (OpenTelemetry specification).
    const ENDPOINT: [&str; 2] = [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    ];

    pub(super) fn provider() -> Result<Option<SdkTracerProvider>, String> {
        if ENDPOINT.iter().all(|name| std::env::var_os(name).is_none()) {
            return Ok(None);
        }
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .build()
            .map_err(|error| format!("traces: {error}"))?;
        let resource = Resource::builder().with_service_name("cleat").build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        Ok(Some(provider))
    }

    pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        // The server's own spans alone: those of libraries may hold requests.
        let own = Targets::new().with_target(cleat_server::SPANS, LevelFilter::TRACE);
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("cleat"))
            .with_filter(own)
    }
}
