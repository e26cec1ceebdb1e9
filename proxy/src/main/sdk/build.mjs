// node build.mjs [--check]: makes what is served, from ty.js and stub.js. With --check it only
// compares, and fails when somebody forgot to build.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const { minify } = createRequire(new URL('../../test/sdk/package.json', import.meta.url))('terser');

const MOST_GZIPPED = 4096;
const served = new URL('../resources/sdk/', import.meta.url);
const source = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const sha = (kind, text) => kind + '-' + createHash(kind).update(text).digest('base64');

// Once minified, `const` says nothing that `let` does not, in more bytes.
const minified = async (name, ecma, comments) =>
  (
    await minify(source(name).replace(/\bconst\b/g, 'let'), {
      ecma,
      compress: { passes: 4, unsafe_arrows: true, unsafe_methods: ecma > 5, pure_getters: true, keep_fargs: false },
      mangle: { properties: { regex: /^_[a-z]/ } },
      format: { comments, ecma },
    })
  ).code;

const sdk = (await minified('ty.js', 2018, /^!/)) + '\n';
const stub = (await minified('stub.js', 5, false)).replace(/;$/, '');
const page = `<!-- Before all other tags, Meta's pixel too. Under a CSP that forbids inline code: allow
     '${sha('sha256', stub)}', or leave the first line out. -->
<script>${stub}</script>
<script async src="https://t.example.com/ty.js"></script>
`;

// So that a build without Node sees whether sources and served files belong together.
const built = [
  ['ty.js', source('ty.js')],
  ['stub.js', source('stub.js')],
  ['../resources/sdk/ty.js', sdk],
  ['../resources/sdk/stub.html', page],
]
  .map(([name, text]) => `${sha('sha256', text)} ${name}\n`)
  .join('');

let stale = false;
for (const [name, text] of [['ty.js', sdk], ['stub.html', page], ['../../sdk/built.txt', built]]) {
  const file = new URL(name, served);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    stale = true;
    console.error(`${name} is not what its source makes: run build.mjs`);
  }
}

const gzipped = gzipSync(sdk, { level: 9 }).length;
console.log(`ty.js: ${sdk.length} bytes, ${gzipped} gzipped (at most ${MOST_GZIPPED}); integrity ${sha('sha384', sdk)}`);
console.log(`stub: ${stub.length} bytes, ${gzipSync(stub, { level: 9 }).length} gzipped`);
if (stale || gzipped > MOST_GZIPPED) process.exit(1);
