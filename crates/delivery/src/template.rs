//! Words of the messages, in the languages of the wire.

use crate::message::{Invitation, Message, Notice};
use crate::text;

/// Language of a message, by its tag on the wire.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a>(pub &'a str);

impl Wording<'_> {
    /// The text of a message.
    pub fn text(self, message: Message<'_>) -> String {
        match message {
            Message::Code { code, lifetime } => text::plain(code, lifetime, self.0),
            Message::Notice(notice) => self.notice(notice),
            Message::Invitation(invitation) => self.invitation(invitation),
        }
    }

    /// The subject of a message that travels by e-mail.
    pub fn subject(self, message: Message<'_>) -> &'static str {
        match (message, self.0) {
            (Message::Code { .. }, "zh-CN") => "验证码",
            (Message::Code { .. }, "zh-TW") => "驗證碼",
            (Message::Code { .. }, "ja-JP") => "認証コード",
            (Message::Code { .. }, _) => "Verification code",
            (Message::Invitation(_), "zh-CN") => "您已成为租户管理员",
            (Message::Invitation(_), "zh-TW") => "您已成為租戶管理員",
            (Message::Invitation(_), "ja-JP") => "テナントの管理者になりました",
            (Message::Invitation(_), _) => "You administer a tenant",
            (Message::Notice(_), "zh-CN") => "账号通知",
            (Message::Notice(_), "zh-TW") => "帳號通知",
            (Message::Notice(_), "ja-JP") => "アカウントのお知らせ",
            (Message::Notice(_), _) => "Your account",
        }
    }

    fn invitation(self, told: Invitation<'_>) -> String {
        let Invitation {
            user,
            admin,
            tenant,
            identifier,
        } = told;
        match self.0 {
            "zh-CN" => format!(
                "{user}，您好：{admin} 已将您设为租户 {tenant} 的管理员，租户标识为 {identifier}。"
            ),
            "zh-TW" => format!(
                "{user}，您好：{admin} 已將您設為租戶 {tenant} 的管理員，租戶識別碼為 {identifier}。"
            ),
            "ja-JP" => format!(
                "{user} 様：{admin} により、テナント {tenant}（識別子 {identifier}）の管理者に設定されました。"
            ),
            _ => format!(
                "Hello {user}, {admin} made you an administrator of {tenant}. Its identifier is {identifier}."
            ),
        }
    }

    fn notice(self, notice: Notice) -> String {
        let happened = self.pick(happened(notice));
        let rest = match notice {
            Notice::AccountCreated | Notice::ClaimEnded | Notice::ConsoleRecovered => "",
            _ => self.pick(WARNING),
        };
        let space = if rest.is_ascii() && !rest.is_empty() {
            " "
        } else {
            ""
        };
        format!("{happened}{space}{rest}")
    }

    /// The one in this language, of four in the order of [`happened`].
    fn pick(self, [english, simplified, traditional, japanese]: [&'static str; 4]) -> &'static str {
        match self.0 {
            "zh-CN" => simplified,
            "zh-TW" => traditional,
            "ja-JP" => japanese,
            _ => english,
        }
    }
}

const WARNING: [&str; 4] = [
    "If it was not you, ask for help at once.",
    "如非本人操作，请立即联系客服。",
    "如非本人操作，請立即聯繫客服。",
    "心当たりがない場合はすぐにご連絡ください。",
];

/// What happened, in English, simplified and traditional Chinese, and Japanese.
fn happened(notice: Notice) -> [&'static str; 4] {
    match notice {
        Notice::PhoneBound => PHONE_BOUND,
        Notice::PhoneUnbound => PHONE_UNBOUND,
        Notice::PhoneChanged => PHONE_CHANGED,
        Notice::EmailBound => EMAIL_BOUND,
        Notice::EmailUnbound => EMAIL_UNBOUND,
        Notice::EmailChanged => EMAIL_CHANGED,
        Notice::PasswordChanged => PASSWORD_CHANGED,
        Notice::PasswordReset => PASSWORD_RESET,
        Notice::IdentityLinked => IDENTITY_LINKED,
        Notice::IdentityUnlinked => IDENTITY_UNLINKED,
        Notice::ClaimEnded => CLAIM_ENDED,
        Notice::AccountCreated => ACCOUNT_CREATED,
        Notice::ConsoleRecovered => CONSOLE_RECOVERED,
    }
}

const PHONE_BOUND: [&str; 4] = [
    "A phone number was added to your account.",
    "您的账号已绑定手机号。",
    "您的帳號已綁定手機號。",
    "アカウントに電話番号が追加されました。",
];

const PHONE_UNBOUND: [&str; 4] = [
    "The phone number of your account was removed.",
    "您的账号已解绑手机号。",
    "您的帳號已解除綁定手機號。",
    "アカウントの電話番号が削除されました。",
];

const PHONE_CHANGED: [&str; 4] = [
    "The phone number of your account was changed.",
    "您的账号已更换手机号。",
    "您的帳號已更換手機號。",
    "アカウントの電話番号が変更されました。",
];

const EMAIL_BOUND: [&str; 4] = [
    "An e-mail address was added to your account.",
    "您的账号已绑定邮箱。",
    "您的帳號已綁定郵箱。",
    "アカウントにメールアドレスが追加されました。",
];

const EMAIL_UNBOUND: [&str; 4] = [
    "The e-mail address of your account was removed.",
    "您的账号已解绑邮箱。",
    "您的帳號已解除綁定郵箱。",
    "アカウントのメールアドレスが削除されました。",
];

const EMAIL_CHANGED: [&str; 4] = [
    "The e-mail address of your account was changed.",
    "您的账号已更换邮箱。",
    "您的帳號已更換郵箱。",
    "アカウントのメールアドレスが変更されました。",
];

const PASSWORD_CHANGED: [&str; 4] = [
    "The password of your account was changed.",
    "您的账号密码已修改。",
    "您的帳號密碼已修改。",
    "アカウントのパスワードが変更されました。",
];

const PASSWORD_RESET: [&str; 4] = [
    "The password of your account was reset and all sign-ins were ended.",
    "您的账号密码已重置，所有登录均已退出。",
    "您的帳號密碼已重置，所有登入均已退出。",
    "パスワードが再設定され、すべてのログインが終了しました。",
];

const IDENTITY_LINKED: [&str; 4] = [
    "An external account was linked to your account.",
    "您的账号已关联第三方账号。",
    "您的帳號已連結第三方帳號。",
    "アカウントに外部アカウントが連携されました。",
];

const IDENTITY_UNLINKED: [&str; 4] = [
    "An external account was unlinked from your account.",
    "您的账号已取消关联第三方账号。",
    "您的帳號已取消連結第三方帳號。",
    "アカウントと外部アカウントの連携が解除されました。",
];

const CLAIM_ENDED: [&str; 4] = [
    "Somebody had signed up with this e-mail address without proving it. It is proven to be yours now; the password and all sign-ins from before were ended.",
    "曾有人用此邮箱注册而未验证。现已验证为您所有，此前的密码和登录均已失效。",
    "曾有人用此郵箱註冊而未驗證。現已驗證為您所有，此前的密碼和登入均已失效。",
    "このメールアドレスは確認されないまま登録に使われていました。あなたのものと確認されたため、以前のパスワードとログインは無効になりました。",
];

const ACCOUNT_CREATED: [&str; 4] = [
    "An account was created for you.",
    "已为您创建账号。",
    "已為您建立帳號。",
    "アカウントが作成されました。",
];

const CONSOLE_RECOVERED: [&str; 4] = [
    "Somebody on the machine of the server made a link that adds an owner of the console. It works for 30 minutes. Unless an owner did this, take the console from whoever came by it, and look at who has the machine.",
    "有人在服务器上生成了用于添加控制台所有者的链接，30 分钟内有效。如非所有者所为，请停用由此加入的人，并检查谁能登录服务器。",
    "有人在伺服器上產生了用於新增主控台擁有者的連結，30 分鐘內有效。如非擁有者所為，請停用由此加入的人，並檢查誰能登入伺服器。",
    "サーバー上で、コンソールの所有者を追加するリンクが作成されました。30分間有効です。所有者の操作でない場合は、追加された人を停止し、サーバーにアクセスできる人を確認してください。",
];
