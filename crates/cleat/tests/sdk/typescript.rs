//! The TypeScript client, and the samples of the official pages with it.

use std::process::Command;

use cleat_api::Value;
use cleat_generate::example::examples;
use cleat_generate::world::World;
use cleat_render::samples::{self, Given, Language, Sample};
use cleat_render::{Document, Tongue};

use crate::common::{self, need};
use crate::guides::{blocks, guide};
use crate::programs::{Folder, ISSUER, PROVIDER, document, node, printed, root, run, serving};

#[test]
fn typescript_package_has_the_version_of_the_server() {
    let text = std::fs::read_to_string(root().join("sdk/nodejs/package.json")).unwrap();
    let package: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test(flavor = "multi_thread")]
async fn typescript_client() {
    need!(common::node("tests/sdk/node"));
    let world = World::live().await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/checks.mjs"));
    command.arg(&world.credentials.app_host);
    let text = printed(command).await;
    assert!(text.contains("checks passed"), "{text}");
    // The other server's clock was set ahead.
    let world = World::live().await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/checks.cjs"));
    command.arg(&world.credentials.app_host);
    assert_eq!(printed(command).await, "CommonJS works\n");
}

/// Against `oidc-provider`, for this server has no page to sign in on yet.
#[tokio::test(flavor = "multi_thread")]
async fn typescript_walks_the_code_flow_with_a_certified_provider() {
    need!(common::node("tests/sdk/node"));
    let (_provider, host) = serving(PROVIDER).await;
    let mut command = node(&root().join("tests/sdk/node/code-flow.mjs"));
    command.arg(host);
    assert_eq!(printed(command).await, "the code flow works\n");
}

