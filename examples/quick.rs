//! scratch
use std::time::Instant;
use wasi_fs_conformance::*;
fn main() {
    let n: u64 = std::env::args().nth(1).map_or(3000, |s| s.parse().unwrap());
    for (name, b) in [
        ("host-inline", filesystem::Blocking::CurrentThread),
        ("host", filesystem::Blocking::default()),
        ("host-pool", filesystem::Blocking::Pool),
    ] {
        let backend = backends::host(name, b);
        let mut judge = check::Judge::new().unwrap();
        let t = Instant::now();
        let mut bad = 0;
        let mut gen_t = std::time::Duration::ZERO;
        let mut by: std::collections::BTreeMap<String, u32> = Default::default();
        for seed in 0..n {
            let g = Instant::now();
            let script = generate::Scripts::default().script(seed);
            gen_t += g.elapsed();
            let checked = judge.check(&script, &backend).unwrap();
            if let check::Verdict::Diverged(d) = checked.verdict {
                bad += 1;
                let key = d.rule().to_string();
                let c = by.entry(key.clone()).or_default();
                *c += 1;
                if *c <= 2 && bad < 25 {
                    let rule = d.rule();
                    let small = shrink::Shrinker::new(script.clone()).run(3000, |s| { Ok::<_,check::Trouble>(matches!(judge.check(s,&backend)?.verdict, check::Verdict::Diverged(d) if d.rule()==rule)) }).unwrap();
                    let c = judge.check(&small, &backend).unwrap();
                    if let check::Verdict::Diverged(d) = c.verdict {
                        println!(
                            "==== {name} seed {seed} {rule} step {}\n{}\nallowed {}\ngot {}\n{:?}",
                            d.step + 1,
                            small,
                            d.allowed,
                            d.got,
                            d.breach.note
                        );
                    } else {
                        println!("FLAKY {name} {seed} {rule}\n{small}");
                    }
                }
            }
        }
        println!(
            "{name}: {} scripts {} ops {:?} bad {bad} {:?} gen {:?} ops/s {:.0} inconclusive {} forked {} rules {}/{}",
            n,
            judge.coverage.ops,
            t.elapsed(),
            by,
            gen_t,
            judge.coverage.ops as f64 / t.elapsed().as_secs_f64(),
            judge.coverage.inconclusive,
            judge.coverage.forked,
            judge.coverage.rules_reached().len(),
            rule::Rule::ALL.len()
        );
        if name == "host-pool" {
            for r in rule::Rule::ALL {
                if !judge.coverage.reached(*r) {
                    println!("unreached {r}");
                }
            }
        }
    }
}
