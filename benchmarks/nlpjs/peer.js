// NLP.js in French, at its defaults: learns and classifies what standard input gives as JSON.
// in:  {"examples": [{"text", "intent"}], "texts": ["..."]}
// out: {"training_seconds": CPU seconds, "intents": ["..."]}
const { readFileSync } = require("node:fs");
const { NlpManager } = require("node-nlp");

const LANGUAGE = "fr";

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function main() {
  const { examples, texts } = JSON.parse(readFileSync(0, "utf8"));
  const manager = new NlpManager({ languages: [LANGUAGE], nlu: { log: false }, autoSave: false });
  for (const { text, intent } of examples) manager.addDocument(LANGUAGE, text, intent);
  const start = cpuSeconds();
  await manager.train();
  const trainingSeconds = cpuSeconds() - start;
  const intents = [];
  for (const text of texts) intents.push((await manager.process(LANGUAGE, text)).intent);
  console.log(JSON.stringify({ training_seconds: trainingSeconds, intents }));
}

main();
