//! The SMS providers of a pool, and what became of its messages. Extensions of Cleat: the contract
//! has operations for e-mail alone.

mod guard;

use cleat_api_macros::{operations, wire};

use crate::page::Page;
use crate::scalar::{Object, Value};

pub use guard::*;

operations! {
    getSmsProviders = GET "/api/v3/get-sms-providers"
        by Management, origin Cleat,
        GetSmsProviders -> SmsProviders;
    configSmsProvider = POST "/api/v3/config-sms-provider"
        by Management, audits Call, origin Cleat,
        ConfigSmsProvider -> SmsProvider,
        errors [SmsProviderNotFound, UsersStranded];
    deleteSmsProvider = POST "/api/v3/delete-sms-provider"
        by Management, audits Call, origin Cleat,
        DeleteSmsProvider -> (),
        errors [SmsProviderNotFound, UsersStranded];
    testSmsProvider = POST "/api/v3/test-sms-provider"
        by Management, counts Send, audits Call, origin Cleat,
        TestSmsProvider -> SmsTest,
        errors [SmsProviderNotFound];
    configSmsRoutes = POST "/api/v3/config-sms-routes"
        by Management, audits Call, origin Cleat,
        ConfigSmsRoutes -> (),
        errors [SmsProviderNotFound];
    configSmsBudget = POST "/api/v3/config-sms-budget"
        by Management, audits Call, origin Cleat,
        ConfigSmsBudget -> ();
    getSmsGuard = GET "/api/v3/get-sms-guard"
        by Management, origin Cleat,
        GetSmsGuard -> SmsGuard;
    configSmsGuard = POST "/api/v3/config-sms-guard"
        by Management, audits Call, origin Cleat,
        ConfigSmsGuard -> SmsGuard;
    simulateSmsGuard = POST "/api/v3/simulate-sms-guard"
        by Management, origin Cleat,
        SimulateSmsGuard -> SmsGuardSimulation;
    listSmsMessages = GET "/api/v3/list-sms-messages"
        by Management, origin Cleat,
        ListSmsMessages -> SmsMessagePage,
        errors [UserNotFound];
    getSmsStatistics = GET "/api/v3/get-sms-statistics"
        by Management, origin Cleat,
        GetSmsStatistics -> SmsStatistics;
}

/// Get the SMS providers of the pool, and the vendors there are.
#[wire(request)]
pub struct GetSmsProviders {}

/// The SMS providers of a pool.
#[wire("SmsProvidersDto")]
pub struct SmsProviders {
    /// Those of the pool, then those of the server's configuration, which cannot be changed here.
    pub providers: Vec<SmsProvider>,
    /// The vendors that a provider may be of.
    pub vendors: Vec<SmsVendor>,
    /// Who carries messages to which country.
    pub routes: Vec<SmsRoute>,
    /// What messages may cost, where the pool says so.
    pub budget: Option<SmsBudget>,
    /// What was spent today (UTC), as far as it is known.
    pub spent_today: String,
    /// What was spent this month (UTC), as far as it is known.
    pub spent_this_month: String,
    /// Providers that refuse whatever they are given, those of e-mail too.
    pub alarms: Vec<ProviderAlarm>,
}

/// A provider that refused at least three messages in a row within a day and took none since, for
/// reasons of its own or of its settings.
#[wire("ProviderAlarmDto")]
pub struct ProviderAlarm {
    /// Id of the provider.
    pub provider_id: String,
    /// Name of its vendor.
    pub provider: String,
    /// When it refused the first of them, in ISO 8601.
    pub since: String,
    /// How many it refused since.
    pub refused: i64,
    /// Kind of the latest refusal, such as `credentials`.
    pub kind: String,
}

