//! Whose failures are counted.

use super::network::Network;
use crate::kernel::Cx;

/// What is proven by trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A password.
    Password,
    /// A code.
    Code,
}

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Anybody.
    Stranger,
    /// Somebody known to the account.
    Known,
}

/// What is tried, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// What is proven.
    pub kind: Kind,
    /// Pool.
    pub pool_id: &'a str,
    /// Number, address or name.
    pub target: &'a str,
    /// The user who has it. Whoever has it next inherits nothing.
    pub owner: Option<&'a str>,
    /// The user whose failures add up: the owner, or who would like to be.
    pub account: Option<&'a str>,
    /// The user whose token came along.
    pub signed_in: Option<&'a str>,
}

/// Names of the rows that are counted: a target and an account, for strangers and for those who
/// are known. For a target without an account a stand-in is counted, so that both cost the same
/// time.
pub struct Subjects {
    pub(super) pool_id: String,
    pub(super) strangers: [String; 2],
    pub(super) known: [String; 2],
    /// Users that the two rows go with.
    pub(super) users: [String; 2],
    pub(super) network: Network,
    signed_in: bool,
}

impl Subjects {
    /// The rows of what is tried.
    pub fn of(cx: &Cx, tried: &Tried<'_>) -> Self {
        let kind = match tried.kind {
            Kind::Password => "password",
            Kind::Code => "code",
        };
        let owner = tried.owner.unwrap_or_default();
        let digest = &cx.app.vault.digest(&["failure", kind, tried.target, owner]);
        let names = |lane: &str| {
            let account = match tried.account {
                Some(id) => format!("{kind} {lane} u:{id}"),
                None => format!("{kind} {lane} x:{digest}"),
            };
            [format!("{kind} {lane} t:{digest}"), account]
        };
        let account = tried.account.unwrap_or_default();
        let (strangers, mut known) = (names("stranger"), names("known"));
        if tried.owner != tried.account {
            // Who is known to an account is a stranger to what does not belong to it yet.
            known[0].clone_from(&strangers[0]);
        }
        Self {
            pool_id: tried.pool_id.to_owned(),
            strangers,
            known,
            users: [owner.to_owned(), account.to_owned()],
            network: Network::of(cx, tried.pool_id, account),
            signed_in: tried.signed_in.is_some() && tried.signed_in == tried.account,
        }
    }

    /// Who tries, given whether the network is known.
    pub(super) fn lane(&self, network_is_known: bool) -> Lane {
        if self.signed_in || network_is_known {
            Lane::Known
        } else {
            Lane::Stranger
        }
    }

    pub(super) fn of_lane(&self, lane: Lane) -> &[String; 2] {
        match lane {
            Lane::Stranger => &self.strangers,
            Lane::Known => &self.known,
        }
    }
}
