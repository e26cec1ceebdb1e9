// Behind the scenes: shows what the vendors' tags were told, what the vendors received, and why. It
// looks at the page's requests to the proxy from outside; no shop needs any of this.
(function (w, d) {
  const proxy = d.currentScript.dataset.proxy;
  const told = [];
  let latest; // the event that the section "why" is about
  let shown = '';

  const el = (tag, parent, text, name) => {
    const made = d.createElement(tag);
    if (text !== undefined) made.append(text);
    if (name) made.className = name;
    parent.append(made);
    return made;
  };

  /// The same id has the same colour wherever it stands; ids that differ by a digit, such as those of
  /// orders, have colours far apart.
  const chip = (parent, id, length = 40) => {
    const mark = el('code', parent, id.length > length ? '…' + id.slice(-length) : id, 'id');
    let hue = 0;
    for (const letter of id) hue = (hue * 31 + letter.charCodeAt(0)) % 360;
    mark.style.setProperty('--hue', (hue * 137) % 360);
    mark.title = id;
  };

  const section = (id) => {
    const box = d.getElementById(id);
    box.hidden = false;
    box.replaceChildren();
    return box;
  };

  // ---- What the tags were told ----------------------------------------------------------------

  const drawTags = () => {
    const box = section('tags');
    told.forEach(([tag, call]) => {
      const row = el('li', box);
      el('b', row, tag);
      const [command, name, , options] = call;
      el('span', row, command == 'js' ? 'js' : [command, name].filter((part) => typeof part == 'string').join(' '));
      if (options && options.eventID) chip(row, options.eventID);
    });
  };

  // ---- What the proxy answered ----------------------------------------------------------------

  const answered = (events, answer) => {
    events.forEach((event, i) => {
      const withheld = (answer.withheld || []).find((one) => one.index == i);
      // A purchase is of more interest than the page views around it.
      if (event.event_name == 'purchase' || !latest || latest.name != 'purchase')
        latest = { name: event.event_name, id: event.event_id, withheld: withheld && withheld.reason };
    });
    if (latest.withheld) drawWithheld();
  };

  const fetched = w.fetch;
  w.fetch = async (...request) => {
    const response = await fetched(...request);
    if (String(request[0]) == proxy + '/e')
      response
        .clone()
        .json()
        .then((answer) => answered([].concat(JSON.parse(request[1].body)), answer))
        .catch(() => {});
    return response;
  };

  const drawWithheld = () => {
    const box = section('why');
    el('h2', box, 'Nothing was kept, nothing was sent');
    const line = el('p', box, 'The ');
    el('code', line, latest.name);
    line.append(' was withheld. Reason: ');
    el('b', line, latest.withheld, 'no');
    line.append('. Consent is asked before anything is written: a counter is all that is left of this event.');
  };

  const drawStory = (story) => {
    const box = section('why');
    const title = el('h2', box, 'Why: ' + latest.name + ' ');
    chip(title, latest.id);
    const table = el('table', box);
    const copy = story.copies[0];
    Object.entries(copy.consent.destinations).forEach(([name, part]) => {
      const row = el('tr', table);
      el('th', row, name);
      el('td', row, part.verdict, part.verdict == 'deny' ? 'no' : 'ok');
      el('td', row, part.reason);
      const steps = copy.steps;
      const way = steps.filter((s) => s.what == 'queued').map((s) => s.detail[name]);
      const tries = steps.filter((s) => s.destination == name).map((s) => s.detail.outcome + (s.detail.status ? ' ' + s.detail.status : ''));
      el('td', row, [...way, ...tries].filter(Boolean).join(' → '));
    });
    if (story.copies.length > 1) el('p', box, `It came ${story.copies.length} times and counts once.`, 'soft');
    const details = el('details', box);
    el('summary', details, 'everything that is known of it');
    el('pre', details, JSON.stringify(story, null, 1));
  };

  const explain = async () => {
    const asked = latest;
    if (!asked || asked.withheld) return;
    const reply = await fetched('/explain/' + encodeURIComponent(asked.id));
    const text = reply.ok ? await reply.text() : '';
    // Meanwhile another event may have come.
    if (!text || text == asked.story || asked != latest) return;
    asked.story = text;
    drawStory(JSON.parse(text));
  };

  // ---- What the vendors received --------------------------------------------------------------

  const drawVendors = (received) => {
    const box = section('vendors');
    Object.entries(received).forEach(([vendor, requests]) => {
      const card = el('div', box, undefined, 'card');
      const events = requests.flatMap((request) => request.events.map((event) => ({ ...event, request })));
      const title = el('h3', card, vendor);
      el('span', title, String(events.length), 'number');
      if (!events.length) el('p', card, 'nothing yet', 'soft');
      events.slice(0, 6).forEach(({ name, id, request }) => {
        const row = el('div', card, undefined, 'event');
        const bad = request.violations.length;
        el('span', row, bad ? '✗' : '✓', bad ? 'no' : 'ok').title = bad ? request.violations.join('; ') : 'valid, answered ' + request.status;
        el('b', row, name);
        if (id) chip(row, id, 11);
      });
      if (events.length > 6) el('a', card, `${events.length - 6} more`).href = '/vendors';
    });
  };

  // ---- The choice -----------------------------------------------------------------------------

  const drawChoice = () => {
    const box = section('choice');
    const made = w.banner.made();
    if (!made) return el('p', box, 'Not made yet: events wait in the page, nothing is stored, nothing is sent.', 'soft');
    const { statistics, marketing } = made;
    const words = statistics && marketing ? 'everything' : statistics ? 'statistics alone' : marketing ? 'marketing alone' : 'nothing but what is necessary';
    el('p', box, 'The visitor agreed to ' + words + '.');
    for (const [name, text] of [['TC string', made.tcString], ['Additional Consent', made.addtlConsent]]) {
      const line = el('p', box, name + ' ', 'string');
      el('code', line, text);
    }
  };

  const refresh = async () => {
    try {
      const text = await (await fetched('/received.json')).text();
      if (text != shown) drawVendors(JSON.parse(text));
      shown = text;
      await explain();
    } catch (ended) {
      // The demo was stopped.
    }
    setTimeout(refresh, 500);
  };

  w.panel = {
    proxy,
    told(tag, call) {
      told.push([tag, call]);
      if (d.readyState != 'loading') drawTags();
    },
  };
  d.addEventListener('DOMContentLoaded', () => {
    drawTags();
    d.getElementById('change').onclick = () => w.banner.show();
    w.__tcfapi('addEventListener', 2, drawChoice);
    refresh();
  });
})(window, document);