/// Who carries messages to a country.
#[wire(request, "SmsRouteDto")]
pub struct SmsRoute {
    /// ISO 3166 region of the numbers, such as `GB`; `*` for those abroad that no other route
    /// names.
    pub country: String,
    /// Ids of the providers, in the order they are asked in. None: nobody carries such messages.
    pub providers: Vec<String>,
    /// What a message costs, such as `0.0333`, in the currency of the budget.
    pub price: Option<String>,
    /// Which of the providers is asked first; `ORDER` if absent. One that fails or is slow is asked
    /// after the others.
    pub strategy: Option<SmsRouteStrategy>,
    /// Weights of the providers, 1 to 1000 each, in the order of `providers`; only for `WEIGHT`.
    pub weights: Option<Vec<i64>>,
}

/// Which provider of a route is asked first: the first one that is named, each as often as its
/// weight says, or the one whose messages are delivered or verified most often (of the last 24
/// hours).
#[wire("SmsRouteStrategy")]
pub enum SmsRouteStrategy {
    Order = "ORDER",
    Weight = "WEIGHT",
    Success = "SUCCESS",
}

/// What messages may cost. Amounts are like `12.50`.
#[wire(request, "SmsBudgetDto")]
pub struct SmsBudget {
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// What a message is taken to cost whose route has no price. What vendors report takes its
    /// place.
    pub assumed_price: String,
    /// What all messages of a day (UTC) may cost.
    pub per_day: Option<String>,
    /// What all messages of a month (UTC) may cost.
    pub per_month: Option<String>,
    /// What the messages of a day to each country may cost that has no budget of its own.
    pub country_per_day: Option<String>,
    /// Budgets of countries.
    pub countries: Option<Vec<SmsCountryBudget>>,
}

/// What messages to a country may cost.
#[wire(request, "SmsCountryBudgetDto")]
pub struct SmsCountryBudget {
    /// ISO 3166 region of the numbers, such as `GB`.
    pub country: String,
    /// What the messages of a day (UTC) may cost.
    pub per_day: Option<String>,
    /// What the messages of a month (UTC) may cost.
    pub per_month: Option<String>,
}

/// Say who carries messages to which country. Countries without a route have every provider for
/// their numbers, by priority. Replaces all routes.
#[wire(request, "ConfigSmsRoutesDto")]
pub struct ConfigSmsRoutes {
    /// The routes, at most 300.
    pub routes: Vec<SmsRoute>,
}

/// Say what messages may cost. Where a budget is used up, codes are refused with 429 and notices
/// are not sent; a country stops before the pool does. Replaces the budget.
#[wire(request, "ConfigSmsBudgetDto")]
pub struct ConfigSmsBudget {
    /// The budget; absent for none.
    pub budget: Option<SmsBudget>,
}

/// Numbers that a provider is for: those of mainland China, or all others.
#[wire("SmsScope")]
pub enum SmsScope {
    Domestic = "DOMESTIC",
    International = "INTERNATIONAL",
}

/// An SMS provider.
#[wire("SmsProviderDto")]
pub struct SmsProvider {
    /// Id of the provider.
    pub id: String,
    /// Numbers that it is for.
    pub scope: SmsScope,
    /// Name of its vendor.
    pub provider: String,
    /// Whether it is asked to send messages.
    pub enabled: bool,
    /// Order among those for the same numbers: the lowest is asked first.
    pub priority: i64,
    /// Life of the codes it sends, in seconds, where it is not the server's.
    pub validity: Option<i64>,
    /// Settings of the vendor. Of secrets only the last four characters are shown.
    pub fields: Object,
    /// Address that the vendor sends receipts to. Keep it secret.
    pub callback_url: Option<String>,
    /// Whether it stands in the server's configuration and cannot be changed here.
    pub read_only: bool,
    /// When it was made, in ISO 8601.
    pub created_at: Option<String>,
    /// When it was changed last, in ISO 8601.
    pub updated_at: Option<String>,
}

/// A vendor of SMS.
#[wire("SmsVendorDto")]
pub struct SmsVendor {
    /// Name of the vendor.
    pub provider: String,
    /// Its name for people.
    pub title: String,
    /// How it reaches people: `sms`, `voice`, `whatsapp`, or `verify`, a service that has its own
    /// text for the code.
    pub way: String,
    /// JSON Schema of its settings. Secrets are `writeOnly`.
    pub schema: Value,
}

