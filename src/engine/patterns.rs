//! What changed in the logs of services, and how far they are known. Nothing is done about it, and nobody is called.

use std::collections::{BTreeMap, VecDeque};

use crate::model::effect::Effect;
use crate::model::event::Journal;
use crate::model::id::{LogNewsId, ServiceName};
use crate::model::pattern::{LogBook, LogChange, LogNews, LogStanding, LogView};
use crate::model::record::Record;
use crate::model::time::Wall;

/// Changes that are kept at hand.
const MOST: usize = 200;

/// What is at hand.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Newest first.
    news: VecDeque<LogNews>,
    standings: BTreeMap<ServiceName, LogStanding>,
    /// What an agent that begins anew goes on with.
    books: BTreeMap<ServiceName, (LogBook, Option<String>)>,
    last: LogNewsId,
}

impl Patterns {
    /// Goes on from what the journal holds. How far a log is known says the agent, when it has looked what it can use.
    pub(super) fn remembered(journal: &Journal) -> Self {
        let news = journal.log_news.iter().rev().take(MOST).cloned().collect();
        let books = journal.log_books.iter().map(|one| (one.0.service.clone(), one.clone())).collect();
        Self { news, standings: BTreeMap::new(), books, last: journal.last_log_news }
    }

    /// Something changed.
    pub(super) fn take(&mut self, change: LogChange, out: &mut Vec<Effect>) {
        self.last = self.last.next();
        let news = LogNews { id: self.last, change };
        out.push(Effect::Record(Record::LogNews(Box::new(news.clone()))));
        self.news.push_front(news);
        self.news.truncate(MOST);
    }

    /// This is known of a log now.
    pub(super) fn known(&mut self, book: LogBook, memory: Option<String>, out: &mut Vec<Effect>) {
        let service = &book.service;
        self.standings.insert(service.clone(), book.standing.clone());
        let before = self.books.remove(service).and_then(|(_, memory)| memory);
        self.books.insert(service.clone(), (book.clone(), memory.clone().or(before)));
        out.push(Effect::Record(Record::LogBook { book: Box::new(book), memory }));
    }

    /// Services that are no longer configured are forgotten; what was told of them stays.
    pub(super) fn retain(&mut self, is_configured: impl Fn(&ServiceName) -> bool) {
        self.standings.retain(|name, _| is_configured(name));
        self.books.retain(|name, _| is_configured(name));
    }

    /// What is known of the logs.
    pub(super) fn books(&self) -> Vec<(LogBook, Option<String>)> {
        self.books.values().cloned().collect()
    }

    /// What changed since then: newest first, at most so many.
    pub(super) fn view(&self, since: Wall, most: usize) -> Vec<LogNews> {
        self.news.iter().filter(|news| news.change.at >= since).take(most).cloned().collect()
    }

    /// How far the logs are known.
    pub(super) fn standings(&self) -> Vec<LogView> {
        let view = |(service, standing): (&ServiceName, &LogStanding)| LogView {
            service: service.clone(),
            standing: standing.clone(),
        };
        self.standings.iter().map(view).collect()
    }
}

#[cfg(test)]
mod tests;
