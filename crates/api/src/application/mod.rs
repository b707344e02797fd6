//! Applications.

mod branding;
mod change;
mod oidc;
mod read;
mod secret;
mod sign_in;

use cleat_api_macros::operations;

use crate::scalar::Success;

pub use branding::*;
pub use change::*;
pub use oidc::*;
pub use read::*;
pub use secret::*;
pub use sign_in::*;

operations! {
    createApplication = POST "/api/v3/create-application"
        by Management, audits Call,
        CreateApplication -> Application,
        errors [Conflict];
    getApplication = GET "/api/v3/get-application"
        by Management,
        GetApplication -> Application;
    listApplications = GET "/api/v3/list-applications"
        by Management,
        ListApplications -> ApplicationPage;
    updateApplication = POST "/api/v3/update-application"
        by Management, audits Call,
        UpdateApplication -> Success,
        errors [Conflict, UsersStranded];
    deleteApplication = POST "/api/v3/delete-application"
        by Management, audits Call,
        DeleteApplication -> Success,
        errors [AppIsLast, UsersStranded];
    getApplicationSecret = GET "/api/v3/get-application-secret"
        by Management,
        GetApplicationSecret -> ApplicationSecret;
    refreshApplicationSecret = POST "/api/v3/refresh-application-secret"
        by Management, audits Call,
        RefreshApplicationSecret -> ApplicationSecret;
    checkAppIdSecret = POST "/api/v3/check-app-id-secret"
        by Public, counts Guess,
        CheckAppIdSecret -> SecretCheck;
}
