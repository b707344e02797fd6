//! Letters over SMPP, to a message centre on another codec: what it reads is what was written, and
//! whatever it answers, or does not, comes to one of three outcomes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its expectation does"
)]

#[path = "../../../cleat/tests/common/mod.rs"]
#[expect(dead_code, reason = "shared with tests that need more")]
mod common;
#[path = "../../../../tests/fakes/fake.rs"]
#[expect(dead_code, reason = "shared with tests of other vendors")]
mod fake;
mod faults;
mod texts;

use std::sync::Arc;

use cleat_delivery::call::Moment;
use cleat_delivery::outcome::Outcome;
use cleat_delivery::provider::{Provider, Row, Sealed};
use cleat_delivery::{Delivery, Letter, Medium, Outbox, Trial};
use cleat_protocol::seal::Vault;
use serde_json::{Value, json};

use crate::common::Found;
use crate::fake::{Fake, folder};

/// A message centre, and whoever sends to it.
struct Centre {
    fake: Fake,
    port: Value,
    outbox: Outbox,
    vault: Arc<Vault>,
}

impl Centre {
    async fn start(args: &[&str]) -> Found<Self> {
        Self::reaching(args, true).await
    }

    /// One to which private addresses are open, or not.
    async fn reaching(args: &[&str], private_providers: bool) -> Found<Self> {
        let (mut node, _) = common::node("tests/fakes/node")?;
        node.arg(folder().join("node/smsc.js")).args(args);
        let fake = Fake::run(node);
        let port = fake.ask("/_port", &json!({})).await["port"].clone();
        let vault = Arc::new(Vault::new(&[7; 32]).unwrap());
        let delivery = Delivery {
            private_providers,
            ..Delivery::default()
        };
        let outbox = Outbox::new(vault.clone(), delivery).unwrap();
        Ok(Self {
            fake,
            port,
            outbox,
            vault,
        })
    }

    /// A provider with these settings besides those that the centre knows.
    fn provider(&self, more: &Value) -> Provider {
        let mut fields = json!({
            "url": format!("smpp://127.0.0.1:{}", self.port),
            "systemId": "cleat",
            "password": "p4ssw0rd",
            "from": "Cleat",
        });
        let own = fields.as_object_mut().unwrap();
        own.extend(more.as_object().unwrap().clone());
        let sealed = Sealed {
            fields,
            token: String::new(),
        };
        let row = Row {
            id: format!("provider {more}"),
            pool_id: "pool".into(),
            scope: "INTERNATIONAL".into(),
            vendor: "SMPP".into(),
            enabled: true,
            priority: 0,
            validity: None,
            sealed: sealed.seal(&self.vault).unwrap(),
            created_at: 0,
            updated_at: 0,
        };
        self.outbox.provider(row).unwrap().unwrap()
    }

    async fn deliver(&self, provider: &Provider, letter: &Letter) -> Outcome {
        let at = Moment {
            now: letter.created_at,
            nonce: "beef0000000000000000000000000000",
            callback: None,
        };
        self.outbox.deliver(provider, letter, &at).await
    }

    async fn fault(&self, fault: Value) {
        self.fake.ask("/_fault", &fault).await;
    }

    async fn state(&self) -> Value {
        self.fake.ask("/_state", &json!({})).await
    }
}

/// The n-th letter, with that text.
fn letter(n: u32, body: &str) -> Letter {
    let trial = Trial {
        id: &format!("message-{n}"),
        pool_id: "pool",
        medium: Medium::Sms,
        to: "+12025550123",
        language: "en-US",
        code: "377563",
        lifetime: 300,
        now: 1_795_600_800_000,
    };
    Letter {
        body: body.to_owned(),
        ..trial.letter()
    }
}
