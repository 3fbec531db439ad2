// A small corpus for the tests of behaviour, where counts can be read off by eye.

const PLACES = ["常州", "无锡", "苏州", "镇江", "扬州", "泰州", "南通", "徐州", "宿迁", "连云港", "盐城", "淮安", "南京"];

/** 26 documents; “江苏” is in all of them, each place in two. */
export const PLACES_DOCUMENTS = PLACES.flatMap((place, i) => [
  {
    url: `/places/${i}.html`,
    title: `${place}记`,
    text: `${place}在江苏。春天去${place}看花，秋天去${place}看水。`.padEnd(60 + i, "山"),
    date: `2024-03-${String(i + 1).padStart(2, "0")}`,
  },
  { url: `/notes/${i}.html`, title: `江苏笔记之${i}`, text: `路过${place}，记下一笔。GDP 与 Wasm 都不在话下。` },
]);

/** Thirteen addresses with the letters of a town, and two texts with its name. */
export const LETTERS_DOCUMENTS = [
  ...Array.from({ length: 13 }, (_, i) => ({ url: `/letters/${i}`, title: `来信 ${i}`, text: "寄到 changzhou.example。" })),
  { url: "/town/a", title: "常州的渡口", text: "清晨。" },
  { url: "/town/b", title: "渡口", text: "在常州，又在常州。" },
];

/** Titles, texts and urls that would run something on a careless page. */
export const HOSTILE_DOCUMENTS = [
  ["javascript:ran('url')", "甲", "危险"],
  ["java\tscript:ran('tab')", "乙", "危险"],
  [" \u0001javascript:ran('control')", "丙", "危险"],
  ["JaVaScRiPt:ran('case')", "丁", "危险"],
  ["data:text/html,<script>ran('data')</script>", "戊", "危险"],
  ["vbscript:ran('vb')", "己", "危险"],
  ["blob:null/x", "庚", "危险"],
  ["file:///etc/passwd", "辛", "危险"],
  ["/ok/1", "<img src=x onerror=ran('title')>危险", "<script>ran('body')</script>危险<svg onload=ran('svg')>"],
  ["/ok/2?a=<b>&c='\"", "\"><iframe srcdoc='<script>parent.ran(1)</script>'>危险", "{{constructor.constructor('ran(1)')()}}危险"],
  ["#片段", "危险的片段", "正文"],
  ["https://example.org/ok/4", "__proto__ constructor toString 危险", "\u202e危险\u202c"],
].map(([url, title, text]) => ({ url, title, text, meta: { onclick: "ran('meta')" }, date: "<b>x</b>" }));

/** Enough text that a paged index is longer than the first read, so that searches fetch pages. */
export const LONG_DOCUMENTS = Array.from({ length: 400 }, (_, i) => ({
  url: `/long/${i}`,
  title: `第${i}篇`,
  text: Array.from({ length: 400 }, (__, k) => String.fromCodePoint(0x4e00 + ((i * 7919 + k * k * 31 + k * 104_729) % 6000))).join(""),
}));
