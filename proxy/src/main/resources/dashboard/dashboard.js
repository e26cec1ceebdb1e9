// The operators' page: what the admin API tells, and a preview of events as they come.
(() => {
  const TOKEN = 'tagyard_token';
  const REFRESH = 3000;
  const MOST_EVENTS = 100;
  const LOOKS = [300, 700, 1500, 3000, 5000, 10000, 20000, 40000]; // ms until what was answered is asked for again

  const at = (id) => document.getElementById(id);
  const el = (tag, parent, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    if (parent) parent.append(made);
    return made;
  };
  const number = (value) => Number(value ?? 0).toLocaleString();
  const clock = (time) => new Date(time).toLocaleTimeString();
  const since = (time) => {
    const seconds = Math.max(0, (Date.now() - new Date(time)) / 1000);
    if (seconds < 60) return `${Math.round(seconds)} s`;
    if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
    return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
  };
  const shown = (value) => (value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value));
  const pretty = (text) => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  let token = sessionStorage.getItem(TOKEN);

  class Refused extends Error {}

  const api = async (path, options = {}) => {
    const answer = await fetch(path, { ...options, headers: { Authorization: `Bearer ${token}` } });
    if (answer.status === 401) throw new Refused('This token is not the one.');
    if (!answer.ok) throw new Error((await answer.json()).error);
    return answer;
  };
  const json = async (path, options) => (await api(path, options)).json();

  // ---- tables

  const table = (parent, heads) => {
    const made = el('table', parent);
    const row = el('tr', el('thead', made));
    heads.forEach((head) => el('th', row, head.name, head.number ? 'number' : ''));
    const body = el('tbody', made);
    return () => {
      const line = el('tr', body);
      return heads.map((head) => {
        const cell = el('td', line, undefined, [head.number && 'number', head.wide && 'wide'].filter(Boolean).join(' '));
        if (head.name) cell.dataset.name = head.name;
        return cell;
      });
    };
  };

  const replace = (id, draw) => {
    const box = document.createDocumentFragment();
    draw(box);
    if (box.textContent !== at(id).textContent) at(id).replaceChildren(box); // what is selected stays so
  };

  const condition = (one) => {
    if (one.paused) return ['paused', 'bad', `credentials refused: ${one.vendor_said}`];
    if (one.mode !== 'live') return [one.mode, 'warn', ''];
    if (one.failing) return ['failing', 'bad', 'does not answer, is tried again'];
    const wait = one.left_alone_seconds;
    return wait ? ['waits', 'warn', `asked to be left alone, ${wait} s more`] : ['sending', 'good', ''];
  };

  const drawDestinations = (told) =>
    replace('destinations', (box) => {
      if (!Object.keys(told).length) el('p', box, 'There are none in the configuration.', 'soft');
      else {
        const row = table(box, [
          { name: '' },
          { name: 'state' },
          { name: 'waiting', number: true },
          { name: 'delivered', number: true },
          { name: 'refused', number: true },
          { name: 'withheld by consent', number: true },
          { name: 'left out by rules', number: true },
        ]);
        Object.entries(told).forEach(([name, one]) => {
          const cells = row();
          const settled = one.settled ?? {};
          el('b', cells[0], name);
          el('small', cells[0], one.type, 'soft');
          const [state, colour, why] = condition(one);
          el('span', cells[1], state, `badge ${colour}`);
          if (why) el('small', cells[1], why, colour);
          cells[2].append(number(one.waiting));
          if (one.oldest) el('small', cells[2], `the oldest for ${since(one.oldest)}`, 'soft');
          cells[3].append(number(settled.delivered));
          const refused = (settled.rejected ?? 0) + (settled.expired ?? 0) + (settled.unknown ?? 0);
          el('span', cells[4], number(refused), refused ? 'bad' : '');
          cells[5].append(number(settled.withheld));
          cells[6].append(number(settled.dropped));
        });
      }
    });

  const drawRules = (told) => {
    at('version').textContent = `version ${told.version}, for ${since(told.since)}${told.rolled_back ? ', rolled back' : ''} · ${told.engine}`;
    replace('rules', (box) => {
      told.findings.forEach((finding) => el('p', box, finding, 'warn'));
      if (!told.rules.length) el('p', box, 'None: every destination gets events as they are.', 'soft');
      else {
        const row = table(box, [
          { name: '' },
          { name: 'for' },
          { name: 'ran', number: true },
          { name: 'changed', number: true },
          { name: 'dropped', number: true },
          { name: 'errors', number: true },
          { name: 'last error', wide: true },
        ]);
        told.rules.forEach((rule) => {
          const cells = row();
          const ends = rule.ends;
          el('b', cells[0], rule.name);
          el('small', cells[0], `${rule.file}:${rule.line}`, 'soft');
          cells[1].append(rule.destinations ? rule.destinations.join(', ') : 'all');
          cells[2].append(number(Object.values(ends).reduce((sum, count) => sum + count, 0)));
          cells[3].append(number(ends.changed));
          cells[4].append(number(ends.dropped));
          const errors = (ends.error ?? 0) + (ends.timeout ?? 0) + (ends.suspended ?? 0);
          el('span', cells[5], number(errors), errors ? 'bad' : '');
          if (rule.last_error) {
            const last = rule.last_error;
            el('span', cells[6], `${last.place}: ${last.said}`, 'bad');
            el('small', cells[6], `${since(last.at)} ago, event ${last.event_id}`, 'soft');
          }
        });
      }
    });
    if (at('back').dataset.before !== String(told.before ?? '')) drawBack(told.before);
  };

  /// Asks once more before it does it.
  const drawBack = (before) => {
    const box = at('back');
    box.dataset.before = before ?? '';
    box.replaceChildren();
    if (!before) return;
    const first = el('button', box, `Roll back to version ${before}`);
    first.id = 'rollback';
    first.onclick = () => {
      box.replaceChildren();
      el('span', box, `The rules of version ${before} will run until the files change again. `);
      const really = el('button', box, 'Roll back', 'primary');
      really.id = 'really';
      really.onclick = async () => {
        try {
          drawRules(await json('/api/rules/rollback', { method: 'POST' }));
        } catch (failed) {
          el('span', box, ` ${failed.message}`, 'bad');
        }
      };
      el('button', box, 'Cancel').onclick = () => drawBack(before);
    };
  };

  // ---- preview

  let session = null;

  const end = (destination) => destination.end ?? (destination.verdict === 'deny' ? `withheld: ${destination.reason}` : '');
  const colour = (text) => (/^(delivered|queued|tested|shadowed)/.test(text) ? 'good' : /^(rejected|expired|unknown|guarded)/.test(text) ? 'bad' : 'warn');

  const card = (title, time) => {
    const box = el('details', null, undefined, 'event');
    box.open = true;
    const line = el('summary', box);
    el('time', line, clock(time));
    el('b', line, title);
    at('events').prepend(box);
    at('events').children[3]?.removeAttribute('open');
    while (at('events').children.length > MOST_EVENTS) at('events').lastChild.remove();
    return { line, body: el('div', box) };
  };

  const drawRule = (row, rule) => {
    const cells = row();
    el('b', cells[0], rule.rule);
    el('small', cells[0], `${rule.destinations.join(', ')} · ${rule.micros} µs`, 'soft');
    const bad = rule.error !== undefined;
    el('span', cells[1], rule.end, bad ? 'bad' : rule.end === 'dropped' ? 'warn' : '');
    const what = cells[2];
    Object.entries(rule.changed).forEach(([path, both]) => {
      const change = el('div', what);
      el('code', change, `${path}: `);
      if (both.before !== undefined) el('del', change, shown(both.before));
      if (both.before !== undefined && both.after !== undefined) change.append(' → ');
      if (both.after !== undefined) el('ins', change, shown(both.after));
    });
    if (rule.events) el('div', what, `made ${rule.events} events of it`);
    if (rule.withheld) el('div', what, `not to ${rule.withheld.join(', ')}`, 'warn');
    (rule.log ?? []).forEach((text) => el('div', what, text, 'soft'));
    if (bad) el('pre', what, rule.error, 'bad');
  };

  /// @return takes what explain tells later
  const drawDestination = (row, name, told) => {
    const cells = row();
    el('b', cells[0], name);
    el('small', cells[0], `consent: ${told.verdict ?? 'not asked'}, ${told.reason ?? ''}`, 'soft');
    const state = el('span', cells[1], end(told), colour(end(told)));
    const got = el('div', cells[2]);
    (told.gets ?? []).forEach((event) => {
      const more = el('details', got);
      el('summary', more, `gets ${event.event_name}`);
      el('pre', more, JSON.stringify(event, null, 2));
    });
    const sent = el('div', cells[2]);
    return (requests, steps) => {
      const last = steps.at(-1)?.detail;
      if (last) {
        state.textContent = last.outcome + (last.status ? ` (${last.status})` : '');
        state.className = colour(last.outcome);
      }
      sent.replaceChildren();
      if (last?.said) el('div', sent, last.said, 'soft');
      requests.forEach((request) => {
        const more = el('details', sent);
        el('summary', more, `${request.method} ${request.url.split('?')[0]}`);
        const headers = Object.entries(request.headers).map(([key, value]) => `${key}: ${value}`);
        el('pre', more, [`${request.method} ${request.url}`, ...headers, '', pretty(request.body)].join('\n'));
      });
    };
  };

  /// Asks what was answered, more and more seldom, until every delivery has ended.
  const follow = async (seen, waiting, badges) => {
    for (const pause of LOOKS) {
      await new Promise((done) => setTimeout(done, pause));
      if (!token) return;
      try {
        const told = await json(`/api/events/${encodeURIComponent(seen.event_id)}`);
        const copy = told.copies.find((each) => each.position === seen.position);
        if (!copy) continue;
        for (const [name, tell] of waiting) {
          const steps = copy.steps.filter((step) => step.what === 'attempt' && step.destination === name);
          tell(copy.requests.filter((request) => request.destination === name), steps);
          const last = steps.at(-1)?.detail;
          if (last) badges.get(name)(last.outcome);
          if (last?.settled) waiting.delete(name);
        }
        if (!waiting.size) return;
      } catch {
        // The next look may go well.
      }
    }
  };

  const drawEvent = (seen) => {
    const { line, body } = card(seen.event.event_name, seen.received_at);
    el('span', line, seen.event_id, 'soft');
    el('span', line, `from ${seen.source} · law ${seen.law}`, 'soft');
    const ends = el('span', line, undefined, 'ends');

    el('h3', body, 'Rules');
    if (seen.rules.length) {
      const row = table(body, [{ name: '' }, { name: 'end' }, { name: 'what it changed', wide: true }]);
      seen.rules.forEach((rule) => drawRule(row, rule));
    } else {
      el('p', body, 'None had anything to do.', 'soft');
    }
    el('h3', body, 'Destinations');
    const row = table(body, [{ name: '' }, { name: 'state' }, { name: 'what it gets, and what was sent', wide: true }]);
    const waiting = new Map();
    const badges = new Map();
    Object.entries(seen.destinations).forEach(([name, told]) => {
      const tell = drawDestination(row, name, told);
      const badge = el('span', ends);
      const mark = (state) => {
        badge.textContent = `${name} ${state.split(':')[0]}`;
        badge.className = `badge ${colour(state)}`;
      };
      mark(end(told));
      badges.set(name, mark);
      if (told.end === 'queued') waiting.set(name, tell);
    });
    const whole = el('details', body);
    el('summary', whole, 'The event as it is kept');
    el('pre', whole, JSON.stringify(seen.event, null, 2));
    if (waiting.size) follow(seen, waiting, badges);
  };

  const drawWithheld = (seen) => {
    const { line, body } = card(seen.event_name, Date.now());
    el('span', el('span', line, undefined, 'ends'), 'nothing kept, nothing sent', 'badge warn');
    el('p', body, `Consent allows nobody to have it (law: ${seen.law}, ${seen.law_reason}).`);
    const row = table(body, [{ name: '' }, { name: 'reason', wide: true }]);
    Object.entries(seen.destinations).forEach(([name, told]) => {
      const cells = row();
      el('b', cells[0], name);
      cells[1].append(told.reason);
    });
  };

  const drawRejected = (seen) => {
    const { line, body } = card('not an event', Date.now());
    el('span', el('span', line, undefined, 'ends'), 'refused', 'badge bad');
    el('p', body, seen.error, 'bad');
  };

  const drawOpen = (seen) => {
    session.key = seen.key;
    at('state').textContent = 'open';
    replace('how', (box) => {
      const lines = [
        ['A page, and what follows in that browser: add to its address', `ty_preview=${seen.key}`],
        ['A server’s request: send the header', `Ty-Preview: ${seen.key}`],
        ['Anything else: send the cookie', `ty_preview=${seen.key}`],
      ];
      lines.forEach(([words, text]) => {
        const line = el('p', box, `${words} `);
        el('code', line, text);
      });
    });
    at('how').hidden = false;
    at('how').dataset.key = seen.key;
  };

  const draw = { open: drawOpen, event: drawEvent, withheld: drawWithheld, rejected: drawRejected };

  const read = async (mine) => {
    const asked = new URLSearchParams(mine.filter);
    if (mine.key) asked.set('key', mine.key);
    const answer = await api(`/api/preview?${asked}`, { signal: mine.abort.signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (text + value).split('\n\n');
      text = parts.pop();
      parts.filter((part) => part.startsWith('data: ')).forEach((part) => {
        const seen = JSON.parse(part.slice(6));
        draw[seen.kind]?.(seen);
      });
    }
  };

  const start = async () => {
    stop();
    const filter = at('field').value && at('value').value ? [[at('field').value, at('value').value]] : [];
    const mine = { key: at('key').value, filter, abort: new AbortController() };
    session = mine;
    at('start').hidden = true;
    at('stop').hidden = false;
    at('events').replaceChildren();
    while (session === mine) {
      try {
        await read(mine);
      } catch (failed) {
        if (session !== mine) return;
        at('state').textContent = failed.message;
        if (!(failed instanceof TypeError)) {
          stop(failed.message);
          return;
        }
      }
      // The server was restarted, or is about to: the same key goes on.
      if (session === mine) at('state').textContent = 'interrupted, tries again';
      await new Promise((done) => setTimeout(done, 1000));
    }
  };

  const stop = (why) => {
    session?.abort.abort();
    session = null;
    at('start').hidden = false;
    at('stop').hidden = true;
    at('how').hidden = true;
    at('state').textContent = why ?? '';
  };

  // ---- in and out

  let timer;

  const leave = (why) => {
    token = null;
    clearTimeout(timer);
    sessionStorage.removeItem(TOKEN);
    stop();
    at('inside').hidden = true;
    at('leave').hidden = true;
    at('door').hidden = false;
    at('refused').textContent = why ?? '';
    at('health').textContent = '';
    at('token').value = '';
    at('token').focus();
  };

  const refresh = async () => {
    clearTimeout(timer);
    try {
      const [destinations, rules, health] = await Promise.all([json('/api/destinations'), json('/api/rules'), fetch('/health/ready')]);
      if (!token) return;
      drawDestinations(destinations);
      drawRules(rules);
      at('health').textContent = health.ok ? 'takes events' : `does not take events: ${(await health.json()).reason}`;
      at('health').className = health.ok ? 'soft' : 'bad';
      at('door').hidden = true;
      at('inside').hidden = false;
      at('leave').hidden = false;
    } catch (failed) {
      if (failed instanceof Refused) {
        leave(failed.message);
        return;
      }
      if (!token) return;
      at('health').textContent = 'does not answer';
      at('health').className = 'bad';
    }
    timer = setTimeout(() => (document.hidden ? undefined : refresh()), REFRESH);
  };

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && token) refresh();
  });
  at('login').onsubmit = (event) => {
    event.preventDefault();
    token = at('token').value.trim();
    sessionStorage.setItem(TOKEN, token);
    refresh();
  };
  at('leave').onclick = () => leave();
  at('preview').onsubmit = (event) => {
    event.preventDefault();
    start();
  };
  at('stop').onclick = () => stop();

  if (token) refresh();
  else leave();
})();
