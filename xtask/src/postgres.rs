//! A PostgreSQL for the tests: a fresh cluster on a free port, as an ordinary user.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{debian, run, say};

/// User the server runs as where we are root, whom it refuses.
const USER: &str = "postgres";

/// Room in kilobytes that the tests' databases and their log may need.
const IN_MEMORY: u64 = 2_000_000;

/// A running server; it is stopped and its files are gone when this is dropped.
pub struct Cluster {
    folder: PathBuf,
    tools: PathBuf,
    port: u16,
}

impl Cluster {
    /// One on the disk, for measurements.
    pub fn start() -> Result<Self, String> {
        Self::within(&std::env::temp_dir(), "")
    }

    /// One in memory where there is enough: tests make hundreds of databases, and a server that is
    /// killed finds its files there as well.
    pub fn for_tests() -> Result<Self, String> {
        let memory = Path::new("/dev/shm");
        match free_kilobytes(memory).is_some_and(|free| free > IN_MEMORY) {
            true => Self::within(memory, "-c max_wal_size=256MB"),
            false => Self::start(),
        }
    }

    /// Makes and starts one; installs Debian's package where the programs are missing.
    fn within(place: &Path, more: &str) -> Result<Self, String> {
        let tools = match tools() {
            Some(tools) => tools,
            None => {
                debian(&["postgresql"])?;
                tools().ok_or("PostgreSQL is not where Debian's package puts it")?
            }
        };
        let folder = place.join(format!("cleat-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        if root() {
            run("chown", &[USER, &folder.to_string_lossy()])?;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|error| error.to_string())?
            .port();
        let cluster = Self {
            folder,
            tools,
            port,
        };
        let data = cluster.data();
        cluster.tool(
            "initdb",
            &["-D", &data, "-A", "trust", "-U", "cleat", "--no-sync"],
        )?;
        cluster.certify()?;
        let home = cluster.home();
        let options = format!(
            "-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=900 -c fsync=on {more} \
             -c ssl=on -c ssl_cert_file={home}/server.pem -c ssl_key_file={home}/server.key"
        );
        cluster.write_crash(&options)?;
        let log = cluster.log().to_string_lossy().into_owned();
        cluster.tool(
            "pg_ctl",
            &["-D", &data, "-w", "-o", &options, "-l", &log, "start"],
        )?;
        say(&format!("PostgreSQL on port {port}"));
        Ok(cluster)
    }

    /// Folder of its socket, of the certificate `ca.pem` that signed its own, and of the script
    /// `crash` that kills it and starts it again.
    pub fn home(&self) -> String {
        self.folder.to_string_lossy().into_owned()
    }

    /// Makes an authority and, signed by it, the certificate of the server.
    fn certify(&self) -> Result<(), String> {
        let script = "umask 077
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                -subj '/CN=test authority' -keyout ca.key -out ca.pem
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
                -subj '/CN=localhost' -keyout server.key -out server.csr
            echo 'subjectAltName=DNS:localhost,IP:127.0.0.1' > names
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
                -extfile names -out server.pem
            chmod 644 ca.pem";
        self.run("sh", &["-ec", &format!("({script}) >certify.log 2>&1")])
    }

    /// Writes a script that kills the server as a crash would, and starts it again.
    fn write_crash(&self, options: &str) -> Result<(), String> {
        let prefix = if root() {
            format!("setpriv --reuid {USER} --regid {USER} --clear-groups -- ")
        } else {
            String::new()
        };
        // Its children notice in their own time; until then it does not start.
        let script = format!(
            "cd {home}\nkill -9 $(head -1 data/postmaster.pid)\n\
             for try in 1 2 3 4 5 6 7 8 9 10; do\nsleep 1\n\
             {prefix}{tools}/pg_ctl -D {data} -w -o '{options}' -l {home}/log start && exit 0\n\
             done\nexit 1\n",
            home = self.home(),
            tools = self.tools.display(),
            data = self.data(),
        );
        std::fs::write(self.folder.join("crash"), script).map_err(|error| error.to_string())
    }

    /// Its address, without a database.
    pub fn url(&self) -> String {
        format!("postgres://cleat@127.0.0.1:{}", self.port)
    }

    /// Makes a database; its address.
    pub fn database(&self, name: &str) -> Result<String, String> {
        self.psql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(format!("{}/{name}", self.url()))
    }

    /// Does what autovacuum would do in its own time.
    pub fn settle(&self, name: &str) -> Result<(), String> {
        self.psql(name, "VACUUM ANALYZE")?;
        self.psql(name, "CHECKPOINT")
    }

    fn psql(&self, database: &str, sql: &str) -> Result<(), String> {
        let port = self.port.to_string();
        let args = [
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "cleat",
            "-qc",
            sql,
            database,
        ];
        self.tool("psql", &args)
    }

    /// Process of the server.
    pub fn pid(&self) -> Result<u32, String> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid"));
        let text = text.map_err(|error| error.to_string())?;
        let pid = text.lines().next().and_then(|pid| pid.trim().parse().ok());
        pid.ok_or_else(|| "postmaster.pid holds no process".into())
    }

    /// The end of its log, for who wonders why tests failed.
    pub fn last_lines(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let mut lines: Vec<&str> = log.lines().rev().take(20).collect();
        lines.reverse();
        lines.join("\n")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn data(&self) -> String {
        self.folder.join("data").to_string_lossy().into_owned()
    }

    fn tool(&self, name: &str, args: &[&str]) -> Result<(), String> {
        self.run(&self.tools.join(name).to_string_lossy(), args)
    }

    /// Runs a program as the user of the server, in its folder.
    fn run(&self, program: &str, args: &[&str]) -> Result<(), String> {
        let mut command = if root() {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid", USER, "--regid", USER, "--clear-groups", "--"])
                .arg(program);
            command
        } else {
            Command::new(program)
        };
        let output = command
            .args(args)
            .current_dir(&self.folder)
            .stdout(std::process::Stdio::null())
            .status()
            .map_err(|error| format!("{program}: {error}"))?;
        if output.success() {
            Ok(())
        } else {
            Err(format!("{program}: {output}"))
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stopped = self.tool("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
        if let Err(why) = stopped
            .and_then(|()| std::fs::remove_dir_all(&self.folder).map_err(|error| error.to_string()))
        {
            say(&format!("PostgreSQL did not go cleanly: {why}"));
        }
    }
}

/// Whether the programs of the server are there.
pub fn is_installed() -> bool {
    tools().is_some()
}

/// What `df` says of a folder.
fn free_kilobytes(folder: &Path) -> Option<u64> {
    let said = Command::new("df")
        .args(["--output=avail", "-k"])
        .arg(folder)
        .output()
        .ok()?;
    String::from_utf8(said.stdout)
        .ok()?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// Folder of the newest server programs.
fn tools() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

fn root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
        && Path::new("/usr/bin/setpriv").exists()
}
