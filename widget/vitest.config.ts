// Two sorts of tests: rules, in Node, and elements, in a real Chromium.

import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

import { commonWords } from "./words.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export default defineConfig({
  test: {
    projects: [
      { plugins: [commonWords()], test: { name: "rules", include: ["tests/rules/**/*.test.ts"] } },
      {
        plugins: [commonWords()],
        test: {
          name: "elements",
          include: ["tests/elements/**/*.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 390, height: 700 },
            provider: playwright({
              launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS },
              contextOptions: { locale: "fr-FR" },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
