use std::borrow::Cow;
use std::path::PathBuf;

use super::*;
use crate::{Database, Error, Migration, Schema};

const ID: Field = Field::key("id");
const NAME: Field = Field::text("name").optional();
const AGE: Field = Field::number("age").optional();
const TAME: Field = Field::truth("tame");
const COLOUR: Field = Field::json("more", "coat.colour");

const PETS: &str = r#"
CREATE TABLE pet (id TEXT PRIMARY KEY, name TEXT, age BIGINT, tame BOOLEAN NOT NULL, more TEXT);
INSERT INTO pet VALUES
    ('a', 'Rex', 3, TRUE, '{"coat":{"colour":"Black"}}'),
    ('b', 'rex_2', 10, FALSE, '{"coat":{"colour":"5"}}'),
    ('c', NULL, NULL, TRUE, '{}'),
    ('d', '100% Élan!', 3, FALSE, '{"coat":{}}')
"#;

/// A database in a folder that is gone when the test ends.
struct Pets(PathBuf, Database);

impl Pets {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("cleat-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let schema = Schema {
            migrations: vec![Migration {
                number: 1,
                sql: Cow::Borrowed(PETS),
            }],
            lists: Vec::new(),
            views: Vec::new(),
        };
        let database = Database::open_sqlite(&folder.join("pets"), &schema).unwrap();
        Self(folder, database)
    }

    /// Ids of all that a statement finds, one after the other.
    async fn found(&self, pets: &Select) -> String {
        let mut tx = self.1.read().await.unwrap();
        let (total, rows): (i64, Vec<(String,)>) = pets.page(&mut tx, (0, 100)).await.unwrap();
        assert_eq!(total, i64::try_from(rows.len()).unwrap());
        rows.into_iter().map(|(id,)| id).collect()
    }
}

