// A site that serves the test pages, a stand-in for Tagyard that takes events and can fail, and a
// browser. Both speak plain HTTP on localhost: two ports, one site.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const resources = '../../main/resources/sdk/';
const pages = '../resources/sdk/';

const listen = (handler) =>
  new Promise((resolve) => {
    const server = createServer(handler);
    server.listen(0, () => resolve(server));
  });

/// Takes events as `POST /e` does: `events` in order of arrival, `requests` one a request.
export class Tagyard {
  requests = [];
  answered = 0;
  optouts = 0;
  status = 202; // what the next requests are answered with
  delay = 0; // ms before the answer
  scriptDelay = 0;
  scriptStatus = 200;
  ids = 0;

  async start() {
    this.server = await listen((request, response) => this.take(request, response));
    this.origin = 'http://localhost:' + this.server.address().port;
    return this;
  }

  /// What was accepted. A repeat with the same id counts once, as with the real one: a request
  /// whose answer was lost when the page went is sent again by the next.
  get events() {
    const all = new Map();
    for (const request of this.requests)
      if (request.status == 202) for (const event of request.events) all.set(event.event_name + event.event_id, event);
    return [...all.values()];
  }

  named(name) {
    return this.events.filter((event) => event.event_name == name);
  }

  async take(request, response) {
    const origin = request.headers.origin;
    if (origin) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
    }
    if (request.url == '/ty.js') {
      await new Promise((resolve) => setTimeout(resolve, this.scriptDelay));
      response.writeHead(this.scriptStatus, { 'Content-Type': 'text/javascript' });
      return response.end(this.scriptStatus == 200 ? read(resources + 'ty.js') : '');
    }
    if (request.url == '/ty-banners.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      return response.end(read(resources + 'ty-banners.js'));
    }
    let body = '';
    for await (const part of request) body += part;
    if (request.url == '/optout') {
      this.optouts++;
      return response.writeHead(204).end();
    }
    const { status } = this;
    const events = JSON.parse(body);
    this.requests.push({
      events,
      status,
      path: request.url,
      type: request.headers['content-type'],
      cookie: request.headers.cookie || '',
      bytes: Buffer.byteLength(body),
      at: Date.now(),
    });
    await new Promise((resolve) => setTimeout(resolve, this.delay));
    this.answered++;
    const stores = events.some((event) => event.consent.tcf?.includes('P_g') || event.consent.categories?.statistics);
    if (stores && !/_ty=/.test(request.headers.cookie))
      response.setHeader('Set-Cookie', `_ty=1.1.visitor${++this.ids}; Path=/; HttpOnly; SameSite=Lax`);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end('{"accepted":[],"withheld":[],"rejected":[]}');
  }
}

export const startSite = async (tagyard) => {
  const stub = read(resources + 'stub.html');
  const server = await listen((request, response) => {
    const name = new URL(request.url, 'http://site').pathname.slice(1);
    try {
      const text = read(pages + name)
        .replace('<!-- ty -->', () => stub)
        .replaceAll('https://t.example.com', tagyard.origin);
      response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(text);
    } catch (missing) {
      response.writeHead(404).end();
    }
  });
  return { server, origin: 'http://localhost:' + server.address().port };
};

export const startBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/// Waits until `condition` holds; it is asked anew every 20 ms, for 8 s at most.
export const until = async (condition, what = condition) => {
  for (const end = Date.now() + 8000; Date.now() < end; await new Promise((r) => setTimeout(r, 20))) {
    if (await condition()) return;
  }
  throw new Error('never happened: ' + what);
};

/// Long enough for anything that should not be sent to have been sent.
export const quiet = (ms = 900) => new Promise((resolve) => setTimeout(resolve, ms));
