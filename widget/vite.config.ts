// How the browser's files are made: hashed modules and style sheets, and embed.js, one classic script.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { defineConfig, type Plugin, type UserConfig } from "vite";

import { commonWords } from "./words.ts";

const TEXT = /\.(js|css|svg)$/;
const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];

/** Writes each text file compressed too, as .br and .gz; not while Vite watches, where speed matters more. */
function compress(): Plugin {
  return {
    name: "compress",
    async writeBundle({ dir = "dist" }, files) {
      if (this.meta.watchMode) return;
      const texts = Object.values(files).filter(({ fileName }) => TEXT.test(fileName));
      const writing = texts.map(async (file) => {
        const path = join(dir, file.fileName);
        const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
        await writeFile(`${path}.br`, await toBrotli(content));
        await writeFile(`${path}.gz`, await toGzip(content, { level: 9 }));
      });
      await Promise.all(writing);
    },
  };
}

/** Takes the indentation out of our sources: in Lit's templates it would travel. */
function unindent(): Plugin {
  return {
    name: "unindent",
    enforce: "pre",
    transform: (code, id) => (id.includes("/widget/src/") ? code.replace(/\n[ \t]+/g, "\n") : null),
  };
}

/** Leaves out Vite's helper that preloads what a lazy chunk needs: ours needs nothing else. */
function plainImports(): Plugin {
  return {
    name: "plain-imports",
    enforce: "pre",
    load: (id) =>
      id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : null,
  };
}

const MINIFIED = {
  minify: "terser",
  terserOptions: { ecma: 2020, module: true, compress: { passes: 3, pure_getters: true } },
} as const;

const pages: UserConfig = {
  base: "/static/widget/",
  plugins: [plainImports(), unindent(), commonWords(), compress()],
  build: {
    target: "es2022",
    manifest: "manifest.json",
    modulePreload: false,
    ...MINIFIED,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [
        "src/assistant.ts",
        "src/opening.ts",
        "src/pages/captcha.ts",
        "src/pages/code.ts",
        "src/styles/pages.css",
        "src/styles/site.css",
      ],
      // What the chat and the other pages share travels as one file.
      output: {
        codeSplitting: { groups: [{ name: "shared", test: /src\/(captcha|code)\//, minShareCount: 2 }] },
      },
    },
  },
};

const embed: UserConfig = {
  plugins: [unindent(), compress()],
  build: {
    target: "es2020",
    ...MINIFIED,
    emptyOutDir: false,
    lib: { entry: "src/embed.ts", formats: ["iife"], name: "AmeliBot", fileName: () => "embed.js" },
  },
};

export default defineConfig(({ mode }) => (mode === "embed" ? embed : pages));