impl Drop for Pets {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn pets() -> Select {
    Select::new("pet", "id")
}

impl Pets {
    async fn finds(&self, field: Field, is: Is, expected: &str) {
        let said = format!("{field:?} {is:?}");
        let mut pets = pets();
        pets.filter(field, is).unwrap().sort(ID, Order::Ascending);
        assert_eq!(self.found(&pets).await, expected, "{said}");
    }
}

/// Seen to fail with `or_absent` left out.
#[tokio::test(flavor = "multi_thread")]
async fn text_is_found_by_its_bytes_and_its_wildcards_are_literal() {
    let database = Pets::new("text_is_found_by_its_bytes_and_its_wildcards_are_literal");
    let text = |text: &str| Value::from(text);
    for (field, is, expected) in [
        (NAME, Is::Null, "c"),
        (NAME, Is::NotNull, "abd"),
        (NAME, Is::Equal("Rex".into()), "a"),
        (NAME, Is::Equal("rex".into()), ""),
        (NAME, Is::NotEqual("Rex".into()), "bcd"),
        (NAME, Is::Contains("REX".into()), "ab"),
        (NAME, Is::NotContains("rex".into()), "cd"),
        (NAME, Is::Contains("x_".into()), "b"),
        (NAME, Is::Contains("%".into()), "d"),
        (NAME, Is::Contains("N!".into()), "d"),
        (NAME, Is::Contains("ÉLAN".into()), "d"),
        (NAME, Is::Contains("é".into()), "d"),
        (NAME, Is::Contains("% ÉL".into()), "d"),
        (NAME, Is::Contains("*é".into()), ""),
        (NAME, Is::Contains("e".into()), "ab"),
        (NAME, Is::NotContains("é".into()), "abc"),
        (COLOUR, Is::Contains("é".into()), ""),
        (
            NAME,
            Is::In(vec![text("Rex"), text("rex_2"), Value::Null]),
            "ab",
        ),
        (NAME, Is::In(Vec::new()), ""),
        (NAME, Is::Less("a".into()), "ad"),
    ] {
        database.finds(field, is, expected).await;
    }
}

/// Seen to fail with `fit` handing every value through.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_no_number_is_found_nowhere() {
    let database = Pets::new("a_value_that_is_no_number_is_found_nowhere");
    let text = |text: &str| Value::from(text);
    for (field, is, expected) in [
        (AGE, Is::Equal(3.into()), "ad"),
        (AGE, Is::Equal("3".into()), "ad"),
        (AGE, Is::Equal("three".into()), ""),
        (AGE, Is::NotEqual("three".into()), "abcd"),
        (AGE, Is::Less("three".into()), ""),
        (AGE, Is::Greater("9".into()), "b"),
        (AGE, Is::AtLeast(3.into()), "abd"),
        (AGE, Is::AtMost(3.into()), "ad"),
        (AGE, Is::Between(4.into(), 10.into()), "b"),
        (AGE, Is::Between(4.into(), "x".into()), ""),
        (AGE, Is::In(vec![text("10"), text("x")]), "b"),
        (AGE, Is::Contains("1".into()), "b"),
        (AGE, Is::Equal(Value::Null), ""),
        (AGE, Is::NotEqual(Value::Null), "abcd"),
    ] {
        database.finds(field, is, expected).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn truth_values_json_and_keys_are_found() {
    let database = Pets::new("truth_values_json_and_keys_are_found");
    for (field, is, expected) in [
        (TAME, Is::Equal(true.into()), "ac"),
        (TAME, Is::Equal("false".into()), "bd"),
        (TAME, Is::NotEqual(1.into()), "bd"),
        (TAME, Is::Equal(2.into()), ""),
        (TAME, Is::Contains("true".into()), ""),
        (TAME, Is::NotContains("true".into()), "abcd"),
        (COLOUR, Is::Equal("Black".into()), "a"),
        (COLOUR, Is::Equal(5.into()), "b"),
        (COLOUR, Is::Null, "cd"),
        (COLOUR, Is::Contains("lac".into()), "a"),
        (ID, Is::Greater("b".into()), "cd"),
    ] {
        database.finds(field, is, expected).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_add_up_and_a_search_looks_everywhere() {
    let database = Pets::new("search");
    let mut pets = pets();
    pets.sort(ID, Order::Ascending);
    pets.search([], "nothing").unwrap();
    assert_eq!(database.found(&pets).await, "abcd");
    pets.search([NAME, COLOUR, AGE], "1").unwrap();
    assert_eq!(database.found(&pets).await, "bd");
    pets.filter_by(AGE, Is::AtLeast, Some(5)).unwrap();
    pets.filter_by(AGE, Is::AtMost, None::<i64>).unwrap();
    assert_eq!(database.found(&pets).await, "b");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_without_a_value_come_last() {
    let database = Pets::new("order");
    let sorted = |field, order| {
        let mut pets = pets();
        pets.sort(field, order).sort(ID, Order::Descending);
        pets
    };
    for (field, order, expected) in [
        (AGE, Order::Ascending, "dabc"),
        (AGE, Order::Descending, "bdac"),
        (NAME, Order::Ascending, "dabc"),
        (COLOUR, Order::Descending, "abdc"),
        (TAME, Order::Ascending, "dbca"),
    ] {
        let found = database.found(&sorted(field, order)).await;
        assert_eq!(found, expected, "{field:?} {order:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_count_all_rows_and_follow_each_other() {
    let database = Pets::new("pages");
    let mut tx = database.1.read().await.unwrap();
    let mut pets = pets();
    pets.sort(AGE, Order::Descending).sort(ID, Order::Ascending);
    let (total, rows): (i64, Vec<(String,)>) = pets.page(&mut tx, (1, 2)).await.unwrap();
    assert_eq!((total, rows), (4, vec![("a".into(),), ("d".into(),)]));
    let (total, rows): (i64, Vec<(String,)>) = pets.page(&mut tx, (9, 2)).await.unwrap();
    assert_eq!((total, rows), (4, vec![]));
    let mut last = None;
    let mut exported = Vec::new();
    loop {
        let page: Vec<(String,)> = pets.after(&mut tx, ID, last.clone(), 3).await.unwrap();
        let Some((id,)) = page.last() else { break };
        last = Some(id.into());
        exported.push(page.len());
    }
    assert_eq!(exported, [3, 1]);
}

#[test]
fn more_than_the_bounds_is_refused_and_leaves_nothing() {
    let mut pets = pets();
    let many = |count: usize| Is::In(vec![Value::Int(1); count]);
    let long = Is::Contains("é".repeat(PATTERN + 1));
    assert_eq!(pets.filter(NAME, long).err(), Some(TooMuch::Pattern));
    pets.filter(NAME, Is::Contains("é".repeat(PATTERN)))
        .unwrap();
    assert_eq!(pets.filter(AGE, many(VALUES)).err(), Some(TooMuch::Values));
    pets.filter(AGE, many(VALUES - 1)).unwrap();
    let fields = std::iter::repeat_n(NAME, CONDITIONS);
    assert_eq!(pets.search(fields, "x").err(), Some(TooMuch::Conditions));
    for _ in 2..CONDITIONS {
        pets.filter(NAME, Is::Null).unwrap();
    }
    let refused = pets.filter(NAME, Is::Null).err();
    assert_eq!(refused, Some(TooMuch::Conditions));
    assert_eq!(pets.count(Dialect::Sqlite).params.len(), VALUES);
    let why = Error::from(TooMuch::Conditions).to_string();
    assert_eq!(why, "a filter has more than 100 conditions");
}

#[test]
fn parameters_are_numbered_as_they_come_and_engines_compare_alike() {
    let mut pets = pets();
    pets.filter(NAME, Is::Between("a".into(), "b".into()))
        .unwrap()
        .search([NAME, COLOUR], "X%")
        .unwrap()
        .filter(NAME, Is::Contains("É.[a]".into()))
        .unwrap()
        .sort(COLOUR, Order::Descending)
        .sort(COLOUR, Order::Ascending)
        .sort(ID, Order::Ascending);
    let statement = pets.rows(Dialect::Postgres, 20, 10);
    assert_eq!(
        statement.text,
        "SELECT id FROM pet WHERE name COLLATE \"C\" >= $1 AND name COLLATE \"C\" <= $2 \
         AND (LOWER(name COLLATE \"C\") LIKE $3 ESCAPE '!' \
         OR LOWER((more::jsonb #>> '{coat,colour}') COLLATE \"C\") LIKE $4 ESCAPE '!') \
         AND LOWER(name COLLATE \"C\") ~ $5 \
         ORDER BY (more::jsonb #>> '{coat,colour}') COLLATE \"C\" DESC NULLS LAST, id ASC \
         LIMIT $6 OFFSET $7"
    );
    let params: Vec<Value> = vec![
        "a".into(),
        "b".into(),
        "%x!%%".into(),
        "%x!%%".into(),
        "[Éé]\\.\\[a\\]".into(),
        10.into(),
        20.into(),
    ];
    assert_eq!(statement.params, params);
    let statement = pets.rows_after(Dialect::Sqlite, ID, Some("k".into()), 5);
    assert_eq!(
        statement.text,
        "SELECT id FROM pet WHERE name >= $1 AND name <= $2 \
         AND (LOWER(name) LIKE $3 ESCAPE '!' \
         OR LOWER(json_extract(more, '$.coat.colour')) LIKE $4 ESCAPE '!') \
         AND LOWER(name) GLOB $5 AND id > $6 ORDER BY id ASC LIMIT $7"
    );
}
