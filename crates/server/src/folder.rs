//! The data folder: what lies in it, for its owner alone, and for one server at a time.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use cleat_engine::kernel::settings::SettingError;
use cleat_engine::kernel::{Error, Random, Result, Settings};
use cleat_protocol::seal::{MASTER_KEY_LEN, MasterKey, fingerprint};
use cleat_store::private;

/// File of the embedded database.
pub const DATABASE: &str = "cleat.db";
/// File of the master key.
pub const MASTER_KEY: &str = "master.key";
/// Setting of the other master key.
pub const OTHER_KEY: &str = "other_master_key";
/// File that the server that uses the folder holds a lock on.
const LOCK: &str = "cleat.lock";
/// What the server keeps in the folder.
const OWN: [&str; 3] = [DATABASE, MASTER_KEY, LOCK];
/// What SQLite keeps beside its file.
const JOURNALS: [&str; 3] = ["cleat.db-wal", "cleat.db-shm", "cleat.db-journal"];
/// What a file system of its own has in its root.
const OF_THE_SYSTEM: &str = "lost+found";

/// A setting that cannot be used as it is.
pub fn wrong(name: &str, why: impl ToString) -> Error {
    Error::internal(SettingError {
        name: name.into(),
        why: why.to_string(),
    })
}

fn at_fault(path: &Path) -> impl Fn(io::Error) -> Error {
    move |error| wrong("data", format_args!("{}: {error}", path.display()))
}

fn path(settings: &Settings, name: &str) -> PathBuf {
    Path::new(&settings.data).join(name)
}

/// Where the embedded database is.
pub fn database(settings: &Settings) -> PathBuf {
    path(settings, DATABASE)
}

/// Whether this user may write to the embedded database.
///
/// # Errors
/// When they may not.
pub fn is_writable(settings: &Settings) -> Result<()> {
    let path = database(settings);
    let opened = File::options().read(true).write(true).open(&path);
    opened.map(drop).map_err(at_fault(&path))
}

/// Makes the folder, unless it is there.
pub fn make(settings: &Settings) -> Result<()> {
    let folder = Path::new(&settings.data);
    private::folder(folder).map_err(at_fault(folder))
}

/// The files of the server in the folder that are there.
pub fn own_files(settings: &Settings) -> Vec<PathBuf> {
    let names = OWN.into_iter().chain(JOURNALS);
    let paths = names.map(|name| path(settings, name));
    paths.filter(|path| path.exists()).collect()
}

/// Takes what is in the folder from everybody but its owner; and the folder, unless something else
/// is in it as well.
pub fn take_from_others(settings: &Settings) {
    let folder = Path::new(&settings.data);
    let names = || OWN.into_iter().chain(JOURNALS);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut foreign = entries.filter(|entry| {
        let name = entry.file_name();
        name != OF_THE_SYSTEM && names().all(|own| name != own)
    });
    let mut paths: Vec<PathBuf> = names().map(|name| folder.join(name)).collect();
    if foreign.next().is_none() {
        paths.push(folder.to_owned());
    }
    for path in paths {
        let name = path.display();
        match private::take_from_others(&path) {
            Ok(true) => tracing::warn!(%name, "was open to others, and is no longer"),
            Ok(false) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%name, %error, "is open to others"),
        }
    }
}

/// Keeps other servers off the folder until the file is closed. None is needed for PostgreSQL,
/// which many serve.
///
/// # Errors
/// When another server uses the folder, or it cannot be used.
pub fn hold(settings: &Settings) -> Result<Option<File>> {
    if !settings.database_url.0.is_empty() {
        return Ok(None);
    }
    make(settings)?;
    let path = path(settings, LOCK);
    let file = match private::new_file(&path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            File::options().read(true).write(true).open(&path)
        }
        made => made,
    };
    let file = file.map_err(at_fault(&path))?;
    match file.try_lock() {
        Ok(()) => {
            // The keys are those of the server before.
            file.set_len(0).map_err(at_fault(&path))?;
            Ok(Some(file))
        }
        Err(TryLockError::WouldBlock) => Err(wrong(
            "data",
            format_args!("{} is in use by another server", settings.data),
        )),
        Err(TryLockError::Error(error)) => Err(at_fault(&path)(error)),
    }
}

