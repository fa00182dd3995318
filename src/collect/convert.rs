//! From the SDK's types to the model's.

use crate::model::{Tags, Timestamp};
use aws_smithy_types::DateTime;

/// An instant; null when AWS answered none, or one that no calendar holds.
pub fn timestamp(time: Option<&DateTime>) -> Option<Timestamp> {
    let time = time?;
    let nanoseconds = i32::try_from(time.subsec_nanos()).ok()?;
    jiff::Timestamp::new(time.secs(), nanoseconds).ok().map(Timestamp)
}

/// A text that AWS always sends; empty should it ever be missing.
pub fn sent(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// A text that AWS sends empty where there is none.
pub fn unless_empty(text: Option<&str>) -> Option<String> {
    text.filter(|t| !t.is_empty()).map(str::to_owned)
}

/// Tags from pairs of key and value.
pub fn tags<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (Option<K>, Option<V>)>) -> Tags {
    let pairs = pairs.into_iter().filter_map(|(k, v)| Some((k?.into(), v.map(Into::into).unwrap_or_default())));
    pairs.collect()
}
