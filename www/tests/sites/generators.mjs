// Builds one real site with each generator from the same few pages: VitePress, Hexo, mdBook.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const CONTENT = path.join(HERE, "content");
const MODULES = process.env.MIDU_SITES_MODULES ?? path.join(HERE, "node_modules");

const write = (folder, name, text) => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const run = (folder, program, ...args) =>
  execFileSync(program, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, CI: "1" } });

const bin = (name) => path.join(MODULES, ".bin", name);

/** Each builder takes an empty folder and returns the folder of the built pages. */
export const generators = {
  VitePress(folder) {
    cpSync(CONTENT, folder, { recursive: true });
    symlinkSync(MODULES, path.join(folder, "node_modules"));
    write(folder, "package.json", '{ "type": "module", "private": true }');
    write(folder, ".vitepress/config.mjs", 'export default { lang: "zh-CN", title: "河边的书" };\n');
    run(folder, bin("vitepress"), "build");
    return path.join(folder, ".vitepress/dist");
  },

  Hexo(folder) {
    const names = ["archive", "index", "searchdb"].map((name) => `hexo-generator-${name}`);
    const parts = ["hexo", "hexo-renderer-ejs", "hexo-renderer-marked", "hexo-renderer-stylus", "hexo-theme-landscape", ...names];
    const dependencies = Object.fromEntries(parts.map((name) => [name, "*"]));
    write(folder, "package.json", JSON.stringify({ private: true, dependencies, hexo: { version: "8.1.2" } }));
    symlinkSync(MODULES, path.join(folder, "node_modules"));
    const search = "search:\n  path: search.xml\n  field: post\n  content: true\n  format: html\n";
    write(folder, "_config.yml", `title: 河边的书\nlanguage: zh-CN\nurl: https://example.org\ntheme: landscape\n${search}`);
    for (const name of readdirSync(CONTENT)) {
      if (name === "index.md") continue;
      const text = readFileSync(path.join(CONTENT, name), "utf8");
      const [heading, ...rest] = text.split("\n");
      const front = `---\ntitle: ${heading.replace("# ", "")}\ndate: 2024-05-07 08:00:00\ntags: [河]\n---\n`;
      write(folder, `source/_posts/${name}`, front + rest.join("\n"));
    }
    run(folder, bin("hexo"), "generate");
    return path.join(folder, "public");
  },

  mdBook(folder) {
    cpSync(CONTENT, path.join(folder, "src"), { recursive: true });
    write(folder, "src/SUMMARY.md", "# 目录\n\n- [河边的书](index.md)\n- [渡口的一天](ferry.md)\n- [茶館](tea.md)\n");
    write(folder, "book.toml", '[book]\ntitle = "河边的书"\nlanguage = "zh-CN"\n');
    const mdbook = process.env.MDBOOK ?? "mdbook";
    run(folder, mdbook, "build");
    return path.join(folder, "book");
  },
};

/** Whether what a generator needs is installed. */
export const isReady = () => existsSync(MODULES);
