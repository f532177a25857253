//! Generated scripts go where faults are: how often they do is measured by what the built-in backend answers, and held here.

use wasi_fs_conformance::backend::Backend;
use wasi_fs_conformance::backends::{Builtin, host};
use wasi_fs_conformance::check::{Happening, Statistics};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::generate::{Focus, Scripts};

use crate::tool;

/// Seeds that are far apart, as those of a hunt are.
fn statistics(backend: &impl Backend, focus: Focus, scripts: u64) -> Statistics {
    let (mut judge, mut statistics) = (tool::judge(), Statistics::default());
    for index in 1..=scripts {
        let script = Scripts { focus, ..Scripts::default() }.script(index);
        let checked = judge.check(&script, backend).unwrap();
        statistics.count(&script, &checked, &judge.coverage);
    }
    statistics
}

#[test]
fn scripts_of_everything_get_on_and_reach_what_is_rare() {
    // Where the host reads ahead, a call finds less than where it reads when it is asked.
    for (name, blocking) in Builtin::HOSTS {
        let statistics = statistics(&host(name, *blocking), Focus::Everything, 1000);
        gets_on_and_reaches(name, &statistics);
    }
}

fn gets_on_and_reaches(mode: &str, statistics: &Statistics) {
    assert!(statistics.refused_share() <= 30.0, "{mode}: {statistics}");
    // Refusals are rules as well, so many are asked for.
    assert!(statistics.refused_share() >= 15.0, "{mode}: {statistics}");
    // A row reads: what has to happen, in how many scripts of 100 at least.
    for (happening, least) in [
        (Happening::InputStream, 35.0),
        (Happening::OutputStream, 45.0),
        (Happening::SpliceMoves, 9.0),
        (Happening::RenameBetween, 5.0),
        (Happening::LinkBetween, 3.0),
        (Happening::ReadsFar, 3.0),
        (Happening::ReadsBeyond32Bits, 0.5),
        (Happening::ListsLong, 0.1),
    ] {
        assert!(statistics.share(happening) >= least, "{mode}: {}: {statistics}", happening.name());
    }
}

#[test]
fn profiles_of_streams_are_about_streams() {
    for focus in [Focus::InputStreams, Focus::OutputStreams] {
        let statistics = statistics(&host("host-inline", Blocking::CurrentThread), focus, 300);
        assert!(statistics.stream_share() >= 60.0, "{focus:?}: {statistics}");
        assert!(statistics.refused_share() <= 30.0, "{focus:?}: {statistics}");
    }
}
