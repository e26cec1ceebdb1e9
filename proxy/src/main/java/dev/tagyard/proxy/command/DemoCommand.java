package dev.tagyard.proxy.command;

import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.demo.Demo;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The whole way in one process, to look at.
@Command(
    name = "demo",
    description =
        "Runs a shop page, the proxy and stand-ins for Meta, Google and a partner, with everything"
            + " under a temporary folder.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--seconds", description = "End by itself after so many seconds.")
  private long seconds = Long.MAX_VALUE;

  @Option(
      names = "--port",
      description = "Port of the shop page; 0 for any (default: ${DEFAULT-VALUE}).",
      defaultValue = "8081")
  private int port = 8081;

  @Option(
      names = "--all-vendors",
      description = "Send to stand-ins of every vendor, not of the first four alone.")
  private boolean all;

  @Mixin private Logging logging = new Logging();

  @Override
  public Integer call() throws Exception {
    logging.apply();
    Demo demo;
    try {
      demo = Demo.start(port, all);
    } catch (Server.Refused refused) {
      Problems.print(refused.problems());
      return 1;
    }
    System.out.printf(
        """
        The shop            %s
        What vendors got    %s/vendors
        The proxy           %s
        Metrics and API     %s/metrics  (token: %s)
        Data                %s
        What became of one  tagyard explain --config %s EVENT_ID
        Press "buy" in the shop, which shows the event's id; Ctrl-C ends it.
        """,
        demo.shopAddress(),
        demo.shopAddress(),
        demo.proxyAddress(),
        demo.adminAddress(),
        demo.adminToken(),
        demo.folder(),
        demo.folder().resolve("tagyard.yaml"));
    var stopped = new CountDownLatch(1);
    Signals.on("TERM", stopped::countDown);
    Signals.on("INT", stopped::countDown);
    var _ = stopped.await(seconds, TimeUnit.SECONDS);
    demo.close();
    return 0;
  }
}
