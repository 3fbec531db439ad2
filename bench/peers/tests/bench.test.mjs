// The whole bench over the sample corpus, with the measure and midu: what the peers themselves do is
// not for a test. Needs what `cargo xtask test bench` builds and names.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { SAMPLE } from "../../../www/tests/corpora.mjs";

const BENCH = fileURLToPath(new URL("../bench.mjs", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "midu-bench-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = process.env.MIDU_CLI && process.env.MIDU_FOLDED ? false : "MIDU_CLI and MIDU_FOLDED name no programs";

function bench(peers, environment = {}) {
  const json = path.join(folder, "records.json");
  const given = ["--work", path.join(folder, "work"), "--corpus", SAMPLE, "--budget", "1", "--json", json];
  for (const peer of peers) given.push("--peer", peer);
  const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, ...given], { encoding: "utf8", env: { ...process.env, ...environment } });
  return { status, stdout, stderr, records: status === 0 ? JSON.parse(readFileSync(json, "utf8")).records : [] };
}

describe("the bench over the sample corpus", { skip }, () => {
  const PEERS = ["includes", "midu-compact", "midu-embedded", "midu-paged"];

  test("finds midu exact in every layout, and counts what each moves", () => {
    const { status, stdout, stderr, records } = bench(PEERS);
    assert.equal(status, 0, stderr);
    assert.deepEqual(records.map(({ peer }) => peer), PEERS);
    for (const { peer, first, further, warm, recall, build } of records) {
      assert.equal(warm.right, warm.queries, peer);
      for (const [kind, { recall: found, precision }] of Object.entries(recall.classes)) {
        if (kind === "typo") continue;
        assert.ok(peer === "includes" || found === null || found === 1, `${peer}: ${kind}`);
        assert.ok(precision === null || precision === 1, `${peer}: ${kind}`);
      }
      assert.ok(first.bytes > 1000 && first.requests >= 2 && first.rounds >= 2, peer);
      assert.equal(further.queries > 0, peer === "midu-paged", peer);
      assert.ok(build.peak > 1e6 && build.disk.bytes > 1000, peer);
    }
    assert.match(stdout, /^\| corpus \| peer \| recall [^]*\| corpus \| midu-paged \| 1 \| 1 \|/);
  });
  test("measures nothing again that did not change", () => {
    const { status, stderr } = bench(PEERS);
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /to the first answer/);
  });
  test("fails where midu loses a document", () => {
    const short = path.join(folder, "midu");
    const script = `#!/bin/sh\nhead -n -1 "$2" > "${folder}/short.jsonl"\nshift 2\nexec "${process.env.MIDU_CLI}" index "${folder}/short.jsonl" "$@"\n`;
    writeFileSync(short, script);
    chmodSync(short, 0o755);
    const { status, stderr } = bench(["midu-embedded"], { MIDU_CLI: short });
    assert.equal(status, 1);
    assert.match(stderr, /error: corpus: midu-embedded: .*is in \d+ documents, not \d+/);
  });
});
