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
