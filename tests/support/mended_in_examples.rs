// Rules whose commands the emulated organization cannot carry out, and why: an example of theirs with `mends` shows the effect.
#[rustfmt::skip]
const MENDED_IN_EXAMPLES: &[(&str, &str)] = &[
    ("vpc-belongs-to-its-account", "every workload of the environment has to be moved into another network first"),
    ("aurora-can-be-restored-over-the-whole-retention", "the window grows by a day each day"),
    ("private-subnets-have-free-addresses", "addresses become free when pods start again in the new subnets, which the cluster does by itself"),
    ("newest-images-are-scanned-without-critical-findings", "an image has to be built and pushed, which no AWS call does"),
    ("repositories-hold-images", "an image has to be built and pushed, which no AWS call does"),
];
