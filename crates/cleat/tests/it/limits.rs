//! Limits end exactly at their figures, over all channels.

use cleat_api::ErrorCode;
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_client::Client;

use crate::harness::{Server, at_once, number, refused};

async fn sms(client: Client, channel: SmsChannel, n: u32) -> bool {
    let send = SendSms {
        channel,
        phone_number: number(n),
        ..SendSms::default()
    };
    client.call(&send).await.is_ok()
}

async fn email(client: Client, n: u32) -> bool {
    let send = SendEmail {
        channel: EmailChannel::Login,
        email: format!("u{n}@example.com"),
    };
    client.call(&send).await.is_ok()
}

/// Seen to fail with a full shard taken for a full pool.
#[tokio::test(flavor = "multi_thread")]
async fn a_pool_sends_exactly_what_its_limit_says() {
    for limit in [1, 16, 37] {
        let text = limit.to_string();
        let settings = [
            ("no_address_limits", "true"),
            ("sends_per_pool", text.as_str()),
        ];
        let server = Server::with(&settings).await;
        for hour in 0..2 {
            let sends = (0..60).map(|n| {
                let (client, n) = (server.client.clone(), n + 100 * hour);
                async move {
                    match n % 2 {
                        0 => sms(client, SmsChannel::Login, n).await,
                        _ => email(client, n).await,
                    }
                }
            });
            let sent = at_once(16, sends).await;
            let sent = sent.into_iter().filter(|sent| *sent).count();
            assert_eq!(sent, limit, "hour {hour}");
            server.advance(3600);
        }
    }
}

/// Seen to fail with the channel in the subject of the window.
#[tokio::test(flavor = "multi_thread")]
async fn a_target_gets_exactly_its_figure_over_all_channels() {
    let settings = [("no_address_limits", "true"), ("sends_per_target", "7")];
    let server = Server::with(&settings).await;
    let mut sent = 0;
    for _ in 0..2 {
        for channel in SmsChannel::ALL {
            sent += u32::from(sms(server.client.clone(), *channel, 1).await);
        }
        server.advance(60);
    }
    assert_eq!(sent, 7);
    let one_more = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(1),
        ..SendSms::default()
    };
    refused(
        server.client.call(&one_more).await,
        ErrorCode::TooManyRequests,
    );
    assert!(sms(server.client.clone(), SmsChannel::Login, 2).await);
}
