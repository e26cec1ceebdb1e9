package dev.tagyard.proxy.source.nativeevent;

import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.source.SourceConformance;

class PixelSourceTest extends SourceConformance {
  @Override
  protected Source source() {
    return new PixelSource();
  }
}
