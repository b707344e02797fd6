//! Folder and settings of a server.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use cleat_api::ErrorCode;
use cleat_server::Settings;

/// Seals the secrets of every example's server: they share one snapshot.
const MASTER_KEY: &str = "6578616d706c65736578616d706c65736578616d706c65736578616d706c6573";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder that is gone when it is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Result<Self, String> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cleat-example-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The settings of a server in development mode, and more.
pub fn settings(
    folder: &Path,
    listen: Option<SocketAddr>,
    more: &[(&str, &str)],
) -> Result<Settings, String> {
    let mut settings: BTreeMap<String, String> = BTreeMap::from([
        ("dev".into(), "true".into()),
        ("data".into(), folder.to_string_lossy().into_owned()),
        ("master_key".into(), MASTER_KEY.into()),
        // The source of the examples is on this machine.
        ("private_sources".into(), "true".into()),
    ]);
    settings.extend(listen.map(|address| ("listen".into(), address.to_string())));
    settings.extend(more.iter().map(|(k, v)| ((*k).into(), (*v).into())));
    Settings::read(settings).map_err(|error| error.to_string())
}

/// Why a server is not there.
pub fn did_not_start(code: ErrorCode) -> String {
    format!("the server did not start: {}", code.name())
}
