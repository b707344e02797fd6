//! What is measured: each scenario prepares requests that succeed once.

use cleat_api::Endpoint;
use cleat_api::access_key::GetManagementToken;
use cleat_api::application::UpdateApplication;
use cleat_api::oidc::{ExchangeToken, IntrospectToken};
use cleat_api::passcode::SendSms;
use cleat_api::phone::{BindPhone, UnbindPhone};
use cleat_api::profile::GetProfile;
use cleat_api::signin::{SignInByCredentials, SignUp};
use serde_json::{Value, json};

use super::load::request;
use super::server::Server;
use super::users::{PASSWORD, email, phone};

/// The scenarios.
pub const NAMES: [&str; 11] = [
    "profile",
    "introspect",
    "send-sms",
    "bind",
    "sign-up",
    "sign-up-and-in",
    "sign-in-by-code",
    "refresh",
    "mixed-day",
    "sign-in-by-password",
    // Last: from here on the application's tokens are signed by ES256.
    "sign-in-es256",
];

/// Users that one round of a scenario plays.
const ROUND: usize = 2000;

/// Requests to send over that many connections.
pub fn requests(name: &str, connections: usize, quick: bool) -> usize {
    let full = match (name, connections) {
        ("sign-in-by-password", 1) => 60,
        ("sign-in-by-password", _) => 256,
        ("profile" | "introspect", 1) => 10_000,
        ("profile" | "introspect", _) => 60_000,
        ("sign-up-and-in" | "sign-in-by-code" | "refresh", 1) => 600,
        ("sign-up-and-in" | "sign-in-by-code" | "refresh", _) => 3000,
        ("sign-in-es256", 1) => 1500,
        (_, 1) => 1500,
        _ => 10_000,
    };
    if quick { full / 5 } else { full }
}

/// Least processor time of one request, in microseconds, client excluded: the figures of the
/// parts measured alone on a machine of this kind.
pub fn floor(name: &str, engine: &str) -> Option<f64> {
    let (http, read, write) = match engine {
        "sqlite" => (17.0, 5.3, 44.0),
        _ => (17.0, 35.0, 125.0),
    };
    // RS256 signatures of an access token and an ID token.
    let tokens = 2.0 * 464.0;
    match name {
        "profile" | "introspect" => Some(http + 0.5 + read),
        "bind" | "send-sms" | "sign-up" => Some(http + write),
        "sign-up-and-in" | "sign-in-by-code" | "refresh" => Some(http + write + tokens),
        // Two ES256 signatures.
        "sign-in-es256" => Some(http + write + 2.0 * 25.0),
        "sign-in-by-password" => Some(31_250.0 + http + write + tokens),
        _ => None,
    }
}

/// Whether the answers of a scenario are needed again.
pub fn keeps(name: &str) -> bool {
    name == "refresh"
}

/// A user that has signed in.
#[derive(Clone)]
pub struct Person {
    /// Access token, or what a peer has in its place.
    pub token: String,
    /// Refresh token, where there are any.
    pub refresh: String,
}

/// People and numbers in play.
pub struct Scenario<'s> {
    /// The server.
    pub server: &'s Server,
    users: usize,
    /// Users that have a phone.
    signed_in: Vec<Person>,
    /// Users without a phone.
    binders: Vec<Person>,
    bound: usize,
    next_number: usize,
    next_user: usize,
}

impl<'s> Scenario<'s> {
    /// Nobody has signed in yet.
    pub fn new(server: &'s Server, users: usize) -> Self {
        Self {
            server,
            users,
            signed_in: Vec::new(),
            binders: Vec::new(),
            bound: 0,
            next_number: 0,
            next_user: 0,
        }
    }

    /// Requests for at most `wanted` answers.
    pub fn prepare(&mut self, name: &str, wanted: usize) -> Result<Vec<Vec<u8>>, String> {
        let round = wanted.min(ROUND).min(self.users / 2);
        match name {
            "profile" => {
                self.gather()?;
                Ok(self.cycle(wanted, get_profile))
            }
            "introspect" => {
                self.gather()?;
                Ok(self.cycle(wanted, introspect))
            }
            "send-sms" => Ok((0..wanted)
                .map(|_| {
                    let to = self.number();
                    self.send_sms("CHANNEL_LOGIN", &to, None)
                })
                .collect()),
            "bind" => self.bind(round),
            "sign-up" => self.sign_up(round),
            "sign-up-and-in" => self.sign_up_and_in(round),
            "sign-in-by-code" => self.sign_in_by_code(round),
            "sign-in-es256" => {
                self.sign_by_es256()?;
                self.sign_in_by_code(round)
            }
            "refresh" => {
                self.gather()?;
                let people = self.signed_in.iter().take(wanted);
                Ok(people.map(|person| self.refresh(person)).collect())
            }
            "sign-in-by-password" => Ok((0..round)
                .map(|_| {
                    let user = self.user(2);
                    let payload = json!({ "phone": phone(user), "password": PASSWORD });
                    self.sign_in("PASSWORD", "passwordPayload", payload, false)
                })
                .collect()),
            _ => self.mixed(round),
        }
    }

