/*! Tagyard */
// The browser SDK. What is served is the minified build of this file: see build.mjs.
//
// The way of an event: record() → queue → flush() once the consent choice is known → send().
// Nothing here may throw into the page, and nothing is stored in the browser before the visitor
// agreed to storage.
(function (w, d) {
  const VERSION = '1.0.0';

  const GROUPING_MS = 200; // tags of one page report the same thing within this; also the batch
  const SAME_EVENT_MS = 1000; // two tags' calls this close, of one name, are one event
  const LOOK_MS = 500; // how often the choice is asked for, and whether something waits
  const TAG_LOADS_MS = 1e4; // longest wait for Google's own tag
  const FIRST_ANSWER_MS = 1000; // longest wait for the visitor cookie before the next request
  const MOST_BYTES = 6e4; // the browser's limit for all keepalive requests is 65,536
  const MOST_EVENTS = 100;
  const MOST_AGE_MS = 864e5; // a day
  const LONGEST_PAUSE_MS = 3e5;

  const stub = w.ty || {};
  const script = d.currentScript;
  if (stub.version || !script) return; // included twice

  const config = script.dataset;
  const endpoint = new URL(config.endpoint || 'e', script.src);
  const timeout = config.timeout || 3000;
  const started = Date.now();

  const guarded = (action) => (...args) => {
    try {
      return action(...args);
    } catch (error) {
      // A page must not suffer from us.
    }
  };

  const mirrors = (what) => config.mirror == null || config.mirror.includes(what);

  // No UUID without TLS.
  const newId = () => guarded(() => crypto.randomUUID())() || '' + Date.now() + Math.random();

  /// Calls `change` with the present and each later value of a property and keeps what it returns,
  /// or else the value.
  const watch = guarded((object, key, change) => {
    let value;
    const set = (next) => {
      if (next !== value) value = guarded(change)(next) || next;
    };
    set(object[key]);
    Object.defineProperty(object, key, { configurable: true, get: () => value, set });
  });

  /// Shows `see` every present and later entry of a list; it may return a replacement.
  const hook = (list, see) => {
    const push = list.push;
    list.forEach((entry, i) => (list[i] = see(entry)));
    list.push = (...entries) => push.apply(list, entries.map(see));
  };

  // ---- Consent -------------------------------------------------------------------------------

  const signals = {}; // what was read, in the form of the native event's `consent`
  const said = {}; // what the page itself said of it: goes before
  let storagePurpose; // TCF purpose 1
  // Who may tell the visitor's choice, strongest first. In `choice`: absent = not on this page,
  // 0 = no choice yet, 1 = chosen.
  const PAGE = 0;
  const TCF = 1;
  const BANNER = 2;
  const GPP = 3;
  const GOOGLE = 4;
  const choice = [];
  const regional = {}; // Google's types of which a default for some regions speaks
  let refusedSomewhere; // by one of these
  let settled;

  /// The choice as [statistics, preferences, marketing]. Falsy before the choice; null or
  /// undefined where the page has no such banner.
  const BANNERS = [
    () => {
      const { hasResponse, consent: set } = w.Cookiebot;
      return !!hasResponse && CATEGORIES.map((name) => set[name]);
    },
    () => {
      const groups = w.OnetrustActiveGroups || (w.OptanonWrapper && ' ');
      const chosen = (config.onetrust || 'C0002,C0003,C0004').split(',').map((id) => groups.includes(id));
      // Before the choice none of these is active, except where the law is opt-out. Before OneTrust's
      // script is there, its cookie alone does not tell what was chosen.
      return groups > ' ' && (/OptanonAlertBoxClosed=/.test(d.cookie) || chosen.includes(true)) && chosen;
    },
    () => {
      const { isUserActionCompleted, categories: set } = w.getCkyConsent();
      return isUserActionCompleted && [set.analytics, set.functional, set.advertisement];
    },
    () =>
      // Its cookies may outlive it for a year.
      w.complianz &&
      /cmplz_\w+=(allow|deny)/.test(d.cookie) &&
      CATEGORIES.map((name) => d.cookie.includes('cmplz_' + name + '=allow')),
  ];
  const CATEGORIES = ['statistics', 'preferences', 'marketing'];

  const onTcf = guarded((data, ok) => {
    const out = data.gdprApplies === false;
    // tcloaded or useractioncomplete. With cmpuishown the string claims legitimate interest for all.
    if (ok && (out || (data.cmpStatus == 'loaded' && /^[tu]/.test(data.eventStatus)))) {
      storagePurpose = out || !!data.purpose.consents[1];
      signals.gdpr = +!out;
      signals.tcf = data.tcString;
      signals.ac = data.addtlConsent;
      choice[TCF] = 1;
    }
  });

  const onGpp = guarded((event) => {
    const ping = event.pingData;
    if (ping.signalStatus == 'ready') {
      choice[GPP] = 1;
      signals.gpp = ping.gppString;
      signals.gpp_sid = ping.applicableSections.join();
    }
  });

  /// Google consent mode. Of a type with a default for some regions nothing is said before an update,
  /// whatever the default for all: we do not know where the visitor is. A default that comes after an
  /// update changes nothing, as with Google.
  const onGoogle = (kind, types) => {
    const google = (signals.google = signals.google || {});
    const update = kind == 'update';
    if (update) choice[GOOGLE] = 1;
    for (const type in types) {
      // Those of ads and of analytics. 0: updated.
      if (/^a/.test(type) && (update || regional[type] !== 0)) {
        regional[type] = update ? 0 : regional[type] || types.region;
        google[type] = regional[type] ? undefined : types[type];
        if (types[type] == 'denied') types.region ? (refusedSomewhere = 1) : (choice[GOOGLE] |= 0);
      }
    }
  };

  /// Reads all signals anew: banners may come late and visitors change their mind.
  const readSignals = guarded(() => {
    if (!(TCF in choice) && w.__tcfapi) {
      choice[TCF] = 0;
      w.__tcfapi('addEventListener', 2, onTcf);
    }
    if (!(GPP in choice) && w.__gpp) {
      choice[GPP] = 0;
      w.__gpp('addEventListener', onGpp);
    }
    signals.gpc = !!navigator.globalPrivacyControl || undefined;
    // The first that is there, as the server takes their cookies.
    BANNERS.find(
      guarded((read) => {
        const choices = read();
        if (choices == null) return false;
        choice[BANNER] |= !!choices;
        if (choices) {
          signals.categories = {};
          CATEGORIES.forEach((name, i) => (signals.categories[name] = choices[i]));
        }
        return true;
      })
    );
  });

  /// The strongest who may tell decides. The others have until the time limit, unless the page is
  /// left: Google's default may still refuse what its update will allow. What it refuses in some
  /// regions waits for the update as well; when the page is left, the server knows the region.
  const isDecided = (leaving) => {
    readSignals();
    const late = Date.now() - started >= timeout;
    const [strongest = refusedSomewhere ? leaving : late] = choice.filter(() => true);
    return config.consent == 'assume' || (strongest && (late || leaving || !choice.includes(0)));
  };

  const consent = () => ({ ...signals, ...said });

  /// May we keep anything in this browser? Every kind of signal that is present must agree.
  const mayStore = () => {
    const { categories: set, google } = consent();
    const kinds = [
      storagePurpose,
      set && !!(set.statistics || set.marketing),
      google && /granted/.test([google.ad_storage, google.analytics_storage]),
    ];
    return !off && !kinds.includes(false) && (kinds.includes(true) || config.consent == 'assume');
  };

  /// What is kept in this browser once the visitor agreed, as `ty` in localStorage and
  /// sessionStorage: `queue`, and `once` as [key, event id] pairs.
  const read = guarded((area) => JSON.parse(w[area].ty));
  const kept = (area) => (mayStore() && read(area)) || {};
  /// Falsy where nothing was written.
  const keep = guarded((area, value) => mayStore() && (w[area].ty = JSON.stringify({ ...kept(area), ...value })));
  const forget = guarded(() => {
    delete localStorage.ty;
    delete sessionStorage.ty;
  });

  // ---- Events --------------------------------------------------------------------------------

  let queue = []; // not yet taken by the server
  let recent = []; // of this page, to recognise the same event told twice
  let user = {};
  let views = 0;
  let called; // when the call of ty() was made that is under way: the stub hands them on late
  let here = location.href;
  let referrer = d.referrer;
  let googleTag; // the page configured a GA4 id

  const copy = guarded((value) => JSON.parse(JSON.stringify(value)));

  /// gtag's user_data → `user`.
  const person = (data) =>
    data && {
      ...[].concat(data.address)[0],
      email: [].concat(data.email)[0],
      phone: [].concat(data.phone_number)[0],
    };

  /// Where and under which key it is remembered that this event was counted.
  const onceKey = ({ _event: { event_name: name, params: { transaction_id: tx } }, _once }) => {
    if (_once ? _once == 'transaction' : name == 'purchase') return tx && ['localStorage', name + ':' + tx];
    return _once && [_once == 'session' ? 'sessionStorage' : 'localStorage', name];
  };

  const countedBefore = ([area]) => kept(area).once || [];
  const countedId = (at) => at && new Map(countedBefore(at)).get(at[1]);

  /// False if it was counted before. What was counted on this page record() knows.
  const countOnce = (item) => {
    const at = onceKey(item);
    item._released = 1;
    if (countedId(at)) return false;
    if (at) keep(at[0], { once: [...countedBefore(at), [at[1], item._event.event_id]].slice(-50) });
    return true;
  };

  /// Takes one report of an event. The same event told by gtag, fbq and the page itself becomes one
  /// item with one id.
  ///
  /// source: who told, e.g. `gtag`, `fbq`, `ty`
  const record = (source, name, given, options) => {
    const now = called || Date.now();
    const { user_data, user_id, send_to, event_id: told, ...params } = copy(given) || {};
    const { event_id = told, once_per, user: who } = options || {};
    const tx = params.transaction_id;

    let item = recent.find(
      (one) =>
        one._event.event_name == name &&
        ((event_id && one._ids.includes(event_id)) ||
          (/^[sv]/.test(once_per) && once_per == one._once) ||
          (tx && one._event.params.transaction_id
            ? tx == one._event.params.transaction_id
            : !one._sources.includes(source) &&
              // Of these two a page has one, however late its tags tell it.
              (/^(page_view|purchase)$/.test(name)
                ? one._view == views
                : now - one._event.event_time < SAME_EVENT_MS)))
    );
    if (!item) {
      item = {
        _event: {
          event_name: copy(name),
          event_time: now,
          page: { url: params.page_location || location.href, referrer, title: d.title },
        },
        _ids: [],
        _sources: [],
        _view: views,
      };
      recent = [item, ...recent].slice(0, MOST_EVENTS);
      queue = [...queue, item].slice(-MOST_EVENTS);
    }
    item._sources.push(source);
    const event = item._event;
    if (!item._sent) {
      event.event_time = Math.min(event.event_time, now);
      // Meta's own parameters say less of the items than the others do.
      event.params = /^fbq/.test(source) ? { ...params, ...event.params } : { ...event.params, ...params };
      event.user = { ...event.user, ...copy({ ...person(user_data), user_id, ...who }) };
      item._once = once_per || item._once;
      if (!item._fixed && event_id) event.event_id = '' + event_id;
      event.event_id = event.event_id || countedId(onceKey(item)) || newId();
    }
    item._ids.push(event.event_id, event_id);
    schedule();
    return item;
  };

  const pageView = () => config.auto == 'false' || record('auto', 'page_view');

  const navigated = guarded((by) => {
    // replaceState often only notes a filter or a token in the query: no new page.
    const part = (url) => url.split(by == 'replaceState' ? /[?#]/ : '#')[0];
    if (part(location.href) != part(here)) {
      views++;
      referrer = here;
      pageView();
    }
    here = location.href;
  });

  // ---- What other tags on the page are told ---------------------------------------------------

  const META = {
    ViewContent: 'view_item',
    InitiateCheckout: 'begin_checkout',
    Lead: 'generate_lead',
    CompleteRegistration: 'sign_up',
  };

  const metaParams = (given) => {
    const { contents, content_ids: ids, order_id, search_string, ...params } = copy(given) || {};
    // As text, too.
    const told = [].concat(guarded(JSON.parse)(contents) || contents);
    const items = told[0] ? told : ids && [].concat(ids).map((id) => ({ id }));
    return {
      transaction_id: order_id || undefined,
      search_term: search_string,
      // Throws where there are none.
      items: guarded(() =>
        items.map((one) => ({ item_id: one.id, quantity: one.quantity, price: one.item_price }))
      )(),
      ...params,
    };
  };

  /// fbq('track', name, params, {eventID}): answers the arguments with the id that we send too.
  const onFbq = (args) =>
    guarded(() => {
      if (off) return undefined;
      // Throws where nothing is tracked: the call stays as it is.
      const [, single, custom] = /^track(Single)?(Custom)?$/.exec(args[0]);
      const told = [...args];
      const at = single ? 2 : 1;
      const name = told[at];
      const options = { ...told[at + 2] };
      const item = record(
        'fbq' + (single && told[1]),
        custom ? name : META[name] || name.replace(/\B[A-Z]/g, '_$&').toLowerCase(),
        metaParams(told[at + 1]),
        { event_id: options.eventID }
      );
      item._fixed = 1;
      options.eventID = options.eventID || item._event.event_id;
      told[at + 1] = told[at + 1] || {};
      told[at + 2] = options;
      return told;
    })() || args;

  const onGtag = (command, name, params) => {
    params = copy(params) || {};
    const id = params.user_id || name.user_id;
    if (command == 'consent') onGoogle(name, params);
    if (/^GT?-/.test(name)) googleTag = 1;
    if (mirrors('gtag')) {
      if (command == 'event') {
        // To more than Google's ads.
        if (/(^|,)(?!AW-|DC-)/.test(params.send_to)) record('gtag' + params.send_to, name, params);
      } else if (id) user.user_id = copy(id);
      if (name == 'user_data') Object.assign(user, copy(person(params)));
    }
  };

  const onDataLayer = (entry) =>
    guarded(() => {
      if (entry.event == 'gtm.js') googleTag = 1; // may bring GA4
      if (/Arguments/.test(entry)) onGtag(...entry);
      else if (
        entry.event &&
        mirrors('datalayer') &&
        // Not what tag managers and banners tell themselves.
        !/consent|^(gtm\.|cmp|OneTrust|Optanon)/.test(entry.event)
      ) {
        const { event, ecommerce, user_data, event_id, 'gtm.uniqueEventId': number, ...rest } = entry;
        record('datalayer', event, { ...(ecommerce || rest), user_data, event_id });
      }
    })() || entry;

  const seeFbq = (fbq) => {
    watch(fbq, 'queue', (list) => hook(list, onFbq));
    watch(fbq, 'callMethod', (call) => (...args) => call.apply(fbq, onFbq(args)));
  };

  /// Google's own code notes here what it runs. Nothing where it was blocked.
  const googleRuns = (id = /\bGT?-/) => id.test(Object.keys(w.google_tag_manager || {}));

  // ---- Sending -------------------------------------------------------------------------------

  let timer;
  let busy; // a request is on its way, and the next one waits for it
  let pause;
  let resume; // not before
  let off;
  let chosen; // as the last look found it

  const schedule = () => (timer = timer || setTimeout(flush, GROUPING_MS));

  const landing = location.href;

  /// A server of another site sees neither the vendors' cookies nor, later, where the visit began.
  const vendorIds = guarded(() => {
    const site = location.hostname.replace(/^www\./, '');
    if (('.' + endpoint.hostname).endsWith('.' + site)) return undefined;
    const ids = {};
    ((mayStore() && d.cookie) + ';' + landing).replace(
      /(?:^|[?&# ])_?(fb[pc]|ga|gcl_a[uw]|\w+cl(?:ic)?k?id|[wg]braid|li_fat_id|epik|sccid|rdt_cid|cjevent|awc)=([^&#;]+)/gi,
      (all, name, value) => {
        // GCL.SECONDS.ID, perhaps with labels. Of _ga: without what stands before the id.
        if (name == 'gcl_aw') ids.gclid = value.split('.')[2];
        else ids[name.toLowerCase()] = (guarded(decodeURIComponent)(value) || value).replace(/^GA1\.[^.]+\./, '');
      }
    );
    return ids;
  });

  const wire = ({ _event: event, _sources, _sent }) => {
    if (!_sent && event.page.url == location.href) event.page.title = d.title;
    if (_sources) {
      // The vendors whose own tag on this page has sent this event already.
      event.browser_tags = [
        /fbq/.test(_sources) && 'meta',
        googleRuns() &&
          (/gtag|page_view/.test(_sources + event.event_name) ||
            // gtag.js alone sends none of the data layer's events.
            (/datalayer/.test(_sources) && googleRuns(/GTM/))) &&
          'ga4',
      ].filter((tag) => tag);
    }
    return {
      ...event,
      sent_at: Date.now(),
      user: _sources ? { ...user, ...event.user } : {},
      ids: vendorIds(),
      consent: consent(),
    };
  };

  const putBack = (items) => (queue = items.concat(queue).slice(-MOST_EVENTS));

  /// Who the visitor is stays in memory: only the event itself is kept in the browser, and goes
  /// later without a person. Who is there then may be somebody else.
  const save = () => {
    queue.map(wire); // for what the tags have sent
    const events = queue.map(({ _event: { user: who, ...event } }) => event);
    const all = (kept('localStorage').queue || []).concat(events).slice(-MOST_EVENTS);
    if (events.length && keep('localStorage', { queue: all })) queue = [];
  };

  /// May throw, where the page put something else in place of fetch: all then stays in the queue.
  const send = (leaving) => {
    let count = queue.length;
    let body;
    do {
      body = JSON.stringify(queue.slice(0, count).map(wire));
    } while (new Blob([body]).size >= MOST_BYTES && (count >>= 1)); // 0: one alone is too large
    const answer = leaving
      ? navigator.sendBeacon(endpoint, body)
      : fetch(endpoint, { method: 'POST', body, credentials: 'include', keepalive: !!count });
    const items = queue.splice(0, count || 1);
    items.forEach((item) => (item._sent = answer));
    // What the browser does not take, too large for one, goes behind the others.
    if (leaving) return answer || queue.push(...items);
    busy = setTimeout(() => (busy = 0), FIRST_ANSWER_MS);
    answer
      // Until it is read a request holds its share of the browser's keepalive quota.
      .then((reply) => reply.text().then(() => /5..|4[02][89]/.test(reply.status))) // 408 and 429 too
      .catch(() => true)
      .then((failed) => {
        if (failed) {
          pause = Math.min(pause * 2 || 2000, LONGEST_PAUSE_MS);
          resume = Date.now() + pause;
          putBack(items);
          if (d.hidden) save();
        } else pause = resume = 0;
        busy = 0;
      });
  };

  /// Sends what waits, or leaves it to a later look.
  const flush = guarded((leaving) => {
    clearTimeout(timer);
    timer = 0;
    if (off || d.prerendering || !isDecided(leaving)) return;
    // A banner tells its several interfaces one after another.
    if (!settled && !leaving) return (settled = schedule());
    // Another choice is told without waiting for an event: where it takes back what was agreed to,
    // the server stops what it has yet to deliver, and takes its cookie back.
    const choices = JSON.stringify(consent());
    if (chosen && chosen != choices) record('', 'ty_consent');
    chosen = choices;
    if (choice.length && !mayStore()) forget();
    const now = Date.now();
    if (!leaving) {
      // Whether Google's tag takes the events itself shows when it is there, or when the page has
      // loaded without it.
      if (googleTag && !googleRuns() && d.readyState != 'complete' && now - started < TAG_LOADS_MS) return;
      if (busy || now < resume) return;
      const events = kept('localStorage').queue;
      if (events) {
        keep('localStorage', { queue: 0 });
        putBack(events.map((event) => ({ _event: event, _released: 1 })));
      }
    }
    queue = queue.filter((item) => {
      return now - item._event.event_time < MOST_AGE_MS && (item._released || countOnce(item));
    });
    if (leaving) {
      if (resume) save();
      if (navigator.onLine) [...queue].forEach(guarded(() => queue.length && send(1)));
      save();
    } else if (queue.length) send();
  });

  // ---- The page's side -----------------------------------------------------------------------

  const commands = {
    event: (name, params, options) => record('ty', name, params, options),
    page: (params) => record('auto', 'page_view', params),
    set: (what, values) => what == 'user' && Object.assign(user, copy(values)),
    consent(values) {
      choice[PAGE] = +!!values;
      Object.assign(said, copy(values));
      flush();
    },
    /// From the stub.
    fbq: (args) => mirrors('fbq') && onFbq(args),
    optout() {
      off = 1;
      queue = [];
      forget();
      navigator.sendBeacon(new URL('optout', endpoint));
    },
  };
  const command = guarded(([time, [name, ...rest]]) => {
    called = time;
    guarded(commands[name])(...rest);
    called = 0;
  });

  const ty = (w.ty = (...args) => command([Date.now(), args]));
  ty.version = VERSION;

  guarded(() => {
    watch(w, config.layer || 'dataLayer', (list) => hook(list, onDataLayer));
    if (mirrors('fbq')) {
      if (stub.hooked) stub.fbq = onFbq;
      else watch(w, 'fbq', seeFbq);
    }

    ['pushState', 'replaceState'].forEach((name) => {
      const original = history[name];
      history[name] = (...args) => {
        original.apply(history, args);
        navigated(name);
      };
    });
    const on = (target, type, action) => target.addEventListener(type, guarded(action));
    on(w, 'popstate', navigated);
    on(w, 'pageshow', (event) => {
      if (event.persisted) {
        views++;
        pageView();
      }
    });
    on(w, 'online', () => (resume = 0));
    on(w, 'pagehide', () => flush(1));
    on(d, 'visibilitychange', () => flush(d.hidden));
    on(d, 'prerenderingchange', pageView);
    isDecided(); // so that ids given before are known
    if (!d.prerendering) pageView();
    if (stub.q) {
      stub.q.forEach(command);
      stub.q.push = command; // for who kept the stub
    }
    flush();
    setInterval(() => timer || flush(), LOOK_MS);
  })();
})(window, document);
