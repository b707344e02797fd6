//! Processor time and memory of processes, and the machine, read from `/proc`.

use std::fs;
use std::time::Duration;

/// Processor time that a process and its children that live have used.
pub fn cpu(root: u32) -> Duration {
    let mut nanoseconds = 0;
    for pid in family(root) {
        let tasks = fs::read_dir(format!("/proc/{pid}/task"))
            .into_iter()
            .flatten();
        for task in tasks.flatten() {
            let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            let used = text
                .split(' ')
                .next()
                .and_then(|used| used.parse::<u64>().ok());
            nanoseconds += used.unwrap_or_default();
        }
    }
    Duration::from_nanos(nanoseconds)
}

/// Largest resident memory of a process, in bytes.
pub fn peak_memory(pid: u32) -> u64 {
    status(pid, "VmHWM:")
}

/// Resident memory of a process, in bytes.
pub fn memory(pid: u32) -> u64 {
    status(pid, "VmRSS:")
}

fn status(pid: u32, name: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// The machine, as it calls itself.
pub fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("", |rest| rest.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores, {model}; client, server and database share them")
}

fn family(root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(pid) = found.get(next).copied() {
        next += 1;
        let tasks = fs::read_dir(format!("/proc/{pid}/task"))
            .into_iter()
            .flatten();
        for task in tasks.flatten() {
            let text = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(
                text.split_whitespace()
                    .filter_map(|pid| pid.parse::<u32>().ok()),
            );
        }
    }
    found
}
