//! The phone of the signed-in user.

use cleat_api::Success;
use cleat_api::phone::{
    BindPhone, UnbindPhone, UpdatePhone, UpdatePhoneGrant, VerifyUpdatePhoneRequest,
};
use cleat_engine::account::Contact;
use cleat_engine::contact::{self, Kind, ProvenChange};
use cleat_engine::grant;
use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::{Cx, Module, Outcome};
use cleat_engine::session::SignedInUser;
use cleat_store::Tx;

/// The phone of the signed-in user; its row is the account's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes
        .optimistic(bind_phone)
        .optimistic(unbind_phone)
        .write(verify_update_phone_request)
        .write(update_phone)
}

/// `bindPhone`
async fn bind_phone(tx: &mut Tx, cx: &Cx, me: &SignedInUser, req: &BindPhone) -> Outcome<()> {
    let code = req.phone_country_code.as_deref();
    let phone = Contact::new_phone("phoneNumber", &req.phone_number, code)?;
    contact::bind(tx, cx, me, &phone, &req.pass_code).await
}

/// `unbindPhone`
async fn unbind_phone(tx: &mut Tx, cx: &Cx, me: &SignedInUser, req: &UnbindPhone) -> Outcome<()> {
    contact::unbind(tx, cx, me, Kind::Phone, &req.pass_code).await
}

/// `verifyUpdatePhoneRequest`
async fn verify_update_phone_request(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &VerifyUpdatePhoneRequest,
) -> Outcome<UpdatePhoneGrant> {
    let given = &req.phone_pass_code_payload;
    let parse = |field: &str, number: &str, code: &Option<String>| {
        let field = format!("phonePassCodePayload.{field}");
        Contact::phone(&field, number, code.as_deref())
    };
    let new = parse(
        "newPhoneNumber",
        &given.new_phone_number,
        &given.new_phone_country_code,
    )?;
    new.require_person("phonePassCodePayload.newPhoneNumber")?;
    let old = match (&given.old_phone_number, &given.old_phone_pass_code) {
        (Some(number), Some(code)) => {
            let phone = parse("oldPhoneNumber", number, &given.old_phone_country_code)?;
            Some((phone, code.clone()))
        }
        _ => None,
    };
    let proof = ProvenChange {
        new,
        new_code: given.new_phone_pass_code.clone(),
        old,
        token: cx.app.random.secret().into(),
    };
    contact::prove_change(tx, cx, me, &proof).await?;
    Ok(UpdatePhoneGrant {
        update_phone_token: proof.token,
        token_expires_in: grant::LIFE,
    })
}

/// `updatePhone`
async fn update_phone(
    tx: &mut Tx,
    cx: &Cx,
    me: &SignedInUser,
    req: &UpdatePhone,
) -> Outcome<Success> {
    contact::change(tx, cx, me, Kind::Phone, &req.update_phone_token).await?;
    Ok(Success::DONE)
}
