//! Which hosts everybody reaches, and which only this machine or its network does. Opens nothing, and resolves no name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Endings of names that are known inside of one network alone.
const INSIDE: [&str; 8] = [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".test", ".invalid"];

/// Whether a name, or an address in its place, is one that everybody may reach. What a name stands for is another question:
/// [`is_public_ip`].
pub fn is_public_host(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    match host.parse::<IpAddr>() {
        Ok(ip) => is_public_ip(ip),
        // Some take a number, in any form, for an address.
        Err(_) => {
            let last = host.rsplit('.').next().unwrap_or_default();
            let is_a_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
            host.contains('.') && !is_a_number && !INSIDE.iter().any(|ending| host.ends_with(ending))
        }
    }
}

/// Whether an address is one of the whole internet.
pub fn is_public_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_for_protocols = (first, second, third) == (192, 0, 0);
    let is_for_measuring = first == 198 && (18..20).contains(&second);
    let is_inside = ip.is_private() || ip.is_loopback() || ip.is_link_local() || is_shared;
    let is_nowhere = first == 0 || first >= 224 || is_for_protocols || is_for_measuring;
    !is_inside && !is_nowhere
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    // An address of the old kind inside of one of the new: as itself, behind a translator, or in a tunnel.
    let [head @ .., high, low] = parts;
    let inside = if matches!(head, [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0]) {
        Some([high, low])
    } else {
        (parts[0] == 0x2002).then_some([parts[1], parts[2]])
    };
    let inside = inside.map(|[high, low]| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match inside {
        Some(ip) => is_public_v4(ip),
        // What is given out to be reached.
        None => parts[0] & 0xe000 == 0x2000,
    }
}
