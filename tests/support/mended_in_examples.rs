// Rules whose commands the emulated organization cannot carry out, and why: an example of theirs with `mends` shows the effect.
#[rustfmt::skip]
const MENDED_IN_EXAMPLES: &[(&str, &str)] = &[
    ("newest-images-are-scanned-without-critical-findings", "an image has to be built and pushed, which no AWS call does"),
    ("repositories-hold-images", "an image has to be built and pushed, which no AWS call does"),
];
