//! The database of a new server, made once: every example starts from a copy of it.

use std::path::Path;

use cleat_server::{Clock, DATABASE, Random};
use tokio::sync::OnceCell;

use super::setup::{Folder, did_not_start, settings};

/// 2026-01-01 00:00 UTC, when the recorded calls were made.
const START: i64 = 1_767_225_600_000;

/// The database of a new server: its keys, its first pool and application.
pub struct Snapshot {
    database: Vec<u8>,
    frozen: bool,
}

impl Snapshot {
    /// One that is the same each time, but for its keys.
    ///
    /// # Errors
    /// When no server can be started.
    pub async fn recorded() -> Result<Self, String> {
        Self::make(true, Random::seeded(1)).await
    }

    /// That of this process's live servers.
    pub(super) async fn live() -> Result<&'static Self, String> {
        static LIVE: OnceCell<Snapshot> = OnceCell::const_new();
        LIVE.get_or_try_init(|| Self::make(false, Random::system()))
            .await
    }

    async fn make(frozen: bool, random: Random) -> Result<Self, String> {
        let mut made = Self {
            database: Vec::new(),
            frozen,
        };
        let folder = Folder::new()?;
        let settings = settings(&folder.0, None, &[])?;
        let app = cleat_server::open_with(settings, made.clock(), random)
            .await
            .map_err(|error| did_not_start(error.code))?;
        let copy = folder.0.join("copy.db");
        cleat_server::backup(&folder.0.join(DATABASE), &copy).map_err(|error| error.to_string())?;
        drop(app);
        made.database = std::fs::read(copy).map_err(|error| error.to_string())?;
        Ok(made)
    }

    /// A clock for a server that starts from it.
    pub(super) fn clock(&self) -> Clock {
        match self.frozen {
            true => Clock::frozen(START),
            false => Clock::system(),
        }
    }

    /// Puts a copy into the data folder of a server.
    pub(super) fn write(&self, folder: &Path) -> Result<(), String> {
        let path = folder.join(DATABASE);
        std::fs::write(&path, &self.database)
            .map_err(|error| format!("{}: {error}", path.display()))
    }
}
