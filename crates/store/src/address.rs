//! Where PostgreSQL is, and how the way there is protected.

use std::str::FromStr;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::causes;
use crate::{Error, Result};

/// A database server.
pub(crate) struct Address {
    pub(crate) config: Config,
    /// How TLS is spoken, where it is.
    pub(crate) connector: Option<MakeRustlsConnect>,
}

impl Address {
    /// Reads `postgres://…` and a file of certificates to trust besides the system's. Without
    /// `sslmode` the way is plain to this machine and TLS to any other. TLS always checks the
    /// certificate and its name, whatever libpq would do for the same word.
    pub(crate) fn parse(url: &str, ca: &str) -> Result<Self> {
        let wrong = |why: &dyn ToString| Error::Address(why.to_string());
        let named = url.contains("sslmode=");
        let url = url
            .replace("sslmode=verify-full", "sslmode=require")
            .replace("sslmode=verify-ca", "sslmode=require");
        let mut config = Config::from_str(&url).map_err(|error| wrong(&causes(&error)))?;
        let local = config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => {
                let address = name.parse::<std::net::IpAddr>();
                name == "localhost" || address.is_ok_and(|address| address.is_loopback())
            }
            Host::Unix(_) => true,
        });
        let plain = if named {
            config.get_ssl_mode() == SslMode::Disable
        } else {
            local
        };
        if plain {
            config.ssl_mode(SslMode::Disable);
            return Ok(Self {
                config,
                connector: None,
            });
        }
        config.ssl_mode(SslMode::Require);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(&error))?
            .with_root_certificates(roots(ca)?)
            .with_no_client_auth();
        Ok(Self {
            config,
            connector: Some(MakeRustlsConnect::new(tls)),
        })
    }
}

/// The system's certificates and those of the file.
fn roots(ca: &str) -> Result<RootCertStore> {
    let wrong = |why: &dyn ToString| Error::Certificates(format!("{ca}: {}", why.to_string()));
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if ca.is_empty() {
        return Ok(roots);
    }
    for certificate in CertificateDer::pem_file_iter(ca).map_err(|error| wrong(&error))? {
        let certificate = certificate.map_err(|error| wrong(&error))?;
        roots.add(certificate).map_err(|error| wrong(&error))?;
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_plain_on_this_machine_alone() {
        for (url, tls) in [
            ("postgres://a@127.0.0.1/b", false),
            ("postgres://a@localhost:5433/b", false),
            ("postgres:///b?host=/run/postgresql", false),
            ("postgres://a@db.example/b", true),
            ("postgres://a@db.example/b?sslmode=disable", false),
            ("postgres://a@127.0.0.1/b?sslmode=require", true),
            ("postgres://a@127.0.0.1/b?sslmode=verify-full", true),
            ("postgres://a@db.example/b?sslmode=prefer", true),
        ] {
            let address = Address::parse(url, "").unwrap();
            assert_eq!(address.connector.is_some(), tls, "{url}");
        }
        assert!(Address::parse("postgres://a@h/b?sslmode=maybe", "").is_err());
        assert!(Address::parse("postgres://a@db.example/b", "/nowhere.pem").is_err());
    }
}
