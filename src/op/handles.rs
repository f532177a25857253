//! The handles and paths among the arguments of a call.

use std::slice;
use std::sync::Arc;

use super::{DescriptorOp, FreestandingOp, HandleKind, Name, Op, OutputOp};

impl Op {
    /// The stream that a splice reads from.
    pub fn source(&self) -> Option<&Name> {
        if let Self::Output(OutputOp::Splice { src, .. } | OutputOp::BlockingSplice { src, .. }) = self {
            Some(src)
        } else {
            None
        }
    }

    /// Whether it gives an output stream bytes to write.
    pub(crate) fn is_stream_write(&self) -> bool {
        match self {
            Self::Output(
                OutputOp::StreamWrite { .. }
                | OutputOp::BlockingWriteAndFlush { .. }
                | OutputOp::WriteZeroes { .. }
                | OutputOp::BlockingWriteZeroesAndFlush { .. }
                | OutputOp::Splice { .. }
                | OutputOp::BlockingSplice { .. },
            ) => true,
            Self::Output(OutputOp::CheckWrite | OutputOp::Flush | OutputOp::BlockingFlush)
            | Self::Descriptor(_)
            | Self::Listing(_)
            | Self::Input(_)
            | Self::Pollable(_)
            | Self::Error(_)
            | Self::Freestanding(_)
            | Self::Stream(_)
            | Self::Drop => false,
        }
    }

    /// The handles among its arguments, to be replaced.
    pub(crate) fn others_mut(&mut self) -> &mut [Name] {
        if let Self::Descriptor(
            DescriptorOp::LinkAt { new_descriptor: other, .. }
            | DescriptorOp::RenameAt { new_descriptor: other, .. }
            | DescriptorOp::IsSameObject { other },
        )
        | Self::Output(
            OutputOp::Splice { src: other, .. } | OutputOp::BlockingSplice { src: other, .. },
        ) = self
        {
            slice::from_mut(other)
        } else if let Self::Freestanding(FreestandingOp::Poll { r#in: pollables }) = self {
            pollables
        } else {
            &mut []
        }
    }

    /// The paths of a call, also the one that a symbolic link is to hold, to be replaced.
    pub(crate) fn paths_mut(&mut self) -> Vec<&mut Arc<str>> {
        if let Self::Descriptor(
            DescriptorOp::LinkAt { old_path, new_path, .. }
            | DescriptorOp::RenameAt { old_path, new_path, .. }
            | DescriptorOp::SymlinkAt { old_path, new_path },
        ) = self
        {
            vec![old_path, new_path]
        } else if let Self::Descriptor(
            DescriptorOp::OpenAt { path, .. }
            | DescriptorOp::CreateDirectoryAt { path }
            | DescriptorOp::RemoveDirectoryAt { path }
            | DescriptorOp::UnlinkFileAt { path }
            | DescriptorOp::StatAt { path, .. }
            | DescriptorOp::SetTimesAt { path, .. }
            | DescriptorOp::ReadlinkAt { path }
            | DescriptorOp::MetadataHashAt { path, .. },
        ) = self
        {
            vec![path]
        } else {
            Vec::new()
        }
    }

    /// Those of its paths that start at the directory behind this handle, to be replaced; `is_on` says whether the call is
    /// made on it.
    pub(crate) fn paths_from(&mut self, is_on: bool, handle: &Name) -> Vec<&mut Arc<str>> {
        if let Self::Descriptor(
            DescriptorOp::LinkAt { old_path, new_descriptor, new_path, .. }
            | DescriptorOp::RenameAt { old_path, new_descriptor, new_path },
        ) = self
        {
            let new = (new_descriptor == handle).then_some(new_path);
            is_on.then_some(old_path).into_iter().chain(new).collect()
        } else if let Self::Descriptor(DescriptorOp::SymlinkAt { new_path, .. }) = self {
            // What a link holds starts where the link is.
            is_on.then_some(new_path).into_iter().collect()
        } else if is_on {
            self.paths_mut()
        } else {
            Vec::new()
        }
    }

    /// The second descriptor of a call that takes two.
    pub fn second(&self) -> Option<&Name> {
        if let Self::Descriptor(
            DescriptorOp::LinkAt { new_descriptor: second, .. }
            | DescriptorOp::RenameAt { new_descriptor: second, .. }
            | DescriptorOp::IsSameObject { other: second },
        ) = self
        {
            Some(second)
        } else {
            None
        }
    }

    /// The handles among its arguments, with what each has to be.
    pub fn others(&self) -> impl Iterator<Item = (&Name, HandleKind)> {
        let one = |other, kind| (slice::from_ref(other), kind);
        let (others, kind) = if let Self::Freestanding(FreestandingOp::Poll { r#in: pollables }) = self {
            (pollables.as_slice(), HandleKind::Pollable)
        } else if let Some(second) = self.second() {
            one(second, HandleKind::Descriptor)
        } else {
            self.source().map_or((&[][..], HandleKind::InputStream), |src| one(src, HandleKind::InputStream))
        };
        others.iter().map(move |other| (other, kind))
    }
}