/// Add an SMS provider, or change one.
#[wire(request, "ConfigSmsProviderDto")]
pub struct ConfigSmsProvider {
    /// Id of the provider that is changed; absent to add one.
    pub id: Option<String>,
    /// Numbers that it is for.
    pub scope: SmsScope,
    /// Name of its vendor, as `getSmsProviders` lists them.
    pub provider: String,
    /// Whether it is asked to send messages; true if absent.
    pub enabled: Option<bool>,
    /// Order among those for the same numbers, 0 to 1000: the lowest is asked first; 0 if absent.
    pub priority: Option<i64>,
    /// Life of the codes it sends, in seconds, 30 to 600; absent for the server's.
    pub validity: Option<i64>,
    /// Settings of the vendor. A secret that is absent or masked stays as it is.
    pub fields: Object,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// Delete an SMS provider.
#[wire(request, "DeleteSmsProviderDto")]
pub struct DeleteSmsProvider {
    /// Id of the provider.
    pub id: String,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// Send a message with a made-up code through a provider, and get what the vendor says.
#[wire(request, "TestSmsProviderDto")]
pub struct TestSmsProvider {
    /// Id of the provider.
    pub id: String,
    /// Phone number, in any usual spelling.
    pub phone_number: String,
    /// Country calling code; `+86` if absent.
    pub phone_country_code: Option<String>,
}

/// What became of handing a message to a vendor.
#[wire("SmsResult")]
pub enum SmsResult {
    Taken = "TAKEN",
    Refused = "REFUSED",
    Unknown = "UNKNOWN",
}

/// What a vendor said to a test message.
#[wire("SmsTestDto")]
pub struct SmsTest {
    /// What became of it.
    pub result: SmsResult,
    /// Kind of the refusal, such as `credentials`.
    pub kind: Option<String>,
    /// The vendor's code of the refusal.
    pub code: Option<String>,
    /// The vendor's id of the request, by which its support finds it.
    pub request_id: Option<String>,
    /// The vendor's id of the message.
    pub message_id: Option<String>,
    /// What it means, in words.
    pub message: String,
}

/// List the SMS of the last days, newest first, with every attempt at them. The server keeps them
/// for two days, unless its setting `message_days` says more.
#[wire(request)]
pub struct ListSmsMessages {
    /// Phone number, in any usual spelling; absent for all.
    pub phone_number: Option<String>,
    /// Country calling code; `+86` if absent.
    pub phone_country_code: Option<String>,
    /// Id of the user whose phone it is, instead of the number.
    pub user_id: Option<String>,
    /// Page, from 1.
    pub page: Option<i64>,
    /// Rows a page, 1 to 50.
    pub limit: Option<i64>,
}

/// A page of SMS.
#[wire("SmsMessagePagingDto")]
pub type SmsMessagePage = Page<SmsMessage>;

/// Where a message stands: it waits, a provider took it, it was given up, its time was over, nobody
/// knows, it is in the inbox of development mode, it was kept back so that nobody learns whether
/// the number is known, no provider is there for it, a budget had no room for it, it is to a test
/// number, or it was refused when it was asked for.
#[wire("SmsMessageState")]
pub enum SmsMessageState {
    Queued = "QUEUED",
    Sent = "SENT",
    Failed = "FAILED",
    Expired = "EXPIRED",
    Unknown = "UNKNOWN",
    Held = "HELD",
    Muted = "MUTED",
    Unreachable = "UNREACHABLE",
    Unpaid = "UNPAID",
    Test = "TEST",
    Refused = "REFUSED",
}

/// An SMS.
#[wire("SmsMessageDto")]
pub struct SmsMessage {
    /// Id of the message.
    pub id: String,
    /// Phone number as E.164.
    pub phone_number: String,
    /// ISO 3166 region of the number.
    pub country: String,
    /// Channel of the code, or name of the notice.
    pub channel: String,
    /// Where it stands.
    pub state: SmsMessageState,
    /// When it was asked for, in ISO 8601.
    pub created_at: String,
    /// When it is of no use any more, in ISO 8601.
    pub expires_at: String,
    /// Every attempt at it, the first one first.
    pub attempts: Vec<SmsAttempt>,
    /// What the guard decided, where it looked at the request.
    pub guard: Option<SmsGuardDecision>,
}

/// An attempt at a message.
#[wire("SmsAttemptDto")]
pub struct SmsAttempt {
    /// Id of the provider.
    pub provider_id: String,
    /// Name of its vendor.
    pub provider: String,
    /// Where it stands: `calling`, `refused`, `unknown`, `taken`, `failed`, `expired`, `delivered`.
    pub state: String,
    /// Kind of the refusal or failure, such as `credentials`.
    pub kind: Option<String>,
    /// The vendor's code of it.
    pub code: Option<String>,
    /// The vendor's id of the request.
    pub request_id: Option<String>,
    /// The vendor's id of the message.
    pub message_id: Option<String>,
    /// Parts that are charged for.
    pub segments: Option<i64>,
    /// What it cost, as the vendor says, such as `0.0333`.
    pub price: Option<String>,
    /// ISO 4217 code of the currency.
    pub currency: Option<String>,
    /// When the provider was called, in ISO 8601.
    pub begun_at: String,
    /// When it answered, in ISO 8601.
    pub ended_at: Option<String>,
    /// When the last receipt came, in ISO 8601.
    pub reported_at: Option<String>,
    /// When the code it carried was used, in ISO 8601; known half a minute later.
    pub verified_at: Option<String>,
}

/// What figures are added up by.
#[wire("SmsStatisticsInterval")]
pub enum SmsStatisticsInterval {
    Hour = "HOUR",
    Day = "DAY",
}

/// Get how the SMS providers of the pool fared, by country and hour or day (UTC). Figures are kept
/// for thirteen months.
#[wire(request)]
pub struct GetSmsStatistics {
    /// From when, milliseconds since 1970-01-01 UTC; a day before `end` if absent.
    pub start: Option<i64>,
    /// Until when, milliseconds since 1970-01-01 UTC; now if absent.
    pub end: Option<i64>,
    /// What is added up, at most 31 days by the hour and 400 by the day; `HOUR` if absent.
    pub interval: Option<SmsStatisticsInterval>,
    /// Id of a provider; absent for all.
    pub provider_id: Option<String>,
    /// ISO 3166 region of the numbers, such as `GB`; absent for all.
    pub country: Option<String>,
}

/// How the SMS providers of a pool fared.
#[wire("SmsStatisticsDto")]
pub struct SmsStatistics {
    /// The figures, the latest first.
    pub list: Vec<SmsFigures>,
    /// ISO 4217 code of the currency of `spent`, where the pool has a budget.
    pub currency: Option<String>,
}

/// How a provider fared with one country in an hour or a day. A message counts where the provider
/// was called.
#[wire("SmsFiguresDto")]
pub struct SmsFigures {
    /// Id of the provider.
    pub provider_id: String,
    /// Name of its vendor.
    pub provider: String,
    /// ISO 3166 region of the numbers.
    pub country: String,
    /// When the hour or day began, in ISO 8601.
    pub began_at: String,
    /// Calls.
    pub tried: i64,
    /// Messages that it refused.
    pub refused: i64,
    /// Those by kind, such as `credentials`.
    pub refused_by_kind: Vec<SmsRefusals>,
    /// Calls of which nobody knows whether it took the message.
    pub unknown: i64,
    /// Messages that it took.
    pub taken: i64,
    /// Messages of which a receipt says that they arrived.
    pub delivered: i64,
    /// Messages of which a receipt says that they did not.
    pub failed: i64,
    /// Messages whose code was used within a minute of the call.
    pub verified: i64,
    /// Messages whose code was used later.
    pub verified_late: i64,
    /// What they cost as far as it is known, such as `0.0333`.
    pub spent: String,
}

/// How often a provider refused for one kind of reason.
#[wire("SmsRefusalsDto")]
pub struct SmsRefusals {
    /// Kind of the refusal, such as `credentials`.
    pub kind: String,
    /// How often.
    pub count: i64,
}
