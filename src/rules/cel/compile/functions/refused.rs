//! Functions of CEL that have no place in a rule, each with the reason that its user reads.

pub(super) const REFUSED: [(&str, &str); 10] = [
    ("dyn", "every type is known here: dyn() has no use"),
    ("type", "types are no values here; they are known when the rule is loaded"),
    ("uint", "integers have a sign here, as in AWS's API: write int() or nothing"),
    ("bytes", "bytes have no use in a rule"),
    ("bind", "a name for a value is given under `let`"),
    ("orValue", "optional values would hide an unknown: write x != null ? x : other"),
    ("optMap", "optional values would hide an unknown: write x != null ? x : other"),
    ("hasValue", "optional values would hide an unknown: compare with null"),
    ("transformMap", "maps are read here, not made: use all, exists or transformList"),
    ("transformMapEntry", "maps are read here, not made: use all, exists or transformList"),
];
