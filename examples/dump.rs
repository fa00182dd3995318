use trueline::plan::{Accounts, Plan};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let only = std::env::args().nth(2).unwrap_or_default();
    let plan = Plan::open(std::path::Path::new(&path), None).unwrap();
    for c in plan.changes(&Accounts::default(), "") {
        if !c.address.contains(&only) {
            continue;
        }
        for (s, d) in [("before", &c.before), ("after", &c.after)] {
            if let Some(d) = d {
                println!(
                    "{} {s} {} id={} arn={:?} name={} {}/{} new={} inferred={:?}\n   {}",
                    c.address,
                    d.shape.type_name(),
                    d.id,
                    d.arn,
                    d.name,
                    d.account_id,
                    d.region,
                    c.is_new,
                    d.inferred,
                    serde_json::to_string(&d.fields).unwrap()
                );
            }
        }
    }
}
