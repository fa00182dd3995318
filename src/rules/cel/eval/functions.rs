//! Functions of values alone. A text that is not what a function takes makes the result unknown, as does a result out of range.

use super::super::{code::*, trace::Trace};
use super::{Machine, Value};
use crate::graph::Reason;
use crate::graph::policy::wildcard;
use ipnet::IpNet;

/// From year 1 to year 9999, as in CEL.
const TIMES: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;
/// As many microseconds as CEL has seconds: about 10,000 years.
const DURATION: u64 = 315_576_000_000_000_000;

pub(super) fn time(micros: Option<i64>) -> Value {
    micros.filter(|t| TIMES.contains(t)).map_or(Value::Unknown(Reason::ARITHMETIC), Value::Time)
}
pub(super) fn duration(micros: Option<i64>) -> Value {
    micros.filter(|d| d.unsigned_abs() <= DURATION).map_or(Value::Unknown(Reason::ARITHMETIC), Value::Duration)
}

impl<T: Trace> Machine<'_, T> {
    pub(super) fn call(&mut self, function: Builtin, arguments: &[Value]) -> Value {
        if let Some(unknown) = arguments.iter().find(|a| matches!(a, Value::Unknown(_))) {
            return *unknown;
        }
        let argument = |i: usize| arguments.get(i).copied().unwrap_or(Value::Null);
        match function {
            Builtin::Clock(part) => clock(part, argument(0), argument(1)),
            Builtin::ToInt => self.to_int(argument(0)),
            Builtin::ToDouble => match argument(0) {
                Value::Int(i) => Value::Double(i as f64),
                Value::Double(d) => Value::Double(d),
                text => self.parsed(text, |t| t.parse().ok().map(Value::Double)),
            },
            Builtin::ToBool => match argument(0) {
                Value::Bool(b) => Value::Bool(b),
                text => self.parsed(text, |t| match t {
                    "1" | "t" | "true" | "TRUE" | "True" => Some(Value::Bool(true)),
                    "0" | "f" | "false" | "FALSE" | "False" => Some(Value::Bool(false)),
                    _ => None,
                }),
            },
            Builtin::ToTime => match argument(0) {
                Value::Int(seconds) => time(seconds.checked_mul(1_000_000)),
                Value::Time(t) => Value::Time(t),
                text => self.parsed(text, parse_time),
            },
            Builtin::ToDuration => match argument(0) {
                Value::Duration(d) => Value::Duration(d),
                text => self.parsed(text, parse_duration),
            },
            Builtin::ToText => match argument(0) {
                text @ (Value::Sym(_) | Value::Literal(_) | Value::Built(..)) => text,
                value => self.built(&super::super::show::scalar(value)),
            },
            Builtin::Split => match (self.text(argument(0)), self.text(argument(1))) {
                (Ok(text), Ok(separator)) => {
                    let limit = if let Value::Int(limit) = argument(2) { limit } else { -1 };
                    let parts = split(text, separator, limit);
                    let parts = parts.iter().map(|p| self.built(p)).collect::<Vec<_>>();
                    self.items(&parts, None)
                }
                _ => Value::Unknown(Reason::NULL_OPERAND),
            },
            function => match self.textual(function, arguments) {
                Ok(Made::Value(value)) => value,
                Ok(Made::Text(text)) => self.built(&text),
                Err(reason) => Value::Unknown(reason),
            },
        }
    }

    fn parsed(&self, text: Value, parse: impl FnOnce(&str) -> Option<Value>) -> Value {
        match self.text(text) {
            Ok(text) => parse(text).unwrap_or(Value::Unknown(Reason::MALFORMED)),
            Err(reason) => Value::Unknown(reason),
        }
    }

    fn to_int(&self, value: Value) -> Value {
        match value {
            Value::Int(i) => Value::Int(i),
            // Both ends are out of range: the doubles next to them may stand for integers beyond.
            Value::Double(d) if d > i64::MIN as f64 && d < i64::MAX as f64 => Value::Int(d as i64),
            Value::Double(_) => Value::Unknown(Reason::ARITHMETIC),
            Value::Time(t) => Value::Int(t.div_euclid(1_000_000)),
            text => self.parsed(text, |t| t.parse().ok().map(Value::Int)),
        }
    }

    /// Functions whose first argument is a string.
    fn textual(&self, function: Builtin, arguments: &[Value]) -> Result<Made, Reason> {
        let argument = |i: usize| arguments.get(i).copied().unwrap_or(Value::Null);
        let text = self.text(argument(0))?;
        let other = || self.text(argument(1));
        let int = |i: usize| if let Value::Int(n) = argument(i) { Some(n) } else { None };
        let place = |i: usize, missing: usize| match (int(i), argument(i)) {
            (Some(n), _) => usize::try_from(n).map_err(|_| Reason::OUT_OF_RANGE),
            _ => Ok(missing),
        };
        let chars = || text.chars().count();
        Ok(match function {
            Builtin::TextSize => Made::Value(Value::Int(chars() as i64)),
            Builtin::LowerAscii => Made::Text(text.to_ascii_lowercase()),
            Builtin::UpperAscii => Made::Text(text.to_ascii_uppercase()),
            Builtin::Trim => Made::Text(text.trim().to_owned()),
            Builtin::Reverse => Made::Text(text.chars().rev().collect()),
            Builtin::Replace => {
                let (from, to) = (other()?, self.text(argument(2))?);
                Made::Text(match int(3).map(usize::try_from) {
                    Some(Ok(times)) => text.replacen(from, to, times),
                    _ => text.replace(from, to),
                })
            }
            Builtin::Substring => {
                let (start, end) = (place(1, 0)?, place(2, chars())?);
                if start > end || end > chars() {
                    return Err(Reason::OUT_OF_RANGE);
                }
                Made::Text(text.chars().skip(start).take(end - start).collect())
            }
            Builtin::CharAt => match place(1, 0)? {
                i if i > chars() => return Err(Reason::OUT_OF_RANGE),
                i => Made::Text(text.chars().nth(i).map(String::from).unwrap_or_default()),
            },
            Builtin::IndexOf | Builtin::LastIndexOf => {
                let (text, other) = (text.chars().collect::<Vec<_>>(), other()?.chars().collect::<Vec<_>>());
                let last = function == Builtin::LastIndexOf;
                let place = place(2, if last { text.len() } else { 0 })?;
                if place > text.len() {
                    return Err(Reason::OUT_OF_RANGE);
                }
                let end = (text.len() + 1).saturating_sub(other.len());
                let at = |i: &usize| text[*i..].starts_with(&other);
                let found = if last { (0..end.min(place + 1)).rev().find(at) } else { (place..end).find(at) };
                Made::Value(Value::Int(found.map_or(-1, |i| i as i64)))
            }
            Builtin::CidrContains | Builtin::CidrOverlaps => {
                let (a, b) = (network(text)?, network(other()?)?);
                Made::Value(Value::Bool(if function == Builtin::CidrContains {
                    a.contains(&b)
                } else {
                    a.contains(&b) || b.contains(&a)
                }))
            }
            Builtin::ArnAccount => Made::Text(arn(text, 4)?.to_owned()),
            Builtin::ArnRegion => Made::Text(arn(text, 3)?.to_owned()),
            Builtin::WildcardMatch => Made::Value(Value::Bool(wildcard(text, other()?))),
            _ => return Err(Reason::NULL_OPERAND),
        })
    }
}

