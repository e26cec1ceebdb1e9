package dev.tagyard.proxy.source.ga4;

import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.source.SourceConformance;

class Ga4WebSourceTest extends SourceConformance {
  @Override
  protected Source source() {
    return new Ga4WebSource();
  }

  @Override
  protected int mutations() {
    return 10_000;
  }
}
