//! Running programs of other languages.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use cleat_api::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The document of the API, as it is committed.
pub fn document() -> Value {
    let text = std::fs::read_to_string(root().join("docs/openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A folder that is gone when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cleat-sdk-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// One in which Node finds the packages of `tests/sdk/node`.
    pub fn with_packages() -> Self {
        Self::with("tests/sdk/node")
    }

    /// One in which Node finds the packages that are installed in a folder of the repository.
    pub fn with(installed: &str) -> Self {
        let folder = Self::new();
        let modules = root().join(installed).join("node_modules");
        assert!(
            modules.exists(),
            "run `cargo xtask test`: it installs what the tests need"
        );
        let modules = modules.canonicalize().unwrap();
        std::os::unix::fs::symlink(modules, folder.0.join("node_modules")).unwrap();
        folder
    }

    /// Writes a file; its path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Runs a program apart from the runtime.
pub async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

/// Runs a program that must end well; what it printed.
pub async fn printed(command: Command) -> String {
    let shown = format!("{command:?}");
    let output = run(command).await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}\n{text}\n{errors}");
    text
}

/// Node with a file.
pub fn node(file: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(file);
    command
}

/// `oidc-provider`, a certified provider, as the other side of the code flow.
pub const PROVIDER: &str = "provider.mjs";
/// An issuer of tokens that are good, or wrong in one way each.
pub const ISSUER: &str = "issuer.mjs";

/// A server of `tests/sdk/node`: it runs as long as what is returned is kept; and its address.
pub async fn serving(file: &str) -> (impl Sized, String) {
    let mut command = node(&root().join("tests/sdk/node").join(file));
    command.stdout(Stdio::piped());
    let mut server = tokio::process::Command::from(command)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let host = lines.next_line().await.unwrap().unwrap();
    ((server, lines), host)
}
