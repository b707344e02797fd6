//! What Kubernetes puts into the environment beside a Service whose name begins with `cleat`.

/// Protocols of a Service.
const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

/// Whether a name, without `CLEAT_`, is of a Service and not of a setting: `SERVICE_HOST`,
/// `SERVICE_PORT_HTTP`, `PORT=tcp://10.0.0.1:8080`, `PORT_8080_TCP_ADDR`; each also after the rest
/// of the Service's name.
pub fn is_injected(name: &str, value: &str) -> bool {
    let parts: Vec<&str> = name.split('_').collect();
    let is_service = parts
        .windows(2)
        .any(|pair| matches!(pair, ["SERVICE", "HOST" | "PORT"]));
    let is_port = parts.windows(3).any(|three| match three {
        ["PORT", number, protocol] => {
            number.parse::<u16>().is_ok()
                && PROTOCOLS.contains(&protocol.to_ascii_lowercase().as_str())
        }
        _ => false,
    });
    let is_address = parts.last() == Some(&"PORT")
        && value
            .split_once("://")
            .is_some_and(|(protocol, _)| PROTOCOLS.contains(&protocol));
    is_service || is_port || is_address
}
