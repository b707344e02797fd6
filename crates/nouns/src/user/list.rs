//! `listUsers`.

use cleat_api::Value as Json;
use cleat_api::user::{FilterOperator, FuzzyField, ListUsers, SortOrder, UserFilter, UserPage};
use cleat_store::{Tx, Value};

use cleat_engine::account::identity::with_identities;
use cleat_engine::account::{Account, is_profile_field};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Result, page};

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

/// Lists users, a page at a time; without an order, newest first.
pub async fn list_users(cx: Cx, pool: Management, req: ListUsers) -> Result<UserPage> {
    let options = req.options.unwrap_or_default();
    let pagination = options.pagination.unwrap_or_default();
    let (skip, take) = page(pagination.page, pagination.limit)?;
    let mut tx = cx.scan().await?;
    let mut filter = Filter {
        sql: "pool_id = $1".into(),
        params: vec![pool.pool_id.as_str().into()],
    };
    if let Some(words) = req.keywords.filter(|words| !words.trim().is_empty()) {
        let fields = options
            .fuzzy_search_on
            .unwrap_or_else(|| LOOKED_THROUGH.to_vec());
        filter.keywords(&tx, words.trim(), &fields)?;
    }
    for condition in req.advanced_filter.into_iter().flatten() {
        filter.condition(&tx, &condition)?;
    }
    let mut count = tx.sql(format!("SELECT COUNT(*) FROM account WHERE {}", filter.sql));
    for param in &filter.params {
        count = count.bind(param.clone());
    }
    let (total_count,): (i64,) = count.one().await?;
    let mut order = String::new();
    for sorting in options.sort.iter().flatten() {
        let way = if sorting.order == SortOrder::Desc {
            "DESC"
        } else {
            "ASC"
        };
        let column = column(&tx, sorting.field.as_str())?;
        order.push_str(&format!("{column} {way}, "));
    }
    let next = filter.params.len() + 1;
    let mut query = tx.sql(format!(
        "SELECT {} FROM account WHERE {} ORDER BY {order}created_at DESC, id DESC
         LIMIT ${next} OFFSET ${}",
        Account::COLUMNS,
        filter.sql,
        next + 1
    ));
    for param in filter.params {
        query = query.bind(param);
    }
    let bound = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let accounts: Vec<Account> = query.bind(bound(take)).bind(bound(skip)).all().await?;
    let mut list = Vec::with_capacity(accounts.len());
    for account in accounts {
        let mut user = account.to_user(options.with_custom_data.unwrap_or_default())?;
        user.identities = with_identities(&mut tx, &account, options.with_identities).await?;
        list.push(user);
    }
    Ok(UserPage { total_count, list })
}

/// The column or expression behind a field's name on the wire.
fn column(tx: &Tx, field: &str) -> Result<String> {
    let column = match field {
        "id" | "userId" => "id",
        "createdAt" => "created_at",
        "updatedAt" => "updated_at",
        "email" => "email",
        "emailVerified" => "email_verified",
        "username" => "username",
        "externalId" => "external_id",
        "phone" => "phone",
        "phoneVerified" => "phone_verified",
        "phoneCountryCode" => "phone_country_code",
        "status" => "status",
        "statusChangedAt" => "status_changed_at",
        "passwordLastSetAt" => "password_set_at",
        "passwordSecurityLevel" => "password_strength",
        "loginsCount" => "logins_count",
        "lastLogin" => "last_login_at",
        "lastIp" => "last_ip",
        "userSourceType" => "source",
        name if is_profile_field(name) => return Ok(tx.json_text("profile", name)),
        _ => return Err(Error::field("field", "cannot be filtered or sorted by")),
    };
    Ok(column.to_owned())
}

struct Filter {
    sql: String,
    params: Vec<Value>,
}

impl Filter {
    fn param(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn keywords(&mut self, tx: &Tx, words: &str, fields: &[FuzzyField]) -> Result<()> {
        let mut any = Vec::new();
        for field in fields {
            let place = self.param(pattern(words));
            let column = column(tx, field.as_str())?;
            any.push(format!("LOWER({column}) LIKE {place} ESCAPE '!'"));
        }
        if !any.is_empty() {
            self.sql.push_str(&format!(" AND ({})", any.join(" OR ")));
        }
        Ok(())
    }

    fn condition(&mut self, tx: &Tx, condition: &UserFilter) -> Result<()> {
        let column = column(tx, &condition.field)?;
        let value = condition.value.clone().unwrap_or_default();
        let list = match &value {
            Json::Array(list) => list.clone(),
            one => vec![one.clone()],
        };
        let one = scalar(list.first().unwrap_or(&Json::Null))?;
        let text = || {
            value
                .as_str()
                .map(pattern)
                .ok_or_else(|| Error::field("value", "must be a string"))
        };
        let sql = match condition.operator {
            FilterOperator::IsNull => format!("{column} IS NULL"),
            FilterOperator::NotNull => format!("{column} IS NOT NULL"),
            FilterOperator::Equal => format!("{column} = {}", self.param(one)),
            FilterOperator::NotEqual => {
                format!("({column} IS NULL OR {column} <> {})", self.param(one))
            }
            FilterOperator::Greater => format!("{column} > {}", self.param(one)),
            FilterOperator::Lesser => format!("{column} < {}", self.param(one)),
            FilterOperator::Contains => {
                format!("LOWER({column}) LIKE {} ESCAPE '!'", self.param(text()?))
            }
            FilterOperator::NotContains => {
                let place = self.param(text()?);
                format!("({column} IS NULL OR LOWER({column}) NOT LIKE {place} ESCAPE '!')")
            }
            FilterOperator::In => {
                let mut places = Vec::new();
                for item in &list {
                    places.push(self.param(scalar(item)?));
                }
                format!("{column} IN ({})", places.join(", "))
            }
            FilterOperator::Between => {
                let [low, high] = list.as_slice() else {
                    return Err(Error::field("value", "must be a list of two"));
                };
                let low = self.param(scalar(low)?);
                let high = self.param(scalar(high)?);
                format!("({column} >= {low} AND {column} <= {high})")
            }
        };
        self.sql.push_str(&format!(" AND {sql}"));
        Ok(())
    }
}

fn scalar(value: &Json) -> Result<Value> {
    Ok(match value {
        Json::String(text) => match text.parse::<jiff::Timestamp>() {
            Ok(time) => Value::Int(time.as_millisecond()),
            Err(_) => Value::Text(text.clone()),
        },
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => {
            let whole = number
                .as_i64()
                .ok_or_else(|| Error::field("value", "must be a whole number"))?;
            Value::Int(whole)
        }
        Json::Null => Value::Null,
        _ => {
            return Err(Error::field(
                "value",
                "must be text, a number or true or false",
            ));
        }
    })
}

/// Text anywhere in a column, its wildcards taken literally.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
