//! Settings of the server: one table; file, environment, flags and the documentation come
//! from it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::addresses::{self, AddressHeader};
use super::networks::Networks;

/// Lives that a code may have, in seconds.
pub const CODE_LIVES: RangeInclusive<i64> = 30..=600;

/// A setting as data.
#[derive(Debug)]
pub struct Setting {
    /// Key in the file; `CLEAT_` and upper case in the environment; dashes as a flag.
    pub name: &'static str,
    /// Default, as it would be written.
    pub default: &'static str,
    /// What it does, with units and range.
    pub doc: &'static str,
    /// Whether it may be given without a value, as a flag.
    pub switch: bool,
    /// Whether it may be a secret; then a file may be named that holds it.
    pub secret: bool,
}

impl Setting {
    /// The name under which a file is named that holds it.
    pub fn in_file(&self) -> String {
        format!("{}_file", self.name)
    }
}

/// A setting that was given, as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was given; nothing of a secret.
    pub value: Option<String>,
    /// Where it was given: `file`, `environment` or `flag`.
    pub source: &'static str,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("setting {name}: {why}")]
pub struct SettingError {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ty = $default:literal;)*) => {
        /// Settings of the server.
        #[derive(Debug, Clone)]
        pub struct Settings {
            /// Those that were given, where whoever read them says where.
            pub given: BTreeMap<String, Shown>,
            $($(#[doc = $doc])* pub $name: $type),*
        }

        impl Settings {
            /// The table.
            pub const TABLE: &'static [Setting] = &[$(Setting {
                name: stringify!($name),
                default: $default,
                doc: concat!($($doc),*),
                switch: matches!(stringify!($type).as_bytes(), b"bool"),
                secret: matches!(stringify!($type).as_bytes(), b"Text"),
            }),*];

            /// Reads them; what is not given has its default.
            ///
            /// # Errors
            /// A name that is not in the table, a value that cannot be read, or settings that
            /// have no effect together.
            pub fn read(mut given: BTreeMap<String, String>) -> Result<Self, SettingError> {
                let settings = Self { given: BTreeMap::new(), $($name: {
                    let value = given.remove(stringify!($name)).unwrap_or_else(|| $default.into());
                    truth_of(stringify!($type), &value).parse().map_err(|error| SettingError {
                        name: stringify!($name).into(),
                        why: format!("{value:?}: {error}"),
                    })?
                }),* };
                if let Some(name) = given.into_keys().next() {
                    return Err(SettingError { name, why: "there is no such setting".into() });
                }
                settings.check()?;
                Ok(settings)
            }
        }
    };
}

