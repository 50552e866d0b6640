// A small language model behind an OpenAI-compatible address: `node serve.mjs MODEL.gguf`.
// Prints its port when it is ready. Only POST /v1/chat/completions, streamed, one at a time.

import { createServer } from "node:http";
import { getLlama, LlamaChatSession } from "node-llama-cpp";

const llama = await getLlama({ build: "never", gpu: false, logLevel: "error", maxThreads: 2 });
const model = await llama.loadModel({ modelPath: process.argv[2] });

const read = async (request) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  return JSON.parse(body);
};

const answer = async (asked, response) => {
  const system = asked.messages.find((message) => message.role === "system")?.content ?? "";
  const question = asked.messages.filter((message) => message.role === "user").at(-1).content;
  const context = await model.createContext({ contextSize: 2048 });
  const session = new LlamaChatSession({ contextSequence: context.getSequence(), systemPrompt: system });
  response.writeHead(200, { "content-type": "text/event-stream" });
  await session.prompt(question, {
    maxTokens: asked.max_tokens,
    temperature: asked.temperature,
    stopOnAbortSignal: true,
    onTextChunk: (content) => {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    },
  });
  response.end("data: [DONE]\n\n");
  await context.dispose();
};

const server = createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    response.writeHead(404).end();
    return;
  }
  await answer(await read(request), response);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
