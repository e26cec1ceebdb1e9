import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { quiet, startBrowser, startSite, Tagyard, until } from './harness.mjs';

let browser;
let tagyard;
let site;
let context;
let page;
let faults;

before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());
beforeEach(async () => {
  tagyard = await new Tagyard().start();
  site = await startSite(tagyard);
  context = await browser.newContext();
  faults = [];
  page = await newPage();
});
afterEach(async () => {
  await context.close();
  tagyard.server.close();
  site.server.close();
  assert.deepEqual(faults, []);
});

const newPage = async () => {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => faults.push(error.message));
  opened.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  return opened;
};
const open = (path) => page.goto(site.origin + '/' + path);
const loaded = () => until(() => page.evaluate(() => window.ty && !!window.ty.version), 'ty.js is loaded');
const metaCall = async (name) =>
  (await page.evaluate(() => window.metaCalls)).filter((call) => call[1] == name).map((call) => call[3]);
const stored = () =>
  page.evaluate(() => ({
    keys: Object.keys(localStorage).concat(Object.keys(sessionStorage)).filter((key) => key != 'cmp'),
    cookies: document.cookie,
  }));
const visitorCookies = async () => (await context.cookies()).filter((cookie) => cookie.name == '_ty');

test('accepted: page view and purchase arrive once, with the ids that fbq saw', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  await quiet();

  const [view, ...otherViews] = tagyard.named('page_view');
  const [purchase, ...otherPurchases] = tagyard.named('purchase');
  assert.deepEqual([otherViews, otherPurchases], [[], []]);
  assert.deepEqual(await metaCall('PageView'), [{ eventID: view.event_id }]);
  assert.deepEqual(await metaCall('Purchase'), [{ eventID: purchase.event_id }]);
  assert.deepEqual(purchase.params, {
    transaction_id: 'T-1',
    value: 59.9,
    currency: 'EUR',
    content_type: 'product',
    items: [{ item_id: 'SKU-1', item_name: 'Lamp', price: 29.95, quantity: 2 }],
  });
  assert.deepEqual(purchase.browser_tags, ['meta', 'ga4']);
  assert.equal(purchase.consent.gdpr, 1);
  assert.match(purchase.consent.tcf, /^C.{12}EsAEBDECyFgAP_g/);
  assert.equal(purchase.consent.ac, '2~89~dv.');
  assert.equal(purchase.page.url, site.origin + '/shop.html');
  assert.equal(purchase.page.title, 'Shop');
  assert.ok(purchase.sent_at >= purchase.event_time);
  assert.equal(tagyard.requests[0].type, 'text/plain;charset=UTF-8');
});

test('the tags of the vendors are called as often as without us', async () => {
  await open('shop.html');
  await page.click('#accept');
  await page.click('#buy');
  await page.click('#cart');
  await until(() => tagyard.named('add_to_cart').length);

  const meta = await page.evaluate(() => window.metaCalls.map((call) => call.slice(0, 2).join()));
  const google = await page.evaluate(() => window.googleCalls.filter((call) => call[0] == 'event').map((call) => call[1]));
  assert.deepEqual(meta, ['init,1234567890', 'track,PageView', 'track,Purchase', 'track,AddToCart']);
  assert.deepEqual(google, ['purchase', 'add_to_cart']);
});

test('the same button pressed twice is two events', async () => {
  await open('shop.html');
  await page.click('#accept');
  await page.click('#cart');
  await page.click('#cart');
  await until(() => tagyard.named('add_to_cart').length == 2);

  const ids = tagyard.named('add_to_cart').map((event) => event.event_id);
  assert.deepEqual((await metaCall('AddToCart')).map((options) => options.eventID).sort(), ids.sort());
});

test('refused: the server is told the refusal, and nothing is kept in the browser', async () => {
  await open('shop.html');
  await page.click('#reject');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);

  assert.ok(tagyard.events.every((event) => /^C.{12}EsAEBDECyFgAAAA/.test(event.consent.tcf)));
  assert.deepEqual(await stored(), { keys: [], cookies: '' });
  assert.deepEqual(await visitorCookies(), []);
});

test('a late choice: held until then, with the time of the call', async () => {
  await open('shop.html');
  await page.click('#buy');
  await quiet(3500);
  assert.deepEqual(tagyard.requests, []);
  assert.deepEqual(await stored(), { keys: [], cookies: '' });
  await page.click('#accept');
  await until(() => tagyard.named('purchase').length);

  const [purchase] = tagyard.named('purchase');
  assert.ok(purchase.sent_at - purchase.event_time > 3000);
  assert.match(purchase.consent.tcf, /P_g/);
});

test('no choice, page closed: nothing is sent', async () => {
  await open('shop.html');
  await page.click('#buy');
  await page.close();
  await quiet();
  assert.deepEqual(tagyard.requests, []);
});

test('closed right after buy: the purchase arrives', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await page.click('#buy');
  await page.close();
  await until(() => tagyard.named('purchase').length);
  assert.equal(tagyard.named('purchase').length, 1);
});

test('left for another page right after buy: the purchase arrives', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await page.click('#buy');
  await page.goto('about:blank');
  await until(() => tagyard.named('purchase').length);
});

test('hits wait for the first answer: one identity', async () => {
  tagyard.delay = 300;
  await open('native.html');
  await page.click('#burst');
  await page.click('#accept');
  await until(() => tagyard.named('step_5').length);

  await quiet();
  assert.equal(tagyard.ids, 1);
  assert.equal(new Set(tagyard.requests.slice(1).map((r) => r.cookie)).size <= 1, true);
  assert.equal(tagyard.events.length, 6);
});

