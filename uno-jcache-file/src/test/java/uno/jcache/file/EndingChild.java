/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.Map;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.UnoConfiguration;

/** An application that removes and replaces entries, and ends without closing anything. */
public final class EndingChild {
  private EndingChild() {}

  static UnoCache<String, String> open(UnoCachingProvider provider, String dir) {
    UnoCacheManager manager = provider.getCacheManager();
    // It commits by itself much later than it ends.
    manager
        .providers()
        .register("disk", "file", Map.of("dir", dir, "reserve", "1 KiB", "commit-interval", "1m"));
    return manager.createCache(
        "users",
        new UnoConfiguration<String, String>()
            .setTypes(String.class, String.class)
            .setProvider("disk"));
  }

  /** Runs in the directory that the first argument names, and ends as the second one says. */
  @SuppressWarnings("SystemOut") // how it talks
  public static void main(String... arguments) throws InterruptedException {
    UnoCache<String, String> users = open(new UnoCachingProvider(), arguments[0]);
    users.remove("removed");
    users.put("replaced", "new");
    users.put("added", "new");
    switch (arguments[1]) {
      case "exit" -> System.exit(0);
      case "signal" -> {
        System.out.println("ready");
        Thread.currentThread().join(); // until it is ended
      }
      case "hook" -> {
        users.put("late", "value");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> users.remove("late"), "late"));
      }
      default -> {} // the end of main
    }
  }
}
