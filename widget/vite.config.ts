// How the browser's files are made: hashed modules and style sheets, and embed.js, one classic script.

import { defineConfig, type UserConfig } from "vite";

const pages: UserConfig = {
  base: "/static/widget/",
  build: {
    target: "es2022",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ["src/assistant.ts", "src/pages/captcha.ts", "src/pages/code.ts", "src/styles/site.css"],
    },
  },
};

const embed: UserConfig = {
  build: {
    target: "es2020",
    emptyOutDir: false,
    lib: { entry: "src/embed.ts", formats: ["iife"], name: "AmeliBot", fileName: () => "embed.js" },
  },
};

export default defineConfig(({ mode }) => (mode === "embed" ? embed : pages));