/// Seen to fail without the check of the kind (an access token passes as an ID token), without that
/// of `typ`, of `azp` or of the client's own id, and with times that are compared as texts.
#[tokio::test(flavor = "multi_thread")]
async fn typescript_believes_good_tokens_alone() {
    need!(common::node("tests/sdk/node"));
    let (_issuer, host) = serving(ISSUER).await;
    let mut command = node(&root().join("tests/sdk/node/tokens.mjs"));
    command.arg(host);
    let text = printed(command).await;
    assert_eq!(text, "6 tokens believed, 35 refused; 120 pairs\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn typescript_client_in_a_browser() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let world = World::live().await.unwrap();
    let mut command = node(&root().join("tests/sdk/node/browser.mjs"));
    command.arg(&world.credentials.app_host);
    let text = printed(command).await;
    assert!(text.contains("page of another origin"), "{text}");
}

/// The code of the official pages, byte for byte, but for the values it tells its reader to
/// replace: the package is installed under the name it imports.
#[tokio::test(flavor = "multi_thread")]
async fn the_seeds_run() {
    need!(common::node("tests/sdk/node"));
    let folder = Folder::with_packages();
    for (page, operation) in [("bind-phone", "bindPhone"), ("unbind-phone", "unbindPhone")] {
        let code = std::fs::read_to_string(root().join(format!("tests/seeds/{page}.ts"))).unwrap();
        // Not replaced, the sample ends with a sentence that says what to replace.
        let output = run(node(&folder.write("untouched.mjs", &code))).await;
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(
            text.contains("OptionsError: \"GEN_AUTH_APP_HOST\" is not the address of a server"),
            "{text}"
        );
        let mut world = World::live().await.unwrap();
        let examples = examples().unwrap();
        let example = examples
            .iter()
            .find(|example| example.operation.id == operation)
            .unwrap();
        let ready = world.prepare(example).await.unwrap();
        let given = world.given(&ready).await.unwrap();
        let pass_code = ready.request["passCode"].as_str().unwrap();
        let replaced = code
            .replace("GEN_AUTH_APP_ID", &given.app_id)
            .replace("GEN_AUTH_APP_SECRET", &given.app_secret)
            .replace("GEN_AUTH_APP_HOST", &given.app_host)
            .replace("REPLACE_ME_WITH_REAL_ACCESS_TOKEN", &given.access_token)
            .replace("188xxxx8888", "18800008888")
            .replace("123456", pass_code);
        let text = printed(node(&folder.write("seed.mjs", &replaced))).await;
        println!("{page}: {text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["statusCode"], 200, "{text}");
        assert_eq!(answer["message"], "操作成功", "{text}");
        assert!(answer["requestId"].is_string(), "{text}");
    }
}

/// What the official client is written for, and how its package is named here.
const OFFICIAL: &str = "authing-node-sdk";
const STAND_IN: &str = "@genauth/nodejs";
/// How a program may be told to find packages.
const RESOLUTIONS: [[&str; 2]; 3] = [
    ["commonjs", "node10"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
];

/// The compiler, with the types of Node.
fn tsc() -> Command {
    let mut tsc = Command::new(root().join("sdk/nodejs/node_modules/.bin/tsc"));
    tsc.args([
        "--strict",
        "--skipLibCheck",
        "--esModuleInterop",
        "--target",
        "es2022",
    ])
    .args(["--types", "node", "--typeRoots"])
    .arg(root().join("target/node/node_modules/@types"));
    tsc
}

fn official(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/official/node").join(name)).unwrap()
}

/// An application written for the official client compiles with ours, and does the same, by a change
/// of the package's name alone. Seen to fail with the client as it was before its options, methods
/// and enums were there, and with `revokeToken` that resolves with nothing.
#[tokio::test(flavor = "multi_thread")]
async fn code_for_the_official_client_runs() {
    need!(common::node("tests/sdk/node"));
    need!(common::node("target/node"));
    let mut told = Vec::new();
    for (package, resolutions) in [(OFFICIAL, &RESOLUTIONS[..1]), (STAND_IN, &RESOLUTIONS[..])] {
        let folder = match package == STAND_IN {
            true => Folder::with_packages(),
            false => Folder::with("target/node"),
        };
        let code = official("app.ts").replace(OFFICIAL, package);
        let file = folder.write("app.ts", &code);
        for [module, resolution] in resolutions {
            let mut compile = tsc();
            compile
                .args(["--module", module, "--moduleResolution", resolution])
                .arg("--outDir")
                .arg(folder.0.join(resolution))
                .arg(&file);
            printed(compile).await;
        }
        let world = World::live().await.unwrap();
        let mut command = node(&folder.0.join(RESOLUTIONS[0][1]).join("app.js"));
        command.arg(&world.credentials.app_host);
        told.push(printed(command).await);
    }
    assert!(told[0].contains("the application is done"), "{}", told[0]);
    assert_eq!(told[0], told[1]);
}

/// Every method, option, export and enum that both clients have. Seen to fail without the exceptions
/// that the file names.
#[tokio::test(flavor = "multi_thread")]
async fn the_types_are_those_of_the_official_client() {
    need!(common::node("sdk/nodejs"));
    need!(common::node("target/node"));
    let folder = Folder::new();
    let modules = folder.0.join("node_modules");
    std::fs::create_dir_all(modules.join("@cleat")).unwrap();
    for (from, to) in [
        (
            "target/node/node_modules/authing-node-sdk",
            "authing-node-sdk",
        ),
        ("sdk/nodejs", "@cleat/nodejs"),
    ] {
        let from = root().join(from).canonicalize().unwrap();
        std::os::unix::fs::symlink(from, modules.join(to)).unwrap();
    }
    let mut compile = tsc();
    compile
        .args(["--noEmit", "--module", "nodenext"])
        .arg(folder.write("surface.cts", &official("surface.cts")));
    printed(compile).await;
}

/// The TypeScript of the guides, as a reader's compiler sees it: with the types of browsers, and with
/// those of Node alone. `null` clears what it is documented to clear.
#[tokio::test(flavor = "multi_thread")]
async fn the_guides_fit_the_types() {
    need!(common::node("tests/sdk/node"));
    need!(common::node("target/node"));
    const ASK: &str = "declare function ask(question: string): Promise<string>;\n";
    const CLIENT: &str = "import { AuthenticationClient } from \"@cleat/nodejs\";\n\
                          declare const auth: AuthenticationClient;\n\
                          declare const accessToken: string;\n";
    const CLEARED: &str = "import { ManagementClient } from \"@cleat/nodejs\";\n\
                           declare const pool: ManagementClient;\n\
                           const none = { phone: null, email: null, username: null, externalId: null };\n\
                           await pool.updateUser({ userId: \"ada\", ...none });\n\
                           await pool.updateUserBatch({ list: [{ userId: \"ada\", ...none }] });\n\
                           await pool.updateRole({ code: \"a\", newCode: \"a\", name: \"A\", disableTime: null });\n\
                           export {};\n";
    let folder = Folder::with_packages();
    let mut files = vec![folder.write("cleared.mts", CLEARED)];
    let mut pages = vec![("sdk/nodejs/README.md".to_owned(), "")];
    for tongue in Tongue::ALL {
        pages.push((guide(tongue, "quick-start"), ""));
        for name in [
            "bind-a-phone",
            "change-a-phone",
            "unbind-and-the-last-login-method",
        ] {
            pages.push((guide(tongue, name), CLIENT));
        }
    }
    for (number, (page, before)) in pages.iter().enumerate() {
        let code = format!("{before}{ASK}{}", blocks(page, "ts").concat());
        files.push(folder.write(&format!("page{number}.mts"), &code));
    }
    for library in ["es2022,dom", "es2022"] {
        let mut compile = tsc();
        compile.args(["--noEmit", "--module", "nodenext", "--lib", library]);
        compile.args(&files);
        printed(compile).await;
    }
}

/// Every TypeScript sample, and those of the official pages, fit the types of the package.
#[tokio::test(flavor = "multi_thread")]
async fn the_samples_fit_the_types() {
    need!(common::node("sdk/nodejs"));
    let folder = Folder::with_packages();
    let document = document();
    let document = Document::read(&document).unwrap();
    let mut files = Vec::new();
    for operation in &document.operations {
        let sample = Sample {
            document: &document,
            operation,
            request: &operation.request(),
            given: &Given::placeholders(),
            tongue: Tongue::En,
        };
        let code = samples::text(Language::TypeScript, &sample).unwrap();
        files.push(folder.write(&format!("{}.mts", operation.id), &code));
    }
    for page in ["bind-phone", "unbind-phone"] {
        let code = std::fs::read_to_string(root().join(format!("tests/seeds/{page}.ts"))).unwrap();
        files.push(folder.write(&format!("{page}.mts"), &code));
    }
    let mut tsc = Command::new(root().join("sdk/nodejs/node_modules/.bin/tsc"));
    tsc.args(["--noEmit", "--strict", "--module", "nodenext"])
        .args(["--target", "es2022", "--lib", "es2022,dom"])
        .args(&files);
    printed(tsc).await;
}
