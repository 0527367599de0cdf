//! Providers outside Korea. Knows only what their screens show.

use super::form::{
    Apex, Labels, LastDot, Mark, Mark::*, MxPlace, PriorityPlace, Provider, Quirk, Quotes, Sure::*, UNKNOWN,
};

/// Those whose form is known, ordered by how common they are; then those of which only the servers are known.
pub(super) static PROVIDERS: &[Provider] = &[
    CLOUDFLARE,
    Provider {
        marks: &[Label("awsdns-")],
        checked: Read,
        priority: PriorityPlace::InValue,
        quotes: Quotes::Typed,
        url: Some("https://console.aws.amazon.com/route53/v2/hostedzones"),
        notes: &[Quirk {
            sure: Read,
            english: "One record holds all values of a name and type; a second value goes on a second line",
            korean: "이름과 종류가 같은 값은 한 레코드에 줄을 바꿔 함께 적습니다",
        }],
        ..named("route53", "Amazon Route 53", "Amazon Route 53")
    },
    Provider {
        marks: &[Ends("domaincontrol.com")],
        checked: Read,
        url: Some("https://dcc.godaddy.com"),
        path: "DNS",
        ..named("godaddy", "GoDaddy", "고대디")
    },
    Provider {
        marks: &[Ends("registrar-servers.com"), Ends("namecheaphosting.com")],
        checked: Read,
        last_dot: LastDot::Typed,
        url: Some("https://ap.www.namecheap.com/domains/list"),
        path: "Domain List → Manage → Advanced DNS",
        notes: &[
            Quirk {
                sure: Read,
                english: "An MX goes under Mail Settings → Custom MX; the box right of the value is the priority",
                korean: "MX는 Mail Settings → Custom MX에 넣고, 값 오른쪽의 이름 없는 칸이 우선순위입니다",
            },
            Quirk {
                sure: Assumed,
                english: "Custom MX ends Namecheap's own e-mail forwarding for the whole domain",
                korean: "Custom MX로 바꾸면 Namecheap의 메일 전달이 도메인 전체에서 꺼집니다",
            },
        ],
        ..named("namecheap", "Namecheap", "네임칩")
    },
    Provider {
        marks: &[Ends("squarespacedns.com"), Ends("googledomains.com"), Ends("nsone.net")],
        url: Some("https://account.squarespace.com/domains"),
        ..named("squarespace", "Squarespace Domains", "스퀘어스페이스")
    },
    Provider {
        marks: &[Ends("wixdns.net")],
        checked: Reported,
        mx: MxPlace::ApexOnly,
        url: Some("https://manage.wix.com/account/domains"),
        path: "Domains → ⋯ → Manage DNS Records",
        notes: &[Quirk {
            sure: Reported,
            english: "No MX on a subdomain: leave out the custom MAIL FROM, or move the DNS",
            korean: "하위 도메인에는 MX를 만들 수 없습니다. 사용자 지정 MAIL FROM을 빼거나 DNS를 옮깁니다",
        }],
        ..named("wix", "Wix", "윅스")
    },
    Provider {
        marks: &[Ends("vercel-dns.com")],
        url: Some("https://vercel.com/dashboard/domains"),
        ..named("vercel", "Vercel", "버셀")
    },
    Provider {
        marks: &[Ends("nsone.net")],
        url: Some("https://app.netlify.com"),
        path: "Domains",
        ..named("netlify", "Netlify DNS", "네틀리파이")
    },
    Provider {
        marks: &[Ends("googledomains.com")],
        checked: Read,
        apex: Apex::Blank,
        last_dot: LastDot::Typed,
        priority: PriorityPlace::InValue,
        quotes: Quotes::Typed,
        url: Some("https://console.cloud.google.com/net-services/dns"),
        notes: &[Quirk {
            sure: Read,
            english: "@ does not mean the domain itself; leave the name empty",
            korean: "@는 도메인 자신을 뜻하지 않습니다. 이름을 비워 둡니다",
        }],
        ..named("google-cloud", "Google Cloud DNS", "Google Cloud DNS")
    },
    Provider {
        marks: &[Ends("azure-dns.com"), Ends("azure-dns.net"), Ends("azure-dns.org"), Ends("azure-dns.info")],
        checked: Read,
        labels: Labels { name: None, priority: Some("Preference") },
        url: Some("https://portal.azure.com/#browse/Microsoft.Network%2FdnsZones"),
        path: "DNS zones",
        ..named("azure", "Azure DNS", "Azure DNS")
    },
    Provider {
        marks: &[Ends("digitalocean.com")],
        url: Some("https://cloud.digitalocean.com/networking/domains"),
        ..named("digitalocean", "DigitalOcean", "디지털오션")
    },
    Provider {
        marks: &[Ends("ovh.net"), Ends("ovh.co.uk"), Ends("ovh.ca"), Ends("anycast.me")],
        checked: Read,
        last_dot: LastDot::Typed,
        url: Some("https://www.ovh.com/manager"),
        path: "Domains → DNS zone",
        notes: &[NEEDS_DOT],
        ..named("ovh", "OVHcloud", "OVHcloud")
    },
    Provider {
        marks: &[Label("ui-dns"), Ends("1and1.com")],
        url: Some("https://login.ionos.com"),
        path: "Domains & SSL → DNS",
        ..named("ionos", "IONOS", "IONOS")
    },
    Provider {
        marks: &[Ends("ns.hetzner.com"), Ends("ns.hetzner.de")],
        checked: Read,
        last_dot: LastDot::Typed,
        url: Some("https://dns.hetzner.com"),
        notes: &[NEEDS_DOT],
        ..named("hetzner", "Hetzner DNS", "헤츠너")
    },
    Provider {
        marks: &[Ends("gandi.net")],
        checked: Read,
        last_dot: LastDot::Typed,
        url: Some("https://admin.gandi.net"),
        notes: &[NEEDS_DOT],
        ..named("gandi", "Gandi LiveDNS", "간디")
    },
    Provider {
        marks: &[Ends("ns.porkbun.com")],
        url: Some("https://porkbun.com/account/domainsSpeedy"),
        notes: &[Quirk {
            sure: Reported,
            english: "A new domain has a wildcard CNAME, so every name seems to exist",
            korean: "새 도메인에는 와일드카드 CNAME이 있어서 없는 이름도 있는 것처럼 보입니다",
        }],
        ..named("porkbun", "Porkbun", "포크번")
    },
    Provider {
        marks: &[Ends("dns-parking.com"), Ends("hostinger.com")],
        url: Some("https://hpanel.hostinger.com"),
        ..named("hostinger", "Hostinger", "호스팅어")
    },
    Provider {
        marks: &[Ends("hover.com")],
        url: Some("https://www.hover.com/control_panel"),
        ..named("hover", "Hover", "호버")
    },
    Provider { url: Some("https://dnsimple.com"), ..known_by("dnsimple", "DNSimple", DNSIMPLE) },
    Provider {
        marks: &[Ends("linode.com")],
        url: Some("https://cloud.linode.com/domains"),
        notes: &[Quirk {
            sure: Assumed,
            english: "The servers take changes over every few minutes",
            korean: "몇 분마다 한 번씩 서버에 반영됩니다",
        }],
        ..named("linode", "Linode (Akamai)", "리노드(Akamai)")
    },
    known_by("ns1", "NS1", &[Ends("nsone.net")]),
    known_by("wordpress", "WordPress.com", &[Ends("wordpress.com")]),
    known_by("namesilo", "NameSilo", &[Ends("namesilo.com")]),
    known_by("dreamhost", "DreamHost", &[Ends("dreamhost.com")]),
    known_by("dnsmadeeasy", "DNS Made Easy", &[Ends("dnsmadeeasy.com")]),
    known_by("constellix", "Constellix", &[Ends("constellix.com")]),
    known_by("hurricane-electric", "Hurricane Electric", &[Ends("he.net")]),
    known_by("akamai", "Akamai Edge DNS", &[Ends("akam.net")]),
    known_by("ultradns", "UltraDNS", &[Label("ultradns")]),
    known_by("name-com", "Name.com", &[Ends("name.com")]),
];

