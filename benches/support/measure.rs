//! CPU time, wall time and memory of a stage. CPU time is what is compared: it hardly depends on what else the machine does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

/// The system's allocator, counting: `#[global_allocator] static HEAP: Counting = Counting;`
pub struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn add(bytes: usize) {
    let now = NOW.fetch_add(bytes, Relaxed) + bytes;
    if now > PEAK.load(Relaxed) {
        PEAK.fetch_max(now, Relaxed);
    }
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add(size);
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(place, layout, size) }
    }
}

/// Bytes on the heap.
pub fn heap() -> usize {
    NOW.load(Relaxed)
}

/// The most bytes that were on the heap at once since the last call.
pub fn heap_peak() -> usize {
    PEAK.swap(NOW.load(Relaxed), Relaxed)
}

/// Bytes of memory that the process occupies; 0 where the system does not say.
pub fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    pages.and_then(|text| text.split(' ').nth(1)?.parse::<usize>().ok()).unwrap_or_default() * 4096
}

/// CPU seconds of all threads of this process.
pub fn cpu() -> f64 {
    clock(if cfg!(target_os = "macos") { 12 } else { 2 })
}

/// CPU seconds of this thread.
pub fn thread_cpu() -> f64 {
    clock(if cfg!(target_os = "macos") { 16 } else { 3 })
}

fn clock(id: i32) -> f64 {
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }
    unsafe extern "C" {
        fn clock_gettime(id: i32, time: *mut Time) -> i32;
    }
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    // SAFETY: the C library fills in the structure that it is given.
    unsafe { clock_gettime(id, &raw mut time) };
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}

/// What a stage took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    pub cpu: f64,
    pub wall: f64,
}

/// Runs a stage once.
pub fn once<T>(stage: impl FnOnce() -> T) -> (T, Took) {
    let (start, began) = (cpu(), Instant::now());
    let result = stage();
    (result, Took { cpu: cpu() - start, wall: began.elapsed().as_secs_f64() })
}

/// Runs a stage several times: its last result and the round with the least CPU time.
pub fn best<T>(rounds: usize, mut stage: impl FnMut() -> T) -> (T, Took) {
    let (mut result, mut least) = once(&mut stage);
    for _ in 1..rounds {
        let (again, took) = once(&mut stage);
        result = again;
        if took.cpu < least.cpu {
            least = took
        }
    }
    (result, least)
}

/// One line of the result: a stage, per unit and in all.
pub fn print(stage: &str, took: Took, count: usize, unit: &str) {
    let each = took.cpu * 1e9 / count as f64;
    println!("{stage:<34} {:8.3} CPU-s  {each:7.0} ns/{unit}  {:7.3} s wall", took.cpu, took.wall);
}
