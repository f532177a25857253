//! The reverse check: the model against the kernel. A backend that is nothing but calls of the operating system, and shares no
//! line with the real implementation, has to conform as well; where it does not, the model may be what is wrong.

#[cfg(target_os = "linux")]
mod attributes;
#[cfg(target_os = "linux")]
mod beneath;
#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod descriptor;
#[cfg(target_os = "linux")]
mod errno;
#[cfg(target_os = "linux")]
mod scripts;
#[cfg(target_os = "linux")]
mod streams;

#[cfg(not(target_os = "linux"))]
#[test]
fn the_kernel_conforms() {
    eprintln!(
        "skipped: the kernel here has no call that resolves a path beneath a directory (openat2 of Linux)"
    );
}
