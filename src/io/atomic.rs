//! Output files that appear under their name only when they are complete.
//!
//! A file is written under a temporary name in its own folder and renamed when it is committed. Dropped without a commit, or
//! interrupted, it leaves nothing behind. Devices and pipes (`/dev/stdout`, a FIFO) cannot be renamed over and are written
//! directly.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};

/// The temporary files of this process that are not committed yet, for [`remove_all_temporary`].
static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Makes temporary names differ within this process.
static NEXT_NUMBER: AtomicU64 = AtomicU64::new(0);

fn temporary_files() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Deletes every file that is being written and not committed yet: what to do on interruption, before leaving the process.
pub fn remove_all_temporary() {
    for path in std::mem::take(&mut *temporary_files()) {
        // There is nobody left to tell when this fails.
        let _ = fs::remove_file(path);
    }
}

/// A file that gets its name when it is [committed](AtomicFile::commit).
///
/// # Examples
/// ```
/// use std::io::Write as _;
/// use ringshed::io::atomic::AtomicFile;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("rings.geojson");
/// let mut file = AtomicFile::create(&path)?;
/// file.write_all(b"{}")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&path)?, b"{}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    /// The path as it was asked for, for messages.
    asked: PathBuf,
    writer: BufWriter<File>,
    pending: Option<Pending>,
}

/// A temporary file and the name it is to get. Dropped, it deletes the file.
#[derive(Debug)]
struct Pending {
    temporary: PathBuf,
    target: PathBuf,
}

