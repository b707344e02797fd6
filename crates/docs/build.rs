//! A page that is added or removed changes the binary.

fn main() {
    println!("cargo::rerun-if-changed=../../docs/guide");
    println!("cargo::rerun-if-changed=assets");
}
