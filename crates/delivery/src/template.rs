//! Words of the messages, in the languages of the wire.

use crate::message::{Message, Notice};

/// Language of a message, by its tag on the wire.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a>(pub &'a str);

impl Wording<'_> {
    /// The text of a message.
    pub fn text(self, message: Message<'_>) -> String {
        match message {
            Message::Code { code, minutes } => match self.0 {
                "zh-CN" => format!("验证码 {code}，{minutes} 分钟内有效。请勿告诉他人。"),
                "zh-TW" => format!("驗證碼 {code}，{minutes} 分鐘內有效。請勿告訴他人。"),
                "ja-JP" => {
                    format!("認証コード {code}（{minutes}分間有効）。他人に教えないでください。")
                }
                _ => format!(
                    "{code} is your verification code, good for {minutes} minutes. Do not share it."
                ),
            },
            Message::Notice(notice) => self.notice(notice).to_owned(),
        }
    }

    /// The subject of a message that travels by e-mail.
    pub fn subject(self, message: Message<'_>) -> &'static str {
        match (message, self.0) {
            (Message::Code { .. }, "zh-CN") => "验证码",
            (Message::Code { .. }, "zh-TW") => "驗證碼",
            (Message::Code { .. }, "ja-JP") => "認証コード",
            (Message::Code { .. }, _) => "Verification code",
            (Message::Notice(_), "zh-CN") => "账号通知",
            (Message::Notice(_), "zh-TW") => "帳號通知",
            (Message::Notice(_), "ja-JP") => "アカウントのお知らせ",
            (Message::Notice(_), _) => "Your account",
        }
    }

    fn notice(self, notice: Notice) -> &'static str {
        match (notice, self.0) {
            (Notice::PhoneChanged, "zh-CN") => {
                "您的账号已更换手机号。如非本人操作，请立即联系客服。"
            }
            (Notice::PhoneChanged, "zh-TW") => {
                "您的帳號已更換手機號。如非本人操作，請立即聯繫客服。"
            }
            (Notice::PhoneChanged, "ja-JP") => {
                "アカウントの電話番号が変更されました。心当たりがない場合はすぐにご連絡ください。"
            }
            (Notice::PhoneChanged, _) => {
                "The phone number of your account was changed. If it was not you, ask for help at once."
            }
            (Notice::EmailChanged, "zh-CN") => "您的账号已更换邮箱。如非本人操作，请立即联系客服。",
            (Notice::EmailChanged, "zh-TW") => "您的帳號已更換郵箱。如非本人操作，請立即聯繫客服。",
            (Notice::EmailChanged, "ja-JP") => {
                "アカウントのメールアドレスが変更されました。心当たりがない場合はすぐにご連絡ください。"
            }
            (Notice::EmailChanged, _) => {
                "The e-mail address of your account was changed. If it was not you, ask for help at once."
            }
            (Notice::PasswordReset, "zh-CN") => "您的账号密码已重置，所有登录均已退出。",
            (Notice::PasswordReset, "zh-TW") => "您的帳號密碼已重置，所有登入均已退出。",
            (Notice::PasswordReset, "ja-JP") => {
                "パスワードが再設定され、すべてのログインが終了しました。"
            }
            (Notice::PasswordReset, _) => {
                "The password of your account was reset and all sign-ins were ended."
            }
            (Notice::ClaimEnded, language) => claim_ended(language),
            (Notice::AccountCreated, "zh-CN") => "已为您创建账号。",
            (Notice::AccountCreated, "zh-TW") => "已為您建立帳號。",
            (Notice::AccountCreated, "ja-JP") => "アカウントが作成されました。",
            (Notice::AccountCreated, _) => "An account was created for you.",
        }
    }
}

/// An address was claimed by somebody else before its owner proved it.
fn claim_ended(language: &str) -> &'static str {
    match language {
        "zh-CN" => "曾有人用此邮箱注册而未验证。现已验证为您所有，此前的密码和登录均已失效。",
        "zh-TW" => "曾有人用此郵箱註冊而未驗證。現已驗證為您所有，此前的密碼和登入均已失效。",
        "ja-JP" => {
            "このメールアドレスは確認されないまま登録に使われていました。あなたのものと確認されたため、以前のパスワードとログインは無効になりました。"
        }
        _ => {
            "Somebody had signed up with this e-mail address without proving it. It is proven to be yours now; the password and all sign-ins from before were ended."
        }
    }
}
