//! What the answers of an SMSC mean (SMPP 3.4, 5.1.3).

use crate::outcome::{Kind, Refusal};

/// The request was done.
pub(super) const OK: u32 = 0;
/// Our own answers: the request is not known, it cannot be done now, it is not done.
pub(super) const INVALID_COMMAND: u32 = 0x03;
pub(super) const LATER: u32 = 0x64;
pub(super) const REJECTED: u32 = 0x66;
/// The SMSC allows no further link.
const ALREADY_BOUND: u32 = 0x05;

/// A status, its name in the standard, and what it means for us.
const STATUSES: &[(u32, &str, Kind)] = &[
    (0x01, "ESME_RINVMSGLEN", Kind::Content),
    (0x02, "ESME_RINVCMDLEN", Kind::Config),
    (0x03, "ESME_RINVCMDID", Kind::Config),
    (0x04, "ESME_RINVBNDSTS", Kind::Credentials),
    (ALREADY_BOUND, "ESME_RALYBND", Kind::Temporary),
    (0x06, "ESME_RINVPRTFLG", Kind::Config),
    (0x07, "ESME_RINVREGDLVFLG", Kind::Config),
    (0x08, "ESME_RSYSERR", Kind::Temporary),
    (0x0a, "ESME_RINVSRCADR", Kind::Config),
    (0x0b, "ESME_RINVDSTADR", Kind::Number),
    (0x0c, "ESME_RINVMSGID", Kind::Config),
    (0x0d, "ESME_RBINDFAIL", Kind::Credentials),
    (0x0e, "ESME_RINVPASWD", Kind::Credentials),
    (0x0f, "ESME_RINVSYSID", Kind::Credentials),
    (0x14, "ESME_RMSGQFUL", Kind::Throttled),
    (0x15, "ESME_RINVSERTYP", Kind::Config),
    (0x42, "ESME_RINVSUBREP", Kind::Config),
    (0x43, "ESME_RINVESMCLASS", Kind::Config),
    (0x45, "ESME_RSUBMITFAIL", Kind::Temporary),
    (0x48, "ESME_RINVSRCTON", Kind::Config),
    (0x49, "ESME_RINVSRCNPI", Kind::Config),
    (0x50, "ESME_RINVDSTTON", Kind::Config),
    (0x51, "ESME_RINVDSTNPI", Kind::Config),
    (0x53, "ESME_RINVSYSTYP", Kind::Credentials),
    (0x54, "ESME_RINVREPFLAG", Kind::Config),
    (0x58, "ESME_RTHROTTLED", Kind::Throttled),
    (0x61, "ESME_RINVSCHED", Kind::Config),
    (0x62, "ESME_RINVEXPIRY", Kind::Config),
    (0x63, "ESME_RINVDFTMSGID", Kind::Config),
    (LATER, "ESME_RX_T_APPN", Kind::Temporary),
    (0x65, "ESME_RX_P_APPN", Kind::Blocked),
    (REJECTED, "ESME_RX_R_APPN", Kind::Blocked),
    (0xc0, "ESME_RINVOPTPARSTREAM", Kind::Config),
    (0xc1, "ESME_ROPTPARNOTALLWD", Kind::Config),
    (0xc2, "ESME_RINVPARLEN", Kind::Config),
    (0xc3, "ESME_RMISSINGOPTPARAM", Kind::Config),
    (0xc4, "ESME_RINVOPTPARAMVAL", Kind::Config),
    (0xfe, "ESME_RDELIVERYFAILURE", Kind::Temporary),
    (0xff, "ESME_RUNKNOWNERR", Kind::Temporary),
    (0x100, "ESME_RSERTYPUNAUTH", Kind::Credentials),
    (0x101, "ESME_RPROHIBITED", Kind::Credentials),
    (0x102, "ESME_RSERTYPUNAVAIL", Kind::Temporary),
    (0x103, "ESME_RSERTYPDENIED", Kind::Content),
    (0x104, "ESME_RINVDCS", Kind::Config),
];

/// The refusal that a status other than [`OK`] is. Of a number that is none of the standard only
/// those of carriers (0x400 to 0x4FF) are kept: another may be one that we sent.
pub(super) fn refusal(status: u32) -> Refusal {
    let known = STATUSES.iter().find(|(number, ..)| *number == status);
    let refusal = match known {
        Some((_, name, kind)) => Refusal::new(*kind).coded(name),
        None if (0x400..0x500).contains(&status) => {
            Refusal::new(Kind::Config).coded(format!("{status:#x}"))
        }
        None => Refusal::new(Kind::Config),
    };
    match status {
        ALREADY_BOUND => refusal.because("the SMSC allows no further link"),
        _ => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen to fail with numbers that are none of the standard kept as they are.
    #[test]
    fn what_an_smsc_says_has_a_kind_and_its_name() {
        for (status, kind, code) in [
            (0x0e, Kind::Credentials, Some("ESME_RINVPASWD")),
            (0x05, Kind::Temporary, Some("ESME_RALYBND")),
            (0x0b, Kind::Number, Some("ESME_RINVDSTADR")),
            (0x14, Kind::Throttled, Some("ESME_RMSGQFUL")),
            (0x58, Kind::Throttled, Some("ESME_RTHROTTLED")),
            (0x08, Kind::Temporary, Some("ESME_RSYSERR")),
            (0x66, Kind::Blocked, Some("ESME_RX_R_APPN")),
            (0x411, Kind::Config, Some("0x411")),
            (377_563, Kind::Config, None),
            (u32::MAX, Kind::Config, None),
        ] {
            let refusal = refusal(status);
            assert_eq!(refusal.kind, kind, "{status:#x}");
            assert_eq!(refusal.code.as_deref(), code, "{status:#x}");
        }
        let order: Vec<_> = STATUSES.iter().map(|(number, ..)| number).collect();
        assert!(order.is_sorted());
    }
}
