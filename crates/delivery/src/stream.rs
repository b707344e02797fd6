//! Connections that are no calls over HTTP: to where they may go, and over TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::http::{Reachable, is_public};

/// Longest time for each address of a host.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// A connection.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Why a host is not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// It does not answer.
    Silent,
    /// It is one of a private network.
    Private,
}

/// Connects to a host.
///
/// # Errors
/// Why it is not reached.
pub async fn reach(host: &str, port: u16, to: Reachable) -> Result<TcpStream, Unreached> {
    let found = tokio::net::lookup_host((host, port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| Unreached::Silent)?.collect();
    let may_be_asked = |address: &&SocketAddr| to == Reachable::Anywhere || is_public(address.ip());
    if !found.is_empty() && !found.iter().any(|address| may_be_asked(&address)) {
        return Err(Unreached::Private);
    }
    for address in found.iter().filter(may_be_asked) {
        if let Ok(Ok(stream)) = timeout(PATIENCE, TcpStream::connect(address)).await {
            // A message is written as a whole.
            drop(stream.set_nodelay(true));
            return Ok(stream);
        }
    }
    Err(Unreached::Silent)
}

/// Speaks TLS with that host, whom the authorities of the web vouch for, or those in that PEM.
/// `None` where it fails, or no authority is in the PEM.
pub async fn encrypt<S: Stream + 'static>(
    stream: S,
    host: &str,
    authorities: Option<&str>,
) -> Option<Box<dyn Stream>> {
    let connector = connector(authorities)?;
    let name = ServerName::try_from(host.to_owned()).ok()?;
    let stream = connector.connect(name, stream).await.ok()?;
    Some(Box::new(stream))
}

/// Whether a text has authorities in it, as PEM.
pub fn are_authorities(pem: &str) -> bool {
    connector(Some(pem)).is_some()
}

/// Trusts the authorities of the web and those in that PEM; nothing where there are none in it.
fn connector(authorities: Option<&str>) -> Option<TlsConnector> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(pem) = authorities.filter(|pem| !pem.trim().is_empty()) {
        let known = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate.ok()?).ok()?;
        }
        (roots.len() > known).then_some(())?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().ok()?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Some(TlsConnector::from(Arc::new(config)))
}
