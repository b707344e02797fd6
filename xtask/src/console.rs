//! The pages of the console, checked and built: the server packs what is committed.

use crate::run::{moved, output, root};

/// The built pages: every file in it is generated.
pub const DIST: &str = "console/dist";
/// Where they are built.
const OUT: &str = "target/console-dist";

/// The pages as the server packs them. A page that names a path, a missing sentence or one that is
/// too heavy fails.
pub fn built() -> Result<Vec<(String, String)>, String> {
    output("npm", &["run", "--silent", "check", "--prefix", "console"])?;
    let vite = root().join("console/node_modules/.bin/vite");
    let out = root().join(OUT);
    let folder = out.to_string_lossy();
    let args = ["build", "console", "--outDir", &folder, "--emptyOutDir"];
    output(&vite, &args)?;
    moved(OUT, DIST)
}