test('a first answer that does not come holds the others only for a while', async () => {
  tagyard.delay = 6000;
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.requests.length);
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  assert.equal(tagyard.answered, 0);
});

test('two tags tell one purchase, the second of them late: one purchase', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => gtag('event', 'purchase', { transaction_id: 'T-1', value: 59.9 }));
  await until(() => tagyard.named('purchase').length);
  await quiet(1200);
  await page.evaluate(() => fbq('track', 'Purchase', { value: 59.9 }));
  await quiet();

  const [{ event_id: eventID }, ...others] = tagyard.named('purchase');
  assert.deepEqual(others, []);
  assert.deepEqual(await metaCall('Purchase'), [{ eventID }]);
});

for (const first of ['ty', 'gtag', 'fbq']) {
  test(`three tags tell one purchase, ${first} first: who bought is what all of them know`, async () => {
    await open('shop.html');
    await page.click('#accept');
    await loaded();
    await page.evaluate((name) => {
      const tags = {
        ty: () => ty('event', 'purchase', { transaction_id: 'T-1' }, { user: { user_id: 'u-77', phone: '+4930123456' } }),
        gtag: () => gtag('event', 'purchase', { transaction_id: 'T-1', user_data: { email: 'ada@example.com' } }),
        fbq: () => fbq('track', 'Purchase', { value: 1 }),
      };
      for (const tag of [name, ...Object.keys(tags).filter((other) => other != name)]) tags[tag]();
    }, first);
    await until(() => tagyard.named('purchase').length);

    const [{ user }, ...others] = tagyard.named('purchase');
    assert.deepEqual(others, []);
    assert.deepEqual(user, { user_id: 'u-77', phone: '+4930123456', email: 'ada@example.com' });
  });
}

test('two orders on one page, each told by two tags: two purchases', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  for (const order of ['T-1', 'T-2']) {
    await page.evaluate((id) => gtag('event', 'purchase', { transaction_id: id }), order);
    await quiet(1200);
    await page.evaluate(() => fbq('track', 'Purchase', { value: 1 }));
  }
  await quiet();

  const purchases = tagyard.named('purchase');
  assert.deepEqual(purchases.map((event) => event.params.transaction_id), ['T-1', 'T-2']);
  assert.deepEqual(await metaCall('Purchase'), purchases.map(({ event_id: eventID }) => ({ eventID })));
});

test('reload of a thank-you page: one purchase; another order is another', async () => {
  await open('thankyou.html?order=T-7');
  await page.click('#accept');
  await until(() => tagyard.named('purchase').length);
  await page.reload();
  await until(() => tagyard.named('page_view').length == 2);
  await quiet();

  assert.equal(tagyard.named('purchase').length, 1);
  await open('thankyou.html?order=T-8');
  await until(() => tagyard.named('purchase').length == 2);
});

test('once_per session and visitor', async () => {
  await open('native.html');
  await page.click('#accept');
  await loaded();
  const tell = () =>
    page.evaluate(() => {
      for (let i = 0; i < 2; i++) {
        ty('event', 'signup_seen', {}, { once_per: 'session' });
        ty('event', 'first_lead', {}, { once_per: 'visitor' });
      }
      ty('event', 'done');
    });
  await tell();
  await until(() => tagyard.named('done').length == 1);
  await page.reload();
  await loaded();
  await tell();
  await until(() => tagyard.named('done').length == 2);
  page = await newPage();
  await open('native.html');
  await loaded();
  await tell();
  await until(() => tagyard.named('done').length == 3);

  assert.equal(tagyard.named('signup_seen').length, 2);
  assert.equal(tagyard.named('first_lead').length, 1);
});

test('single page: each address is a view, and the one before is its referrer', async () => {
  await open('shop.html');
  await page.click('#accept');
  await page.click('#next');
  await until(() => tagyard.named('page_view').length == 2);
  await page.goBack();
  await until(() => tagyard.named('page_view').length == 3);
  await page.evaluate(() => history.replaceState({}, '', '?filter=red'));
  await page.evaluate(() => history.pushState({}, '', '#part'));
  await quiet();

  const first = site.origin + '/shop.html';
  assert.deepEqual(
    tagyard.named('page_view').map(({ page: { url, referrer } }) => [url, referrer]),
    [
      [first, ''],
      [first + '?page=2', first],
      [first, first + '?page=2'],
    ]
  );
  assert.equal(tagyard.named('page_view')[1].page.title, 'Second page');
});

test('a view that the page tells itself is one of its own, told by fbq, too', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await quiet(300);
  await page.evaluate(() => {
    for (const step of ['#/a', '#/b']) {
      ty('page', { page_location: location.href + step });
      fbq('track', 'PageView');
    }
  });
  await until(() => tagyard.named('page_view').length == 3);
  await quiet();

  const views = tagyard.named('page_view');
  assert.deepEqual(views.map(({ page: { url } }) => url.split('#')[1]), [undefined, '/a', '/b']);
  assert.deepEqual(await metaCall('PageView'), views.map(({ event_id: eventID }) => ({ eventID })));
});

test('back from the cache of whole pages counts a view', async () => {
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length == 1);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await until(() => tagyard.named('page_view').length == 2);
});

test('offline, then online: what happened meanwhile arrives, once', async () => {
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await context.setOffline(true);
  await until(() => page.evaluate(() => !navigator.onLine), 'the browser knows that it is offline');
  await page.click('#buy');
  await quiet();
  assert.equal(tagyard.named('purchase').length, 0);
  await context.setOffline(false);
  await until(() => tagyard.named('purchase').length);
  await quiet();

  const [purchase, ...others] = tagyard.named('purchase');
  assert.deepEqual(others, []);
  assert.equal(purchase.event_id, 'order-N-1');
  assert.deepEqual(purchase.user, { user_id: 'customer-7', email: 'ada@example.com' });
});

