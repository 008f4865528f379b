/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers of Redis's that belong together, of the test's own. They end with the JVM at the latest.
 */
public interface RedisServers extends AutoCloseable {
  /** That a busy machine answers late is no failure of what is tested. */
  String PATIENT = "5s";

  /** Returns the settings of a provider that uses them. */
  Map<String, String> settings();

  /** Returns the same, for tests of what is not about time. */
  default Map<String, String> patientSettings() {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("timeout", PATIENT);
    return settings;
  }

  /** Returns those that keep entries. */
  List<RedisProcess> masters();

  /** Kills all, as kill -9 does. */
  void kill();

  /** Starts again what was killed, with nothing in it, and waits until all is well. */
  void restart();

  @Override
  default void close() {
    masters().forEach(RedisProcess::close);
  }
}
