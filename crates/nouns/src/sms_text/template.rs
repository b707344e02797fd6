//! `getSmsTemplates` and `updateSmsTemplate`.

use cleat_api::Language;
use cleat_api::passcode::SmsChannel;
use cleat_api::sms_text::{GetSmsTemplates, SmsTemplate, SmsTemplates, UpdateSmsTemplate};
use cleat_delivery::Outbox;
use cleat_delivery::text::{self, MACROS, OwnTemplate, PoolTexts, standard};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::tenancy::pool as pools;
use cleat_store::Tx;

use super::config::settings_of;
use super::scope::{Longest, Scope};

/// `getSmsTemplates`
pub async fn get_sms_templates(
    cx: Cx,
    pool: Management,
    req: GetSmsTemplates,
) -> Result<SmsTemplates> {
    let mut tx = cx.read().await?;
    let scope = Scope::of(&mut tx, &cx, &pool.pool_id, req.app_id.as_deref()).await?;
    let texts = PoolTexts::of(&mut tx, &pool.pool_id).await?;
    let pairs = SmsChannel::ALL.iter().flat_map(|channel| {
        let languages = Language::ALL.iter();
        languages.map(|language| (*channel, *language))
    });
    Ok(SmsTemplates {
        templates: pairs.map(|pair| template(&texts, &scope, pair)).collect(),
        macros: MACROS.map(str::to_owned).into(),
        settings: settings_of(&texts, &scope),
    })
}

/// The text of the scope, or what it may begin with.
fn template(texts: &PoolTexts, scope: &Scope, pair: (SmsChannel, Language)) -> SmsTemplate {
    let (channel, language) = pair;
    let of = |id: &str| {
        let own = texts.0.get(id)?;
        own.template(channel.as_str(), language.as_str())
    };
    let own = of(scope.id());
    let inherited = || of("").filter(|of_pool| of_pool.enabled);
    let content = own.or_else(inherited).map(|own| own.content.clone());
    SmsTemplate {
        channel,
        language,
        customize_enabled: own.is_some_and(|own| own.enabled),
        content: content.unwrap_or_else(|| standard(language.as_str(), true).into()),
    }
}

/// `updateSmsTemplate`
pub async fn update_sms_template(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &UpdateSmsTemplate,
) -> Outcome<SmsTemplate> {
    let (channel, language) = (req.channel.as_str(), req.language.as_str());
    audit::note(tx).target(channel);
    let read = readable(&req.content)?;
    pools::lock(tx, &pool.pool_id).await?;
    let scope = Scope::of(tx, cx, &pool.pool_id, req.app_id.as_deref()).await?;
    let mut texts = PoolTexts::of(tx, &pool.pool_id).await?;
    let longest = Longest::of(tx, cx, &pool.pool_id).await?;
    for app in longest.readers(&texts, &scope, (channel, language)) {
        let chosen = texts.choose(app, channel, language).with(read.clone());
        let segments = longest.segments(&chosen, language);
        let most = texts.max_segments();
        if segments > most {
            let why = format_args!("would be sent in {segments} segments, and {most} are allowed");
            return Err(Error::field("content", why).into());
        }
    }
    let pair = (req.channel, req.language);
    let before = template(&texts, &scope, pair);
    let own = texts.0.entry(scope.id().to_owned()).or_default();
    own.put(OwnTemplate {
        channel: channel.to_owned(),
        language: language.to_owned(),
        enabled: req.customize_enabled,
        content: req.content.trim().to_owned(),
    });
    PoolTexts::save(tx, &pool.pool_id, scope.id(), own, cx.now()).await?;
    Outbox::changed(tx, &pool.pool_id).await?;
    let after = template(&texts, &scope, pair);
    audit::note(tx).differs(&before, &after);
    Ok(after)
}

/// The text as those who send read it.
pub fn readable(content: &str) -> Result<text::SmsTemplate> {
    let read = text::SmsTemplate::read(content);
    read.map_err(|why| Error::field("content", why))
}
