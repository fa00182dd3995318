//! One account in one region: how a collector asks, and where its answers go.
//!
//! Every request goes through [`Context::pages`] or one of the `call`s: they wait for their turn, count what was sent and write
//! the ledger. A list that broke off keeps what was read, and the ledger says that it is not whole.

use super::error::Failure;
use super::scheduler::{AccountQueue, Call, SlowCall};

use super::{Collector, Operation};
use crate::model::{self, Fetched, Resource, Timestamp};
use crate::snapshot::{AccountInfo, AccountScope, Gap, LedgerLine, Outcome, ResourceLine, line};
use aws_config::SdkConfig;
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

/// What a collector works with.
pub struct Context {
    /// The account that is asked.
    pub account: AccountInfo,
    /// The region, or `global`.
    pub region: String,
    /// Whether the region is one of the settings' or the disaster recovery region; true for `global`.
    pub is_configured_region: bool,
    /// Credentials, region, endpoint and HTTP client for clients.
    pub config: SdkConfig,
    scope: AccountScope,
    queue: Arc<AccountQueue>,
    answers: Mutex<Answers>,
}

#[derive(Default)]
struct Answers {
    /// By type and id: the order of the file.
    resources: BTreeMap<(usize, String), String>,
    ledger: BTreeMap<(String, Option<String>), LedgerLine>,
}

/// What identifies a resource.
pub struct Header<'a> {
    /// Its ARN, in AWS's form.
    pub arn: String,
    /// What other resources refer to it by.
    pub id: &'a str,
    /// Its name; the id where it has none.
    pub name: Option<&'a str>,
}

impl Context {
    pub(super) fn new(
        account: AccountInfo,
        region: &str,
        scope: AccountScope,
        config: SdkConfig,
        queue: Arc<AccountQueue>,
    ) -> Context {
        let is_configured_region = region == GLOBAL || scope.regions.iter().any(|r| r == region);
        let region = region.to_owned();
        Context { account, region, is_configured_region, config, scope, queue, answers: Mutex::default() }
    }

    /// Whether an operation is asked here.
    pub fn asks(&self, operation: &Operation) -> bool {
        self.scope.regions_of(operation.scope).contains(&self.region.as_str())
    }

    /// The first of the settings' regions: where what one region shows of all is asked.
    pub fn first_region(&self) -> Option<&str> {
        self.scope.regions.first().map(String::as_str)
    }