/// Notes in the file that a server holds which master keys it has, by their fingerprints: the one
/// that it seals by comes first.
///
/// # Errors
/// When it cannot be written.
pub fn note_keys(mut held: &File, settings: &Settings) -> Result<()> {
    let own = master_key(settings)?.ok_or_else(|| without_its_key(settings))?;
    let other = other_master_key(settings, &own)?;
    let keys = [Some(own), other].into_iter().flatten();
    let prints = keys.map(|key| fingerprint(&key));
    let prints = prints.collect::<std::result::Result<Vec<_>, _>>()?;
    let written = held.write_all(prints.join("\n").as_bytes());
    written.map_err(at_fault(&path(settings, LOCK)))
}

/// What the server that uses the folder does with a master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// It seals by it, or none uses the folder.
    Sealing,
    /// It opens what the key has sealed, and seals by another.
    Opening,
    /// It does not have it, or does not say which it has.
    Without,
}

/// What the server that uses the folder does with that master key.
///
/// # Errors
/// When the folder cannot be used.
pub fn served(settings: &Settings, key: &MasterKey) -> Result<Served> {
    let path = path(settings, LOCK);
    let file = match File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Served::Sealing),
        opened => opened.map_err(at_fault(&path))?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(Served::Sealing),
        Err(TryLockError::WouldBlock) => {
            let noted = fs::read_to_string(&path).unwrap_or_default();
            let print = fingerprint(key)?;
            Ok(match noted.lines().position(|line| line == print) {
                Some(0) => Served::Sealing,
                Some(_) => Served::Opening,
                None => Served::Without,
            })
        }
        Err(TryLockError::Error(error)) => Err(at_fault(&path)(error)),
    }
}

const DIGITS: &str = "must be 64 hex digits";

/// The master key of the settings, or of the folder, if there is one.
pub fn master_key(settings: &Settings) -> Result<Option<MasterKey>> {
    if !settings.master_key.0.is_empty() {
        let key = key_of(&settings.master_key.0);
        return key.map(Some).ok_or_else(|| wrong("master_key", DIGITS));
    }
    let path = path(settings, MASTER_KEY);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let key = key_of(&text);
            let key = key.ok_or_else(|| at_fault(&path)(io::Error::other(DIGITS)))?;
            Ok(Some(key))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at_fault(&path)(error)),
    }
}

/// The other master key of the settings, if there is one.
pub fn other_master_key(settings: &Settings, own: &MasterKey) -> Result<Option<MasterKey>> {
    let text = &settings.other_master_key.0;
    if text.is_empty() {
        return Ok(None);
    }
    let at_fault = |why| wrong(OTHER_KEY, why);
    match key_of(text) {
        None => Err(at_fault(DIGITS)),
        Some(key) if key == *own => Err(at_fault("is the master key itself")),
        Some(key) => Ok(Some(key)),
    }
}

fn key_of(text: &str) -> Option<MasterKey> {
    hex::decode(text.trim()).ok()?.try_into().ok()
}

/// Makes a master key in the folder. It is never half written, and never in the place of another.
pub fn new_master_key(settings: &Settings, random: &Random) -> Result<MasterKey> {
    make(settings)?;
    let key = random.bytes::<MASTER_KEY_LEN>();
    let path = path(settings, MASTER_KEY);
    let aside = path.with_extension(format!("{}.new", std::process::id()));
    let write = || {
        // Nobody has sealed by one that was left there.
        if let Err(error) = fs::remove_file(&aside)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut file = private::new_file(&aside)?;
        file.write_all(hex::encode(key).as_bytes())?;
        file.sync_all()?;
        put_in_place(&aside, &path)?;
        File::open(&settings.data)?.sync_all()
    };
    write().map_err(at_fault(&path))?;
    Ok(key)
}

/// Gives a file its name, unless there is one of that name.
fn put_in_place(aside: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(aside, path) {
        Ok(()) => fs::remove_file(aside),
        // Not every file system has links.
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.exists() => {
            fs::rename(aside, path)
        }
        Err(error) => {
            fs::remove_file(aside)?;
            Err(error)
        }
    }
}

/// Why nothing can be opened without the key that was there.
pub fn without_its_key(settings: &Settings) -> Error {
    let path = path(settings, MASTER_KEY);
    let why = format!(
        "{} is missing, and the database was sealed by it; put it back, or name the key",
        path.display()
    );
    wrong("master_key", why)
}