test('offline and left: kept where storage was allowed, sent by the next page, without the person', async () => {
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await context.setOffline(true);
  await until(() => page.evaluate(() => !navigator.onLine), 'the browser knows that it is offline');
  await page.click('#buy');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  assert.doesNotMatch(await page.evaluate(() => localStorage.ty), /ada/);
  await context.setOffline(false);
  await page.addInitScript(() => {
    window.ty = (...call) => ty.q.push([Date.now(), call]);
    ty.q = [];
    ty('set', 'user', { user_id: 'somebody-else', email: 'bob@example.com' });
  });
  await open('native.html');
  await until(() => tagyard.named('purchase').length);

  assert.deepEqual(tagyard.named('purchase')[0].user, {});
});

/// A page with a banner of categories, which itself stores nothing.
const openAccepted = async (banner = 'cookiebot') => {
  await open('banner.html?banner=' + banner);
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
};
const setOffline = async (offline) => {
  await context.setOffline(offline);
  await until(() => page.evaluate((was) => navigator.onLine != was, offline));
};
const hide = () => page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));

for (const [what, banner, storage] of [
  ['storage that throws', 'cookiebot', () => { throw new Error('denied'); }],
  ['no leave to store', 'gpp', undefined],
]) {
  test(`offline, left and back, ${what}: nothing is lost`, async () => {
    if (storage) await page.addInitScript((get) => Object.defineProperty(window, 'localStorage', { get: eval(get) }), `(${storage})`);
    await openAccepted(banner);
    await setOffline(true);
    await page.evaluate(() => ty('event', 'purchase', { transaction_id: 'T-1' }));
    await hide();
    await quiet();
    await setOffline(false);
    await until(() => tagyard.named('purchase').length);
  });
}

test('left with an event too large for a beacon: it holds up no other, and goes by the next page', async () => {
  await openAccepted();
  await page.evaluate(() => {
    ty('event', 'large', { text: 'x'.repeat(7e4) });
    ty('event', 'small');
    ty('event', 'another');
    dispatchEvent(new PageTransitionEvent('pagehide'));
  });
  await until(() => tagyard.named('small').length && tagyard.named('another').length);
  assert.deepEqual(tagyard.named('large'), []);
  await open('banner.html?banner=cookiebot');
  await page.click('#accept');
  await until(() => tagyard.named('large').length);
});

test('fetch and sendBeacon of the page’s own making throw: nothing is lost', async () => {
  await page.addInitScript(() => {
    const { fetch } = window;
    window.fetch = (address, options) => {
      if (window.broken) throw new TypeError('address.startsWith is not a function');
      return fetch(address, options);
    };
  });
  await openAccepted('gpp');
  await page.evaluate(() => {
    window.broken = true;
    ty('event', 'purchase', { transaction_id: 'T-1' });
  });
  await quiet();
  await page.evaluate(() => {
    navigator.sendBeacon = () => {
      throw new TypeError('no');
    };
    dispatchEvent(new PageTransitionEvent('pagehide'));
    window.broken = false;
  });
  await until(() => tagyard.named('purchase').length);
});

test('a page that says nothing of consent leaves what was kept for the next', async () => {
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await setOffline(true);
  await page.click('#buy');
  await hide();
  await setOffline(false);
  await open('banner.html?banner=none');
  await until(() => tagyard.events.some((event) => event.page.url.endsWith('none')));
  assert.deepEqual((await stored()).keys, ['ty']);
  assert.deepEqual(tagyard.named('purchase'), []);

  await open('native.html');
  await until(() => tagyard.named('purchase').length);
});

test('503, then 202: sent again with the same id; 400: not again', async () => {
  tagyard.status = 503;
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.requests.length == 1);
  tagyard.status = 202;
  await until(() => tagyard.events.length);
  assert.equal(tagyard.requests[0].events[0].event_id, tagyard.events[0].event_id);
  assert.equal(tagyard.requests[0].events[0].event_time, tagyard.events[0].event_time);
  assert.ok(tagyard.requests[0].events[0].sent_at < tagyard.events[0].sent_at);

  tagyard.status = 400;
  await page.click('#buy');
  await until(() => tagyard.requests.length == 3);
  await quiet(3000);
  assert.equal(tagyard.requests.length, 3);
});

test('more than a request can hold goes in several', async () => {
  await open('native.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    for (let i = 0; i < 20; i++) ty('event', 'big', { n: i, text: 'ü'.repeat(5000) });
  });
  await until(() => tagyard.named('big').length == 20);

  assert.ok(tagyard.requests.every((request) => request.bytes < 65536));
  assert.deepEqual(
    tagyard.named('big').map((event) => event.params.n),
    [...Array(20).keys()]
  );
});

test('told by a second tag while a full request goes before it: one event, with what both know', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  tagyard.delay = 800;
  await page.evaluate(() => {
    for (let i = 0; i < 12; i++) ty('event', 'big', { n: i, text: 'ü'.repeat(5000) });
    gtag('event', 'purchase', { transaction_id: 'T-1' });
  });
  await until(() => tagyard.named('big').length);
  assert.deepEqual(tagyard.named('purchase'), []);
  await page.evaluate(() => fbq('track', 'Purchase', { value: 59.9 }));
  await until(() => tagyard.named('purchase').length);

  assert.deepEqual(tagyard.named('purchase').map(({ params }) => params), [{ transaction_id: 'T-1', value: 59.9 }]);
});

