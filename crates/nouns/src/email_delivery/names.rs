//! Names of templates and of their groups, as consoles show them.

use cleat_api::Language;
use cleat_api::email_delivery::{EmailTemplateCategory, EmailTemplateType};

/// The name of the standard template of a type.
pub fn of_type(kind: EmailTemplateType, language: Language) -> &'static str {
    let [english, simplified, traditional, japanese] = in_every_language(kind);
    match language {
        Language::EnUs => english,
        Language::ZhCn => simplified,
        Language::ZhTw => traditional,
        Language::JaJp => japanese,
    }
}

/// In English, simplified and traditional Chinese, and Japanese.
fn in_every_language(kind: EmailTemplateType) -> [&'static str; 4] {
    use EmailTemplateType as Kind;
    match kind {
        Kind::Welcome => ["Welcome", "欢迎邮件", "歡迎郵件", "ようこそ"],
        Kind::FirstCreatedUser => [
            "Account created",
            "首次创建账号",
            "首次建立帳號",
            "アカウント作成",
        ],
        Kind::Register => [
            "Sign-up code",
            "注册验证码",
            "註冊驗證碼",
            "新規登録の認証コード",
        ],
        Kind::Login => [
            "Sign-in code",
            "登录验证码",
            "登入驗證碼",
            "ログインの認証コード",
        ],
        Kind::Mfa => [
            "Confirmation code",
            "MFA 验证码",
            "MFA 驗證碼",
            "本人確認の認証コード",
        ],
        Kind::InformationCompletion => COMPLETION,
        Kind::FirstEmailLogin => FIRST_SIGN_IN,
        Kind::ConsoleConducted => CONSOLE,
        Kind::PasswordUpdateRemind => PASSWORD_EXPIRES,
        Kind::AdminResetPassword => RESET_BY_ADMINISTRATOR,
        Kind::PasswordReset => PASSWORD_WAS_RESET,
        Kind::ResetPassword => RESET_PASSWORD,
        Kind::SelfUnlocking => UNLOCK,
        Kind::EmailBind => BIND,
        Kind::EmailUnbind => UNBIND,
    }
}

const COMPLETION: [&str; 4] = [
    "Code to complete the account",
    "信息补全验证码",
    "資料補全驗證碼",
    "アカウント情報の認証コード",
];
const FIRST_SIGN_IN: [&str; 4] = [
    "Address check at the first sign-in",
    "首次邮箱登录验证",
    "首次信箱登入驗證",
    "初回ログイン時のアドレス確認",
];
const CONSOLE: [&str; 4] = [
    "Address check by an administrator",
    "控制台发起验证",
    "控制台發起驗證",
    "管理者によるアドレス確認",
];
const PASSWORD_EXPIRES: [&str; 4] = [
    "Password expires",
    "密码到期提醒",
    "密碼到期提醒",
    "パスワード有効期限のお知らせ",
];
const RESET_BY_ADMINISTRATOR: [&str; 4] = [
    "Password reset by an administrator",
    "管理员重置密码通知",
    "管理員重設密碼通知",
    "管理者によるパスワードリセット",
];
const PASSWORD_WAS_RESET: [&str; 4] = [
    "Password was reset",
    "密码重置成功通知",
    "密碼重設成功通知",
    "パスワード再設定のお知らせ",
];
const RESET_PASSWORD: [&str; 4] = [
    "Code to reset the password",
    "重置密码验证码",
    "重設密碼驗證碼",
    "パスワード再設定の認証コード",
];
const UNLOCK: [&str; 4] = [
    "Code to unlock the account",
    "自助解锁验证码",
    "自助解鎖驗證碼",
    "ロック解除の認証コード",
];
const BIND: [&str; 4] = [
    "Code to bind an address",
    "绑定邮箱验证码",
    "綁定信箱驗證碼",
    "メールアドレス確認の認証コード",
];
const UNBIND: [&str; 4] = [
    "Code to unbind an address",
    "解绑邮箱验证码",
    "解除綁定信箱驗證碼",
    "メールアドレス削除の認証コード",
];

/// The groups: notices, and what verifies.
pub fn categories() -> Vec<EmailTemplateCategory> {
    let rows = [
        (
            ["通知模版", "Notification Template"],
            [
                "告知用户账号发生的事情",
                "Tells users what happened to their account",
            ],
        ),
        (
            ["验证模版", "Verification Template"],
            ["向用户发送验证码或验证链接", "Sends users a code or a link"],
        ),
    ];
    let categories = rows.map(|(titles, texts)| {
        let ([title, title_en], [desc, desc_en]) =
            (titles.map(str::to_owned), texts.map(str::to_owned));
        EmailTemplateCategory {
            title,
            title_en,
            desc,
            desc_en,
        }
    });
    categories.into()
}
