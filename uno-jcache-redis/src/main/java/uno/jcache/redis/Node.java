/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A server that has some of the keys, and what is known of it: where one of a cluster fails, calls
 * to the others go on.
 */
final class Node {
  private final String name;
  private final Breaker breaker = new Breaker(System::nanoTime);
  private final CombiningReader reader;

  /**
   * A node of which nothing is known yet.
   *
   * @param name for messages
   * @param send sends one command for keys of this node, and does not wait for the answer
   */
  Node(String name, Function<List<String>, CompletionStage<Map<String, byte[]>>> send) {
    this.name = name;
    this.reader = new CombiningReader(send);
  }

  String name() {
    return name;
  }

  Breaker breaker() {
    return breaker;
  }

  CombiningReader reader() {
    return reader;
  }
}
