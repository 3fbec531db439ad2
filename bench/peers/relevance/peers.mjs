// Who is asked, in the order of the table: the settings of the other bench, where title and text are one
// field, and those that know a title by itself as midu does.
export const PEERS = [
  "midu-paged",
  "pagefind",
  "pagefind-titles",
  "minisearch-bigram",
  "minisearch-bigram-titles",
  "minisearch-vitepress",
  "minisearch-vitepress-titles",
  "orama",
  "orama-default",
  "orama-default-titles",
  "includes",
];
