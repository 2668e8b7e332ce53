//! A growing window on a stream: bytes that were read and not used yet.

use std::io::{self, BufRead};

use crate::error::{Error, Result};
use crate::io::csv::Buffered;

/// How many bytes are asked for at a time.
const BLOCK: usize = 256 * 1024;

/// Bytes of a stream from [`offset`](Window::offset) on.
#[derive(Debug)]
pub(super) struct Window<R> {
    input: R,
    name: String,
    bytes: Vec<u8>,
    offset: u64,
    buffered: Buffered,
}

impl<R: BufRead> Window<R> {
    pub(super) fn new(input: R, name: &str) -> Self {
        Self { input, name: name.to_string(), bytes: Vec::new(), offset: 0, buffered: Buffered::Partly }
    }

    pub(super) fn into_input(self) -> R {
        self.input
    }

    /// What messages call the stream.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The bytes at hand.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Offset in the stream of the first byte at hand.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether the bytes at hand are all that is left.
    pub(super) fn buffered(&self) -> Buffered {
        self.buffered
    }

    /// Reads on, `unfinished` being the length at hand of the item that is not at hand as a whole: at least a block, or as
    /// much again, so that looking at one long item over and over again costs no more than twice its length.
    ///
    /// # Errors
    /// What the stream gives.
    pub(super) fn grow(&mut self, unfinished: usize) -> Result<()> {
        let wanted = self.bytes.len() + BLOCK.max(unfinished);
        while self.bytes.len() < wanted {
            match self.input.fill_buf() {
                Ok([]) => {
                    self.buffered = Buffered::ToTheEnd;
                    return Ok(());
                }
                Ok(block) => {
                    let count = block.len();
                    self.bytes.extend_from_slice(block);
                    self.input.consume(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::unreadable(&self.name, &error).with_source(error)),
            }
        }
        Ok(())
    }

    /// Takes the first bytes out of the window.
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        let count = count.min(self.bytes.len());
        // The next chunk will need about as much room as this one.
        let mut rest = Vec::with_capacity(self.bytes.len());
        rest.extend_from_slice(&self.bytes[count..]);
        self.bytes.truncate(count);
        self.offset += count as u64;
        std::mem::replace(&mut self.bytes, rest)
    }
}
