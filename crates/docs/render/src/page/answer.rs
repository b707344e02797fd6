//! What comes back.

use serde_json::Value;

use super::Page;
use super::table::{head, link, row};
use crate::messages;
use crate::schema;

impl Page<'_> {
    pub(super) fn answer(&self) -> String {
        let heading = self.heading("Request response", "请求响应");
        format!("{heading}{}{}", self.form(), self.result())
    }

    /// The type of the answer.
    fn form(&self) -> String {
        let described = self.operation.described;
        let of_type = self.of("Type", "类型");
        if schema::is_enveloped(described) {
            format!("{of_type}: `CommonResponseDto`\n\n{}\n", self.envelope())
        } else if self.operation.answer().is_null() {
            self.of("An empty body.\n\n", "空响应体。\n\n").into()
        } else {
            format!("{of_type}: {}\n\n", self.data())
        }
    }

    /// The type of what the answer carries.
    fn data(&self) -> String {
        let data = schema::data(self.operation.described);
        match schema::kind(self.document.value, data) {
            (kind, Some(name)) => link(&kind, &name),
            (kind, None) => format!("`{kind}`"),
        }
    }

    fn envelope(&self) -> String {
        let mut text = head(&[
            self.of("Name", "名称"),
            self.of("Type", "类型"),
            self.of("Description", "描述"),
        ]);
        let fields = [
            ("statusCode", "number", self.of("Business status code, which tells whether the operation succeeded: 200 means success.", "业务状态码，可以通过此状态码判断操作是否成功，200 表示成功。")),
            ("message", "string", self.of("What happened, in the caller's language.", "结果说明，使用调用方的语言。")),
            ("apiCode", "number", self.of("Segmented error code, where the error has one; a success has none. All of them: [error codes](../../errors.md).", "细分错误码，成功时没有。完整列表见[错误码](../../errors.md)。")),
            ("requestId", "string", self.of("Id of the request; also in the server's log.", "请求 id，也记录在服务器日志中。")),
        ];
        for (name, kind, doc) in fields {
            text.push_str(&row(&[name, kind, doc]));
        }
        if !schema::data(self.operation.described).is_null() {
            let doc = self.of("What the operation answers.", "接口返回的数据。");
            text.push_str(&row(&["data", &self.data(), doc]));
        }
        text
    }

    /// The recorded answer, its message in the language of the page.
    fn result(&self) -> String {
        let mut answer = self.operation.answer().clone();
        if answer.is_null() {
            return String::new();
        }
        if let Some(message) = answer.get_mut("message") {
            *message = Value::from(messages::success(self.document.value, self.tongue));
        }
        let json = serde_json::to_string_pretty(&answer).unwrap_or_default();
        let heading = self.of("Sample result", "示例结果");
        format!("{heading}:\n\n```json\n{json}\n```\n\n")
    }
}
