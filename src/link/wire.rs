//! Frames and what is in them: a big-endian `u32` length, then that many bytes of JSON.

use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::i18n::said;
use crate::model::query::{Request, Response};
use crate::model::snapshot::Snapshot;

/// Changes when an older peer would misunderstand a newer one.
pub const PROTOCOL: u32 = 2;
/// Largest frame that a runtime accepts.
pub const MAX_REQUEST: u32 = 64 << 10;
/// Largest frame that a viewer accepts.
pub const MAX_RESPONSE: u32 = 32 << 20;

/// The first frame of a viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`] of the viewer.
    pub protocol: u32,
    /// Version of the viewer's binary.
    pub version: String,
    /// It wants snapshots.
    pub watch: bool,
    /// Commands of this connection are to be refused.
    pub read_only: bool,
}

/// Further frames of a viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Comes back with the answer.
    pub id: u64,
    /// What is asked.
    pub request: Request,
}

/// Frames of a runtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "frame")]
pub enum FromRuntime {
    /// The first: it will answer.
    Welcome {
        /// [`PROTOCOL`] of the runtime.
        protocol: u32,
        /// Version of the runtime's binary.
        version: String,
    },
    /// The first and last: it will not.
    Rejected {
        /// Why.
        why: Rejection,
    },
    /// How things are.
    Snapshot {
        /// All of it.
        snapshot: Arc<Snapshot>,
    },
    /// To an [`Ask`].
    Reply {
        /// Which.
        id: u64,
        /// The answer.
        response: Response,
    },
}

/// Why a runtime does not want a viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rejection")]
pub enum Rejection {
    /// It belongs to somebody else.
    OtherUser,
    /// It did not begin with a hello.
    NoHello {
        /// With what instead.
        frame: FrameError,
    },
    /// It speaks another protocol.
    OtherProtocol {
        /// Version of the runtime's binary.
        version: String,
        /// [`PROTOCOL`] of the runtime.
        protocol: u32,
        /// Version of the viewer's binary.
        their_version: String,
        /// [`PROTOCOL`] of the viewer.
        their_protocol: u32,
    },
    /// As many as may are attached already.
    Full {
        /// How many.
        viewers: u64,
    },
}

/// A frame could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "frame")]
pub enum FrameError {
    /// The connection broke, or ended within a frame.
    Broken {
        /// In the system's words.
        error: String,
    },
    /// The other side has ended.
    Ended,
    /// What carried the connection to another host has ended; whether the runtime has as well, nobody on this side can tell.
    SshEnded,
    /// The frame is larger than this end accepts.
    TooLarge {
        /// As announced.
        size: u32,
        /// What would be accepted.
        limit: u32,
    },
    /// The frame is not what it should be.
    Garbage {
        /// In the parser's words.
        error: String,
    },
}

said! {
    "rejection": Rejection,
    "frame": FrameError,
}

impl From<io::Error> for FrameError {
    fn from(error: io::Error) -> Self {
        Self::Broken { error: error.to_string() }
    }
}

impl From<serde_json::Error> for FrameError {
    fn from(error: serde_json::Error) -> Self {
        Self::Garbage { error: error.to_string() }
    }
}

/// Reads a frame of at most `limit` bytes; none when the peer has closed between two frames. The memory for it grows
/// with what arrives, not with what is announced.
///
/// # Errors
/// When the connection breaks, or the frame is too large or makes no sense.
pub async fn read<T: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
    limit: u32,
) -> Result<Option<T>, FrameError> {
    let mut size = [0; 4];
    match from.read_exact(&mut size[..1]).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    from.read_exact(&mut size[1..]).await?;
    let size = u32::from_be_bytes(size);
    if size > limit {
        return Err(FrameError::TooLarge { size, limit });
    }
    let mut body = Vec::new();
    let read = from.take(u64::from(size)).read_to_end(&mut body).await?;
    if read < size as usize {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    Ok(Some(serde_json::from_slice(&body)?))
}

/// Puts a frame together.
///
/// # Errors
/// When the value cannot be serialised, or is too large for any frame.
pub fn frame(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, value)?;
    let size = u32::try_from(bytes.len() - 4).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    bytes[..4].copy_from_slice(&size.to_be_bytes());
    Ok(bytes)
}

/// Writes a frame.
///
/// # Errors
/// When the connection breaks.
pub async fn write(to: &mut (impl AsyncWrite + Unpin), value: &impl Serialize) -> io::Result<()> {
    to.write_all(&frame(value)?).await?;
    to.flush().await
}
