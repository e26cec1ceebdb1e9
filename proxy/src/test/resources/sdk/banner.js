// Banners without TCF: ?banner= cookiebot, onetrust, cookieyes, complianz, gpp, or none.
(function (w, d) {
  var set = {
    cookiebot: function (yes) {
      w.Cookiebot.hasResponse = true;
      w.Cookiebot.consent = { necessary: true, preferences: yes, statistics: yes, marketing: yes, method: 'explicit' };
    },
    onetrust: function (yes) {
      w.OnetrustActiveGroups = yes ? ',C0001,C0002,C0003,C0004,' : ',C0001,';
      d.cookie = 'OptanonAlertBoxClosed=' + new Date().toISOString();
    },
    cookieyes: function (yes) {
      consent.isUserActionCompleted = true;
      consent.categories = { necessary: true, functional: yes, analytics: yes, performance: yes, advertisement: yes };
    },
    complianz: function (yes) {
      ['marketing', 'statistics', 'preferences'].forEach(function (name) {
        d.cookie = 'cmplz_' + name + '=' + (yes ? 'allow' : 'deny');
      });
    },
    usercentrics: function (yes) {
      services.forEach(function (service) {
        service.consent = { status: yes, history: [{ type: 'implicit' }, { type: 'explicit' }] };
      });
    },
    usercentrics3: function (yes) {
      details = {
        consent: { type: 'EXPLICIT' },
        categories: { marketing: { state: yes ? 'ALL_ACCEPTED' : 'ALL_DENIED' }, statistics: { state: yes ? 'ALL_ACCEPTED' : 'SOME_ACCEPTED' } },
      };
    },
    didomi: function (yes) {
      purposes = { measure_content: { id: 'measure_content', enabled: yes }, targeted_advertising: { enabled: yes } };
    },
    iubenda: function (yes) {
      w._iub.cs.consent = { purposes: { 1: true, 4: yes, 5: yes } };
    },
    klaro: function (yes) {
      manager.confirmed = true;
      manager.consents = { matomo: yes, ads: yes, both: yes };
    },
    gpp: function (yes) {
      ready(yes ? 'DBABLA~BVQqAAAAAAA.QA' : 'DBABLA~BVVqAAAAAAA.QA');
    },
  };
  var banner = new URLSearchParams(location.search).get('banner');
  var consent = { isUserActionCompleted: false, categories: { necessary: true } };
  var listener;
  function ready(text) {
    listener({ eventName: 'signalStatus', data: 'ready', pingData: { signalStatus: 'ready', gppString: text, applicableSections: [7] } });
  }
  if (banner == 'cookiebot') w.Cookiebot = { hasResponse: false, consent: {} };
  if (banner == 'onetrust') {
    w.OptanonWrapper = function () {};
    w.OnetrustActiveGroups = ',C0001,';
  }
  if (banner == 'cookieyes')
    w.getCkyConsent = function () {
      return consent;
    };
  if (banner == 'complianz') w.complianz = {};
  var services = [
    { categorySlug: 'marketing', consent: { status: false, history: [{ type: 'implicit' }] } },
    { categorySlug: 'statistics', consent: { status: true, history: [] } },
  ];
  if (banner == 'usercentrics')
    w.UC_UI = {
      getServicesBaseInfo: function () {
        return services;
      },
    };
  var details = { consent: { type: 'IMPLICIT' }, categories: { marketing: { state: 'ALL_ACCEPTED' } } };
  if (banner == 'usercentrics3')
    w.__ucCmp = {
      getConsentDetails: function () {
        return Promise.resolve(details);
      },
    };
  var purposes;
  if (banner == 'didomi')
    w.Didomi = {
      shouldUserStatusBeCollected: function () {
        return !purposes;
      },
      getCurrentUserStatus: function () {
        return { purposes: purposes };
      },
    };
  if (banner == 'iubenda') w._iub = { cs: { consent: {} } };
  var manager = {
    confirmed: false,
    consents: {},
    config: {
      services: [
        { name: 'matomo', purposes: ['analytics'] },
        { name: 'ads', purposes: ['marketing'] },
        { name: 'both', purposes: ['analytics', 'marketing'] },
      ],
    },
  };
  if (banner == 'klaro')
    w.klaro = {
      getManager: function () {
        return manager;
      },
    };
  if (banner == 'gpp')
    w.__gpp = function (command, callback) {
      listener = callback;
      callback({ eventName: 'listenerRegistered', data: true, pingData: { signalStatus: 'not ready' } });
    };
  d.addEventListener('click', function (event) {
    if (event.target.id == 'accept') set[banner](true);
    if (event.target.id == 'reject') set[banner](false);
  });
})(window, document);
