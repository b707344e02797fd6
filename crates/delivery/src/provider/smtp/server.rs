//! SMTP servers, and how they are spoken to.

use std::str::FromStr;

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use url::Url;

use crate::provider::ProviderError;

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never.
    Nothing,
    /// Where the server offers STARTTLS. Whoever stands between can take the offer away.
    Opportunistic,
    /// By STARTTLS, or there is none.
    Required,
    /// From its first byte.
    Implicit,
}

/// An SMTP server, and how it is spoken to.
#[derive(Clone)]
pub struct Server {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// When the connection is encrypted.
    pub tls: Tls,
    /// User and password, where it asks for them.
    pub login: Option<(String, String)>,
    /// Certificates in PEM of the authorities that vouch for it, besides those of the web.
    pub authorities: Option<Vec<u8>>,
    /// The name that we tell it, where it is not our address.
    pub hello: Option<String>,
}

/// A server, and what it takes to speak to it.
pub(super) struct Ready {
    /// The server.
    pub(super) server: Server,
    /// Whom we take for it.
    pub(super) tls: TlsParameters,
    /// Our name.
    pub(super) hello: ClientId,
}

impl Ready {
    /// Sets up TLS.
    pub(super) fn new(server: Server) -> Result<Self, ProviderError> {
        let wrong = |_| ProviderError("TLS cannot be set up for it".into());
        let mut tls = TlsParameters::builder(server.host.clone());
        if let Some(pem) = &server.authorities {
            let certificate = Certificate::from_pem(pem).map_err(wrong)?;
            tls = tls.add_root_certificate(certificate);
        }
        let name = server.hello.clone().map(ClientId::Domain);
        Ok(Self {
            tls: tls.build().map_err(wrong)?,
            hello: name.unwrap_or_default(),
            server,
        })
    }
}

impl FromStr for Server {
    type Err = ProviderError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let form = "must be like smtps://user:password@host or smtp://host:587?tls=required";
        let wrong = || ProviderError(form.into());
        let url = Url::parse(url).map_err(|_| wrong())?;
        let parameter = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        let (tls, port) = match (url.scheme(), parameter("tls").as_deref()) {
            ("smtps", None | Some("required")) => (Tls::Implicit, 465),
            ("smtp", None | Some("required")) => (Tls::Required, 587),
            ("smtp", Some("opportunistic")) => (Tls::Opportunistic, 587),
            ("smtp", Some("none")) => (Tls::Nothing, 25),
            _ => return Err(wrong()),
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or_else(wrong)?.trim_matches(['[', ']']);
        let authorities = parameter("ca").map(std::fs::read).transpose();
        let no_file = |error| ProviderError(format!("the file of ?ca= cannot be read: {error}"));
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            login: login(&url).ok_or_else(wrong)?,
            authorities: authorities.map_err(no_file)?,
            hello: Some(url.path().trim_matches('/').to_owned()).filter(|name| !name.is_empty()),
        })
    }
}

/// User and password of a URL; `None` when they are no text.
fn login(url: &Url) -> Option<Option<(String, String)>> {
    let Some(password) = url.password() else {
        return Some(None);
    };
    let plain = |text: &str| {
        // `+` stands for itself here: these are no fields of a form.
        let text = text.replace('+', "%2B");
        let decoded = url::form_urlencoded::parse(text.as_bytes()).next();
        decoded.map_or(Some(String::new()), |(name, _)| {
            (!name.contains('\u{fffd}')).then(|| name.into_owned())
        })
    };
    // `=` and `&` would end a field.
    let whole = |text: &str| plain(&text.replace('=', "%3D").replace('&', "%26"));
    Some(Some((whole(url.username())?, whole(password)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> (String, u16, Tls, Option<(String, String)>) {
        let server: Server = url.parse().unwrap();
        (server.host, server.port, server.tls, server.login)
    }

    /// Seen to fail with `smtp` and no parameter read as no TLS at all.
    #[test]
    fn a_url_is_encrypted_unless_it_says_otherwise() {
        for (url, port, tls) in [
            ("smtp://mail.example.com", 587, Tls::Required),
            ("smtp://mail.example.com:25", 25, Tls::Required),
            ("smtp://mail.example.com?tls=required", 587, Tls::Required),
            (
                "smtp://mail.example.com?tls=opportunistic",
                587,
                Tls::Opportunistic,
            ),
            ("smtp://mail.example.com?tls=none", 25, Tls::Nothing),
            ("smtps://mail.example.com", 465, Tls::Implicit),
            ("smtps://mail.example.com:4650", 4650, Tls::Implicit),
        ] {
            assert_eq!(
                parts(url),
                ("mail.example.com".into(), port, tls, None),
                "{url}"
            );
        }
        assert_eq!(parts("smtp://[::1]:25?tls=none").0, "::1");
        let (.., login) = parts("smtps://ada%40example.com:a+b%2F%26=%E4%B8%AD@mail.example.com");
        let login = login.unwrap();
        assert_eq!(
            (login.0.as_str(), login.1.as_str()),
            ("ada@example.com", "a+b/&=中")
        );
    }

    #[test]
    fn what_is_no_url_of_a_mail_server_is_refused_without_its_password() {
        for url in [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://mail.example.com?tls=maybe",
            "smtps://mail.example.com?tls=none",
            "smtp://u:hunter2%FF@mail.example.com",
            "smtp://u:hunter2@mail.example.com?ca=/nowhere/ca.pem",
        ] {
            let error = url.parse::<Server>().err().unwrap();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
