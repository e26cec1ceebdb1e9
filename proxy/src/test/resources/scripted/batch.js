// A partner that takes several events at once and names those that it refuses.
const hashed = (text, { sha256 }) => (text ? sha256(text.trim().toLowerCase()) : undefined);

export function request(events, context) {
  return {
    url: 'https://api.partner.example/v1/events?key={secret:KEY}',
    headers: { 'x-count': String(events.length) },
    body: {
      events: events.map((event) => ({
        id: event.event_id,
        name: event.event_name,
        at: new Date(event.event_time).toISOString(),
        page: event.page?.url,
        value: event.params?.value,
        currency: event.params?.currency,
        order: event.params?.transaction_id,
        items: (event.params?.items ?? []).length,
        user: event.user?.user_id,
        email: hashed(event.user?.email, context),
      })),
    },
  };
}

export function response(status, headers, body, events) {
  if (status !== 207) return {};
  const refused = JSON.parse(body).refused;
  return {
    events: events.map((event) =>
      event.event_id in refused ? { outcome: 'rejected', reason: refused[event.event_id] } : { outcome: 'delivered' },
    ),
  };
}
