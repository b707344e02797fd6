//! One sign-in at a source with a dialect: what its data say is asked, and what is answered is read.

use std::collections::BTreeMap;

use cleat_api::{Object, Value};
use cleat_delivery::call::Call;
use cleat_protocol::pkce;
use url::Url;

use super::calls::{Fault, get};
use super::dialect::{Ask, By, Dialect, Is, Params, Place, TOKEN};
use super::leg::{Leg, Told};
use super::profile::{External, Mapping, id_of, proven_phone};
use super::request::page;

/// What of a profile is a secret.
const SECRETS: [&str; 3] = ["access_token", "refresh_token", "session_key"];
/// Longest text that is kept, in bytes.
const LONGEST: usize = 4096;

/// One sign-in by a dialect, and what it knows by now.
struct Talk<'a> {
    leg: &'a Leg<'a>,
    dialect: &'a Dialect,
    code: &'a str,
    kept: BTreeMap<&'static str, String>,
}

impl<'a> Talk<'a> {
    fn new(leg: &'a Leg<'a>, dialect: &'a Dialect, code: &'a str) -> Self {
        Self {
            leg,
            dialect,
            code,
            kept: BTreeMap::new(),
        }
    }

    /// The value of a parameter; none where it is for browsers alone and an app brought the code.
    fn value(&self, of: &Is) -> Option<String> {
        let fields = self.leg.fields();
        match of {
            Is::ClientId => Some(fields.client_id.clone()),
            Is::ClientSecret => Some(fields.client_secret.clone()),
            Is::AgentId => fields.agent_id.clone(),
            Is::RedirectUri => self.leg.state.map(|_| self.leg.redirect_uri()),
            Is::Scope => {
                let scope = fields.scopes.as_deref().unwrap_or(self.dialect.scope);
                (!scope.is_empty()).then(|| scope.to_owned())
            }
            Is::State => self.leg.state.map(str::to_owned),
            Is::Challenge => self.leg.verifier().as_deref().map(pkce::challenge),
            Is::Verifier => self.leg.verifier(),
            Is::Code => Some(self.code.to_owned()),
            Is::Fixed(text) => Some((*text).to_owned()),
            Is::Kept(name) => self.kept.get(name).cloned(),
        }
    }

    fn values(&self, params: Params) -> Vec<(&'static str, String)> {
        let values = params.iter();
        let values = values.filter_map(|(name, of)| Some((*name, self.value(of)?)));
        values.collect()
    }

    /// The address of a question.
    fn address(&self, ask: &'a Ask) -> &'a str {
        let fields = self.leg.fields();
        let set = match ask.place {
            Place::Token => &fields.token_end_point,
            Place::Id => &fields.id_end_point,
            Place::User => &fields.user_info_end_point,
        };
        set.as_deref().unwrap_or(ask.usual)
    }

    fn call(&self, ask: &'a Ask) -> Result<Call, Fault> {
        let (address, values) = (self.address(ask), self.values(ask.params));
        let pairs = values.iter();
        let pairs = pairs.map(|(name, value)| (*name, value.as_str()));
        let call = match ask.by {
            By::Query => {
                let mut url = page(address)?;
                url.query_pairs_mut().extend_pairs(pairs);
                get(url)
            }
            By::Form => Call::form(address, pairs),
            By::Json => {
                let body = pairs.map(|(name, value)| (name.to_owned(), Value::from(value)));
                Call::json(address, &Value::Object(body.collect()))
            }
        };
        let Some((name, before)) = ask.header else {
            return Ok(call);
        };
        let token = self.kept.get(TOKEN).map(String::as_str);
        Ok(call.with(name, format!("{before}{}", token.unwrap_or_default())))
    }

    /// Asks, keeps what the next question needs, and returns the answer.
    async fn ask(&mut self, ask: &'a Ask) -> Result<Value, Fault> {
        let whole = self.leg.caller().json(self.call(ask)?).await?;
        if ask
            .faults
            .iter()
            .any(|name| super::answer::tells(&whole, name))
        {
            return Err(Fault::Unbelievable("it answers with an error"));
        }
        let missing = Fault::Unbelievable("its answer is not whole");
        let answer = whole
            .pointer(ask.within)
            .filter(|answer| answer.is_object());
        let answer = answer.ok_or(missing)?.clone();
        for (pointer, of) in ask.same {
            let own = answer.pointer(pointer).map(|own| text_of(own).ok());
            if own.flatten().is_none_or(|own| Some(own) != self.value(of)) {
                return Err(Fault::Unbelievable("the answer is about somebody else"));
            }
        }
        for (name, pointer) in ask.keeps {
            let value = answer.pointer(pointer).ok_or(missing)?;
            self.kept.insert(*name, text_of(value)?);
        }
        for (name, pointer) in ask.may_keep {
            match answer.pointer(pointer) {
                None | Some(Value::Null) => {}
                Some(value) => drop(self.kept.insert(*name, text_of(value)?)),
            }
        }
        Ok(answer)
    }

    /// Who a profile says it is.
    fn external(&self, profile: Value) -> Result<External, Fault> {
        let mut ids = Vec::new();
        for kind in self.dialect.ids {
            if let Some(id) = self.kept.get(kind) {
                ids.push((*kind, id_of(Some(&Value::from(id.as_str())))?));
            }
        }
        let text = |pointer: &str| profile.pointer(pointer).and_then(|one| text_of(one).ok());
        let phone = self
            .dialect
            .phone
            .and_then(|(code, number)| proven_phone(&format!("+{}{}", text(code)?, text(number)?)));
        Ok(External {
            ids,
            proven: phone.into_iter().collect(),
            name: Mapping::text(profile.pointer(self.dialect.name)),
            picture: Mapping::picture(profile.pointer(self.dialect.picture)),
            info: match profile {
                Value::Object(mut info) => {
                    info.retain(|name, _| !SECRETS.contains(&name.as_str()));
                    info
                }
                _ => Object::new(),
            },
            tokens: None,
        })
    }
}

/// Text or a whole number, neither empty nor endless.
fn text_of(value: &Value) -> Result<String, Fault> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return Err(Fault::Unbelievable("its answer is of other types")),
    };
    let fits = !text.trim().is_empty() && text.len() <= LONGEST;
    match fits && !text.chars().any(char::is_control) {
        true => Ok(text),
        false => Err(Fault::Unbelievable("its answer is empty or endless")),
    }
}

/// Where the browser goes.
pub fn authorization(leg: &Leg<'_>, dialect: &Dialect) -> Result<Url, Fault> {
    let endpoint = leg.fields().auth_end_point.as_deref();
    let mut url = page(endpoint.unwrap_or(dialect.authorization))?;
    let values = Talk::new(leg, dialect, "").values(dialect.asks);
    url.query_pairs_mut().extend_pairs(values);
    url.set_fragment(dialect.fragment);
    Ok(url)
}

/// Who it is that came back.
pub async fn external(leg: &Leg<'_>, dialect: &Dialect, told: &Told) -> Result<External, Fault> {
    let mut talk = Talk::new(leg, dialect, &told.code);
    let mut profile = Value::Null;
    for ask in dialect.calls {
        profile = talk.ask(ask).await?;
    }
    talk.external(profile)
}
