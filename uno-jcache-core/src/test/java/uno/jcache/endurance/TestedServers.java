/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import uno.jcache.servers.FaultyProxy;

/** The servers of a store, the networks between them and the processes, and what goes wrong. */
public interface TestedServers extends AutoCloseable {
  /** How many processes use them. */
  int PROCESSES = 4;

  /** Returns the settings of the provider of a process, by their names; the first is its type. */
  Map<String, String> settings(int process);

  /** Returns the networks: one for each process, or for each server. */
  List<FaultyProxy> networks();

  /** Returns what a command contains that changes an entry. */
  String change();

  /** Returns what goes wrong, but for networks and processes. */
  List<Weather> weathers();

  /** Returns how long a near cache may return what was replaced. */
  Duration maxStaleness();

  @Override
  void close();
}
