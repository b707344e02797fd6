//! Every error by its name, with what an answer has of it.

use cleat_render::Document;
use cleat_render::schema::{list, member, text};

/// The type of the table of errors.
pub fn types(document: &Document<'_>) -> String {
    let mut all = String::from(
        "/** Every error: `isError(answer, ErrorCode.PhoneTaken)`. */\n\
         export interface ErrorCodes {\n",
    );
    for error in list(member(document.value, "x-errors")) {
        let api_code = match member(error, "apiCode").is_null() {
            true => "",
            false => "; apiCode: number",
        };
        all.push_str(&format!(
            "  /** {} */ {}: {{ statusCode: number{api_code} }};\n",
            text(member(error, "messages"), "en-US"),
            text(error, "name"),
        ));
    }
    all.push_str("}\n");
    all
}