    /// Takes what the answers of a round hold for the next.
    pub fn take(&mut self, name: &str, bodies: Vec<String>) -> Result<(), String> {
        if name == "refresh" {
            for (person, body) in self.signed_in.iter_mut().zip(bodies) {
                *person = person_of(&body)?;
            }
        }
        Ok(())
    }

    fn cycle(&self, wanted: usize, make: impl Fn(&Server, &Person) -> Vec<u8>) -> Vec<Vec<u8>> {
        let people = self.signed_in.iter().cycle().take(wanted);
        people.map(|person| make(self.server, person)).collect()
    }

    /// 70 % profile and introspection, 20 % sign-in and refresh, 10 % phone changes.
    fn mixed(&mut self, round: usize) -> Result<Vec<Vec<u8>>, String> {
        self.gather()?;
        let tenth = (round / 10).max(1);
        let mut all = self.cycle(tenth * 7 / 2, get_profile);
        all.extend(self.cycle(tenth * 7 / 2, introspect));
        all.extend(self.sign_in_by_code(tenth)?);
        let mut refreshed = Vec::new();
        for person in self.signed_in.drain(..tenth.min(self.signed_in.len())) {
            refreshed.push(person);
        }
        all.extend(refreshed.iter().map(|person| self.refresh(person)));
        all.extend(self.bind(tenth / 2)?);
        for _ in 0..tenth / 2 {
            let to = self.number();
            all.push(self.send_sms("CHANNEL_LOGIN", &to, None));
        }
        // A fixed shuffle: the stride has no factor in common with the length.
        let length = all.len();
        let stride = (length / 3..).find(|n| gcd(*n, length) == 1).unwrap_or(1);
        Ok((0..length)
            .filter_map(|n| all.get_mut(n * stride % length).map(std::mem::take))
            .collect())
    }

