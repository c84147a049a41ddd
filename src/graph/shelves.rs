//! Room for something of each note or page, found when first asked for, on shelves that one graph shares with the next.
//!
//! Does not find it, nor say what still holds: whoever keeps a room says that its content is the same in both graphs, found
//! already or not.

use std::sync::{Arc, OnceLock};

/// So many rooms are on a shelf: an edit makes one or two shelves anew, and the rest is shared by as many pointers.
const SHELF: usize = 64;

type Shelf<T> = Arc<[OnceLock<Arc<T>>]>;

/// By number.
#[derive(Debug)]
pub struct Rooms<T: ?Sized>(Vec<Shelf<T>>);

impl<T: ?Sized> Default for Rooms<T> {
    fn default() -> Self {
        Rooms(Vec::new())
    }
}

impl<T: ?Sized> FromIterator<OnceLock<Arc<T>>> for Rooms<T> {
    fn from_iter<I: IntoIterator<Item = OnceLock<Arc<T>>>>(rooms: I) -> Self {
        let mut rooms = rooms.into_iter().peekable();
        let mut shelves = Vec::new();
        while rooms.peek().is_some() {
            shelves.push(rooms.by_ref().take(SHELF).collect());
        }
        Rooms(shelves)
    }
}

impl<T: ?Sized> Rooms<T> {
    /// So many, all empty.
    pub fn new(count: usize) -> Rooms<T> {
        std::iter::repeat_with(OnceLock::new).take(count).collect()
    }

    /// One that is there.
    pub fn at(&self, number: usize) -> &OnceLock<Arc<T>> {
        &self.0[number / SHELF][number % SHELF]
    }

    /// One, if it is there.
    pub fn get(&self, number: usize) -> Option<&OnceLock<Arc<T>>> {
        self.0.get(number / SHELF)?.get(number % SHELF)
    }

    /// The same rooms, but for those whose content is another now: these are empty.
    pub fn kept(&self, is_other: impl Fn(usize) -> bool) -> Rooms<T> {
        let kept = |(at, shelf): (usize, &Shelf<T>)| {
            let first = at * SHELF;
            if !(first..first + shelf.len()).any(&is_other) {
                return shelf.clone();
            }
            let room = |(i, room): (usize, &OnceLock<Arc<T>>)| {
                let known = room.get().filter(|_| !is_other(first + i));
                known.map_or_else(OnceLock::new, |known| OnceLock::from(known.clone()))
            };
            shelf.iter().enumerate().map(room).collect()
        };
        Rooms(self.0.iter().enumerate().map(kept).collect())
    }

    /// New rooms with what was found, as it is said now; empty where that is nothing.
    pub fn moved(&self, said: impl Fn(usize, &Arc<T>) -> Option<Arc<T>>) -> Rooms<T> {
        let all = self.0.iter().flat_map(|shelf| shelf.iter()).enumerate();
        all.map(|(i, room)| room.get().and_then(|known| said(i, known)).map_or_else(OnceLock::new, OnceLock::from))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_shared_and_what_is_other_is_found_again() {
        let rooms: Rooms<str> = Rooms::new(3 * SHELF + 1);
        rooms.get(5).unwrap().get_or_init(|| "five".into());
        rooms.get(6).unwrap().get_or_init(|| "six".into());
        let next = rooms.kept(|i| i == 6);
        assert_eq!(next.get(5).unwrap().get().map(|five| &**five), Some("five"));
        assert!(next.get(6).unwrap().get().is_none());
        // Found by the one, known to the other: unless it stands beside what is other.
        rooms.get(SHELF).unwrap().get_or_init(|| "later".into());
        assert_eq!(next.get(SHELF).unwrap().get().map(|later| &**later), Some("later"));
        assert!(next.get(3 * SHELF).is_some() && next.get(3 * SHELF + 1).is_none());
        let moved = rooms.moved(|i, known| (i == 5).then(|| format!("{known}, moved").into()));
        assert_eq!(moved.get(5).unwrap().get().map(|five| &**five), Some("five, moved"));
        assert!(moved.get(6).unwrap().get().is_none() && moved.get(3 * SHELF).is_some());
    }
}
