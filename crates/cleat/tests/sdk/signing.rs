//! What both clients sign is what they send, whatever a request holds. The other side
//! is a real server.

use cleat_api::user::{GetUserBatch, ListUsers};
use cleat_api::{Endpoint as _, Object, Value};
use cleat_client::{Client, Error, ManagementProof, Options};
use cleat_generate::world::World;
use serde_json::json;

use crate::common::{self, need};
use crate::programs::{node, printed, root};

/// Requests of each kind that are tried.
const REQUESTS: u64 = 300;

/// Numbers that follow from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn text(&mut self) -> String {
        const LETTERS: [&str; 16] = [
            "a", "Z", "0", " ", "+", "&", "=", "%", "[]", "\"", "\\", "\n", "\u{feff}", "é", "手",
            "😀",
        ];
        let length = self.below(6);
        (0..length)
            .map(|_| LETTERS[usize::try_from(self.below(16)).unwrap()])
            .collect()
    }

    fn value(&mut self, depth: u64) -> Value {
        let size = self.below(3);
        match self.below(if depth == 0 { 6 } else { 9 }) {
            0 => Value::Null,
            1 => (self.below(2) == 0).into(),
            2 => i64::from_le_bytes(self.below(u64::MAX).to_le_bytes()).into(),
            3 => json!(
                [1e21, 1e-7, 0.5, -0.0, 1e20, 1e-6, 3.0][usize::try_from(self.below(7)).unwrap()]
            ),
            4 => "".into(),
            5 => self.text().into(),
            6 => (0..size).map(|_| self.value(depth - 1)).collect(),
            7 => (0..size).map(|_| Value::from(self.text())).collect(),
            _ => self.object(&["a", "b", "c"], depth - 1).into(),
        }
    }

    fn object(&mut self, names: &[&str], depth: u64) -> Object {
        let mut object = Object::new();
        for name in names {
            if self.below(2) == 0 {
                object.insert((*name).into(), self.value(depth));
            }
        }
        object
    }
}

fn signing(world: &World) -> Client {
    let own = &world.credentials;
    let client = Client::new(Options {
        app_host: own.app_host.clone(),
        access_key_id: own.user_pool_id.clone(),
        access_key_secret: own.user_pool_secret.as_str().into(),
        management: ManagementProof::Signature,
        ..Options::default()
    });
    client.unwrap()
}

/// Seen to fail with the parameters signed as they were given: the empty list, `null` and the
/// numbers of a list were signed otherwise than they were sent.
#[tokio::test(flavor = "multi_thread")]
async fn rust_signs_what_it_sends() {
    let world = World::live().await.unwrap();
    let client = signing(&world);
    let names = [
        "userIds",
        "userIdType",
        "options",
        "withCustomData",
        "keywords",
        "page",
    ];
    for seed in 0..REQUESTS {
        for operation in [GetUserBatch::operation(), ListUsers::operation()] {
            let request = Random(seed).object(&names, 2);
            let answer = client.call_dynamic(operation, request.clone()).await;
            let signed = !matches!(answer, Err(Error::Credentials(_)));
            assert!(signed, "seed {seed}: {request:?}: {answer:?}");
        }
    }
    let nobody = client.call(&GetUserBatch::default()).await;
    assert!(!matches!(nobody, Err(Error::Credentials(_))), "{nobody:?}");
}

/// Seen to fail likewise.
#[tokio::test(flavor = "multi_thread")]
async fn typescript_signs_what_it_sends() {
    need!(common::node("tests/sdk/node"));
    let world = World::live().await.unwrap();
    let own = &world.credentials;
    let mut command = node(&root().join("tests/sdk/node/signing.mjs"));
    command
        .args([&own.app_host, &own.user_pool_id, &own.user_pool_secret])
        .arg(REQUESTS.to_string());
    assert_eq!(
        printed(command).await,
        format!("{REQUESTS} requests of each kind were signed\n")
    );
}
