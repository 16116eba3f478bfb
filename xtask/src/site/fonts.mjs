// Subsets one font with HarfBuzz: a TTF on standard input, a WOFF2 on standard output, the characters to
// keep as the first argument. Hinting goes: phones ignore it, and it is half of the file. Of OpenType's
// features only kerning stays: composed letters need no other.
import subsetFont from "subset-font";
import { buffer } from "node:stream/consumers";

const subset = await subsetFont(await buffer(process.stdin), process.argv[2], {
  targetFormat: "woff2",
  noHinting: true,
  keepFeatures: ["kern"],
});
process.stdout.write(subset);
