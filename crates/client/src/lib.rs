//! The Rust client of Cleat and of everything that speaks the GenAuth V3 API.
//!
//! [`AuthenticationClient`] is an application and its signed-in users, [`ManagementClient`] the
//! user pool. Both have a method for every operation, named as the contract names it, in snake
//! case. A request has a builder; what it does not set is not sent.
//!
//! ```
//! # let server = cleat_generate::doctest::Doctest::start();
//! # server.block_on(async {
//! # let (app_host, app_id, app_secret) = server.application();
//! use cleat_client::api::passcode::{SendSms, SmsChannel};
//! use cleat_client::api::signin::{SignInByCredentials, SignInByPassCode, SignInConnection, SignInOptions};
//! use cleat_client::api::profile::GetProfile;
//! use cleat_client::{AuthenticationClient, AuthenticationOptions};
//!
//! let client = AuthenticationClient::new(AuthenticationOptions {
//!     app_host,
//!     app_id,
//!     app_secret: app_secret.into(),
//!     ..AuthenticationOptions::default()
//! })?;
//! client
//!     .send_sms(
//!         &SendSms::builder()
//!             .channel(SmsChannel::Login)
//!             .phone_number("18800008888")
//!             .build(),
//!     )
//!     .await?;
//! # let code = server.code("+8618800008888").await;
//! let by_code = SignInByPassCode::builder()
//!     .phone("18800008888")
//!     .pass_code(code) // as the user typed it
//!     .build();
//! let tokens = client
//!     .sign_in_by_credentials(
//!         &SignInByCredentials::builder()
//!             .connection(SignInConnection::Passcode)
//!             .pass_code_payload(by_code)
//!             .options(SignInOptions::builder().auto_register(true).build())
//!             .build(),
//!     )
//!     .await?;
//! let user = client.with_access_token(tokens.access_token.unwrap_or_default());
//! let profile = user.get_profile(&GetProfile::default()).await?;
//! assert_eq!(profile.phone.as_deref(), Some("18800008888"));
//! # Ok::<(), cleat_client::Error>(()) }).unwrap();
//! ```
//!
//! An error says what to do, and is compared by its name:
//!
//! ```
//! # let server = cleat_generate::doctest::Doctest::start();
//! # server.block_on(async {
//! # let (app_host, app_id, app_secret) = server.application();
//! use cleat_client::api::ErrorCode;
//! use cleat_client::api::profile::GetProfile;
//! use cleat_client::{AuthenticationClient, AuthenticationOptions};
//!
//! let client = AuthenticationClient::new(AuthenticationOptions {
//!     app_host,
//!     app_id,
//!     ..AuthenticationOptions::default()
//! })?;
//! let error = client.get_profile(&GetProfile::default()).await.unwrap_err();
//! assert!(error.is(ErrorCode::NotSignedIn));
//! assert_eq!(error.api_code(), Some(2020));
//! # Ok::<(), cleat_client::Error>(()) }).unwrap();
//! ```

mod authentication;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod claims;
mod error;
mod generated;
mod key_set;
mod management;
mod management_token;
mod methods;
pub mod oidc;
mod proof;
mod signing;

pub use authentication::{AuthenticationClient, AuthenticationOptions};
pub use call::{Client, ManagementProof, Options};
pub use cleat_api as api;
pub use error::{Error, Refusal};
pub use management::{ManagementClient, ManagementOptions};
pub use proof::AuthMethods;
