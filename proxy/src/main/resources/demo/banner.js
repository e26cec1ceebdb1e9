// The shop's consent banner. It speaks the TCF's `__tcfapi` and remembers the choice in this browser.
(function (w, d) {
  const GOOGLE = 755; // in the vendor list
  const META = 89; // not in it: Additional Consent
  const STATISTICS = [1, 8, 9, 10];
  const MARKETING = [1, 2, 3, 4, 7];
  const KEY = 'banner';
  const listeners = new Map();
  let next = 0;
  let choice; // {statistics, marketing}
  let status = 'cmpuishown';

  const recall = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || undefined;
    } catch (blocked) {
      return undefined;
    }
  };

  const strings = () => {
    const { statistics, marketing } = choice || {};
    const purposes =
      statistics && marketing ? w.allPurposes : statistics ? STATISTICS : marketing ? MARKETING : [];
    return {
      purposes,
      tcString: w.tcString({ purposes, vendors: purposes.length ? [GOOGLE] : [] }, [GOOGLE]),
      addtlConsent: w.acString(marketing ? [META] : [], [META]),
    };
  };

  const data = (listenerId) => {
    const { purposes, tcString, addtlConsent } = strings();
    return {
      tcString,
      addtlConsent,
      tcfPolicyVersion: 5,
      cmpId: 10,
      cmpVersion: 1,
      gdprApplies: true,
      cmpStatus: 'loaded',
      eventStatus: status,
      listenerId,
      isServiceSpecific: true,
      publisherCC: 'DE',
      purpose: { consents: Object.fromEntries(w.allPurposes.map((id) => [id, purposes.includes(id)])), legitimateInterests: {} },
      vendor: { consents: { [GOOGLE]: purposes.length > 0 }, legitimateInterests: {}, disclosedVendors: { [GOOGLE]: true } },
    };
  };

  w.__tcfapi = (command, version, callback, parameter) => {
    switch (command) {
      case 'ping':
        return callback({ gdprApplies: true, cmpLoaded: true, cmpStatus: 'loaded', displayStatus: choice ? 'hidden' : 'visible', apiVersion: '2.3', cmpId: 10 }, true);
      case 'getTCData':
        return callback(data(), true);
      case 'addEventListener':
        listeners.set(++next, callback);
        return callback(data(next), true);
      case 'removeEventListener':
        return callback(listeners.delete(parameter), true);
      default:
        return callback(null, false);
    }
  };

  const choose = (made) => {
    choice = made;
    status = 'useractioncomplete';
    try {
      localStorage.setItem(KEY, JSON.stringify(made));
    } catch (blocked) {
      // It is asked again on the next page.
    }
    d.getElementById('banner').hidden = true;
    listeners.forEach((callback, id) => callback(data(id), true));
  };

  const show = () => {
    const box = d.getElementById('banner') || d.createElement('div');
    box.id = 'banner';
    box.hidden = false;
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-label', 'Your choice');
    box.innerHTML = `<div><h2>Your choice</h2>
<p>We and our partners would like to count visits and to measure our advertising. You decide, and can change it at any time.</p>
<fieldset hidden id="kinds"><label><input type="checkbox" checked disabled> Necessary: cart and this choice</label>
<label><input type="checkbox" id="statistics"> Statistics: Google Analytics (vendor 755)</label>
<label><input type="checkbox" id="marketing"> Marketing: Meta (provider 89) and our partner</label></fieldset></div>
<div class="answers"><button id="accept">Accept all</button><button id="reject">Reject all</button><button id="choose">Choose</button></div>`;
    d.body.append(box);
    const on = (id, action) => (d.getElementById(id).onclick = action);
    on('accept', () => choose({ statistics: true, marketing: true }));
    on('reject', () => choose({ statistics: false, marketing: false }));
    on('choose', () => {
      const kinds = d.getElementById('kinds');
      const checked = (id) => d.getElementById(id).checked;
      if (!kinds.hidden) return choose({ statistics: checked('statistics'), marketing: checked('marketing') });
      kinds.hidden = false;
      ['statistics', 'marketing'].forEach((id) => (d.getElementById(id).checked = !!choice?.[id]));
      d.getElementById('choose').textContent = 'Save choice';
    });
  };

  choice = recall();
  if (choice) status = 'tcloaded';
  else d.addEventListener('DOMContentLoaded', show);
  w.banner = { show, made: () => choice && { ...choice, ...strings() } };
})(window, document);
