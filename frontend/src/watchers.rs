//! Who wants to hear of something: callbacks that go when their subscription is dropped.

use std::{cell::RefCell, rc::Rc};

use app::ports::{Callback, Subscription};

/// Callbacks for news of type `T`. Lives in a `thread_local!`.
pub struct Watchers<T> {
    known: RefCell<Vec<(u32, Rc<Callback<T>>)>>,
    next: RefCell<u32>,
}

impl<T> Default for Watchers<T> {
    fn default() -> Self {
        Self {
            known: RefCell::default(),
            next: RefCell::default(),
        }
    }
}

impl<T: Clone> Watchers<T> {
    /// Adds a callback; the number takes it out again.
    pub fn add(&self, callback: Callback<T>) -> u32 {
        let number = self.next.replace_with(|next| *next + 1);
        self.known.borrow_mut().push((number, Rc::new(callback)));
        number
    }

    /// Takes a callback out.
    pub fn remove(&self, number: u32) {
        self.known
            .borrow_mut()
            .retain(|(known, _)| *known != number);
    }

    /// Tells everybody. A callback may add or remove callbacks.
    pub fn tell(&self, news: &T) {
        let known: Vec<_> = self
            .known
            .borrow()
            .iter()
            .map(|(_, callback)| Rc::clone(callback))
            .collect();
        for callback in known {
            callback(news.clone());
        }
    }
}

/// Adds a callback to the watchers of a thread until the subscription is dropped.
pub fn subscribe<T: Clone + 'static>(
    watchers: &'static std::thread::LocalKey<Watchers<T>>,
    callback: Callback<T>,
) -> Subscription {
    let number = watchers.with(|watchers| watchers.add(callback));
    Subscription::new(move || watchers.with(|watchers| watchers.remove(number)))
}