/// The one provider that another file names, because its form has more columns.
pub(in crate::dns) const CLOUDFLARE: Provider = Provider {
    marks: &[Ends("ns.cloudflare.com")],
    checked: Read,
    url: Some("https://dash.cloudflare.com/?to=/:account/:zone/dns/records"),
    path: "DNS → Records",
    notes: &[Quirk {
        sure: Read,
        english: "Proxy status must be “DNS only” (the grey cloud), and CNAME flattening not “all”",
        korean: "프록시 상태는 “DNS 전용”(회색 구름)이어야 하고, CNAME 플래트닝은 “전체”가 아니어야 합니다",
    }],
    ..named("cloudflare", "Cloudflare", "Cloudflare")
};

const NEEDS_DOT: Quirk = Quirk {
    sure: Read,
    english: "Without the dot at its end a host gets the zone appended",
    korean: "호스트 값 끝에 점이 없으면 도메인이 한 번 더 붙습니다",
};

const DNSIMPLE: &[Mark] = &[Ends("dnsimple.com"), Ends("dnsimple-edge.net"), Ends("dnsimple-edge.org")];

const fn named(id: &'static str, english: &'static str, korean: &'static str) -> Provider {
    Provider { id, english, korean, ..UNKNOWN }
}

const fn known_by(id: &'static str, name: &'static str, marks: &'static [Mark]) -> Provider {
    Provider { marks, ..named(id, name, name) }
}