test('strict CSP, no inline code: all the same', async () => {
  await open('strict-csp.html');
  await page.click('#accept');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length && tagyard.named('page_view').length);

  assert.deepEqual(await metaCall('PageView'), [{ eventID: tagyard.named('page_view')[0].event_id }]);
  assert.deepEqual(await metaCall('Purchase'), [{ eventID: tagyard.named('purchase')[0].event_id }]);
});

test('the same order after a reload: fbq gets the first id again', async () => {
  for (let visit = 0; visit < 2; visit++) {
    await open('strict-csp.html?order=T-9');
    if (!visit) await page.click('#accept');
    await page.click('#buy');
    await until(() => tagyard.named('page_view').length > visit && tagyard.named('purchase').length);
    assert.deepEqual(await metaCall('Purchase'), [{ eventID: tagyard.named('purchase')[0].event_id }]);
  }
  await quiet();
  assert.equal(tagyard.named('purchase').length, 1);
});

test('a thank-you page loaded again before ty.js is there: fbq gets the first id again', async () => {
  tagyard.scriptDelay = 500;
  await open('thankyou.html?order=T-5');
  await page.click('#accept');
  await until(() => tagyard.named('purchase').length);
  const [{ event_id: eventID }] = tagyard.named('purchase');
  assert.deepEqual(await metaCall('Purchase'), [{ eventID }]);

  await page.reload();
  assert.deepEqual(await metaCall('Purchase'), [{ eventID }]);
  await until(() => tagyard.named('page_view').length == 2);
  await quiet();
  assert.equal(tagyard.named('purchase').length, 1);

  await open('thankyou.html?order=T-6');
  await until(() => tagyard.named('purchase').length == 2);
  const [{ eventID: other }] = await metaCall('Purchase');
  assert.notEqual(other, eventID);
  assert.equal(tagyard.named('purchase')[1].event_id, other);
});

test('included twice: each event once', async () => {
  await open('twice.html');
  await page.click('#accept');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  await quiet();

  assert.equal(tagyard.named('page_view').length, 1);
  assert.equal(tagyard.named('purchase').length, 1);
  assert.equal((await metaCall('Purchase')).length, 1);
});

test('blocks nothing: the page is there long before a slow ty.js, and its calls are not lost', async () => {
  tagyard.scriptDelay = 1500;
  await page.goto(site.origin + '/shop.html', { waitUntil: 'domcontentloaded' });
  const { ready, paint } = await page.evaluate(async () => {
    while (!performance.getEntriesByName('first-contentful-paint').length) await new Promise(requestAnimationFrame);
    return {
      ready: performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart,
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    };
  });
  await page.click('#buy');
  const loadedEarly = await page.evaluate(() => !!window.ty.version);
  await page.click('#accept');
  await until(() => tagyard.named('purchase').length);

  assert.equal(loadedEarly, false);
  assert.ok(ready < 1000 && paint < 1000, `${ready} ${paint}`);
  assert.deepEqual(await metaCall('PageView'), [{ eventID: tagyard.named('page_view')[0].event_id }]);
  assert.deepEqual(await metaCall('Purchase'), [{ eventID: tagyard.named('purchase')[0].event_id }]);
});

test('calls that waited long for ty.js: each has its own time, and is its own event', async () => {
  tagyard.scriptDelay = 2500;
  await page.goto(site.origin + '/shop.html', { waitUntil: 'domcontentloaded' });
  await page.evaluate(() => fbq('track', 'AddToCart'));
  await quiet(1300);
  await page.evaluate(() => ty('event', 'add_to_cart'));
  await page.click('#accept');
  await until(() => tagyard.named('add_to_cart').length);

  const times = tagyard.named('add_to_cart').map((event) => event.event_time);
  assert.equal(times.length, 2);
  assert.ok(times[1] - times[0] > 1000 && tagyard.named('page_view')[0].event_time < times[1], times.join());
});

test('blocked: the page and the other tags work as ever', async () => {
  tagyard.scriptStatus = 404;
  await open('shop.html');
  await page.click('#buy');
  assert.equal((await metaCall('Purchase')).length, 1);
});

test('odd calls throw nothing', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    const ring = {};
    ring.ring = ring;
    ty();
    ty('nonsense');
    ty('event', 'ring', ring);
    ty('consent', {});
    ty('set', 'user');
    dataLayer.push(null, 7, 'text', { event: 'x' }, ring);
    gtag('event');
    gtag();
    gtag('consent', 'update');
    fbq();
    fbq('track');
    fbq('track', 'Custom', null, null);
    history.pushState({}, '', '?x');
    ty('event', 'last');
  });
  await until(() => tagyard.named('last').length);
});

test('a call that cannot be told takes no other with it', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    const ring = {};
    ring.ring = ring;
    for (const odd of [ring, 10n, Symbol('odd'), null]) {
      dataLayer.push({ event: odd }, { event: 'seen', odd });
      gtag('event', odd);
      gtag('consent', 'default', { ad_storage: odd, analytics_storage: odd });
      gtag('set', { user_id: odd });
      fbq('track', 'Lead', odd, odd);
      fbq('track', odd);
      ty('event', odd, odd, { event_id: odd, user: odd, once_per: odd });
      ty('page', odd);
      ty('set', 'user', { user_id: odd });
      ty('consent', { usp: odd });
    }
    fbq('track', 'Purchase', { value: 1, contents: [null] });
    ty('event', 'last');
  });
  await until(() => tagyard.named('last').length);
  assert.deepEqual(tagyard.named('purchase').map(({ params }) => params), [{ value: 1 }]);
  assert.equal((await metaCall('Lead')).length, 4);
});

