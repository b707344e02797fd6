//! The guides: their code runs as it stands, in both languages.

use std::process::Command;

use cleat_api::profile::GetProfile;
use cleat_api::{Endpoint as _, Object, Value};
use cleat_generate::example::{Example, SignedInBy, examples};
use cleat_generate::world::World;
use cleat_render::Tongue;
use cleat_render::samples::HOST;
use serde_json::json;

use crate::common::{self, need};
use crate::programs::{Folder, node, printed, root};

/// What stands for a page that asks its user, who looks at the newest message.
const ASK: &str = r#"
async function ask() {
  const inbox = await fetch(`${process.env.HOST}/dev/inbox/messages?limit=1`);
  return (await inbox.json())[0].code;
}
"#;
/// What the guides after the quick start take for granted.
const CLIENT: &str = r#"
import { AuthenticationClient } from "@cleat/nodejs";
const { accessToken, ...options } = JSON.parse(process.env.OPTIONS);
const auth = new AuthenticationClient(options);
"#;

/// The page of a guide, in the repository.
pub fn guide(tongue: Tongue, name: &str) -> String {
    format!("docs/guide/{}/{name}.md", tongue.folder())
}

/// The code blocks of a page in one language of programs.
pub fn blocks(page: &str, fence: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let opening = format!("```{fence}\n");
    let found = text.split(&opening).skip(1);
    found
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// Runs the TypeScript of a page; its `result`.
async fn result(world: &World, page: &str, before: &str, token: &str) -> Value {
    let folder = Folder::with_packages();
    let own = &world.credentials;
    let code = blocks(page, "ts").concat().replace(HOST, &own.app_host);
    let code = format!("{before}{ASK}{code}\nprocess.stderr.write(JSON.stringify(result));\n");
    let options = json!({
        "appHost": own.app_host, "appId": own.app_id, "appSecret": own.app_secret, "accessToken": token,
    });
    let mut command = node(&folder.write("guide.mjs", &code));
    command
        .env("HOST", &own.app_host)
        .env("OPTIONS", options.to_string());
    let output = crate::programs::run(command).await;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{page}: {text}\n{code}");
    serde_json::from_str(&text).unwrap()
}

/// A user who signed in, and nothing else.
fn signed_in(user: SignedInBy) -> Example {
    Example {
        operation: GetProfile::operation(),
        user: Some(user),
        steps: Vec::new(),
        request: Object::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guides_run() {
    need!(common::node("tests/sdk/node"));
    let all = examples().unwrap();
    let bind_email = all.into_iter().find(|one| one.operation.id == "bindEmail");
    let users = [
        ("bind-a-phone", signed_in(SignedInBy::Email)),
        ("change-a-phone", signed_in(SignedInBy::Phone)),
        // Who keeps an e-mail address may unbind the phone.
        ("unbind-and-the-last-login-method", bind_email.unwrap()),
    ];
    for tongue in Tongue::ALL {
        for (name, example) in &users {
            let mut world = World::live().await.unwrap();
            let ready = world.prepare(example).await.unwrap();
            world.call(example, &ready).await.unwrap();
            let page = guide(tongue, name);
            let result = result(&world, &page, CLIENT, &ready.access_token).await;
            assert_eq!(result["statusCode"], 200, "{page}: {result}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quick_start_runs() {
    need!(common::node("tests/sdk/node"));
    for tongue in Tongue::ALL {
        let page = guide(tongue, "quick-start");
        let world = World::live().await.unwrap();
        let result = result(&world, &page, "", "").await;
        assert_eq!(result["data"]["phone"], "18800008888", "{result}");

        let world = World::live().await.unwrap();
        let folder = Folder::new();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_cleat"), folder.0.join("cleat")).unwrap();
        let mut ran = 0;
        for block in blocks(&page, "sh") {
            if !block.starts_with("cleat api") {
                continue;
            }
            let code = world.code("+8618800008888").await.unwrap_or_default();
            let path = format!("{}:{}", folder.0.display(), std::env::var("PATH").unwrap());
            let mut command = Command::new("sh");
            command
                .args(["-c", &block.replace(" CODE ", &format!(" {code} "))])
                .env("PATH", path)
                .env("CLEAT_API_HOST", &world.credentials.app_host);
            let text = printed(command).await;
            assert!(ran == 0 || text.contains("access_token"), "{text}");
            ran += 1;
        }
        assert_eq!(ran, 2);
    }
}

/// The page of the TypeScript package.
#[tokio::test(flavor = "multi_thread")]
async fn the_package_page_runs() {
    need!(common::node("tests/sdk/node"));
    let world = World::live().await.unwrap();
    let result = result(&world, "sdk/nodejs/README.md", "", "").await;
    assert_eq!(result["totalCount"], 1, "{result}");
}
