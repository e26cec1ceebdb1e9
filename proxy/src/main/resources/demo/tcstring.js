// Writes consent strings as a consent platform does: a TC string of TCF 2.3 with its disclosed
// vendors, and Google's Additional Consent string.
(function (w) {
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const PURPOSES = 11;

  const number = (value, width) => value.toString(2).padStart(width, '0');
  const flags = (ids, width) => Array.from({ length: width }, (_, i) => +ids.includes(i + 1)).join('');
  const text = (bits) => {
    const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
    return whole.replace(/.{1,6}/g, (six) => LETTERS[parseInt(six.padEnd(6, '0'), 2)]);
  };
  /// A list of vendors: the highest id, then each as a range of one.
  const vendors = (ids) =>
    ids.length
      ? number(Math.max(...ids), 16) + '1' + number(ids.length, 12) + ids.map((id) => '0' + number(id, 16)).join('')
      : number(0, 16) + '0';

  /// choice: the purposes and the vendors agreed to
  /// disclosed: the vendors that the banner told of
  w.tcString = (choice, disclosed, day = Date.now()) => {
    const made = number(Math.floor(day / 864e5) * 864e3, 36); // a day, in tenths of seconds
    const letters = (two) => [...two].map((one) => number(one.charCodeAt(0) - 65, 6)).join('');
    const core =
      number(2, 6) + made + made +
      number(10, 12) + number(1, 12) + number(1, 6) + letters('EN') + // platform, its version, screen
      number(150, 12) + number(5, 6) + '1' + '0' + // vendor list, policy, for this site alone
      number(0, 12) + flags(choice.purposes, 24) + number(0, 24) + // no legitimate interest
      '0' + letters('DE') +
      vendors(choice.vendors) + vendors([]) + number(0, 12); // no restrictions
    return text(core) + '.' + text(number(1, 3) + vendors(disclosed));
  };

  /// Companies that are not in the vendor list, by Google's numbers.
  w.acString = (agreed, told) =>
    '2~' + agreed.join('.') + '~dv.' + told.filter((id) => !agreed.includes(id)).join('.');

  w.allPurposes = Array.from({ length: PURPOSES }, (_, i) => i + 1);
})(window);
