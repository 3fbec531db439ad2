// How adapters read their files, and the shape of an answer.
async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}`);
  return response;
}

export const text = async (url) => (await get(url)).text();
export const json = async (url) => (await get(url)).json();
export const bytes = async (url) => new Uint8Array(await (await get(url)).arrayBuffer());

/** The first `limit` of all documents found, and how many there are. */
export const first = (ids, limit) => ({ total: ids.length, ids: ids.slice(0, limit) });
