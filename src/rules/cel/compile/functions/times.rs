//! Functions of timestamps and durations. Times have microseconds here, as in the snapshot, and no zone but UTC: a zone's rules
//! are a matter of the machine.

use super::*;
use crate::rules::cel::eval::{parse_duration, parse_time};

pub(super) static FUNCTIONS: [Function; 12] = [
    own(
        "timestamp",
        "timestamp('2026-01-31T00:00:00Z')",
        "A string as a timestamp; fields that are times are timestamps already.",
        |c, call| literal(c, call, parse_time, Builtin::ToTime, Kind::Time),
    ),
    own(
        "duration",
        "duration('26h')",
        "A string as a duration: a number of h, m, s, ms or us, or several of these one after another.",
        |c, call| literal(c, call, parse_duration, Builtin::ToDuration, Kind::Duration),
    ),
    clock(
        "getFullYear",
        "time.getFullYear()",
        "The year. This and the following are in UTC; with an offset, as in `time.getHours('+02:00')`, there.",
        Clock::FullYear,
    ),
    clock("getMonth", "time.getMonth()", "The month, from 0.", Clock::Month),
    clock("getDate", "time.getDate()", "The day of the month, from 1.", Clock::Date),
    clock("getDayOfMonth", "time.getDayOfMonth()", "The day of the month, from 0.", Clock::DayOfMonth),
    clock("getDayOfWeek", "time.getDayOfWeek()", "The day of the week, Sunday being 0.", Clock::DayOfWeek),
    clock("getDayOfYear", "time.getDayOfYear()", "The day of the year, from 0.", Clock::DayOfYear),
    clock("getHours", "time.getHours()", "The hour of a timestamp; a duration in whole hours.", Clock::Hours),
    clock("getMinutes", "time.getMinutes()", "The minute of a timestamp; a duration in whole minutes.", Clock::Minutes),
    clock("getSeconds", "time.getSeconds()", "The second of a timestamp; a duration in whole seconds.", Clock::Seconds),
    clock("getMilliseconds", "time.getMilliseconds()", "The milliseconds within the second.", Clock::Milliseconds),
];

const fn clock(name: &'static str, usage: &'static str, doc: &'static str, part: Clock) -> Function {
    // One function for each part: what a table holds captures nothing.
    let build: fn(&mut Compiler, &Call) -> Result<Option<Code>> = match part {
        Clock::FullYear => |c, call| part_of(c, call, Clock::FullYear),
        Clock::Month => |c, call| part_of(c, call, Clock::Month),
        Clock::Date => |c, call| part_of(c, call, Clock::Date),
        Clock::DayOfMonth => |c, call| part_of(c, call, Clock::DayOfMonth),
        Clock::DayOfWeek => |c, call| part_of(c, call, Clock::DayOfWeek),
        Clock::DayOfYear => |c, call| part_of(c, call, Clock::DayOfYear),
        Clock::Hours => |c, call| part_of(c, call, Clock::Hours),
        Clock::Minutes => |c, call| part_of(c, call, Clock::Minutes),
        Clock::Seconds => |c, call| part_of(c, call, Clock::Seconds),
        Clock::Milliseconds => |c, call| part_of(c, call, Clock::Milliseconds),
    };
    own(name, usage, doc, build)
}

/// A literal or a parameter is read when the rule is loaded, a field when it is evaluated.
fn literal(
    c: &mut Compiler,
    call: &Call,
    parse: fn(&str) -> Option<Value>,
    builtin: Builtin,
    to: Kind,
) -> Result<Option<Code>> {
    let (None, [a]) = (call.target, call.args) else { return Ok(None) };
    let (expr, kind) = c.present(a)?;
    if let Some(text) = c.constant_text(&expr) {
        return match parse(text) {
            Some(Value::Unknown(_)) => Err(c.error(a, format!("this is out of the range of {to}s").replace("a ", ""))),
            Some(value) => Ok(Some(Code::Expr(Expr::Const(value), to.into()))),
            None => Err(c.error(a, format!("this is not {to}")).help(format!(
                "it is written {}",
                if builtin == Builtin::ToTime {
                    "2026-01-31T00:00:00Z, with microseconds at most"
                } else {
                    "26h, 90s or 1h30m, with microseconds at most"
                }
            ))),
        };
    }
    let same = std::mem::discriminant(&kind) == std::mem::discriminant(&to);
    let seconds = matches!((&kind, &to), (Kind::Int, Kind::Time));
    if !same && !seconds && !kind.is_text() {
        return Err(c.error(a, format!("{kind} cannot be converted to {to}")));
    }
    Ok(Some(Code::Expr(Expr::Call(builtin, vec![expr]), to.into())))
}

fn part_of(c: &mut Compiler, call: &Call, part: Clock) -> Result<Option<Code>> {
    let Some(target) = call.target else { return Ok(None) };
    let (time, kind) = c.present(target)?;
    let in_durations = matches!(part, Clock::Hours | Clock::Minutes | Clock::Seconds | Clock::Milliseconds);
    let offset = match (&kind, call.args) {
        (Kind::Time | Kind::Never, []) => None,
        (Kind::Time | Kind::Never, [zone]) => Some(offset(c, zone)?),
        (Kind::Duration, []) if in_durations => None,
        (Kind::Time | Kind::Never, _) => return Ok(None),
        (kind, _) => return Err(c.error(call.e, format!("{kind} has no {}()", call.name))),
    };
    let arguments = std::iter::once(time).chain(offset.map(|o| Expr::Const(Value::Duration(o)))).collect();
    Ok(Some(Code::Expr(Expr::Call(Builtin::Clock(part), arguments), Kind::Int.into())))
}

/// `+02:00` in microseconds.
fn offset(c: &mut Compiler, zone: &Node) -> Result<i64> {
    let expr = c.typed(zone, "a string", Kind::is_text)?;
    let parsed = c.constant_text(&expr).and_then(|text| {
        if text == "UTC" {
            return Some(0);
        }
        let (sign, digits) = match text.as_bytes().first()? {
            b'-' => (-1, &text[1..]),
            b'+' => (1, &text[1..]),
            _ => (1, text),
        };
        let (hours, minutes) = digits.split_once(':')?;
        let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
        (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60_000_000)
    });
    parsed.ok_or_else(|| {
        let error = c.error(zone, "a zone is an offset from UTC, written in the rule");
        error.help("as in '+02:00'; the rules of named zones differ between machines")
    })
}
