// Numbers from a seed, so that every run asks the same. mulberry32 over an FNV-1a hash of the seed.

/** Draws for a seed: `below(n)`, `shuffled(list)` and `sample(count)`, which samples a stream. */
export function random(seed) {
  let state = 2_166_136_261;
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0), 16_777_619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { below, shuffled: (list) => shuffled(list, below), sample: (count) => sample(count, below) };
}

function shuffled(list, below) {
  const row = [...list];
  for (let i = row.length - 1; i > 0; i -= 1) {
    const j = below(i + 1);
    [row[i], row[j]] = [row[j], row[i]];
  }
  return row;
}

function sample(count, below) {
  const items = [];
  let seen = 0;
  const add = (item) => {
    seen += 1;
    if (items.length < count) items.push(item);
    else if (below(seen) < count) items[below(count)] = item;
  };
  return { items, add };
}
