package dev.tagyard.proxy.destination.postback;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.postback.Preset.Reading;
import dev.tagyard.proxy.destination.postback.Preset.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The networks and trackers that are known. Sources: each one's public documentation, read
/// 2026-11-22; what could not be confirmed is said with each.
final class Presets {
  private static final ConsentPolicy PARTNER = AdConsent.partner();

  /// Those that would take an amount without a currency for one in their own.
  static final Set<String> PRICED_IN_CURRENCY = Set.of("impact", "cj");

  static final List<Preset> ALL =
      List.of(
          new Preset(
              "impact",
              "Impact",
              AdConsent.network(
                  721, Set.of(1, 2, 3, 4, 5, 6, 7, 11), Set.of(8), Set.of(2, 7, 8, 11)),
              form(
                  "https://api.impact.com/Advertisers/{set:account_sid}/Conversions",
                  "CampaignId={set:campaign_id}&ActionTrackerId={set:action_tracker_id}"
                      + "&EventDate={event_time_iso}&OrderId={transaction_id|event_id!}"
                      + "&ClickId={ids.irclickid|click_id!}&CurrencyCode={currency}&Amount={value}"
                      + "&OrderPromoCode={params.coupon}",
                  Map.of(
                      "authorization", "{basic:{set:account_sid}:AUTH_TOKEN}",
                      "accept", "application/json",
                      "ir-version", "{set:version=14}")),
              Optional.empty(),
              Set.of("AUTH_TOKEN"),
              new Reading("", "\"ERROR\"", ""),
              false,
              "QUEUED is taken, not yet judged. Without an idempotency key a repeat may count"
                  + " twice: parked for review. Reversals by Impact's own Actions API alone."),
          new Preset(
              "cj",
              "CJ",
              AdConsent.network(24, Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Set.of(), Set.of()),
              get(
                  "https://www.emjcd.com/u?CID={set:enterprise_id}&TYPE={set:action_tracker_id}"
                      + "&METHOD=S2S&CJEVENT={ids.cjevent|click_id!}&EVENTTIME={event_time_iso}"
                      + "&OID={transaction_id|event_id!}&CURRENCY={currency}&AMOUNT={value}"
                      + "&COUPON={params.coupon}"),
              Optional.empty(),
              Set.of(),
              Reading.BY_STATUS,
              true,
              "Unique by action and order id (for server calls unconfirmed). In the vendor list"
                  + " as Epsilon, 24 (unconfirmed). Corrections by CJ's own API or files alone."),
          new Preset(
              "awin",
              "Awin",
              AdConsent.network(907, Set.of(1), Set.of(7), Set.of(7)),
              json(
                  "https://api.awin.com/s2s/advertiser/{set:advertiser_id}/orders",
                  """
                  {"orders":[{"orderReference":"{transaction_id|event_id!}","amount":{value_net!},\
                  "channel":"{set:channel=aw}","currency":"{currency!}",\
                  "voucher":"{params.coupon}","awc":"{ids.awc|click_id!}","isTest":{set:test=false},\
                  "commissionGroups":[{"code":"{set:commission_group=DEFAULT}","amount":{value_net!}}]}]}\
                  """,
                  Map.of("x-api-key", "{secret:API_KEY}")),
              Optional.empty(),
              Set.of("API_KEY"),
              Reading.BY_STATUS,
              true,
              "The amount is net of tax and shipping. Duplicates by order reference (unconfirmed)."
                  + " Only the channel aw is paid: a rule has to keep away what another paid channel"
                  + " brought. Declined and amended by Awin's validation alone."),
          new Preset(
              "rakuten",
              "Rakuten Advertising",
              AdConsent.network(60, Set.of(1, 3, 4), Set.of(2, 7, 9, 10), Set.of(2, 7, 9, 10)),
              get(rakuten("")),
              Optional.of(get(rakuten("_negative"))),
              Set.of(),
              new Reading("<bad>0</bad>", "<error>", ""),
              true,
              "Amounts in minor units. A cancellation is the same order with negative amounts"
                  + " (unconfirmed). Times in GMT (unconfirmed)."),
          new Preset(
              "everflow",
              "Everflow",
              AdConsent.unlisted(OptionalInt.of(3314), dev.tagyard.consent.Verdict.DENY),
              get(
                  "https://{set:domain}/?nid={set:network_id}"
                      + "&transaction_id={ids.ef_transaction_id|click_id!}&amount={value}"
                      + "&order_id={transaction_id}&adv_event_id={set:event_id=}"
                      + "&coupon_code={params.coupon}&adv1={event_id}"
                      + "&verification_token={secret?:VERIFICATION_TOKEN}"),
              Optional.empty(),
              Set.of(),
              Reading.BY_STATUS,
              true,
              "One conversion a click unless the offer allows more. Status changes by Everflow's"
                  + " own API alone."),
          new Preset(
              "tune",
              "TUNE (HasOffers)",
              AdConsent.unlisted(OptionalInt.of(2821), dev.tagyard.consent.Verdict.DENY),
              get(
                  "https://{set:domain}/aff_lsr?transaction_id={click_id!}"
                      + "&offer_id={set:offer_id=}&amount={value}"
                      + "&adv_sub={transaction_id|event_id!}&promo_code={params.coupon}"
                      + "&security_token={secret?:SECURITY_TOKEN}"),
              Optional.empty(),
              Set.of(),
              new Reading("success=true", "success=false", "Duplicate conversion"),
              true,
              "Answers 200 to mistakes too: success=true counts; a duplicate is taken for"
                  + " delivered. Reversals by TUNE's own API alone."),
          new Preset(
              "voluum",
              "Voluum",
              PARTNER,
              get(
                  "https://{set:domain}/postback?cid={click_id!}&payout={value}&currency={currency}"
                      + "&txid={transaction_id|event_id!}&et={set:conversion_type=}"),
              Optional.empty(),
              Set.of(),
              Reading.BY_STATUS,
              true,
              "The same cid and txid count once. No way to take a conversion back."),
          new Preset(
              "redtrack",
              "RedTrack",
              PARTNER,
              get(
                  "https://{set:domain}/postback?clickid={click_id!}&sum={value}"
                      + "&currency={currency}&type={set:type=Purchase}"
                      + "&txid={transaction_id|event_id!}&rdtk_event_id={event_id}"
                      + "&status=approved"),
              Optional.of(
                  get(
                      "https://{set:domain}/postback?clickid={click_id!}&sum=0"
                          + "&currency={currency}&type={set:type=Purchase}"
                          + "&txid={transaction_id!}&status=declined")),
              Set.of(),
              Reading.BY_STATUS,
              true,
              "What a repeat does is set for each type there: choose ignore by event id. A"
                  + " reversal needs the mode edit (its status word unconfirmed). sum, txid and"
                  + " currency are unconfirmed."),
          new Preset(
              "binom",
              "Binom",
              PARTNER,
              get(
                  "https://{set:domain}/{set:script=click.php}?cnv_id={click_id!}&payout={value}"
                      + "&cnv_status={set:status=approved}&cnv_currency={currency}"),
              Optional.of(
                  get(
                      "https://{set:domain}/{set:script=click.php}?cnv_id={click_id!}&payout=0"
                          + "&cnv_status=rejected")),
              Set.of(),
              Reading.BY_STATUS,
              true,
              "A later call updates the conversion; with upsell set there, payouts add up: then"
                  + " say repeat_safe: false. Version 2 has script: click."),
          new Preset(
              "keitaro",
              "Keitaro",
              PARTNER,
              get(
                  "https://{set:domain}/{secret:POSTBACK_KEY}/postback?subid={click_id!}"
                      + "&status={kind}&payout={value}&currency={currency}"
                      + "&tid={transaction_id|event_id!}&from={set:from=tagyard}"),
              Optional.of(
                  get(
                      "https://{set:domain}/{secret:POSTBACK_KEY}/postback?subid={click_id!}"
                          + "&status=rejected&payout=0&currency={currency}&tid={transaction_id!}"
                          + "&from={set:from=tagyard}")),
              Set.of("POSTBACK_KEY"),
              Reading.BY_STATUS,
              true,
              "The same subid and tid update: purchase and subscribe are a sale, all else a lead,"
                  + " a refund makes it rejected."),
          new Preset(
              "tapfiliate",
              "Tapfiliate",
              PARTNER,
              json(
                  "https://api.tapfiliate.com/1.6/conversions/",
                  """
                  {"program_id":"{set:program_id}","click_id":"{click_id!}",\
                  "external_id":"{transaction_id|event_id!}","amount":{value!},\
                  "customer_id":"{user.user_id}","commission_type":"{set:commission_type=default}"}\
                  """,
                  Map.of("x-api-key", "{secret:API_KEY}")),
              Optional.empty(),
              Set.of("API_KEY"),
              Reading.BY_STATUS,
              false,
              "Without an idempotency key a repeat counts twice: parked for review. Commissions"
                  + " are disapproved by Tapfiliate's own API alone."),
          new Preset(
              "partnerstack",
              "PartnerStack",
              PARTNER,
              json(
                  "https://api.partnerstack.com/api/v2/transactions",
                  """
                  {"customer_key":"{user.user_id|click_id!}","amount":{value_minor!},\
                  "currency":"{currency!}","product_key":"{set:product_key=}",\
                  "category_key":"{set:category_key=}",\
                  "metadata":{"transaction_id":"{transaction_id}","event_id":"{event_id}"}}\
                  """,
                  Map.of("authorization", "{basic:{set:public_key}:SECRET_KEY}")),
              Optional.empty(),
              Set.of("SECRET_KEY"),
              Reading.BY_STATUS,
              false,
              "Amount in minor units and the body's shape are unconfirmed. The customer must be"
                  + " known there by the same key. A repeat counts twice: parked for review. No"
                  + " reversal."));

  private Presets() {}

  private static String rakuten(String sign) {
    return "https://track.linksynergy.com/{set:path=ep}?xml=1&mid={set:merchant_id}"
        + "&ord={transaction_id!}&tr={ids.ransiteid|click_id!}&land={ransiteid_minute|event_time_minute}"
        + "&date={event_time_minute}&skulist={items.item_id|=ORDER}"
        + "&namelist={items.item_name|=Order}&qlist={items.quantity|=1}"
        + "&amtlist={items.minor"
        + sign
        + "|value_minor"
        + sign
        + "!}&cur={currency}&coupon={params.coupon}";
  }

  private static Request get(String url) {
    return new Request(PostbackConfig.Method.GET, url, "", Map.of());
  }

  private static Request form(String url, String body, Map<String, String> headers) {
    return new Request(PostbackConfig.Method.POST, url, body, headers);
  }

  private static Request json(String url, String body, Map<String, String> headers) {
    return new Request(PostbackConfig.Method.POST, url, body, headers);
  }
}