    /// The ARN of something in this account and region.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        let region = if self.region == GLOBAL { "" } else { &self.region };
        format!("arn:aws:{service}:{region}:{}:{resource}", self.account.id)
    }

    /// Reads a list to its end. `None` when it is not asked here. When it breaks off, what was read so far; the ledger
    /// holds that it is not whole.
    pub async fn pages<O, E, R, T>(
        &self,
        operation: &Operation,
        pages: PaginationStream<Result<O, SdkError<E, R>>>,
        items: impl FnMut(O) -> Vec<T>,
    ) -> Option<Vec<T>>
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug,
    {
        if !self.asks(operation) {
            return None;
        }
        Some(self.pages_of(operation, None, pages, items).await.0)
    }

    /// Reads a list that belongs to one resource to its end; what was read so far and why it broke off, when it did.
    pub async fn pages_of<O, E, R, T>(
        &self,
        operation: &Operation,
        resource: Option<&str>,
        mut pages: PaginationStream<Result<O, SdkError<E, R>>>,
        mut items: impl FnMut(O) -> Vec<T>,
    ) -> (Vec<T>, Option<Gap>)
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug,
    {
        let mut all = Vec::new();
        loop {
            let (page, call) = self.queue.send(operation.action, &self.region, pages.next()).await;
            let failure = match page {
                Ok(None) => return (all, None),
                Ok(Some(Ok(page))) => {
                    let items = items(page);
                    self.note(operation, None, Ok(items.len()), &call);
                    all.extend(items);
                    continue;
                }
                Ok(Some(Err(error))) => Failure::of(&error),
                Err(failure) => failure,
            };
            let gap = failure.gap(operation.action);
            self.note(operation, resource, Err(failure), &call);
            return (all, Some(gap));
        }
    }

    /// Asks once.
    ///
    /// # Errors
    /// The gap that a failure leaves; it stands in the ledger already.
    pub async fn call<O, E, R>(
        &self,
        operation: &Operation,
        resource: Option<&str>,
        answer: impl Future<Output = Result<O, SdkError<E, R>>>,
    ) -> Result<O, Gap>
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug,
    {
        match self.call_unless(operation, resource, &[], answer).await {
            Ok(Some(answer)) => Ok(answer),
            // Without codes that mean none there is always an answer or a gap.
            Ok(None) => Err(Gap::new(operation.action, Outcome::Failed, None)),
            Err(gap) => Err(gap),
        }
    }

    /// Asks once; an error whose code is among `none` means that there is none, which is an answer.
    ///
    /// # Errors
    /// The gap that any other failure leaves; it stands in the ledger already.
    pub async fn call_unless<O, E, R>(
        &self,
        operation: &Operation,
        resource: Option<&str>,
        none: &[&str],
        answer: impl Future<Output = Result<O, SdkError<E, R>>>,
    ) -> Result<Option<O>, Gap>
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug,
    {
        let (answer, call) = self.queue.send(operation.action, &self.region, answer).await;
        let failure = match answer {
            Ok(Ok(answer)) => {
                self.note(operation, None, Ok(1), &call);
                return Ok(Some(answer));
            }
            Ok(Err(error)) => Failure::of(&error),
            Err(failure) => failure,
        };
        if none.contains(&failure.code.as_str()) {
            self.note(operation, None, Ok(0), &call);
            return Ok(None);
        }
        let gap = failure.gap(operation.action);
        self.note(operation, resource, Err(failure), &call);
        Err(gap)
    }

    /// Asks once for a resource that was listed; an error whose code is among `gone` means that it has been deleted since.
    ///
    /// # Errors
    /// As [`Context::call_unless`].
    pub async fn call_listed<O, E, R>(
        &self,
        operation: &Operation,
        resource: &str,
        gone: &[&str],
        answer: impl Future<Output = Result<O, SdkError<E, R>>>,
    ) -> Result<Option<O>, Gap>
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug,
    {
        let answer = self.call_unless(operation, Some(resource), gone, answer).await?;
        if answer.is_none() {
            self.gone(operation, resource);
        }
        Ok(answer)
    }

    /// A resource was listed and is gone: the account was read while it changed, and there is nothing to know of it.
    pub fn gone(&self, operation: &Operation, resource: &str) {
        tracing::debug!(
            account = self.account.id,
            region = self.region,
            operation = operation.action,
            resource,
            "gone since it was listed"
        );
        let mut answers = self.lock();
        let key = (operation.action.to_owned(), None);
        answers.ledger.entry(key).or_insert_with(|| self.blank(operation.action, None)).gone += 1;
    }

    /// Adds a resource, or the fact that there is one whose fields could not be read.
    pub fn add<T: Resource + Serialize>(&self, header: Header<'_>, fields: Result<T, &Gap>) {
        let region = self.region.clone();
        self.add_in(&region, header, fields);
    }

    /// Adds a resource that lives in another region than the one that was asked, as buckets do.
    pub fn add_in<T: Resource + Serialize>(&self, region: &str, header: Header<'_>, fields: Result<T, &Gap>) {
        self.add_for(&self.account.id, region, header, fields);
    }

    /// Adds a resource of another account, as the accounts of an organization are.
    pub fn add_for<T: Resource + Serialize>(
        &self,
        account_id: &str,
        region: &str,
        header: Header<'_>,
        fields: Result<T, &Gap>,
    ) {
        let shape = T::shape();
        let text = line(&ResourceLine {
            r#type: shape.type_name(),
            arn: &header.arn,
            id: header.id,
            name: header.name.unwrap_or(header.id),
            account_id,
            region,
            read_at: Timestamp(jiff::Timestamp::now()),
            fields: fields.as_ref().map_err(|gap| gap.text.as_str()),
        });
        let key = (model::index_of(shape), format!("{region} {}", header.id));
        self.lock().resources.insert(key, text);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Answers> {
        // A collector that panicked has left whole lines behind.
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, operation: &Operation, resource: Option<&str>, result: Result<usize, Failure>, call: &Call) {
        let counters = &self.queue.run.counters;
        counters.took(call.time(), || SlowCall {
            time: call.time(),
            operation: operation.action,
            account_id: self.account.id.clone(),
            region: self.region.clone(),
            attempts: call.attempts(),
        });
        let key = (operation.action.to_owned(), resource.map(str::to_owned));
        let mut answers = self.lock();
        let line = answers.ledger.entry(key).or_insert_with(|| self.blank(operation.action, resource));
        line.calls += call.attempts();
        line.throttled += call.throttled();
        line.milliseconds += u64::try_from(call.time().as_millis()).unwrap_or(u64::MAX);
        match result {
            Ok(items) => line.items += items as u64,
            Err(failure) => {
                tracing::debug!(
                    account = self.account.id,
                    region = self.region,
                    operation = operation.action,
                    code = failure.code,
                    "{}",
                    crate::escape::terminal(&failure.message)
                );
                counters.gap();
                line.outcome = line.outcome.max(failure.outcome);
                line.denied_by = line.denied_by.or(failure.denied_by);
                (line.error_code, line.message) = (Some(failure.code), Some(failure.message));
            }
        }
    }

    fn blank(&self, action: &str, resource: Option<&str>) -> LedgerLine {
        let resource = resource.map(str::to_owned);
        LedgerLine { resource, ..LedgerLine::blank(action, &self.account.id, &self.region) }
    }

    /// What was read with some collectors, as lines. An operation that was planned and not asked is in the ledger too: as not
    /// requested when what it needs was not read, as read when there was nothing to ask for.
    pub(super) fn finish<'a>(self, operations: impl IntoIterator<Item = &'a Operation>) -> UnitRead {
        let mut ledger = std::mem::take(&mut self.lock().ledger);
        let worst = |ledger: &BTreeMap<(String, Option<String>), LedgerLine>, action: &str| {
            let own = ledger.values().filter(|l| l.operation == action);
            own.map(|l| l.outcome).max()
        };
        let operations = operations.into_iter().filter(|o| self.asks(o)).collect::<Vec<_>>();
        for operation in &operations {
            let siblings = operations.iter().filter(|o| o.after == operation.after && !o.after.is_empty());
            let siblings = siblings.map(|o| o.action).collect::<Vec<_>>();
            let asked = worst(&ledger, operation.action).is_some();
            let broken = operation.after.iter().any(|a| worst(&ledger, a) != Some(Outcome::Ok));
            let parents = ledger.values().filter(|l| operation.after.contains(&l.operation.as_str()));
            // Of those that were listed, some may have gone before they were asked about.
            let is_gone = |l: &&LedgerLine| siblings.contains(&l.operation.as_str());
            let gone = ledger.values().filter(is_gone).map(|l| l.gone).sum::<u64>();
            let had_parents = parents.map(|l| l.items).sum::<u64>() > gone;
            let outcome = match asked {
                true if !broken => continue,
                _ if broken => Outcome::NotRequested,
                _ if operation.after.is_empty() || had_parents && !operation.conditional => Outcome::NotRequested,
                _ => Outcome::Ok,
            };
            let resource = asked.then(|| "those that were not listed".to_owned());
            let line = LedgerLine { outcome, ..self.blank(operation.action, resource.as_deref()) };
            ledger.entry((operation.action.to_owned(), resource)).or_insert(line);
        }
        let resources = std::mem::take(&mut self.lock().resources).into_values().collect();
        UnitRead { region: self.region, resources, ledger: ledger.into_values().collect() }
    }

    /// A ledger in which nothing was asked, for the reason given.
    pub(super) fn not_asked(self, collectors: &[&Collector], why: &Failure) -> UnitRead {
        let operations = collectors.iter().flat_map(|c| c.operations);
        for operation in operations.clone().filter(|o| self.asks(o)) {
            let line = LedgerLine {
                outcome: match why.outcome {
                    Outcome::UnsupportedRegion | Outcome::Cancelled => why.outcome,
                    _ => Outcome::NotRequested,
                },
                error_code: Some(why.code.clone()),
                message: Some(why.message.clone()),
                ..self.blank(operation.action, None)
            };
            self.lock().ledger.entry((operation.action.to_owned(), None)).or_insert(line);
        }
        self.finish(operations)
    }
}

/// What was read of an account in a region.
#[derive(Debug, Default)]
pub(super) struct UnitRead {
    pub region: String,
    pub resources: Vec<String>,
    pub ledger: Vec<LedgerLine>,
}

/// The region of what belongs to none.
pub const GLOBAL: &str = "global";

/// A fetched field of an answer: the value, or the gap's text.
pub fn fetched<A, T>(answer: Result<A, Gap>, value: impl FnOnce(A) -> T) -> Fetched<T> {
    match answer {
        Ok(answer) => Fetched::Value(value(answer)),
        Err(gap) => Fetched::Unknown(gap.text),
    }
}
