//! `listUsers` and `exportUsers`.

use cleat_api::Value as Json;
use cleat_api::user::{
    ExportUsers, FilterOperator, FuzzyField, ListUsers, SortOrder, Sorting, UserExport, UserFilter,
    UserPage,
};
use cleat_store::{Field, Is, Order, Select, Tx, Value};

use super::columns::{CREATED_AT, ID, Spelled, exact_field, field};
use super::veiled;
use cleat_engine::account::Account;
use cleat_engine::account::identity::with_identities;
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

/// Lists users, a page at a time; without an order, newest first.
pub async fn list_users(cx: Cx, pool: Management, req: ListUsers) -> Result<UserPage> {
    let options = req.options.unwrap_or_default();
    let pagination = options.pagination.unwrap_or_default();
    let page = page(pagination.page, pagination.limit)?;
    let sort = options.sort.as_deref().unwrap_or_default();
    let looked = Looked {
        words: req.keywords.as_deref(),
        on: options.fuzzy_search_on.as_deref(),
        filter: req.advanced_filter.as_deref(),
    };
    let mut users = looked.of_pool(&cx, &pool, sort).await?;
    for sorting in sort {
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
    let looked = Looked {
        words: req.keywords.as_deref(),
        on: req.fuzzy_search_on.as_deref(),
        filter: req.advanced_filter.as_deref(),
    };
    let users = looked.of_pool(&cx, &pool, &[]).await?;
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

/// What users are looked for by, in lists and in what is taken out.
struct Looked<'a> {
    words: Option<&'a str>,
    on: Option<&'a [FuzzyField]>,
    filter: Option<&'a [UserFilter]>,
}

impl Looked<'_> {
    /// The users of a pool that fit. Whoever sees them masked finds what is masked by its whole value
    /// alone.
    async fn of_pool(&self, cx: &Cx, pool: &Management, sort: &[Sorting]) -> Result<Select> {
        let filter = self.filter.unwrap_or_default();
        let on = self.on.unwrap_or(LOOKED_THROUGH);
        let mut users = Select::new("account", Account::COLUMNS);
        let of_pool = Is::Equal(pool.pool_id.as_str().into());
        users.filter(Field::text("pool_id"), of_pool)?;
        if pool.sees_masked() {
            veiled::check(filter, sort)?;
            let compared = veiled::compared(filter, self.words, on);
            pool.compares(cx, "advancedFilter", compared).await?;
            veiled::search(&mut users, self.words, on)?;
        } else {
            search(&mut users, self.words, on)?;
        }
        for condition in filter {
            let (field, is) = compared(condition)?;
            let added = users.filter(field, is);
            added.map_err(|why| Error::field("advancedFilter", why))?;
        }
        Ok(users)
    }
}

fn search(users: &mut Select, words: Option<&str>, on: &[FuzzyField]) -> Result<()> {
    let fields: Vec<_> = on
        .iter()
        .map(|name| field(name.as_str()))
        .collect::<Result<_>>()?;
    let added = users.keywords(fields, words);
    added.map(drop).map_err(|why| Error::field("keywords", why))
}

/// A condition. What has one spelling is compared by it.
fn compared(condition: &UserFilter) -> Result<(Field, Is)> {
    let exact = matches!(
        condition.operator,
        FilterOperator::Equal | FilterOperator::NotEqual | FilterOperator::In
    );
    let name = condition.field.as_str();
    let (field, spelled) = match exact {
        true => exact_field(name)?,
        false => (field(name)?, str::to_owned as Spelled),
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
