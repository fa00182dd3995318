//! Lists that the SDK has no paginator for.

use aws_smithy_async::future::pagination_stream::{PaginationStream, fn_stream::FnStream};

/// The pages of a list that the SDK has no paginator for: `next` says where the one after a page starts. A start that
/// repeats ends the list: WAF sends one with the last page, which then leads to itself.
pub fn pages<O, E, F>(
    ask: impl Fn(Option<String>) -> F + Send + 'static,
    next: impl Fn(&O) -> Option<String> + Send + 'static,
) -> PaginationStream<Result<O, E>>
where
    F: Future<Output = Result<O, E>> + Send,
    O: Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    PaginationStream::new(FnStream::new(move |pages| {
        Box::pin(async move {
            let mut marker = None;
            loop {
                let page = ask(marker.clone()).await;
                let following =
                    page.as_ref().ok().and_then(&next).filter(|n| !n.is_empty() && marker.as_ref() != Some(n));
                if pages.send(page).await.is_err() || following.is_none() {
                    return;
                }
                marker = following;
            }
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_marker_that_repeats_ends_the_list() {
        let ask = |marker: Option<String>| async move { Ok::<_, ()>((marker, Some("again".to_owned()))) };
        let mut pages = pages(ask, |page: &(Option<String>, Option<String>)| page.1.clone());
        let mut markers = Vec::new();
        while let Some(page) = pages.next().await {
            markers.push(page.unwrap().0);
        }
        assert_eq!(markers, [None, Some("again".to_owned())]);
    }
}
