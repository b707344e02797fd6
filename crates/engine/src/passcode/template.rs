//! Mails with codes, as the pool's templates have them.

use cleat_delivery::Medium;
use cleat_delivery::mail::{Mail, MailType, Variables, duration, render};
use cleat_store::Tx;

use super::order::Order;
use crate::kernel::settings::CODE_LIVES;
use crate::kernel::{Cx, Outcome, iso};
use crate::mail::{Chosen, template_of};
use crate::tenancy::{self, pool};

/// The template of a mail with a code.
pub struct Template(Chosen);

impl Template {
    /// The one for a code that goes by e-mail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(tx: &mut Tx, cx: &Cx, order: &Order) -> Outcome<Option<Self>> {
        if order.channel.medium() != Medium::Email {
            return Ok(None);
        }
        let Some(kind) = MailType::of_channel(order.channel.name()) else {
            return Ok(None);
        };
        let language = cx.request.language().as_str();
        let chosen = template_of(tx, &order.pool_id, kind, language).await?;
        Ok(Some(Self(chosen)))
    }

    /// Life of the code, in seconds, where the template says.
    pub fn lifetime(&self) -> Option<i64> {
        self.0.expires_in.filter(|life| CODE_LIVES.contains(life))
    }

    /// The mail with a code that lives so many seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        order: &Order,
        (code, lifetime): (&str, i64),
    ) -> Outcome<Mail> {
        let language = cx.request.language().as_str();
        let pool = pool::name(tx, &order.pool_id).await?.unwrap_or_default();
        let app_id = cx.actor.as_ref().and_then(|actor| actor.app_id.as_deref());
        let app = match app_id {
            Some(id) => tenancy::document(tx, cx, &order.pool_id, id).await?,
            None => None,
        };
        let app_name = app.map_or_else(|| pool.clone(), |app| app.app_name);
        let variables = Variables::default()
            .with("app_name", app_name)
            .with("client_name", pool.as_str())
            .with("userpool_name", pool.as_str())
            .with("userPoolName", pool.as_str())
            .with("user_email", order.to.key())
            .with("verify_code", code)
            .with("expires_in", duration(lifetime, language))
            .with("ip", cx.request.ip.as_str())
            .with("TIME", iso(cx.now()))
            .with("datetime", iso(cx.now()));
        let mut mail = render(&self.0.template, language, &variables);
        // The operator's name for the sender gives way to one that the pool wrote.
        mail.sender = mail.sender.filter(|_| self.0.is_own);
        Ok(mail)
    }
}
