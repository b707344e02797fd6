//! The pool that a command is about.

use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use cleat_server::{App, Credentials, Settings};

use crate::print::explain;

const NAME: &str = "pool";

/// Adds the flag that names the pool.
pub fn with_pool(command: Command) -> Command {
    let pool = Arg::new(NAME)
        .long(NAME)
        .value_name("ID")
        .help("User pool [default: the first]");
    command.arg(pool)
}

/// The pool that was named.
pub fn named(given: &ArgMatches) -> Option<String> {
    given.get_one::<String>(NAME).cloned()
}

/// Where a command works.
pub struct Pool {
    /// The server.
    pub app: Arc<App>,
    /// Id of the pool.
    pub id: String,
}

impl Pool {
    /// Opens the database; with `create`, makes it where there is none.
    pub async fn open(
        settings: Settings,
        named: Option<String>,
        create: bool,
    ) -> Result<Self, String> {
        let opened = if create {
            cleat_server::open(settings).await
        } else {
            cleat_server::open_existing(settings).await
        };
        let app = opened.map_err(explain)?;
        let id = match named {
            Some(id) => id,
            None => {
                Credentials::first(&app)
                    .await
                    .map_err(explain)?
                    .user_pool_id
            }
        };
        if !cleat_server::pool_exists(&app, &id)
            .await
            .map_err(explain)?
        {
            return Err(format!("there is no pool {id}"));
        }
        Ok(Self { app, id })
    }
}
