//! What a source is, as data.

use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};

use super::fields::Fields;
use super::profile::{Mapping, OPENID, UNIONID};
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
    /// Whether a browser is sent there; otherwise apps alone bring codes.
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
    /// The dialect of WeChat.
    Wechat(Wechat),
}

/// Settings that need no closer look.
pub fn any(_: &Fields) -> Result<()> {
    Ok(())
}

impl Source {
    /// The kinds of ids that it gives.
    pub fn kinds(&self) -> &'static [&'static str] {
        match self.protocol {
            Protocol::Wechat(_) => &[OPENID, UNIONID],
            Protocol::OAuth2(_) | Protocol::Oidc(_) => &[OPENID],
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

/// A source that speaks as WeChat does.
pub struct Wechat {
    /// Where the browser is sent.
    pub authorization: &'static str,
    /// Where a code is exchanged.
    pub token: &'static str,
    /// Where the profile is; a mini program has none.
    pub user: Option<&'static str>,
    /// What is asked for.
    pub scope: &'static str,
    /// What the parameter with the code is called.
    pub code: &'static str,
}
