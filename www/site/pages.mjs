// Which pages the site has, in which order, and of which files of the repository they are made. A page has the same
// name in both languages. `whole` says that both texts are one, section by section: the tests hold them together.

/** The languages, in the order in which they are named. */
export const LANGUAGES = ["zh", "en"];

/** Groups of the navigation; `id` is the name of a page without its ending, `weight` what it counts in a search, 1 unless told. */
export const GROUPS = [
  {
    name: { en: "Begin", zh: "入门" },
    pages: [
      { id: "index", en: "README.md", zh: "README.zh-CN.md", short: { en: "Overview", zh: "概览" }, whole: true },
      { id: "start", en: "docs/start.md", zh: "docs/zh-CN/start.md", whole: true },
      { id: "how", en: "docs/how.md", zh: "docs/zh-CN/how.md", whole: true },
    ],
  },
  {
    name: { en: "Use", zh: "使用" },
    pages: [
      { id: "element", en: "docs/element.md", zh: "docs/zh-CN/element.md", whole: true },
      { id: "query", en: "docs/query.md", zh: "docs/zh-CN/query.md", whole: true },
      { id: "client", en: "www/README.md", zh: "docs/zh-CN/client.md", short: { en: "The package", zh: "npm 包" }, whole: true },
      { id: "command", en: "crates/cli/README.md", zh: "docs/zh-CN/command.md", short: { en: "The command", zh: "命令" }, whole: true },
      { id: "reading", en: "crates/ingest/README.md", zh: "docs/zh-CN/reading.md", short: { en: "What is read", zh: "读取哪些内容" }, whole: true },
      { id: "hosting", en: "docs/hosting.md", zh: "docs/zh-CN/hosting.md", whole: true },
      { id: "parallel", en: "docs/parallel.md", zh: "docs/zh-CN/parallel.md", whole: true },
    ],
  },
  {
    name: { en: "Compare", zh: "比较与实测" },
    pages: [
      { id: "widgets", en: "docs/widgets.md", zh: "docs/zh-CN/widgets.md" },
      { id: "peers", en: "docs/peers.md", zh: "docs/zh-CN/peers.md" },
      { id: "measurements", en: "docs/measurements.md", zh: "docs/zh-CN/measurements.md" },
      { id: "changelog", en: "CHANGELOG.md", zh: "docs/zh-CN/changelog.md", whole: true, weight: 0.3 },
    ],
  },
];

/** Pages in English alone, for those who want to know more; other pages lead to them, the navigation does not. */
export const MORE = [
  { id: "design", en: "DESIGN.md", weight: 0.5 },
  { id: "bench-peers", en: "bench/peers/README.md", weight: 0.3 },
  { id: "bench-widgets", en: "bench/widgets/README.md", weight: 0.3 },
];

/** All pages of both languages, in the order of the navigation. */
export const PAGES = GROUPS.flatMap(({ pages }) => pages);

/** The page of a file of the repository, with its language. */
export function pageOf(file) {
  for (const page of [...PAGES, ...MORE]) {
    const lang = LANGUAGES.find((each) => page[each] === file);
    if (lang) return { page, lang };
  }
  return undefined;
}

/** The address of a page inside the folder of its language. */
export function nameOf({ id }) {
  return id === "index" ? "./" : `${id}.html`;
}

/** The address of a page from the folder of another language. */
export function nameFrom({ id }, lang) {
  return `../${lang}/${id === "index" ? "" : `${id}.html`}`;
}
