//! A server for the examples in the documentation of the client.

use cleat_api::Value;

use crate::example::SignedInBy;
use crate::world::World;

/// A server for an example in the documentation of a crate.
pub struct Doctest {
    runtime: tokio::runtime::Runtime,
    world: World,
}

#[expect(
    clippy::expect_used,
    reason = "an example that cannot start has failed"
)]
impl Doctest {
    /// Starts a server.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let world = runtime.block_on(World::live()).expect("a server");
        Self { runtime, world }
    }

    /// Runs the example.
    pub fn block_on<F: Future>(&self, example: F) -> F::Output {
        self.runtime.block_on(example)
    }

    /// `appHost`, `appId` and `appSecret`.
    pub fn application(&self) -> (String, String, String) {
        let given = self.world.credentials.clone();
        (given.app_host, given.app_id, given.app_secret)
    }

    /// Address, access key id and access key secret.
    pub fn pool(&self) -> (String, String, String) {
        let given = self.world.credentials.clone();
        (given.app_host, given.user_pool_id, given.user_pool_secret)
    }

    /// The newest code sent to that address.
    ///
    /// # Panics
    /// When there is none.
    pub async fn code(&self, to: &str) -> String {
        self.world.code(to).await.expect("a code")
    }

    /// Access token of a user who signed in by phone.
    ///
    /// # Panics
    /// When the sign-in is refused.
    pub async fn signed_in(&self) -> String {
        let user = self.world.signed_in(SignedInBy::Phone).await;
        let user = user.expect("a sign-in");
        let token = user.get("access_token").and_then(Value::as_str);
        token.unwrap_or_default().to_owned()
    }
}
