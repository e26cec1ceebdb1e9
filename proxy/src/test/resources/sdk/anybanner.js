// A consent banner that says what it is given, `said`, in the form of the native event's consent,
// by each interface that is meant for it, and only once #choose was pressed.
(function (w, d, said) {
  var LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  var chosen = false;
  var listeners = [];
  function tell() {
    listeners.forEach(function (listener) {
      listener();
    });
  }

  if (said.tcf)
    w.__tcfapi = function (command, version, callback) {
      listeners.push(function () {
        callback(
          {
            gdprApplies: said.gdpr === 1,
            cmpStatus: 'loaded',
            eventStatus: chosen ? 'useractioncomplete' : 'cmpuishown',
            tcString: said.tcf,
            addtlConsent: said.ac,
            // Bit 152 of the string.
            purpose: { consents: { 1: !!((LETTERS.indexOf(said.tcf[25]) >> 3) & 1) } },
          },
          true
        );
      });
      listeners[listeners.length - 1]();
    };
  if (said.gpp)
    w.__gpp = function (command, callback) {
      listeners.push(function () {
        callback({
          pingData: {
            signalStatus: chosen ? 'ready' : 'not ready',
            gppString: said.gpp,
            applicableSections: said.gpp_sid.split(',').map(Number),
          },
        });
      });
    };
  if (said.categories) w.Cookiebot = { hasResponse: false, consent: {} };
  if (said.gpc) Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });

  d.addEventListener('click', function (event) {
    if (event.target.id != 'choose') return;
    chosen = true;
    if (said.categories) w.Cookiebot = { hasResponse: true, consent: said.categories };
    if (said.google) gtag('consent', 'update', said.google);
    tell();
  });
})(window, document, said);