impl AtomicFile {
    /// Opens a temporary file beside `path`. The folder of `path` must exist.
    ///
    /// # Errors
    /// [`CouldNotWrite`](crate::ErrorKind::CouldNotWrite): the folder is missing or read-only, or `path` is a folder or a
    /// read-only file.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = |error| Error::could_not_write(path, error);
        if let Some(existing) = existing(path).map_err(failed)? {
            if existing.is_dir() {
                return Err(failed(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder; name a file in it")));
            }
            if !existing.is_file() {
                let device = OpenOptions::new().write(true).open(path).map_err(failed)?;
                return Ok(Self { asked: path.to_path_buf(), writer: BufWriter::new(device), pending: None });
            }
            if existing.permissions().readonly() {
                return Err(failed(io::Error::new(io::ErrorKind::PermissionDenied, "the file is there and read-only")));
            }
        }
        let target = resolved(path);
        let (pending, file) = Pending::create(target).map_err(|error| failed(explained(error, path)))?;
        Ok(Self { asked: path.to_path_buf(), writer: BufWriter::with_capacity(256 * 1024, file), pending: Some(pending) })
    }

    /// Writes out what is buffered and gives the file its name, in place of a file that has it already.
    ///
    /// # Errors
    /// [`CouldNotWrite`](crate::ErrorKind::CouldNotWrite), for example when the disk is full; the temporary file is deleted.
    pub fn commit(self) -> Result<()> {
        let asked = self.asked.clone();
        self.finish()
            .and_then(|complete| complete.map_or(Ok(()), Pending::rename))
            .map_err(|error| Error::could_not_write(&asked, error))
    }

    /// Everything written and on the disk, but not under its name yet.
    fn finish(mut self) -> io::Result<Option<Pending>> {
        self.writer.flush()?;
        if self.pending.is_some() {
            // A full disk or a lost network share may show only here.
            self.writer.get_ref().sync_all()?;
        }
        Ok(self.pending.take())
    }

    /// Turns an error of writing to this file into one that names it.
    ///
    /// # Examples
    /// ```
    /// use std::io::Write as _;
    /// use ringshed::io::atomic::AtomicFile;
    /// # let folder = tempfile::tempdir()?;
    /// let mut file = AtomicFile::create(&folder.path().join("a.csv"))?;
    /// file.write_all(b"code\n").map_err(|error| file.error(error))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn error(&self, error: io::Error) -> Error {
        Error::could_not_write(&self.asked, error)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

fn existing(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The file that a path leads to, so that a symbolic link stays one and its file is replaced.
fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

fn explained(error: io::Error, path: &Path) -> io::Error {
    let folder = path.parent().unwrap_or(path);
    // Some folders that exist (such as /proc) say "not found" to whoever wants to make a file in them.
    if error.kind() == io::ErrorKind::NotFound && !folder.as_os_str().is_empty() && !folder.exists() {
        let message = format!("the folder {} does not exist; create it first", folder.display());
        return io::Error::new(error.kind(), message);
    }
    error
}

impl Pending {
    fn create(target: PathBuf) -> io::Result<(Self, File)> {
        let name = target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no file name"))?;
        loop {
            let number = NEXT_NUMBER.fetch_add(1, Ordering::Relaxed);
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}-{number}.part", std::process::id()));
            let temporary = target.with_file_name(hidden);
            // Registered before it exists: an interruption in between deletes nothing, afterwards it deletes the file.
            temporary_files().insert(temporary.clone());
            match OpenOptions::new().write(true).create_new(true).open(&temporary) {
                Ok(file) => return Ok((Self { temporary, target }, file)),
                Err(error) => {
                    temporary_files().remove(&temporary);
                    if error.kind() != io::ErrorKind::AlreadyExists {
                        return Err(error);
                    }
                }
            }
        }
    }

    fn rename(self) -> io::Result<()> {
        if let Ok(existing) = fs::metadata(&self.target) {
            fs::set_permissions(&self.temporary, existing.permissions())?;
        }
        fs::rename(&self.temporary, &self.target)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After the rename there is no such file any more; otherwise there is nobody to tell when deleting fails.
        if temporary_files().remove(&self.temporary) {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// The files of a run, which appear in their folder together when all of them are complete.
///
/// # Examples
/// ```
/// use std::io::Write as _;
/// use ringshed::io::atomic::OutputFolder;
/// let parent = tempfile::tempdir()?;
/// let mut folder = OutputFolder::create(&parent.path().join("out"))?;
/// folder.write("summary.csv", |file| file.write_all(b"ring,area_km2\n"))?;
/// folder.write("rings.geojson", |file| file.write_all(b"{}"))?;
/// assert!(!parent.path().join("out/rings.geojson").exists());
/// let written = folder.commit()?;
/// assert_eq!(written.len(), 2);
/// assert!(written.iter().all(|path| path.exists()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct OutputFolder {
    files: Vec<(PathBuf, Pending)>,
    path: PathBuf,
    created: Created,
}

/// Folders that were made for an [`OutputFolder`], outermost last; they go again when it is not committed.
#[derive(Debug, Default)]
struct Created(Vec<PathBuf>);

impl OutputFolder {
    /// Opens a folder for output; it and its parents are made when they are missing.
    ///
    /// # Errors
    /// [`CouldNotWrite`](crate::ErrorKind::CouldNotWrite) when it cannot be made or is a file.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = |error| Error::could_not_write(path, error);
        if existing(path).map_err(failed)?.is_some_and(|found| !found.is_dir()) {
            return Err(failed(io::Error::new(io::ErrorKind::NotADirectory, "it is a file, not a folder")));
        }
        let missing = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let created = Created(missing.map(Path::to_path_buf).collect());
        fs::create_dir_all(path).map_err(failed)?;
        Ok(Self { files: Vec::new(), path: path.to_path_buf(), created })
    }

    /// Writes one file of the folder by a function that gets the open file.
    ///
    /// # Errors
    /// [`CouldNotWrite`](crate::ErrorKind::CouldNotWrite) with the name of the file.
    pub fn write(&mut self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let path = self.path.join(name);
        let mut file = AtomicFile::create(&path)?;
        write(&mut file).map_err(|error| file.error(error))?;
        if let Some(complete) = file.finish().map_err(|error| Error::could_not_write(&path, error))? {
            self.files.push((path, complete));
        }
        Ok(())
    }

    /// Gives all files their names and says which they are, in the order in which they were written.
    ///
    /// # Errors
    /// [`CouldNotWrite`](crate::ErrorKind::CouldNotWrite) when a file cannot be renamed; those before it are in place.
    pub fn commit(mut self) -> Result<Vec<PathBuf>> {
        self.created.0.clear();
        let mut written = Vec::with_capacity(self.files.len());
        for (path, complete) in self.files.drain(..) {
            complete.rename().map_err(|error| Error::could_not_write(&path, error))?;
            written.push(path);
        }
        Ok(written)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.created.0.drain(..) {
            // Fails when somebody else put something there, which is then left alone.
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
#[path = "atomic_tests.rs"]
mod tests;
