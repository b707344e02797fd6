//! What a source is, as data.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::dialect::Dialect;
use super::fields::Fields;
use super::profile::{Mapping, OPEN_ID, OPENID, USER_ID};
use crate::kernel::Result;

/// A kind of connection as data.
pub struct Source {
    /// Kind of the source.
    pub provider: Provider,
    /// Type of the connection.
    pub connection: ConnectionType,
    /// Its name in English.
    pub name: &'static str,
    /// Whether people know it from elsewhere, or their organisation runs it.
    pub r#type: ExtIdpType,
    /// Whether it stands on sign-in pages; otherwise apps alone bring codes.
    pub has_page: bool,
    /// Settings that it needs.
    pub required: &'static [&'static str],
    /// Refuses settings that cannot be used.
    pub check: fn(&Fields) -> Result<()>,
    /// How it is spoken to.
    pub protocol: Protocol,
}

/// How a source is spoken to.
pub enum Protocol {
    /// OAuth 2.0 with a profile of its own.
    OAuth2(OAuth2),
    /// OpenID Connect.
    Oidc(Oidc),
    /// An OAuth 2.0 of its own.
    Dialect(Dialect),
    /// The gateway of Alipay.
    Alipay(Alipay),
    /// LDAP.
    Directory(Directory),
    /// CAS.
    Cas,
    /// SAML 2.0.
    Saml,
}

/// What most sources need.
pub const SECRET: &[&str] = &["clientId", "clientSecret"];

/// Settings that need no closer look.
pub fn any(_: &Fields) -> Result<()> {
    Ok(())
}

impl Source {
    /// The kinds of ids that it gives.
    pub fn kinds(&self) -> &'static [&'static str] {
        match &self.protocol {
            Protocol::Dialect(dialect) => dialect.ids,
            Protocol::Alipay(_) => &[USER_ID, OPEN_ID],
            Protocol::OAuth2(_)
            | Protocol::Oidc(_)
            | Protocol::Directory(_)
            | Protocol::Cas
            | Protocol::Saml => &[OPENID],
        }
    }

    /// Whether a browser is sent to it; otherwise an app brings a code, or a page of this server asks
    /// for a name and a password.
    pub fn sends_away(&self) -> bool {
        self.has_page && self.directory().is_none()
    }

    /// How it is asked about a name and a password, where it is.
    pub fn directory(&self) -> Option<&Directory> {
        match &self.protocol {
            Protocol::Directory(directory) => Some(directory),
            _ => None,
        }
    }

    /// Whether its answers are checked where a form brings them, for they fit into no address.
    pub fn is_posted(&self) -> bool {
        matches!(self.protocol, Protocol::Saml)
    }

    /// What the parameter with the code is called when a browser comes back.
    pub fn code(&self) -> &'static str {
        match &self.protocol {
            Protocol::Dialect(dialect) => dialect.code,
            Protocol::Alipay(_) => "auth_code",
            Protocol::Cas => "ticket",
            Protocol::Saml => "SAMLResponse",
            Protocol::OAuth2(_) | Protocol::Oidc(_) | Protocol::Directory(_) => "code",
        }
    }
}

/// A source that speaks OAuth 2.0.
pub struct OAuth2 {
    /// Where the browser is sent.
    pub authorization: &'static str,
    /// Where a code is exchanged.
    pub token: &'static str,
    /// Where the profile is.
    pub user: &'static str,
    /// What is asked for.
    pub scope: &'static str,
    /// Where the profile has what is looked for.
    pub mapping: &'static Mapping,
    /// Where the proven addresses are listed, below the address of the profile.
    pub emails: Option<&'static str>,
}

/// A source that speaks OpenID Connect.
pub struct Oidc {
    /// Issuer; `{tenant}` stands for the setting of that name.
    pub issuer: &'static str,
    /// What is asked for.
    pub scope: &'static str,
    /// Whether what it calls proven is.
    pub proves: bool,
    /// Whether it answers by a form that another site sends.
    pub posts: bool,
    /// Whether this server proves itself by a signature, as Apple wants it.
    pub signs: bool,
}

/// A source that speaks as Alipay does.
pub struct Alipay {
    /// Where the browser is sent.
    pub authorization: &'static str,
    /// Where everything is asked.
    pub gateway: &'static str,
    /// What is asked for.
    pub scope: &'static str,
}

/// A directory, with the names of attributes where a connection names no others.
pub struct Directory {
    /// What people are found by: one of these.
    pub names: &'static [&'static str],
    /// What they are known by.
    pub id: &'static str,
    /// Whether it is one of Microsoft's, where that is a GUID, and machines have accounts, too.
    pub is_microsofts: bool,
}