test('Meta names become common ones; custom ones stay', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    for (const name of ['ViewContent', 'InitiateCheckout', 'Lead', 'CompleteRegistration', 'AddPaymentInfo', 'AddToWishlist', 'Subscribe', 'StartTrial'])
      fbq('track', name);
    fbq('track', 'Search', { search_string: 'lamp' });
    fbq('trackCustom', 'SpunTheWheel', { prize: 'none' }, { eventID: 'mine' });
    fbq('trackSingle', '1', 'Contact');
    fbq('trackSingle', '2', 'Contact');
  });
  await until(() => tagyard.named('contact').length);

  assert.deepEqual(
    tagyard.events.map((event) => event.event_name).filter((name) => name != 'page_view'),
    ['view_item', 'begin_checkout', 'generate_lead', 'sign_up', 'add_payment_info', 'add_to_wishlist', 'subscribe', 'start_trial', 'search', 'SpunTheWheel', 'contact']
  );
  assert.equal(tagyard.named('search')[0].params.search_term, 'lamp');
  assert.equal(tagyard.named('SpunTheWheel')[0].event_id, 'mine');
});

for (const contents of [[], '[]', '', [null]]) {
  test(`contents that hold nothing, ${JSON.stringify(contents)}: content_ids are the items`, async () => {
    await open('shop.html');
    await page.click('#accept');
    await loaded();
    await page.evaluate((none) => fbq('track', 'Purchase', { contents: none, content_ids: ['SKU-1'] }), contents);
    await until(() => tagyard.named('purchase').length);
    assert.deepEqual(tagyard.named('purchase')[0].params, { items: [{ item_id: 'SKU-1' }] });
  });
}

test('contents as text are the items, too', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() =>
    fbq('track', 'Purchase', { value: 1, order_id: 'T-1', contents: '[{"id":"SKU-1","quantity":2}]' })
  );
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual(tagyard.named('purchase')[0].params, {
    transaction_id: 'T-1',
    items: [{ item_id: 'SKU-1', quantity: 2 }],
    value: 1,
  });
});

test('the id that the page gives an event of gtag or of the data layer is the id', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    gtag('event', 'generate_lead', { event_id: 'lead-7', value: 10 });
    dataLayer.push({ event: 'sign_up', event_id: 'sign-8', method: 'mail' });
    dataLayer.push({ event: 'purchase', event_id: 'order-9', ecommerce: { transaction_id: 'T-1' } });
  });
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual(
    ['generate_lead', 'sign_up', 'purchase'].flatMap(tagyard.named, tagyard).map((event) => [event.event_id, event.params]),
    [
      ['lead-7', { value: 10 }],
      ['sign-8', { method: 'mail' }],
      ['order-9', { transaction_id: 'T-1' }],
    ]
  );
});

test('gtag: user data is the person, not a parameter; ads conversions are left alone', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    gtag('set', 'user_data', { email: 'ada@example.com', phone_number: '+4930123456', address: { first_name: 'Ada', city: 'Berlin' } });
    gtag('event', 'conversion', { send_to: 'AW-1/abc', value: 1 });
    gtag('event', 'conversion', { send_to: ['AW-1/abc', 'DC-2/Gh'], value: 1 });
    gtag('event', 'share', { send_to: ['AW-1/abc', 'G-TEST123'] });
    gtag('event', 'login', { method: 'mail', user_id: 'customer-7', user_data: { email: 'ada@example.org' } });
  });
  await until(() => tagyard.named('login').length);

  const [login] = tagyard.named('login');
  assert.deepEqual(login.params, { method: 'mail' });
  assert.deepEqual(login.user, { email: 'ada@example.org', phone: '+4930123456', first_name: 'Ada', city: 'Berlin', user_id: 'customer-7' });
  assert.deepEqual(tagyard.named('conversion'), []);
  assert.equal(tagyard.named('share').length, 1);
});

test('data layer: events of the page’s own are told, those of tag managers and banners are not', async () => {
  await open('shop.html');
  await page.click('#accept');
  await loaded();
  await page.evaluate(() => {
    dataLayer.push({ event: 'gtm.click', 'gtm.element': document.body });
    dataLayer.push({ event: 'cookie_consent_update' });
    dataLayer.push({ event: 'OneTrustGroupsUpdated', OnetrustActiveGroups: ',1,' });
    dataLayer.push({ event: 'cmplz_event_marketing' });
    dataLayer.push({ foo: 1 });
    dataLayer.push({ event: 'custom_x', foo: 1, 'gtm.uniqueEventId': 7 });
  });
  await until(() => tagyard.named('custom_x').length);

  assert.deepEqual(tagyard.events.map((event) => event.event_name).sort(), ['custom_x', 'page_view']);
  const [custom] = tagyard.named('custom_x');
  assert.deepEqual(custom.params, { foo: 1 });
  assert.deepEqual(custom.browser_tags, [], 'gtag.js alone does not send it');
});

const tagsOf = (name) => tagyard.named(name).map((event) => event.browser_tags);

test('Google’s tag blocked: the events say that it did not send them', async () => {
  await page.route('**/gtag.js', (route) => route.abort('blockedbyclient'));
  await open('shop.html');
  await page.click('#accept');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual([tagsOf('page_view'), tagsOf('purchase')], [[['meta']], [['meta']]]);
});

/// The consent is there already, the page is loaded except for one file.
const openHolding = async (file) => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  tagyard.requests.length = 0;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/' + file, (route) => held.then(() => route.continue()));
  await page.goto(site.origin + '/shop.html?order=T-3', { waitUntil: 'domcontentloaded' });
  await loaded();
  await page.click('#buy');
  return release;
};

test('Google’s tag on its way: the events wait for it, then say that it sent them', async () => {
  const release = await openHolding('gtag.js');
  await quiet(1500);
  assert.deepEqual(tagyard.requests, []);
  release();
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual(tagsOf('purchase'), [['meta', 'ga4']]);
});

