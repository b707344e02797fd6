//! The errors with their codes and their words.

use crate::scalar::Language;

/// A row: name, `statusCode`, `apiCode` or 0, `error` of RFC 6749, and the message in English,
/// simplified Chinese, traditional Chinese and Japanese.
macro_rules! errors {
    ($(
        $name:ident $status:literal $api:literal $oauth:literal
        [$en:literal, $zh:literal, $tw:literal, $ja:literal $(,)?]
    )*) => {
        /// An error, greppable by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the English message says what each one means")]
        pub enum ErrorCode { $($name),* }

        impl ErrorCode {
            /// All errors, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// `statusCode` of the envelope.
            pub fn status_code(self) -> u16 { match self { $(Self::$name => $status),* } }

            /// `apiCode` of the envelope, where the error has one.
            pub fn api_code(self) -> Option<u32> {
                let code: u32 = match self { $(Self::$name => $api),* };
                (code != 0).then_some(code)
            }

            /// `error` of RFC 6749 section 5.2 on the OAuth endpoints.
            pub fn oauth_error(self) -> &'static str { match self { $(Self::$name => $oauth),* } }

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// What it says to the caller.
            pub fn message(self, language: Language) -> &'static str {
                match (self, language) { $(
                    (Self::$name, Language::EnUs) => $en,
                    (Self::$name, Language::ZhCn) => $zh,
                    (Self::$name, Language::ZhTw) => $tw,
                    (Self::$name, Language::JaJp) => $ja,
                )* }
            }
        }
    };
}

