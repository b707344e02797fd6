//! A proof ends with what it proved: P20.

use cleat_api::access_key::GetManagementToken;
use cleat_api::application::ClientAuthMethod;
use cleat_api::application::{
    OidcConfig, RefreshApplicationSecret, SigningAlgorithm, UpdateApplication,
};
use cleat_api::email::{
    BindEmail, EmailChannel, UnbindEmail, UpdateEmail, UpdateEmailPayload, VerifyUpdateEmailRequest,
};
use cleat_api::oidc::DEVICE_GRANT;
use cleat_api::passcode::SmsChannel;
use cleat_api::password::{
    ResetPassword, ResetPasswordByPhone, ResetPasswordMethod, UpdatePassword,
    VerifyResetPasswordRequest,
};
use cleat_api::phone::{UpdatePhone, UpdatePhonePayload, VerifyUpdatePhoneRequest};
use cleat_api::profile::{
    DeleteAccount, DeleteAccountByPhone, DeleteAccountMethod, GetProfile, UpdateProfile,
    VerifyDeleteAccountRequest,
};
use cleat_api::security::{
    ChangeEmailStrategy, ChangePhoneStrategy, GetSecuritySettings, UpdateSecuritySettings,
};
use cleat_api::user::{UpdateUser, UserStatus};
use cleat_api::{Endpoint as _, ErrorCode, Patch, Secret};
use cleat_client::{Client, Error};

use crate::browser::{Browser, Rp, Wanted};
use crate::devices;
use crate::harness::{Server, by_phone, figure, number, refused};
use crate::people::PASSWORD;

/// What a one-time token was proven for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    UpdatePhone,
    UpdateEmail,
    ResetPassword,
    UpdatePassword,
    DeleteAccount,
}

/// What happens between the proof and its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Nothing,
    SignInElsewhere,
    Profile,
    PhoneMoved,
    PhoneMovedAndBack,
    PhoneTaken,
    EmailMoved,
    EmailUnbound,
    PasswordSet,
    PasswordReset,
    Name,
    SuspendedAndBack,
}

const PROOFS: [Proof; 5] = [
    Proof::UpdatePhone,
    Proof::UpdateEmail,
    Proof::ResetPassword,
    Proof::UpdatePassword,
    Proof::DeleteAccount,
];
/// Those after which a proof stands.
const HARMLESS: [Change; 3] = [Change::Nothing, Change::SignInElsewhere, Change::Profile];
const HARMFUL: [Change; 9] = [
    Change::PhoneMoved,
    Change::PhoneMovedAndBack,
    Change::PhoneTaken,
    Change::EmailMoved,
    Change::EmailUnbound,
    Change::PasswordSet,
    Change::PasswordReset,
    Change::Name,
    Change::SuspendedAndBack,
];

/// A user with a phone and an address, in a story of their own.
struct Person<'s> {
    server: &'s Server,
    n: u32,
    me: Client,
    user_id: String,
}

impl<'s> Person<'s> {
    async fn new(server: &'s Server, n: u32) -> Self {
        let me = server.sign_in(&number(10 * n)).await;
        let address = format!("p{n}@example.com");
        let code = server.mail(&me, EmailChannel::BindEmail, &address).await;
        let bind = BindEmail::builder().email(address).pass_code(code);
        me.call(&bind.build()).await.unwrap();
        let user_id = me.call(&GetProfile::default()).await.unwrap().user_id;
        Self {
            server,
            n,
            me,
            user_id,
        }
    }

    fn phone(&self) -> String {
        number(10 * self.n)
    }

    async fn reset_token(&self) -> Secret {
        let by = &self.server.client;
        // Another one may have been sent within the minute.
        self.server.execute("DELETE FROM passcode_sent").await;
        let phone = self.phone();
        let code = self.server.sms(by, SmsChannel::ResetPassword, &phone).await;
        let payload = ResetPasswordByPhone::builder()
            .phone_number(phone)
            .pass_code(code);
        let verify = VerifyResetPasswordRequest::builder()
            .verify_method(ResetPasswordMethod::PhonePasscode)
            .phone_pass_code_payload(payload.build());
        by.call(&verify.build()).await.unwrap().password_reset_token
    }

