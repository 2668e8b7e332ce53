//! Progress on stderr: a bar with rate and time left for work whose size is known, a counter for work whose size is not.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::args::ProgressMode;

/// Makes progress bars, or silent ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    shown: bool,
}

impl Progress {
    pub(super) fn new(mode: ProgressMode, quiet: bool) -> Self {
        let shown = match mode {
            ProgressMode::Always => true,
            ProgressMode::Never => false,
            ProgressMode::Auto => !quiet && std::io::stderr().is_terminal(),
        };
        Self { shown }
    }

    /// Progress over bytes of input, if the size is known.
    pub(super) fn bytes(self, size: Option<u64>) -> ProgressBar {
        let bar = self.bar(size);
        let known = "{elapsed_precise} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {msg} left {eta}";
        let unknown = "{elapsed_precise} {bytes} {bytes_per_sec} {msg}";
        with_style(bar, if size.is_some() { known } else { unknown })
    }

    /// Progress over a number of steps.
    pub(super) fn steps(self, count: usize) -> ProgressBar {
        with_style(self.bar(Some(count as u64)), "{elapsed_precise} [{bar:30}] {pos}/{len} {per_sec} {msg} left {eta}")
    }

    fn bar(self, size: Option<u64>) -> ProgressBar {
        let target = match (self.shown, std::io::stderr().is_terminal()) {
            (false, _) => ProgressDrawTarget::hidden(),
            (true, true) => ProgressDrawTarget::stderr(),
            (true, false) => ProgressDrawTarget::term_like_with_hz(Box::new(Lines), 2),
        };
        let bar = size.map_or_else(ProgressBar::no_length, ProgressBar::new);
        bar.set_draw_target(target);
        bar
    }
}

/// Progress where there is no terminal (`--progress always` into a log): every state is a line.
#[derive(Debug)]
struct Lines;

impl TermLike for Lines {
    fn width(&self) -> u16 {
        100
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        let text = text.trim_end();
        if text.is_empty() { Ok(()) } else { writeln!(io::stderr().lock(), "{text}") }
    }

    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        io::stderr().flush()
    }
}

fn with_style(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
