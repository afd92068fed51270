//! How a runtime is reached: its socket on this host, or `autoagents proxy` on another through SSH.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::client::LinkError;
use super::place::SocketDir;
use super::wire::FrameError;

/// What comes from the runtime.
pub type FromPeer = Box<dyn AsyncRead + Send + Unpin>;
/// What goes to it.
pub type ToPeer = Box<dyn AsyncWrite + Send + Unpin>;

/// A person may have to type a password.
const SSH_PATIENCE: Duration = Duration::from_secs(120);
/// Longest wait for the last words of `ssh`.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// What a shell ends with when there is no such program (POSIX); `ssh` passes it on.
const NO_PROGRAM: i32 = 127;

/// A way to a runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The socket of this data directory.
    Socket {
        /// Which.
        data_dir: PathBuf,
    },
    /// Through SSH. `autoagents` must be on the `PATH` there.
    Ssh {
        /// `user@box`, as `ssh` takes it.
        host: String,
        /// The data directory there; the default place when none.
        data_dir: Option<PathBuf>,
        /// Nobody can be asked for a password.
        silent: bool,
    },
}

/// An open way.
pub struct Stream {
    pub(super) from: FromPeer,
    pub(super) to: ToPeer,
    /// `ssh`, which ends with this.
    pub(super) child: Option<Child>,
}

impl Stream {
    /// What comes from the runtime, and what goes to it.
    #[must_use]
    pub fn split(self) -> (FromPeer, ToPeer) {
        (self.from, self.to)
    }
}

impl Way {
    /// The same way, on which nobody can be asked.
    #[must_use]
    pub fn silent(self) -> Self {
        match self {
            Self::Ssh { host, data_dir, .. } => Self::Ssh { host, data_dir, silent: true },
            socket @ Self::Socket { .. } => socket,
        }
    }

    /// How long a handshake may take on this way.
    pub(super) fn patience(&self, usual: Duration) -> Duration {
        match self {
            Self::Socket { .. } => usual,
            Self::Ssh { silent: true, .. } => usual * 4,
            Self::Ssh { .. } => SSH_PATIENCE,
        }
    }

    /// What has happened when nothing more comes on this way.
    pub(super) fn end(&self) -> FrameError {
        match self {
            Self::Socket { .. } => FrameError::Ended,
            // The runtime or the connection: nobody on this side can tell.
            Self::Ssh { .. } => FrameError::SshEnded,
        }
    }

    /// Opens the way; nothing has been said on it yet.
    ///
    /// # Errors
    /// When there is no runtime, or it cannot be reached.
    pub async fn open(&self) -> Result<Stream, LinkError> {
        match self {
            Self::Socket { data_dir } => {
                let refused = |source: io::Error| match source.kind() {
                    io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                        LinkError::NotRunning { dir: data_dir.display().to_string() }
                    }
                    _ => LinkError::Refused { dir: data_dir.display().to_string(), error: source.to_string() },
                };
                let directory = SocketDir::open(data_dir).map_err(refused)?;
                let stream = UnixStream::connect(directory.socket()).await.map_err(refused)?;
                let (from, to) = stream.into_split();
                Ok(Stream { from: Box::new(from), to: Box::new(to), child: None })
            }
            Self::Ssh { host, data_dir, silent } => {
                let failed = |error: io::Error| match error.kind() {
                    io::ErrorKind::NotFound => LinkError::NoSsh { host: host.clone() },
                    _ => LinkError::Ssh { host: host.clone(), error: error.to_string() },
                };
                let mut child = ssh(host, data_dir.as_ref(), *silent).spawn().map_err(failed)?;
                let missing = || failed(io::ErrorKind::BrokenPipe.into());
                let from = child.stdout.take().ok_or_else(missing)?;
                let to = child.stdin.take().ok_or_else(missing)?;
                Ok(Stream { from: Box::new(from), to: Box::new(to), child: Some(child) })
            }
        }
    }

    /// Why a stream that broke during the handshake did: `ssh` and the other side say it on their stderr.
    pub(super) async fn failed(&self, stream: Stream, makes_no_sense: bool) -> Option<LinkError> {
        let Self::Ssh { host, .. } = self else { return None };
        let mut child = stream.child?;
        drop((stream.from, stream.to));
        let mut words = Vec::new();
        let mut said = child.stderr.take()?.take(4096);
        drop(timeout(LAST_WORDS, said.read_to_end(&mut words)).await);
        let ended = timeout(LAST_WORDS, child.wait()).await;
        let host = host.clone();
        let error = crate::model::text::clean(&String::from_utf8_lossy(&words), 500);
        Some(match ended.ok().and_then(Result::ok).and_then(|status| status.code()) {
            _ if makes_no_sense => LinkError::Talkative { host },
            Some(NO_PROGRAM) => LinkError::NoProgram { host, error },
            _ if error.is_empty() => LinkError::SshSilent { host },
            _ => LinkError::Ssh { host, error },
        })
    }
}

fn ssh(host: &str, data_dir: Option<&PathBuf>, silent: bool) -> Command {
    let mut command = Command::new("ssh");
    command.arg("-T");
    if silent {
        command.args(["-o", "BatchMode=yes"]);
    }
    command.args(["-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"]);
    // After `--` a host that begins with a dash is still a host.
    command.arg("--").arg(host).args(["autoagents", "proxy"]);
    if let Some(dir) = data_dir {
        command.arg("--data-dir").arg(quoted(&dir.to_string_lossy()));
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// A word for the shell on the other side.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reaches_the_other_side_as_one_word() {
        assert_eq!(quoted("/srv/it's here; rm"), "'/srv/it'\\''s here; rm'");
    }

    #[test]
    fn a_host_cannot_become_an_option() {
        let command = ssh("-oProxyCommand=evil", None, true);
        let arguments: Vec<_> = command.as_std().get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        let dashes = arguments.iter().position(|word| word == "--").unwrap();
        assert_eq!(arguments[dashes + 1], "-oProxyCommand=evil");
    }
}