    async fn prove(&self, proof: Proof) -> Secret {
        let (server, me) = (self.server, &self.me);
        match proof {
            Proof::UpdatePhone => {
                let new = number(10 * self.n + 1);
                let code = server.sms(me, SmsChannel::BindPhone, &new).await;
                let payload = UpdatePhonePayload::builder();
                let payload = payload.new_phone_number(new).new_phone_pass_code(code);
                let verify = VerifyUpdatePhoneRequest {
                    phone_pass_code_payload: payload.build(),
                    ..VerifyUpdatePhoneRequest::default()
                };
                me.call(&verify).await.unwrap().update_phone_token
            }
            Proof::UpdateEmail => {
                let new = format!("new{}@example.com", self.n);
                let code = server.mail(me, EmailChannel::UpdateEmail, &new).await;
                let payload = UpdateEmailPayload::builder();
                let payload = payload.new_email(new).new_email_pass_code(code);
                let verify = VerifyUpdateEmailRequest {
                    email_pass_code_payload: payload.build(),
                    ..VerifyUpdateEmailRequest::default()
                };
                me.call(&verify).await.unwrap().update_email_token
            }
            Proof::ResetPassword | Proof::UpdatePassword => self.reset_token().await,
            Proof::DeleteAccount => {
                let channel = SmsChannel::DeleteAccount;
                let code = server.sms(me, channel, &self.phone()).await;
                let payload = DeleteAccountByPhone::builder();
                let payload = payload.phone_number(self.phone()).pass_code(code);
                let verify = VerifyDeleteAccountRequest::builder()
                    .verify_method(DeleteAccountMethod::PhonePasscode)
                    .phone_pass_code_payload(payload.build());
                let grant = me.call(&verify.build()).await.unwrap();
                grant.delete_account_token
            }
        }
    }

    async fn redeem(&self, proof: Proof, token: Secret) -> Result<(), Error> {
        let me = &self.me;
        match proof {
            Proof::UpdatePhone => {
                let update = UpdatePhone {
                    update_phone_token: token,
                };
                me.call(&update).await.map(drop)
            }
            Proof::UpdateEmail => {
                let update = UpdateEmail {
                    update_email_token: token,
                };
                me.call(&update).await.map(drop)
            }
            Proof::ResetPassword => {
                let reset = ResetPassword::builder().password("battery staple");
                let reset = reset.password_reset_token(token).build();
                self.server.client.call(&reset).await.map(drop)
            }
            Proof::UpdatePassword => {
                let update = UpdatePassword::builder().new_password("battery staple");
                let update = update.password_reset_token(token).build();
                me.call(&update).await
            }
            Proof::DeleteAccount => {
                let delete = DeleteAccount {
                    delete_account_token: token,
                };
                me.call(&delete).await.map(drop)
            }
        }
    }

    async fn update(&self, change: impl FnOnce(&mut UpdateUser)) {
        let mut update = UpdateUser {
            user_id: self.user_id.clone(),
            ..UpdateUser::default()
        };
        change(&mut update);
        self.server.client.call(&update).await.unwrap();
    }

    async fn change(&self, change: Change) {
        let server = self.server;
        let other = number(10 * self.n + 2);
        match change {
            Change::Nothing => {}
            Change::SignInElsewhere => {
                server.execute("DELETE FROM passcode_sent").await;
                let phone = self.phone();
                let code = server.sms(&server.client, SmsChannel::Login, &phone).await;
                let sign_in = by_phone(&phone, code);
                server.client.call(&sign_in).await.unwrap();
            }
            Change::Profile => {
                let update = UpdateProfile::builder().nickname("Ada").build();
                self.me.call(&update).await.unwrap();
            }
            Change::PhoneMoved => self.update(|user| user.phone = Patch::Set(other)).await,
            Change::PhoneMovedAndBack => {
                self.update(|user| user.phone = Patch::Set(other)).await;
                let own = self.phone();
                self.update(|user| user.phone = Patch::Set(own)).await;
            }
            Change::PhoneTaken => self.update(|user| user.phone = Patch::Clear).await,
            Change::EmailMoved => {
                let address = format!("moved{}@example.com", self.n);
                self.update(|user| user.email = Patch::Set(address)).await;
            }
            Change::EmailUnbound => {
                let address = format!("p{}@example.com", self.n);
                let channel = EmailChannel::UnbindEmail;
                let pass_code = server.mail(&self.me, channel, &address).await;
                self.me.call(&UnbindEmail { pass_code }).await.unwrap();
            }
            Change::PasswordSet => {
                self.update(|user| user.password = Some(PASSWORD.into()))
                    .await;
            }
            Change::PasswordReset => {
                let token = self.reset_token().await;
                let reset = ResetPassword::builder().password(PASSWORD);
                let reset = reset.password_reset_token(token).build();
                server.client.call(&reset).await.unwrap();
            }
            Change::Name => {
                let name = format!("name{}", self.n);
                self.update(|user| user.username = Patch::Set(name)).await;
            }
            Change::SuspendedAndBack => {
                self.update(|user| user.status = Some(UserStatus::Suspended))
                    .await;
                self.update(|user| user.status = Some(UserStatus::Activated))
                    .await;
            }
        }
    }
}