/// What a function of strings came to.
enum Made {
    Value(Value),
    Text(String),
}

/// RFC 3339, with at most microseconds.
pub fn parse_time(text: &str) -> Option<Value> {
    let time = text.parse::<jiff::Timestamp>().ok().filter(|t| t.as_nanosecond() % 1000 == 0)?;
    Some(self::time(Some(time.as_microsecond())))
}

/// A number of hours, minutes, seconds and parts of seconds, as in `26h` or `1h30m`.
pub fn parse_duration(text: &str) -> Option<Value> {
    let (negative, mut rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut total = 0i128;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let units = [("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];
        let units = units.into_iter().chain([("m", 60_000_000_000), ("h", 3_600_000_000_000i128)]);
        // `ms` before `m`: the longest name that fits.
        let (unit, nanos) = units.filter(|(u, _)| tail.starts_with(u)).max_by_key(|(u, _)| u.len())?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if part.len() > 12 || whole.len() > 15 || whole.is_empty() && part.is_empty() {
            return None;
        }
        let whole = if whole.is_empty() { 0 } else { whole.parse::<i128>().ok()? };
        let part = if part.is_empty() { 0 } else { part.parse::<i128>().ok()? * nanos / 10i128.pow(part.len() as u32) };
        total += whole * nanos + part;
        rest = &tail[unit.len()..];
    }
    if total % 1000 != 0 {
        return None; // finer than a microsecond
    }
    let micros = total / 1000 * if negative { -1 } else { 1 };
    Some(duration(i64::try_from(micros).ok()))
}

fn split(text: &str, separator: &str, limit: i64) -> Vec<String> {
    match limit {
        0 => Vec::new(),
        _ if separator.is_empty() => {
            let mut parts = text.chars().map(String::from).collect::<Vec<_>>();
            if let Ok(limit) = usize::try_from(limit)
                && parts.len() > limit
            {
                let rest = parts.split_off(limit - 1).concat();
                parts.push(rest);
            }
            parts
        }
        limit if limit > 0 => text.splitn(limit as usize, separator).map(str::to_owned).collect(),
        _ => text.split(separator).map(str::to_owned).collect(),
    }
}

fn network(text: &str) -> Result<IpNet, Reason> {
    let address = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse::<IpNet>().or_else(|_| address()).map_err(|_| Reason::MALFORMED)
}

/// A part of `arn:partition:service:region:account:resource`.
fn arn(text: &str, part: usize) -> Result<&str, Reason> {
    let parts = text.splitn(6, ':').collect::<Vec<_>>();
    if parts.len() < 6 || parts[0] != "arn" { Err(Reason::MALFORMED) } else { Ok(parts[part]) }
}

/// A part of an instant, in UTC or at an offset from it, or of a duration as a whole.
fn clock(part: Clock, value: Value, offset: Value) -> Value {
    let (micros, instant) = match value {
        Value::Time(t) => (t, true),
        Value::Duration(d) => (d, false),
        _ => return Value::Unknown(Reason::NULL_OPERAND),
    };
    if !instant {
        return Value::Int(match part {
            Clock::Hours => micros / 3_600_000_000,
            Clock::Minutes => micros / 60_000_000,
            Clock::Seconds => micros / 1_000_000,
            _ => micros / 1000 % 1000,
        });
    }
    let offset = if let Value::Duration(offset) = offset { offset } else { 0 };
    let Ok(time) = jiff::Timestamp::from_microsecond(micros.saturating_add(offset)) else {
        return Value::Unknown(Reason::ARITHMETIC);
    };
    let time = jiff::tz::TimeZone::UTC.to_datetime(time);
    Value::Int(match part {
        Clock::FullYear => time.year().into(),
        Clock::Month => i64::from(time.month()) - 1,
        Clock::Date => time.day().into(),
        Clock::DayOfMonth => i64::from(time.day()) - 1,
        Clock::DayOfWeek => time.weekday().to_sunday_zero_offset().into(),
        Clock::DayOfYear => i64::from(time.day_of_year()) - 1,
        Clock::Hours => time.hour().into(),
        Clock::Minutes => time.minute().into(),
        Clock::Seconds => time.second().into(),
        Clock::Milliseconds => time.millisecond().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_cel_writes_them() {
        for (text, expected) in [
            ("26h", Some(93_600_000_000)),
            ("1h30m", Some(5_400_000_000)),
            ("1.5s", Some(1_500_000)),
            ("-250ms", Some(-250_000)),
            ("0.001ms", Some(1)),
            ("", None),
            ("-", None),
            ("5", None),
            ("s", None),
            ("1 h", None),
        ] {
            assert_eq!(parse_duration(text), expected.map(Value::Duration), "{text}");
        }
        assert_eq!(parse_duration("320000000000s"), Some(Value::Unknown(Reason::ARITHMETIC)));
    }
}
