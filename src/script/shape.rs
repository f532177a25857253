//! What two scripts have in common that differ in names and numbers alone.

use std::fmt::Write as _;

use super::Script;
use crate::op::{Manner, Name};

impl Script {
    /// Its steps without names, arguments and answers: which calls are made on which handles, in which manner, and what
    /// happens around them. Scripts of one shape show the same thing, as a rule.
    ///
    /// ```
    /// use wasi_fs_conformance::script::Script;
    /// let shape = |text| Script::parse("", text).unwrap().shape();
    /// let one = shape("run\n  f = root.open-at \"a\" read\n  f.read 1 0\n");
    /// assert_eq!(one, "0.open-at=1 1.descriptor.read");
    /// assert_eq!(one, shape("run\n  g = root.open-at \"log\" read write\n  g.read 9 4\n"));
    /// ```
    pub fn shape(&self) -> String {
        let mut handles: Vec<Name> = Vec::new();
        let mut number = |name: &Name| {
            handles.iter().position(|known| known == name).unwrap_or_else(|| {
                handles.push(name.clone());
                handles.len() - 1
            })
        };
        let mut shape = String::new();
        for step in &self.steps {
            if !shape.is_empty() {
                shape.push(' ');
            }
            if let Some(control) = step.control() {
                let text = step.to_string();
                shape.push_str(text.split(' ').next().unwrap_or_default());
                if let Some(stream) = control.handle() {
                    _ = write!(shape, ":{}", number(stream));
                }
            }
            let Some(call) = step.call() else { continue };
            _ = write!(shape, "{}.{}", number(call.on), call.op.kind().full_name());
            for (other, _) in call.op.others() {
                _ = write!(shape, "+{}", number(other));
            }
            shape.push_str(match call.manner {
                Manner::Once => "",
                Manner::UntilProgress => "*",
                Manner::Abandon { .. } => "!",
            });
            if step.times > 1 {
                shape.push('%');
            }
            if let Some(bind) = call.bind {
                _ = write!(shape, "={}", number(bind));
            }
        }
        shape
    }
}
