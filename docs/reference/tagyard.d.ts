// Types for the rules of Tagyard, by `tagyard schema`. In a rule:
//
//   /** @type {import('./tagyard').Rule} */
//   export default (event, context) => { … };

/** One event. Fields of your own stand in `params`. */
export interface Event {
  /** What happened: GA4's name for it, or one of your own; up to 64 characters. */
  event_name: string;
  /** Identifies the event at all destinations; vendors drop a second copy by it. */
  readonly event_id: string;
  /** When it happened. */
  event_time: number;
  /** When the server received it. */
  readonly received_at?: number;
  /** Name of the source that took it in. */
  readonly source?: string;
  /** Whether it came with a server's key. */
  readonly trusted?: boolean;
  /** true where a page of a site that is not yours sent it. */
  readonly foreign_site?: boolean;
  /** The page that the visitor was on. */
  page?: {
    /** Its address. */
    url?: string;
    /** Where the visitor came from. */
    referrer?: string;
    /** Its title. */
    title?: string;
  };
  /** Who it was, as the site knows it; in clear, hashed only on the way out. */
  user?: {
    /** The site's own id of the browser. */
    client_id?: string;
    /** The site's own id of the person. */
    user_id?: string;
    /** E-mail address. */
    email?: string;
    /** Telephone number. */
    phone?: string;
    /** First name. */
    first_name?: string;
    /** Last name. */
    last_name?: string;
    /** Street and number. */
    street?: string;
    /** City. */
    city?: string;
    /** State or region. */
    region?: string;
    /** Postal code. */
    postal_code?: string;
    /** Country, two letters. */
    country?: string;
  };
  /** What the server itself saw of the visitor. */
  readonly visitor?: {
    /** The visitor cookie. */
    readonly id?: string;
    /** Client address. */
    readonly ip?: string;
    /** Browser's user agent. */
    readonly user_agent?: string;
    /** Country of the address, two letters. */
    readonly country?: string;
    /** Region of the address. */
    readonly region?: string;
    /** Preferred language of the browser. */
    readonly language?: string;
  };
  /** What the event is about; your own fields too. */
  params?: {
    /** What it is worth, in the currency. */
    value?: number;
    /** Three letters, as EUR. */
    currency?: string;
    /** Order number; a purchase counts once by it. */
    transaction_id?: string;
    /** Tax within the value. */
    tax?: number;
    /** Shipping cost within the value. */
    shipping?: number;
    /** Voucher code. */
    coupon?: string;
    /** Shop or affiliate that sold it. */
    affiliation?: string;
    /** How it was paid. */
    payment_type?: string;
    /** How it is shipped. */
    shipping_tier?: string;
    /** `new` or `returning`. */
    customer_type?: string;
    /** What was searched for. */
    search_term?: string;
    /** How somebody signed up or logged in. */
    method?: string;
    /** Kind of content. */
    content_type?: string;
    /** Identifies the content. */
    content_id?: string;
    /** Identifies the list of items. */
    item_list_id?: string;
    /** Name of the list of items. */
    item_list_name?: string;
    /** Identifies the promotion. */
    promotion_id?: string;
    /** Name of the promotion. */
    promotion_name?: string;
    /** Where a lead came from. */
    lead_source?: string;
    /** Address of a link that was clicked. */
    link_url?: string;
    /** Session, as the page's own tag counts it. */
    session_id?: string;
    /** How many sessions the browser has had. */
    session_number?: number;
    /** Time that the page was looked at, in ms. */
    engagement_time_msec?: number;
    /** What was seen, put into the cart, or bought. */
    items?: Array<{
      /** Article number. */
      item_id?: string;
      /** Name. */
      item_name?: string;
      /** Price of one. */
      price?: number;
      /** How many. */
      quantity?: number;
      /** Discount on one. */
      discount?: number;
      /** Place in the list. */
      index?: number;
      /** Brand. */
      item_brand?: string;
      /** Colour, size. */
      item_variant?: string;
      /** Category. */
      item_category?: string;
      /** Second level of the category. */
      item_category2?: string;
      /** Third level. */
      item_category3?: string;
      /** Fourth level. */
      item_category4?: string;
      /** Fifth level. */
      item_category5?: string;
      /** Voucher code of the item. */
      coupon?: string;
      /** Shop or affiliate. */
      affiliation?: string;
      /** List that it was chosen from. */
      item_list_id?: string;
      /** Name of that list. */
      item_list_name?: string;
      /** Place, as a store. */
      location_id?: string;
      /** Promotion. */
      promotion_id?: string;
      /** Name of the promotion. */
      promotion_name?: string;
      /** Creative of the promotion. */
      creative_name?: string;
      /** Slot of the creative. */
      creative_slot?: string;
      [name: string]: any;
    }>;
    /** A field of your own. */
    [name: string]: any;
  };
  /** Click and browser ids of vendors, byte for byte. */
  ids?: {
    /** Tagyard's own click id. */
    click_id?: string;
    /** Google Ads click. */
    gclid?: string;
    /** Google Ads click, iOS web. */
    wbraid?: string;
    /** Google Ads click, iOS app to web. */
    gbraid?: string;
    /** Campaign Manager 360 click. */
    dclid?: string;
    /** Meta click. */
    fbclid?: string;
    /** Meta click with its time, as in the cookie _fbc. */
    fbc?: string;
    /** Meta browser id, the cookie _fbp. */
    fbp?: string;
    /** TikTok click. */
    ttclid?: string;
    /** TikTok browser id, the cookie _ttp. */
    ttp?: string;
    /** Microsoft Advertising click. */
    msclkid?: string;
    /** LinkedIn click. */
    li_fat_id?: string;
    /** Pinterest click. */
    epik?: string;
    /** Snapchat click. */
    sccid?: string;
    /** Snapchat browser id, the cookie _scid. */
    scid?: string;
    /** Reddit click. */
    rdt_cid?: string;
    /** Reddit browser id, the cookie _rdt_uuid. */
    rdt_uuid?: string;
    /** X click. */
    twclid?: string;
    /** OpenAI Ads click. */
    oppref?: string;
    /** Microsoft browser id, the cookie _uetvid. */
    uetvid?: string;
    /** Quora click. */
    qclid?: string;
    /** Yandex or Yahoo! Japan click. */
    yclid?: string;
    /** Taboola click. */
    tblci?: string;
    /** Outbrain click. */
    dicbo?: string;
    /** Impact click. */
    irclickid?: string;
    /** CJ click. */
    cjevent?: string;
    /** Awin click. */
    awc?: string;
    /** Rakuten click. */
    ransiteid?: string;
    /** Tradedoubler click. */
    tduid?: string;
    /** Everflow click. */
    ef_transaction_id?: string;
    /** Google Analytics client id, from the cookie _ga. */
    ga?: string;
    /** Google Analytics sessions, the cookies _ga_STREAM: STREAM.SESSION for each, with blanks between. */
    ga_sessions?: string;
    /** Google Ads browser id, the cookie _gcl_au. */
    gcl_au?: string;
    /** For each click id by name when it was first seen, in ms since the epoch. */
    seen_at?: {
      /** A field of your own. */
      [name: string]: any;
    };
  };
  /** What else a hit of Google's tag said, as tid: its measurement id. */
  ga4?: {
    /** A field of your own. */
    [name: string]: any;
  };
  /** Consent signals as they arrived. */
  consent?: {
    /** 1 where the GDPR applies, 0 where not. */
    gdpr?: number;
    /** TC string. */
    tcf?: string;
    /** Additional Consent string. */
    ac?: string;
    /** GPP string. */
    gpp?: string;
    /** Sections of the GPP string that apply, as 7,8. */
    gpp_sid?: string;
    /** US Privacy string. */
    usp?: string;
    /** Choice by category of the consent banner, as marketing: true. */
    categories?: {
      /** A field of your own. */
      [name: string]: any;
    };
    /** Google's consent types, each granted or denied. */
    google?: {
      /** granted or denied. */
      ad_storage?: string;
      /** granted or denied. */
      ad_user_data?: string;
      /** granted or denied. */
      ad_personalization?: string;
      /** granted or denied. */
      analytics_storage?: string;
    };
  };
}

