/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.time.Duration;
import uno.jcache.redis.endurance.Coherence;

/** Four processes that share regions in Redis while connections and servers fail. */
final class RedisEndurance {
  private static final Duration ROUND = Duration.ofSeconds(3);

  private RedisEndurance() {}

  /** Arguments, both optional: the minutes it takes, and the seed. */
  public static void main(String[] arguments) throws Exception {
    long minutes = (arguments.length > 0) ? Long.parseLong(arguments[0]) : 31;
    long seed = (arguments.length > 1) ? Long.parseLong(arguments[1]) : System.nanoTime();
    Environment environment = Environment.current();
    Coherence.Found found = Coherence.run(seed, Duration.ofMinutes(minutes), ROUND);
    System.out.printf(
        "%s, %s, %s. `./benchmarks/endurance redis %d %d`.%n%n",
        environment.date(), environment.jdk(), environment.cpu(), minutes, seed);
    System.out.println("| What was done | Found |");
    System.out.println("| --- | --- |");
    System.out.print(found.table());
    found.violations().forEach(System.err::println);
    System.exit(found.violations().isEmpty() ? 0 : 1); // whatever thread there still is
  }
}
