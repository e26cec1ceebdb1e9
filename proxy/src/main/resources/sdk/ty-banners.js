/*! Tagyard: consent banners that keep the choice where ty.js does not look. Beside the two lines of ty.js. */
// Asks Usercentrics, Didomi, iubenda and Klaro what the visitor chose, and tells ty.js: until there is a
// choice, events wait. Each site names its purposes itself; data-statistics, data-preferences and
// data-marketing say which of the banner's stand for which kind. A kind is agreed to where the banner
// has at least one of them and all that it has are on.
(function (w, d) {
  var options = (d.currentScript || {}).dataset || {};
  var KINDS = {
    statistics: (options.statistics || 'statistics,analytics,measurement,measure_content').split(','),
    preferences: (options.preferences || 'preferences,functional,experience').split(','),
    marketing: (options.marketing || 'marketing,advertising,advertisement,targeted_advertising').split(',')
  };

  // Each answers { purpose: on }; undefined before the choice, and throws where the banner is not there.
  var BANNERS = [
    function usercentrics() {
      var set = {};
      var chosen = false;
      w.UC_UI.getServicesBaseInfo().forEach(function (service) {
        var name = service.categorySlug;
        set[name] = set[name] !== false && service.consent.status === true;
        chosen = chosen || service.consent.history.some(function (one) { return one.type == 'explicit'; });
      });
      return chosen ? set : undefined;
    },
    function usercentrics3() {
      // It answers by a promise: this is for the next look.
      w.__ucCmp.getConsentDetails().then(function (details) {
        var set = {};
        for (var name in details.categories) set[name] = details.categories[name].state == 'ALL_ACCEPTED';
        answer3 = details.consent.type == 'EXPLICIT' ? set : undefined;
      });
      return answer3;
    },
    function didomi() {
      if (w.Didomi.shouldUserStatusBeCollected()) return undefined;
      var purposes = w.Didomi.getCurrentUserStatus().purposes;
      var set = {};
      for (var name in purposes) set[name] = purposes[name].enabled === true;
      return set;
    },
    function iubenda() {
      var purposes = w._iub.cs.consent.purposes;
      return purposes && { functional: purposes[2] === true, experience: purposes[3] === true, measurement: purposes[4] === true, marketing: purposes[5] === true };
    },
    function klaro() {
      var manager = w.klaro.getManager();
      if (!manager.confirmed) return undefined;
      var set = {};
      manager.config.services.forEach(function (service) {
        service.purposes.forEach(function (name) {
          set[name] = set[name] !== false && manager.consents[service.name] === true;
        });
      });
      return set;
    }
  ];
  var answer3;
  var told;

  function kinds(set) {
    var categories = {};
    for (var kind in KINDS) {
      var known = KINDS[kind].filter(function (name) { return name in set; });
      categories[kind] = known.length > 0 && known.every(function (name) { return set[name]; });
    }
    return categories;
  }

  function look() {
    for (var i = 0; i < BANNERS.length; i++) {
      try {
        var set = BANNERS[i]();
        var text = set && JSON.stringify(kinds(set));
        if (text && text != told) {
          told = text;
          w.ty('consent', { categories: kinds(set) });
        }
        if (set) return;
      } catch (notThere) {
        // The next one may be.
      }
    }
  }

  if (!w.ty) return;
  w.ty('consent', null);
  look();
  setInterval(look, 300);
})(window, document);
