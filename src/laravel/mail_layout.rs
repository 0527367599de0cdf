//! The two forms of `config/mail.php`. Does not know how they are told apart.

/// How `config/mail.php` is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLayout {
    /// Named mailers, as from Laravel 7.
    Mailers,
    /// One flat mailer with a `driver`, as in Laravel 6; every later version still reads it.
    Flat,
}