async fn server() -> Server {
    let settings = [
        ("no_address_limits", "true"),
        ("sends_per_target", "100000"),
    ];
    let server = Server::with(&settings).await;
    let free = UpdateSecuritySettings::builder()
        .change_phone_strategy(ChangePhoneStrategy {
            verify_old_phone: false,
        })
        .change_email_strategy(ChangeEmailStrategy {
            verify_old_email: false,
        });
    server.client.call(&free.build()).await.unwrap();
    server
}

/// Every one-time token and everything that may happen to its account before it is used.
///
/// Seen to fail with the revision not compared in `Grant::of`, and with the phone taken out of
/// `CREDENTIALS`.
#[tokio::test(flavor = "multi_thread")]
async fn p20_a_proof_ends_with_what_it_proved() {
    let server = server().await;
    server.quick_tokens().await;
    let mut n = 0;
    let (mut dead, mut alive) = (0, 0);
    for proof in PROOFS {
        for change in HARMLESS.into_iter().chain(HARMFUL) {
            n += 1;
            let person = Person::new(&server, n).await;
            let token = person.prove(proof).await;
            person.change(change).await;
            let answer = person.redeem(proof, token).await;
            if HARMLESS.contains(&change) {
                answer.unwrap_or_else(|error| panic!("{proof:?} {change:?}: {error}"));
                alive += 1;
                continue;
            }
            let Err(error) = answer else {
                panic!("{proof:?} stands after {change:?}");
            };
            // Some changes end the session, and the token with it.
            let ended = [ErrorCode::GrantInvalid, ErrorCode::NotSignedIn];
            assert!(
                ended.iter().any(|code| error.is(*code)),
                "{proof:?} {change:?}: {error}"
            );
            dead += 1;
        }
    }
    figure(
        "P20",
        format_args!("{dead} tokens after a change: 0 accepted; {alive} after none: all"),
    );
}

/// A verdict on a token that the secret of an application signed ends with the secret, and with
/// the application's wish to have it so.
///
/// Seen to fail with the verdict kept in `verify.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_a_secret_ends_with_it() {
    let server = server().await;
    let by = &server.client;
    let signing = |algorithm| {
        let config = OidcConfig {
            id_token_signed_response_alg: Some(algorithm),
            ..OidcConfig::default()
        };
        UpdateApplication::builder()
            .app_id(server.credentials.app_id.as_str())
            .oidc_config(config)
            .build()
    };
    by.call(&signing(SigningAlgorithm::Hs256)).await.unwrap();
    let id_token = async |n| {
        let code = server.sms(by, SmsChannel::Login, &number(n)).await;
        let tokens = by.call(&by_phone(&number(n), code)).await.unwrap();
        let me = by.with_access_token(tokens.id_token.unwrap());
        me.call(&GetProfile::default()).await.unwrap();
        me
    };
    let profile = GetProfile::default();
    let me = id_token(1).await;
    by.call(&signing(SigningAlgorithm::Rs256)).await.unwrap();
    refused(me.call(&profile).await, ErrorCode::TokenInvalid);
    by.call(&signing(SigningAlgorithm::Hs256)).await.unwrap();
    me.call(&profile).await.unwrap();
    let refresh = RefreshApplicationSecret::builder();
    let refresh = refresh.app_id(server.credentials.app_id.as_str()).build();
    by.call(&refresh).await.unwrap();
    refused(me.call(&profile).await, ErrorCode::TokenInvalid);
}

/// Where a token is redeemed besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Code,
    Device,
    Refresh,
    User,
    Pool,
}

const PLACES: [Place; 5] = [
    Place::Code,
    Place::Device,
    Place::Refresh,
    Place::User,
    Place::Pool,
];

