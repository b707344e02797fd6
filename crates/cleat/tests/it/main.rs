//! What the server does, through its public surface. `cargo xtask test` installs what is needed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its expectation does"
)]

#[path = "../common/mod.rs"]
mod common;
mod harness;
mod people;

// Promises and other things that hold for all nouns, by subject.
mod abuse;
mod apache;
mod at_most_once;
mod audit;
mod authentication_context;
mod authorization_codes;
mod back_channel;
mod bad_input;
mod bounds;
mod browser;
mod browser_sessions;
mod calling_codes;
mod centre;
mod changes;
mod check;
mod claims;
mod client_assertions;
mod codes;
mod commands;
mod configuration;
mod configured_providers;
mod console;
mod console_audit;
mod console_changes;
mod console_pages;
mod console_passwords;
mod console_roles;
mod console_session;
mod console_setup;
mod console_veiled;
mod console_work;
mod cors;
mod database;
mod delivery;
mod deployment;
mod dev_mode;
mod devices;
mod doctor;
mod dpop;
mod durability;
mod endings;
mod external;
mod external_ad;
mod external_alipay;
mod external_apps;
mod external_binding;
mod external_cas;
mod external_challenge;
mod external_chosen;
mod external_dialects;
mod external_directory;
mod external_kept;
mod external_lies;
mod external_linking;
mod external_presets;
mod external_sources;
mod external_upstreams;
mod external_vendors;
mod external_window;
mod failing;
#[path = "../../../../tests/fakes/fake.rs"]
mod fake;
mod filters;
mod gates;
mod guard;
mod guard_policy;
mod guard_proof;
mod guard_pump;
mod half_open;
mod hosted_pages;
mod invitations;
mod limits;
mod login_methods;
mod looks;
mod mails;
mod management;
mod master_keys;
mod namespace;
mod networks;
mod notices;
mod official;
mod oidf;
mod operators;
mod outages;
mod owners;
mod page_guards;
mod pages;
mod pages_of_lists;
mod phone_lab;
mod private_files;
mod proofs;
mod pushed_requests;
mod replicas;
mod role;
mod secrets;
mod sms_smpp;
mod sms_vendors;
mod sms_ways;
mod spellings;
mod standards;
mod strangers;
mod taken;
mod tenants;
mod tokens;
mod two_applications;
mod two_pools;
mod typed_clients;
mod useless_stores;
mod v2;
mod wire;

// What each noun does.
mod access_key;
mod application;
mod email;
mod email_delivery;
mod email_templates;
mod ext_idp;
mod log;
mod oidc;
mod passcode;
mod password;
mod phone;
mod profile;
mod security;
mod session;
mod sign_in_pages;
mod signin;
mod sms_budget;
mod sms_delivery;
mod sms_statistics;
mod sms_test_numbers;
mod sms_text;
mod support;
mod system;
mod user;
mod user_lists;
mod widgets;
