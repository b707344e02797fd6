//! Listing users.

use cleat_api_macros::wire;

use super::read::User;
use crate::page::Page;
use crate::scalar::Value;

/// List users, a page at a time.
#[wire(request, "ListUsersRequestDto")]
pub struct ListUsers {
    /// Words to look for.
    pub keywords: Option<String>,
    /// Conditions that must all hold.
    pub advanced_filter: Option<Vec<UserFilter>>,
    /// Query of the search engine; not used here.
    pub search_query: Option<Value>,
    /// Options.
    pub options: Option<ListUsersOptions>,
}

/// Options of listing users.
#[wire(request, "ListUsersOptionsDto")]
pub struct ListUsersOptions {
    /// Which page.
    pub pagination: Option<Pagination>,
    /// Order of the rows.
    pub sort: Option<Vec<Sorting>>,
    /// Fields that `keywords` is looked for in.
    pub fuzzy_search_on: Option<Vec<FuzzyField>>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return posts.
    pub with_post: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
    /// Whether to return departments.
    pub with_department_ids: Option<bool>,
    /// Whether custom data is merged into the user itself.
    pub flat_custom_data: Option<bool>,
}

/// A condition on one field.
#[wire(request, "ListUsersAdvancedFilterItemDto")]
pub struct UserFilter {
    /// Field name.
    pub field: String,
    /// Comparison.
    pub operator: FilterOperator,
    /// Value.
    pub value: Option<Value>,
}

/// Order by one field.
#[wire(request, "SortingDto")]
pub struct Sorting {
    /// Field name.
    pub field: SortField,
    /// Direction.
    pub order: SortOrder,
}

/// Which page.
#[wire(request, "PaginationDto")]
pub struct Pagination {
    /// Page number, from 1.
    pub page: Option<i64>,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: Option<i64>,
}

/// A page of users.
#[wire("UserPagingDto")]
pub type UserPage = Page<User>;

/// Field that keywords are looked for in.
#[wire]
pub enum FuzzyField {
    Id = "id",
    Phone = "phone",
    Email = "email",
    Name = "name",
    Username = "username",
    ExternalId = "externalId",
    Nickname = "nickname",
    Company = "company",
    GivenName = "givenName",
    FamilyName = "familyName",
    MiddleName = "middleName",
    Profile = "profile",
    PreferredUsername = "preferredUsername",
    Website = "website",
    Address = "address",
    Formatted = "formatted",
    StreetAddress = "streetAddress",
    PostalCode = "postalCode",
    IdentityNumber = "identityNumber",
}

/// Comparison.
#[wire]
pub enum FilterOperator {
    Equal = "EQUAL",
    NotEqual = "NOT_EQUAL",
    Contains = "CONTAINS",
    NotContains = "NOT_CONTAINS",
    IsNull = "IS_NULL",
    NotNull = "NOT_NULL",
    In = "IN",
    Greater = "GREATER",
    Lesser = "LESSER",
    Between = "BETWEEN",
}

/// Field to order by.
#[wire]
pub enum SortField {
    Id = "id",
    CreatedAt = "createdAt",
    UpdatedAt = "updatedAt",
    Email = "email",
    Username = "username",
    ExternalId = "externalId",
    Phone = "phone",
    Status = "status",
    StatusChangedAt = "statusChangedAt",
    PasswordLastSetAt = "passwordLastSetAt",
    LoginsCount = "loginsCount",
    Gender = "gender",
    LastLogin = "lastLogin",
    UserSourceType = "userSourceType",
    LastMfaTime = "lastMfaTime",
    PasswordSecurityLevel = "passwordSecurityLevel",
    PhoneCountryCode = "phoneCountryCode",
    LastIp = "lastIp",
}

/// Direction of an order.
#[wire]
pub enum SortOrder {
    Desc = "desc",
    Asc = "asc",
}
