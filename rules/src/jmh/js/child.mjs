// The same work in Node: says after how many milliseconds of its life the first event was done, then
// answers each line, a number of events, with the nanoseconds of processor time that one took.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const source = readFileSync(new URL('rule.js', import.meta.url), 'utf8');
const { default: rule } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const text = readFileSync(new URL('event.json', import.meta.url));
const context = { sha256: (value) => createHash('sha256').update(value).digest('hex') };

let bytes = 0;
function work(count) {
  for (let i = 0; i < count; i++) {
    const event = JSON.parse(text.toString());
    if (rule(event, context) !== null) {
      bytes += Buffer.from(JSON.stringify(event)).length;
    }
  }
}

work(1);
console.log(Math.round(performance.now()));
for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  work(Number(line));
  const used = process.cpuUsage(before);
  console.log(Math.round(((used.user + used.system) * 1000) / Number(line)));
}
