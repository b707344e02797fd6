//! `previewSmsTemplate`.

use std::sync::Arc;

use cleat_api::sms_text::{PreviewSmsTemplate, SmsTemplatePreview, SmsTextAtProvider, SmsTextOf};
use cleat_delivery::mail::duration;
use cleat_delivery::outcome::Price;
use cleat_delivery::policy::MessagePolicy;
use cleat_delivery::provider::{Provider, Providers, Scope as Numbers};
use cleat_delivery::segments::Segments;
use cleat_delivery::service::TextOf;
use cleat_delivery::text::{Chosen, Filled};
use cleat_delivery::way::Way;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Result, region};
use cleat_engine::tenancy::pool as pools;
use cleat_protocol::phone::DEFAULT_REGION;

use super::scope::{Scope, made_up_code};
use super::template::readable;

/// `previewSmsTemplate`
pub async fn preview_sms_template(
    cx: Cx,
    pool: Management,
    req: PreviewSmsTemplate,
) -> Result<SmsTemplatePreview> {
    let country = req.country.as_deref().unwrap_or(DEFAULT_REGION);
    region("country", country)?;
    let (pool_id, outbox) = (pool.pool_id.as_str(), &cx.app.outbox);
    let mut tx = cx.read().await?;
    let scope = Scope::of(&mut tx, &cx, pool_id, req.app_id.as_deref()).await?;
    let (settings, revision) = pools::sending(&mut tx, pool_id).await?;
    let own = outbox.own(&mut tx, (pool_id, revision), cx.now()).await?;
    let providers = outbox.providers(&mut tx, pool_id, revision).await?;
    let (channel, language) = (req.channel.as_str(), req.language.as_str());
    let mut chosen = own.texts.choose(scope.app(), channel, language);
    if let Some(content) = &req.content {
        chosen = chosen.with(readable(content)?);
    }
    let app_id = scope.app.as_ref().map_or("", |app| app.id.as_str());
    let carriers = carriers(&providers, country, own.texts.ways(app_id));
    let validity = carriers.first().and_then(|one| one.validity);
    let life = validity.unwrap_or(cx.app.settings.code_lifetime);
    let code = made_up_code(settings.verify_code_length);
    let content = chosen.message(Filled::new(&code, life, language), language);
    let cut = Segments::of(&content);
    let at = |provider| at_provider(provider, country, (&chosen, life, language));
    Ok(SmsTemplatePreview {
        encoding: cut.encoding.as_str().into(),
        units: i64::try_from(cut.units).map_err(Error::internal)?,
        segments: i64::try_from(cut.parts).map_err(Error::internal)?,
        price: price(providers.policy(), country).map(Price::text),
        currency: providers
            .policy()
            .budget
            .as_ref()
            .map(|budget| budget.currency.clone()),
        providers: carriers.iter().map(|provider| at(provider)).collect(),
        content,
    })
}

/// Who would carry a message to that country, the first one first.
fn carriers(providers: &Providers, country: &str, ways: &[Way]) -> Vec<Arc<Provider>> {
    let numbers = match country == DEFAULT_REGION {
        true => Numbers::Domestic,
        false => Numbers::International,
    };
    providers.of(numbers, country, ways)
}

/// What a message to that country is taken to cost, as the budget or else the route says.
fn price(policy: &MessagePolicy, country: &str) -> Option<i64> {
    match &policy.budget {
        Some(_) => Some(policy.price(country)),
        None => policy.route(country).and_then(|route| route.price),
    }
}

/// The text that a message would have at a provider.
fn at_provider(
    provider: &Provider,
    country: &str,
    (chosen, seconds, language): (&Chosen, i64, &str),
) -> SmsTextAtProvider {
    let service = provider.service();
    let of = service.map(|service| service.text_of(country == DEFAULT_REGION));
    let (text_of, approval) = match of.unwrap_or(TextOf::Ours) {
        TextOf::Ours => (SmsTextOf::Ours, None),
        TextOf::Settings => (SmsTextOf::Settings, None),
        TextOf::Vendor => (SmsTextOf::Vendor, None),
        TextOf::Template { code, minutes } => {
            let life = duration(seconds, language);
            let number: String = life.chars().filter(char::is_ascii_digit).collect();
            let life = match &minutes {
                Some(minutes) => life.replacen(&number, minutes, 1),
                None => life,
            };
            let values = Filled {
                life: life.into(),
                ..Filled::new(&code, seconds, language)
            };
            (SmsTextOf::Template, Some(chosen.text(values, language)))
        }
    };
    SmsTextAtProvider {
        provider_id: provider.id.clone(),
        provider: provider.vendor.clone(),
        text_of,
        approval,
    }
}
