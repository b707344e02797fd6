#!/bin/sh
# Installs a release of Cleat: fetches it, compares its checksum, and puts the program in place.
#
#     sh install.sh --from https://example.com/cleat/releases/download/v0.1.0 [--to DIR]
#
# --from  address of the files of one release, or a folder that they lie in
# --to    folder for the program; /usr/local/bin where it can be written, else ~/.local/bin
#
# Nothing is put in place that does not have the checksum of SHA256SUMS. Who signed SHA256SUMS is
# checked by docs/running.md, "Releases".
set -eu

say() { printf '%s\n' "$*" >&2; }
fail() { say "install.sh: $*"; exit 1; }
usage() { fail "usage: install.sh --from URL_OR_FOLDER [--to FOLDER]"; }

from='' to=''
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage
    case $1 in
        --from) from=${2%/} ;;
        --to) to=${2%/} ;;
        *) usage ;;
    esac
    shift 2
done
[ -n "$from" ] || usage

# Which file of the release is for this machine.
case $(uname -s) in
    Linux) system=unknown-linux-gnu ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no release for $(uname -s); build it: cargo build --release --locked" ;;
esac
case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no release for $(uname -m); build it: cargo build --release --locked" ;;
esac
archive=cleat-$machine-$system.tar.gz

if [ -z "$to" ]; then
    to=/usr/local/bin
    [ -w "$to" ] || to=$HOME/.local/bin
fi

aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT
trap 'exit 1' HUP INT TERM

fetch() {
    case $from in
        http://* | https://*)
            if command -v curl >/dev/null; then
                curl --fail --silent --show-error --location --output "$aside/$1" "$from/$1"
            elif command -v wget >/dev/null; then
                wget --quiet --output-document="$aside/$1" "$from/$1"
            else
                fail "curl or wget is needed"
            fi ;;
        *) cp "$from/$1" "$aside/$1" ;;
    esac || fail "$from/$1 cannot be fetched"
}

fetch SHA256SUMS
fetch "$archive"

expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$aside/SHA256SUMS")
[ -n "$expected" ] || fail "SHA256SUMS does not name $archive"
if command -v sha256sum >/dev/null; then
    found=$(sha256sum "$aside/$archive")
elif command -v shasum >/dev/null; then
    found=$(shasum -a 256 "$aside/$archive")
else
    fail "sha256sum or shasum is needed"
fi
[ "${found%% *}" = "$expected" ] || fail "$archive does not have the checksum of SHA256SUMS"

tar -xzf "$aside/$archive" -C "$aside" cleat || fail "$archive has no program in it"
mkdir -p "$to" || fail "$to cannot be made"
# Beside its place first, then in it at once: a server that runs goes on with the file it has.
cp "$aside/cleat" "$to/.cleat.new" || fail "$to cannot be written"
chmod 755 "$to/.cleat.new"
if ! version=$("$to/.cleat.new" --version); then
    rm -f "$to/.cleat.new"
    fail "the program does not run on this machine"
fi
mv -f "$to/.cleat.new" "$to/cleat"
say "$version is at $to/cleat"
case :$PATH: in
    *:"$to":*) ;;
    *) say "add $to to your PATH" ;;
esac
say "before an upgrade: cleat upgrade-check; to see what is missing: cleat doctor"
