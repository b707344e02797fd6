//! `listUsers` and `exportUsers`.

use cleat_api::Value as Json;
use cleat_api::user::{
    ExportUsers, FilterOperator, FuzzyField, ListUsers, SortOrder, UserExport, UserFilter, UserPage,
};
use cleat_store::{Field, Is, Order, Select, Tx, Value};

use cleat_engine::account::identity::with_identities;
use cleat_engine::account::{Account, email, profile_field, spelling};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, page};

/// Fields that are looked through when none are named.
const LOOKED_THROUGH: &[FuzzyField] = &[
    FuzzyField::Id,
    FuzzyField::Phone,
    FuzzyField::Email,
    FuzzyField::Username,
    FuzzyField::ExternalId,
    FuzzyField::Name,
    FuzzyField::Nickname,
];

/// Most users that are taken out at once.
const MOST: i64 = 1000;

const CREATED_AT: Field = Field::number("created_at");
const ID: Field = Field::key("id");

/// Lists users, a page at a time; without an order, newest first.
pub async fn list_users(cx: Cx, pool: Management, req: ListUsers) -> Result<UserPage> {
    let options = req.options.unwrap_or_default();
    let pagination = options.pagination.unwrap_or_default();
    let page = page(pagination.page, pagination.limit)?;
    let mut users = of_pool(pool)?;
    let on = options.fuzzy_search_on.as_deref();
    search(&mut users, req.keywords.as_deref(), on)?;
    filter(&mut users, req.advanced_filter.as_deref())?;
    for sorting in options.sort.iter().flatten() {
        let order = match sorting.order {
            SortOrder::Asc => Order::Ascending,
            SortOrder::Desc => Order::Descending,
        };
        users.sort(field(sorting.field.as_str())?, order);
    }
    users.sort(CREATED_AT, Order::Descending);
    users.sort(ID, Order::Descending);
    let mut tx = cx.scan().await?;
    let (total_count, accounts) = users.page::<Account>(&mut tx, page).await?;
    let mut list = Vec::with_capacity(accounts.len());
    for account in accounts {
        let mut user = account.to_user(options.with_custom_data.unwrap_or_default())?;
        user.identities = with_identities(&mut tx, &account, options.with_identities).await?;
        list.push(user);
    }
    Ok(UserPage { total_count, list })
}

/// Takes users out, those after one of them in the order of their ids.
pub async fn export_users(cx: Cx, pool: Management, req: ExportUsers) -> Result<UserExport> {
    let limit = req.limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&limit) {
        let why = format_args!("must be 1 to {MOST}");
        return Err(Error::field("limit", why));
    }
    let mut users = of_pool(pool)?;
    let on = req.fuzzy_search_on.as_deref();
    search(&mut users, req.keywords.as_deref(), on)?;
    filter(&mut users, req.advanced_filter.as_deref())?;
    // Its row is there before anybody is told anything.
    cx.write((), told).await?;
    let after = req.after.filter(|after| !after.is_empty()).map(Value::from);
    let mut tx = cx.scan().await?;
    let accounts: Vec<Account> = users.after(&mut tx, ID, after, limit).await?;
    drop(tx);
    let is_full = i64::try_from(accounts.len()).is_ok_and(|found| found == limit);
    let last = accounts.last().filter(|_| is_full);
    let next = last.map(|account| account.id.clone());
    let list = accounts.iter().map(|account| account.to_user(true));
    Ok(UserExport {
        list: list.collect::<Result<_>>()?,
        next,
    })
}

async fn told(_: &mut Tx, _: &Cx, (): &()) -> Outcome<()> {
    Ok(())
}

/// The users of a pool.
fn of_pool(pool: Management) -> Result<Select> {
    let mut users = Select::new("account", Account::COLUMNS);
    users.filter(Field::text("pool_id"), Is::Equal(pool.pool_id.into()))?;
    Ok(users)
}

fn filter(users: &mut Select, conditions: Option<&[UserFilter]>) -> Result<()> {
    for condition in conditions.into_iter().flatten() {
        let (field, is) = compared(condition)?;
        let added = users.filter(field, is);
        added.map_err(|why| Error::field("advancedFilter", why))?;
    }
    Ok(())
}

fn search(users: &mut Select, words: Option<&str>, on: Option<&[FuzzyField]>) -> Result<()> {
    let fields = on.unwrap_or(LOOKED_THROUGH).iter();
    let fields: Vec<_> = fields
        .map(|name| field(name.as_str()))
        .collect::<Result<_>>()?;
    let added = users.keywords(fields, words);
    added.map(drop).map_err(|why| Error::field("keywords", why))
}

