//! `cleat export` and `cleat import`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use cleat_server::{Settings, private, transfer};
use indicatif::{ProgressBar, ProgressStyle};

use crate::pool::{self, Pool, with_pool};
use crate::print::{explain, tell};

/// Lines in one transaction.
const BATCH: usize = 500;
/// Longest line, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// The command line of `cleat export`.
pub fn export_command() -> Command {
    let output = Arg::new("output")
        .long("output")
        .value_name("FILE")
        .help("File to write; it must not exist yet [default: standard output]");
    let resume = Arg::new("resume")
        .long("resume")
        .action(ArgAction::SetTrue)
        .requires("output")
        .help("Go on after the last whole line of the file");
    let command = Command::new("export")
        .about("Write the users of a pool as JSON lines, with identities and password digests");
    with_pool(command).arg(output).arg(resume)
}

/// The command line of `cleat import`.
pub fn import_command() -> Command {
    let input = Arg::new("file")
        .value_name("FILE")
        .required(true)
        .help("File of JSON lines, or - for standard input");
    let command = Command::new("import").about(
        "Add users from JSON lines; users that are there already are left alone, so a run that \
         was cut is run again",
    );
    with_pool(command).arg(input)
}

/// `cleat export`.
pub async fn export(
    settings: Settings,
    pool: Option<String>,
    output: Option<PathBuf>,
    resume: bool,
) -> Result<ExitCode, String> {
    let Pool { app, id } = Pool::open(settings, pool, false).await?;
    let (mut writer, after) = destination(output.as_deref(), resume)?;
    let bar = ProgressBar::new_spinner().with_style(style("{spinner} {pos} users, {per_sec}"));
    let mut seen_enough = false;
    let written = transfer::export(&app, &id, &after, |line| {
        bar.inc(1);
        let written = writer.write_all(line.as_bytes());
        let written = written.and_then(|()| writer.write_all(b"\n"));
        seen_enough = is_closed(&written);
        written
    })
    .await;
    let flushed = writer.flush();
    bar.finish_and_clear();
    if seen_enough || is_closed(&flushed) {
        return Ok(ExitCode::SUCCESS);
    }
    let written = written.map_err(explain)?;
    let name = output.as_deref().unwrap_or(Path::new("standard output"));
    flushed.map_err(|error| format!("{}: {error}", name.display()))?;
    if let Some(path) = &output {
        let file = File::open(path).and_then(|file| file.sync_all());
        file.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    tell(&format!("{written} users written"));
    Ok(ExitCode::SUCCESS)
}

/// Whether whoever read standard output has gone.
fn is_closed(written: &io::Result<()>) -> bool {
    let error = written.as_ref().err();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Where an export goes, and the user after which it goes on. A file is its owner's alone.
fn destination(
    output: Option<&Path>,
    resume: bool,
) -> Result<(BufWriter<Box<dyn Write>>, String), String> {
    let Some(path) = output else {
        return Ok((BufWriter::new(Box::new(io::stdout())), String::new()));
    };
    let open = || {
        if !(resume && path.exists()) {
            return Ok((private::new_file(path)?, String::new()));
        }
        let mut file = private::existing_file(path)?;
        let after = last_id(&mut file)?;
        Ok((file, after))
    };
    let opened: io::Result<(File, String)> = open();
    let (file, after) = opened.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((BufWriter::new(Box::new(file)), after))
}

/// Cuts what follows the last whole line off, and reads the user id of that line.
fn last_id(file: &mut File) -> io::Result<String> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(2 * LONGEST_LINE);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(2 * LONGEST_LINE).read_to_end(&mut tail)?;
    let Some(end) = tail.iter().rposition(|byte| *byte == b'\n') else {
        file.set_len(0)?;
        file.rewind()?;
        return Ok(String::new());
    };
    let whole = tail.get(..end).unwrap_or_default();
    let line = whole
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let user: serde_json::Value = serde_json::from_slice(line)?;
    let id = user.get("userId").and_then(serde_json::Value::as_str);
    let id = id.ok_or_else(|| io::Error::other("its last line is not a user"))?;
    let end = start + u64::try_from(end).unwrap_or_default() + 1;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    Ok(id.to_owned())
}

/// `cleat import`. The status is 1 when a line was refused; all others are taken.
pub async fn import(
    settings: Settings,
    pool: Option<String>,
    input: PathBuf,
) -> Result<ExitCode, String> {
    let named = |error: io::Error| format!("{}: {error}", input.display());
    let (mut reader, bar): (Box<dyn BufRead>, _) = if input == Path::new("-") {
        let bar =
            ProgressBar::new_spinner().with_style(style("{spinner} {bytes}, {bytes_per_sec}"));
        (Box::new(io::stdin().lock()), bar)
    } else {
        let file = File::open(&input).map_err(named)?;
        let length = file.metadata().map_err(named)?.len();
        let bar = ProgressBar::new(length)
            .with_style(style("{wide_bar} {percent} % {bytes_per_sec} {eta}"));
        (Box::new(BufReader::new(file)), bar)
    };
    let Pool { app, id } = Pool::open(settings, pool, true).await?;
    let (mut added, mut known, mut refused) = (0, 0, 0);
    let mut number = 0;
    let mut over = false;
    while !over {
        let mut lines = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        while lines.len() < BATCH {
            let mut line = Vec::new();
            let read = reader
                .by_ref()
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)
                .map_err(named)?;
            if read == 0 {
                over = true;
                break;
            }
            number += 1;
            bytes += u64::try_from(read).unwrap_or_default();
            let line = String::from_utf8(line)
                .map_err(|_| format!("line {number} is not UTF-8; the lines before it are in"))?;
            if !line.ends_with('\n') && line.len() as u64 == LONGEST_LINE {
                return Err(format!(
                    "line {number} is too long; the lines before it are in"
                ));
            }
            // A file may begin with a byte order mark, and so may each of several put together.
            let line = line.trim_start_matches('\u{feff}').trim();
            if !line.is_empty() {
                lines.push((number, line.to_owned()));
            }
        }
        let imported = transfer::import(&app, &id, lines).await.map_err(explain)?;
        added += imported.added;
        known += imported.known;
        for (number, error) in imported.refused {
            refused += 1;
            let why = error.message(cleat_api::Language::EnUs);
            bar.suspend(|| tell(&format!("line {number}: {why}")));
        }
        bar.inc(bytes);
    }
    bar.finish_and_clear();
    tell(&format!(
        "{added} users added, {known} there already, {refused} refused"
    ));
    Ok(if refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Reads the arguments of `cleat export`.
pub fn export_arguments(given: &ArgMatches) -> (Option<String>, Option<PathBuf>, bool) {
    let output = given.get_one::<String>("output").map(PathBuf::from);
    (pool::named(given), output, given.get_flag("resume"))
}

/// Reads the arguments of `cleat import`.
pub fn import_arguments(given: &ArgMatches) -> (Option<String>, PathBuf) {
    let file = given.get_one::<String>("file").map(PathBuf::from);
    (pool::named(given), file.unwrap_or_default())
}