/** What a rule is told and may ask besides the event. */
export interface Context {
  /** The destination that it runs for; null where it runs once for all of them. */
  readonly destination: string | null;
  /** What was decided on consent, by destination. */
  readonly consent: Readonly<Record<string, Consent>>;
  /** When the server received the event, in milliseconds since the epoch. */
  readonly now: number;
  /** Writes a line that `tagyard explain` shows; 20 lines of 500 characters at most. */
  readonly log: (...parts: unknown[]) => void;
  /** SHA-256 of the text's UTF-8 bytes, in hexadecimal digits. */
  readonly sha256: (text: string) => string;
  /** HMAC-SHA256 of the text, in hexadecimal digits. */
  readonly hmac: (key: string, text: string) => string;
  /** The row of TABLE.csv beside the rules whose first column is the key. */
  readonly lookup: (table: string, key: string | number | null | undefined) => Readonly<Record<string, string>> | null;
  /** A number from 0 up to 1 that follows from the event's id: the same at a replay. */
  readonly random: () => number;
}

/** What was decided on consent for one destination. */
export interface Consent {
  readonly verdict: 'allow' | 'restrict' | 'deny';
  readonly reason: string;
  readonly law: string;
  /** Whether identifiers may be stored. */
  readonly storage: boolean;
}

/**
 * A rule: changes the event, or returns what goes on in its place. null drops it; of several
 * events the first keeps the id.
 */
export type Rule = (event: Event, context: Context) => Event | Event[] | null | undefined | void;

/** `export const onError`: what becomes of an event on which the rule fails. */
export type OnError = 'skip' | 'dead_letter';

/** What a destination of type `script` is told: of consent its own part alone. */
export interface DestinationContext extends Omit<Context, 'destination' | 'consent'> {
  readonly destination: string;
  readonly consent: Readonly<Record<string, Pick<Consent, 'verdict' | 'reason'>>>;
}

/**
 * What a destination of type `script` sends: `export function request(event, context)`; or why
 * it sends nothing.
 */
export type Request =
  | {
      /** GET when there is no body, else POST. */
      method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      /** To one of the hosts that the configuration lists. */
      url: string;
      headers?: Record<string, string>;
      /** Text as it is; anything else as JSON. */
      body?: unknown;
      skip?: undefined;
    }
  | { skip: string };

/**
 * What the vendor's answer means: `export function response(status, headers, body, events)`;
 * for all events, or in `events` for each.
 */
export type Outcome = SingleOutcome | { events: SingleOutcome[] };

export interface SingleOutcome {
  outcome: 'delivered' | 'retry' | 'rejected';
  reason?: string;
}
