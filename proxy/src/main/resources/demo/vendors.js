// Every request to the vendors, whole.
(function (d) {
  const el = (tag, parent, text, name) => {
    const made = d.createElement(tag);
    if (text !== undefined) made.append(text);
    if (name) made.className = name;
    parent.append(made);
    return made;
  };
  const pretty = (body) => {
    try {
      return JSON.stringify(JSON.parse(body), null, 2);
    } catch (plain) {
      return body;
    }
  };
  let shown = '';

  const draw = (received) => {
    const box = d.getElementById('requests');
    box.replaceChildren();
    Object.entries(received).forEach(([vendor, requests]) => {
      const part = el('section', box);
      const title = el('h2', part, vendor);
      el('span', title, String(requests.length), 'number');
      if (!requests.length) el('p', part, 'nothing yet', 'soft');
      requests.forEach((request) => {
        const one = el('div', part, undefined, 'request');
        const line = el('p', one);
        el('span', line, request.at.slice(11, 19), 'soft');
        // What asks for a token or a state carries no event.
        if (request.events.length) el('b', line, request.events.map((event) => event.name).join(', '));
        el('span', line, request.violations.length ? request.violations.join('; ') : 'valid, answered ' + request.status, request.violations.length ? 'no' : 'ok');
        el('pre', one, request.request + (request.query ? '?' + request.query : '') + (request.body ? '\n\n' + pretty(request.body) : ''));
      });
    });
  };

  const refresh = async () => {
    try {
      const text = await (await fetch('/received.json')).text();
      if (text != shown) draw(JSON.parse(text));
      shown = text;
    } catch (ended) {
      // The demo was stopped.
    }
    setTimeout(refresh, 500);
  };
  refresh();
})(document);
