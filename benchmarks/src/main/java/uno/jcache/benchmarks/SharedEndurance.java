/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import uno.jcache.endurance.Coherence;
import uno.jcache.endurance.TestedServers;
import uno.jcache.memcached.FaultyMemcached;
import uno.jcache.redis.FaultyRedis;

/** Four processes that share regions on a server while networks, servers and processes fail. */
final class SharedEndurance {
  private static final Duration ROUND = Duration.ofSeconds(3);

  private SharedEndurance() {}

  /** Arguments: the store; then, both optional, the minutes it takes, and the seed. */
  public static void main(String[] arguments) throws Exception {
    String store = arguments[0];
    long minutes = (arguments.length > 1) ? Long.parseLong(arguments[1]) : 31;
    long seed = (arguments.length > 2) ? Long.parseLong(arguments[2]) : System.nanoTime();
    Environment environment = Environment.current();
    System.out.printf(
        "%s, %s, %s. `./benchmarks/endurance %s %d %d`.%n%n",
        environment.date(), environment.jdk(), environment.cpu(), store, minutes, seed);
    Map<String, Supplier<TestedServers>> tested = tested(store);
    Duration each = Duration.ofMinutes(minutes).dividedBy(tested.size());
    boolean isGood = true;
    for (Map.Entry<String, Supplier<TestedServers>> servers : tested.entrySet()) {
      Coherence.Found found = Coherence.run(servers.getValue().get(), seed, each, ROUND);
      System.out.println("| " + servers.getKey() + " | Found |");
      System.out.println("| --- | --- |");
      System.out.println(found.table());
      found.violations().forEach(System.err::println);
      isGood &= found.violations().isEmpty();
    }
    System.exit(isGood ? 0 : 1); // whatever thread there still is
  }

  private static Map<String, Supplier<TestedServers>> tested(String store) {
    Map<String, Supplier<TestedServers>> tested = new LinkedHashMap<>();
    if (store.equals("redis")) {
      tested.put("One server", FaultyRedis::new);
    } else {
      tested.put("One server", FaultyMemcached::server);
      tested.put("A ring of three", FaultyMemcached::ring);
    }
    return tested;
  }
}
