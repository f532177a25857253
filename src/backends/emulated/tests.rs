//! What is emulated conforms where it is declared, and not where it is not.

use super::*;
use crate::check::{Judge, Verdict};
use crate::generate::Scripts;

/// Generated scripts for each platform.
const SCRIPTS: u64 = 300;

#[test]
fn each_platform_conforms_where_it_is_declared_and_shows_where_it_is_not() {
    for platform in Platform::ALL {
        let backend = emulated(*platform, None);
        let mut judge = Judge::new().unwrap().on_platform(*platform);
        let mut plain = Judge::new().unwrap();
        let lacks = judge.lacks_to_generate(&backend);
        let mut shown = false;
        for seed in 0..SCRIPTS {
            let whole = Scripts::default().script(seed);
            let script = whole.without(lacks).script;
            let verdict = judge.check(&script, &backend).unwrap().verdict;
            assert!(!matches!(verdict, Verdict::Diverged(_)), "{platform:?} {verdict:?}\n{script}");
            shown |= matches!(plain.check(&whole, &backend).unwrap().verdict, Verdict::Diverged(_));
        }
        assert!(shown, "{platform:?}");
    }
}