errors! {
    InvalidArgument 400 0 "invalid_request" [
        "Invalid argument",
        "参数错误",
        "參數錯誤",
        "引数が正しくありません",
    ]
    PayloadTooLarge 413 0 "invalid_request" [
        "The request is too large",
        "请求内容过大",
        "請求內容過大",
        "リクエストが大きすぎます",
    ]
    NotSignedIn 401 2020 "invalid_token" [
        "Not signed in",
        "尚未登录",
        "尚未登入",
        "ログインしていません",
    ]
    TokenExpired 401 2206 "invalid_token" [
        "The sign-in has expired",
        "登录信息已过期",
        "登入資訊已過期",
        "ログインの有効期限が切れました",
    ]
    TokenInvalid 401 2207 "invalid_token" [
        "The token is not valid",
        "登录信息有误",
        "登入資訊有誤",
        "トークンが正しくありません",
    ]
    AppNotFound 499 2011 "invalid_client" [
        "Application not found",
        "应用不存在",
        "應用不存在",
        "アプリケーションが見つかりません",
    ]
    PoolNotFound 404 2224 "invalid_client" [
        "User pool not found",
        "用户池不存在",
        "用戶池不存在",
        "ユーザープールが見つかりません",
    ]
    TooManyRequests 429 0 "temporarily_unavailable" [
        "Too many requests, try again later",
        "操作过于频繁，请稍后再试",
        "操作過於頻繁，請稍後再試",
        "リクエストが多すぎます。しばらくしてからお試しください",
    ]
    Internal 500 0 "server_error" [
        "The server failed; the request id is in its log",
        "服务器内部错误",
        "伺服器內部錯誤",
        "サーバー内部エラー",
    ]
    Unavailable 503 0 "temporarily_unavailable" [
        "The service is not available now, try again",
        "服务暂时不可用，请重试",
        "服務暫時不可用，請重試",
        "サービスは現在利用できません。再度お試しください",
    ]
    RouteNotFound 404 0 "invalid_request" [
        "No such operation",
        "接口不存在",
        "介面不存在",
        "そのような操作はありません",
    ]
    MethodNotAllowed 405 0 "invalid_request" [
        "This path does not answer to the method; see Allow",
        "该路径不支持此请求方法，见 Allow",
        "該路徑不支持此請求方法，見 Allow",
        "このパスはこのメソッドに対応していません。Allow を参照してください",
    ]
    ClientAuthFailed 401 0 "invalid_client" [
        "Client authentication failed",
        "应用身份验证失败",
        "應用身份驗證失敗",
        "アプリケーションの認証に失敗しました",
    ]
    SignatureInvalid 401 1300 "invalid_client" [
        "The signature is wrong",
        "签名错误",
        "簽名錯誤",
        "署名が正しくありません",
    ]
    SignatureMethod 401 1301 "invalid_client" [
        "The signature method must be HMAC-SHA1",
        "签名方法错误",
        "簽名方法錯誤",
        "署名方式が正しくありません",
    ]
    SignatureVersion 401 1302 "invalid_client" [
        "The signature version must be 1.0",
        "签名版本错误",
        "簽名版本錯誤",
        "署名バージョンが正しくありません",
    ]
    SignatureDateInvalid 401 1303 "invalid_client" [
        "The date of the signature cannot be read",
        "签名时间格式错误",
        "簽名時間格式錯誤",
        "署名の日時を読み取れません",
    ]
    SignatureDateMissing 401 1304 "invalid_client" [
        "The date header is missing",
        "缺少 date 请求头",
        "缺少 date 請求頭",
        "date ヘッダーがありません",
    ]
    SignatureDateSkewed 401 1305 "invalid_client" [
        "The date of the signature is more than 300 seconds off; check the clock",
        "签名时间偏差过大",
        "簽名時間偏差過大",
        "署名の日時がずれています",
    ]
    SignatureReplayed 401 1306 "invalid_client" [
        "The signature was used before",
        "签名已被使用",
        "簽名已被使用",
        "署名は既に使用されています",
    ]
    UserNotFound 404 2004 "invalid_grant" [
        "User not found",
        "用户不存在",
        "用戶不存在",
        "ユーザーが見つかりません",
    ]
    UserExists 409 2026 "invalid_request" [
        "The user already exists",
        "用户已存在",
        "用戶已存在",
        "ユーザーは既に存在します",
    ]
    UserDisabled 403 2120008 "invalid_grant" [
        "The account is not active",
        "账号未激活或已停用",
        "帳號未啟用或已停用",
        "アカウントは有効ではありません",
    ]
    AccountLocked 403 2005 "invalid_grant" [
        "The account is locked after too many failures, try again later",
        "失败次数过多，账号已锁定",
        "失敗次數過多，帳號已鎖定",
        "失敗回数が多すぎるためロックされています",
    ]
    InvalidCredentials 403 2333 "invalid_grant" [
        "Wrong user name or password",
        "账号或密码错误",
        "帳號或密碼錯誤",
        "ユーザー名またはパスワードが違います",
    ]
    EmailNotVerified 403 2042 "invalid_grant" [
        "The e-mail address is not verified",
        "邮箱未验证",
        "郵箱未驗證",
        "メールアドレスが確認されていません",
    ]
    RegisterDisabled 403 2031 "access_denied" [
        "Signing up is disabled",
        "已禁止注册",
        "已禁止註冊",
        "登録は無効になっています",
    ]
    RegisterTooOften 429 2100 "temporarily_unavailable" [
        "Too many sign-ups from this address, try again later",
        "注册过于频繁，请稍后再试",
        "註冊過於頻繁，請稍後再試",
        "登録が多すぎます。しばらくしてからお試しください",
    ]
    LoginMethodDisabled 403 0 "access_denied" [
        "This login method is off for the application",
        "应用未开启该登录方式",
        "應用未開啟該登入方式",
        "このログイン方法は無効です",
    ]
    MethodUnsupported 501 0 "unsupported_grant_type" [
        "This method is not supported here",
        "暂不支持该方式",
        "暫不支持該方式",
        "この方法はサポートされていません",
    ]
    CodeWrong 422 2001 "invalid_grant" [
        "The verification code is wrong",
        "验证码不正确",
        "驗證碼不正確",
        "認証コードが正しくありません",
    ]
    CodeUsed 422 2001 "invalid_grant" [
        "The verification code was used before",
        "验证码已被使用",
        "驗證碼已被使用",
        "認証コードは既に使用されています",
    ]
    CodeExhausted 422 2001 "invalid_grant" [
        "Too many wrong tries; ask for a new verification code",
        "验证码错误次数过多，请重新获取",
        "驗證碼錯誤次數過多，請重新獲取",
        "試行回数が多すぎます。新しい認証コードを取得してください",
    ]
    CodeExpired 422 2300 "invalid_grant" [
        "The verification code has expired",
        "验证码已过期",
        "驗證碼已過期",
        "認証コードの有効期限が切れました",
    ]
    CodeSentRecently 429 2080 "temporarily_unavailable" [
        "A verification code was sent less than a minute ago",
        "一分钟内已发送过验证码",
        "一分鐘內已發送過驗證碼",
        "1分以内に認証コードを送信済みです",
    ]
    SmsUnavailable 501 0 "server_error" [
        "No SMS service is configured",
        "未配置短信服务",
        "未配置簡訊服務",
        "SMSサービスが設定されていません",
    ]
    InternationalSmsUnavailable 422 0 "server_error" [
        "International numbers need an international SMS service, and none is configured",
        "未配置国际短信服务",
        "未配置國際簡訊服務",
        "国際SMSサービスが設定されていません",
    ]
    EmailUnavailable 501 0 "server_error" [
        "No e-mail service is configured",
        "未配置邮件服务",
        "未配置郵件服務",
        "メールサービスが設定されていません",
    ]
    PhoneTaken 409 2035 "invalid_request" [
        "The phone number belongs to another user",
        "手机号已被其他用户绑定",
        "手機號已被其他用戶綁定",
        "電話番号は他のユーザーに登録されています",
    ]
    PhoneAlreadyBound 422 2226 "invalid_request" [
        "A phone is bound already; use updatePhone to change it",
        "已绑定手机号，请使用修改手机号接口 updatePhone",
        "已綁定手機號，請使用修改手機號介面 updatePhone",
        "電話番号は登録済みです。変更は updatePhone を使用してください",
    ]
    PhoneNotBound 422 0 "invalid_request" [
        "No phone is bound",
        "尚未绑定手机号",
        "尚未綁定手機號",
        "電話番号が登録されていません",
    ]
    OldPhoneRequired 422 2231 "invalid_request" [
        "The old phone number and its code are needed",
        "需要验证原手机号",
        "需要驗證原手機號",
        "現在の電話番号とその認証コードが必要です",
    ]
    OldPhoneMismatch 422 2038 "invalid_request" [
        "The old phone number is not the bound one",
        "原手机号不匹配",
        "原手機號不匹配",
        "現在の電話番号が一致しません",
    ]
    SamePhone 422 2230 "invalid_request" [
        "The new phone number is the bound one",
        "新手机号与原手机号相同",
        "新手機號與原手機號相同",
        "新しい電話番号が現在のものと同じです",
    ]
    EmailTaken 409 2200 "invalid_request" [
        "The e-mail address belongs to another user",
        "邮箱已被其他用户绑定",
        "郵箱已被其他用戶綁定",
        "メールアドレスは他のユーザーに登録されています",
    ]
    EmailAlreadyBound 422 2225 "invalid_request" [
        "An e-mail address is bound already; use updateEmail to change it",
        "已绑定邮箱，请使用修改邮箱接口 updateEmail",
        "已綁定郵箱，請使用修改郵箱介面 updateEmail",
        "メールアドレスは登録済みです。変更は updateEmail を使用してください",
    ]
    EmailNotBound 422 2219 "invalid_request" [
        "No e-mail address is bound",
        "尚未绑定邮箱",
        "尚未綁定郵箱",
        "メールアドレスが登録されていません",
    ]
    OldEmailRequired 422 2227 "invalid_request" [
        "The old e-mail address and its code are needed",
        "需要验证原邮箱",
        "需要驗證原郵箱",
        "現在のメールアドレスとその認証コードが必要です",
    ]
    OldEmailMismatch 422 2037 "invalid_request" [
        "The old e-mail address is not the bound one",
        "原邮箱不匹配",
        "原郵箱不匹配",
        "現在のメールアドレスが一致しません",
    ]
    SameEmail 422 2229 "invalid_request" [
        "The new e-mail address is the bound one",
        "新邮箱与原邮箱相同",
        "新郵箱與原郵箱相同",
        "新しいメールアドレスが現在のものと同じです",
    ]
    LastLoginMethod 422 2217 "invalid_request" [
        "This is the last login method and cannot be removed; bind another one first",
        "这是最后一种登录方式，不能解绑，请先绑定其他登录方式",
        "這是最後一種登入方式，不能解綁，請先綁定其他登入方式",
        "最後のログイン方法のため解除できません。先に別の方法を登録してください",
    ]
    UsersStranded 422 0 "invalid_request" [
        "Users would be left without a login method; `force` does it all the same",
        "部分用户将失去全部登录方式；如仍要执行，请设置 `force`",
        "部分用戶將失去全部登入方式；如仍要執行，請設定 `force`",
        "ログイン方法を失うユーザーがいます。それでも行う場合は `force` を指定してください",
    ]
    UsernameTaken 409 2034 "invalid_request" [
        "The user name is taken",
        "用户名已存在",
        "用戶名已存在",
        "ユーザー名は既に使われています",
    ]
    ExternalIdTaken 409 0 "invalid_request" [
        "The external id is taken",
        "externalId 已存在",
        "externalId 已存在",
        "externalId は既に使われています",
    ]
    IdentityTaken 409 2215 "invalid_request" [
        "The external identity is linked to another user",
        "该外部身份已绑定其他用户",
        "該外部身份已綁定其他用戶",
        "外部IDは他のユーザーに連携されています",
    ]
    IdentityNotFound 404 2216 "invalid_request" [
        "No such external identity is linked",
        "未绑定该外部身份",
        "未綁定該外部身份",
        "その外部IDは連携されていません",
    ]
    ExtIdpNotFound 404 0 "invalid_request" [
        "There is no such source of external identities",
        "身份源不存在",
        "身份源不存在",
        "その外部 ID プロバイダーはありません",
    ]
    ExtIdpConnNotFound 404 0 "invalid_request" [
        "There is no such connection to a source of external identities",
        "身份源连接不存在",
        "身份源連接不存在",
        "外部 ID プロバイダーへのその接続はありません",
    ]
    ExtIdpUnreachable 601 0 "temporarily_unavailable" [
        "The external service does not answer; try again later or sign in another way",
        "外部服务无响应，请稍后再试或改用其他方式登录",
        "外部服務無回應，請稍後再試或改用其他方式登入",
        "外部サービスが応答しません。後でもう一度試すか、別の方法でログインしてください",
    ]
    ExtIdpFailed 602 0 "server_error" [
        "The external service did not confirm who you are; try again or sign in another way",
        "外部服务未能确认您的身份，请重试或改用其他方式登录",
        "外部服務未能確認您的身分，請重試或改用其他方式登入",
        "外部サービスで本人確認ができませんでした。もう一度試すか、別の方法でログインしてください",
    ]
    ExtIdpDenied 403 0 "access_denied" [
        "The sign-in at the external service was cancelled",
        "已在外部服务取消登录",
        "已在外部服務取消登入",
        "外部サービスでのログインがキャンセルされました",
    ]
    BindingRequired 422 1641 "access_denied" [
        "No account is linked with this external identity; sign in another way and link it",
        "该外部身份尚未绑定账号，请先用其他方式登录再绑定",
        "該外部身分尚未綁定帳號，請先用其他方式登入再綁定",
        "この外部 ID に連携されたアカウントがありません。別の方法でログインして連携してください",
    ]
    GrantInvalid 422 0 "invalid_grant" [
        "The one-time token is wrong, used or expired; prove the request again",
        "一次性令牌无效或已过期，请重新验证",
        "一次性令牌無效或已過期，請重新驗證",
        "ワンタイムトークンが無効か期限切れです。再度認証してください",
    ]
    OldPasswordRequired 422 2201 "invalid_request" [
        "The present password is needed",
        "请输入原密码",
        "請輸入原密碼",
        "現在のパスワードが必要です",
    ]
    OldPasswordWrong 403 2203 "invalid_request" [
        "The present password is wrong",
        "原密码错误",
        "原密碼錯誤",
        "現在のパスワードが違います",
    ]
    PasswordTooWeak 422 2029 "invalid_request" [
        "The password must have 6 to 128 characters",
        "密码长度须为 6 到 128 个字符",
        "密碼長度須為 6 到 128 個字元",
        "パスワードは6〜128文字にしてください",
    ]
    PasswordDecryptFailed 400 2016 "invalid_request" [
        "The password could not be decrypted",
        "密码解密失败",
        "密碼解密失敗",
        "パスワードを復号できません",
    ]
    DeleteByPasswordRefused 422 0 "invalid_request" [
        "Prove the request by a code to the bound phone or e-mail address",
        "请使用已绑定的手机号或邮箱验证",
        "請使用已綁定的手機號或郵箱驗證",
        "登録済みの電話番号またはメールの認証コードで確認してください",
    ]
    Conflict 409 0 "invalid_request" [
        "That is taken",
        "已被占用",
        "已被佔用",
        "既に使われています",
    ]
    SmsProviderNotFound 404 0 "invalid_request" [
        "There is no such SMS provider",
        "短信服务不存在",
        "短信服務不存在",
        "SMS プロバイダーがありません",
    ]
    NamespaceNotFound 404 0 "invalid_request" [
        "Namespace not found",
        "权限空间不存在",
        "權限空間不存在",
        "ネームスペースが見つかりません",
    ]
    RoleNotFound 404 0 "invalid_request" [
        "Role not found",
        "角色不存在",
        "角色不存在",
        "ロールが見つかりません",
    ]
    AccessKeyNotFound 404 0 "invalid_request" [
        "Access key not found",
        "Access key 不存在",
        "Access key 不存在",
        "アクセスキーが見つかりません",
    ]
    TooManyAccessKeys 422 0 "invalid_request" [
        "The user pool has as many access keys as it may have; delete one first",
        "用户池的 access key 数量已达上限，请先删除一个",
        "用戶池的 access key 數量已達上限，請先刪除一個",
        "アクセスキーの数が上限に達しています。先に一つ削除してください",
    ]
    AppIsLast 422 0 "invalid_request" [
        "The last application of a pool cannot be deleted",
        "不能删除用户池的最后一个应用",
        "不能刪除用戶池的最後一個應用",
        "最後のアプリケーションは削除できません",
    ]
    UnsupportedGrant 400 0 "unsupported_grant_type" [
        "The grant type is not supported",
        "不支持的授权类型",
        "不支持的授權類型",
        "サポートされていないグラントタイプです",
    ]
    InvalidGrant 400 0 "invalid_grant" [
        "The grant is wrong, used, expired or of another client",
        "授权无效或已过期",
        "授權無效或已過期",
        "グラントが無効です",
    ]
    DpopProofInvalid 401 0 "invalid_dpop_proof" [
        "The proof of the key is not valid",
        "密钥证明无效",
        "金鑰證明無效",
        "鍵の証明が無効です",
    ]
    AuthorizationPending 400 0 "authorization_pending" [
        "The user has not answered yet",
        "用户尚未答复",
        "使用者尚未答覆",
        "ユーザーはまだ応答していません",
    ]
    SlowDown 400 0 "slow_down" [
        "The device asks too often",
        "设备查询过于频繁",
        "裝置查詢過於頻繁",
        "デバイスの問い合わせが多すぎます",
    ]
    AccessDenied 400 0 "access_denied" [
        "The user did not allow it",
        "用户未允许",
        "使用者未允許",
        "ユーザーが許可しませんでした",
    ]
    DeviceCodeExpired 400 0 "expired_token" [
        "The code of the device has expired",
        "设备码已过期",
        "裝置碼已過期",
        "デバイスコードの有効期限が切れています",
    ]
    ClientNotAllowed 400 0 "unauthorized_client" [
        "The application may not do this",
        "应用无权执行此操作",
        "應用無權執行此操作",
        "このアプリケーションには許可されていません",
    ]
    ResponseTypeUnsupported 400 0 "unsupported_response_type" [
        "The response type is not supported",
        "不支持的响应类型",
        "不支援的回應類型",
        "サポートされていないレスポンスタイプです",
    ]
    InvalidScope 400 0 "invalid_scope" [
        "The scope must contain openid",
        "scope 必须包含 openid",
        "scope 必須包含 openid",
        "scope に openid が必要です",
    ]
    ScopeNotGranted 400 0 "invalid_scope" [
        "The scope is not valid or wider than granted",
        "scope 无效或超出已授予的范围",
        "scope 無效或超出已授予的範圍",
        "scope が無効か、許可された範囲を超えています",
    ]
    AcrUnavailable 400 0 "unmet_authentication_requirements" [
        "The user cannot be authenticated as the application asks",
        "无法按应用要求的方式验证用户身份",
        "無法按應用要求的方式驗證使用者身份",
        "アプリケーションが求める方法ではユーザーを認証できません",
    ]
    InsufficientScope 403 0 "insufficient_scope" [
        "The token does not have the scope openid",
        "token 的 scope 不含 openid",
        "token 的 scope 不含 openid",
        "トークンの scope に openid がありません",
    ]
    NotPermitted 403 2120402 "access_denied" [
        "Your role does not allow this",
        "您的角色没有此权限",
        "您的角色沒有此權限",
        "このロールでは許可されていません",
    ]
    StepUpRequired 403 2120403 "access_denied" [
        "Enter your password again to do this",
        "请再次输入密码以继续操作",
        "請再次輸入密碼以繼續操作",
        "続けるにはパスワードを再入力してください",
    ]
    PasswordChangeRequired 403 2120404 "access_denied" [
        "Change your password first: somebody else chose it",
        "请先修改密码：当前密码由他人设置",
        "請先修改密碼：目前的密碼由他人設定",
        "先にパスワードを変更してください。現在のパスワードはほかの人が設定したものです",
    ]
    FirstPasswordExpired 403 2120405 "access_denied" [
        "This password was good for 72 hours: ask an owner for another one",
        "此密码的有效期为 72 小时，现已过期：请向所有者索取新密码",
        "此密碼的有效期為 72 小時，現已過期：請向擁有者索取新密碼",
        "このパスワードの有効期間（72 時間）は過ぎました。オーナーに新しいパスワードを依頼してください",
    ]
    ForeignPage 403 0 "access_denied" [
        "The console takes calls from its own pages alone",
        "控制台只接受来自其自身页面的请求",
        "控制台只接受來自其自身頁面的請求",
        "コンソールは自身のページからの呼び出しのみ受け付けます",
    ]
    HttpsRequired 403 0 "access_denied" [
        "The console needs https, unless it is opened on the machine itself (localhost)",
        "控制台需要通过 https 访问，在本机（localhost）上打开时除外",
        "控制台需要透過 https 存取，在本機（localhost）上開啟時除外",
        "コンソールには https が必要です。サーバー本体（localhost）で開く場合を除きます",
    ]
}