    /// Lets the application's tokens be signed by ES256, as its pool would.
    pub fn sign_by_es256(&self) -> Result<(), String> {
        let body = json!({
            "accessKeyId": self.server.pool_id, "accessKeySecret": self.server.pool_secret,
        });
        let path = GetManagementToken::operation().path;
        let answer = self
            .server
            .one(self.server.post(path, &[], &body.to_string()))?;
        let token = text_at(&answer, "/data/access_token");
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str())];
        let body = json!({
            "appId": self.server.app_id,
            "oidcConfig": { "id_token_signed_response_alg": "ES256" },
        });
        let path = UpdateApplication::operation().path;
        let answer = self
            .server
            .one(self.server.post(path, &headers, &body.to_string()))?;
        match answer.get("statusCode").and_then(Value::as_u64) {
            Some(200) => Ok(()),
            _ => Err(format!("ES256: {answer}")),
        }
    }

    /// Signs people in that the reading scenarios need.
    fn gather(&mut self) -> Result<(), String> {
        let wanted = ROUND.min(self.users / 2);
        while self.signed_in.len() < wanted {
            let requests = self.sign_in_by_code(wanted - self.signed_in.len())?;
            let answers = self.server.prepare(requests)?;
            for body in answers.bodies {
                self.signed_in.push(person_of(&body)?);
            }
        }
        Ok(())
    }

    /// Sign-ins of users that have a phone, their codes sent.
    fn sign_in_by_code(&mut self, count: usize) -> Result<Vec<Vec<u8>>, String> {
        self.server.advance(61)?;
        let numbers: Vec<_> = (0..count).map(|_| phone(self.user(2))).collect();
        let sends = numbers
            .iter()
            .map(|to| self.send_sms("CHANNEL_LOGIN", to, None));
        self.server.prepare(sends.collect())?;
        let codes = self.codes(&numbers)?;
        let pairs = numbers.iter().zip(codes);
        Ok(pairs
            .map(|(to, code)| {
                let payload = json!({ "phone": to, "passCode": code });
                self.sign_in("PASSCODE", "passCodePayload", payload, false)
            })
            .collect())
    }

    /// Binds of fresh numbers by users without one; those that have one unbind it first.
    fn bind(&mut self, count: usize) -> Result<Vec<Vec<u8>>, String> {
        if self.binders.is_empty() {
            self.sign_binders_in()?;
        }
        if self.bound + count > self.binders.len() {
            self.unbind()?;
        }
        let people = self.binders.iter().skip(self.bound).take(count).cloned();
        let people: Vec<_> = people.collect();
        self.bound += people.len();
        let numbers: Vec<_> = people.iter().map(|_| self.number()).collect();
        let pairs = people.iter().zip(&numbers);
        let sends = pairs.map(|(person, to)| self.send_sms("CHANNEL_BIND_PHONE", to, Some(person)));
        self.server.prepare(sends.collect())?;
        let codes = self.codes(&numbers)?;
        let all = people.iter().zip(&numbers).zip(codes);
        Ok(all
            .map(|((person, to), code)| {
                let body = json!({ "phoneNumber": to, "passCode": code });
                self.user_post::<BindPhone>(person, &body)
            })
            .collect())
    }

    fn unbind(&mut self) -> Result<(), String> {
        let people: Vec<_> = self.binders.iter().take(self.bound).cloned().collect();
        self.server.advance(61)?;
        let profiles = self.server.prepare(
            people
                .iter()
                .map(|person| get_profile(self.server, person))
                .collect(),
        )?;
        let mut numbers = Vec::new();
        for body in profiles.bodies {
            let body: Value = serde_json::from_str(&body).map_err(|error| error.to_string())?;
            let code = text_at(&body, "/data/phoneCountryCode");
            numbers.push(format!("{code}{}", text_at(&body, "/data/phone")));
        }
        let pairs = people.iter().zip(&numbers);
        let sends =
            pairs.map(|(person, to)| self.send_sms("CHANNEL_UNBIND_PHONE", to, Some(person)));
        self.server.prepare(sends.collect())?;
        let codes = self.codes(&numbers)?;
        let unbinds = people.iter().zip(codes).map(|(person, code)| {
            self.user_post::<UnbindPhone>(person, &json!({ "passCode": code }))
        });
        self.server.prepare(unbinds.collect())?;
        self.bound = 0;
        Ok(())
    }

    /// Sign-ups with fresh numbers, which sign nobody in.
    fn sign_up(&mut self, count: usize) -> Result<Vec<Vec<u8>>, String> {
        let proven = self.proven("CHANNEL_REGISTER", count)?.into_iter();
        Ok(proven
            .map(|payload| {
                let body = json!({ "connection": "PASSCODE", "passCodePayload": payload });
                let path = SignUp::operation().path;
                self.server.post(path, &[], &body.to_string())
            })
            .collect())
    }

    /// Sign-ins with fresh numbers, which sign up on the way.
    fn sign_up_and_in(&mut self, count: usize) -> Result<Vec<Vec<u8>>, String> {
        let proven = self.proven("CHANNEL_LOGIN", count)?.into_iter();
        Ok(proven
            .map(|payload| self.sign_in("PASSCODE", "passCodePayload", payload, true))
            .collect())
    }

    /// Fresh numbers, each with the code that was sent to it.
    fn proven(&mut self, channel: &str, count: usize) -> Result<Vec<Value>, String> {
        let numbers: Vec<_> = (0..count).map(|_| self.number()).collect();
        let sends = numbers.iter().map(|to| self.send_sms(channel, to, None));
        self.server.prepare(sends.collect())?;
        let codes = self.codes(&numbers)?;
        let pairs = numbers.iter().zip(codes);
        Ok(pairs
            .map(|(to, code)| json!({ "phone": to, "passCode": code }))
            .collect())
    }

    /// Signs users without a phone in, by e-mail codes.
    fn sign_binders_in(&mut self) -> Result<(), String> {
        let count = ROUND.min(self.users / 2);
        let path = cleat_api::email::SendEmail::operation().path;
        let addresses: Vec<_> = (0..count).map(|n| email(n * 2 + 1)).collect();
        let sends = addresses.iter().map(|address| {
            let body = json!({ "email": address, "channel": "CHANNEL_LOGIN" });
            self.server.post(path, &[], &body.to_string())
        });
        self.server.prepare(sends.collect())?;
        let codes = self.codes(&addresses)?;
        let pairs = addresses.iter().zip(codes);
        let requests = pairs.map(|(address, code)| {
            let payload = json!({ "email": address, "passCode": code });
            self.sign_in("PASSCODE", "passCodePayload", payload, false)
        });
        for body in self.server.prepare(requests.collect())?.bodies {
            self.binders.push(person_of(&body)?);
        }
        Ok(())
    }

    /// The newest codes sent to some numbers or addresses.
    pub fn codes(&self, targets: &[String]) -> Result<Vec<String>, String> {
        let looks = targets.iter().map(|to| look(to));
        let answers = self.server.prepare(looks.collect())?;
        let codes = answers
            .bodies
            .iter()
            .map(|body| code_at(body, PLACE_OF_CODE));
        codes.collect()
    }

    /// Asks for a code.
    pub fn send_sms(&self, channel: &str, to: &str, person: Option<&Person>) -> Vec<u8> {
        let body = json!({ "channel": channel, "phoneNumber": to });
        match person {
            Some(person) => self.user_post::<SendSms>(person, &body),
            None => self
                .server
                .post(SendSms::operation().path, &[], &body.to_string()),
        }
    }

    /// Signs in, by the payload of that name; who is new is signed up where `registers` says so.
    pub fn sign_in(
        &self,
        connection: &str,
        name: &str,
        payload: Value,
        registers: bool,
    ) -> Vec<u8> {
        let body = json!({
            "connection": connection, name: payload,
            "options": { "scope": "openid profile offline_access", "autoRegister": registers },
            "client_id": self.server.app_id, "client_secret": self.server.app_secret,
        });
        self.server.post(
            SignInByCredentials::operation().path,
            &[],
            &body.to_string(),
        )
    }

    /// Asks for the next tokens.
    pub fn refresh(&self, person: &Person) -> Vec<u8> {
        let body = json!({
            "grant_type": "refresh_token", "refresh_token": person.refresh,
            "client_id": self.server.app_id, "client_secret": self.server.app_secret,
        });
        self.server
            .post(ExchangeToken::operation().path, &[], &body.to_string())
    }

    fn user_post<E: Endpoint>(&self, person: &Person, body: &Value) -> Vec<u8> {
        let authorization = format!("Bearer {}", person.token);
        let headers = [("authorization", authorization.as_str())];
        self.server
            .post(E::operation().path, &headers, &body.to_string())
    }

    fn number(&mut self) -> String {
        self.next_number += 1;
        fresh(self.next_number - 1)
    }

    /// A user whose number is a multiple of `step`, spread over the pool.
    fn user(&mut self, step: usize) -> usize {
        self.next_user += 1;
        let places = self.users / step;
        // A prime stride visits every place before any comes again.
        self.next_user * 7919 % places * step
    }
}

