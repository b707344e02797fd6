//! Serving HTTP/1.1 on a port. No client holds a connection that does nothing: a request that is
//! begun has to come within ten seconds, an answer has to be taken, and when there are as many
//! connections as the machine has files for, one that waits makes room.

mod connections;
mod exchange;
mod socket;

use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use cleat_engine::kernel::App;
use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use connections::Connections;
use exchange::Exchange;
use socket::{Received, Socket};

/// Time for what was begun before the server ends.
const GRACE: Duration = Duration::from_secs(3);
/// Time between two tries to take a connection when the machine has none left.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers every connection until `stop`; then takes none, finishes what was begun, and within
/// three seconds ends what does not finish.
pub async fn serve(app: Arc<App>, listener: TcpListener, stop: impl Future<Output = ()>) {
    let router = crate::router(app.clone());
    let connections = Arc::new(Connections::new());
    tracing::debug!(most = connections.most(), "connections");
    let (stopping, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let taken = async {
            let taken = listener.accept().await;
            connections.room().await;
            taken
        };
        let taken = tokio::select! {
            biased;
            () = &mut stop => break,
            taken = taken => taken,
        };
        match taken {
            Ok((stream, peer)) => {
                let (router, stopped) = (router.clone(), stopped.clone());
                let exchange = Arc::new(Exchange::new(app.clock.clone()));
                let place = Connections::enter(&connections, &app, peer.ip(), exchange.clone());
                tasks.spawn(async move {
                    converse(router, stream, peer, exchange, stopped).await;
                    drop(place);
                });
            }
            Err(error) => wait_after(&error, &connections).await,
        }
        while tasks.try_join_next().is_some() {}
    }
    drop(listener);
    stopping.send_replace(true);
    let finished = async { while tasks.join_next().await.is_some() {} };
    if timeout(GRACE, finished).await.is_err() {
        tracing::info!(connections = tasks.len(), "ended what did not finish");
    }
}

/// A connection that could not be taken: the client has gone, or there are no files left.
async fn wait_after(error: &std::io::Error, connections: &Connections) {
    let gone = [
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionRefused,
        ErrorKind::ConnectionReset,
    ];
    if !gone.contains(&error.kind()) {
        tracing::warn!(%error, open = connections.count(), "no connection can be taken");
        connections.ask_to_leave();
        tokio::time::sleep(PAUSE).await;
    }
}

/// Answers the requests of one connection.
async fn converse(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    exchange: Arc<Exchange>,
    mut stopped: watch::Receiver<bool>,
) {
    let service = TowerToHyperService::new(router);
    let told = exchange.clone();
    let answer = service_fn(move |mut request: Request<Incoming>| {
        let (service, exchange) = (service.clone(), told.clone());
        exchange.head(request.body().is_end_stream());
        request.extensions_mut().insert(ConnectInfo(peer));
        let request = request.map(|body| Body::new(Received::new(body, exchange.clone())));
        async move {
            let answer = service.call(request).await;
            exchange.answered();
            answer
        }
    });
    let socket = Socket {
        stream,
        exchange: exchange.clone(),
    };
    let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), answer);
    let mut connection = pin!(connection);
    loop {
        tokio::select! {
            biased;
            () = in_time(connection.as_mut(), &exchange) => return,
            () = exchange.leave.notified() => if exchange.waits() { return },
            Ok(()) = stopped.changed() => connection.as_mut().graceful_shutdown(),
        }
    }
}

/// Until the connection ends, or its client was waited for too long.
async fn in_time<C: Future>(mut connection: Pin<&mut C>, exchange: &Exchange) {
    let mut sleep = None;
    poll_fn(|cx| {
        if connection.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        let Some(deadline) = exchange.deadline().map(Instant::from_std) else {
            return Poll::Pending;
        };
        let sleep = sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(cx)
    })
    .await;
}
