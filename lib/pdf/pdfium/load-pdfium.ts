/** Brings PDFium up in this thread: compiled once, instantiated anew whenever the last instance cannot be trusted any more. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddFunction } from "./file-shelf.ts";
import type { PdfiumExports } from "./pdfium-exports.ts";
import { PdfiumInstance } from "./pdfium-instance.ts";

/** What a document may take of memory, PDFium's own needs included: as much as a thread that reads documents may hold. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

/** The part of the global `WebAssembly` that is used; the compiler's library for Node does not describe it. */
interface WasmHost {
  compile(bytes: Uint8Array): Promise<object>;
  readonly Instance: new (module: object, imports: WasmImports) => { readonly exports: unknown };
}
interface WasmImports {
  readonly [module: string]: Readonly<Record<string, unknown>>;
}

/** The part of the module that is used. */
interface Module {
  readonly wasmExports: PdfiumExports;
  readonly addFunction: AddFunction;
}

let compiled: Promise<object> | undefined;
let current: Promise<PdfiumInstance> | undefined;

/** The instance of this thread: the last one as long as it is usable, otherwise a new one. */
export async function loadPdfium(): Promise<PdfiumInstance> {
  const last = await current?.catch(() => undefined);
  if (last?.usable) return last;
  current = instantiate();
  return await current;
}

async function instantiate(): Promise<PdfiumInstance> {
  compiled ??= compile();
  const [module, { init }] = await Promise.all([compiled, import("@embedpdf/pdfium")]);
  const memory = new MemoryBound();
  const overrides = {
    instantiateWasm(imports: WasmImports, done: (instance: unknown) => void) {
      const instance = new (wasmHost().Instance)(module, memory.inside(imports));
      done(instance);
      return instance.exports;
    },
    print: () => {},
    printErr: () => {},
  };
  const { pdfium } = await init(overrides as unknown as Parameters<typeof init>[0]);
  const { addFunction, wasmExports } = pdfium as unknown as Module;
  return new PdfiumInstance(wasmExports, memory, addFunction);
}

function compile(): Promise<object> {
  // In this very form bundlers see that the file belongs to the program.
  const file = readFileSync(createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm"));
  return wasmHost().compile(file);
}

function wasmHost(): WasmHost {
  return (globalThis as unknown as { WebAssembly: WasmHost }).WebAssembly;
}

/** Stands between the module and its host's memory. */
class MemoryBound {
  /** More memory was asked for than there may be. */
  exceeded = false;

  /** The imports of the module, with a bound on its growth. */
  inside(imports: WasmImports): WasmImports {
    const grow = imports.env?.emscripten_resize_heap;
    if (typeof grow !== "function")
      throw new Error("PDFium's module does not ask for memory in the way that is known.");
    const bounded = (size: number): unknown => {
      if (size >>> 0 <= MAX_MEMORY_BYTES) return grow(size);
      this.exceeded = true;
      return 0;
    };
    return { ...imports, env: { ...imports.env, emscripten_resize_heap: bounded } };
  }
}