settings! {
    /// Address to serve on.
    listen: String = "127.0.0.1:8080";
    /// Folder of the embedded database and the master key.
    data: String = "./cleat-data";
    /// Database, `postgres://user:password@host/name` or `postgres:///name?host=/run/postgresql`. TLS unless it is on this machine or `sslmode=disable` is there. Empty: the embedded one in the data folder.
    database_url: Text = "";
    /// PEM file of certificates to trust for the database, besides those of the system.
    database_ca: String = "";
    /// Address that clients use, such as `https://id.example.com`; names the issuer of tokens. Empty: `http://` and `listen`.
    public_url: Text = "";
    /// Master key, 64 hex digits; the same for all replicas. Empty: kept in the file `master.key` of the data folder.
    master_key: Text = "";
    /// Another master key, 64 hex digits, that opens what it sealed and seals nothing: the one before, until `cleat master-key rotate` has ended, or the one to come.
    other_master_key: Text = "";
    /// Addresses or networks of proxies whose word on the client's address is believed, separated by commas.
    trusted_proxies: Networks = "";
    /// The one header in which these proxies write the client's address: `x-forwarded-for`, `forwarded` (RFC 7239), or one of a single address such as `x-real-ip`. Every other is ignored.
    client_address_header: AddressHeader = "x-forwarded-for";
    /// Development mode: a demo pool, an inbox that shows every message, a clock that can be advanced. Loopback only.
    dev: bool = "false";
    /// Development mode on an address that is not loopback.
    dev_anywhere: bool = "false";
    /// Development mode: no limits per client address; those per number, account and code stay.
    no_address_limits: bool = "false";
    /// Leave out the documentation: `/docs`, `/openapi.json` and `/llms.txt`.
    no_docs: bool = "false";
    /// Leave out the console of operators.
    no_console: bool = "false";
    /// Print the link that sets the console up at start, also where nobody sits at a terminal: whoever reads the output can then become the owner.
    print_setup_link: bool = "false";
    /// Whether a user name with a password counts as a login method when another one is removed.
    username_password_counts: bool = "false";
    /// SMTP server, `smtps://user:password@host` or `smtp://user:password@host`, which is STARTTLS; `?tls=none` does without TLS, `?ca=FILE` names a certificate of an authority. Empty: no e-mail is sent.
    smtp_url: Text = "";
    /// Address that e-mail comes from, such as `Example <no-reply@example.com>`; needed with `smtp_url`.
    email_from: String = "";
    /// Address that takes SMS for mainland China as signed JSON; more than one, separated by spaces, are tried in turn. Empty: none is sent.
    sms_url: Text = "";
    /// The same for all other numbers.
    international_sms_url: Text = "";
    /// Key of the signature `x-cleat-signature` (HMAC-SHA256, hex) on SMS; needed with `sms_url`.
    sms_secret: Text = "";
    /// Providers of SMS and e-mail besides, for all pools: a list of tables with `id`, `scope`, `provider`, `priority`, `validity` and `fields`, as `configSmsProvider` takes them; in the file as `[[providers]]`, elsewhere as JSON. A field whose name ends in `_file` names the file that its value is in.
    providers: Text = "";
    /// Whether a provider that a pool configures may have an address of a private network. Those of these settings may.
    private_providers: bool = "false";
    /// Whether a source of external identities may have an address of a private network, or one without TLS.
    private_sources: bool = "false";
    /// Whether test numbers of pools, whose codes are fixed, work outside development mode. Whoever knows such a code signs in as the owner of the number.
    test_numbers: bool = "false";
    /// Life of a verification code, in seconds, 30 to 600.
    code_lifetime: i64 = "300";
    /// Messages to one number or address in an hour, at least 1.
    sends_per_target: i64 = "20";
    /// Messages asked for by one client address in ten minutes, at least 1.
    sends_per_address: i64 = "60";
    /// SMS of one pool to numbers abroad that no account has: within ten thousand numbers, in an hour, at least 1. Beyond it such numbers get none; those of accounts do.
    sends_per_range: i64 = "50";
    /// The same for one country.
    sends_per_country: i64 = "1000";
    /// Messages of one pool in an hour, at least 1.
    sends_per_pool: i64 = "50000";
    /// Codes, tokens and passwords tried by one client address in ten minutes, at least 1.
    guesses_per_address: i64 = "600";
    /// Seconds after which a browser that nobody used is signed out of the sign-in pages, at least 60; the pool's `cookieExpiresIn` ends it in any case.
    browser_session_idle: i64 = "604800";
    /// Days that messages are shown to operators, 2 to 90: to whom, by which provider, what became of them. Their texts go as soon as they are sent.
    message_days: i64 = "2";
    /// Token that `/metrics` asks for as Bearer. Empty: it asks for none, so keep it from the public at the proxy.
    metrics_token: Text = "";
    /// Seconds between SIGTERM and the end of accepting, 0 to 300: the server is not ready by then, so that a load balancer leaves it.
    drain_seconds: i64 = "2";
    /// Level of the log: error, warn, info, debug or trace.
    log: String = "info";
}

/// A switch as people write it in the environment.
fn truth_of<'v>(kind: &str, value: &'v str) -> &'v str {
    let is_one_of = |words: [&str; 4]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    if kind != "bool" {
        value
    } else if is_one_of(["1", "yes", "on", "true"]) {
        "true"
    } else if is_one_of(["0", "no", "off", "false"]) {
        "false"
    } else {
        value
    }
}

fn wrong(name: &str, why: &str) -> Result<(), SettingError> {
    Err(SettingError {
        name: name.into(),
        why: why.into(),
    })
}

impl Settings {
    fn check(&self) -> Result<(), SettingError> {
        self.check_mode()?;
        self.check_providers()?;
        self.check_numbers()?;
        if !["error", "warn", "info", "debug", "trace"].contains(&self.log.as_str()) {
            return wrong("log", "must be error, warn, info, debug or trace");
        }
        self.check_addresses()
    }

