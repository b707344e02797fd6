//! What a pool lets its users sign in by.

use cleat_api::application::BasicLoginMethod;
use cleat_delivery::provider::Reach;
use cleat_store::Tx;

use crate::account::Account;
use crate::external::enabled::{self, Usable};
use crate::kernel::{App, Outcome};
use crate::tenancy::{self, pool};

/// The ways to sign in that a pool has: allowed by one of its applications, and delivered by a
/// provider where they take a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// A code to a number of mainland China.
    code_at_home: bool,
    /// A code to another number.
    code_abroad: bool,
    phone_password: bool,
    email_code: bool,
    email_password: bool,
    /// A password with an address that was never proven.
    unproven_email_password: bool,
    name_password: bool,
    identity: ByIdentity,
}

/// The external identities by which somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ByIdentity {
    /// Those of every source there is.
    All,
    /// Those of sources that an application shows.
    Of(Vec<Usable>),
}

impl ByIdentity {
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Of(_), Self::All) => false,
            (Self::Of(own), Self::Of(others)) => others.iter().all(|one| own.contains(one)),
        }
    }

    /// The condition on a row of `identity`, by the alias `i`.
    fn condition(&self) -> String {
        let Self::Of(usable) = self else {
            return "EXISTS (SELECT 1 FROM ext_idp p
                WHERE p.pool_id = i.pool_id AND p.id = i.ext_idp_id)"
                .into();
        };
        // Ids that this server made, and kinds that stand in it.
        let one =
            |(source, kind): &Usable| format!("(i.ext_idp_id = '{source}' AND i.type = '{kind}')");
        let all: Vec<String> = usable.iter().map(one).collect();
        match all.is_empty() {
            true => "FALSE".into(),
            false => all.join(" OR "),
        }
    }
}

impl Policy {
    /// Every way there is.
    pub(super) const ALL: Self = Self {
        code_at_home: true,
        code_abroad: true,
        phone_password: true,
        email_code: true,
        email_password: true,
        unproven_email_password: true,
        name_password: true,
        identity: ByIdentity::All,
    };

    fn new(methods: &[String], reach: Reach, usable: Vec<Usable>) -> Self {
        let allows = |method: BasicLoginMethod| methods.iter().any(|one| one == method.as_str());
        let phone_code = allows(BasicLoginMethod::PhoneCode);
        let email_password = allows(BasicLoginMethod::EmailPassword);
        Self {
            code_at_home: phone_code && reach.domestic,
            code_abroad: phone_code && reach.international,
            phone_password: allows(BasicLoginMethod::PhonePassword),
            email_code: allows(BasicLoginMethod::EmailCode) && reach.email,
            email_password,
            unproven_email_password: email_password,
            name_password: allows(BasicLoginMethod::UsernamePassword),
            identity: ByIdentity::Of(usable),
        }
    }

    /// The policy of a pool as it is now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(tx: &mut Tx, app: &App, pool_id: &str) -> Outcome<Self> {
        let reach = app.outbox.reach(tx, pool_id).await?;
        Self::reaching(tx, pool_id, reach).await
    }

    /// The same where codes are delivered as it says.
    pub(super) async fn reaching(tx: &mut Tx, pool_id: &str, reach: Reach) -> Outcome<Self> {
        let (_, methods) = pool::policy(tx, pool_id).await?;
        let settings = tenancy::settings(tx, pool_id).await?;
        let usable = enabled::usable(tx, pool_id).await?;
        let mut policy = Self::new(&methods, reach, usable);
        policy.unproven_email_password &= !settings.login_require_email_verified;
        Ok(policy)
    }

    /// The policy of a pool, which stays until the commit.
    pub(super) async fn held(tx: &mut Tx, app: &App, pool_id: &str) -> Outcome<Self> {
        let methods = pool::held_policy(tx, pool_id).await?;
        let reach = app.outbox.reach(tx, pool_id).await?;
        Ok(Self::new(
            &methods,
            reach,
            enabled::usable(tx, pool_id).await?,
        ))
    }

    /// Whether an account can be signed in to by something that is proven. A user name counts where
    /// `names` says so.
    pub(super) fn signs_in(&self, account: &Account, names: bool) -> bool {
        !self.methods(account, names).is_empty()
    }

    /// The methods by which an account is signed in to, of those that are proven. A user name
    /// counts where `names` says so.
    pub fn methods(&self, account: &Account, names: bool) -> Vec<BasicLoginMethod> {
        let password = account.password_hash.is_some();
        let code = match account.phone_country_code.as_deref() {
            Some("+86") => self.code_at_home,
            _ => self.code_abroad,
        };
        let phone = account.phone.is_some() && account.phone_verified;
        let email = account.email.is_some() && account.email_verified;
        let name = names && account.username.is_some();
        let all = [
            (BasicLoginMethod::PhoneCode, phone && code),
            (
                BasicLoginMethod::PhonePassword,
                phone && password && self.phone_password,
            ),
            (BasicLoginMethod::EmailCode, email && self.email_code),
            (
                BasicLoginMethod::EmailPassword,
                email && password && self.email_password,
            ),
            (
                BasicLoginMethod::UsernamePassword,
                name && password && self.name_password,
            ),
        ];
        let usable = all.into_iter().filter(|(_, usable)| *usable);
        usable.map(|(method, _)| method).collect()
    }

    /// Whether somebody signs in by an identity at that source, of that kind where it is given.
    pub(super) fn takes(&self, ext_idp_id: &str, kind: Option<&str>) -> bool {
        match &self.identity {
            ByIdentity::All => true,
            ByIdentity::Of(usable) => usable
                .iter()
                .any(|(id, own)| id == ext_idp_id && kind.is_none_or(|kind| kind == *own)),
        }
    }

    /// The condition on a row of `account` under which its user signs in somehow, proven or not.
    pub(super) fn condition(&self) -> String {
        let is = |on: bool| if on { "TRUE" } else { "FALSE" };
        format!(
            "((phone IS NOT NULL AND (({home} AND phone_country_code = '+86')
                 OR ({abroad} AND phone_country_code <> '+86')
                 OR ({phone_password} AND password_hash IS NOT NULL)))
             OR (email IS NOT NULL AND ({code} OR (password_hash IS NOT NULL
                 AND ({unproven} OR (email_verified AND {password})))))
             OR (claimed_email IS NOT NULL AND phone IS NULL
                 AND ({code} OR (password_hash IS NOT NULL AND {unproven})))
             OR (username IS NOT NULL AND password_hash IS NOT NULL AND {name})
             OR EXISTS (SELECT 1 FROM identity i WHERE i.pool_id = account.pool_id
                 AND i.user_id = account.id AND ({identity})))",
            home = is(self.code_at_home),
            abroad = is(self.code_abroad),
            phone_password = is(self.phone_password),
            code = is(self.email_code),
            password = is(self.email_password),
            unproven = is(self.unproven_email_password),
            name = is(self.name_password),
            identity = self.identity.condition(),
        )
    }

    /// Whether it has everything that another one has.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let has = |own: bool, others: bool| own || !others;
        has(self.code_at_home, other.code_at_home)
            && has(self.code_abroad, other.code_abroad)
            && has(self.phone_password, other.phone_password)
            && has(self.email_code, other.email_code)
            && has(self.email_password, other.email_password)
            && has(self.unproven_email_password, other.unproven_email_password)
            && has(self.name_password, other.name_password)
            && self.identity.covers(&other.identity)
    }
}
