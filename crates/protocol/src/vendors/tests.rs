//! The vendors' own vectors, each beside what one changed bit makes of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

#[test]
fn standard_webhooks() {
    for (secret, id, seconds, body, expected) in [
        (
            "plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            "1731705121",
            r#"{"event_type":"ping","data":{"success":true}}"#,
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
        (
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ] {
        let key = STANDARD.decode(secret).unwrap();
        let sign = |id: &str, seconds: &str, body: &str| {
            standard_webhook::sign(&key, id, seconds, body.as_bytes())
        };
        assert_eq!(sign(id, seconds, body), expected);
        assert_ne!(sign("msg_other", seconds, body), expected);
        assert_ne!(sign(id, "1614265331", body), expected);
        assert_ne!(sign(id, seconds, &body.replace('t', "u")), expected);
    }
}