impl Place {
    /// Whether it takes the token.
    async fn takes(self, server: &Server, rp: &Rp, token: &str) -> bool {
        let granted = async |grant: &str, name: &str| {
            let form = [("grant_type", grant), (name, token)];
            rp.token(&form).await.0 == 200
        };
        let called = async |operation: &cleat_api::Operation| {
            let url = format!("{}{}", server.credentials.app_host, operation.path);
            let call = reqwest::Client::new().request(operation.method.clone(), url);
            let answer = call.bearer_auth(token).send().await.unwrap();
            let answer: cleat_api::Value = answer.json().await.unwrap();
            answer["statusCode"] == 200
        };
        match self {
            Self::Code => rp.exchange(token).await.0 == 200,
            Self::Device => granted(DEVICE_GRANT, "device_code").await,
            Self::Refresh => granted("refresh_token", "refresh_token").await,
            Self::User => called(GetProfile::operation()).await,
            Self::Pool => called(GetSecuritySettings::operation()).await,
        }
    }
}

/// One token of each kind that the token endpoint and the management API give or take, and where
/// each belongs; an ID token is what official clients call as the user by.
async fn tokens(server: &Server, rp: &Rp) -> Vec<(&'static str, Place, String)> {
    let browser = Browser::new(server);
    let told = rp.tokens(server, &browser, &number(1)).await;
    let own = |name: &str| devices::text(&told, name).to_owned();
    let code = browser.get(&rp.request(&[])).await.code();
    let device = devices::begin(rp).await;
    devices::connect(server, &browser, &device, 1).await;
    let device = devices::text(&device, "device_code").to_owned();
    let request = GetManagementToken {
        access_key_id: server.credentials.user_pool_id.clone(),
        access_key_secret: server.credentials.user_pool_secret.as_str().into(),
    };
    let management = server.client.call(&request).await.unwrap().access_token;
    vec![
        ("access token", Place::User, own("access_token")),
        ("ID token", Place::User, own("id_token")),
        ("refresh token", Place::Refresh, own("refresh_token")),
        ("code", Place::Code, code),
        ("device code", Place::Device, device),
        (
            "management token",
            Place::Pool,
            management.expose().to_owned(),
        ),
    ]
}

/// Every token at every place that redeems one: each is taken where it belongs and nowhere else,
/// and what is tried with it in vain does not use it up.
///
/// Seen to fail with the purpose not compared in `redeem`.
#[tokio::test(flavor = "multi_thread")]
async fn each_token_is_redeemed_as_what_it_is() {
    let server = server().await;
    let config = OidcConfig {
        grant_types: Some(
            ["authorization_code", "refresh_token", DEVICE_GRANT]
                .map(str::to_owned)
                .to_vec(),
        ),
        ..OidcConfig::default()
    };
    let wanted = Wanted {
        method: ClientAuthMethod::None,
        config,
        ..Wanted::default()
    };
    let rp = Rp::with(&server, wanted).await;
    let tokens = tokens(&server, &rp).await;
    let (mut refusals, mut n) = (0, 10);
    let same = |one: Proof, other: Proof| {
        let resets = [Proof::ResetPassword, Proof::UpdatePassword];
        one == other || (resets.contains(&one) && resets.contains(&other))
    };
    for own in PROOFS {
        n += 1;
        let person = Person::new(&server, n).await;
        let grant = person.prove(own).await;
        for proof in PROOFS {
            for (what, _, token) in &tokens {
                let answer = person.redeem(proof, token.as_str().into()).await;
                assert!(answer.is_err(), "{what} as {proof:?}");
                refusals += 1;
            }
            if !same(own, proof) {
                let answer = person.redeem(proof, grant.clone()).await;
                refused(answer, ErrorCode::GrantInvalid);
                refusals += 1;
            }
        }
        for place in PLACES {
            let taken = place.takes(&server, &rp, grant.expose()).await;
            assert!(!taken, "{own:?} as {place:?}");
            refusals += 1;
        }
        person.redeem(own, grant).await.unwrap();
    }
    for (what, own, token) in &tokens {
        for place in PLACES.into_iter().filter(|place| place != own) {
            let taken = place.takes(&server, &rp, token).await;
            assert!(!taken, "{what} as {place:?}");
            refusals += 1;
        }
    }
    for (what, own, token) in &tokens {
        assert!(own.takes(&server, &rp, token).await, "{what} as itself");
    }
    figure(
        "P20",
        format_args!("{refusals} tokens where another kind belongs: 0 accepted"),
    );
}
