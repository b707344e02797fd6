//! The e-mail address of the signed-in user.

use cleat_api::Success;
use cleat_api::email::{
    BindEmail, UnbindEmail, UpdateEmail, UpdateEmailGrant, VerifyUpdateEmailRequest,
};
use cleat_engine::account::Contact;
use cleat_engine::contact::{self, Kind, ProvenChange};
use cleat_engine::grant;
use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::{Cx, Module, Outcome};
use cleat_engine::session::SignedInUser;
use cleat_store::Tx;

/// The e-mail address of the signed-in user; its row is the account's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .optimistic(bind_email)
        .optimistic(unbind_email)
        .write(verify_update_email_request)
        .write(update_email)
}

/// `bindEmail`
async fn bind_email(tx: &mut Tx, cx: &Cx, me: &SignedInUser, req: &BindEmail) -> Outcome<()> {
    let address = Contact::email("email", &req.email)?;
    contact::bind(tx, cx, me, &address, &req.pass_code).await
}

/// `unbindEmail`
async fn unbind_email(tx: &mut Tx, cx: &Cx, me: &SignedInUser, req: &UnbindEmail) -> Outcome<()> {
    contact::unbind(tx, cx, me, Kind::Email, &req.pass_code).await
}

/// `verifyUpdateEmailRequest`
async fn verify_update_email_request(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &VerifyUpdateEmailRequest,
) -> Outcome<UpdateEmailGrant> {
    let given = &req.email_pass_code_payload;
    let old = given.old_email.clone().map(Contact::Email);
    let proof = ProvenChange {
        new: Contact::email("emailPassCodePayload.newEmail", &given.new_email)?,
        new_code: given.new_email_pass_code.clone(),
        old: old.zip(given.old_email_pass_code.clone()),
        token: cx.app.random.secret().into(),
    };
    contact::prove_change(tx, cx, me, &proof).await?;
    Ok(UpdateEmailGrant {
        update_email_token: proof.token,
        token_expires_in: grant::LIFE,
    })
}

/// `updateEmail`
async fn update_email(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &UpdateEmail,
) -> Outcome<Success> {
    contact::change(tx, cx, me, Kind::Email, &req.update_email_token).await?;
    Ok(Success::DONE)
}
