//! Korean providers, and those whose users are mostly Korean. Knows only what their screens show.

use super::form::{
    Apex, Labels, LastDot, Mark::*, NameField, PriorityPlace, Provider, Quirk, Quotes, Sure::*, UNKNOWN,
};

/// Ordered by how common they are.
pub(super) static PROVIDERS: &[Provider] = &[
    Provider {
        id: "gabia",
        checked: Reported,
        english: "Gabia",
        korean: "가비아",
        marks: &[Ends("gabia.co.kr"), Ends("gabia.net")],
        last_dot: LastDot::Typed,
        url: Some("https://dns.gabia.com"),
        path: "도메인 [설정] → [레코드 수정] → [레코드 추가]",
        notes: &[
            Quirk {
                sure: Reported,
                english: "End the value of a CNAME or MX with a dot; the saved list must then show exactly one",
                korean: "CNAME·MX의 값 끝에 점을 찍고, 저장된 목록에서 점이 하나인지 확인합니다",
            },
            Quirk {
                sure: Reported,
                english: "Press [확인] in the row, and then [저장] above the list",
                korean: "줄의 [확인]을 누른 다음 위쪽 [저장]까지 눌러야 합니다",
            },
            Quirk {
                sure: Reported,
                english: "A blank pasted before a TXT value is kept, and SES then sees no SPF",
                korean: "TXT 값 앞에 붙은 공백이 그대로 저장되면 SES가 SPF를 찾지 못합니다",
            },
        ],
        ..UNKNOWN
    },
    Provider {
        id: "cafe24",
        english: "Cafe24",
        korean: "카페24",
        marks: &[Ends("cafe24.com"), Ends("cafe24.co.kr"), Ends("cafe24dns.co.kr"), Ends("simplexi.com")],
        apex: Apex::Blank,
        url: Some("https://help.cafe24.com/docs/domain/domain-dns-management-guide/"),
        path: "나의 서비스관리 → 도메인관리 → DNS 관리",
        notes: &[
            Quirk {
                sure: Reported,
                english: "SPF 관리 takes IP addresses only; put the SPF text into TXT 관리",
                korean: "SPF 관리에는 IP만 넣을 수 있습니다. include가 있는 SPF는 TXT 관리에 넣습니다",
            },
            Quirk {
                sure: Reported,
                english: "A * record may answer for names that have their own record",
                korean: "기본 * 레코드가 따로 만든 레코드 대신 응답하는 일이 있습니다",
            },
            Quirk {
                sure: Assumed,
                english: "Whether a CNAME takes a name with _ is not certain",
                korean: "CNAME 이름에 _를 쓸 수 있는지 확실하지 않습니다",
            },
        ],
        ..UNKNOWN
    },
    Provider {
        id: "whois",
        checked: Reported,
        english: "Whois",
        korean: "후이즈",
        marks: &[Ends("whoisdomain.kr")],
        apex: Apex::Blank,
        url: Some("https://whois.co.kr"),
        path: "도메인 관리 → 부가서비스 → 네임서버 변경/부가서비스 → 네임서버 고급설정",
        notes: &[
            Quirk {
                sure: Reported,
                english: "Only 네임서버 고급설정 takes names with _; the plain DNS page refuses them",
                korean: "_가 있는 이름은 네임서버 고급설정에서만 들어갑니다. 일반 DNS 화면은 특수문자라며 거절합니다",
            },
            Quirk {
                sure: Reported,
                english: "Each type has its own page and its own [등록]; 6 to 48 hours until it is visible",
                korean: "종류마다 화면과 [등록] 단추가 따로 있고, 보이기까지 6~48시간이 걸린다고 합니다",
            },
        ],
        ..UNKNOWN
    },
    Provider {
        id: "hosting-kr",
        checked: Reported,
        english: "Hosting.kr",
        korean: "호스팅케이알",
        marks: &[Ends("hosting.co.kr")],
        url: Some("https://www.hosting.kr"),
        path: "나의 서비스 → 도메인 관리 → DNS 레코드 관리",
        notes: &[
            Quirk {
                sure: Read,
                english: "The list shows an MX as “10 host”; if there is no field for the priority, type it so",
                korean: "목록에는 MX가 “10 호스트”로 보입니다. 우선순위 칸이 없으면 그렇게 적습니다",
            },
            Quirk {
                sure: Reported,
                english: "Its four servers take a record over at different times, 20 to 40 minutes apart",
                korean: "서버 네 대에 20~40분씩 차이를 두고 반영됩니다",
            },
        ],
        ..UNKNOWN
    },
    Provider {
        id: "dnsever",
        english: "DNSEver",
        korean: "디엔에스에버",
        marks: &[Ends("dnsever.com")],
        labels: Labels { name: Some("도메인 별명"), priority: None },
        url: Some("https://kr.dnsever.com"),
        notes: &[Quirk {
            sure: Read,
            english: "Each type has its own menu; for a CNAME the list offers hosts of the zone first",
            korean: "종류마다 메뉴가 따로 있고, CNAME 대상에는 이 도메인의 호스트가 먼저 나옵니다",
        }],
        ..UNKNOWN
    },
    Provider {
        id: "dnszi",
        english: "DNSZi",
        korean: "DNSZi",
        marks: &[Ends("dnszi.com")],
        url: Some("https://dnszi.com"),
        ..UNKNOWN
    },
    Provider {
        id: "inames",
        english: "I-Names",
        korean: "아이네임즈",
        marks: &[Ends("inames.co.kr")],
        url: Some("https://www.inames.co.kr"),
        path: "나의 서비스 → 도메인 관리 → DNS 관리",
        ..UNKNOWN
    },
    Provider {
        id: "imweb",
        english: "Imweb",
        korean: "아임웹",
        marks: &[Ends("hostcocoa.com")],
        url: Some("https://imweb.me"),
        path: "환경설정 → 도메인 → 네임서버 설정",
        notes: &[Quirk {
            sure: Reported,
            english: "The zone lies on Route 53, but in Imweb's account: change it at Imweb, and leave @ and www alone",
            korean: "Route 53에 있지만 아임웹 계정의 영역입니다. 아임웹에서 바꾸고 @와 www는 그대로 둡니다",
        }],
        ..UNKNOWN
    },
    Provider {
        id: "dothome",
        english: "Dothome",
        korean: "닷홈",
        marks: &[Ends("dothome.co.kr")],
        url: Some("https://www.dothome.co.kr"),
        ..UNKNOWN
    },
    Provider {
        id: "naver-cloud",
        english: "NAVER Cloud Global DNS",
        korean: "네이버 클라우드 Global DNS",
        marks: &[Ends("ns-ncloud.com")],
        last_dot: LastDot::Typed,
        url: Some("https://console.ncloud.com"),
        path: "Global DNS",
        notes: &[Quirk {
            sure: Assumed,
            english: "Changes take effect only after 배포/적용",
            korean: "바꾼 뒤 배포/적용을 눌러야 반영됩니다",
        }],
        ..UNKNOWN
    },
    Provider {
        id: "nhn-cloud",
        english: "NHN Cloud DNS Plus",
        korean: "NHN Cloud DNS Plus",
        marks: &[Label("toastdns-")],
        name: NameField::Absolute,
        last_dot: LastDot::Typed,
        priority: PriorityPlace::InValue,
        quotes: Quotes::Typed,
        url: Some("https://console.nhncloud.com"),
        path: "DNS Plus",
        notes: &[Quirk {
            sure: Assumed,
            english: "Written here as its API wants it; the screen may ask for less",
            korean: "API가 받는 꼴로 적었습니다. 화면에서는 더 간단할 수 있습니다",
        }],
        ..UNKNOWN
    },
    Provider {
        id: "hostway",
        english: "Megazone Hostway",
        korean: "메가존 호스트웨이",
        marks: &[Ends("hostway.co.kr")],
        url: Some("https://sitecontrol.hostway.co.kr"),
        ..UNKNOWN
    },
];
