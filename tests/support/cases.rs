const CASES: &[Case] = &[];
const _: (fn(&'static str, &'static [&'static str]) -> Case, fn(&'static str, &'static [&'static str], &'static str) -> Case) = (case, naming);
