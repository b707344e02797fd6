//! The vendors: one file each.

mod alibaba;
mod aliyun;
mod aliyun_international;
mod aws;
mod aws_end_user_messaging;
mod aws_sns;
mod bridge;
mod chuanglan;
mod chuanglan_answers;
mod chuanglan_codes;
mod direct_mail;
mod http;
mod sendgrid;
mod ses;
mod shared;
mod standard_webhook;
mod tencent;
mod tencent_codes;
mod twilio;
mod twilio_account;
mod twilio_verify;
mod twilio_voice;
mod twilio_whatsapp;
mod vonage;
mod whatsapp_cloud;
mod wire;

#[cfg(test)]
mod tests;

use crate::provider::smpp;
use crate::service::Vendor;

pub(crate) use bridge::Bridge;

/// Every vendor whose settings the operations take.
pub const VENDORS: &[Vendor] = &[
    aliyun::VENDOR,
    aliyun_international::VENDOR,
    tencent::VENDOR,
    chuanglan::VENDOR,
    twilio::VENDOR,
    twilio_verify::VENDOR,
    twilio_voice::VENDOR,
    twilio_whatsapp::VENDOR,
    whatsapp_cloud::VENDOR,
    vonage::VENDOR,
    aws_sns::VENDOR,
    aws_end_user_messaging::VENDOR,
    standard_webhook::VENDOR,
    http::VENDOR,
    smpp::VENDOR,
    direct_mail::VENDOR,
    sendgrid::VENDOR,
    ses::VENDOR,
];

/// The vendor of that name.
pub fn vendor(name: &str) -> Option<&'static Vendor> {
    VENDORS.iter().find(|vendor| vendor.name == name)
}
