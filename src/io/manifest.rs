//! The manifest of a run: what it takes to say where an output came from and to make it again.
//!
//! The same run gives the same manifest: no clock, no folders, no thread count.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Program, command, parameters, inputs and data of a run.
///
/// # Examples
/// ```
/// use ringshed::io::manifest::{InputFile, Manifest};
/// let mut manifest = Manifest::new("run");
/// manifest.parameters.insert("minutes".into(), "60,90".into());
/// manifest.inputs.push(InputFile::read("scheme.toml", &mut "id = 'x'".as_bytes())?);
/// let json = manifest.to_json();
/// assert_eq!(json["command"], "run");
/// assert_eq!(json["inputs"][0]["bytes"], 8);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Name of the program.
    pub program: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The verb of the command line.
    pub command: String,
    /// The parameters that have an influence on the result, by name; sorted.
    pub parameters: BTreeMap<String, serde_json::Value>,
    /// The files read, in the order given.
    pub inputs: Vec<InputFile>,
    /// The embedded data used.
    pub data: Vec<Provenance>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Where data came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Name of the data.
    pub name: String,
    /// Version or vintage.
    pub version: String,
    /// Licence.
    pub licence: String,
    /// Publisher, package or address.
    pub source: String,
}

/// A SHA-256 digest; printed in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Manifest {
    /// The manifest of a command of this version, without parameters and inputs yet.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            command: command.into(),
            parameters: BTreeMap::new(),
            inputs: Vec::new(),
            data: Vec::new(),
        }
    }

    /// As a JSON value, to be a member of a layer.
    pub fn to_json(&self) -> serde_json::Value {
        // Maps with text keys and numbers always serialise.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// As the text of `manifest.json`.
    pub fn to_pretty_json(&self) -> String {
        format!("{:#}\n", self.to_json())
    }
}

impl InputFile {
    /// Reads an input to its end for its size and digest. Only the last part of `name` is kept: folders differ between
    /// machines.
    ///
    /// # Errors
    /// What the reader gives.
    pub fn read(name: &str, reader: &mut impl Read) -> io::Result<Self> {
        let (sha256, bytes) = sha256_of(reader)?;
        Ok(Self { name: base_name(name).to_string(), sha256, bytes })
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}

/// The SHA-256 of all bytes of a reader, and how many there are. Needs 64 KiB of memory whatever the size.
///
/// # Errors
/// What the reader gives.
pub fn sha256_of(reader: &mut impl Read) -> io::Result<(Digest, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => return Ok((Digest(hasher.finalize().into()), total)),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..count]);
        total += count as u64;
    }
}

/// Passes an input on and computes its digest on the way, for inputs too large to be held or read twice.
///
/// # Examples
/// ```
/// use std::io::BufRead as _;
/// use ringshed::io::manifest::{HashingReader, InputFile};
/// let mut reader = HashingReader::new("lon,lat\n1,2\n".as_bytes());
/// let mut header = String::new();
/// reader.read_line(&mut header)?;
/// assert_eq!(reader.finish("p.csv")?, InputFile::read("p.csv", &mut "lon,lat\n1,2\n".as_bytes())?);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct HashingReader<R> {
    input: R,
    hasher: Sha256,
    bytes: u64,
}

impl<R: BufRead> HashingReader<R> {
    /// Begins with an input of which nothing has been read.
    pub fn new(input: R) -> Self {
        Self { input, hasher: Sha256::new(), bytes: 0 }
    }

    /// Reads what is left of the input, and gives its size and digest. Only the last part of `name` is kept.
    ///
    /// # Errors
    /// What the input gives.
    pub fn finish(mut self, name: &str) -> io::Result<InputFile> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(InputFile { name: base_name(name).to_string(), sha256: Digest(self.hasher.finalize().into()), bytes: self.bytes })
    }
}

impl<R: BufRead> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for HashingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed is still in the buffer, so filling it again reads nothing and cannot fail.
        if let Ok(buffer) = self.input.fill_buf() {
            self.hasher.update(&buffer[..count]);
        }
        self.bytes += count as u64;
        self.input.consume(count);
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_fips_180() {
        let (digest, bytes) = sha256_of(&mut "abc".as_bytes()).expect("read");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(bytes, 3);
        let (empty, _) = sha256_of(&mut io::empty()).expect("read");
        assert!(empty.to_string().starts_with("e3b0c44298fc1c14"));
    }

    #[test]
    fn folders_are_not_named() {
        let input = InputFile::read("/home/someone/data/zones.geojson", &mut "{}".as_bytes()).expect("read");
        let mut manifest = Manifest::new("rings");
        manifest.inputs.push(input);
        manifest.data.push(Provenance {
            name: "cities".into(),
            version: "2026".into(),
            licence: "MIT".into(),
            source: "somewhere".into(),
        });
        let text = manifest.to_pretty_json();
        assert!(text.contains("\"zones.geojson\"") && !text.contains("someone") && text.ends_with("}\n"), "{text}");
        assert_eq!(base_name("C:\\data\\a.csv"), "a.csv");
    }
}