test('Google’s tag on its way, and the page is left: nothing is lost', async () => {
  await openHolding('gtag.js');
  await page.goto('about:blank');
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual(tagsOf('purchase'), [['meta']]);
});

test('Google’s tag on its way for long: the events wait no longer than 10 s', async () => {
  await openHolding('gtag.js');
  await quiet(4000);
  assert.deepEqual(tagyard.requests, []);
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual(tagsOf('purchase'), [['meta']]);
});

test('Google’s tag comes by Tag Manager: the events wait for it, too', async () => {
  await page.addInitScript(() => {
    Object.defineProperty(document, 'readyState', { get: () => 'interactive' });
    window.dataLayer = [{ 'gtm.start': Date.now(), event: 'gtm.js' }];
  });
  await open('banner.html?banner=cookiebot');
  await page.click('#accept');
  await page.evaluate(() => (window.google_tag_manager = { 'GTM-A': {} }));
  await quiet(1500);
  assert.deepEqual(tagyard.requests, []);
  await page.evaluate(() => (window.google_tag_manager['G-TEST123'] = {}));
  await until(() => tagyard.named('page_view').length);
  assert.deepEqual(tagsOf('page_view'), [['ga4']]);
});

test('kept for the next page after a 503: the events say what Google’s tag sent', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  tagyard.status = 503;
  await page.evaluate(() => gtag('event', 'login'));
  await until(() => tagyard.answered == 2);
  await quiet(300);
  await page.evaluate(() => gtag('event', 'share'));
  tagyard.status = 202;
  await open('shop.html?next');
  await until(() => tagyard.named('share').length);
  assert.deepEqual([tagsOf('login'), tagsOf('share')], [[['ga4']], [['ga4']]]);
});

test('consent mode alone: a default is no choice, an update is', async () => {
  await open('consent-mode.html');
  await quiet(3500);
  assert.deepEqual(tagyard.requests, []);
  await page.click('#accept');
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent.google, {
    ad_storage: 'granted',
    ad_user_data: 'granted',
    ad_personalization: 'granted',
    analytics_storage: 'granted',
  });
});

/// A page with consent mode only: defaults as [state, region].
const openDefaults = async (...defaults) => {
  await page.addInitScript((all) => {
    window.dataLayer = [];
    window.gtag = function () {
      dataLayer.push(arguments);
    };
    window.tell = (kind, state, region) =>
      gtag('consent', kind, { ad_storage: state, ad_user_data: state, analytics_storage: state, region });
    for (const [state, region] of all) tell('default', state, region);
  }, defaults);
  await open('banner.html?banner=none');
  await loaded();
};
const GERMANY = ['DE'];

for (const [what, ...defaults] of [
  ['before one for all that grants', ['denied', GERMANY], ['granted']],
  ['after one for all that grants', ['granted'], ['denied', GERMANY]],
  ['alone', ['denied', GERMANY]],
]) {
  test(`consent mode, a default that refuses in some regions, ${what}: held until the update`, async () => {
    await openDefaults(...defaults);
    await quiet(3500);
    assert.deepEqual(tagyard.requests, []);
    assert.deepEqual((await stored()).keys, []);
    await page.evaluate(() => tell('update', 'granted'));
    await until(() => tagyard.events.length);
    assert.deepEqual(tagyard.events[0].consent.google, {
      ad_storage: 'granted',
      ad_user_data: 'granted',
      analytics_storage: 'granted',
    });
  });
}

test('consent mode, a default that comes after the update: the update counts', async () => {
  await openDefaults(['denied']);
  await page.evaluate(() => {
    tell('update', 'granted');
    tell('default', 'denied');
    tell('default', 'denied', ['DE']);
  });
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent.google, {
    ad_storage: 'granted',
    ad_user_data: 'granted',
    analytics_storage: 'granted',
  });
});

test('consent mode, a default that refuses in some regions, and the page is left: nothing is said of it, nothing kept', async () => {
  await page.addInitScript(() => (localStorage.ty = '{"once":[["purchase:T-1","a"]]}'));
  await openDefaults(['denied', GERMANY], ['granted']);
  await hide();
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent, { google: {} });
  assert.equal(await page.evaluate(() => localStorage.ty), '{"once":[["purchase:T-1","a"]]}');
});

test('consent mode, a default that grants in some regions beside one for all that refuses: held, also when the page is left', async () => {
  await openDefaults(['granted', ['US']], ['denied']);
  await quiet(3500);
  await hide();
  await quiet();
  assert.deepEqual(tagyard.requests, []);
  await page.evaluate(() => tell('update', 'granted'));
  await until(() => tagyard.events.length);
});

/// A banner that tells Google later than it tells others.
const openBeforeGoogle = async () => {
  await page.addInitScript(() => {
    window.dataLayer = [];
    window.gtag = function () {
      dataLayer.push(arguments);
    };
    gtag('consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' });
  });
  await open('banner.html?banner=cookiebot');
  await page.click('#accept');
  await quiet(1200);
  assert.deepEqual(tagyard.requests, []);
};

test('consent mode beside a banner: held until its update, too', async () => {
  await openBeforeGoogle();
  await page.evaluate(() => gtag('consent', 'update', { ad_storage: 'granted', analytics_storage: 'granted' }));
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent, {
    google: { ad_storage: 'granted', analytics_storage: 'granted' },
    categories: { statistics: true, preferences: true, marketing: true },
  });
});

test('consent mode beside a banner, never updated: held until the time limit', async () => {
  await openBeforeGoogle();
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent.google, { ad_storage: 'denied', analytics_storage: 'denied' });
});

