//! Enough of Rust to be cut.
use std::collections::HashMap;
use std::fmt;

pub const LIMIT: usize = 1_000;
static NAME: &str = "ledger";

/// An amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount(pub i64);

#[derive(Debug)]
pub enum Error {
    Full { limit: usize },
    Unknown(String),
}

pub type Result<T> = std::result::Result<T, Error>;

pub trait Book {
    fn book(&mut self, amount: Amount) -> Result<()>;
    fn balance(&self) -> i64 {
        0
    }
}

pub struct Account<'a> {
    owner: &'a str,
    bookings: Vec<Amount>,
}

impl<'a> Account<'a> {
    /// A new one.
    pub fn new(owner: &'a str) -> Self {
        Account { owner, bookings: Vec::new() }
    }
}

impl Book for Account<'_> {
    fn book(&mut self, amount: Amount) -> Result<()> {
        if self.bookings.len() >= LIMIT {
            return Err(Error::Full { limit: LIMIT });
        }
        self.bookings.push(amount);
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Full { limit } => write!(f, "full at {limit}"),
            Error::Unknown(name) if name.is_empty() => write!(f, "unknown"),
            Error::Unknown(name) => write!(f, "unknown {name:?} {}", r#"raw "text""#),
        }
    }
}

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

pub mod tools {
    pub fn count<'x>(words: &'x [&'x str]) -> super::HashMap<&'x str, usize> {
        words.iter().fold(Default::default(), |mut map, w| {
            *map.entry(*w).or_insert(0) += 1;
            map
        })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn squares() {
        assert_eq!(square!(3), 9, "{}", super::NAME);
    }
}
