//! A photo on its way in parts: what to ask of the server next, what its answer means. Only the server knows how far a
//! photo got, so everything begins by asking, and a doubt ends in asking again.

use crate::error::{AppError, AppResult};

/// Most bytes of one part, and of a photo that is sent whole: a minute on the slowest of lines.
pub const PART_BYTES: u32 = 256 * 1024;
/// How often an upload may come to nothing before it is left for later.
const MOST_SETBACKS: u32 = 3;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Ask for the upload, which begins one that isn't there.
    Begin,
    /// Send the bytes from the first up to the second.
    Part(u32, u32),
    /// Send the photo whole: the server takes no parts of it.
    Whole,
    /// Nothing: the photo is stored, or why it isn't.
    Done(AppResult<()>),
}

/// One photo's way.
#[derive(Debug)]
pub struct Upload {
    length: u32,
    next: Next,
    setbacks: u32,
}

impl Upload {
    /// A photo of that many bytes; a short one goes whole.
    pub const fn new(length: u32) -> Self {
        let next = if length > PART_BYTES {
            Next::Begin
        } else {
            Next::Whole
        };
        Self {
            length,
            next,
            setbacks: 0,
        }
    }

    /// What to do next.
    pub const fn next(&self) -> &Next {
        &self.next
    }

    /// Takes in the answer: how many bytes are durable.
    pub fn answered(&mut self, answer: AppResult<u64>) {
        self.next = match (&self.next, answer) {
            (Next::Begin, Ok(offset)) => self.from(offset),
            // What brings nothing on is not asked for ever.
            (&Next::Part(from, _), Ok(offset)) if offset <= u64::from(from) => self.setback(),
            (Next::Part(..), Ok(offset)) => self.from(offset),
            // Forgotten meanwhile, or another request of ours was first.
            (Next::Part(..), Err(AppError::NotFound | AppError::WrongOffset { .. })) => {
                self.setback()
            }
            // A server of before there were parts, or one that has enough of them.
            (Next::Begin, Err(AppError::NotFound | AppError::TooManyUploads)) => Next::Whole,
            (_, Err(error)) => Next::Done(Err(error)),
            (Next::Whole | Next::Done(_), Ok(_)) => Next::Done(Ok(())),
        };
    }

    fn from(&self, offset: u64) -> Next {
        match u32::try_from(offset) {
            Ok(offset) if offset < self.length => {
                let to = self.length.min(offset.saturating_add(PART_BYTES));
                Next::Part(offset, to)
            }
            Ok(offset) if offset == self.length => Next::Done(Ok(())),
            // More than there is: not a word of our server's.
            _ => Next::Done(Err(AppError::Offline)),
        }
    }

    fn setback(&mut self) -> Next {
        self.setbacks += 1;
        if self.setbacks < MOST_SETBACKS {
            Next::Begin
        } else {
            Next::Done(Err(AppError::Internal))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: u32 = 600_000;

    fn begun(offset: u64) -> Upload {
        let mut upload = Upload::new(LENGTH);
        assert_eq!(upload.next(), &Next::Begin);
        upload.answered(Ok(offset));
        upload
    }

    #[test]
    fn a_short_photo_goes_whole_and_a_long_one_in_parts_from_where_it_got() {
        assert_eq!(Upload::new(PART_BYTES).next(), &Next::Whole);
        let mut upload = begun(0);
        let mut sent = 0;
        while let &Next::Part(from, to) = upload.next() {
            assert_eq!(from, sent);
            assert!(to - from <= PART_BYTES);
            sent = to;
            upload.answered(Ok(to.into()));
        }
        assert_eq!((sent, upload.next()), (LENGTH, &Next::Done(Ok(()))));
        assert_eq!(begun(123_457).next(), &Next::Part(123_457, 385_601));
    }

    #[test]
    fn a_photo_that_is_there_is_not_sent_again() {
        assert_eq!(begun(LENGTH.into()).next(), &Next::Done(Ok(())));
    }

    #[test]
    fn a_server_that_takes_no_parts_gets_it_whole() {
        for error in [AppError::NotFound, AppError::TooManyUploads] {
            let mut upload = Upload::new(LENGTH);
            upload.answered(Err(error));
            assert_eq!(upload.next(), &Next::Whole);
            upload.answered(Ok(0));
            assert_eq!(upload.next(), &Next::Done(Ok(())));
        }
    }

    #[test]
    fn what_was_forgotten_or_overtaken_is_asked_for_anew_but_not_for_ever() {
        let setbacks = [
            Err(AppError::NotFound),
            Err(AppError::WrongOffset { offset: 7 }),
            Ok(0),
        ];
        let mut upload = begun(0);
        for answer in setbacks {
            assert!(matches!(upload.next(), Next::Part(0, _)));
            upload.answered(answer);
            if upload.next() == &Next::Begin {
                upload.answered(Ok(0));
            }
        }
        assert_eq!(upload.next(), &Next::Done(Err(AppError::Internal)));
    }

    #[test]
    fn every_other_failure_ends_the_attempt_with_its_reason() {
        for error in [
            AppError::Offline,
            AppError::SignInRequired,
            AppError::HashMismatch,
            AppError::UploadLocked,
        ] {
            let mut upload = begun(0);
            upload.answered(Err(error.clone()));
            assert_eq!(upload.next(), &Next::Done(Err(error)));
        }
        assert_eq!(
            begun(u64::from(LENGTH) + 1).next(),
            &Next::Done(Err(AppError::Offline))
        );
    }
}
