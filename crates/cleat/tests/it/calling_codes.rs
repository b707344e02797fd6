//! A number says its country in itself or beside itself; it is the same number.

use cleat_api::Value;
use cleat_api::user::CreateUser;
use serde_json::{Value as Json, json};

use crate::harness::{Server, figure};
use crate::networks::call;

/// The same number, and what stands beside it.
const SPELLINGS: [(&str, Option<&str>); 6] = [
    ("+12025550123", None),
    ("2025550123", Some("+1")),
    ("+12025550123", Some("+1")),
    ("(202) 555-0123", Some("1")),
    ("+1 202-555-0123", None),
    ("+1 202-555-0123", Some("")),
];
const E164: &str = "+12025550123";

/// A request with the number in that spelling.
fn spelled(mut request: Json, names: (&str, &str), spelling: (&str, Option<&str>)) -> Json {
    request[names.0] = spelling.0.into();
    if let Some(code) = spelling.1 {
        request[names.1] = code.into();
    }
    request
}

const PLAIN: (&str, &str) = ("phoneNumber", "phoneCountryCode");
const PHONE: (&str, &str) = ("phone", "phoneCountryCode");

struct Caller<'s> {
    server: &'s Server,
    token: String,
}

impl Caller<'_> {
    async fn ask(&self, path: &str, body: Json) -> Value {
        let headers = [("authorization", self.token.as_str())];
        let headers = if self.token.is_empty() {
            &[][..]
        } else {
            &headers
        };
        call(self.server, path, &body, headers).await
    }

    async fn code(&self, channel: &str, spelling: (&str, Option<&str>)) -> String {
        self.server.advance(61);
        let send = spelled(json!({ "channel": channel }), PLAIN, spelling);
        let sent = self.ask("send-sms", send).await;
        assert_eq!(sent["statusCode"], 200, "{spelling:?}: {sent}");
        self.server.code(E164).await.expose().to_owned()
    }
}

/// A code that was asked for in one spelling is used in every other, by every operation that takes
/// a number: it is one number, of one account.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_one_wherever_its_country_stands() {
    let settings = [
        ("no_address_limits", "true"),
        ("sends_per_target", "100000"),
        ("sends_per_range", "100000"),
    ];
    let server = Server::with(&settings).await;
    let own = [
        ("client_id", server.credentials.app_id.as_str()),
        ("client_secret", server.credentials.app_secret.as_str()),
    ];
    let visitor = Caller {
        server: &server,
        token: String::new(),
    };
    let mut asked = 0;
    for (n, first) in SPELLINGS.into_iter().enumerate() {
        for second in SPELLINGS {
            let at = format!("{first:?} {second:?}");
            let ok = |answer: &Value| assert_eq!(answer["statusCode"], 200, "{at}: {answer}");
            // Signed up, pre-checked and signed in.
            let code = visitor.code("CHANNEL_LOGIN", first).await;
            let payload = spelled(
                json!({ "passCode": code, "channel": "CHANNEL_LOGIN" }),
                PHONE,
                second,
            );
            let check = json!({ "codeType": "SMS", "smsCodePayload": payload });
            let checked = visitor.ask("pre-check-code", check).await;
            ok(&checked);
            assert_eq!(checked["data"]["isValid"], true, "{at}: {checked}");
            let payload = spelled(json!({ "passCode": code }), PHONE, second);
            let mut sign_in = json!({
                "connection": "PASSCODE", "passCodePayload": payload, "options": { "autoRegister": true },
            });
            for (name, value) in own {
                sign_in[name] = value.into();
            }
            let signed_in = visitor.ask("signin", sign_in).await;
            ok(&signed_in);
            let token = signed_in["data"]["access_token"]
                .as_str()
                .unwrap()
                .to_owned();
            let me = Caller {
                server: &server,
                token,
            };
            // A password reset.
            let code = visitor.code("CHANNEL_RESET_PASSWORD", first).await;
            let payload = spelled(json!({ "passCode": code }), PLAIN, second);
            let reset =
                json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": payload });
            ok(&visitor.ask("verify-reset-password-request", reset).await);
            // A change to another number, proven by the old one in another spelling.
            let new = format!("+1202555{:04}", 200 + n);
            let send = json!({ "channel": "CHANNEL_BIND_PHONE", "phoneNumber": new });
            ok(&me.ask("send-sms", send).await);
            let new_code = server.code(&new).await.expose().to_owned();
            let old_code = me.code("CHANNEL_UNBIND_PHONE", first).await;
            let payload = json!({
                "newPhoneNumber": new, "newPhonePassCode": new_code, "oldPhonePassCode": old_code,
            });
            let names = ("oldPhoneNumber", "oldPhoneCountryCode");
            let payload = spelled(payload, names, second);
            let change =
                json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": payload });
            ok(&me.ask("verify-update-phone-request", change).await);
            // The end of the account.
            let code = me.code("CHANNEL_DELETE_ACCOUNT", first).await;
            let payload = spelled(json!({ "passCode": code }), PLAIN, second);
            let delete =
                json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": payload });
            ok(&me.ask("verify-delete-account-request", delete).await);
            asked += 6;
        }
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM account").await, 1);
    let taken = CreateUser::builder().phone("2025550123");
    let taken = taken.phone_country_code("+1").build();
    let taken = server.client.call(&taken).await;
    assert!(taken.is_err(), "the number is somebody's");
    // A number that says another country than what stands beside it is none.
    for code in ["+44", "+86", "+7"] {
        let send =
            json!({ "channel": "CHANNEL_LOGIN", "phoneNumber": E164, "phoneCountryCode": code });
        let before = server.sent(E164).await.len();
        let told = visitor.ask("send-sms", send).await;
        assert_eq!(told["statusCode"], 400, "{code}: {told}");
        assert_eq!(server.sent(E164).await.len(), before, "{code}");
    }
    figure(
        "P9",
        format_args!("{asked} uses of a number whose country stands elsewhere: all of it"),
    );
}
