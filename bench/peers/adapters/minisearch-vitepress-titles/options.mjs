export const options = { fields: ["title", "text"], searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2 } } };