test('consent mode beside a banner, and the page is left: nothing is lost', async () => {
  await openBeforeGoogle();
  await page.close();
  await until(() => tagyard.events.length);
});

test('onetrust, agreed to on an earlier page: nothing is a refusal before its script is there', async () => {
  await context.addCookies([{ name: 'OptanonAlertBoxClosed', value: '2026-11-01', url: site.origin }]);
  await page.addInitScript(() => {
    window.OptanonWrapper = () => {};
    localStorage.ty = '{"once":[["purchase:T-1","a"]]}';
  });
  await open('banner.html?banner=none');
  await quiet(1200);
  assert.deepEqual(tagyard.requests, []);
  await page.evaluate(() => (window.OnetrustActiveGroups = ',C0001,C0002,C0003,C0004,'));
  await until(() => tagyard.events.length);

  assert.deepEqual(tagyard.events[0].consent.categories, { statistics: true, preferences: true, marketing: true });
  assert.deepEqual((await stored()).keys, ['ty']);
  await quiet();
  assert.deepEqual(tagyard.named('ty_consent'), []);
});

for (const there of [false, true]) {
  test(`cookies of an earlier complianz, ${there ? 'itself still' : 'no longer'} there: the banner before it goes first`, async () => {
    await context.addCookies(
      ['marketing', 'statistics', 'preferences'].map((name) => ({ name: 'cmplz_' + name, value: 'allow', url: site.origin }))
    );
    await page.addInitScript((yes) => {
      if (yes) window.complianz = {};
    }, there);
    await open('banner.html?banner=cookiebot');
    await quiet(1200);
    assert.deepEqual(tagyard.requests, []);
    await page.click('#reject');
    await until(() => tagyard.events.length);
    assert.deepEqual(tagyard.events[0].consent.categories, { statistics: false, preferences: false, marketing: false });
  });
}

test('cookies of an earlier complianz: the banner that comes late is waited for', async () => {
  await context.addCookies([{ name: 'cmplz_marketing', value: 'allow', url: site.origin }]);
  await open('banner.html?banner=none');
  await quiet(1200);
  assert.deepEqual(tagyard.requests, []);
  await page.evaluate(() => (window.Cookiebot = { hasResponse: true, consent: { statistics: true } }));
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent.categories, { statistics: true });
});

for (const [banner, consent] of [
  ['cookiebot', { categories: { statistics: true, preferences: true, marketing: true } }],
  ['onetrust', { categories: { statistics: true, preferences: true, marketing: true } }],
  ['cookieyes', { categories: { statistics: true, preferences: true, marketing: true } }],
  ['complianz', { categories: { statistics: true, preferences: true, marketing: true } }],
  ['gpp', { gpp: 'DBABLA~BVQqAAAAAAA.QA', gpp_sid: '7' }],
]) {
  test(`${banner}: held until the choice, then sent with it`, async () => {
    await open('banner.html?banner=' + banner);
    await quiet(3500);
    assert.deepEqual(tagyard.requests, []);
    await page.click('#accept');
    await until(() => tagyard.events.length);
    assert.deepEqual(tagyard.events[0].consent, consent);
  });

  test(`${banner}: a refusal is told as one`, async () => {
    await open('banner.html?banner=' + banner);
    await page.click('#reject');
    await until(() => tagyard.events.length);
    const { consent: told } = tagyard.events[0];
    if (consent.categories) assert.deepEqual(told.categories, { statistics: false, preferences: false, marketing: false });
    assert.deepEqual((await stored()).keys, []);
  });
}

for (const banner of ['usercentrics', 'usercentrics3', 'didomi', 'iubenda', 'klaro']) {
  test(`${banner}, by ty-banners.js: held until the choice, then sent with it, and a change is told`, async () => {
    await open('more-banners.html?banner=' + banner);
    await quiet(3500);
    assert.deepEqual(tagyard.requests, []);
    await page.click('#accept');
    await until(() => tagyard.events.length);
    assert.deepEqual(tagyard.events[0].consent, { categories: { statistics: true, preferences: false, marketing: true } });

    await page.click('#reject');
    await quiet();
    await page.evaluate(() => ty('event', 'later'));
    await until(() => tagyard.named('later').length);
    assert.deepEqual(tagyard.named('later')[0].consent, { categories: { statistics: false, preferences: false, marketing: false } });
    assert.deepEqual((await stored()).keys, []);
  });
}

test('a page that says that a choice will come is waited for', async () => {
  await open('more-banners.html?banner=none');
  await quiet(3500);
  assert.deepEqual(tagyard.requests, []);
  await page.evaluate(() => ty('consent', { categories: { statistics: true } }));
  await until(() => tagyard.events.length);
});

test('groups of OneTrust that the site renamed', async () => {
  await open('options.html');
  await loaded();
  await page.evaluate(() => {
    window.OnetrustActiveGroups = ',stats,';
    document.cookie = 'OptanonAlertBoxClosed=' + new Date().toISOString();
    ty('event', 'chosen');
  });
  await until(() => tagyard.requests.some(({ events }) => events.some(({ event_name: name }) => name == 'chosen')));
  const chosen = tagyard.requests.flatMap(({ events }) => events).find(({ event_name: name }) => name == 'chosen');
  assert.deepEqual(chosen.consent.categories, { statistics: true, preferences: false, marketing: false });
});

test('no banner at all: sent after the time limit with what is known', async () => {
  await open('banner.html?banner=none');
  await quiet(1500);
  assert.deepEqual(tagyard.requests, []);
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent, {});
  assert.deepEqual((await stored()).keys, []);
});

