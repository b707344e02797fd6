//! Vectors of AWS Signature Version 4, none written by us.

use super::sigv4::{Request, Signer, canonical_hash};
use super::tests_west::{flips, owned};

const AWS_SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

const POST: [&str; 3] = ["POST", "/", ""];
const NOW: &str = "20261125T100000Z";

const SES: &str = concat!(
    r#"{"FromEmailAddress": "a@x.test", "Destination": {"ToAddresses": ["b@y.test"]}, "#,
    r#""Content": {"Simple": {"Subject": {"Data": "s", "Charset": "UTF-8"}, "#,
    r#""Body": {"Text": {"Data": "t", "Charset": "UTF-8"}}}}}"#,
);
const EUM: &str = concat!(
    r#"{"DestinationPhoneNumber": "+14155552671", "MessageBody": "123456 is your code", "#,
    r#""MessageType": "TRANSACTIONAL", "TimeToLive": 300}"#,
);

struct Aws {
    region: String,
    service: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    date: String,
    secret: String,
}

impl Aws {
    fn of(
        service: &str,
        date: &str,
        [method, path, query]: [&str; 3],
        headers: &[(&str, &str)],
        body: &str,
    ) -> Self {
        let mut headers = owned(headers);
        headers.push(("x-amz-date".into(), date.into()));
        Self {
            region: "us-east-1".into(),
            service: service.into(),
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers,
            body: body.into(),
            date: date.into(),
            secret: AWS_SECRET.into(),
        }
    }

    /// Signature and hash of the canonical request.
    fn signed(&self) -> (String, String) {
        let signer = Signer {
            key_id: "AKIDEXAMPLE",
            secret: &self.secret,
            region: &self.region,
            service: &self.service,
        };
        let header = |(name, value): &'_ (String, String)| (name.clone(), value.clone());
        let headers: Vec<_> = self.headers.iter().map(header).collect();
        let headers: Vec<_> = headers
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        let request = Request {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: self.body.as_bytes(),
            date: &self.date,
        };
        let authorization = signer.authorize(&request);
        let signature = signer.signature(&request);
        assert!(authorization.ends_with(&format!("Signature={signature}")));
        (signature, canonical_hash(&request))
    }

    /// Every text that is signed.
    fn inputs(&mut self) -> Vec<&mut String> {
        let Self {
            region,
            service,
            method,
            path,
            query,
            headers,
            body,
            date,
            secret,
        } = self;
        let mut inputs = vec![region, service, method, path, query, body, date, secret];
        inputs.extend(headers.iter_mut().flat_map(|(name, value)| [name, value]));
        inputs
    }
}

/// A request, its signature, and the hash of its canonical form where the vector has it.
type Vector = (Aws, &'static str, Option<&'static str>);

/// Those of AWS's suite and of its documentation.
fn of_aws() -> [Vector; 3] {
    let date = "20150830T123600Z";
    let example = ("host", "example.amazonaws.com");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let list = ["GET", "/", "Action=ListUsers&Version=2010-05-08"];
    let iam = [("content-type", FORM), ("host", "iam.amazonaws.com")];
    [
        (
            Aws::of("service", date, ["GET", "/", ""], &[example], ""),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            Some("bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63"),
        ),
        (
            Aws::of("service", date, POST, &[form, example], "Param1=value1"),
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            None,
        ),
        (
            Aws::of("iam", date, list, &iam, ""),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            Some("f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"),
        ),
    ]
}

/// Those of the services we call, made by botocore.
fn of_botocore() -> [Vector; 3] {
    let sns = "Action=Publish&Version=2010-03-31&PhoneNumber=%2B14155552671\
               &Message=123456+is+your+code\
               &MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType\
               &MessageAttributes.entry.1.Value.DataType=String\
               &MessageAttributes.entry.1.Value.StringValue=Transactional";
    let to_sns = [
        ("content-type", FORM),
        ("host", "sns.us-east-1.amazonaws.com"),
    ];
    let to_ses = [
        ("content-type", "application/json"),
        ("host", "email.us-east-1.amazonaws.com"),
    ];
    let to_eum = [
        ("content-type", "application/x-amz-json-1.0"),
        ("host", "sms-voice.us-east-1.amazonaws.com"),
        ("x-amz-target", "PinpointSMSVoiceV2.SendTextMessage"),
    ];
    let outbound = ["POST", "/v2/email/outbound-emails", ""];
    let of = |service, line, headers: &[_], body| Aws::of(service, NOW, line, headers, body);
    [
        (
            of("sns", POST, &to_sns, sns),
            "183430c030073cacf6ebeb90a7c7cd220e03888e557257f3b0a50a50db9b9820",
            None,
        ),
        (
            of("ses", outbound, &to_ses, SES),
            "a65315fccc8e63b99a059331f106ff607f43321dd6be503a2b5f942020f2bfaa",
            None,
        ),
        (
            of("sms-voice", POST, &to_eum, EUM),
            "f3491197d452ceb81bc775e47b16bcb418c66b37de76a6b87791082312c241c7",
            None,
        ),
    ]
}

#[test]
fn aws_signs_all_of_a_request() {
    for (mut request, signature, canonical) in of_aws().into_iter().chain(of_botocore()) {
        let signed = request.signed();
        assert_eq!(signed.0, signature, "{}", request.service);
        assert!(canonical.is_none_or(|canonical| signed.1 == canonical));
        for at in 0..request.inputs().len() {
            let input = request.inputs()[at].clone();
            for changed in flips(&input) {
                request.inputs()[at].clone_from(&changed);
                assert_ne!(request.signed().0, signature, "{changed}");
            }
            *request.inputs()[at] = input;
        }
    }
}
