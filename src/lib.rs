//! Sesame (열려라 참깨; SES + ame) takes a Laravel developer from nothing to mail that Amazon SES delivers, in one terminal
//! window, and proves every step on the way.
//!
//! # In five sentences
//!
//! The operator has an [intent](setup::Intent); the world has [facts](setup::Facts); a pure function turns both into a
//! [standing](setup::assess) for each step.
//! The [wizard] is a conversation that completes the intent and confirms the next [change](setup::Change); every headless
//! command in [report] prints or applies the same standings and changes.
//! Nothing remembers progress: after any change, successful or not, the [engine] looks again.
//! The only difference between a [rehearsal] and the real thing is which HTTP connector the real AWS SDK was given in
//! [aws], and what stands behind the few small traits in [`engine::ports`].
//! Secrets travel downward, from a field or from IAM to the resting place; what comes back up is a
//! [fingerprint](terms::Fingerprint).
//!
//! # The rooms
//!
//! ```text
//!  pure      terms ── laravel, dns ── setup ── diagnosis ── wizard ── words, view
//!  doing     aws ── engine ── host (this machine)      rehearsal (a pretend account)
//!  faces     shell (the loop, the terminal, lines)     report (no screen)
//!  top       cli, run, main
//! ```
//!
//! What each may name is a table in `tests/it/tidy.rs`, and a test. The names of the steps repeat in `setup/steps`,
//! `wizard/page`, `view/page`, `engine/observe` and `engine/apply`: knowing the step, you know the file.
//!
//! | you want to | begin at |
//! | --- | --- |
//! | change when a step counts as done | `setup/steps/` |
//! | do something new to AWS | a variant of [`setup::Change`]; the compiler walks you through the rest |
//! | see how a lost reply is made good | [`engine::ledger`], `engine/observe/key.rs`, `engine/mend.rs`, `tests/it/interrupt.rs` |
//! | read `.env` as phpdotenv does | [`laravel::dotenv`] |
//! | know what an app's config comes to, and which value counts | [`laravel::Effective`], [`laravel::TruthRow`]; `src/laravel/config/` evaluates PHP |
//! | change how the wizard writes DNS records | `wizard/writing.rs`, `view/writing.rs` |
//! | write DNS records somewhere else too | `dns/writing.rs` (what becomes of each record), `engine/zones/`, `engine/apply/records.rs` |
//! | wait for something else, or change how often is looked | `setup/awaited.rs`, `engine/waiting.rs`; the gap is `setup::Wait`'s |
//! | show another column of every region | `setup/radar.rs`, then `report/radar.rs` |
//! | make the pretend account behave otherwise | [`rehearsal`], `assets/rehearsals/` |
//! | make a look ask more, or wait less | `engine/observe/mod.rs` (the chain), `tests/it/looks.rs`, `tests/bench/pace` |
//! | hand a change over to an administrator | [`setup::by_hand`], `words/by_hand.rs` |
//! | tell what is wrong with a keychain or a sealed file | [`terms::VaultTrouble`], then [`host`] |
//! | ask AWS something new | [`setup::operations`]: the policies for the administrator follow from it |
//! | add another way to sign in | [`setup::Login`], `engine/logins.rs`, `wizard/signing_in.rs` |
//! | see how the app's own message leaves, and what is said of a refusal | `diagnosis/test_send.rs`, `report/send.rs` |
//! | offer to mend something else | `diagnosis/fix.rs`, then `report/fix.rs` |
//! | prove a cause by another look | `diagnosis/ask.rs`, [`setup::Around`], `tests/it/proofs.rs` |
//! | ask another server than AWS's, or trust its authority | `aws/endpoints.rs`, `aws/authorities.rs` |
//! | change how the browser signs in | `aws/login/` (requests, cache, config), `engine/browser.rs`, `host/callback.rs`; its other end is `rehearsal/signin/` |
//! | know another error, or the records of another log | `diagnosis/formats/sentences.rs`, `diagnosis/log` |
//! | get the key to another machine | `setup/steps/server.rs`, `engine/carry.rs`, `wizard/secret.rs` |
//! | wait for one thing, look less or more often | `setup/awaited.rs`, [`setup::Wait`], `engine/waiting.rs`, `engine/watching.rs` |
//! | put another key in the place of one | `setup/steps/rotation.rs`, `report/key.rs` |
//! | ask the user something new | a variant of `wizard/field.rs`, its row in `wizard/wish.rs`, and `wizard/choice.rs` where one picks; the texts follow |
//! | drive the conversation without keys | [`wizard::Msg::Answer`] and [`wizard::Msg::Act`], as `shell/plain` does |
//! | hold a key that news has overtaken | `wizard/settled.rs`, and `SETTLES` in `shell/mod.rs` |
//! | look at something else before AWS's reviewers are asked | `setup/preflight.rs`, then `words/preflight.rs`; the website is `engine/site.rs` |
//! | refuse something, and say why | a variant of [`setup::Refusal`]; `words/refusal.rs` has its sentence |
//! | say something on a screen | `assets/locales/`, then [`words`] |
//!
//! # The promises, and what holds them
//!
//! | promise | held by |
//! | --- | --- |
//! | 1 Nothing is done twice, nothing is lost | `interrupt::a_life_that_ends_anywhere_…`, `interrupt::a_lost_reply_…` |
//! | 2 It looks, then does | `setup` (rows per step), `live` (the second run changes nothing) |
//! | 3 Nothing changes without a key press on a page that shows it | `wizard::anything::no_change_is_made_that_was_not_shown`, `plain::only_yes_…` |
//! | 4 It touches only what it made | `setup` (foreign users, keys, identities) |
//! | 5 The secret goes where the user says and nowhere else | `sentinel`, searched for in every `headless`, `live` and `pty` run; `memory` |
//! | 6 A key is asked for only when it can be kept | `keychain::…`, `sealed`, `headless` on `locked-keychain` |
//! | 7 It never claims what it does not know | [`terms::Fact`]; `setup` (unknown, absent, hidden apart); `keychain::others` |
//! | 8 Every error says what happened, why, and what to do next | [`terms::Failure`]; `words` (every kind has both texts) |
//! | 9 Usable with a keyboard alone, at 80×24, over SSH, without color | `gallery`, `plain`, `pty::walks` (every story, both languages) |
//! | 10 The rehearsal is the product | `wire`, `aws_cli`, `live` |

pub mod aws;
pub mod cli;
pub mod diagnosis;
pub mod dns;
pub mod engine;
pub mod host;
pub mod laravel;
pub mod rehearsal;
pub mod report;
pub mod run;
pub mod setup;
pub mod shell;
pub mod terms;
pub mod view;
pub mod wizard;
pub mod words;
