//! Tests of the table, and of the wrappers without a fault.

use super::*;
use crate::backend::Backend as _;
use crate::check::{Judge, Verdict};
use crate::generate::Scripts;

#[test]
fn names_are_unique_and_come_back() {
    for fault in Fault::ALL {
        assert_eq!(Fault::from_name(fault.name()), Some(*fault));
        assert!(faulty(*fault).name().ends_with(fault.name()));
        assert!(fault.sentence().ends_with('.'));
    }
    assert_eq!(Fault::from_name("none"), None);
}

fn conforms(blocking: Blocking) {
    let backend = wrapped("faultless", None, blocking);
    let mut judge = Judge::new().unwrap();
    for seed in 0..400_u64 {
        let script = Scripts::default().script(seed);
        let verdict = judge.check(&script, &backend).unwrap().verdict;
        assert!(!matches!(verdict, Verdict::Diverged(_)), "{verdict:?}\n{script}");
    }
}

#[test]
fn the_wrapper_without_a_fault_conforms() {
    conforms(Blocking::CurrentThread);
}

#[test]
fn the_background_streams_without_a_fault_conform() {
    conforms(Blocking::Pool);
}