/// What stands behind a field's name on the wire.
fn field(name: &str) -> Result<Field> {
    Ok(match name {
        "id" | "userId" => ID,
        "createdAt" => CREATED_AT,
        "updatedAt" => Field::number("updated_at"),
        "email" => Field::text("COALESCE(email, claimed_email)").optional(),
        "emailVerified" => Field::truth("email_verified"),
        "username" => Field::text("username").optional(),
        "externalId" => Field::text("external_id").optional(),
        "phone" => Field::text("phone").optional(),
        "phoneVerified" => Field::truth("phone_verified"),
        "phoneCountryCode" => Field::text("phone_country_code").optional(),
        "status" => Field::text("status"),
        "statusChangedAt" => Field::number("status_changed_at"),
        "passwordLastSetAt" => Field::number("password_set_at").optional(),
        "passwordSecurityLevel" => Field::number("password_strength").optional(),
        "loginsCount" => Field::number("logins_count"),
        "lastLogin" => Field::number("last_login_at").optional(),
        "lastIp" => Field::text("last_ip").optional(),
        "userSourceType" => Field::text("source"),
        name => {
            let name = profile_field(name)
                .ok_or_else(|| Error::field("field", "cannot be filtered or sorted by"))?;
            Field::json("profile", name)
        }
    })
}

/// A condition. What has one spelling is compared by it.
fn compared(condition: &UserFilter) -> Result<(Field, Is)> {
    let exact = matches!(
        condition.operator,
        FilterOperator::Equal | FilterOperator::NotEqual | FilterOperator::In
    );
    let (field, spelled): (Field, fn(&str) -> String) = match condition.field.as_str() {
        "email" if exact => (Field::text("email_key").optional(), email::key),
        "username" | "externalId" if exact => {
            (field(&condition.field)?, |name| spelling(name).to_owned())
        }
        name => (field(name)?, str::to_owned),
    };
    let respelled = |value: Value| match value {
        Value::Text(text) => Value::Text(spelled(&text)),
        other => other,
    };
    let is = match comparison(field, condition)? {
        Is::Equal(value) => Is::Equal(respelled(value)),
        Is::NotEqual(value) => Is::NotEqual(respelled(value)),
        Is::In(values) => Is::In(values.into_iter().map(respelled).collect()),
        other => other,
    };
    Ok((field, is))
}

fn comparison(field: Field, condition: &UserFilter) -> Result<Is> {
    let value = condition.value.as_ref().unwrap_or(&Json::Null);
    let list = match value {
        Json::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let one = scalar(field, list.first().unwrap_or(&Json::Null))?;
    let text = || {
        let text = value.as_str().map(str::to_owned);
        text.ok_or_else(|| Error::field("value", "must be a string"))
    };
    Ok(match condition.operator {
        FilterOperator::IsNull => Is::Null,
        FilterOperator::NotNull => Is::NotNull,
        FilterOperator::Equal => Is::Equal(one),
        FilterOperator::NotEqual => Is::NotEqual(one),
        FilterOperator::Greater => Is::Greater(one),
        FilterOperator::Lesser => Is::Less(one),
        FilterOperator::Contains => Is::Contains(text()?),
        FilterOperator::NotContains => Is::NotContains(text()?),
        FilterOperator::In => {
            let values = list.iter().map(|item| scalar(field, item));
            Is::In(values.collect::<Result<_>>()?)
        }
        FilterOperator::Between => {
            let [low, high] = list else {
                return Err(Error::field("value", "must be a list of two"));
            };
            Is::Between(scalar(field, low)?, scalar(field, high)?)
        }
    })
}

/// When it was, in milliseconds, as ISO 8601 writes it. A day is its beginning; without a zone it is
/// UTC.
fn time(text: &str) -> Option<i64> {
    let exact = text.parse::<jiff::Timestamp>();
    let time = exact.or_else(|_| {
        let civil = text.parse::<jiff::civil::DateTime>()?;
        civil
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|zoned| zoned.timestamp())
    });
    time.ok().map(jiff::Timestamp::as_millisecond)
}

/// A number without a fraction, however it is written.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let written = number.as_f64()?.to_string();
        written.parse().ok()
    })
}

/// A value; a time is written as in ISO 8601 or in milliseconds.
fn scalar(field: Field, value: &Json) -> Result<Value> {
    Ok(match value {
        Json::String(text) if field.is_number() && text.parse::<i64>().is_err() => {
            time(text).map_or_else(|| Value::Text(text.clone()), Value::Int)
        }
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => {
            let whole = whole(number);
            Value::Int(whole.ok_or_else(|| Error::field("value", "must be a whole number"))?)
        }
        Json::Null => Value::Null,
        _ => {
            let why = "must be text, a number or true or false";
            return Err(Error::field("value", why));
        }
    })
}