test('no banner, and no time to wait for one: sent at once', async () => {
  await page.addInitScript(() =>
    Object.defineProperty(HTMLScriptElement.prototype, 'dataset', { value: { timeout: '0' } })
  );
  await open('banner.html?banner=none');
  await quiet(1500);
  assert.equal(tagyard.named('page_view').length, 1);
});

test('withdrawn: later events say so, and what was kept is gone', async () => {
  await open('native.html');
  await page.click('#accept');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual((await stored()).keys, ['ty']);
  await page.click('#withdraw');
  await page.click('#burst');
  await until(() => tagyard.named('step_1').length);

  assert.deepEqual(tagyard.named('step_1')[0].consent.categories, { statistics: false, marketing: false });
  assert.deepEqual((await stored()).keys, []);
});

test('withdrawn: told at once, without an event, and what was kept is gone', async () => {
  await open('native.html');
  await page.click('#accept');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  const before = tagyard.requests.length;
  await page.click('#withdraw');
  await until(() => tagyard.requests.length > before);

  const [{ event_name: name, consent, user }] = tagyard.requests[before].events;
  assert.equal(name, 'ty_consent');
  assert.deepEqual(consent.categories, { statistics: false, marketing: false });
  assert.equal(user.user_id, 'customer-7');
  assert.deepEqual((await stored()).keys, []);
  await quiet(1500);
  assert.equal(tagyard.requests.length, before + 1);
});

test('withdrawn in the banner, then agreed again: each is told once', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await page.click('#reject');
  await until(() => tagyard.named('ty_consent').length);
  assert.match(tagyard.named('ty_consent')[0].consent.tcf, /^C.{12}EsAEBDECyFgAAAA/);
  await page.click('#accept');
  await until(() => tagyard.named('ty_consent').length == 2);
  assert.match(tagyard.named('ty_consent')[1].consent.tcf, /P_g/);
  await quiet(1500);
  assert.equal(tagyard.requests.length, 3);
});

test('withdrawn and left: told', async () => {
  await open('shop.html');
  await page.click('#accept');
  await until(() => tagyard.named('page_view').length);
  await page.click('#reject');
  await page.close();
  await until(() => tagyard.named('ty_consent').length);
});

test('opted out: the server is told, and nothing more is sent', async () => {
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.events.length);
  await page.click('#optout');
  await until(() => tagyard.optouts);
  const before = tagyard.requests.length;
  await page.click('#buy');
  await quiet();
  assert.equal(tagyard.requests.length, before);
});

test('opted out while a request fails, and hidden: nothing is kept', async () => {
  await open('native.html');
  await page.click('#accept');
  await until(() => tagyard.answered);
  tagyard.status = 503;
  tagyard.delay = 500;
  await page.click('#buy');
  await until(() => tagyard.requests.length == 2);
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
  await page.click('#optout');
  await until(() => tagyard.answered == 2);
  await quiet(300);
  assert.deepEqual((await stored()).keys, []);
});

test('prerendered: nothing is sent until the page is shown', async () => {
  await page.addInitScript(() => {
    Object.defineProperty(document, 'prerendering', { configurable: true, get: () => !window.shown });
  });
  await open('options.html');
  await page.click('#buy');
  await quiet();
  assert.deepEqual(tagyard.requests, []);
  await page.evaluate(() => {
    window.shown = true;
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await until(() => tagyard.events.length);
});

test('options of the script tag: another address, only what fbq is told, no waiting', async () => {
  await open('options.html');
  await page.click('#buy');
  await until(() => tagyard.named('purchase').length);
  assert.deepEqual(
    tagyard.events.map((event) => [event.event_name, event.browser_tags]),
    [
      ['page_view', ['meta']],
      ['purchase', ['meta']],
    ]
  );
  assert.equal(tagyard.requests[0].path, '/other/events');
});

test('Global Privacy Control is told', async () => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  await open('options.html');
  await page.click('#buy');
  await until(() => tagyard.events.length);
  assert.deepEqual(tagyard.events[0].consent, { gpc: true });
});

for (const click of ['GCL.1763773200.Abc-1', 'GCL.1763773200.Abc-1.label.other', '1.1763773200.Abc-1']) {
  test(`a server of another site is told the vendors’ ids, with consent: ${click}`, async () => {
    const foreign = site.origin.replace('localhost', '127.0.0.1');
    await context.addCookies([
      { name: '_fbp', value: 'fb.0.1763773200123.1234567890', url: foreign },
      { name: '_ga', value: 'GA1.1.1122334455.1763773200', url: foreign },
      { name: '_gcl_au', value: '1.1.1122334455.1763773200', url: foreign },
      { name: '_gcl_aw', value: click, url: foreign },
    ]);
    await page.goto(foreign + '/shop.html?fbclid=IwAR_x&ttclid=100%');
    await page.click('#accept');
    await until(() => tagyard.events.length);

    assert.deepEqual(tagyard.events[0].ids, {
      fbp: 'fb.0.1763773200123.1234567890',
      ga: '1122334455.1763773200',
      gcl_au: '1.1.1122334455.1763773200',
      gclid: 'Abc-1',
      fbclid: 'IwAR_x',
      ttclid: '100%',
    });
  });
}

test('the one global is ty', async () => {
  const globals = () => page.evaluate(() => Object.getOwnPropertyNames(window));
  tagyard.scriptStatus = 404;
  await open('banner.html?banner=none');
  const without = (await globals()).filter((name) => name != 'ty');
  tagyard.scriptStatus = 200;
  await open('banner.html?banner=none');
  await loaded();
  // What others may set later is watched, yet stays undefined.
  assert.equal(await page.evaluate(() => typeof dataLayer + typeof fbq), 'undefinedundefined');
  const added = (await globals()).filter((name) => !without.includes(name));
  assert.deepEqual(added, ['ty', 'dataLayer']);
});
