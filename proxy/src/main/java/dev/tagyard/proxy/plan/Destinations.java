package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.datamanager.DataManager;
import dev.tagyard.proxy.destination.file.Lines;
import dev.tagyard.proxy.destination.ga4.Ga4;
import dev.tagyard.proxy.destination.kafka.Topic;
import dev.tagyard.proxy.destination.linkedin.LinkedIn;
import dev.tagyard.proxy.destination.meta.Meta;
import dev.tagyard.proxy.destination.microsoft.Microsoft;
import dev.tagyard.proxy.destination.microsoft.Offline;
import dev.tagyard.proxy.destination.openai.OpenAi;
import dev.tagyard.proxy.destination.pinterest.Pinterest;
import dev.tagyard.proxy.destination.postback.Postback;
import dev.tagyard.proxy.destination.reddit.Reddit;
import dev.tagyard.proxy.destination.snapchat.Snapchat;
import dev.tagyard.proxy.destination.tiktok.TikTok;
import dev.tagyard.proxy.destination.webhook.Webhook;
import dev.tagyard.proxy.destination.x.X;
import dev.tagyard.proxy.scripted.ScriptedDestination;
import java.util.List;
import java.util.Optional;

/// All kinds of destination there are: one line each.
public final class Destinations {
  public static final List<DestinationType<?>> ALL =
      List.of(
          Meta.TYPE,
          Ga4.TYPE,
          DataManager.TYPE,
          TikTok.TYPE,
          Microsoft.TYPE,
          Offline.TYPE,
          LinkedIn.TYPE,
          Pinterest.TYPE,
          Snapchat.TYPE,
          Reddit.TYPE,
          X.TYPE,
          OpenAi.TYPE,
          Postback.TYPE,
          ScriptedDestination.TYPE,
          Webhook.TYPE,
          Lines.TYPE,
          Topic.TYPE);

  private Destinations() {}

  public static Optional<DestinationType<?>> named(String name) {
    for (var type : ALL) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