/// Asks for the newest message to a number or address.
pub fn look(to: &str) -> Vec<u8> {
    let path = format!("/dev/inbox/messages?limit=1&to={}", to.replace('+', "%2B"));
    request("GET", &path, &[], "")
}

/// Where the code stands in the answer to [`look`].
pub const PLACE_OF_CODE: &str = "/0/code";

/// The code at that place of an answer.
pub fn code_at(body: &str, place: &str) -> Result<String, String> {
    let told: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    match text_at(&told, place) {
        "" => Err(format!("no code: {body}")),
        code => Ok(code.to_owned()),
    }
}

/// A number that nobody has.
pub fn fresh(number: usize) -> String {
    format!("+86138{number:08}")
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Whose tokens an answer holds.
pub fn person_of(body: &str) -> Result<Person, String> {
    let body: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let tokens = body.get("data").unwrap_or(&body);
    Ok(Person {
        token: text_at(tokens, "/access_token").to_owned(),
        refresh: text_at(tokens, "/refresh_token").to_owned(),
    })
}

/// The text at a JSON pointer; empty where there is none.
pub fn text_at<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// Reads the profile of who has signed in.
pub fn get_profile(server: &Server, person: &Person) -> Vec<u8> {
    let authorization = format!("Bearer {}", person.token);
    let headers = [
        ("authorization", authorization.as_str()),
        ("x-authing-app-id", &server.app_id),
    ];
    request("GET", GetProfile::operation().path, &headers, "")
}

fn introspect(server: &Server, person: &Person) -> Vec<u8> {
    let body = format!(
        "client_id={}&client_secret={}&token={}",
        server.app_id, server.app_secret, person.token
    );
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    request("POST", IntrospectToken::operation().path, &headers, &body)
}
