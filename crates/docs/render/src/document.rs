//! The document of the API as pages and samples read it.

use serde_json::{Map, Value};

use crate::names::{encoded, kebab_case};
use crate::schema::{self, entries, list, member, text};

/// A JSON object.
pub type Object = Map<String, Value>;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Anybody.
    Public,
    /// An application named by a header.
    Visitor,
    /// An application, authenticated by its secret.
    Client,
    /// A signed-in user.
    User,
    /// The user pool itself.
    Management,
}

/// The form of a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// JSON in, the envelope of V3 out.
    Envelope,
    /// JSON in, the bare answer out.
    Bare,
    /// A form in, the answers and errors of RFC 6749 out.
    OAuth,
}

/// An operation of the document.
#[derive(Debug, Clone)]
pub struct Operation<'d> {
    /// `operationId`.
    pub id: &'d str,
    /// HTTP method, in capitals.
    pub method: String,
    /// Path; a segment `{name}` holds the field of that name.
    pub path: &'d str,
    /// Its first tag.
    pub noun: &'d str,
    /// `x-caller`.
    pub caller: Caller,
    /// `x-wire`.
    pub wire: Wire,
    /// `x-client`: the class it is a method of.
    pub client: &'d str,
    /// `x-proof`: whether the application's id and secret go into the body.
    pub proves_application: bool,
    /// `x-python`: whether the official Python package has a method for it.
    pub in_python: bool,
    /// `x-rust`: module and type of the request in the Rust client.
    pub rust_type: (&'d str, &'d str),
    /// All that the document says of it.
    pub described: &'d Value,
}

/// A document whose operations say all that pages and samples need.
#[derive(Debug)]
pub struct Document<'d> {
    /// The document itself.
    pub value: &'d Value,
    /// Its operations, in order.
    pub operations: Vec<Operation<'d>>,
}

impl<'d> Document<'d> {
    /// Reads the operations of a document.
    ///
    /// # Errors
    /// When one of them lacks an extension.
    pub fn read(value: &'d Value) -> Result<Self, String> {
        let paths = entries(member(value, "paths"));
        let operations = paths.flat_map(|(path, methods)| {
            entries(methods).map(|(method, described)| Operation::read(path, method, described))
        });
        Ok(Self {
            value,
            operations: operations.collect::<Result<_, _>>()?,
        })
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&Operation<'d>> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The schema of that name.
    pub fn schema(&self, name: &str) -> &'d Value {
        let components = member(self.value, "components");
        member(member(components, "schemas"), name)
    }
}

impl<'d> Operation<'d> {
    fn read(path: &'d str, method: &str, described: &'d Value) -> Result<Self, String> {
        let id = text(described, "operationId");
        let lacks = |name: &str| format!("{id}: {name} is not what the pages need");
        Ok(Self {
            id,
            method: method.to_uppercase(),
            path,
            noun: list(member(described, "tags"))
                .find_map(Value::as_str)
                .ok_or_else(|| lacks("tags"))?,
            caller: caller(text(described, "x-caller")).ok_or_else(|| lacks("x-caller"))?,
            wire: wire(text(described, "x-wire")).ok_or_else(|| lacks("x-wire"))?,
            client: text(described, "x-client"),
            proves_application: *member(described, "x-proof") == true,
            in_python: *member(described, "x-python") == true,
            rust_type: rust_type(described).ok_or_else(|| lacks("x-rust"))?,
            described,
        })
    }

    /// Whether it belongs to the client of the user pool.
    pub fn is_management(&self) -> bool {
        self.client == "ManagementClient"
    }

    /// Whether the request has a body; else it is a query.
    pub fn has_body(&self) -> bool {
        member(self.described, "requestBody").is_object()
    }

    /// The request of its example: parameters, then body.
    pub fn request(&self) -> Object {
        let mut request = Object::new();
        for parameter in list(member(self.described, "parameters")) {
            if let Some(value) = parameter.get("example") {
                request.insert(text(parameter, "name").into(), value.clone());
            }
        }
        let content = member(member(self.described, "requestBody"), "content");
        for (_, media) in entries(content) {
            let body = entries(member(media, "example"));
            request.extend(body.map(|(name, value)| (name.clone(), value.clone())));
        }
        request
    }

    /// The answer of its example; null for an empty one.
    pub fn answer(&self) -> &'d Value {
        member(schema::answer(self.described), "example")
    }

    /// Whether the answer carries nothing.
    pub fn answers_nothing(&self) -> bool {
        entries(schema::data(self.described)).next().is_none()
    }

    /// Its path with the fields that stand in it, which leave the request.
    pub fn address(&self, request: &mut Object) -> String {
        let mut address = self.path.to_owned();
        for parameter in list(member(self.described, "parameters")) {
            let name = text(parameter, "name");
            if text(parameter, "in") == "path"
                && let Some(value) = request.shift_remove(name)
            {
                let value = encoded(&schema::plain(&value));
                address = address.replace(&format!("{{{name}}}"), &value);
            }
        }
        address
    }

    /// Its page, inside the folder of a language.
    pub fn page(&self) -> String {
        page(self.noun, self.id)
    }

    /// The errors of its own.
    pub fn errors(&self) -> impl Iterator<Item = &'d Value> + use<'d> {
        list(member(self.described, "x-errors"))
    }
}

/// The page of an operation, inside the folder of a language.
pub fn page(noun: &str, id: &str) -> String {
    format!("api/{noun}/{}.md", kebab_case(id))
}

/// Module and type of a schema or an operation in the Rust client.
pub fn rust_type(described: &Value) -> Option<(&str, &str)> {
    text(described, "x-rust").split_once("::")
}

fn caller(name: &str) -> Option<Caller> {
    Some(match name {
        "Public" => Caller::Public,
        "Visitor" => Caller::Visitor,
        "Client" => Caller::Client,
        "User" => Caller::User,
        "Management" => Caller::Management,
        _ => return None,
    })
}

fn wire(name: &str) -> Option<Wire> {
    Some(match name {
        "Envelope" => Wire::Envelope,
        "Bare" => Wire::Bare,
        "OAuth" => Wire::OAuth,
        _ => return None,
    })
}
