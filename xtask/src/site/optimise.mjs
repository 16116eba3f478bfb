// wasm-opt -O1 for every file of a folder, in place, in one process: `node optimise.mjs FOLDER`. Higher levels shrink
// a file but not what is left of it after brotli. Starting the tool once for each chunk took longer than its work.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import binaryen from "binaryen";

const { BulkMemory, BulkMemoryOpt, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SignExt } = binaryen.Features;
/** What rustc assumes of a browser: binaryen must neither refuse it nor use more. */
const FEATURES = BulkMemory | BulkMemoryOpt | Multivalue | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SignExt;

binaryen.setOptimizeLevel(1);
binaryen.setShrinkLevel(0);
const [folder] = process.argv.slice(2);
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const module = binaryen.readBinary(readFileSync(path));
  module.setFeatures(FEATURES);
  module.optimize();
  writeFileSync(path, module.emitBinary());
  module.dispose();
}
