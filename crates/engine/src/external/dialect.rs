//! Sources that speak an OAuth 2.0 of their own: what they are asked and what they answer, as data.

/// A source with a dialect.
pub struct Dialect {
    /// Where the browser is sent.
    pub authorization: &'static str,
    /// What it is sent there with, in the order that the documents have it in.
    pub asks: Params,
    /// What stands behind the address.
    pub fragment: Option<&'static str>,
    /// What is asked for.
    pub scope: &'static str,
    /// What the parameter with the code is called when the browser comes back.
    pub code: &'static str,
    /// What the source is asked then; the last answer is the profile.
    pub calls: &'static [Ask],
    /// The ids that it gives, each by the name that it was kept under; the widest first.
    pub ids: &'static [&'static str],
    /// Where the profile has a name.
    pub name: &'static str,
    /// Where the profile has the address of a picture.
    pub picture: &'static str,
    /// Where the profile has the calling code and the rest of a number that the source has proven.
    pub phone: Option<(&'static str, &'static str)>,
}

/// Names and values.
pub type Params = &'static [(&'static str, Is)];

/// What stands in a parameter.
pub enum Is {
    /// Id of the application at the source.
    ClientId,
    /// Its secret.
    ClientSecret,
    /// Id of the agent that people see there.
    AgentId,
    /// Where the browser comes back.
    RedirectUri,
    /// What is asked for.
    Scope,
    /// What binds the answer to the browser.
    State,
    /// Digest of what binds the code to this server (RFC 7636).
    Challenge,
    /// What it is the digest of.
    Verifier,
    /// The code.
    Code,
    /// What stands there always.
    Fixed(&'static str),
    /// What an answer had, by the name that it was kept under.
    Kept(&'static str),
}

/// One question to a source.
pub struct Ask {
    /// The setting that says where it goes.
    pub place: Place,
    /// Where it goes otherwise.
    pub usual: &'static str,
    /// How it goes.
    pub by: By,
    /// What it has.
    pub params: Params,
    /// The header that has the token, with what stands before it.
    pub header: Option<(&'static str, &'static str)>,
    /// What the answer tells of a fault in.
    pub faults: &'static [&'static str],
    /// Where the answer itself stands.
    pub within: &'static str,
    /// What is kept of it: under which name, from where.
    pub keeps: &'static [(&'static str, &'static str)],
    /// The same where it has them.
    pub may_keep: &'static [(&'static str, &'static str)],
    /// What must stand in it.
    pub same: Params,
}

impl Ask {
    /// A question without anything particular.
    pub const PLAIN: Self = Self {
        place: Place::User,
        usual: "",
        by: By::Query,
        params: &[],
        header: None,
        faults: &[],
        within: "",
        keeps: &[],
        may_keep: &[],
        same: &[],
    };
}

/// The setting that says where a question goes.
#[derive(Clone, Copy)]
pub enum Place {
    /// Where a code is exchanged.
    Token,
    /// Where the id is.
    Id,
    /// Where the profile is.
    User,
}

/// How a question goes to a source.
#[derive(Clone, Copy)]
pub enum By {
    /// In the address.
    Query,
    /// As a form.
    Form,
    /// As JSON.
    Json,
}

/// The name that a token is kept under.
pub const TOKEN: &str = "token";
