//! Sessions of users, as the pool ends them.

mod own;

use cleat_api::Success;
use cleat_api::session::KickUsers;
use cleat_engine::http::{Management, Noun, Routes};
use cleat_engine::kernel::{Cx, Module, Outcome};
use cleat_engine::session::{browser, store};
use cleat_engine::{account, audit};
use cleat_store::Tx;

pub use own::{OwnSession, end_own, own_sessions};

/// Sessions; their rows are the engine's.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module::EMPTY,
};

fn mount(routes: Routes) -> Routes {
    routes.write(kick_users)
}

/// `kickUsers`: ends the sessions of a user in the applications named, and those of browsers, which
/// would begin the next one there without asking.
async fn kick_users(tx: &mut Tx, cx: &Cx, pool: &Management, req: &KickUsers) -> Outcome<Success> {
    let kind = req
        .options
        .as_ref()
        .and_then(|options| options.user_id_type);
    pool.looks_up_in((tx, cx), ("userId", kind)).await?;
    let id = account::resolve(tx, &pool.pool_id, &req.user_id, kind).await?;
    audit::note(tx).user(&id);
    for app_id in &req.app_ids {
        store::end_in_app(tx, &pool.pool_id, &id, app_id, cx.now()).await?;
    }
    browser::end_all(tx, &pool.pool_id, &id, cx.now()).await?;
    Ok(Success::DONE)
}
