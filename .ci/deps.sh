#!/bin/sh
# Checks for what a build needs (a C compiler, Rust) and installs what is missing with the system's package manager.
# With the word 'proj' also for what building PROJ from source takes: cmake, a C++ compiler, the sqlite3 program and its headers. The demo
# is built without PROJ.
# RINGSHED_INSTALL_RUST=1 allows the official installer of rustup where the system has no package of it.
set -eu

needed_rust=1.95
# Where rustup and Homebrew put cargo, which may not be on the path of this shell yet.
PATH=$PATH:$HOME/.cargo/bin:/opt/homebrew/opt/rustup/bin:/usr/local/opt/rustup/bin

say() { printf 'deps: %s\n' "$*"; }

fail() {
    printf 'deps: %s\n' "$@" >&2
    exit 1
}

# Runs a command as root; sudo only if not root already.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        fail "root is needed for: $*" "run that command as root, then start again"
    fi
}

package_manager() {
    for manager in apt-get dnf pacman brew; do
        if command -v "$manager" >/dev/null 2>&1; then
            echo "$manager"
            return
        fi
    done
    echo none
}

# The lists of a fresh machine are empty or old; they are fetched once.
refresh_apt() {
    if [ -z "${apt_is_fresh:-}" ]; then
        as_root apt-get -qq update
        apt_is_fresh=yes
    fi
}

install_packages() {
    say "installing with $manager: $*"
    case $manager in
        apt-get) refresh_apt && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" ;;
        dnf) as_root dnf install -y "$@" ;;
        pacman) as_root pacman -S --needed --noconfirm "$@" ;;
        brew) brew install "$@" ;;
    esac
}

# True when a program can be linked, which takes a linker and the C library's start files.
links() {
    command -v cc >/dev/null 2>&1 || return 1
    folder=$(mktemp -d)
    if echo 'int main(void) { return 0; }' | cc -x c -o "$folder/program" - 2>/dev/null; then linked=0; else linked=1; fi
    rm -rf "$folder"
    return $linked
}

install_linker() {
    case $manager in
        apt-get) install_packages gcc libc6-dev ;;
        dnf) install_packages gcc glibc-devel ;;
        pacman) install_packages gcc ;;
        brew) fail "no C compiler: run 'xcode-select --install' (macOS) or 'brew install gcc'" ;;
        none) fail "no C compiler (cc) and none of apt-get, dnf, pacman, brew: install gcc or clang" ;;
    esac
}

rust_version() { rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9]*\.[0-9]*\).*/\1/p'; }

# True for that version and later ones, given a version such as 1.95.
is_recent_enough() {
    [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$needed_rust" "$1" | sort -t. -k1,1n -k2,2n | head -n 1)" = "$needed_rust" ]
}

has_rust() { command -v cargo >/dev/null 2>&1 && is_recent_enough "$(rust_version)"; }

package_of_rustup_exists() {
    case $manager in
        apt-get) refresh_apt && apt-cache show rustup >/dev/null 2>&1 ;;
        dnf) dnf -q info rustup >/dev/null 2>&1 ;;
        pacman | brew) true ;;
        none) false ;;
    esac
}

install_rustup() {
    if package_of_rustup_exists; then
        install_packages rustup
    elif [ "${RINGSHED_INSTALL_RUST:-}" = 1 ]; then
        install_rustup_officially
    else
        found=$(rust_version)
        fail "Rust $needed_rust or later is needed (found: ${found:-none}) and this system has no package of rustup." \
            "Install it as https://rustup.rs says:" \
            "    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh" \
            "or let this script do so: make deps RINGSHED_INSTALL_RUST=1"
    fi
}

install_rustup_officially() {
    command -v curl >/dev/null 2>&1 || install_packages curl ca-certificates
    say "installing rustup and Rust with the official installer, into ~/.cargo and ~/.rustup"
    installer=$(mktemp)
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs -o "$installer"
    sh "$installer" -y --profile minimal --no-modify-path
    rm -f "$installer"
}

# Brings Rust up to date by rustup, which may be there already or has just been installed.
install_rust() {
    command -v rustup >/dev/null 2>&1 || command -v rustup-init >/dev/null 2>&1 || install_rustup
    hash -r
    if command -v rustup >/dev/null 2>&1; then
        say "rustup: installing the newest stable Rust and making it the default"
        rustup toolchain install stable --profile minimal --no-self-update
        rustup default stable
    elif command -v rustup-init >/dev/null 2>&1; then
        say "rustup-init: installing Rust into ~/.cargo and ~/.rustup"
        rustup-init -y --profile minimal --no-modify-path
    fi
    hash -r
    has_rust || fail "cargo and Rust $needed_rust or later are still not found; is another rustc first on the path?"
}

# True when a C program can include sqlite3.h, which PROJ does.
includes_sqlite() { echo '#include <sqlite3.h>' | cc -E -x c - >/dev/null 2>&1; }

has_proj_tools() {
    command -v cmake >/dev/null 2>&1 && command -v make >/dev/null 2>&1 && command -v c++ >/dev/null 2>&1 &&
        command -v sqlite3 >/dev/null 2>&1 && includes_sqlite
}

install_proj_tools() {
    say "PROJ, for coordinate reference systems, is built from source and needs cmake, a C++ compiler and sqlite3 with its headers"
    case $manager in
        apt-get) install_packages cmake make g++ sqlite3 libsqlite3-dev ;;
        dnf) install_packages cmake make gcc-c++ sqlite sqlite-devel ;;
        pacman) install_packages cmake make gcc sqlite ;;
        brew) install_packages cmake sqlite ;;
        none)
            fail "cmake, make, c++, sqlite3 or sqlite3.h is missing and there is none of apt-get, dnf, pacman, brew:" \
                "install them, or build without PROJ: cargo build --no-default-features --features cli"
            ;;
    esac
}

manager=$(package_manager)
links || { install_linker && links; } || fail "a C program still does not link with cc"
has_rust || install_rust
if [ "${1:-}" = proj ]; then
    has_proj_tools || { install_proj_tools && has_proj_tools; } || fail "cmake, make, c++, sqlite3 or sqlite3.h is still not found"
    say "cmake $(command -v cmake), sqlite3 $(command -v sqlite3): all there for PROJ"
fi
say "C compiler $(command -v cc), Rust $(rust_version): all there"
