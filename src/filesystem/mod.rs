//! The real implementation: descriptors, permissions and streams on cap-std + tokio. It does not know that it is tested.
