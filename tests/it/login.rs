//! Signing in by the browser, and what its session is good for afterwards. Knows no page of the wizard.

mod regions;
