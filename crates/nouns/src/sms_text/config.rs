//! `configSmsText`.

use cleat_api::Language;
use cleat_api::patch::Patch;
use cleat_api::sms_text::{ConfigSmsText, SmsTextSettings, SmsWay};
use cleat_delivery::Outbox;
use cleat_delivery::text::{OwnTexts, PoolTexts, is_hash, is_host};
use cleat_delivery::way::Way;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, within};
use cleat_engine::tenancy::pool as pools;
use cleat_store::Tx;

use super::scope::{Longest, Scope};

/// Most characters of a name in texts.
const NAME: usize = 32;
/// Most segments that a text may be allowed.
const SEGMENTS: i64 = 10;
/// A channel that no text is of: its text is the standard one.
const NONE: &str = "";

/// `configSmsText`
pub async fn config_sms_text(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ConfigSmsText,
) -> Outcome<SmsTextSettings> {
    if let Some(app_id) = &req.app_id {
        audit::note(tx).target(app_id);
    }
    pools::lock(tx, &pool.pool_id).await?;
    let scope = Scope::of(tx, cx, &pool.pool_id, req.app_id.as_deref()).await?;
    let mut texts = PoolTexts::of(tx, &pool.pool_id).await?;
    let before = settings_of(&texts, &scope);
    let own = texts.0.entry(scope.id().to_owned()).or_default();
    change(own, req, scope.app.is_some())?;
    if let Some(ways) = &req.ways {
        set_ways(own, ways)?;
    }
    let own = own.clone();
    audit::note(tx).differs(&before, &settings_of(&texts, &scope));
    let longest = Longest::of(tx, cx, &pool.pool_id).await?;
    let needed = needed(&texts, &longest, &scope);
    if needed > texts.max_segments() {
        let why = format_args!("a text would need {needed} segments");
        return Err(Error::field("maxSegments", why).into());
    }
    PoolTexts::save(tx, &pool.pool_id, scope.id(), &own, cx.now()).await?;
    Outbox::changed(tx, &pool.pool_id).await?;
    Ok(settings_of(&texts, &scope))
}

fn change(own: &mut OwnTexts, req: &ConfigSmsText, is_of_app: bool) -> Result<()> {
    let of_app = [
        ("originLine", req.origin_line.is_keep()),
        ("originHost", req.origin_host.is_keep()),
        ("retrieverHash", req.retriever_hash.is_keep()),
    ];
    let foreign = of_app.iter().find(|(_, kept)| !kept && !is_of_app);
    if let Some((field, _)) = foreign {
        return Err(Error::field(field, "goes with appId"));
    }
    if !req.max_segments.is_keep() && is_of_app {
        return Err(Error::field("maxSegments", "is of the pool, without appId"));
    }
    set(&mut own.max_segments, &req.max_segments, |most| {
        if (1..=SEGMENTS).contains(most) {
            return Ok(*most);
        }
        let why = format_args!("must be 1 to {SEGMENTS}");
        Err(Error::field("maxSegments", why))
    })?;
    set(&mut own.brand_name, &req.brand_name, |name| brand(name))?;
    set(&mut own.origin_line, &req.origin_line, |line| Ok(*line))?;
    set(&mut own.origin_host, &req.origin_host, |host| {
        let why = "must be the name of a host in lower case, such as shop.example.com";
        checked("originHost", host, is_host(host), why)
    })?;
    set(&mut own.retriever_hash, &req.retriever_hash, |hash| {
        let why = "must be 11 letters, digits, + and /";
        checked("retrieverHash", hash, is_hash(hash), why)
    })
}

/// Sets the ways that codes may go, each once.
fn set_ways(own: &mut OwnTexts, given: &[SmsWay]) -> Result<()> {
    own.ways.clear();
    for way in given.iter().filter_map(|way| Way::parse(way.as_str())) {
        if own.ways.contains(&way) {
            return Err(Error::field("ways", "must not name a way twice"));
        }
        own.ways.push(way);
    }
    Ok(())
}

/// Sets what is given, and takes away what is cleared.
fn set<T>(own: &mut Option<T>, given: &Patch<T>, read: impl Fn(&T) -> Result<T>) -> Result<()> {
    match given {
        Patch::Keep => {}
        Patch::Clear => *own = None,
        Patch::Set(value) => *own = Some(read(value)?),
    }
    Ok(())
}

/// A name on one line.
fn brand(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field("brandName", "must not be empty"));
    }
    if name.contains(char::is_control) {
        return Err(Error::field("brandName", "has control characters"));
    }
    within("brandName", name, NAME)?;
    Ok(name.to_owned())
}

fn checked(field: &str, text: &str, fits: bool, why: &str) -> Result<String> {
    match fits {
        true => Ok(text.to_owned()),
        false => Err(Error::field(field, why)),
    }
}

/// Segments of the longest message that a scope makes, be it in a standard text.
fn needed(texts: &PoolTexts, longest: &Longest, scope: &Scope) -> i64 {
    let standard = Language::ALL
        .iter()
        .map(|language| (NONE, language.as_str()));
    let mut pairs: Vec<_> = standard.collect();
    let own = texts
        .0
        .iter()
        .filter(|(id, _)| scope.app.is_none() || *id == scope.id());
    let own = own
        .flat_map(|(_, own)| &own.templates)
        .filter(|own| own.enabled);
    pairs.extend(own.map(|own| (own.channel.as_str(), own.language.as_str())));
    let segments = pairs.into_iter().flat_map(|pair| {
        let readers = longest.all(scope).into_iter();
        readers.map(move |app| longest.segments(&texts.choose(app, pair.0, pair.1), pair.1))
    });
    segments.max().unwrap_or_default()
}

/// The ways that codes of a scope may go.
fn ways(texts: &PoolTexts, scope: &Scope) -> Vec<SmsWay> {
    let ways = texts.ways(scope.id()).iter();
    ways.filter_map(|way| SmsWay::parse(way.as_str())).collect()
}

/// What is said of the texts of a scope.
pub fn settings_of(texts: &PoolTexts, scope: &Scope) -> SmsTextSettings {
    let own = texts.0.get(scope.id());
    let brand = own.and_then(|own| own.brand_name.clone());
    let of_pool = || texts.0.get("").and_then(|own| own.brand_name.clone());
    let tail = scope.app().map(|app| texts.tail(app)).unwrap_or_default();
    SmsTextSettings {
        app_id: scope.app.as_ref().map(|app| app.id.clone()),
        brand_name: brand.or_else(of_pool),
        max_segments: texts.max_segments(),
        origin_line: tail.host.is_some(),
        origin_host: tail.host,
        retriever_hash: tail.hash,
        ways: ways(texts, scope),
    }
}
