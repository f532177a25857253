//! Hashes that leave something out. What the real ones are made of can't be taken apart, so these are made anew, from the
//! attributes and a number for each object.

use std::cell::{Cell, RefCell};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::rc::Rc;

use super::cache::Cache;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::wasi::{DescriptorFlags, FsResult, MetadataHashValue, OpenFlags, PathFlags};

/// The objects that a hash was asked of, in that order; the place of each is its number.
#[derive(Debug, Default)]
pub(super) struct Objects {
    known: RefCell<Vec<Rc<HostDescriptor>>>,
    /// How many hashes were given.
    given: Cell<u64>,
    /// What is written back when the last handle is gone.
    pub(super) cache: Cache,
}

impl Objects {
    /// The number of an object.
    pub(super) async fn number(&self, object: &Rc<HostDescriptor>) -> FsResult<usize> {
        let known = self.known.borrow().clone();
        for (number, other) in known.iter().enumerate() {
            if other.is_same_object(object).await? {
                return Ok(number);
            }
        }
        self.known.borrow_mut().push(Rc::clone(object));
        Ok(known.len())
    }
}

fn hash_of(parts: impl Hash) -> MetadataHashValue {
    let half = |which: u8| {
        let mut hasher = DefaultHasher::new();
        (which, &parts).hash(&mut hasher);
        hasher.finish()
    };
    MetadataHashValue { lower: half(0), upper: half(1) }
}

impl FaultyDescriptor {
    /// The hash of the descriptor's own object.
    pub(super) async fn hash(&self) -> FsResult<MetadataHashValue> {
        let real = self.real.metadata_hash().await?;
        self.hash_instead(real, &self.real).await
    }

    /// The hash of what a path leads to. What can't be opened, such as a link, has its real one.
    pub(super) async fn hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        let base = self.base().await?;
        let mut real = base.metadata_hash_at(path_flags, path).await?;
        if self.has(Fault::HashOfPathDiffers) {
            real.upper = !real.upper;
        }
        let (open_flags, flags) = (OpenFlags::empty(), DescriptorFlags::empty());
        match base.open_at(path_flags, path, open_flags, flags).await {
            Ok(object) => self.hash_instead(real, &Rc::new(object)).await,
            Err(_) => Ok(real),
        }
    }

    async fn hash_instead(
        &self,
        real: MetadataHashValue,
        object: &Rc<HostDescriptor>,
    ) -> FsResult<MetadataHashValue> {
        let objects = &self.means.objects;
        let stat = object.stat().await?;
        // Whole seconds, so that how fast a script runs decides nothing.
        let seconds = stat.data_modification_timestamp.map(|moment| moment.seconds);
        Ok(match self.fault {
            Some(Fault::HashMoves) => {
                objects.given.set(objects.given.get() + 1);
                MetadataHashValue { lower: real.lower.wrapping_add(objects.given.get()), ..real }
            }
            Some(Fault::HashWithoutSize) => hash_of((objects.number(object).await?, seconds)),
            Some(Fault::HashWithoutTime) => hash_of((objects.number(object).await?, stat.size)),
            Some(Fault::HashOfNumber) => hash_of((objects.number(object).await?, stat.size, seconds)),
            Some(Fault::HashShowsSize) => MetadataHashValue { lower: stat.size, ..real },
            Some(Fault::HashShowsTime) => MetadataHashValue { upper: seconds.unwrap_or(real.upper), ..real },
            Some(Fault::HashWithoutObject) => hash_of((stat.size, seconds)),
            _ => real,
        })
    }
}
