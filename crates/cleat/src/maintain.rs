//! `cleat backup`, `cleat restore`, `cleat revoke-all` and `cleat rotate-keys`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgAction, Command};
use cleat_server::kernel::key_rotation;
use cleat_server::{DATABASE, MASTER_KEY, Settings, private};

use crate::print::explain;

/// The command line of `cleat backup`.
pub fn backup_command() -> Command {
    let file = Arg::new("file")
        .value_name("FILE")
        .required(true)
        .help("File to write; it must not exist yet");
    Command::new("backup")
        .about("Copy the embedded database while the server runs; the master key is not in it")
        .arg(file)
}

/// The command line of `cleat restore`.
pub fn restore_command() -> Command {
    let file = Arg::new("file")
        .value_name("FILE")
        .required(true)
        .help("File that `cleat backup` wrote");
    Command::new("restore")
        .about(
            "Put a backup into an empty data folder; codes, sessions and tokens from before are \
             dead, so everybody signs in again",
        )
        .arg(file)
}

/// The command line of `cleat revoke-all`.
pub fn revoke_all_command() -> Command {
    Command::new("revoke-all").about(
        "End every code, session and token: for a PostgreSQL that was restored, before it serves",
    )
}

/// The command line of `cleat rotate-keys`.
pub fn rotate_keys_command() -> Command {
    let retire = Arg::new("retire")
        .long("retire")
        .action(ArgAction::SetTrue)
        .help("End the older keys at once, and with them all tokens they signed");
    Command::new("rotate-keys")
        .about("Make new signing keys; running servers take them up within a second")
        .arg(retire)
}

fn embedded(settings: &Settings) -> Result<PathBuf, String> {
    if settings.database_url.0.is_empty() {
        Ok(Path::new(&settings.data).join(DATABASE))
    } else {
        Err("this is for the embedded database; for PostgreSQL see docs/running.md".into())
    }
}

/// `cleat backup`.
pub async fn backup(settings: Settings, to: PathBuf) -> Result<ExitCode, String> {
    let database = embedded(&settings)?;
    let length = std::fs::metadata(&database).map_or(0, |found| found.len());
    if length == 0 {
        return Err(format!(
            "setting data: there is no database at {}",
            database.display()
        ));
    }
    if to.exists() {
        return Err(format!("{} exists already", to.display()));
    }
    cleat_server::backup(&database, &to).map_err(|error| error.to_string())?;
    sync(&to)?;
    Ok(ExitCode::SUCCESS)
}

/// `cleat restore`.
pub async fn restore(mut settings: Settings, from: PathBuf) -> Result<ExitCode, String> {
    let database = embedded(&settings)?;
    has_none(&database)?;
    if !from.exists() {
        return Err(format!("{} does not exist", from.display()));
    }
    let folder = PathBuf::from(&settings.data);
    let named = |error: std::io::Error| format!("setting data: {}: {error}", folder.display());
    if settings.master_key.0.is_empty() {
        let key = folder.join(MASTER_KEY);
        let text = std::fs::read_to_string(&key);
        let text = text.map_err(|error| {
            let why = "the backup was sealed by its master key";
            format!("setting master_key: {}: {error}; {why}", key.display())
        })?;
        settings.master_key = text.trim().parse().unwrap_or(settings.master_key);
    }
    // No server begins while the folder is held.
    let _held = cleat_server::hold(&settings).map_err(explain)?;
    // What is half restored is never in its place.
    let aside = folder.join("restoring");
    if aside.exists() {
        std::fs::remove_dir_all(&aside).map_err(named)?;
    }
    private::folder(&aside).map_err(named)?;
    settings.data = aside.to_string_lossy().into_owned();
    let restored = revived(settings, &from, &aside).await;
    let placed = restored.and_then(|whole| {
        has_none(&database)?;
        std::fs::rename(whole, &database).map_err(named)
    });
    std::fs::remove_dir_all(&aside).map_err(named)?;
    placed?;
    sync(&folder)?;
    Ok(ExitCode::SUCCESS)
}

/// A backup takes the place of no database.
fn has_none(database: &Path) -> Result<(), String> {
    if database.exists() {
        let why = "exists; a backup goes into a folder without a database";
        return Err(format!("{} {why}", database.display()));
    }
    Ok(())
}

/// A whole database from a backup, in a folder aside, in which nothing from before lives.
async fn revived(settings: Settings, from: &Path, aside: &Path) -> Result<PathBuf, String> {
    let database = aside.join(DATABASE);
    cleat_server::backup(from, &database).map_err(|error| error.to_string())?;
    let app = cleat_server::open_existing(settings)
        .await
        .map_err(explain)?;
    cleat_server::revoke_all(&app).await.map_err(explain)?;
    app.db.close();
    drop(app);
    // The last connection has written the log back into the file.
    let whole = aside.join("whole");
    cleat_server::backup(&database, &whole).map_err(|error| error.to_string())?;
    sync(&whole)?;
    Ok(whole)
}

fn sync(path: &Path) -> Result<(), String> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| format!("{}: {error}", path.display()))
}

/// `cleat revoke-all`.
pub async fn revoke_all(settings: Settings) -> Result<ExitCode, String> {
    let app = cleat_server::open_existing(settings)
        .await
        .map_err(explain)?;
    cleat_server::revoke_all(&app).await.map_err(explain)?;
    Ok(ExitCode::SUCCESS)
}

/// `cleat rotate-keys`.
pub async fn rotate_keys(settings: Settings, retire: bool) -> Result<ExitCode, String> {
    let app = cleat_server::open_existing(settings)
        .await
        .map_err(explain)?;
    key_rotation::rotate(&app, retire).await.map_err(explain)?;
    Ok(ExitCode::SUCCESS)
}
