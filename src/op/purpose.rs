//! Which calls of the system do what a call of the guest is for.

use super::{CallClass, DescriptorOp, Op};

impl Op {
    /// The calls of the system without which a call can't be done; none where there are several ways, where nothing is to be done, or
    /// where what was fetched before is given.
    pub fn purpose(&self) -> Option<CallClass> {
        let Self::Descriptor(op) = self else { return None };
        Some(match op {
            DescriptorOp::Sync | DescriptorOp::SyncData => CallClass::Sync,
            DescriptorOp::SetSize { .. } => CallClass::Size,
            DescriptorOp::SetTimes { .. } | DescriptorOp::SetTimesAt { .. } => CallClass::Times,
            DescriptorOp::Read { length: 1.., .. } => CallClass::Read,
            DescriptorOp::Write { buffer, .. } if !buffer.is_empty() => CallClass::Write,
            DescriptorOp::OpenAt { .. } => CallClass::Open,
            DescriptorOp::CreateDirectoryAt { .. }
            | DescriptorOp::SymlinkAt { .. }
            | DescriptorOp::LinkAt { .. } => CallClass::Create,
            DescriptorOp::RenameAt { .. } => CallClass::Rename,
            DescriptorOp::UnlinkFileAt { .. } | DescriptorOp::RemoveDirectoryAt { .. } => CallClass::Remove,
            DescriptorOp::Stat
            | DescriptorOp::StatAt { .. }
            | DescriptorOp::MetadataHash
            | DescriptorOp::MetadataHashAt { .. } => CallClass::Metadata,
            DescriptorOp::ReadlinkAt { .. } => CallClass::Readlink,
            DescriptorOp::ReadViaStream { .. }
            | DescriptorOp::WriteViaStream { .. }
            | DescriptorOp::AppendViaStream
            | DescriptorOp::ReadDirectory
            | DescriptorOp::Advise { .. }
            | DescriptorOp::GetFlags
            | DescriptorOp::GetType
            | DescriptorOp::Read { .. }
            | DescriptorOp::Write { .. }
            | DescriptorOp::IsSameObject { .. } => return None,
        })
    }
}
