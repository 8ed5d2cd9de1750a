/** Signs by which chat programs part what the system, the user and the model say: in a document they pretend that somebody else speaks. */
import type { Trigger } from "./trigger.ts";

export const PROMPT_TRIGGERS: readonly Trigger[] = [
  {
    kind: "prompt_injection",
    severity: "medium",
    words: [
      "<|im_start|>",
      "<|im_end|>",
      "<|system|>",
      "<|assistant|>",
      "<|endoftext|>",
      "<|eot_id|>",
      "<|start_header_id|>",
      "<|begin_of_text|>",
      "[/inst]",
      "<<sys>>",
      "<start_of_turn>",
    ],
    reason: "It holds signs by which chat programs tell who speaks.",
  },
];