    fn check_addresses(&self) -> Result<(), SettingError> {
        let checks: [(&str, Result<(), String>); 9] = [
            ("listen", addresses::listen(&self.listen)),
            ("database_url", addresses::database(&self.database_url.0)),
            ("public_url", addresses::public(&self.public_url.0)),
            ("master_key", addresses::master_key(&self.master_key.0)),
            (
                "other_master_key",
                addresses::master_key(&self.other_master_key.0),
            ),
            ("smtp_url", addresses::smtp(&self.smtp_url.0)),
            ("email_from", addresses::sender(&self.email_from)),
            ("sms_url", addresses::bridges(&self.sms_url.0)),
            (
                "international_sms_url",
                addresses::bridges(&self.international_sms_url.0),
            ),
        ];
        for (name, check) in checks {
            check.or_else(|why| wrong(name, &why))?;
        }
        let is_sent = |sign: u8| sign.is_ascii_graphic();
        if !self.metrics_token.0.bytes().all(is_sent) {
            return wrong(
                "metrics_token",
                "must have letters, digits and signs of ASCII alone",
            );
        }
        if self.data.trim().is_empty() {
            return wrong("data", "must be a folder");
        }
        let header = self.client_address_header != AddressHeader::default();
        if header && self.trusted_proxies.is_empty() {
            return wrong("client_address_header", "goes with trusted_proxies");
        }
        Ok(())
    }

    fn check_mode(&self) -> Result<(), SettingError> {
        if !self.dev && self.no_address_limits {
            return wrong("no_address_limits", "works in development mode alone");
        }
        if !self.dev && self.dev_anywhere {
            return wrong("dev_anywhere", "works in development mode alone");
        }
        Ok(())
    }

    fn check_providers(&self) -> Result<(), SettingError> {
        let mail = !self.smtp_url.0.is_empty();
        if mail == self.email_from.is_empty() {
            return wrong("email_from", "goes with smtp_url");
        }
        let sms = !(self.sms_url.0.is_empty() && self.international_sms_url.0.is_empty());
        if sms == self.sms_secret.0.is_empty() {
            return wrong("sms_secret", "goes with sms_url or international_sms_url");
        }
        if self.dev && (mail || sms || !self.providers.0.is_empty()) {
            let why = "keeps all messages in its inbox; take the providers out";
            return wrong("dev", why);
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), SettingError> {
        if !CODE_LIVES.contains(&self.code_lifetime) {
            return wrong("code_lifetime", "must be 30 to 600 seconds");
        }
        if self.browser_session_idle < 60 {
            return wrong("browser_session_idle", "must be at least 60 seconds");
        }
        if !(2..=90).contains(&self.message_days) {
            return wrong("message_days", "must be 2 to 90");
        }
        if !(0..=300).contains(&self.drain_seconds) {
            return wrong("drain_seconds", "must be 0 to 300");
        }
        let limits = [
            ("sends_per_target", self.sends_per_target),
            ("sends_per_address", self.sends_per_address),
            ("sends_per_range", self.sends_per_range),
            ("sends_per_country", self.sends_per_country),
            ("sends_per_pool", self.sends_per_pool),
            ("guesses_per_address", self.guesses_per_address),
        ];
        match limits.into_iter().find(|(_, limit)| *limit < 1) {
            Some((name, _)) => wrong(name, "must be at least 1"),
            None => Ok(()),
        }
    }

    /// Address that clients use, without a slash at its end.
    pub fn base_url(&self) -> String {
        let url = if self.public_url.0.is_empty() {
            format!("http://{}", self.listen)
        } else {
            self.public_url.0.clone()
        };
        url.trim_end_matches('/').to_owned()
    }

    /// Whether the codes of test numbers are fixed.
    pub fn has_test_numbers(&self) -> bool {
        self.dev || self.test_numbers
    }

    /// Issuer of tokens.
    pub fn issuer(&self) -> String {
        format!("{}/oidc", self.base_url())
    }
}

/// Text that may be a secret: `Debug` does not show it.
#[derive(Clone)]
pub struct Text(pub String);

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(none)" } else { "(set)" })
    }
}

impl FromStr for Text {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}
