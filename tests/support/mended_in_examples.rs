// Rules whose commands the emulated organization cannot carry out, and why: an example of theirs with `mends` shows the effect.
#[rustfmt::skip]
const MENDED_IN_EXAMPLES: &[(&str, &str)] = &[
    ("vpc-belongs-to-its-account", "every workload of the environment has to be moved into another network first"),
];
